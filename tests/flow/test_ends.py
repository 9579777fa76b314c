"""Ways to end that nobody wishes for: a crash, a resolver that never answers."""

import os
import resource
import signal
import socket
import subprocess

import pytest

from operator_ import BINARY, until

PORT_DNS = 53


def calls_in_flight(operator):
    """Intents without an answer: a request is on its way."""
    entries = operator.entries()
    answered = {(e["log"], e["ref"]) for e in entries if e["kind"] == "act.outcome"}
    return [e for e in entries
            if e["kind"] == "act.intent" and (e["log"], e["seq"]) not in answered]


def wait_for_a_call(operator, process):
    until(lambda: calls_in_flight(operator) or process.poll() is not None, "a call")
    assert process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_with_keys_in_memory_leaves_no_core(operator, sandbox, number):
    sandbox.control("POST", "faults", {"service": "cloudformation", "action": "DescribeStacks",
                                       "delay_ms": 15000})
    here = f"{operator.home}/here"
    os.mkdir(here)
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    process = subprocess.Popen(
        [BINARY, "status", "aurora-prod-eu"], env=operator.environment({}), cwd=here,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)))
    until(lambda: any(e["kind"] == "session.open" for e in operator.entries()), "a session")
    os.kill(process.pid, number)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = 0  # reaped here, not by Popen
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == number
    assert not os.WCOREDUMP(status)
    assert os.listdir(here) == []


def crashes(operator):
    return [e["data"]["reason"] for e in operator.entries() if e["kind"] == "session.crash"]


def test_a_verb_that_crashes_leaves_a_report(operator, sandbox):
    sandbox.control("POST", "faults", {"service": "cloudformation", "action": "DescribeStacks",
                                       "delay_ms": 15000})
    process = operator.start("status", "aurora-prod-eu")
    wait_for_a_call(operator, process)
    os.kill(process.pid, signal.SIGSEGV)
    process.communicate(timeout=60)
    sandbox.control("DELETE", "faults")
    assert "signal: 11 SIGSEGV\n" in open(f"{operator.state}/crash.txt", encoding="ascii").read()
    result = operator.run("status", "aurora-prod-eu")
    assert "The last run ended by signal 11 (SIGSEGV)" in result.err, result
    assert crashes(operator) == ["signal 11 (SIGSEGV)"]


@pytest.mark.parametrize("verb", ["config show", "journal verify", "journal", "theme list", "keys",
                                  "doctor --offline", "version", "help", "completion bash"])
def test_every_verb_that_crashes_leaves_a_report(operator, verb):
    operator.run("config", "show")  # makes the state directory
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=write",
         "-e", "inject=write:signal=SEGV:when=1", BINARY, *verb.split()],
        env=operator.environment({}), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode in (-signal.SIGSEGV, 128 + signal.SIGSEGV), done
    text = open(f"{operator.state}/crash.txt", encoding="ascii").read()
    assert text.startswith("signal: 11 SIGSEGV\n"), text


def test_a_line_dialogue_that_crashes_leaves_a_report(operator):
    terminal = operator.on_terminal("--linear")
    terminal.wait_for("candor> ")
    os.kill(terminal.pid, signal.SIGBUS)
    assert terminal.end()[0] == -signal.SIGBUS
    operator.run("status", "aurora-prod-eu")
    assert crashes(operator) == [f"signal {signal.SIGBUS.value} (SIGBUS)"]


@pytest.mark.parametrize("size", [8 * 1024 - 4, 8 * 1024, 20_000])
def test_a_report_that_is_too_long_is_told_once(operator, size):
    operator.run("status", "aurora-prod-eu")
    text = "signal: 11 SIGSEGV\nstack:"
    operator.write(f"{operator.state}/crash.txt", text.ljust(size, "x"))
    for _ in range(3):
        operator.run("status", "aurora-prod-eu")
    assert crashes(operator) == ["signal 11 (SIGSEGV)"]


@pytest.fixture
def deaf_resolver(tmp_path):
    """A command prefix under which no name is ever resolved."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        try:
            server.bind(("127.0.0.1", PORT_DNS))
        except OSError as why:
            pytest.skip(f"port 53 of loopback cannot be had: {why}")
        conf = tmp_path / "resolv.conf"
        conf.write_text("nameserver 127.0.0.1\noptions timeout:30 attempts:5\n")
        mount = f"mount --bind {conf} /etc/resolv.conf && exec \"$@\""
        prefix = ["unshare", "--mount", "sh", "-c", mount, "sh"]
        if subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode:
            pytest.skip("mount namespaces cannot be had here")
        yield prefix


def test_ctrl_c_does_not_wait_for_a_resolver(operator, deaf_resolver):
    env = operator.environment({"AWS_ENDPOINT_URL": "https://candor.invalid"})
    process = subprocess.Popen([*deaf_resolver, BINARY, "fleet"], env=env,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, start_new_session=True)
    wait_for_a_call(operator, process)
    os.kill(process.pid, signal.SIGINT)
    # The resolver itself would give up after minutes.
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, (out, err)
    assert not calls_in_flight(operator)
    assert operator.run("journal", "verify").code == 0
