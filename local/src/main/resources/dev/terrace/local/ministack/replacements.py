"""What of MiniStack is replaced: the one list of it, which at the start proves that all of it is still there.

MiniStack is pinned, and the stand-ins reach for what it does not publish: a new version may have moved it, or brought what was added.
So no function, no table and no store of MiniStack is changed but by

- `wrap(owner, name, function)`: `function(original, …)` is called in its place;
- `replace(owner, name, value)`: what was there is not called any more;
- `add(owner, name, value)`: so far there is none;
- `extend(owner, name, trait)`: what is there stays, and its methods go through those of a class without state.

The owner is a module or a class; the name is one of its own, or, `_ACTION_MAP.CreateVpc`, an entry of a table in it.
"""

import sys
from collections import namedtuple
from importlib.metadata import version

# Something of MiniStack, whether it is there, whether it has to be; the file that replaces or adds it, and what for.
Replacement = namedtuple("Replacement", "name is_there is_needed file purpose")

ABSENT = object()

made = []


def wrap(owner, name, function):
    place, key, original = _find(owner, name, is_needed=True)
    _put(place, key, lambda *arguments, **options: function(original, *arguments, **options))


def replace(owner, name, value):
    place, key, _ = _find(owner, name, is_needed=True)
    _put(place, key, value)


def add(owner, name, value):
    place, key, _ = _find(owner, name, is_needed=False)
    _put(place, key, value)


def extend(owner, name, trait):
    _, _, original = _find(owner, name, is_needed=True)
    if original is not ABSENT:
        original.__class__ = type(trait.__name__, (trait, type(original)), {"__slots__": ()})


def check():
    """Ends the program when something is not as a stand-in needs it, and says what, a sentence for each."""
    wrong = [each for each in made if each.is_there != each.is_needed]
    if wrong:
        sys.exit("\n".join(sentence(each) for each in wrong))


def sentence(replacement):
    _, is_there, _, file, purpose = replacement
    found, done = ("brings", "adds") if is_there else ("has no", "replaces")
    return f"MiniStack {version('ministack')} {found} {replacement.name}, which {file} {done}: {purpose}"


def _find(owner, name, is_needed):
    """Where it is, by which key, and what is there."""
    table, _, key = name.rpartition(".")
    place = getattr(owner, table, {}) if table else owner
    original = place.get(key, ABSENT) if isinstance(place, dict) else getattr(place, key, ABSENT)
    stand_in = sys._getframe(2).f_globals
    purpose = stand_in["__doc__"].partition("\n\n")[0].replace("\n", " ")
    made.append(Replacement(f"{owner.__name__}.{name}", original is not ABSENT, is_needed, stand_in["__name__"] + ".py", purpose))
    return place, key, original


def _put(place, key, value):
    if isinstance(place, dict):
        place[key] = value
    else:
        setattr(place, key, value)
