"""candor --linear: the commands as a dialogue of lines (docs/linear.md).

The transcripts are compared with tests/flow/transcripts; CANDOR_UPDATE_GOLDEN=1 writes
them anew.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

import pytest

from operator_ import BINARY, BROKEN, shows_code, until
from tests.sandbox import fleet, totp

TRANSCRIPTS = pathlib.Path(__file__).parent / "transcripts"
SICK, HEALTHY = "aurora-prod-eu", "aurora-prod-us"
DESCRIBE = {"service": "cloudformation", "action": "DescribeStacks"}


def dialogue(operator, lines, *arguments, **changes):
    """What is printed when these lines come through a pipe."""
    done = subprocess.run([BINARY, "--linear", *arguments], input=lines, text=True, timeout=60,
                          env=operator.environment(changes), capture_output=True)
    assert not BROKEN.search(done.stderr), done.stderr
    return done


def steady(text):
    """What differs between runs of the same dialogue, taken out."""
    for pattern, to in ((r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME"),
                        (r"\b\d\d:\d\dZ", "HH:MMZ"), (r"\b[0-9A-Z]{26}\b", "ID"),
                        (r"\b(seq|record|#)( ?)\d+", r"\1\2N"), (r"\bASIA[0-9A-Z]+", "KEY"),
                        (r"RequestToken: [0-9a-f]+", "RequestToken: R"),
                        (r"record: \d+", "record: N"),
                        (r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d", "DATE"),
                        (r" [\d.]+ (/min|GiB|msg|%)", r" N \1"),
                        (r"\b\d+ (minute|hour|day)s?\b", "AGE"), (r"\b\d+ [hmd] ago", "AGE ago")):
        text = re.sub(pattern, to, text)
    return text


def check(name, text):
    path = TRANSCRIPTS / f"{name}.txt"
    if os.environ.get("CANDOR_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(steady(text), encoding="utf-8")
    assert steady(text) == path.read_text(encoding="utf-8")


def test_lists_filters_and_opens(operator):
    done = dialogue(operator, "fleet\nfilter state:crit\nfilter !aurora\nfilter !ok\nfilter\n"
                              f"sort region desc\nopen {HEALTHY}\nstacks\nquit\n")
    assert done.returncode == 0 and done.stderr == "", done
    assert "…" not in done.stdout and "reason aurora-lab-us-ingest ROLLBACK" in done.stdout
    check("lists", done.stdout)


def test_asks_before_it_renews_or_drops(operator):
    done = dialogue(operator, f"renew\nopen {HEALTHY}\nrenew\nno\nrenew\n{HEALTHY}\ndrop\nyes\n"
                              f"drop\ndrop\ndrop\n{HEALTHY}\ndrop\nquit\n")
    check("questions", done.stdout)
    kinds = [e["kind"] for e in operator.entries() if e.get("inst") == HEALTHY]
    assert kinds.count("session.open") == 2 and kinds.count("session.close") == 2, kinds


def test_who_is_sick_stays_sick_when_its_session_is_given_up(operator):
    said = dialogue(operator, f"fleet\ndrop {SICK}\n{SICK}\nfleet\ndrop {SICK}\nrefresh all\n"
                              f"status {SICK} --json\nrefresh {SICK}\nquit\n").stdout
    before, after = [line for line in said.splitlines()
                     if line.startswith(f"state CRIT, installation {SICK},")]
    assert "as of" not in before and ", reason as of " in after, said
    assert f"The session with {SICK} is given up already; refresh {SICK} reads it again." in said
    status = json.loads(next(line for line in said.splitlines() if line.startswith("{")))
    assert (status["state"], status["was_state"]) == ("crit", None), status
    assert status["as_of"] == status["read_at"], status
    assert [i["rule"] for i in status["items"]][-1] == "given-up", status
    closed = [e["kind"] for e in operator.entries() if e.get("inst") == SICK
              and e["kind"].startswith("session.")]
    assert closed == ["session.open", "session.close"] * 2, closed  # refresh all opened none


@pytest.mark.parametrize("words, says", [
    ("since<", "filter: since< lacks a number, age (14m)"),
    ("since<1", "filter: since<1: a time needs a unit: s, m, h or d")])
def test_a_half_filter_says_what_it_lacks(operator, words, says):
    assert says in dialogue(operator, f"filter {words}\nquit\n").stdout


def given_up(operator):
    return [e["inst"] for e in operator.entries()
            if e["kind"] == "session.close" and e["data"]["reason"] == "operator"]


def in_a_session(operator):
    terminal = operator.on_terminal("--linear")
    terminal.wait_for("candor> ")
    terminal.type("fleet\n")
    terminal.wait_for("News: all were read")
    return terminal


@pytest.mark.parametrize("word", ["drop", SICK])
def test_a_pasted_line_is_no_answer(operator, word):
    terminal = in_a_session(operator)
    terminal.type(f"drop {SICK}\n{word}\nmessages\n")
    terminal.wait_for("What was typed or pasted ahead is ignored.")
    terminal.wait_for("leaves it as it is: ")
    assert given_up(operator) == []
    terminal.type(f"{SICK}\n")  # who saw the question may answer it
    terminal.wait_for(f"The session with {SICK} is given up")
    terminal.type("quit\n")
    code, seen = terminal.end()
    assert code == 0 and "Nothing was said so far" not in seen, seen
    assert given_up(operator) == [SICK]


def test_ctrl_c_at_a_question_is_a_no_at_once(operator):
    terminal = in_a_session(operator)
    terminal.type(f"drop {SICK}\n")
    terminal.wait_for("leaves it as it is: ")
    terminal.seen = ""
    terminal.type("\x03")
    terminal.wait_for("Left as it is.\r\ncandor> ")
    assert "Nothing is running" not in terminal.seen
    terminal.type(f"{SICK}\n")
    terminal.wait_for("state CRIT, subject")  # a command again
    terminal.type("quit\n")
    code, seen = terminal.end()
    assert code == 0, seen
    assert given_up(operator) == []


def test_a_code_that_is_asked_for_meanwhile_answers_no_question(operator, sandbox):
    jo = operator.conf(lambda text: text.replace("profile  = ops", "profile  = ops-jo"), "jo.conf")
    sandbox.control("POST", "faults", {**DESCRIBE, "delay_ms": 5000})
    terminal = operator.on_terminal("--linear", "--config", jo)
    terminal.wait_for("not shown: ")
    terminal.type(f"{totp.code(fleet.JO.mfa_seed, time.time())}\n")
    terminal.wait_for("not shown: \r\ncandor> ")
    until(lambda: [e for e in operator.entries()
                   if e["kind"] == "session.open" and e["inst"] == SICK], "a session")
    terminal.type(f"drop {SICK}\n")
    terminal.wait_for("leaves it as it is: ")
    terminal.seen = ""
    sandbox.control("POST", "expire", {"all": True})
    sandbox.control("DELETE", "faults")
    terminal.wait_for("not shown: ")
    terminal.seen = ""
    terminal.type("000000\n")
    terminal.wait_for("leaves it as it is: ")  # asked again, not a prompt
    assert "candor> " not in terminal.seen
    terminal.wait_for("not shown: ")
    terminal.type("\x03")
    terminal.wait_for("candor> ", after="Left as it is.\r\n")
    terminal.type("quit\n")
    assert terminal.end()[0] == 0
    assert given_up(operator) == []


def test_says_what_it_does_not_understand(operator):
    done = dialogue(operator, "flet\nbogus\nopen nowhere\nsort\nlogs\ntheme\ntheme light\n"
                              "why\nback\nco\nstack\n"
                              "fleet --bogus\njournal acme\n   \nhelp\nhelp session\n"
                              + "x" * 5000 + "\nfl\x00eet\nversion --json extra\ninit\nquit\n")
    check("wrong", done.stdout)


def test_a_question_mark_is_help(operator):
    assert "fleet: every installation" in dialogue(operator, "?\nquit\n").stdout


def test_checks_the_files_as_they_are_now(operator):
    path = operator.conf()
    terminal = operator.on_terminal("--linear", "--config", path)
    terminal.wait_for("candor> ")
    terminal.type("config check\n")
    terminal.wait_for("errors 0, warnings 0\r\ncandor> ")
    operator.conf(lambda text: text + "\n[console]\ncolour = red\n[installation broken]\n")
    terminal.type("config check\n")
    terminal.wait_for('[installation broken] has no "customer"')
    terminal.seen = ""
    terminal.type("doctor --offline\n")
    terminal.wait_for('[installation broken] has no "customer"')
    terminal.wait_for("problems ")
    assert "problems 0" not in terminal.seen, terminal.seen
    operator.conf(lambda text: text + "\n[console]\ncolour = red\n")
    terminal.seen = ""
    terminal.type("config check\n")
    terminal.wait_for("errors 0, warnings 1\r\n")
    assert "colour" in terminal.seen, terminal.seen
    terminal.type("quit\n")
    assert terminal.end()[0] == 0


def test_an_option_of_the_whole_program_is_refused_in_a_line(operator):
    done = dialogue(operator, "config check --config /nonexistent\nfleet --no-color\n"
                              "status --theme x\nfleet --help\nhelp leave\nhelp Why\nquit\n")
    for name in ("config", "no-color", "theme"):
        assert f"--{name} is for the whole of candor, not for one line" in done.stdout, done.stdout
    assert "--help is for a shell; help fleet tells it here." in done.stdout
    assert "quit: leave candor (exit)" in done.stdout
    assert "No command has that word" not in done.stdout
    assert "errors 0" not in done.stdout and "state CRIT" not in done.stdout, done.stdout


def test_a_pipe_that_ends_leaves_in_order(operator):
    done = dialogue(operator, "fleet\nmessages")
    assert done.returncode == 0
    assert "candor> messages\nNothing was said so far." in done.stdout, done.stdout
    opened = [e for e in operator.entries() if e["kind"] == "session.open"]
    closed = [e for e in operator.entries() if e["kind"] == "session.close"]
    assert len(opened) == len(closed) == 7


def test_no_byte_commands_a_terminal(operator):
    done = dialogue(operator, "fleet\nopen aurora-lab-us\nstacks\nstack aurora-lab-us-api\n"
                              "stack aurora-lab-us-network\njournal\naccess\n")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]",
                         done.stdout), done.stdout


def test_a_change_is_told_before_the_next_prompt(operator, sandbox):
    terminal = operator.on_terminal("--linear")
    terminal.wait_for("candor> ")
    terminal.type("fleet\n")
    terminal.wait_for("News: all were read")
    sandbox.control("POST", "stack", {"installation": HEALTHY, "stack": f"{HEALTHY}-api",
                                      "status": "UPDATE_FAILED", "reason": "for this test"})
    try:
        terminal.type(f"refresh {HEALTHY}\n")
        terminal.wait_for(f"News: state CRIT, was OK, installation {HEALTHY}")
    finally:
        sandbox.control("POST", "stack", {"installation": HEALTHY, "stack": f"{HEALTHY}-api",
                                          "status": "UPDATE_COMPLETE", "reason": ""})
    terminal.type("\x04")
    code, seen = terminal.end()
    assert code == 0 and "\033" not in seen, seen


def test_ctrl_c_gives_up_what_runs_and_twice_leaves(operator, sandbox):
    sandbox.control("POST", "faults", {**DESCRIBE, "hang": True})
    terminal = operator.on_terminal("--linear")
    terminal.wait_for("candor> ")
    terminal.type("fleet\n")
    terminal.wait_for("Ctrl-C gives up")
    until(lambda: [e for e in operator.entries() if e.get("act") == "fleet.refresh"], "a call")
    terminal.type("\x03")
    terminal.wait_for("Given up.")
    sandbox.control("DELETE", "faults")
    terminal.wait_for("candor> ", after="Given up.")  # before it, a second one leaves
    terminal.type("\x03")
    terminal.wait_for("Ctrl-C again leaves candor")
    terminal.type("\x03")
    code, seen = terminal.end()
    assert code == 0 and "Leaving" in seen, seen
    ends = {e["data"]["status"] for e in operator.entries() if e["kind"] == "act.outcome"
            and e["act"] == "fleet.refresh"}
    assert ends == {"aborted"}, ends


def test_a_code_is_asked_for_without_echo(operator):
    jo = operator.conf(lambda text: text.replace("profile  = ops", "profile  = ops-jo"), "jo.conf")
    terminal = operator.on_terminal("--linear", "--config", jo)
    terminal.wait_for("not shown: ")
    code = totp.code(fleet.JO.mfa_seed, time.time())
    terminal.type(f"{code}\n")
    terminal.wait_for("not shown: \r\ncandor> ")
    terminal.type("fleet\n")
    terminal.wait_for("News: all were read")
    terminal.type("quit\n")
    end, seen = terminal.end()
    assert end == 0 and not shows_code(seen, code), seen
    assert not any(shows_code(data, code) for _, data in operator.files())


def test_term_ends_it_in_order(operator):
    terminal = operator.on_terminal("--linear")
    terminal.wait_for("candor> ")
    terminal.type("fleet\n")
    terminal.wait_for("News: all were read")
    os.kill(terminal.pid, signal.SIGTERM)
    code, _ = terminal.end()
    assert code == 128 + signal.SIGTERM
    assert len([e for e in operator.entries() if e["kind"] == "session.close"]) == 7


def test_the_variable_chooses_it_and_the_flag_needs_no_verb(operator):
    done = subprocess.run([BINARY], input="quit\n", text=True, capture_output=True, timeout=60,
                          env=operator.environment({"CANDOR_LINEAR": "yes"}))
    assert done.returncode == 0 and done.stdout.endswith("candor> quit\n"), done
    done = dialogue(operator, "quit\n", SICK)
    assert "state CRIT, subject aurora-prod-eu-ingest" in done.stdout


def test_a_dumb_terminal_gets_no_console_but_lines(operator):
    terminal = operator.on_terminal(TERM="dumb")
    code, seen = terminal.end()
    assert code == 2 and "candor --linear needs no more than lines" in seen, seen
    assert "\x1b" not in seen and seen.count("\n") == 1, seen
    terminal = operator.on_terminal("--linear", TERM="dumb")
    terminal.wait_for("candor> ")
    terminal.type("quit\n")
    assert terminal.end()[0] == 0
