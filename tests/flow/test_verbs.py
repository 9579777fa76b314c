"""Every verb, in text and as JSON, with its exit code; and every way in which it can go wrong."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from operator_ import BINARY, ROOT, shows_code, until
from tests.sandbox import fleet, totp

SICK, HEALTHY, BARRED = "aurora-prod-eu", "shinonome-prod-jp", "shinonome-edge-us"
DESCRIBE = {"service": "cloudformation", "action": "DescribeStacks"}


def fault(operator, **rule):
    operator.sandbox.control("POST", "faults", rule)


# What the verbs say


def test_fleet_shows_worst_first_and_says_that_there_are_problems(operator):
    result = operator.run("fleet")
    assert result.code == 1, result
    lines = result.out.splitlines()
    assert lines[0].split()[:4] == ["STATE", "INSTALLATION", "CUSTOMER", "ACCOUNT"]
    assert len(lines) == 1 + len(fleet.INSTALLATIONS)
    order = [line.split()[1] for line in lines[1:]]
    ranks = ["CRIT", "WARN", "UNKNOWN", "NOACC", "STALE", "OK"]
    assert [ranks.index(word) for word in order] == sorted(ranks.index(word) for word in order)
    assert any(line.startswith("■ CRIT") and SICK in line for line in lines)
    assert any("○ NOACC" in line and BARRED in line for line in lines)
    assert any("● OK" in line and HEALTHY in line and "東雲物流株式会社" in line for line in lines)
    assert "\033" not in result.out


def test_fleet_as_json(operator):
    document = operator.run("fleet", "--json").json
    assert list(document)[:4] == ["v", "kind", "at", "exit"]
    assert (document["v"], document["kind"], document["exit"]) == (1, "fleet", 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["at"])
    items = {item["installation"]: item for item in document["items"]}
    assert set(items) == {place.name for place in fleet.INSTALLATIONS}
    keys = {"state", "installation", "customer", "account", "region", "version", "settled",
            "stacks", "rule", "subject", "reason", "since", "was_state", "as_of", "read_at",
            "data", "seq"}
    assert all(set(item) == keys for item in items.values())
    assert items[HEALTHY]["state"] == "ok" and items[HEALTHY]["stacks"] == 5
    assert items[SICK]["state"] == "crit" and items[SICK]["subject"] == f"{SICK}-ingest"
    assert items[BARRED]["state"] == "noacc" and items[BARRED]["stacks"] is None
    assert [e["installation"] for e in document["errors"]] == [BARRED]
    assert document["errors"][0]["code"] == "denied"


def test_the_cache_answers_without_network_and_credentials(operator):
    live = operator.run("fleet", "--json").json
    gone = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_PROFILE": "nobody",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_CONFIG_FILE": "/nonexistent"}
    before = len(operator.entries())
    result = operator.run("fleet", "--cached", "--json", **gone)
    assert result.code == 1, result
    states = {i["installation"]: i for i in result.json["items"]}
    for item in live["items"]:
        if item["data"] == "read":
            assert states[item["installation"]]["data"] == "cached"
            assert states[item["installation"]]["stacks"] == item["stacks"]
    assert len(operator.entries()) == before
    assert operator.run("status", HEALTHY, "--cached", **gone).code in (0, 1)


def test_an_empty_cache_is_no_failure(operator):
    result = operator.run("fleet", "--cached")
    assert result.code == 1 and "STALE" not in result.out.splitlines()[0], result
    assert not os.path.exists(f"{operator.state}/journal.db")


def test_status_gives_reasons(operator):
    result = operator.run("status", SICK)
    assert result.code == 1, result
    assert SICK in result.out and "UPDATE_ROLLBACK_COMPLETE" in result.out
    document = operator.run("status", SICK, "--json").json
    assert document["installation"] == SICK and document["state"] == "crit"
    worst = document["items"][0]
    assert set(worst) == {"state", "rule", "subject", "reason", "advice", "since", "seq"}
    assert worst["state"] == "crit" and worst["subject"] == f"{SICK}-ingest"


def test_a_healthy_installation_is_exit_0(operator):
    for verb in ("status", "stacks"):
        result = operator.run(verb, HEALTHY)
        assert result.code == 0 and result.err == "", result


def test_stacks_lists_them_all(operator):
    document = operator.run("stacks", SICK, "--json").json
    assert document["exit"] == 1
    assert [i["stack"] for i in document["items"]][0] == f"{SICK}-ingest"
    assert {i["stack"] for i in document["items"]} == {
        f"{SICK}-{s}" for s in ("network", "storage", "ingest", "api", "loader")}
    text = operator.run("stacks", SICK).out
    assert "■ CRIT" in text and "● OK" in text


def test_stack_shows_the_first_cause_and_no_secret(operator):
    result = operator.run("stack", SICK, f"{SICK}-ingest")
    assert result.code == 1, result
    assert "first cause" in result.out and "OffsetsTable" in result.out
    result = operator.run("stack", SICK, f"{SICK}-api", "--json")
    assert result.code == 0, result
    item = result.json["items"][0]
    parameters = {p["key"]: p["value"] for p in item["parameters"]}
    assert "tok_0f3e6d8a41b2" not in result.out
    assert parameters["ApiToken"] == "‹secret-ref›"
    assert len(item["resources"]) == 11 and item["events"]
    assert {"key": "Version", "value": "2026.11.2"} in item["outputs"]


def test_hostile_text_reaches_neither_terminal_nor_document(operator):
    for arguments in (("stack", "aurora-lab-us", "aurora-lab-us-api"),
                      ("stack", "aurora-lab-us", "aurora-lab-us-network"), ("fleet",),
                      ("status", "aurora-lab-us"), ("stacks", "aurora-lab-us")):
        for form in ((), ("--json",)):
            out = operator.run(*arguments, *form).out
            bad = [c for c in out if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"
                   or c in "\u200b\u202e\u202c\u2066\u2069"]
            assert not bad, (arguments, form, bad)


def test_access_says_who_where_how_long_and_how_it_is_ended(operator):
    result = operator.run("access", SICK)
    assert result.code == 0, result
    for words in ("mira.kovac", "mira.kovac@observe", "assumed-role/CandorAccess",
                  "candor-mode=observe", f"candor-installation={SICK}", "SANDBOX 127.0.0.1:",
                  "put-role-policy --role-name CandorAccess", "aws:TokenIssueTime"):
        assert words in result.out, (words, result)
    item = operator.run("access", SICK, "--json").json["items"][0]
    assert item["who"] == item["source_identity"] == "mira.kovac"
    assert item["caller"].endswith("assumed-role/mira.kovac/mira.kovac@nordlys.example")
    assert 3400 < item["left_s"] <= 3600
    assert item["mode"] == "observe" and item["policy"].endswith("policy/CandorObserve")
    kinds = [e["kind"] for e in operator.entries()]
    assert kinds.count("session.open") == kinds.count("session.close") == 2


@pytest.mark.parametrize("mode", ["operate", "debug", "OPERATE"])
def test_a_mode_that_is_not_there_is_denied_in_a_sentence(operator, mode):
    result = operator.run("access", SICK, "--mode", mode)
    assert result.code == 3 and result.out == "", result
    assert mode.upper() in result.err.upper() and result.err.count("\n") == 1


def test_the_off_switch_that_access_prints_works(operator, sandbox):
    item = operator.run("access", "aurora-staging-eu", "--json").json["items"][0]
    command = item["off_switch"][1]["command"]
    assert operator.run("status", "aurora-staging-eu").code in (0, 1)
    done = subprocess.run(["sh", "-c", command.replace("aws ", f"{aws_program()} ", 1)],
                          env={**sandbox.env, "AWS_PROFILE": "aurora-admin",
                               "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"},
                          capture_output=True, text=True)
    assert done.returncode == 0, done
    try:
        result = operator.run("status", "aurora-staging-eu")
        assert result.code == 3 and "AccessDenied" in result.err, result
    finally:
        sandbox.aws("iam", "delete-role-policy", "--role-name", "CandorAccess", "--policy-name",
                    "candor-revoke-person", "--region", "us-east-1", AWS_PROFILE="aurora-admin")
    assert operator.run("status", "aurora-staging-eu").code in (0, 1)


def aws_program():
    import sys
    return os.path.join(os.path.dirname(sys.executable), "aws")


def test_version_needs_nothing(operator):
    bare = {name: None for name in operator.env if name.startswith(("AWS_", "XDG_", "CANDOR_"))}
    result = operator.run("version", **bare, HOME=None)
    assert result.code == 0 and result.out.startswith("candor 0."), result
    parts = [i["part"] for i in operator.run("version", "--json").json["items"]]
    assert parts[0] == "candor" and {"curl", "openssl", "sqlite"} <= set(parts)
    assert operator.run("--version").out == result.out


@pytest.mark.parametrize("arguments", [(), ("fleet",), ("status",), ("stacks",), ("stack",),
                                       ("access",), ("journal",), ("journal", "show"),
                                       ("journal", "verify"), ("version",)])
def test_help_reads_nothing_and_is_exit_0(operator, arguments):
    result = operator.run(*arguments, "--help", CANDOR_CONFIG="/nonexistent")
    assert result.code == 0 and "usage: candor" in result.out and result.err == ""
    assert operator.run("help", *arguments).out == result.out
    assert not os.path.exists(operator.state)


def test_every_key_stands_in_the_document_of_keys(operator):
    described = set(re.findall(r"`([a-z_0-9]+)`", open(os.path.join(ROOT, "docs/json.md")).read()))
    for arguments in (("fleet",), ("status", SICK), ("stacks", SICK), ("access", SICK),
                      ("stack", SICK, f"{SICK}-ingest"), ("journal",), ("journal", "verify"),
                      ("journal", "reindex"), ("version",)):
        document = operator.run(*arguments, "--json").json
        assert document["items"], arguments
        assert keys_in(document) <= described, (arguments, keys_in(document) - described)


def keys_in(value):
    if isinstance(value, list):
        return set().union(*map(keys_in, value), set())
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values()))
    return set()


# The journal


def test_journal_lists_shows_and_verifies(operator):
    operator.run("status", HEALTHY)
    result = operator.run("journal")
    assert result.code == 0, result
    for kind in ("genesis", "identity", "session.open", "act.intent", "act.outcome",
                 "session.close"):
        assert kind in result.out
    document = operator.run("journal", HEALTHY, "--json").json
    assert all(i["inst"] in (HEALTHY, None) for i in document["items"])
    opened = [i for i in document["items"] if i["kind"] == "session.open"]
    assert len(opened) == 1
    only = operator.run("journal", "--kind", "session.open", "--json").json["items"]
    assert {i["kind"] for i in only} == {"session.open"}
    assert len(operator.run("journal", "--limit", "2", "--json").json["items"]) == 2
    assert operator.run("journal", "--since", "1h", "--json").json["items"]
    assert operator.run("journal", "--since", "2099-01-01T00:00:00Z", "--json").json["items"] == []
    by_id = operator.run("journal", "show", opened[0]["id"])
    assert by_id.code == 0, by_id
    for words in ("mira.kovac", "CandorAccess", "candor-operator", opened[0]["hash"]):
        assert words in by_id.out, (words, by_id)
    by_seq = operator.run("journal", "show", str(opened[0]["seq"]), HEALTHY)
    assert by_seq.out == by_id.out
    verified = operator.run("journal", "verify")
    assert verified.code == 0, verified
    document = operator.run("journal", "verify", "--index", "--json").json
    assert document["exit"] == 0 and len(document["items"]) == 2


def test_an_outcome_shows_its_request_ids(operator):
    operator.run("status", HEALTHY)
    outcome = [e for e in operator.entries() if e["kind"] == "act.outcome" and e.get("inst")][-1]
    result = operator.run("journal", "show", outcome["id"])
    for call in outcome["data"]["calls"]:
        assert call["rid"] in result.out, result
    document = operator.run("journal", "show", outcome["id"], "--json").json
    assert document["items"][0]["leaf"] == outcome


def test_the_journal_needs_no_credentials(operator):
    operator.run("status", HEALTHY)
    gone = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_PROFILE": "nobody",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_CONFIG_FILE": "/nonexistent"}
    for arguments in (("journal",), ("journal", "verify"), ("journal", "reindex")):
        assert operator.run(*arguments, **gone).code == 0


def test_what_the_journal_does_not_have(operator):
    operator.run("status", HEALTHY)
    for arguments, words in ((("show", "99999"), "99999"), (("show", "0" * 26), "0" * 26),
                             (("show", "x-y"), "x-y"), (("no-such-place",), "no-such-place")):
        result = operator.run("journal", *arguments)
        assert result.code == 2 and words in result.err, result
    for arguments in (("--kind", "sesion.open"), ("--since", "yesteryear"), ("--limit", "x")):
        assert operator.run("journal", *arguments).code == 2
    assert "session.open" in operator.run("journal", "--kind", "sesion.open").err


def test_an_empty_journal_is_said_to_be_empty(operator):
    result = operator.run("journal")
    assert result.code == 0 and result.out == "" and "no journal yet" in result.err, result
    assert operator.run("journal", "--json").json["items"] == []
    assert not os.path.exists(f"{operator.state}/journal.db")


def test_a_changed_byte_is_found(operator):
    operator.run("status", HEALTHY)
    path = f"{operator.state}/journal.db"
    data = open(path, "rb").read()
    assert data.count(b"session.open") >= 1
    with open(path, "wb") as handle:
        handle.write(data.replace(b'"mode":"observe"', b'"mode":"observf"', 1))
    result = operator.run("journal", "verify")
    assert result.code == 40, result
    assert "■" in result.out or "invalid" in result.out.lower()
    refused = operator.run("status", HEALTHY)
    assert refused.code == 5, refused
    assert "journal" in refused.err


def test_a_journal_that_was_rolled_back_is_found(operator):
    operator.run("status", HEALTHY)
    names = [n for n in os.listdir(operator.state) if n.startswith("journal.db")]
    kept = {n: open(f"{operator.state}/{n}", "rb").read() for n in names}
    operator.run("status", HEALTHY)
    for name in [n for n in os.listdir(operator.state) if n.startswith("journal.db")]:
        os.unlink(f"{operator.state}/{name}")
    for name, data in kept.items():
        with open(f"{operator.state}/{name}", "wb") as handle:
            handle.write(data)
    result = operator.run("journal", "verify")
    assert result.code == 30, result
    assert operator.run("status", HEALTHY).code == 5


def test_a_journal_that_was_removed_is_found_by_its_keys(operator):
    operator.run("status", HEALTHY)
    for name in [n for n in os.listdir(operator.state) if n.startswith("journal.db")]:
        os.unlink(f"{operator.state}/{name}")
    result = operator.run("journal", "verify", "--json")
    assert result.code == 30 and result.json["verdict"] == "diverged", result
    assert "rolled back" in result.json["items"][0]["why"], result
    assert "diverged" in operator.run("journal", "verify").out
    refused = operator.run("status", HEALTHY)
    assert refused.code == 5 and "rolled back" in refused.err, refused
    assert operator.run("journal", "verify").code == 30


def test_no_journal_at_all_is_not_verified(operator):
    result = operator.run("journal", "verify")
    assert result.code == 1 and "no journal here" in result.err, result
    document = operator.run("journal", "verify", "--json")
    assert document.code == 1 and document.json["verdict"] == "incomplete", document
    assert document.json["says"] and document.json["exit"] == 1, document


def test_a_journal_that_cannot_be_read_has_a_verdict(operator):
    operator.run("status", HEALTHY)
    with open(f"{operator.state}/journal.db", "r+b") as handle:
        handle.write(b"not a database at all")
    result = operator.run("journal", "verify", "--json")
    assert result.code == 5 and result.json["verdict"] == "invalid", result
    assert result.json["says"], result


def test_what_cannot_be_compared_is_incomplete(operator):
    operator.run("status", HEALTHY)
    for name in os.listdir(f"{operator.state}/keys"):
        if name.endswith(".size"):
            os.unlink(f"{operator.state}/keys/{name}")
    result = operator.run("journal", "verify", "--json")
    assert result.code == 1 and result.json["verdict"] == "incomplete", result


def test_reindex_makes_the_index_again(operator):
    operator.run("status", HEALTHY)
    before = operator.run("journal", "--json").json["items"]
    for name in os.listdir(operator.state):
        if name.startswith("index.db"):
            with open(f"{operator.state}/{name}", "wb") as handle:
                handle.write(b"not a database")
    result = operator.run("journal", "reindex")
    assert result.code == 0, result
    assert operator.run("journal", "--json").json["items"] == before


# Wrong words


@pytest.mark.parametrize("arguments, words", [
    (("flet",), "did you mean fleet?"),
    (("satus", SICK), "did you mean status?"),
    (("zzzzzzzzzzz",), "candor --help"),
    (("sort", "state"), "sort works in the console only: candor, then :sort COLUMN [ORDER]"),
    (("overview",), "candor status is its like here"),
    (("metrics",), "Metrics is not in this version yet."),
    (("aurora-prod-ue",), "did you mean aurora-prod-eu?"),
    (("status", "aurora-prod-ue"), "did you mean aurora-prod-eu?"),
    (("status", "nowhere-at-all"), "there is no installation nowhere-at-all"),
    (("status",), "needs INSTALLATION"),
    (("stack", SICK), "needs INSTALLATION NAME"),
    (("fleet", "extra"), "takes no words"),
    (("fleet", "--jsn"), "did you mean --json?"),
    (("fleet", "--index"), "takes no --index"),
    (("--json",), "takes no --json"),
    (("fleet", "--config"), "--config needs a value"),
    (("access", SICK, "--mode", "obsrve"), "did you mean observe?"),
    (("help", "flet"), "did you mean fleet"),
    (tuple("abcdefghijklmnopqrst"), "too many words"),
])
def test_wrong_words_are_exit_2_and_name_the_nearest(operator, arguments, words):
    result = operator.run(*arguments)
    assert result.code == 2 and result.out == "", result
    assert words in result.err and result.err.count("\n") == 1, result


def test_a_wrong_stack_name_is_exit_2(operator):
    result = operator.run("stack", SICK, f"{SICK}-ingst")
    assert result.code == 2 and f"did you mean {SICK}-ingest?" in result.err, result


# Configuration


def test_without_configuration_one_screen_says_what_is_missing(operator):
    for arguments in (("fleet",), (), ("status", SICK)):
        result = operator.run(*arguments, CANDOR_CONFIG=f"{operator.home}/none.conf")
        assert result.code == 2 and result.out == "", result
        for words in ("none.conf", "candor init", "candor doctor", "candor.conf(5)"):
            assert words in result.err
    assert not os.path.exists(operator.state)


def test_a_named_configuration_must_be_there(operator):
    result = operator.run("fleet", "--config", f"{operator.home}/none.conf")
    assert result.code == 2 and "none.conf" in result.err and "candor init" not in result.err


def replaced(before, after, count=1):
    return lambda text: text.replace(before, after, count)


@pytest.mark.parametrize("edit, words", [
    (replaced(fleet.AURORA, "61840227531"), "account"),
    (replaced("region         = eu-central-1", "region         = mars-north-1"), "mars-north-1"),
    (replaced(f"iam::{fleet.AURORA}:role", "iam::000000000001:role"), "000000000001"),
    (replaced(f"iam::{fleet.AURORA}:policy/CandorObserve", "iam::000000000001:policy/X"),
     "000000000001"),
    (replaced("[installation aurora-prod-us]", f"[installation {SICK}]"), SICK),
    (replaced("[installation aurora-prod-us]", "[instalation aurora-prod-us]"), "instalation"),
    (replaced("customer       = Aurora Robotics\n", ""), "customer"),
    (replaced("[vendor]", "[vendor"), ":1"),
    (replaced("domain   = nordlys.example", "domain"), ":2"),
])
def test_a_broken_configuration_is_named_with_its_line(operator, edit, words):
    path = operator.conf(edit)
    result = operator.run("fleet", "--config", path)
    assert result.code == 2, result
    assert re.search(r"other\.conf:\d+", result.err) and words in result.err, result
    assert operator.entries() == []


def test_an_unknown_key_is_a_warning(operator):
    path = operator.conf(replaced("region         =", "regoin = x\nregion         ="))
    result = operator.run("status", SICK, "--config", path)
    assert result.code == 1 and "regoin" in result.err, result


def test_a_configuration_that_others_may_write_is_refused(operator):
    path = operator.conf()
    os.chmod(path, 0o666)
    result = operator.run("fleet", "--config", path)
    assert result.code == 2 and "other.conf" in result.err, result


# Credentials


def test_no_credentials(operator):
    for changes in ({"AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"},):
        result = operator.run("status", SICK, **changes)
        assert result.code == 3 and "mira" in result.err, result
    path = operator.conf(replaced("profile  = ops", "profile  = nobody"))
    result = operator.run("fleet", "--config", path)
    assert result.code in (2, 3) and "nobody" in result.err, result


def test_wrong_keys(operator):
    path = operator.write("credentials", "[mira]\naws_access_key_id = AKIAWRONGWRONGWRONG1\n"
                                         "aws_secret_access_key = not-the-secret-of-anybody\n")
    result = operator.run("status", SICK, AWS_SHARED_CREDENTIALS_FILE=path)
    assert result.code == 3 and "sts:AssumeRole" in result.err, result
    assert "not-the-secret" not in result.err
    assert operator.entries()[-1]["kind"] in ("act.outcome", "session.close")


def test_expired_credentials_are_named(operator, sandbox):
    keys = sandbox.operator()
    sandbox.control("POST", "expire", {"access_key": keys[0]})
    config = operator.write("aws-config", "[profile ops]\nregion = eu-central-1\n")
    credentials = operator.write(
        "credentials", f"[ops]\naws_access_key_id = {keys[0]}\naws_secret_access_key = {keys[1]}\n"
                       f"aws_session_token = {keys[2]}\n")
    result = operator.run("status", SICK, AWS_CONFIG_FILE=config,
                          AWS_SHARED_CREDENTIALS_FILE=credentials)
    assert result.code == 3 and "Expired" in result.err, result


def test_a_denied_assume_role_is_exit_3_and_says_so(operator):
    result = operator.run("status", BARRED, "--json")
    assert result.code == 3, result
    assert "AccessDenied" in result.err and BARRED in result.err
    assert result.json["exit"] == 3 and result.json["errors"][0]["code"] == "denied"
    outcome = [e for e in operator.entries() if e["kind"] == "act.outcome"][-1]
    assert outcome["data"]["status"] == "denied"


# MFA


def jo(operator):
    return operator.conf(replaced("profile  = ops", "profile  = ops-jo"), "jo.conf")


def test_a_code_is_asked_on_the_terminal_and_not_shown(operator):
    code = totp.code(fleet.JO.mfa_seed, time.time())
    terminal = operator.on_terminal("access", SICK, "--config", jo(operator))
    terminal.wait_for("MFA code")
    terminal.type(code + "\n")
    exit_code, seen = terminal.end()
    assert exit_code == 0 and "jo.lindqvist@observe" in seen, seen
    assert not shows_code(seen, code)
    assert not any(shows_code(data, code) for _, data in operator.files())


def test_a_wrong_code_is_asked_again(operator):
    terminal = operator.on_terminal("status", SICK, "--config", jo(operator))
    terminal.wait_for("MFA code")
    terminal.type("000000\n")
    terminal.wait_for("AWS did not take that code")
    terminal.type("12ab\n")
    terminal.wait_for("six digits")
    terminal.type("\x04")
    exit_code, seen = terminal.end()
    assert exit_code == 4 and "no MFA code was given" in seen, seen


def test_ctrl_c_at_the_question_restores_the_terminal(operator):
    terminal = operator.on_terminal("status", SICK, "--config", jo(operator))
    terminal.wait_for("MFA code")
    terminal.type("\x03")
    exit_code, seen = terminal.end()
    assert exit_code == 130, seen


def test_without_a_terminal_the_need_for_a_code_is_one_error(operator):
    result = operator.run("status", SICK, "--config", jo(operator), AWS_PROFILE=None)
    assert result.code == 3 and "MFA" in result.err, result
    assert result.err.count("\n") == 1


# The service and the network


def test_throttling_is_waited_out(operator):
    fault(operator, **DESCRIBE, code="Throttling", status=400, times=2)
    result = operator.run("status", HEALTHY)
    assert result.code == 0, result
    calls = [c for e in operator.entries() if e["kind"] == "act.outcome"
             for c in e["data"]["calls"] if c["api"] == "DescribeStacks"]
    assert [c["http"] for c in calls][:3] == [400, 400, 200]
    assert len({c["rid"] for c in calls}) == len(calls)


@pytest.mark.parametrize("rule", [
    dict(code="Throttling", status=400), dict(code="InternalFailure", status=500),
    dict(code="ServiceUnavailable", status=503),
    dict(body="<html><body>Bad gateway</body></html>", status=502),
    dict(body="<html>\033[31m</html>", status=200, content_type="text/html"),
    dict(truncate=200), dict(endless=True), dict(reset=True),
    dict(body="", status=200, content_type="text/xml"),
    dict(body='<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', status=200,
         content_type="text/xml"),
], ids=["throttled", "500", "503", "html-502", "html-200", "truncated", "endless", "reset",
        "empty", "doctype"])
def test_a_service_that_fails_is_exit_4_in_one_sentence(operator, rule):
    fault(operator, **DESCRIBE, **rule)
    began = time.monotonic()
    result = operator.run("status", HEALTHY)
    assert result.code == 4, result
    assert time.monotonic() - began < 45
    assert "DescribeStacks" in result.err and HEALTHY in result.err
    assert result.err.count("\n") == 1 and "\033" not in result.err + result.out
    outcome = [e for e in operator.entries() if e["kind"] == "act.outcome"][-1]
    assert outcome["data"]["status"] in ("error", "timeout")
    assert operator.run("journal", "verify").code == 0


def test_one_sick_service_does_not_hide_the_others(operator):
    fault(operator, **DESCRIBE, region="ap-northeast-1", code="InternalFailure", status=500)
    document = operator.run("fleet", "--json").json
    assert document["exit"] == 1
    states = {i["installation"]: i["data"] for i in document["items"]}
    assert states[SICK] == "read" and states[HEALTHY] != "read"
    assert {e["installation"] for e in document["errors"]} == {BARRED, HEALTHY}


@pytest.mark.parametrize("offset_s", [3600, -3600])
def test_a_clock_off_by_an_hour_is_corrected_once(operator, sandbox, offset_s):
    sandbox.control("POST", "clock", {"offset_s": offset_s})
    result = operator.run("status", "aurora-prod-us")
    assert result.code == 0, result
    refused = [c for e in operator.entries() if e["kind"] == "act.outcome"
               for c in e["data"]["calls"] if c["http"] in (400, 403)]
    assert 1 <= len(refused) <= 2  # once a service


def test_no_network(operator):
    result = operator.run("fleet", AWS_ENDPOINT_URL="https://127.0.0.1:9")
    assert result.code == 4, result
    assert "127.0.0.1" in result.err and "sts" in result.err


def test_a_certificate_that_nobody_signed(operator):
    result = operator.run("status", SICK, AWS_CA_BUNDLE=None)
    assert result.code == 4 and "certificate" in result.err.lower(), result
    result = operator.run("status", SICK, AWS_CA_BUNDLE="/nonexistent/ca.pem")
    assert result.code == 2 and "/nonexistent/ca.pem" in result.err, result


def test_a_plain_endpoint_away_from_this_machine_is_refused(operator):
    result = operator.run("status", SICK, AWS_ENDPOINT_URL="http://192.0.2.1/")
    assert result.code == 2 and "http" in result.err, result


@pytest.mark.parametrize("rule", [dict(close_after_reply=True), dict(close_idle=True)])
def test_a_kept_connection_that_dies_is_no_failure(operator, rule):
    fault(operator, service="cloudformation", **rule)
    result = operator.run("status", SICK)
    assert result.code == 1 and result.err == "", result


def test_paging_reads_everything(operator, sandbox):
    sandbox.control("POST", "page_size", {"size": 2})
    assert len(operator.run("stacks", SICK, "--json").json["items"]) == 5


# Signals, pipes, terminals


def test_ctrl_c_gives_up_in_order(operator):
    fault(operator, **DESCRIBE, hang=True)
    process = operator.start("fleet")
    wait_for_intent(operator, "cloudformation:DescribeStacks")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=15)  # the call itself would wait for 20 s
    assert process.returncode == 130
    entries = operator.entries()
    intents = {e["seq"]: e for e in entries if e["kind"] == "act.intent"}
    answered = [(e["log"], e["ref"]) for e in entries if e["kind"] == "act.outcome"]
    assert len(answered) == len([e for e in entries if e["kind"] == "act.intent"]) and intents
    assert any(e["data"]["status"] == "aborted" for e in entries if e["kind"] == "act.outcome")
    kinds = [e["kind"] for e in entries]
    assert kinds.count("session.open") == kinds.count("session.close") > 0
    assert operator.run("journal", "verify").code == 0


def wait_for_intent(operator, op):
    until(lambda: any(e["kind"] == "act.intent" and op in json.dumps(e["data"])
                      for e in operator.entries()), f"an intent of {op}")


@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_other_signals_leave_in_order_too(operator, number, code):
    fault(operator, **DESCRIBE, hang=True)
    process = operator.start("status", SICK)
    wait_for_intent(operator, "cloudformation:DescribeStacks")
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == code


def test_what_was_killed_is_found_at_the_next_start(operator):
    fault(operator, **DESCRIBE, hang=True)
    process = operator.start("status", SICK)
    wait_for_intent(operator, "cloudformation:DescribeStacks")
    process.kill()
    process.communicate()
    operator.sandbox.control("DELETE", "faults")
    result = operator.run("status", SICK)
    assert result.code == 1 and "act.lost" in result.err, result
    kinds = [e["kind"] for e in operator.entries()]
    assert "act.lost" in kinds and "journal.recover" in kinds
    assert "act.lost" not in operator.run("status", SICK).err


def test_several_at_once_write_one_journal(operator):
    processes = [operator.start("fleet") for _ in range(4)]
    for process in processes:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1 and err.count(b"\n") == 1, err
    assert operator.run("journal", "verify", "--index").code == 0
    entries = operator.entries()
    assert len({e["run"] for e in entries}) == 4
    assert not [e for e in entries if e["kind"] in ("act.lost", "journal.recover")]


def test_a_reader_that_leaves_is_quiet(operator):
    operator.run("fleet")
    process = subprocess.Popen(f"{BINARY} journal --limit 1000 | true", shell=True,
                               env=operator.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=60)
    assert (out, err) == (b"", b"")
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "fleet", "--cached"], env=operator.env, stdout=full,
                              stderr=subprocess.PIPE, text=True)
    assert done.returncode == 6 and "standard output" in done.stderr


def test_colours_only_on_a_terminal_that_wants_them(operator):
    operator.run("fleet")
    _, seen = operator.on_terminal("fleet", "--cached").end()
    assert "\033[31;1m■ CRIT" in seen or "\033[" in seen
    for changes, extra in (({"NO_COLOR": "1"}, ()), ({"TERM": "dumb"}, ()), ({}, ("--no-color",))):
        _, seen = operator.on_terminal("fleet", "--cached", *extra, **changes).end()
        assert "\033" not in seen and "STATE" in seen


def test_ascii_shapes_without_utf8(operator):
    operator.run("fleet")
    result = operator.run("fleet", "--cached", LC_ALL="C")
    assert "X CRIT" in result.out or "? STALE" in result.out, result


def test_progress_stands_on_a_terminals_stderr_only(operator):
    fault(operator, **DESCRIBE, delay_ms=1500)
    result = operator.run("status", HEALTHY)
    assert "reading" not in result.err
    _, seen = operator.on_terminal("status", HEALTHY).end()
    assert "reading" in seen and "Ctrl-C stops" in seen


def test_the_directories_are_private(operator):
    operator.run("status", HEALTHY)
    for directory in (operator.state, operator.cache):
        assert os.stat(directory).st_mode & 0o777 == 0o700
        for where, _, names in os.walk(directory):
            for name in names:
                mode = os.stat(os.path.join(where, name)).st_mode & 0o777
                assert mode & 0o077 == 0, (name, oct(mode))


def test_a_journal_that_cannot_be_written_means_no_call(operator, sandbox):
    operator.run("status", HEALTHY)
    path = f"{operator.state}/journal.db"
    os.unlink(path) if os.path.exists(path) else None
    with open(path, "wb") as handle:
        handle.write(b"this is no database" * 100)
    before = len(sandbox.trail(fleet.VENDOR))
    result = operator.run("status", HEALTHY)
    assert result.code == 5 and "journal.db" in result.err, result
    assert len(sandbox.trail(fleet.VENDOR)) == before
