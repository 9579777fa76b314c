"""Which calls are answered here and not by moto, and what such an answer is told.

An answer is a function that takes an Asked and returns a dict in the form of the model's
output, a Reply, or None: then moto is asked.  Each is a fixture and its reply says so.
"""

import base64
import dataclasses
import functools
import hashlib
import importlib

from . import estate
from .errors import AwsError

MODULES = ("alarms", "cloudwatch", "on_data", "on_gateway", "on_lambda", "on_work")
HEADER = "x-candor-fixture"
_answers = {}  # (scope, operation) -> function


def answers(scope, *operations):
    """Decorate a function that answers these operations of a service."""
    def keep(function):
        for operation in operations:
            _answers[scope, operation] = function
        return function
    return keep


def find(call):
    return _answers.get((call.service.scope, call.action))


@dataclasses.dataclass
class Asked:
    front: object
    call: object
    params: dict

    @functools.cached_property
    def now(self):
        return self.front.clock.now()

    @property
    def account(self):
        return self.call.caller.account

    @property
    def region(self):
        return self.call.region

    def things(self, type_):
        """The seeded resources of a type in this account and region."""
        return estate.of(self.account, self.region).of_type(type_)

    def thing(self, type_, name):
        """One of them, by its name or any id that ends in it; None."""
        short = (name or "").split(":function:")[-1].rpartition("/")[2].rpartition(":")[2]
        return next((t for t in self.things(type_) if t.id == name or t.name == short), None)

    def page(self, items, size, given, token):
        """(items of this page, token of the next or None); `given`, `token` name the parameters."""
        wanted = int(self.params.get(given) or size)
        start = _offset(self.params.get(token), self.call.action)
        upto = start + max(1, min(wanted, size))
        return items[start:upto], _token(upto, self.call.action) if upto < len(items) else None


def _token(offset, action):
    seal = hashlib.sha256(f"page {action} {offset}".encode()).hexdigest()[:16]
    return base64.urlsafe_b64encode(f"{offset}.{seal}".encode()).decode()


def _offset(token, action):
    if not token:
        return 0
    try:
        offset = int(base64.urlsafe_b64decode(token).split(b".")[0])
    except ValueError:
        offset = -1
    if offset < 0 or _token(offset, action) != token:
        raise AwsError("InvalidParameterValue", "The token is not one of this list.", 400)
    return offset


def load():
    """Import the modules that answer."""
    for module in MODULES:
        importlib.import_module("." + module, __package__)


def with_token(result, name, token):
    return {**result, name: token} if token else result
