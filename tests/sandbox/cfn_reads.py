"""CloudFormation's read actions, as methods put on moto's response class.

moto parses the request and writes the XML from botocore's model; what is said is decided here,
because moto pages nothing but DescribeStacks and has one status for every resource.
"""

import base64
import hashlib

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.responses import CloudFormationResponse, StackResourceDTO
from moto.core.responses import ActionResult

from .stacks import SeededStack

FIXTURE_HEADER = "x-candor-fixture"
PAGE_SIZES = {"DescribeStacks": 100, "DescribeStackEvents": 100,
              "ListStackResources": 100, "ListStacks": 100}
page_size_override = None  # set by the control API


def install():
    """Replace moto's methods by ours; the others stay moto's."""
    for method in (describe_stacks, list_stacks, describe_stack_events, list_stack_resources,
                   describe_stack_resources, describe_stack_resource):
        setattr(CloudFormationResponse, method.__name__, method)


# The actions; `self` is moto's CloudFormationResponse

def describe_stacks(self):
    stacks = self.cloudformation_backend.describe_stacks(self._get_param("StackName"))
    stacks = sorted(stacks, key=lambda s: s.creation_time.timestamp(), reverse=True)
    return _page(self, "DescribeStacks", "Stacks", stacks, _stack_view)


def list_stacks(self):
    wanted = self._get_param("StackStatusFilter", []) or []
    stacks = self.cloudformation_backend.list_stacks(wanted)
    return _page(self, "ListStacks", "StackSummaries", list(stacks), _summary_view)


def describe_stack_events(self):
    stack = _stack(self)
    events = stack.seed_events if isinstance(stack, SeededStack) else stack.events
    _mark(self, stack)
    return _page(self, "DescribeStackEvents", "StackEvents", events[::-1],
                 lambda event: _event_view(stack, event))


def list_stack_resources(self):
    stack = _stack(self)
    _mark(self, stack)
    return _page(self, "ListStackResources", "StackResourceSummaries", _resources(stack),
                 lambda resource: _resource_view(stack, resource, "LastUpdatedTimestamp"))


def describe_stack_resources(self):
    stack = _stack(self)
    only = self._get_param("LogicalResourceId")
    views = [_resource_view(stack, r, "Timestamp") for r in _resources(stack)]
    views = [v for v in views if only in (None, v["LogicalResourceId"])]
    _mark(self, stack)
    return ActionResult({"StackResources": views[:100]})


def describe_stack_resource(self):
    stack = _stack(self)
    only = self._get_param("LogicalResourceId")
    views = (_resource_view(stack, r, "LastUpdatedTimestamp") for r in _resources(stack))
    view = next((v for v in views if v["LogicalResourceId"] == only), None)
    if view is None:
        raise ValidationError(message=f"Resource {only} does not exist for stack {stack.name}")
    _mark(self, stack)
    return ActionResult({"StackResourceDetail": view})


# Views

def _stack(response):
    name = response._get_param("StackName")
    if not name:
        raise ValidationError(message="1 validation error detected: Value null at 'stackName' "
                                      "failed to satisfy constraint: Member must not be null")
    return response.cloudformation_backend.get_stack(name)


def _mark(response, stack):
    if isinstance(stack, SeededStack):
        response.response_headers[FIXTURE_HEADER] = "1"


def _stack_view(response, stack):
    if not isinstance(stack, SeededStack):
        return stack
    _mark(response, stack)
    return _plain({
        "StackId": stack.stack_id, "StackName": stack.name, "Description": stack.description,
        "Parameters": [{"ParameterKey": k, "ParameterValue": v}
                       for k, v in stack.seed_parameters.items()],
        "CreationTime": stack.creation_time, "LastUpdatedTime": stack.updated_at,
        "StackStatus": stack.status, "StackStatusReason": stack.status_reason,
        "DisableRollback": False, "EnableTerminationProtection": stack.enable_termination_protection,
        "NotificationARNs": [], "Capabilities": ["CAPABILITY_NAMED_IAM"], "RoleARN": stack.role_arn,
        "RollbackConfiguration": {},
        "Outputs": [{"OutputKey": k, "OutputValue": v} for k, v in stack.seed_outputs.items()],
        "Tags": stack.tags, "DriftInformation": _drift(stack),
    })


def _summary_view(response, stack):
    if not isinstance(stack, SeededStack):
        return stack
    _mark(response, stack)
    return _plain({
        "StackId": stack.stack_id, "StackName": stack.name,
        "TemplateDescription": stack.description, "CreationTime": stack.creation_time,
        "LastUpdatedTime": stack.updated_at, "StackStatus": stack.status,
        "StackStatusReason": stack.status_reason, "DriftInformation": _drift(stack),
    })


def _drift(stack):
    return _plain({"StackDriftStatus": stack.drift_status, "LastCheckTimestamp": stack.drift_at})


def _event_view(stack, event):
    if not isinstance(stack, SeededStack):
        return event
    return _plain({
        "StackId": stack.stack_id, "EventId": event.id, "StackName": stack.name,
        "LogicalResourceId": event.logical_id, "PhysicalResourceId": event.physical_id,
        "ResourceType": event.type, "Timestamp": event.at, "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason,
    })


def _resources(stack):
    if isinstance(stack, SeededStack):
        return stack.seed_resources
    return [StackResourceDTO(stack, resource) for resource in stack.stack_resources]


def _resource_view(stack, resource, time_name):
    view = {"LogicalResourceId": resource.logical_id if isinstance(stack, SeededStack)
            else resource.logical_resource_id,
            "StackName": stack.name, "StackId": stack.stack_id}
    if not isinstance(stack, SeededStack):
        return {**view, "PhysicalResourceId": resource.physical_resource_id,
                "ResourceType": resource.resource_type, time_name: stack.creation_time,
                "ResourceStatus": resource.resource_status}
    return _plain({**view, "PhysicalResourceId": resource.physical_id,
                   "ResourceType": resource.type, time_name: resource.at,
                   "ResourceStatus": resource.status, "ResourceStatusReason": resource.reason,
                   "DriftInformation": {"StackResourceDriftStatus": resource.drift}})


def _plain(view):
    return {name: value for name, value in view.items() if value is not None}


# Paging

def _page(response, action, member, items, view):
    """One page.  A token is opaque and good only for the same list of the same stack."""
    name = response._get_param("StackName") or ""
    size = page_size_override or PAGE_SIZES[action]
    start = _offset(response._get_param("NextToken"), action, name)
    chosen = items[start:start + size]
    call = (lambda item: view(response, item)) if view in (_stack_view, _summary_view) else view
    result = {member: [call(item) for item in chosen]}
    if start + size < len(items):
        result["NextToken"] = _token(start + size, action, name)
    return ActionResult(result)


def _token(offset, action, name):
    seal = hashlib.sha256(f"{action}/{name}/{offset}".encode()).hexdigest()[:24]
    return base64.b64encode(f"{offset}:{seal}".encode()).decode()


def _offset(token, action, name):
    if not token:
        return 0
    try:
        offset = int(base64.b64decode(token).split(b":")[0])
    except ValueError:
        offset = -1
    if offset < 0 or _token(offset, action, name) != token:
        raise ValidationError(message="Unable to paginate: the NextToken is not valid.")
    return offset
