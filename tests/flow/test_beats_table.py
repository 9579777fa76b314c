"""Heartbeats through the gateway's table: what its templates store is what candor reads."""

import os
import time

import pytest

from beats_ import Sender

SECTION = "\n[heartbeats]\nsource = table\ntable = vendor-heartbeats\nregion = eu-north-1\n"
# The table stays for the module: each test has an installation of its own.
PLACES = iter(["aurora-prod-eu", "aurora-staging-eu", "aurora-prod-us", "shinonome-prod-jp",
               "shinonome-test-sg", "shinonome-dr-jp"])


@pytest.fixture
def sender(operator, sandbox):
    one = Sender(next(PLACES))
    operator.write("beat.pub", one.public_pem())
    operator.env["CANDOR_CONFIG"] = operator.conf(lambda text: text.replace(
        f"[installation {one.installation}]", f"[installation {one.installation}]\nheartbeat = every 60s grace 30s\n"
        f"heartbeat_key = {operator.home}/beat.pub") + SECTION)
    sandbox.control("POST", "gateway/account", {"installation": one.installation})
    return one


def send(sandbox, sender, ago_s, signature=None, **changes):
    ms = int((time.time() - ago_s) * 1000)
    body = sender.body(-ago_s, **changes)
    told = sandbox.control("POST", "gateway/beat", {"body": body.decode(), "ms": ms,
                                            "signature": signature or sender.sign(body)})
    sender.sent_ms = ms
    return told["status"], told["answer"]


def reasons(operator, sender):
    return {item["rule"]: item["reason"] for item in
            operator.run("status", sender.installation, "--json").json["items"]}


def beat_rules(operator, sender):
    return {rule: text for rule, text in reasons(operator, sender).items() if rule.startswith("beat")}


def test_what_the_gateway_stores_is_what_candor_reads(operator, sandbox, sender):
    for ago in range(1800, 600, -60):
        assert send(sandbox, sender, ago) == \
            (200, {"v": 1, "result": "stored", "account": "active"})
    newest = time.strftime("%H:%M:%SZ", time.gmtime(sender.sent_ms // 1000))
    silent = beat_rules(operator, sender)
    assert silent["beat-missed"].startswith(f"loader: last beat {newest}, expected every 60 s"), silent
    intents = [e for e in operator.entries() if e.get("kind") == "act.intent"
               and e["data"]["ops"] == ["dynamodb:Query"]]
    assert intents and intents[0]["data"]["expects"][0]["on"] == "vendor-heartbeats"
    assert "inst" not in intents[0]


def test_beats_on_time_are_quiet(operator, sandbox, sender):
    sender.agent = "api"
    for ago in range(600, 10, -60):
        send(sandbox, sender, ago)
    first = beat_rules(operator, sender)
    assert set(first) == {"beat-ok"} and first["beat-ok"].startswith("1 agent beats"), first
    # a forged one is stored, since nothing of ours looks at it, and is not believed
    sender.agent = "ghost"
    send(sandbox, sender, 30, signature=Sender().sign(b"something else"))
    after = beat_rules(operator, sender)
    assert set(after) == {"beat-ok"} and after["beat-ok"].startswith("1 agent beats"), after


def test_the_verbs_read_the_table(operator, sandbox, sender):
    for ago in range(600, 10, -60):
        send(sandbox, sender, ago)
    since = int(time.time()) - 400
    sandbox.control("POST", "gateway/account", {
        "installation": sender.installation, "state": "suspended", "since": {"N": str(since)},
        "reason": {"S": "invoice 4711 unpaid"}, "who": {"S": "mira.kovac"}})
    item, = operator.run("heartbeats", "--json").json["items"]
    assert (item["agent"], item["seq"], item["beats"]) == ("loader", 10, 10), item
    assert item["account"] == "suspended" and item["rule"] == "account-suspended", item
    assert item["slots"].rstrip("?").endswith("........."), item
    shown, = operator.run("account", "show", sender.installation, "--json").json["items"]
    assert (shown["account"], shown["reason"], shown["who"]) == \
        ("suspended", "invoice 4711 unpaid", "mira.kovac"), shown
    refused = operator.run("account", "set", sender.installation, "active", "--reason", "it is paid now")
    assert refused.code == 2 and "source = table" in refused.err, refused
    assert not os.path.exists(f"{operator.state}/beats.db"), "a file that nobody writes"
    assert not [e for e in operator.entries() if e.get("kind") == "account.set"]


def test_a_table_that_cannot_be_read_says_so(operator, sandbox, sender):
    send(sandbox, sender, 30)
    sandbox.control("POST", "faults", {"service": "dynamodb", "code": "AccessDeniedException"})
    told = operator.run("heartbeats", sender.installation, "--json")
    assert told.code == 3 and told.json["items"][0]["rule"] == "beat-unread", told


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
        "installation": sender.installation, "state": "suspended", "since": {"N": str(int(time.time()) - 400)},
        "reason": {"S": "invoice 4711 unpaid"}, "who": {"S": "mira.kovac"}})
    assert send(sandbox, sender, 20)[1]["account"] == "suspended"
    assert "invoice 4711 unpaid" in " ".join(reasons(operator, sender).values())
