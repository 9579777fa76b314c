"""CloudTrail records of every call, as JSON Lines, one file an account, flushed at once.

Never a secret key, never a session token.  Calls whose signature was refused have no account;
AWS does not record them, and here they go to refused.jsonl so that tests can see them.
"""

import json
import os
import threading
import uuid

from . import clock, models
from .errors import AwsError
from .wire import SERVICES, nest

VERSION = "1.11"
READ_PREFIXES = ("Describe", "List", "Get", "Lookup", "Detect", "Validate", "Estimate", "Assume",
                 "Simulate", "Search", "Filter")
HIDDEN = {"Action", "Version", "TokenCode"}
SECRET_WORDS = ("password", "secret", "authenticationcode", "sessiontoken")
MASK = "HIDDEN_DUE_TO_SECURITY_REASONS"
LONGEST = 1024  # of userAgent, errorCode, errorMessage


# Data events: no trail has them unless somebody pays for it.
DATA_EVENTS = {
    "monitoring": {"GetMetricData", "GetMetricStatistics", "GetMetricWidgetImage", "ListMetrics",
                   "PutMetricData"},
    "s3": {"GetObject", "HeadObject", "PutObject", "DeleteObject", "ListObjects", "ListObjectsV2",
           "HeadBucket"},
    "dynamodb": {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem",
                 "BatchWriteItem"},
    "lambda": {"Invoke"},
}
EVENT_NAMES = {  # where a record calls the operation otherwise
    "lambda:ListFunctions": "ListFunctions20150331",
    "lambda:GetFunctionConfiguration": "GetFunctionConfiguration20150331v2",
    "lambda:ListEventSourceMappings": "ListEventSourceMappings20150331",
    "s3:GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "s3:GetBucketLifecycleConfiguration": "GetBucketLifecycle",
}


class Trail:
    def __init__(self, directory, the_clock):
        self._directory = directory
        self._clock = the_clock
        self._lock = threading.Lock()
        os.makedirs(directory, mode=0o700, exist_ok=True)

    def record(self, call, reply):
        """Write the record, or the two of a cross-account AssumeRole."""
        if call.caller and call.action in DATA_EVENTS.get(call.service.scope, ()):
            return None
        if call.caller is None:
            return self._write("refused", self._base(call, reply))
        record = self._base(call, reply)
        record["userIdentity"] = _identity(call.caller)
        record["recipientAccountId"] = call.caller.account
        other = call.outcome.session.account if call.outcome else call.caller.account
        if other != call.caller.account:
            record["sharedEventID"] = str(uuid.uuid4())
            self._write(other, _seen_from_the_role(record, call, other))
        self._write(call.caller.account, record)

    def _base(self, call, reply):
        request = call.request
        record = {
            "eventVersion": VERSION,
            "userIdentity": None,
            "eventTime": clock.iso(self._clock.now()),
            "eventSource": call.service.trail_source,
            "eventName": EVENT_NAMES.get(f"{call.service.scope}:{call.action}", call.action),
            "awsRegion": call.region,
            "sourceIPAddress": request.peer,
            "userAgent": (request.headers.get("user-agent") or "")[:LONGEST],
            "requestParameters": _parameters(call, reply),
            "responseElements": _elements(call),
            "requestID": call.request_id,
            "eventID": str(uuid.uuid4()),
            "readOnly": call.action.startswith(READ_PREFIXES),
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "eventCategory": "Management",
        }
        if reply.error_code:
            record["errorCode"] = reply.error_code[:LONGEST]
            record["errorMessage"] = (reply.error_message or "")[:LONGEST]
        if request.tls_details:
            record["tlsDetails"] = {
                **request.tls_details,
                "clientProvidedHostHeader": request.headers.get("host") or ""}
        return record

    def _write(self, name, record):
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        path = os.path.join(self._directory, name + ".jsonl")
        with self._lock:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line.encode("utf-8", "replace"))
            finally:
                os.close(handle)


def _seen_from_the_role(record, call, account):
    """The role's account sees only which account and principal came."""
    return {
        **record,
        "eventID": str(uuid.uuid4()),
        "recipientAccountId": account,
        "userIdentity": {"type": "AWSAccount", "principalId": call.caller.principal_id,
                         "accountId": call.caller.account},
        "resources": [{"accountId": account, "type": "AWS::IAM::Role",
                       "ARN": call.outcome.session.role_arn}],
    }


def _identity(caller):
    identity = {
        "type": "AssumedRole" if caller.is_session else "IAMUser",
        "principalId": caller.principal_id,
        "arn": caller.arn,
        "accountId": caller.account,
        "accessKeyId": caller.access_key,
    }
    if caller.user_name:
        identity["userName"] = caller.user_name
    if caller.token:
        identity["sessionContext"] = _session_context(caller)
    return identity


def _session_context(caller):
    context = {"attributes": {"creationDate": clock.iso(caller.issued),
                              "mfaAuthenticated": str(caller.mfa).lower()}}
    if caller.is_session:
        context["sessionIssuer"] = {
            "type": "Role", "principalId": caller.role_id, "arn": caller.role_arn,
            "accountId": caller.account, "userName": caller.role_name}
    if caller.source_identity:
        context["sourceIdentity"] = caller.source_identity
    return context


def _parameters(call, reply):
    """The request, members in lower camel case; a refused AssumeRole shows none."""
    if call.action == "AssumeRole" and reply.error_code == "AccessDenied":
        return None
    shown = {name: value for name, value in call.params.items()
             if name not in HIDDEN and not name.startswith("X-Amz-")}
    if "DurationSeconds" in shown and shown["DurationSeconds"].isdigit():
        shown["DurationSeconds"] = int(shown["DurationSeconds"])
    return _lower(nest(shown) if call.service.protocol in ("query", "ec2") else _body(call)) or None


def _body(call):
    if call.service.scope not in SERVICES or not call.action:
        return {}
    try:
        return models.asked(call)
    except AwsError:
        return {}


def _lower(node):
    if isinstance(node, dict):
        return {_camel(name): MASK if _secret(name) else _lower(value)
                for name, value in node.items()}
    return [_lower(value) for value in node] if isinstance(node, list) else node


def _secret(name):
    return any(word in name.lower() for word in SECRET_WORDS)


def _camel(name):
    return name[:1].lower() + name[1:]


def _elements(call):
    """What a write made: only AssumeRole tells, and without the secret or the token."""
    if not call.outcome:
        return None
    session, packed = call.outcome.session, call.outcome.packed
    elements = {
        "credentials": {"accessKeyId": session.access_key,
                        "expiration": session.expires.strftime("%b %-d, %Y, %-I:%M:%S %p")},
        "assumedRoleUser": {"assumedRoleId": session.principal_id, "arn": session.arn},
        "packedPolicySize": packed,
    }
    if session.source_identity:
        elements["sourceIdentity"] = session.source_identity
    return elements
