"""What is sick stays so in the cache, in full, with its stack and what to do about it."""

import re

import pytest

from tests.sandbox import fleet

SICK, HEALTHY, BARRED = "aurora-prod-eu", "shinonome-prod-jp", "shinonome-edge-us"
LAST_WORD = "HandlerErrorCode: ServiceLimitExceeded)"
# What it is that is worst in the whole fleet: a stack.
BROKEN, BROKEN_REASON = "aurora-lab-us", "HandlerErrorCode: InvalidRequest)"
DOWN = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}


def states(document):
    return {item["installation"]: item for item in document["items"]}


@pytest.mark.parametrize("arguments, changes", [(("--cached",), {}), ((), DOWN)])
def test_the_cache_keeps_what_was_sick_and_puts_it_first(operator, arguments, changes):
    live = operator.run("fleet", "--json").json
    later = operator.run("fleet", "--json", *arguments, **changes).json
    was = states(live)
    for name, item in states(later).items():
        if name == BARRED:
            continue
        assert item["state"] == "stale" and item["was_state"] == was[name]["state"], item
        assert item["as_of"] == item["read_at"]
        assert item["reason"].startswith(f"was {was[name]['state'].upper()} at "), item
    ranks = ["crit", "warn", "unknown", "noacc", "stale", "ok"]
    order = [ranks.index(i["was_state"]) for i in later["items"] if i["state"] == "stale"]
    assert order == sorted(order)
    assert states(later)[BARRED]["state"] == "noacc"
    assert "refused at" in states(later)[BARRED]["reason"]
    assert all(i["as_of"] is None and i["was_state"] is None for i in live["items"])


def test_a_failed_reading_does_not_look_current(operator):
    operator.run("fleet")
    operator.sandbox.control("POST", "faults", {"service": "cloudformation",
                                                "action": "DescribeStacks", "status": 500})
    item = states(operator.run("fleet", "--json").json)[SICK]
    assert (item["state"], item["was_state"], item["data"]) == ("stale", "crit", "cached")


def test_fleet_names_the_stack_once(operator):
    document = operator.run("fleet", "--json").json
    assert states(document)[BROKEN]["subject"] == f"{BROKEN}-ingest"
    line = [line for line in operator.run("fleet").out.splitlines() if BROKEN in line][0]
    assert line.count(f"{BROKEN}-ingest ROLLBACK_COMPLETE") == 1
    assert "…" not in line  # a pipe is as wide as it must be
    line = on_a_terminal(operator, 132)
    assert "…-ingest ROLLBACK_COMPLETE" in line
    line = on_a_terminal(operator, 4000)
    assert f"{BROKEN}-ingest ROLLBACK_COMPLETE" in line and BROKEN_REASON in line


def on_a_terminal(operator, cells):
    """The line of the sick one as it stands on a terminal of that width."""
    terminal = operator.on_terminal("fleet", TERM="dumb", size=(24, cells))
    return [line for line in terminal.end()[1].splitlines() if BROKEN in line][0]


def test_a_reason_is_whole_in_pipes_and_documents(operator):
    for arguments, words in (
            (("fleet",), BROKEN_REASON), (("status", SICK), LAST_WORD),
            (("stacks", SICK), LAST_WORD), (("stack", SICK, f"{SICK}-ingest"), LAST_WORD),
            (("fleet", "--cached"), BROKEN_REASON)):
        assert words in operator.run(*arguments).out, arguments
        document = operator.run(*arguments, "--json").json
        assert any(i["reason"].endswith(words) for i in document["items"]), arguments


def test_on_a_terminal_a_line_of_the_fleet_is_one_line(operator):
    operator.run("fleet")
    for cells in (80, 132):
        terminal = operator.on_terminal("fleet", "--cached", TERM="dumb", size=(24, cells))
        code, seen = terminal.end()
        lines = [line.rstrip("\r") for line in seen.splitlines()]
        assert len(lines) == 1 + len(fleet.INSTALLATIONS) and code == 1, seen
        assert max(map(width, lines)) <= cells and "…" in seen, seen


def width(text):
    return sum(2 if ord(c) > 0x2e80 else 1 for c in text)


def test_what_to_do_about_a_refusal_is_said(operator):
    advice = "compare the customer's trust and permission policies"
    result = operator.run("status", BARRED)
    assert advice in result.out and advice in result.err, result
    assert result.err.count(BARRED) == 1, result
    assert advice in operator.run("fleet").err
    document = operator.run("status", BARRED, "--json").json
    assert advice in document["items"][0]["advice"]


def test_ages_of_data_and_of_verdicts_have_their_own_names(operator):
    titles = operator.run("fleet").out.splitlines()[0]
    assert "SINCE" in titles and "READ" in titles and "AGE" not in titles
    titles = operator.run("status", SICK).out.splitlines()[1]
    assert "SINCE" in titles and not re.search(r"\bAGE\b", titles)
