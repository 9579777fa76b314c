"""Ctrl-C in the console: what runs is given up, and had again when a person asks for it."""

import time

from operator_ import until

HEALTHY = "aurora-prod-us"


def entries(operator, kind, act=None):
    return [e for e in operator.entries() if e["kind"] == kind and act in (None, e.get("act"))]


def all_ended(operator):
    begun = len(entries(operator, "act.intent"))
    return begun and begun == len(entries(operator, "act.outcome"))


def agree(terminal, done):
    """A question hears nothing at first: yes again and again, until it has done it."""
    pressed = 0.0

    def answered():
        nonlocal pressed
        if not done() and time.monotonic() > pressed + 1:
            terminal.type("y")
            pressed = time.monotonic()
        return done()

    until(answered, "what was agreed to")


def test_a_renewal_is_given_up(operator, sandbox):
    terminal = operator.on_terminal(HEALTHY, size=(35, 120))
    until(lambda: len(entries(operator, "session.open")) == 7 and all_ended(operator),
          "the first readings")
    sandbox.control("POST", "faults", {"service": "sts", "action": "AssumeRole", "hang": True})
    before = len(entries(operator, "act.intent", "session.open"))
    terminal.type("R")
    terminal.wait_for("Renew the session")
    agree(terminal, lambda: len(entries(operator, "act.intent", "session.open")) > before)
    terminal.type("\x03")
    until(lambda: all_ended(operator), "the end of the renewal")
    assert entries(operator, "act.outcome", "session.open")[-1]["data"]["status"] == "aborted"
    assert "Nothing is running" not in terminal.seen
    sandbox.control("DELETE", "faults")
    terminal.type(":quit\r")
    assert terminal.end()[0] == 0
    assert len(entries(operator, "session.open")) == 7  # and the old one was closed at the end
    assert len(entries(operator, "session.close")) == 7


def test_who_acts_is_found_out_again_and_the_fleet_read(operator, sandbox):
    sandbox.control("POST", "faults", {"service": "sts", "action": "GetCallerIdentity",
                                       "hang": True})
    terminal = operator.on_terminal("--linear")
    terminal.wait_for("candor> ")
    terminal.type("fleet\n")
    terminal.wait_for("Ctrl-C gives up")
    until(lambda: entries(operator, "act.intent", "identity.read"), "the question who acts")
    terminal.type("\x03")
    terminal.wait_for("Given up.")
    sandbox.control("DELETE", "faults")
    terminal.wait_for("candor> ", after="Given up.")
    terminal.type(f"refresh {HEALTHY}\n")
    terminal.wait_for("News: all were read", after="refresh")
    terminal.type("quit\n")
    assert terminal.end()[0] == 0
