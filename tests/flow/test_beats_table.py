"""Heartbeats through the gateway's table: what its templates store is what candor reads."""

import time

import pytest

from beats_ import PLACE, Sender

SECTION = "\n[heartbeats]\nsource = table\ntable = vendor-heartbeats\nregion = eu-north-1\n"


@pytest.fixture
def sender(operator, sandbox):
    one = Sender()
    operator.write("beat.pub", one.public_pem())
    operator.env["CANDOR_CONFIG"] = operator.conf(lambda text: text.replace(
        f"[installation {PLACE}]", f"[installation {PLACE}]\nheartbeat = every 60s grace 30s\n"
        f"heartbeat_key = {operator.home}/beat.pub") + SECTION)
    sandbox.control("POST", "gateway/account", {"installation": PLACE})
    return one


def send(sandbox, sender, ago_s, signature=None, **changes):
    ms = int((time.time() - ago_s) * 1000)
    body = sender.body(-ago_s, **changes)
    told = sandbox.control("POST", "gateway/beat", {"body": body.decode(), "ms": ms,
                                            "signature": signature or sender.sign(body)})
    return told["status"], told["answer"]


def reasons(operator):
    return {item["rule"]: item["reason"] for item in
            operator.run("status", PLACE, "--json").json["items"]}


def beat_rules(operator):
    return {rule: text for rule, text in reasons(operator).items() if rule.startswith("beat")}


def test_what_the_gateway_stores_is_what_candor_reads(operator, sandbox, sender):
    for ago in range(1800, 600, -60):
        assert send(sandbox, sender, ago) == \
            (200, {"v": 1, "result": "stored", "account": "active"})
    silent = beat_rules(operator)
    assert any("no beat" in text or "last beat" in text for text in silent.values()), silent
    intents = [e for e in operator.entries() if e.get("kind") == "act.intent"
               and e["data"]["ops"] == ["dynamodb:Query"]]
    assert intents and intents[0]["data"]["expects"][0]["on"] == "vendor-heartbeats"
    assert "inst" not in intents[0]


def test_beats_on_time_are_quiet(operator, sandbox, sender):
    sender.agent = "api"
    for ago in range(600, 10, -60):
        send(sandbox, sender, ago)
    first = beat_rules(operator)
    # a forged one is stored, since nothing of ours looks at it, and is not believed
    sender.agent = "ghost"
    send(sandbox, sender, 30, signature=Sender().sign(b"something else"))
    after = beat_rules(operator)
    assert not any("ghost" in text for text in after.values()), (first, after)


def test_the_gateway_refuses_what_is_no_beat(sandbox, sender):
    assert send(sandbox, sender, 5, extra=1)[0] == 400
    assert send(sandbox, sender, 5, seq=-1)[0] == 400
    assert send(sandbox, sender, 5, installation="a b")[0] == 400
    assert send(sandbox, sender, 5, installation="nobody")[0] == 403
    assert send(sandbox, sender, 5, version="x" * 64)[0] == 200
    body = sender.body().decode().replace("{", "{" + " " * 9000, 1)
    told = sandbox.control("POST", "gateway/beat", {"body": body, "signature": "x"})
    assert told["status"] == 400


def test_the_gateway_answers_suspended_from_the_item_that_it_updates(operator, sandbox, sender):
    sandbox.control("POST", "gateway/account", {
        "installation": PLACE, "state": "suspended", "since": {"N": str(int(time.time()) - 400)},
        "reason": {"S": "invoice 4711 unpaid"}, "who": {"S": "mira.kovac"}})
    assert send(sandbox, sender, 20)[1]["account"] == "suspended"
    assert "invoice 4711 unpaid" in " ".join(reasons(operator).values())
