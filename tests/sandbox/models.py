"""botocore's models of the services: which operation a REST request means, what it asks, and
how an answer looks on the wire.  The bytes are written by moto's serialisers from the model,
so nobody here has to remember what a list element of Redshift is called."""

import datetime
import functools
import json
import math
import re
import urllib.parse

from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from . import cbor, wire
from .errors import AwsError

NAMES = {"monitoring": "cloudwatch", "states": "stepfunctions"}  # signing name -> botocore's name, where they differ
IAM_ACTIONS = {  # where the right is not called as the operation
    "s3:ListBuckets": "ListAllMyBuckets", "s3:GetBucketEncryption": "GetEncryptionConfiguration",
    "s3:GetPublicAccessBlock": "GetBucketPublicAccessBlock", "s3:ListObjectsV2": "ListBucket",
    "s3:ListObjects": "ListBucket", "s3:HeadBucket": "ListBucket", "s3:HeadObject": "GetObject",
    "s3:GetBucketLifecycle": "GetLifecycleConfiguration",
    "s3:GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "s3:PutBucketEncryption": "PutEncryptionConfiguration",
    "s3:PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}


@functools.cache
def model(scope):
    return get_service_model(NAMES.get(scope, scope))


def right(service, operation, method):
    """The IAM action that an operation needs, without the prefix."""
    if service.scope == "apigateway":
        return method  # apigateway:GET on paths
    return IAM_ACTIONS.get(f"{service.scope}:{operation}", operation)


# Which operation

@functools.cache
def _routes(scope):
    """(method, pattern of the path, fixed query, wanted query, operation), narrowest first."""
    found = []
    for name in model(scope).operation_names:
        operation = model(scope).operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        fixed = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        shape = operation.input_shape
        wanted = {shape.members[m].serialization["name"] for m in shape.required_members
                  if shape.members[m].serialization.get("location") == "querystring"} if shape else set()
        found.append((operation.http["method"], re.compile(_pattern(path)), fixed, wanted, name))
    return sorted(found, key=lambda route: (-len(route[2]) - len(route[3]), "(.+)" in route[1].pattern))


def _pattern(path):
    text = re.escape(path.rstrip("/") or "/").replace(r"\{", "{").replace(r"\}", "}").replace(r"\+", "+")
    text = re.sub(r"\{(\w+)\+\}", r"(?P<\1>.+)", text)
    return re.sub(r"\{([\w\\-]+)\}", lambda m: f"(?P<{m.group(1).replace(chr(92), '').replace('-', '_')}>[^/]+)",
                  text) + "/?$"


def rest_route(scope, request):
    """(operation, values of the path) of a REST request; ("", {})."""
    query = dict(urllib.parse.parse_qsl(request.query, keep_blank_values=True))
    for method, pattern, fixed, wanted, name in _routes(scope):
        if method != request.method or not fixed.items() <= query.items() or not wanted <= query.keys():
            continue
        hit = pattern.match(request.path or "/")
        if hit:
            return name, {k: urllib.parse.unquote(v) for k, v in hit.groupdict().items()}
    return "", {}


# What it asks

def asked(call):
    """The parameters by their names in the model; of a query form all values are text."""
    protocol = call.service.protocol
    if protocol in ("query", "ec2"):
        return wire.nest(call.params)
    if protocol == "rest-xml":
        return _rest_asked(call, {})
    try:
        if protocol == "cbor":
            return cbor.decode(call.request.body) if call.request.body else {}
        body = json.loads(call.request.body) if call.request.body.strip() else {}
    except ValueError:
        raise AwsError("SerializationException", "The body can not be read.", 400) from None
    if protocol == "json":
        return body
    return _rest_asked(call, body)


def _rest_asked(call, body):
    _, path = rest_route(call.service.scope, call.request)
    shape = model(call.service.scope).operation_model(call.action).input_shape
    query = urllib.parse.parse_qs(call.request.query, keep_blank_values=True)
    found = {}
    for name, member in (shape.members if shape else {}).items():
        location, key = member.serialization.get("location"), member.serialization.get("name", name)
        if location == "uri" and key in path:
            found[name] = path[key]
        elif location == "querystring" and key in query:
            found[name] = query[key] if member.type_name == "list" else query[key][0]
        elif location is None and key in body:
            found[name] = body[key]
    return found


# How the answer looks

def reply(call, result):
    """A dict in the form of the model's output, as the service sends it."""
    protocol = call.service.protocol
    if protocol == "cbor":
        return wire.Reply(200, cbor.encode(result), "application/cbor",
                          [("smithy-protocol", "rpc-v2-cbor")])
    operation = model(call.service.scope).operation_model(call.action)
    if protocol == "json":
        return wire.Reply(200, json.dumps(_json(result)).encode(), "application/x-amz-json-"
                          + operation.service_model.metadata.get("jsonVersion", "1.0"))
    service = NAMES.get(call.service.scope, call.service.scope)
    made = get_serializer_class(service, protocol)(operation).serialize(result)
    body, kind = made["body"], "text/xml"
    headers = []
    for name, value in made["headers"].items():
        if name.lower() == "content-type":
            kind = value
        else:
            headers.append((name, str(value)))
    return wire.Reply(made["status_code"], body.encode() if isinstance(body, str) else body, kind, headers)


def _json(value):
    """As AWS's JSON has it: times are seconds, and numbers that are none are words."""
    if isinstance(value, dict):
        return {name: _json(member) for name, member in value.items() if member is not None}
    if isinstance(value, (list, tuple)):
        return [_json(member) for member in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
