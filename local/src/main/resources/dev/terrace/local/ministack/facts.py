"""What stand-ins that teach MiniStack a fact of AWS have in common.

A fact looks at a call after its permission was checked and before MiniStack handles it, and may refuse it as AWS does. All facts hold
in every local cloud; how long what is newborn stays unknown can be set (`TERRACE_NEWBORN_SECONDS`). What takes time is measured by
`clock`, so that tests need not wait: they let time pass (`POST /_ministack/time {"seconds": …}`).
"""

import json
import re
import time
from contextvars import ContextVar
from urllib.parse import parse_qsl, unquote

import replacements
from ministack import app
from ministack.core import iam_actions
from ministack.core.responses import error_response_json
from ministack.core.router import extract_access_key_id
from ministack.services import ec2, eks, iam, rds

SERVICES = ("ec2", "ecr", "eks", "iam", "kms", "logs", "rds", "tagging")

reading = ContextVar("reading", default=False)  # whether the call at hand describes or lists

machine_clock = time.monotonic

_passed = 0  # seconds that tests let pass
_checks = []
_controls = {}


def clock():
    return machine_clock() + _passed


def let_pass(seconds):
    global _passed
    _passed += seconds


class Call:
    """A call to AWS: `eks`, `CreateCluster`, and each value in it with its place, numbers left out: `SubnetIds.SubnetIdentifier`."""

    def __init__(self, service, method, path, headers, body, query):
        self.service, self.path = service, path
        self.access_key = extract_access_key_id(headers, query)
        self.action = (iam_actions.extract_iam_action(service, method, path, headers, body, query) or ":").split(":")[1]
        self.values = [("path", unquote(path))]
        if body[:1] == b"{":
            self.values += _flat("", json.loads(body))
        else:
            given = [(name, value) for name, all in query.items() for value in (all if isinstance(all, list) else [all])]
            self.values += [
                (re.sub(r"\.(\d+|member)\b", "", name), value) for name, value in given + parse_qsl(body.decode(errors="replace"))
            ]

    def all(self, *places):
        """The values at these places; each may be given by its last part."""
        return [value for place, value in self.values if place in places or place.rpartition(".")[2] in places]

    def one(self, *places):
        return next(iter(self.all(*places)), "")

    def reads(self):
        return self.action.startswith(("Describe", "List", "Get"))


def _flat(place, value):
    if isinstance(value, dict):
        return [each for key, child in value.items() for each in _flat(f"{place}.{key}" if place else key, child)]
    if isinstance(value, list):
        return [each for child in value for each in _flat(place, child)]
    return [(place, str(value))]


def control(path, handle):
    """Lets tests tell this cloud something: `POST <path>` with a JSON object calls `handle` with its members."""
    _controls[path] = handle


def before(check):
    """Lets `check(call)` refuse calls: it answers a refusal, or None."""
    _checks.append(check)


def refusal(service, code, message, status=400, **more):
    """An error in the words of a service's protocol; `more` are its further members, where the protocol is JSON."""
    if more:
        return error_response_json(code, message, status, more)
    if service in ("eks", "iam"):
        return {"eks": eks, "iam": iam}[service]._error(status, code, message)
    if service in ("ec2", "rds"):
        return {"ec2": ec2, "rds": rds}[service]._error(code, message, status)
    return error_response_json(code, message, status)


def _checked(service):
    async def handle(handler, method, path, headers, body, query):
        call = Call(service, method, path, headers, body, query)
        for check in _checks:
            refused = check(call)
            if refused:
                return refused
        token = reading.set(call.reads())
        try:
            return await handler(method, path, headers, body, query)
        finally:
            reading.reset(token)

    return handle


async def _controlled(original, method, path, headers, body, query_params, request_id):
    if method == "POST" and path in _controls:
        _controls[path](**json.loads(body))
        return 200, {"Content-Type": "application/json"}, b"{}"
    return await original(method, path, headers, body, query_params, request_id)


def install():
    for service in SERVICES:
        replacements.wrap(app, f"SERVICE_HANDLERS.{service}", _checked(service))
    control("/_ministack/time", let_pass)
    replacements.wrap(app, "_handle_post_body_shortcuts", _controlled)
