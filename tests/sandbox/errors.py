"""Refusals, in the code, status and form of the service that refuses."""

import json
from xml.sax.saxutils import escape

from . import cbor
from .wire import Reply

# What query services call it -> what JSON services call it (both answer 400 there).
JSON_NAMES = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "IncompleteSignature": "IncompleteSignatureException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "NotImplemented": "NotImplemented",
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "Throttling": "ThrottlingException",
    "ValidationError": "ValidationException",
}
KEEP_STATUS = {"NotImplemented"}


class AwsError(Exception):
    def __init__(self, code, message, status=400):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid(message):
    return AwsError("ValidationError", message, 400)


def denied(arn, action, resource, why=None):
    """AWS's sentence.  `why` is its tail about the kind of policy, if we know it."""
    text = f"User: {arn} is not authorized to perform: {action} on resource: {resource}"
    return AwsError("AccessDenied", f"{text} {why}" if why else text, 403)


def not_implemented(service, action):
    return AwsError("NotImplemented", f"The sandbox has no {service}:{action or '?'}.", 501)


def render(service, error, request_id):
    """One error as the service would send it."""
    reply = FORMS[service.protocol](service, error, request_id)
    reply.error_code = error.code
    reply.error_message = error.message
    return reply


def _query(service, error, request_id):
    kind = "Sender" if error.status < 500 else "Receiver"
    xmlns = f' xmlns="{service.xmlns}"' if service.xmlns else ""
    return Reply.xml(
        f"<ErrorResponse{xmlns}>\n  <Error>\n    <Type>{kind}</Type>\n"
        f"    <Code>{escape(error.code)}</Code>\n"
        f"    <Message>{escape(error.message)}</Message>\n  </Error>\n"
        f"  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        error.status,
    )


def _json(service, error, request_id):
    code = JSON_NAMES.get(error.code, error.code)
    body = json.dumps({"__type": code, "message": error.message}).encode()
    status = 400 if 400 <= error.status < 500 and code not in KEEP_STATUS else error.status
    reply = Reply(status, body, "application/x-amz-json-1.1")
    if service.scope == "monitoring":  # its older name, for clients that ask for it
        reply.headers.append(("x-amzn-query-error", f"{error.code};Sender"))
    return reply


def _cbor(service, error, request_id):
    reply = _json(service, error, request_id)
    reply.body = cbor.encode(json.loads(reply.body))
    reply.content_type = "application/cbor"
    reply.headers.append(("smithy-protocol", "rpc-v2-cbor"))
    return reply


def _rest_json(service, error, request_id):
    reply = _json(service, error, request_id)
    reply.status, reply.content_type = error.status, "application/json"
    reply.headers.append(("x-amzn-errortype", JSON_NAMES.get(error.code, error.code)))
    return reply


def _rest_xml(_service, error, request_id):
    return Reply(error.status, (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
        f"<RequestId>{request_id}</RequestId></Error>").encode("utf-8"), "application/xml")


def _ec2(_service, error, request_id):
    code = "UnauthorizedOperation" if error.code == "AccessDenied" else error.code
    return Reply.xml(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Response><Errors><Error><Code>{escape(code)}</Code><Message>{escape(error.message)}</Message>"
        f"</Error></Errors><RequestID>{request_id}</RequestID></Response>", error.status)


FORMS = {"query": _query, "ec2": _ec2, "json": _json, "cbor": _cbor, "rest-json": _rest_json, "rest-xml": _rest_xml}
