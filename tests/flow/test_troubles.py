"""A service, a network, a terminal that do not behave; signals, and a journal that is full."""

import json
import os
import signal
import subprocess
import time

import pytest

from operator_ import BINARY, until
from tests.sandbox import fleet

SICK, HEALTHY, BARRED = "aurora-prod-eu", "shinonome-prod-jp", "shinonome-edge-us"
DESCRIBE = {"service": "cloudformation", "action": "DescribeStacks"}


def fault(operator, **rule):
    operator.sandbox.control("POST", "faults", rule)


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


def test_a_policy_without_the_list_of_resources_is_not_well(operator):
    fault(operator, service="cloudformation", action="ListStackResources",
          code="AccessDenied", status=403)
    result = operator.run("status", HEALTHY, "--json")
    item = result.json["items"][0]
    assert result.code == 1 and item["state"] == "unknown", result
    assert item["rule"] == "members-not-read"
    assert "cloudformation:ListStackResources" in item["reason"]
    operator.sandbox.control("DELETE", "faults")
    assert operator.run("status", HEALTHY).code == 0


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
    assert "X CRIT" in result.out or "~ STALE" in result.out, result


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
