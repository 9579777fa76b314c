"""The story on the real program: a deploy breaks a loader, is found, and is repaired.

The same with a fake clock, reading by reading: tests/unit/core/watch/test_story.c.
"""

import os

import pytest

from beats_ import Receiver
from operator_ import Operator, until
from tests.sandbox.harness import Sandbox

PLACE = "shinonome-prod-jp"
LOADER = f"{PLACE}-loader"


@pytest.fixture
def sandbox(tmp_path_factory):
    one = Sandbox(tmp_path_factory.mktemp("story"))
    yield one
    one.stop()


@pytest.fixture
def operator(sandbox, tmp_path):
    """With heartbeats, as the demo has them: each installation's senders, and a receiver."""
    one = Operator(sandbox, tmp_path)
    one.env["CANDOR_CONFIG"] = os.path.join(os.path.dirname(one.env["CANDOR_CONFIG"]), "demo.conf")
    receiver = Receiver(one)
    sandbox.control("POST", "beats", {"url": receiver.url, "every_s": 5})
    yield one
    sandbox.control("DELETE", "beats")
    receiver.end()


def state(operator, verb="status"):
    return operator.run(verb, PLACE, "--json").json["state"]


def reasons(operator):
    return {i["rule"]: i for i in operator.run("status", PLACE, "--json").json["items"]
            if i["state"] != "ok"}


def evidence(operator, rule):
    """What the verb says that `candor explain` sends to."""
    verb = operator.run("explain", rule, "--json").json["items"][0]["verb"]
    words = verb.replace("INSTALLATION", PLACE).replace("[STACK]", "").replace("STACK", LOADER).split()
    assert words[0] == "candor" and len(words) > 2, verb
    return {tuple(sorted((k, v) for k, v in item.items() if isinstance(v, (str, int))))
            for item in operator.run(*words[1:], "--json").json["items"]}


def has(items, **members):
    return any(set(members.items()) <= set(item) for item in items)


def test_a_deploy_breaks_a_loader_is_found_and_repaired(operator, sandbox):
    until(lambda: state(operator) == "ok", "all is well")
    sandbox.control("POST", "story/start", {"ago_s": 600, "pace_s": 60})
    until(lambda: "beat-missed" in reasons(operator), "the silence of the loader")

    # Fleet has it first, with every reason
    first = operator.run("fleet", "--json").json["items"][0]
    assert (first["installation"], first["state"]) == (PLACE, "crit")
    told = reasons(operator)
    assert {"metric-crit", "alarm-crit", "beat-missed", "metadata-rejects"} <= set(told), told
    assert told["metric-crit"]["subject"] == "lambda errors"

    # each leads to its piece of evidence
    assert has(evidence(operator, "metric-crit"), metric="lambda-errors", state="crit")
    assert any(dict(i)["word"] == "ALARM" and dict(i)["alarm"].startswith(f"{LOADER}-LoadAlarm")
               for i in evidence(operator, "alarm-crit"))
    assert has(evidence(operator, "beat-missed"), agent="loader", state="crit")
    assert has(evidence(operator, "metadata-rejects"), name="warehouse-load", rejected=104)
    assert operator.run("stack", PLACE, LOADER, "--json").json["items"][0]["version"] == "2026.12.0"

    # and after the repair all goes quiet; what failed of a workflow with its next execution,
    # which comes at the next ten minutes
    sandbox.control("POST", "story/repair", {"ago_s": 270, "pace_s": 60})
    until(lambda: set(reasons(operator)) <= {"states-execution-failed"}, "quiet")
    fleet = [i["installation"] for i in operator.run("fleet", "--json").json["items"]
             if i["state"] == "crit"]
    assert fleet and PLACE not in fleet
