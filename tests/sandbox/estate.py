"""What stands in an account and region: the resources of the seeded stacks, as things with a name.

Made when somebody asks first, and again when stacks or their resources have changed."""

import dataclasses
import hashlib

from moto.cloudformation.models import cloudformation_backends

from .stacks import SeededStack

GONE = {"DELETE_COMPLETE", "CREATE_FAILED", "CREATE_IN_PROGRESS"}


@dataclasses.dataclass(frozen=True)
class Thing:
    installation: str
    stack: str
    logical: str  # "LoadFunction"
    type: str
    id: str  # physical id: a name, a URL or an ARN
    account: str
    region: str
    made: object  # time of its creation

    @property
    def name(self):
        """The part after the last '/' or ':' of the id."""
        return self.id.rpartition("/")[2].rpartition(":")[2]

    @property
    def key(self):
        """What tables of sick examples call it."""
        return self.installation, self.logical

    def digest(self, word="", size=12):
        return hashlib.sha256(f"{word} {self.id} {self.account}".encode()).hexdigest()[:size]

    def arn(self, service, what):
        return f"arn:aws:{service}:{self.region}:{self.account}:{what}"


class Estate:
    def __init__(self, account, region):
        self._by_type = {}
        self.all = []
        for stack in cloudformation_backends[account][region].stacks.values():
            if isinstance(stack, SeededStack):
                self._add(stack)

    def _add(self, stack):
        owner = stack.tags.get("candor-installation", "")
        for r in stack.seed_resources:
            if r.status in GONE:
                continue
            thing = Thing(owner, stack.name, r.logical_id, r.type, r.physical_id,
                          stack.account_id, stack.region_name, stack.creation_time)
            self._by_type.setdefault(r.type, []).append(thing)
            self.all.append(thing)

    def of_type(self, type_):
        return self._by_type.get(type_, [])

    def of_installation(self, name):
        return [thing for thing in self.all if thing.installation == name]


_made = {}  # (account, region) -> (state of the stacks, Estate)


def of(account, region):
    stacks = cloudformation_backends[account][region].stacks
    state = [(name, len(getattr(s, "seed_events", ()))) for name, s in stacks.items()]
    held = _made.get((account, region))
    if held is None or held[0] != state:
        held = _made[account, region] = (state, Estate(account, region))
    return held[1]
