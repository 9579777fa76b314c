"""The control API of the sandbox, for tests and for the demo.  README.md lists the calls."""

import dataclasses
import datetime
import json
import logging

from . import beats, cfn_reads, clock, on_s3, stacks

log = logging.getLogger("sandbox.control")


class Refused(Exception):
    """A request that makes no sense; its text is the answer."""


class Control:
    def __init__(self, front, seed):
        self._front = front
        self._seed = seed  # installation name -> Installation
        self._senders = beats.Senders(front.clock, front.story, seed)
        self._routes = {
            ("GET", "health"): self._health,
            ("GET", "stats"): self._stats,
            ("GET", "faults"): self._list_faults,
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "expire"): self._expire,
            ("POST", "clock"): self._set_clock,
            ("POST", "page_size"): self._page_size,
            ("POST", "stack"): self._stack,
            ("POST", "sign_in"): self._sign_in,
            ("DELETE", "sign_in"): self._sign_out,
            ("GET", "installations"): self._installations,
            ("POST", "object"): self._object,
            ("GET", "beats"): self._beats,
            ("POST", "beats"): self._send_beats,
            ("DELETE", "beats"): self._stop_beats,
            ("POST", "gateway/beat"): self._beat,
            ("POST", "gateway/account"): self._account,
            ("GET", "story"): self._story,
            ("POST", "story/start"): self._start_story,
            ("POST", "story/repair"): self._repair_story,
        }

    def handle(self, method, path, body):
        """Returns (status, JSON bytes)."""
        route = self._routes.get((method, path.removeprefix("/_sandbox/")))
        if route is None or not path.startswith("/_sandbox/"):
            return 404, _json({"error": f"no {method} {path}"})
        try:
            return 200, _json(route(json.loads(body) if body.strip() else {}))
        except (Refused, ValueError, TypeError, KeyError) as error:
            return 400, _json({"error": f"{type(error).__name__}: {error}"})

    def _health(self, _body):
        return {"ok": True, "now": clock.iso(self._front.clock.now())}

    def _stats(self, _body):
        return self._front.stats.snapshot()

    def _beat(self, body):
        now = int(self._front.clock.now().timestamp() * 1000)
        status, answer = self._front.gateway.receive(
            body["body"].encode(), body["signature"], int(body.get("ms", now)))
        return {"status": status, "answer": answer}

    def _account(self, body):
        self._front.gateway.account(**body)
        return {}

    def _list_faults(self, _body):
        return self._front.faults.listing()

    def _add_faults(self, body):
        self._front.faults.add(body if isinstance(body, list) else [body])
        return {"rules": len(self._front.faults.listing())}

    def _clear_faults(self, _body):
        self._front.faults.clear()
        return {"rules": 0}

    def _expire(self, body):
        wanted = "all" if body.get("all") else body.get("access_key")
        if not wanted:
            raise Refused("give access_key, or all: true")
        return {"expired": self._front.principals.expire(wanted)}

    def _sign_in(self, body):
        return self._front.portal.sign_in(**body)

    def _sign_out(self, _body):
        return {"signed_out": self._front.portal.sign_out()}

    def _set_clock(self, body):
        offset = body.get("offset_s", body.get("clock_offset_s"))
        if offset is None:
            raise Refused("give offset_s")
        self._front.clock.offset_s = float(offset)
        return self._health(body)

    def _page_size(self, body):
        cfn_reads.page_size_override = int(body["size"]) if body.get("size") else None
        return {"size": cfn_reads.page_size_override}

    def _beats(self, _body):
        due = list(self._senders.due(self._front.clock.now()))
        return {"due": [{"installation": name, "agent": agent} for name, agent in due],
                "sent": self._senders.sent, "failed": self._senders.failed}

    def _send_beats(self, body):
        self._senders.start(body["url"], float(body.get("every_s", 10)))
        return self._beats(body)

    def _stop_beats(self, body):
        self._senders.stop()
        return self._beats(body)

    def _object(self, body):
        """A listing tells this size of an object, whatever it holds."""
        on_s3.swollen[body["bucket"], body["key"]] = int(body["size"])
        return {"objects": len(on_s3.swollen)}

    def _story(self, _body):
        now = self._front.clock.now()
        with self._front.moto.lock():
            self._front.story.advance(now)
        return self._front.story.told(now)

    def _start_story(self, body):
        self._front.story.start(self._when(body), body.get("pace_s", 60))
        return self._story(body)

    def _repair_story(self, body):
        self._front.story.repair(self._when(body), body.get("pace_s"))
        return self._story(body)

    def _when(self, body):
        """`ago_s` seconds before now: a test need not wait."""
        return self._front.clock.now() - datetime.timedelta(seconds=float(body.get("ago_s", 0)))

    def _installations(self, _body):
        return [{"name": i.name, "customer": i.customer, "account": i.account,
                 "region": i.region} for i in self._seed.values()]

    def _stack(self, body):
        """Change a stack as if CloudFormation had: state, time, and an event for it."""
        place = self._seed.get(body["installation"])
        if place is None:
            raise Refused(f"no installation {body['installation']}")
        with self._front.moto.lock():
            stack = stacks.find(place.account, place.region, body["stack"])
            if not isinstance(stack, stacks.SeededStack):
                raise Refused(f"no stack {body['stack']} in {place.name}")
            _change(stack, body, self._front.clock.now())
        return {"stack": stack.name, "status": stack.status, "reason": stack.status_reason,
                "drift": stack.drift_status}


def _change(stack, body, now):
    if "status" in body or "reason" in body:
        stack.status = body.get("status", stack.status)
        stack.status_reason = body.get("reason")
        stack.updated_at = now
        stack.add_event(now, stack.status, reason=stack.status_reason)
    if "description" in body:
        stack.description = body["description"]
    if "drift" in body:
        stack.drift_status, stack.drift_at = body["drift"], now
    if "resource" in body:
        _change_resource(stack, body["resource"], now)


def _change_resource(stack, wish, now):
    resource = next((r for r in stack.seed_resources if r.logical_id == wish["logical_id"]), None)
    if resource is None:
        resource = stacks.Resource(wish["logical_id"], wish.get("physical_id", wish["logical_id"]),
                                   wish["type"], wish["status"], now)
        stack.seed_resources.append(resource)
    changed = dataclasses.replace(resource, status=wish.get("status", resource.status),
                                  reason=wish.get("reason"), at=now,
                                  drift=wish.get("drift", resource.drift))
    stack.seed_resources[stack.seed_resources.index(resource)] = changed
    stack.add_event(now, changed.status, changed, changed.reason)


def _json(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
