"""Stacks whose state is set and not reached: the seed's, held in moto's CloudFormation backend."""

import dataclasses
import datetime
import json
import uuid

from moto.cloudformation.models import Stack, cloudformation_backends

NAMESPACE = uuid.UUID("6f1e7f0a-55a5-4a8e-9d0c-0d5a3c6b2e11")


@dataclasses.dataclass
class Resource:
    logical_id: str
    physical_id: str
    type: str
    status: str
    at: datetime.datetime
    reason: str | None = None
    drift: str = "NOT_CHECKED"


@dataclasses.dataclass
class Event:
    id: str
    at: datetime.datetime
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str | None = None


class SeededStack(Stack):
    """A moto stack that was never deployed; moto's own actions still find it by name and id."""

    def __init__(self, account, region, name, created, description=None):
        template = json.dumps({"AWSTemplateFormatVersion": "2010-09-09",
                               "Description": description or "", "Resources": {}})
        stack_id = stack_arn(account, region, name)
        super().__init__(stack_id, name, template, {}, account, region)
        self.description = description
        self.creation_time = created
        self.updated_at = None
        self.status_reason = None
        self.drift_status = "NOT_CHECKED"
        self.drift_at = None
        self.seed_resources = []
        self.seed_events = []  # oldest first
        self.seed_parameters = {}
        self.seed_outputs = {}

    @property
    def stack_resources(self):
        return []

    def add_event(self, at, status, resource=None, reason=None):
        """Append an event of the stack or of one resource."""
        name, physical, kind = (
            (resource.logical_id, resource.physical_id, resource.type) if resource
            else (self.name, self.stack_id, "AWS::CloudFormation::Stack"))
        key = f"{self.stack_id}/{len(self.seed_events)}"
        event_id = str(uuid.uuid5(NAMESPACE, key))
        if resource:
            event_id = f"{name}-{status}-{at.strftime('%Y-%m-%dT%H:%M:%S.')}{at.microsecond // 1000:03d}Z"
        self.seed_events.append(Event(event_id, at, name, physical, kind, status, reason))

    def register(self):
        cloudformation_backends[self.account_id][self.region_name].stacks[self.stack_id] = self
        return self


def stack_arn(account, region, name):
    unique = uuid.uuid5(NAMESPACE, f"{account}/{region}/{name}")
    return f"arn:aws:cloudformation:{region}:{account}:stack/{name}/{unique}"


def find(account, region, name):
    """A stack by name or id, or None."""
    stacks = cloudformation_backends[account][region].stacks
    return stacks.get(name) or next((s for s in stacks.values() if s.name == name), None)
