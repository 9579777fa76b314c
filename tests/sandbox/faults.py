"""Faults by rule.  A rule matches service, action and account ("" or "*" match all), and fires
`times` times (absent: for ever).  Fields that shape the reply are described in README.md."""

import dataclasses
import threading


@dataclasses.dataclass
class Rule:
    service: str = ""
    action: str = ""
    account: str = ""
    region: str = ""
    code: str = ""  # error code, in the service's own protocol
    status: int = 0  # HTTP status; 400 with a code, 200 with a body
    message: str = "Injected by the sandbox."
    delay_ms: int = 0  # before anything is answered
    times: int | None = None
    skip: int = 0  # let so many matching calls pass first: to fail on page 3
    body: str | None = None  # sent as it is, with content_type
    content_type: str = "text/html"
    truncate: int | None = None  # send so many bytes of the body, then close
    reset: bool = False  # TCP reset before any reply byte
    hang: bool = False  # never answer
    endless: bool = False  # a body that does not end
    close_after_reply: bool = False  # keep-alive promised, then FIN after the reply
    close_idle: bool = False  # the next request on the connection gets a reset
    executed: bool = False  # with code, body, reset or hang: the call is carried out first
    no_request_id: bool = False  # leave the header out, as a load balancer does
    headers: dict = dataclasses.field(default_factory=dict)  # added to the reply
    fired: int = 0
    passed: int = 0

    def matches(self, service, action, account, region):
        asked = ((self.service, service), (self.action, action),
                 (self.account, account), (self.region, region))
        return all(wanted in ("", "*", held) for wanted, held in asked)

    @property
    def spent(self):
        return self.times is not None and self.fired >= self.times

    @property
    def replaces(self):
        """The real answer is not sent."""
        return bool(self.code or self.status or self.body is not None or self.reset
                    or self.hang or self.endless)


class Faults:
    def __init__(self):
        self._rules = []
        self._lock = threading.Lock()

    def add(self, items):
        """Append rules from JSON; an unknown field is a mistake and raises TypeError."""
        rules = [Rule(**item) for item in items]
        with self._lock:
            self._rules.extend(rules)

    def clear(self):
        with self._lock:
            self._rules.clear()

    def listing(self):
        with self._lock:
            return [dataclasses.asdict(rule) for rule in self._rules]

    def take(self, service, action, account, region):
        """The first rule that matches and is not spent; None if there is none."""
        with self._lock:
            for rule in self._rules:
                if rule.spent or not rule.matches(service, action, account, region):
                    continue
                if rule.passed < rule.skip:
                    rule.passed += 1
                    continue
                rule.fired += 1
                return rule
        return None
