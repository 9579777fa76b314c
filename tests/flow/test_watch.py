"""candor watch and candor explain: who is told what, how often, and what stands in the journal."""

import ctypes
import http.server
import json
import os
import select
import signal
import threading

import pytest

from operator_ import document, until

SICK, HEALTHY, OTHER = "aurora-prod-eu", "shinonome-prod-jp", "shinonome-edge-us"


@pytest.fixture
def told(operator):
    """A command that appends its stdin and its environment, and what it was told."""
    path = f"{operator.home}/told"
    operator.write("tell", f"#!/bin/sh\ncat >> {path}\nenv >> {path}.env\n", 0o700)

    def documents():
        if not os.path.exists(path):
            return []
        return [document(line) for line in open(path, encoding="utf-8")]

    return documents


def conf(operator, *lines):
    return operator.conf(lambda text: text + "\n[watch]\n" + "\n".join(lines) + "\n")


def command(operator):
    return f"command = {operator.home}/tell"


def set_status(operator, status, stack):
    operator.sandbox.control("POST", "stack", {"installation": HEALTHY, "stack": stack,
                                               "status": status})


@pytest.fixture
def stack(operator):
    """A stack of a healthy installation, well again afterwards."""
    name = next(i["stack"] for i in operator.run("stacks", HEALTHY, "--json").json["items"])
    yield lambda status: set_status(operator, status, name)
    set_status(operator, "UPDATE_COMPLETE", name)


class Hook:
    """A receiver of webhooks; looks into the journal while the post is there."""

    def __init__(self, operator):
        self.got, self.entries, self.answers = [], [], []
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.entries.append(operator.entries())
                hook.got.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(hook.answers.pop(0) if hook.answers else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/s3cr3t?key=qu3ry-k3y"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def hook(operator):
    made = Hook(operator)
    yield made
    made.server.shutdown()
    made.server.server_close()


def once(operator, config, *arguments, **changes):
    return operator.run("watch", "--once", "--config", config, *arguments, **changes)


def test_a_change_calls_the_command_once_with_its_document(operator, told, stack):
    config = conf(operator, command(operator))
    assert once(operator, config, HEALTHY).code == 0
    assert told() == []
    stack("UPDATE_ROLLBACK_COMPLETE")
    result = once(operator, config, HEALTHY)
    assert result.code == 1, result
    assert "OK -> CRIT stack-rolled-back" in result.out
    document, = told()
    assert (document["v"], document["kind"], document["installation"]) == (1, "watch.change",
                                                                          HEALTHY)
    assert (document["was"], document["state"]) == ("ok", "crit")
    assert document["rule"] == "stack-rolled-back" and "ROLLBACK" in document["reason"]
    assert document["evidence"] == "stack" and document["items"][0]["rule"] == document["rule"]
    environment = open(f"{operator.home}/told.env", encoding="utf-8").read()
    assert "AWS_" not in environment and "CANDOR" not in environment
    once(operator, config, HEALTHY)
    assert len(told()) == 1  # a restart repeats nothing
    stack("UPDATE_COMPLETE")
    assert once(operator, config, HEALTHY).code == 0
    assert [d["state"] for d in told()] == ["crit", "ok"]


def test_json_is_a_document_a_change_and_a_round(operator):
    result = once(operator, conf(operator), "--json", "--rounds")
    documents = [document(line) for line in result.out.splitlines()]
    states = {d["installation"]: d["state"] for d in documents if d["kind"] == "watch.change"}
    assert states[SICK] == "crit" and states[OTHER] == "noacc" and HEALTHY not in states
    rounds = [d for d in documents if d["kind"] == "watch.round"]
    assert len(rounds) == 1 and rounds[0]["changes"] == len(states)
    assert result.code == 1, result


def test_what_could_not_be_told_is_told_by_the_next_run(operator, told):
    operator.write("tell", "#!/bin/sh\necho no paper >&2\nexit 3\n", 0o700)
    config = conf(operator, command(operator))
    result = once(operator, config, SICK)
    assert "it ended with status 3: no paper; the next run tries again" in result.err, result
    operator.write("tell", f"#!/bin/sh\ncat >> {operator.home}/told\n", 0o700)
    once(operator, config, SICK)
    assert [d["state"] for d in told()] == ["crit"]


def test_a_long_complaint_of_the_command_is_told_by_its_first_line(operator):
    operator.write("tell", "#!/bin/sh\n{ echo Traceback of it; head -c 3000 /dev/zero | tr '\\0' x; } "
                   "| cat >&2\nexit 3\n", 0o700)
    result = once(operator, conf(operator, command(operator)), SICK)
    assert "it ended with status 3: Traceback of it; the next run tries again" in result.err, result


def test_what_the_command_could_not_tell_a_webhook_does(operator, hook):
    operator.write("tell", "#!/bin/sh\nexit 3\n", 0o700)
    once(operator, conf(operator, command(operator)), SICK)
    once(operator, conf(operator, f"webhook = {hook.url}"), SICK)
    assert [d["state"] for _, _, d in hook.got] == ["crit"]


def test_a_command_that_cannot_be_run_is_found_at_the_start(operator):
    result = once(operator, conf(operator, "command = /bin/echo hi"), SICK)
    assert result.code == 2 and "/bin/echo hi of [watch]" in result.err, result


def test_a_round_writes_its_file_once(operator):
    config = conf(operator)
    os.makedirs(operator.state, 0o700, exist_ok=True)
    libc = ctypes.CDLL(None)
    notes = libc.inotify_init()
    assert libc.inotify_add_watch(notes, operator.state.encode(), 0x80) >= 0  # IN_MOVED_TO
    changes = once(operator, config, "--json").out.splitlines()
    seen = os.read(notes, 1 << 20) if select.select([notes], [], [], 0)[0] else b""
    os.close(notes)
    assert len(changes) > 2 and seen.count(b"watch.json\0") == 1, (changes, seen)


def test_a_post_is_journaled_before_it_is_received(operator, hook):
    config = conf(operator, f"webhook = {hook.url}")
    once(operator, config, SICK)
    path, headers, document = hook.got[0]
    assert path == "/hooks/s3cr3t?key=qu3ry-k3y" and len(hook.got) == 1
    assert document["installation"] == SICK and document["state"] == "crit"
    intents = [e for e in hook.entries[0] if e["kind"] == "act.intent" and e["act"] == "watch.post"]
    assert len(intents) == 1 and intents[0]["id"] in headers["User-Agent"]
    assert "Authorization" not in headers
    assert intents[0]["data"]["target"] == {"name": "127.0.0.1"}
    outcome = [e for e in operator.entries() if e["kind"] == "act.outcome"
               and e["act"] == "watch.post"]
    assert [e["data"]["status"] for e in outcome] == ["ok"]
    assert operator.run("journal", "verify").code == 0


def test_the_path_of_a_webhook_is_shown_nowhere(operator, hook):
    hook.answers = [500]
    config = conf(operator, f"webhook = {hook.url}")
    result = once(operator, config, SICK)
    assert "webhook:Post in 127.0.0.1" in result.err and "500" in result.err, result
    shown = operator.run("config", "show", "--config", config)
    assert "127.0.0.1" in shown.out
    for text in (result.out, result.err, shown.out, json.dumps(operator.entries())):
        assert "s3cr3t" not in text and "qu3ry" not in text
    once(operator, config, SICK)
    assert len(hook.got) == 2 and hook.got[0][2] == hook.got[1][2]


def test_it_watches_until_term_and_tells_no_loss_of_network_twice(operator, told, stack):
    config = conf(operator, command(operator))
    once(operator, config, HEALTHY)
    process = operator.start("watch", HEALTHY, "--every", "10s", "--rounds", "--config", config)
    try:
        assert b"OK 1" in process.stdout.readline()
        stack("UPDATE_ROLLBACK_COMPLETE")
        until(lambda: len(told()) == 1, "a change")
        stack("UPDATE_COMPLETE")
        until(lambda: len(told()) == 2, "its end")
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    kinds = [e["kind"] for e in operator.entries()]
    assert kinds.count("session.open") == kinds.count("session.close")
    assert kinds.count("act.intent") == kinds.count("act.outcome")
    assert [d["state"] for d in told()] == ["crit", "ok"]


def test_two_do_not_tell_from_the_same_file(operator, told):
    config = conf(operator, command(operator))
    process = operator.start("watch", HEALTHY, "--rounds", "--config", config)
    try:
        assert b"OK 1" in process.stdout.readline()
        second = once(operator, config, SICK)
        assert second.code == 4 and "another candor watch tells from" in second.err, second
        assert told() == []
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert once(operator, config, SICK).code == 1
    assert [d["state"] for d in told()] == ["crit"]


def test_without_network_stale_is_told_once(operator, told):
    config = conf(operator, command(operator))
    once(operator, config, HEALTHY)
    for _ in range(2):
        once(operator, config, HEALTHY, AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert [d["state"] for d in told()] == ["stale"]
    assert once(operator, config, HEALTHY).code == 0
    assert [d["state"] for d in told()] == ["stale", "ok"]


def test_what_flaps_is_told_as_flapping(operator, told, stack):
    config = conf(operator, command(operator))
    once(operator, config, HEALTHY)
    process = operator.start("watch", HEALTHY, "--every", "10s", "--rounds", "--config", config)
    try:
        process.stdout.readline()
        seen = []
        for _ in range(3):
            for status in ("UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE"):
                stack(status)
                line = process.stdout.readline()
                while b" changed" not in line:
                    line = process.stdout.readline()
                seen.append(line)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert [d["state"] for d in told()] == ["crit", "ok", "crit"], seen
    assert all(b"CRIT 1" in line for line in seen[3:]), seen


@pytest.mark.parametrize("line, why", [
    ("command = tell", "by its whole path"),
    ("webhook = http://hooks.example/x", "allowed to loopback only"),
    ("webhook = ftp://hooks.example/s3cr3t", "no URL like https://host/path"),
])
def test_a_wrong_watch_section_is_named_with_its_line(operator, line, why):
    result = once(operator, conf(operator, line))
    assert result.code == 2 and why in result.err and "s3cr3t" not in result.err, result


def test_words_that_are_wrong(operator):
    assert "no installation" in operator.run("watch", "nobody").err
    assert "10s to 24h" in operator.run("watch", "--every", "5").err


def test_explain(operator):
    items = operator.run("explain", "--json").json["items"]
    one = operator.run("explain", "stack-slow")
    assert one.code == 0 and "60 minutes" in one.out and "candor stack INSTALLATION NAME" in one.out
    assert len({i["rule"] for i in items}) == len(items) > 15
    wrong = operator.run("explain", "stack-slo")
    assert wrong.code == 2 and "did you mean stack-slow?" in wrong.err
    verdicts = operator.run("status", SICK, "--json").json["items"]
    assert {v["rule"] for v in verdicts} <= {i["rule"] for i in items}
