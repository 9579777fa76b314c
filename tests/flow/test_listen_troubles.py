"""The receiver of heartbeats when its disk, its neighbours or its customers are difficult."""

import signal
import socket
import sqlite3
import subprocess
import threading
import time

import pytest

from beats_ import PLACE, Receiver, Sender, Wire, configure, counts
from operator_ import BINARY, until


@pytest.fixture
def sender(operator):
    one = Sender()
    configure(operator, one)
    return one


@pytest.fixture
def receiver(operator, sender):
    one = Receiver(operator)
    yield one
    one.end()


def database(operator):
    return sqlite3.connect(f"{operator.state}/beats.db", timeout=30, isolation_level=None)


def kept(operator):
    db = database(operator)
    rows = set(db.execute("SELECT agent, seq FROM beat"))
    db.close()
    return rows


def agents(sender, *names):
    """Senders with the same key, each an agent."""
    for name in names:
        one = Sender(agent=name)
        one.key = sender.key
        yield one


def test_what_was_acknowledged_is_on_disk_when_a_write_fails_in_the_middle(
        operator, receiver, sender):
    """The timer of each second is due in the very turn in which the write fails."""
    bad, *good = agents(sender, "bad", *(f"good-{i}" for i in range(8)))
    lines = [Wire(receiver) for _ in range(9)]
    assert receiver.beat(bad, status="busy")[0] == 200
    db = database(operator)
    db.execute("CREATE UNIQUE INDEX once ON beat (status) WHERE status = 'busy'")
    db.close()
    for line, one in zip(lines, (bad, *good)):
        line.beat(one)
        assert line.answer()[0] == 200
    receiver.process.send_signal(signal.SIGSTOP)
    sent = {}
    for line, one in [*zip(lines[1:5], good[:4]), (lines[0], bad), *zip(lines[5:], good[4:])]:
        body = one.body(**({"status": "busy"} if one is bad else {}))
        line.post(body, one.sign(body))
        sent[line] = (one.agent, one.seq)
    time.sleep(1.2)  # the timer of each second is due
    receiver.process.send_signal(signal.SIGCONT)
    answers = {sent[line]: line.answer() for line in lines}
    on_disk = kept(operator)
    for beat, (status, answer) in answers.items():
        assert (beat in on_disk) == (status == 200), (beat, answer)
    assert answers[("bad", 3)][1]["result"] == "failed"

    def taken_again():
        return receiver.beat(good[0])[0] == 200

    until(taken_again, "the receiver takes beats again")
    assert receiver.stop().code == 0


def test_nobody_waits_while_another_process_writes_and_nothing_is_lost(
        operator, receiver, sender):
    assert receiver.beat(sender)[0] == 200
    other = database(operator)
    other.execute("BEGIN IMMEDIATE")
    waiting, asking = Wire(receiver), Wire(receiver)
    waiting.beat(sender)
    for _ in range(20):
        asking.get("/health")
        assert asking.answer()[0] == 200
    assert not waiting.came()
    other.execute("ROLLBACK")
    assert waiting.answer()[0] == 200
    assert (sender.agent, sender.seq) in kept(operator)
    assert counts(receiver.stop())["failed"] == 0


def test_who_is_suspended_stays_so_when_that_cannot_be_read(operator, receiver, sender):
    assert operator.run("account", "set", PLACE, "suspended", "--reason", "unpaid").code == 0

    def account():
        return receiver.beat(sender)[1]["account"]

    until(lambda: account() == "suspended", "the receiver reads the account")
    db = database(operator)
    db.execute("ALTER TABLE account RENAME TO elsewhere")

    def noticed():
        with open(f"{operator.state}/candor.log", encoding="utf-8") as log:
            return "no such table" in log.read()

    until(noticed, "the receiver has tried to read it")
    assert account() == "suspended"
    db.execute("ALTER TABLE elsewhere RENAME TO account")
    db.close()
    assert account() == "suspended"


@pytest.mark.parametrize("framing", [
    b"Transfer-Encoding: chunked\r\nContent-Length: %d",
    b"Content-Length: %d\r\nContent-Length: 5",
    b"Transfer-Encoding : chunked\r\nContent-Length: %d",
    b"Candor-Signature: ed25519=AAAA\r\nContent-Length: %d",
])
def test_a_request_that_a_proxy_may_read_otherwise_ends_its_connection(receiver, sender, framing):
    """What is behind it must not be answered as a second request: it may be another's."""
    body = sender.body()
    line = Wire(receiver)
    line.send(b"POST /v1/beat HTTP/1.1\r\nHost: x\r\n" + framing % len(body) +
              f"\r\nCandor-Signature: {sender.sign(body)}\r\n\r\n".encode() + body)
    line.get("/health")
    assert line.answer()[0] == 400
    assert line.answer() == (0, None)
    assert receiver.beat(sender)[0] == 200


def test_who_holds_all_places_keeps_nobody_out(operator, sender):
    def with_few_files(*arguments, **changes):
        return subprocess.Popen(["prlimit", "--nofile=600:600", BINARY, *arguments],
                                env=operator.environment(changes), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    operator.start = with_few_files  # 344 places
    receiver = Receiver(operator)
    idle = []
    try:
        for _ in range(5):
            idle += [Wire(receiver, "127.0.0.2") for _ in range(200)]
            assert receiver.beat(sender)[0] == 200
        assert counts(receiver.stop())["full"] > 100
    finally:
        receiver.end()


def test_it_ends_with_every_answer_given_however_much_comes(operator, sender):
    """Requests in one connection behind each other: there is always a next one."""
    def feed(line, posts):
        try:
            for post in posts:
                line.send(post)
        except OSError:
            pass
    ones = list(agents(sender, *(f"agent-{i}" for i in range(20))))
    posts = []
    for _ in range(40):
        bodies = [one.body() for one in ones]
        posts.append(b"".join(
            b"POST /v1/beat HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
            b"Candor-Signature: %s\r\n\r\n%s" % (len(b), sender.sign(b).encode(), b) for b in bodies))
    for pause_s in (0.01, 0.03, 0.1):
        receiver = Receiver(operator)
        lines = [Wire(receiver) for _ in range(20)]
        threads = [threading.Thread(target=feed, args=(line, posts), daemon=True) for line in lines]
        for thread in threads:
            thread.start()
        time.sleep(pause_s)  # any moment will do
        result = receiver.stop()
        assert result.code == 0 and "counts" not in result.err, result
        assert counts(result)["wrong-key"] == 0
        for line in lines:
            line.socket.close()
