"""The journal and CloudTrail say the same: call by call, by request id; and no secret anywhere."""

import json
import re

from operator_ import until
from tests.sandbox import fleet, trail

CUSTOMERS = (fleet.AURORA, fleet.SHINONOME)
# What a record calls a service, where it is not the prefix of its rights.
SOURCES = {"cloudwatch": "monitoring", "application-autoscaling": "autoscaling"}
ACTIONS = {  # what IAM calls otherwise than the API
    "apigateway:GetRestApis": "apigateway:GET",
    "apigateway:GetStages": "apigateway:GET",
    "apigateway:GetApiKeys": "apigateway:GET",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:ListObjectsV2": "s3:ListBucket",
}
SECRET, TOKEN = "cAnArYsEcReT0123456789abcdefghijklmnop/+", "CANARYTOKEN" * 40


def journal_calls(operator):
    """request id -> (entry of the intent, call)"""
    entries = operator.entries()
    intents = {(e["log"], e["seq"]): e for e in entries if e["kind"] == "act.intent"}
    calls = {}
    for entry in entries:
        if entry["kind"] != "act.outcome":
            continue
        for call in entry["data"].get("calls", []):
            assert call["rid"] not in calls
            calls[call["rid"]] = (intents[entry["log"], entry["ref"]], call)
    return calls


def records(sandbox, since):
    """request id -> record of the caller's account; the role's own view of AssumeRole apart."""
    seen, role_views = {}, []
    for account in (fleet.VENDOR, *CUSTOMERS):
        for record in sandbox.trail(account)[since.get(account, 0):]:
            if record["userIdentity"]["type"] == "AWSAccount":
                role_views.append(record)
            else:
                seen[record["requestID"]] = record
    return seen, role_views


def mark(sandbox):
    return {a: len(sandbox.trail(a)) for a in (fleet.VENDOR, *CUSTOMERS)}


def test_every_call_stands_in_both(operator, sandbox):
    since = mark(sandbox)
    sandbox.control("POST", "page_size", {"size": 2})
    sandbox.control("POST", "faults", {"service": "cloudformation", "action": "DescribeStacks",
                                       "code": "Throttling", "status": 400, "times": 2})
    assert operator.run("fleet").code == 1
    assert operator.run("stack", "aurora-prod-eu", "aurora-prod-eu-api").code == 0
    assert operator.run("access", "shinonome-prod-jp").code == 0
    calls, (seen, _) = journal_calls(operator), records(sandbox, since)
    # Data events are in no trail that nobody pays for; each of the others is in both.
    data = {rid for rid, (_, call) in calls.items()
            if call["api"] in trail.DATA_EVENTS.get(SOURCES.get(call["svc"], call["svc"]), ())}
    assert set(calls) - data == set(seen) and len(seen) > 40 and data
    for rid, record in seen.items():
        intent, call = calls[rid]
        assert f"app/candor.{intent['id']}" in record["userAgent"], record
        name = trail.EVENT_NAMES.get(f"{call['svc']}:{call['api']}", call["api"])
        assert name == record["eventName"]
        assert SOURCES.get(call["svc"], call["svc"]) + ".amazonaws.com" == record["eventSource"]
        assert call["region"] == record["awsRegion"]
        action = f"{call['svc']}:{call['api']}"
        assert (ACTIONS.get(action, action), call["api"]) in [
            (x["op"], x.get("api", x["op"].partition(":")[2])) for x in intent["data"]["expects"]]
        assert bool(record.get("errorCode")) == (call["http"] >= 400)


def test_the_customer_sees_a_person(operator, sandbox):
    since = mark(sandbox)
    operator.run("fleet")
    seen, role_views = records(sandbox, since)
    in_customers = [r for r in seen.values() if r["recipientAccountId"] in CUSTOMERS]
    assert len(in_customers) > 15
    for record in in_customers:
        identity = record["userIdentity"]
        assert identity["sessionContext"]["sourceIdentity"] == "mira.kovac"
        assert identity["arn"].endswith(":assumed-role/CandorAccess/mira.kovac@observe")
    assert len(role_views) == len(fleet.INSTALLATIONS) - 1
    for record in role_views:
        tags = {t["key"]: t["value"] for t in record["requestParameters"]["tags"]}
        assert tags["candor-operator"] == "mira.kovac" and tags["candor-mode"] == "observe"
        assert tags["candor-installation"] in {p.name for p in fleet.INSTALLATIONS}
        assert record["requestParameters"]["sourceIdentity"] == "mira.kovac"
        assert record["requestParameters"]["externalId"]


def test_sessions_in_the_journal_are_those_in_cloudtrail(operator, sandbox):
    since = mark(sandbox)
    operator.run("fleet")
    seen, _ = records(sandbox, since)
    opened = {e["data"]["access_key_id"]: e for e in operator.entries()
              if e["kind"] == "session.open"}
    used = {r["userIdentity"]["accessKeyId"] for r in seen.values()
            if r["recipientAccountId"] in CUSTOMERS}
    assert set(opened) == used and len(used) == len(fleet.INSTALLATIONS) - 1
    for key, entry in opened.items():
        assert entry["data"]["assume_request_id"] in seen
        record = seen[entry["data"]["assume_request_id"]]
        assert record["responseElements"]["credentials"]["accessKeyId"] == key
    closed = [e for e in operator.entries() if e["kind"] == "session.close"]
    assert {e["ses"] for e in closed} == {e["ses"] for e in opened.values()}


def test_nothing_goes_out_before_its_intent(operator, sandbox):
    """An intent is written, and older than the record of its call, whatever happens then."""
    since = mark(sandbox)
    sandbox.control("POST", "faults", {"service": "cloudformation", "hang": True})
    process = operator.start("status", "aurora-prod-eu")
    until(lambda: len(records(sandbox, since)[0]) >= 3, "three calls")
    seen, _ = records(sandbox, since)
    process.kill()
    process.communicate()
    ids = {e["id"] for e in operator.entries() if e["kind"] == "act.intent"}
    for record in seen.values():
        assert re.search(r"app/candor\.(\w{26})", record["userAgent"]).group(1) in ids


def canary_reply():
    return ("<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
            "<AssumeRoleResult><SourceIdentity>mira.kovac</SourceIdentity><AssumedRoleUser>"
            "<AssumedRoleId>AROACANARYCANARYCANAR:mira.kovac@observe</AssumedRoleId>"
            f"<Arn>arn:aws:sts::{fleet.AURORA}:assumed-role/CandorAccess/mira.kovac@observe</Arn>"
            "</AssumedRoleUser><Credentials><AccessKeyId>ASIACANARYCANARYCANA</AccessKeyId>"
            f"<SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken>"
            "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>"
            "<ResponseMetadata><RequestId>canary-1</RequestId></ResponseMetadata>"
            "</AssumeRoleResponse>")


def test_no_secret_is_left_anywhere(operator, sandbox):
    """Keys of the profile, of the first hop and of a session that the test chose itself."""
    sandbox.control("POST", "faults", [
        {"service": "cloudformation", "delay_ms": 1500},
        {"service": "sts", "action": "AssumeRole", "region": "us-east-1", "status": 200,
         "body": canary_reply(), "content_type": "text/xml"}])
    process = operator.start("fleet", "--json")
    until(lambda: any(e["kind"] == "session.open" for e in operator.entries()), "a session")
    command_line = open(f"/proc/{process.pid}/cmdline", "rb").read()
    out, err = process.communicate(timeout=60)
    opened = [e for e in operator.entries() if e["kind"] == "session.open"]
    assert any(e["data"]["access_key_id"] == "ASIACANARYCANARYCANA" for e in opened)
    everything = [("cmdline", command_line), ("stdout", out), ("stderr", err), *operator.files()]
    for arguments in (("journal", "--json", "--limit", "1000"), ("journal",), ("fleet", "--cached")):
        result = operator.run(*arguments)
        everything.append((arguments, (result.out + result.err).encode()))
    for canary in (SECRET, TOKEN[:200], fleet.MIRA.secret):
        for where, data in everything:
            assert canary.encode() not in data, (where, canary[:12])
            assert json.dumps(canary)[1:-1].encode() not in data


def half_answers():
    """An answer of AssumeRole that breaks off: before, in and after the keys, which stand early."""
    whole = ("<AssumeRoleResponse><AssumeRoleResult><Credentials>"
             f"<SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken>"
             "</Credentials></AssumeRoleResult></AssumeRoleResponse>")
    key, token = whole.index(SECRET), whole.index(TOKEN)
    return [whole[:n] for n in (key - 3, key + 12, key + len(SECRET) + 3, token + 60, len(whole) - 9)]


def test_half_an_answer_with_keys_is_quoted_nowhere(operator, sandbox):
    """Whatever status a proxy gives it: no part of a key reaches journal, screen or cache."""
    for n, body in enumerate(half_answers()):
        sandbox.control("DELETE", "faults")
        sandbox.control("POST", "faults", [
            {"service": "sts", "action": "AssumeRole", "status": (200, 200, 502, 200, 403)[n],
             "body": body, "content_type": "text/xml"}])
        everything = []
        for arguments in (("fleet",), ("fleet", "--json"), ("access", "aurora-prod-eu")):
            result = operator.run(*arguments)
            assert result.code != 0, result
            everything.append((arguments, (result.out + result.err).encode()))
        for arguments in (("journal", "--json", "--limit", "1000"), ("journal",)):
            result = operator.run(*arguments)
            everything.append((arguments, (result.out + result.err).encode()))
        for canary in (b"cAnArY", b"CANARYTOKEN", b"SecretAccessKey", b"SessionToken"):
            for where, data in [*everything, *operator.files()]:
                assert canary not in data, (n, where, canary)
    outcomes = [e for e in operator.entries() if e["kind"] == "act.outcome"]
    assert any("sts:AssumeRole" in e["data"].get("error", "") for e in outcomes)


def test_no_secret_of_the_environment_is_left(operator, sandbox):
    key, secret, token = sandbox.operator()
    path = operator.conf(lambda text: text.replace("profile  = ops\n", "", 1))
    result = operator.run("status", "aurora-prod-eu", "--config", path, AWS_PROFILE=None,
                          AWS_ACCESS_KEY_ID=key, AWS_SECRET_ACCESS_KEY=secret,
                          AWS_SESSION_TOKEN=token)
    assert result.code == 1, result
    for where, data in [("out", (result.out + result.err).encode()), *operator.files()]:
        for canary in (secret, token):
            assert canary.encode() not in data, where
