"""One call from request to reply: whose it is, whether it may, who answers, and the record."""

import dataclasses
import logging
import re
import threading
import time
import uuid

from . import answers, authorise, errors, models, on_s3, sigv4, sts
from .ailments import Ailments
from .gateway import Gateway
from .portal import Portal
from .principals import Principals
from .story import Story
from .wire import SERVICES, Reply, Service, action_of, service_of

log = logging.getLogger("sandbox.front")
UNSIGNED = {"sso", "sso-oidc"}  # a token in the call is the proof


@dataclasses.dataclass
class Call:
    request: object
    request_id: str
    service: Service
    action: str
    params: dict
    region: str = "us-east-1"
    claim: object = None
    caller: object = None
    outcome: object = None  # of AssumeRole


class Stats:
    """Counters for the control API."""

    def __init__(self):
        self._lock = threading.Lock()
        self._counts = {"requests": {}, "errors": {}, "connections": 0, "tls_connections": 0,
                        "requests_total": 0, "fixtures": 0, "faults": 0, "per_connection": {}}

    def add(self, name, by=1):
        with self._lock:
            self._counts[name] += by

    def request(self, call, reply, connection):
        with self._lock:
            counts = self._counts
            counts["requests_total"] += 1
            name = f"{call.service.scope}:{call.action or '?'}"
            counts["requests"][name] = counts["requests"].get(name, 0) + 1
            held = counts["per_connection"]
            held[connection] = held.get(connection, 0) + 1
            if reply.error_code:
                counts["errors"][reply.error_code] = counts["errors"].get(reply.error_code, 0) + 1
            if any(n.lower() == "x-candor-fixture" for n, _ in reply.headers):
                counts["fixtures"] += 1

    def snapshot(self):
        with self._lock:
            counts = dict(self._counts)
            held = counts.pop("per_connection")
            return {**counts, "requests": dict(counts["requests"]), "errors": dict(counts["errors"]),
                    "most_requests_on_one_connection": max(held.values(), default=0)}


class Front:
    def __init__(self, clock, moto, trail, faults):
        self.clock = clock
        self.moto = moto
        self.trail = trail
        self.faults = faults
        self.principals = Principals(clock)
        self.gateway = Gateway()
        self.portal = Portal(self.principals, clock)
        self.stats = Stats()
        self.story = Story()
        self.ailments = Ailments(clock.now().timestamp(), self.story)

    def begins(self, installations, seeded):
        """The fleet that was planted, and when."""
        self.seeded = seeded
        self.story.place(installations)
        self.ailments = Ailments(seeded.timestamp(), self.story)

    def handle(self, request, connection=0):
        """Returns (reply, rule): the rule, if any, tells the server how to spoil the sending."""
        call = self._describe(request)
        rule = self._fault(call)
        reply = self._answer(call, rule)
        self._finish(call, reply)
        if rule:
            reply.headers = [pair for pair in reply.headers
                             if not (rule.no_request_id and pair[0] == "x-amzn-RequestId")]
            reply.headers += rule.headers.items()
        if rule is None or not (rule.reset or rule.hang) or rule.executed:
            self.trail.record(call, reply)
        self.stats.request(call, reply, connection)
        return reply, rule

    def _describe(self, request):
        portal = self.portal.route(request)
        if portal:
            scope, action = portal
            return Call(request, str(uuid.uuid4()), SERVICES[scope], action, request.params())
        service = service_of(request, sigv4.scope_service(request))
        return Call(request, str(uuid.uuid4()), service, _action(service, request), request.params())

    def _fault(self, call):
        found = re.search(r"Credential=([^/]+)/\d+/([^/]+)/",
                          call.request.headers.get("authorization") or "")
        key, region = found.groups() if found else ("", "")
        caller = self.principals.lookup(key)
        rule = self.faults.take(call.service.scope, call.action,
                                caller.account if caller else "", region)
        if rule:
            self.stats.add("faults")
            time.sleep(rule.delay_ms / 1000)
        return rule

    def _answer(self, call, rule):
        try:
            if call.service.scope not in UNSIGNED:
                self._authenticate(call)
            if rule and rule.replaces and not rule.executed:
                return _injected(call, rule)
            reply = self._serve(call)
        except errors.AwsError as error:
            reply = errors.render(call.service, error, call.request_id)
        except Exception:  # a mistake of ours ends no connection
            log.exception("%s:%s", call.service.scope, call.action)
            reply = errors.render(call.service, errors.AwsError(
                "InternalFailure", "The sandbox has made a mistake; its log tells.", 500), call.request_id)
        return _injected(call, rule) if rule and rule.replaces else reply

    def _authenticate(self, call):
        call.claim, caller = sigv4.verify(call.request, self.principals.lookup, self.clock.now())
        call.caller, call.region = caller, call.claim.region

    def _serve(self, call):
        with self.moto.lock():
            self.story.advance(self.clock.now())
        if call.service.scope in UNSIGNED:
            return self.portal.answer(call)
        if not call.action and call.service.protocol.startswith("rest"):
            raise errors.not_implemented(call.service.prefix, "")  # no such path
        if not self.moto.knows(call.service.scope, call.action):
            raise errors.AwsError("InvalidAction", f"Could not find operation {call.action} for "
                                  f"version {call.params.get('Version', '')}", 400)
        self._authorise(call)
        reply = sts.answer(self, call.service, call.action, call) \
            if call.service.scope == "sts" else None
        if reply is None:
            reply = self._from_fixtures(call)
        if reply is None:
            reply = self._from_moto(call)
        if reply is None:
            raise errors.not_implemented(call.service.prefix, call.action)
        return reply

    def _from_moto(self, call):
        if call.service.scope != "s3":
            return self.moto.call(call.request, call.caller.account)
        with self.moto.lock():
            on_s3.prepare(call.caller.account, call.region)
        reply = self.moto.call(call.request, call.caller.account)
        told = on_s3.swell(models.asked(call).get("Bucket"), reply.body) \
            if reply and call.action.startswith("ListObjects") else None
        if told:
            reply.body = told
            reply.headers.append((answers.HEADER, "1"))
        return reply

    def _from_fixtures(self, call):
        answer = answers.find(call)
        if answer is None:
            return None
        with self.moto.lock():
            asked = models.asked(call)
            result = answer(answers.Asked(self, call, asked))
        if result is None:
            return None
        reply = result if isinstance(result, Reply) else models.reply(call, result)
        reply.headers.append((answers.HEADER, "1"))
        return reply

    def _authorise(self, call):
        if call.service.scope == "sts" and call.action in ("AssumeRole", "GetSessionToken"):
            return
        context = authorise.base_context(call.caller, call.request, call.claim, self.clock.now())
        resource = authorise.resource_of(call)
        right = models.right(call.service, call.action, call.request.method)
        authorise.require(self.principals, call.caller, call.service, right, resource, context)
        if call.action == "DescribeStacks" and not call.params.get("StackName"):
            # Without a name it lists, and AWS wants the right to list as well.
            authorise.require(self.principals, call.caller, call.service, "ListStacks", resource, context)

    @staticmethod
    def _finish(call, reply):
        """Give the reply one request id, in the header and in the body."""
        name = "x-amz-request-id" if call.service.scope == "s3" else "x-amzn-RequestId"
        reply.headers.append((name, call.request_id))
        if "xml" in reply.content_type or reply.body.startswith(b"<?xml"):
            reply.body = re.sub(rb"(<RequestId>)[^<]*(</RequestId>)",
                                rb"\g<1>" + call.request_id.encode() + rb"\g<2>", reply.body)
            reply.body = reply.body.replace(b"<RequestId/>",
                                            b"<RequestId>" + call.request_id.encode() + b"</RequestId>")
        if reply.status >= 400 and not reply.error_code:
            reply.error_code, reply.error_message = _error_in(reply)


def _action(service, request):
    if service.protocol in ("rest-json", "rest-xml") and service.scope in SERVICES:
        return models.rest_route(service.scope, request)[0]
    return action_of(request)


def _injected(call, rule):
    if rule.body is not None or rule.endless or not rule.code:
        body = (rule.body or "").encode("utf-8", "surrogateescape")
        reply = Reply(rule.status or 200, body, rule.content_type)
        if reply.status >= 400:
            reply.error_code, reply.error_message = "InjectedFault", f"HTTP {reply.status}"
        return reply
    return errors.render(call.service, errors.AwsError(rule.code, rule.message, rule.status or 400),
                         call.request_id)


def _error_in(reply):
    """The code and message that moto put into its own error."""
    text = reply.body.decode("utf-8", "replace")
    code = re.search(r"<Code>([^<]*)|\"__type\": ?\"(?:[^\"]*#)?([^\"]*)\"", text)
    message = re.search(r"<Message>([^<]*)|\"[mM]essage\": ?\"([^\"]*)\"", text)
    first = [next(filter(None, m.groups()), "") if m else "" for m in (code, message)]
    return first[0] or f"HTTP{reply.status}", first[1]
