"""The story: a deploy breaks a loader, and a repair makes all well again.

It is a function of the clock: started and repaired tell when, `pace_s` how far the steps are
apart.  What has an own memory (the stack's events, objects in the bucket) is written by
advance(), with the times of the steps and not those of the calls.
"""

import datetime

from . import stacks, summaries
from .metric_rows import FOREVER, Ailment

INSTALLATION = "shinonome-prod-jp"
FUNCTION, QUEUE, WORKFLOW = "LoadFunction", "LoadQueue", "LoadWorkflow"
AGENT = "loader"
STACK = "loader"
# Steps after the start, in paces; the numbers are used below.
STEPS = ("the update of {stack} begins", "the update is complete", "errors rise, rows fall",
         "the loader's heartbeat stops", "the alarm fires", "a summary tells rejected rows")
REPAIR_STEPS = ("the update of {stack} begins", "the update is complete: errors end",
                "the loader's heartbeat comes again", "the alarm is over", "a summary tells that all is well")
ERRORS, SILENCE, FIRED, TOLD = 2, 3, 4, 5
MENDED, BEATS, CALM, WELL = 1, 2, 3, 4
VERSIONS = ("2026.11.2", "2026.12.0", "2026.12.1")


class Story:
    def __init__(self):
        self.started = None
        self.repaired = None
        self.pace_s = 60.0
        self._place = None
        self._due = []  # (time, function), oldest first

    def place(self, installations):
        self._place = installations.get(INSTALLATION)

    # Control

    def start(self, at, pace_s=60.0):
        """Begin at a time, which may lie back; what was told before is over."""
        self.started, self.repaired, self.pace_s = at, None, float(pace_s)
        self._due = [(self._step(at, 0), lambda t: self._deploys(t, 1)),
                     (self._step(at, 1), lambda t: self._deployed(t, 1)),
                     (self._step(at, TOLD), lambda t: self._tells(t, False))]

    def repair(self, at, pace_s=None):
        if self.started is None:
            raise ValueError("no story has begun")
        self.repaired = at
        self.pace_s = float(pace_s or self.pace_s)
        self._due += [(self._step(at, 0), lambda t: self._deploys(t, 2)),
                      (self._step(at, 1), lambda t: self._deployed(t, 2)),
                      (self._step(at, WELL), lambda t: self._tells(t, True))]

    def told(self, now):
        """Where the story is, in words, for the control API."""
        stack = f"{INSTALLATION}-{STACK}"
        steps = []
        for start, words in ((self.started, STEPS), (self.repaired, REPAIR_STEPS)):
            for number, text in enumerate(words if start else ()):
                at = self._step(start, number)
                steps.append({"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "step": text.format(stack=stack),
                              "done": at <= now})
        return {"installation": INSTALLATION, "steps": steps, "pace_s": self.pace_s,
                "over": bool(self.repaired) and all(s["done"] for s in steps)}

    def _step(self, start, number):
        return start + datetime.timedelta(seconds=number * self.pace_s)

    # What follows from the clock

    def _span(self, first, last):
        """(start, end) in epoch seconds between a step of the story and one of its repair."""
        if self.started is None:
            return None
        end = self._step(self.repaired, last).timestamp() if self.repaired else FOREVER
        return self._step(self.started, first).timestamp(), end

    def ailments(self, key):
        """Of one metric, (installation, logical id, name)."""
        span = self._span(ERRORS, MENDED)
        if span is None or key[0] != INSTALLATION:
            return []
        wait = {"alarm_s": (FIRED - ERRORS) * self.pace_s}
        effect = {
            (FUNCTION, "Errors"): {"add": 18}, (FUNCTION, "Duration"): {"times": 9},
            (FUNCTION, "RowsLoaded"): {"times": 0.004}, (FUNCTION, "RowsRejected"): {"add": 96},
            (FUNCTION, "LoadLatency"): {"times": 8}, (FUNCTION, "BatchesLoaded"): {"times": 0},
            (QUEUE, "ApproximateNumberOfMessagesVisible"): {"ramp": 40},
            (QUEUE, "ApproximateAgeOfOldestMessage"): {"ramp": 60},
            (WORKFLOW, "ExecutionsFailed"): {"add": 1}, (WORKFLOW, "ExecutionsSucceeded"): {"times": 0},
        }.get(key[1:])
        return [Ailment(*span, **effect, **wait)] if effect else []

    def silent(self, installation, agent, at):
        """Whether an agent of an installation sends no heartbeat at a time."""
        span = self._span(SILENCE, BEATS)
        return (span is not None and (installation, agent) == (INSTALLATION, AGENT)
                and span[0] <= at.timestamp() < span[1])

    def version(self, at):
        """The version that the installation of the story runs."""
        for start, number in ((self.repaired, 2), (self.started, 1)):
            if start and at >= self._step(start, 1):
                return VERSIONS[number]
        return VERSIONS[0]

    def changed(self, thing):
        """When the code of a function was changed by the story; None."""
        if thing.key != (INSTALLATION, FUNCTION):
            return None
        start = self.repaired or self.started
        return self._step(start, 1) if start else None

    # What is written

    def advance(self, now):
        """Write what is due; the caller holds moto's lock."""
        while self._due and self._due[0][0] <= now:
            at, act = self._due.pop(0)
            act(at)

    def _stack(self):
        return stacks.find(self._place.account, self._place.region, f"{INSTALLATION}-{STACK}")

    def _set(self, at, status, resource_status, version=None, reason=None):
        stack = self._stack()
        stack.status, stack.status_reason = status, None
        function = next(r for r in stack.seed_resources if r.logical_id == FUNCTION)
        function.status, function.at, function.reason = resource_status, at, None
        if version:
            stack.seed_outputs["Version"] = version
            stack.add_event(at, resource_status, function)
            stack.add_event(at, status)
        else:
            stack.updated_at = at
            stack.add_event(at, status, reason=reason)
            stack.add_event(at, resource_status, function)
        stack.seed_events.sort(key=lambda event: event.at)  # a start may lie back in time

    def _deploys(self, at, _number):
        self._set(at, "UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", reason="User Initiated")

    def _deployed(self, at, number):
        self._set(at, "UPDATE_COMPLETE", "UPDATE_COMPLETE", VERSIONS[number])

    def _tells(self, at, well):
        summaries.tell(self._place, at, well)
