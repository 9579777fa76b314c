"""Every verb, in text and as JSON, with its exit code; and words that are wrong."""

import json
import os
import re
import subprocess

import pytest

from operator_ import ROOT
from tests.sandbox import fleet

SICK, HEALTHY, BARRED = "aurora-prod-eu", "shinonome-prod-jp", "shinonome-edge-us"


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
    assert items[SICK]["state"] == "crit" and items[SICK]["reason"]
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
    worst = next(i for i in document["items"] if i["subject"] == f"{SICK}-ingest")
    assert set(worst) == {"state", "rule", "subject", "reason", "advice", "since", "seq", "thing",
                          "evidence"}
    assert worst["state"] == document["items"][0]["state"] == "crit"


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
    first = result.out.split("resources: ")[1].splitlines()[2]
    assert first.startswith("■ FAILED") and "OffsetsTable" in first, first
    failed = operator.run("stack", SICK, f"{SICK}-ingest", "--json").json["items"][0]["resources"][0]
    assert failed["phase"] == "failed" and failed["reason"], failed
    assert failed["arn"].endswith(f":table/{failed['physical']}"), failed
    assert failed["reason"] in first, (failed, first)
    result = operator.run("stack", SICK, f"{SICK}-api", "--json")
    assert result.code == 0, result
    item = result.json["items"][0]
    parameters = {p["key"]: p["value"] for p in item["parameters"]}
    assert "tok_0f3e6d8a41b2" not in result.out
    assert parameters["ApiToken"] == "‹secret-ref›"
    assert len(item["resources"]) == 14 and item["events"]
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


@pytest.mark.parametrize("verb", ["alarms", "services", "metrics"])
def test_what_may_not_be_read_is_not_told_as_absent(operator, verb):
    result = operator.run(verb, BARRED)
    assert result.code == 3 and "not read: sts:AssumeRole" in result.out, result
    assert "no stack" not in result.out and "knows no" not in result.out


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


# Wrong words


@pytest.mark.parametrize("arguments, words", [
    (("flet",), "did you mean fleet?"),
    (("satus", SICK), "did you mean status?"),
    (("zzzzzzzzzzz",), "candor --help"),
    (("sort", "state"), "sort works in the console only: candor, then :sort COLUMN [ORDER]"),
    (("overview",), "candor status is its like here"),
    (("logs",), "Logs is not in this version yet; it needs a DEBUG session."),
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
