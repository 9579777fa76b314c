"""Every write fails once, and the program dies at every step of its calls.

The system calls of the real program are counted, then made to fail, or to kill it, one after
the other.  After each run: what the sandbox received was covered by an intent on disk, the
journal verifies (by a checker that shares no code with candor), and the next start reports
every orphan as lost.
"""

import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from operator_ import BINARY, ROOT
from tests.sandbox import fleet

INSTALLATION = "aurora-prod-eu"
# What a commit, a request and a reply are made of.
WRITES = "pwrite64,fdatasync"
STEPS = "pwrite64,fdatasync,sendto,recvfrom,connect,openat"
POINTS = 24  # how many steps of a run are tried, evenly spread


def strace(operator, *options, log="/dev/null"):
    command = ["strace", "-f", "-qq", "-o", log, *options, BINARY, "status", INSTALLATION]
    return subprocess.run(command, env=operator.environment({}), capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=60, check=False)


def spread(operator, calls):
    """(call, n) of a run, evenly spread: strace counts each system call by itself."""
    log = f"{operator.home}/strace.log"
    strace(operator, "-e", f"trace={calls}", log=log)
    lines = open(log, encoding="utf-8", errors="replace").read().splitlines()
    main, times, found = lines[0].split()[0], Counter(), []
    for line in lines:
        match = re.match(rf"{main}\s+({calls.replace(',', '|')})\(", line)
        if match:
            times[match[1]] += 1
            found.append((match[1], times[match[1]]))
    assert len(found) >= POINTS, found
    return found[::len(found) // POINTS]


def sent_ids(sandbox):
    """Ids of the intents that requests named, in all accounts."""
    found = set()
    for account in (fleet.VENDOR, fleet.AURORA, fleet.SHINONOME):
        for record in sandbox.trail(account):
            found |= set(re.findall(r"app/candor\.([0-9A-Z]{26})", record["userAgent"]))
    return found


def check_journal(operator):
    """The independent checker's word; an unborn journal has nothing to check."""
    if not os.path.exists(f"{operator.state}/journal.db"):
        return
    checker = [sys.executable, os.path.join(ROOT, "tests/check/journal.py"), operator.state]
    done = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def intents(operator):
    return {e["id"]: (e["log"], e["seq"]) for e in operator.entries()
            if e["kind"] == "act.intent"}


def answered(operator):
    return {(e["log"], e["ref"]) for e in operator.entries()
            if e["kind"] in ("act.outcome", "act.lost")}


def after(operator, sandbox, before):
    """What must hold after a run that failed or died, and after the next start."""
    check_journal(operator)
    on_disk = set(intents(operator)) if os.path.exists(f"{operator.state}/journal.db") else set()
    assert sent_ids(sandbox) - before <= on_disk, "a request without a committed intent"
    good = operator.run("status", INSTALLATION)
    assert good.code == 1, good  # sick, and read
    missing = set(intents(operator).values()) - answered(operator)
    assert not missing, "an orphan that nobody reported"
    check_journal(operator)
    verified = operator.run("journal", "verify")
    assert verified.code == 0, verified


@pytest.fixture
def steps(operator):
    """An operator whose journal exists, so that runs are alike."""
    assert operator.run("status", INSTALLATION).code == 1
    return operator


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_write_that_fails_sends_nothing_uncovered(steps, sandbox, error):
    for n in spread(steps, WRITES):
        before = sent_ids(sandbox)
        done = strace(steps, "-e", f"trace={n[0]}",
                      "-e", f"inject={n[0]}:error={error}:when={n[1]}")
        assert done.returncode in (0, 1, 3, 4, 5), (n, done)
        if done.returncode not in (0, 1):
            assert done.stderr.strip(), (n, "mute")
        after(steps, sandbox, before)


def test_a_disk_that_stays_full_ends_in_a_sentence(steps, sandbox):
    for n in spread(steps, WRITES)[::3]:
        before = sent_ids(sandbox)
        done = strace(steps, "-e", f"trace={n[0]}",
                      "-e", f"inject={n[0]}:error=ENOSPC:when={n[1]}+")
        assert done.returncode in (0, 1, 4, 5), (n, done)
        assert b"bug" not in done.stderr, (n, done)
        after(steps, sandbox, before)


def test_killed_at_every_step_it_leaves_a_journal_that_verifies(steps, sandbox):
    killed = 0
    for n in spread(steps, STEPS):
        before = sent_ids(sandbox)
        done = strace(steps, "-e", f"trace={n[0]}",
                      "-e", f"inject={n[0]}:signal=KILL:when={n[1]}")
        # Runs differ by a few writes: one that ends before its step proves nothing.
        assert done.returncode in (137, -9, 1), (n, done)
        killed += done.returncode != 1
        after(steps, sandbox, before)
    assert killed >= POINTS * 3 // 4
    lost = [e for e in steps.entries() if e["kind"] == "act.lost"]
    assert lost, "no run died between intent and outcome: the steps are wrong"
