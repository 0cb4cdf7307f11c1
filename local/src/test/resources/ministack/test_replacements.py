"""What of MiniStack is replaced has to be there."""

import subprocess
import sys
import types
import unittest
from pathlib import Path
from unittest import mock

from cloud import FOLDER, STAND_INS, settings

sys.path.insert(0, str(STAND_INS))
import replacements


class ReplacementsTest(unittest.TestCase):
    def setUp(self):
        self.service = types.ModuleType("ministack.services.post")
        self.service.send = lambda letter: f"sent {letter}"
        self.service._ACTION_MAP = {"SendLetter": self.service.send}
        made = mock.patch.object(replacements, "made", [])
        made.start()
        self.addCleanup(made.stop)

    def test_what_is_wrapped_is_handed_to_what_is_called_in_its_place(self):
        stamped = lambda original, letter: original(f"stamped {letter}")
        replacements.wrap(self.service, "send", stamped)
        replacements.wrap(self.service, "_ACTION_MAP.SendLetter", stamped)
        replacements.check()
        self.assertEqual("sent stamped letter", self.service.send("letter"))
        self.assertEqual("sent stamped letter", self.service._ACTION_MAP["SendLetter"]("letter"))

    def test_the_later_wrapper_is_called_first(self):
        replacements.wrap(self.service, "send", lambda original, letter: original(f"inner {letter}"))
        replacements.wrap(self.service, "send", lambda original, letter: original(f"outer {letter}"))
        self.assertEqual("sent inner outer letter", self.service.send("letter"))

    def test_what_is_extended_stays_and_is_called_through_the_trait(self):
        class Shouted:
            __slots__ = ()

            def __getitem__(self, key):
                return super().__getitem__(key).upper()

        class Letters(dict):
            __slots__ = ()

        self.service._letters = letters = Letters(first="dear")
        replacements.extend(self.service, "_letters", Shouted)
        replacements.check()
        self.assertIs(letters, self.service._letters)
        self.assertEqual("DEAR", letters["first"])

    def test_what_is_gone_is_told_with_its_name_the_file_that_replaces_it_and_what_for(self):
        replacements.wrap(self.service, "_ACTION_MAP.BurnLetter", lambda original: None)
        replacements.replace(self.service, "_stamp", None)
        replacements.extend(self.service, "_letters", object)
        told = self.told()
        self.assertEqual(3, len(told))
        for name, sentence in zip(("_ACTION_MAP.BurnLetter", "_stamp", "_letters"), told):
            self.assertRegex(sentence, r"^MiniStack [\d.]+ has no ministack\.services\.post\." + name + ", which test_replacements.py replaces")
            self.assertIn("What of MiniStack is replaced has to be there.", sentence)

    def test_what_is_added_and_there_by_now_is_told(self):
        replacements.add(self.service, "_ACTION_MAP.SendParcel", None)
        replacements.check()
        replacements.add(self.service, "_ACTION_MAP.SendLetter", None)
        self.assertRegex(self.told()[0], r"brings ministack\.services\.post\._ACTION_MAP\.SendLetter, which test_replacements.py adds")

    def told(self):
        with self.assertRaises(SystemExit) as end:
            replacements.check()
        return end.exception.code.splitlines()

    def test_a_ministack_without_something_that_is_replaced_does_not_start_and_says_why(self):
        without = (
            "import runpy, sys; from ministack.services import ec2; del ec2._ACTION_MAP['CreateNatGateway']; "
            "runpy.run_path(sys.argv[1], run_name='__main__')"
        )
        launcher = Path(__file__).with_name("launch_without_kubernetes.py")
        start = subprocess.run(
            [sys.executable, "-c", without, str(launcher)], env={**settings(), "GATEWAY_PORT": "0"}, cwd=FOLDER, capture_output=True, text=True)
        self.assertEqual(1, start.returncode, start.stderr)
        self.assertIn("has no ministack.services.ec2._ACTION_MAP.CreateNatGateway, which ec2_apis.py replaces: What MiniStack leaves out of EC2.", start.stderr)
