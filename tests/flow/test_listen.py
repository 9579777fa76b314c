"""The receiver of heartbeats as a customer and an attacker meet it."""

import http.client
import json
import os
import random
import resource
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time

import pytest

from beats_ import PLACE, Receiver, Sender, configure, counts
from operator_ import ROOT, until
from tests.sandbox import certs


@pytest.fixture
def sender(operator):
    one = Sender()
    configure(operator, one)
    return one


@pytest.fixture
def receiver(operator, sender):
    one = Receiver(operator)
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.communicate()


def agents(operator, *arguments):
    return {item["agent"]: item for item in
            operator.run("heartbeats", PLACE, "--json", *arguments).json["items"]}


def test_a_beat_is_acknowledged_and_shown(operator, receiver, sender):
    assert receiver.beat(sender) == (200, {"v": 1, "result": "ok", "account": "active"})
    loader = agents(operator)["loader"]
    assert (loader["state"], loader["seq"], loader["version"], loader["status"]) == \
        ("ok", 1, "4.12.3", "ok")
    text = operator.run("heartbeats")
    assert PLACE in text.out and "● OK" in text.out
    result = receiver.stop()
    assert result.code == 0 and counts(result)["ok"] == 1, result


def test_what_is_no_good_is_refused_with_a_sentence_and_counted(operator, receiver, sender):
    body = sender.body()
    signature = sender.sign(body)
    forged = Sender().sign(body)
    wrong = {
        "forged": (receiver.post(body, forged), 403, "wrong-key"),
        "unsigned": (receiver.post(body), 400, "malformed"),
        "changed": (receiver.post(body.replace(b"4.12.3", b"4.12.4"), signature), 403, "wrong-key"),
        "from the future": (receiver.beat(sender, ahead_s=3600), 422, "future"),
        "of the past": (receiver.beat(sender, ahead_s=-3600), 422, "past"),
        "from nobody": (receiver.beat(Sender("nobody")), 403, "wrong-key"),
        "no JSON": (receiver.post(b"{", sender.sign(b"{")), 400, "malformed"),
        "another version": (receiver.beat(sender, v=2), 400, "malformed"),
        "a member too many": (receiver.beat(sender, more=1), 400, "malformed"),
        "a member less": (receiver.beat(sender, seq=None), 400, "malformed"),
        "a control character": (receiver.beat(sender, version="\x1b[2J"), 400, "malformed"),
        "no number": (receiver.beat(sender, seq="1"), 400, "malformed"),
    }
    for what, ((status, answer), code, word) in wrong.items():
        assert (status, answer["result"]) == (code, word), what
        assert len(answer["text"]) > 10, what
    assert receiver.post(body, signature)[0] == 200
    assert receiver.post(body, signature)[0] == 409  # played back
    result = receiver.stop()
    assert counts(result) == {**dict.fromkeys(counts(result), 0), "ok": 1, "duplicate": 1,
                              "wrong-key": 2, "unknown-sender": 1, "malformed": 7, "future": 1,
                              "past": 1}
    item = agents(operator)["loader"]
    assert item["refused"] == 5 and item["rule"] == "beat-untimely", item


def test_ten_megabytes_are_refused_before_they_are_read(receiver):
    with socket.create_connection((receiver.at.hostname, receiver.at.port)) as s:
        s.sendall(b"POST /v1/beat HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n")
        assert b" 413 " in s.recv(4096)
    with socket.create_connection((receiver.at.hostname, receiver.at.port)) as s:
        s.sendall(b"POST /v1/beat HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 411 " in s.recv(4096)
    assert counts(receiver.stop())["oversize"] == 1


def test_an_older_beat_that_comes_late_and_a_sender_that_begins_anew_are_told(
        operator, receiver, sender):
    late = sender.body()
    assert receiver.beat(sender)[1]["result"] == "ok"
    assert receiver.post(late, sender.sign(late))[1]["result"] == "out-of-order"
    sender.seq = 0
    assert receiver.beat(sender, ahead_s=5)[1]["result"] == "restarted"
    loader = agents(operator)["loader"]
    assert (loader["out_of_order"], loader["restarts"], loader["beats"]) == (1, 1, 3)


def test_a_replay_is_known_after_a_restart(operator, receiver, sender):
    body = sender.body()
    assert receiver.post(body, sender.sign(body))[0] == 200
    receiver.stop(signal.SIGKILL)
    second = Receiver(operator)
    assert second.post(body, sender.sign(body))[1]["result"] == "duplicate"
    second.stop()


def test_plain_http_is_for_loopback_alone(operator, sender):
    result = operator.run("listen", "--listen", "0.0.0.0:0")
    assert result.code == 2 and "plain HTTP is for loopback" in result.err, result
    result = operator.run("listen", "--listen", "example.org:80")
    assert result.code == 2 and "no address" in result.err, result


def test_tls_is_1_2_or_later(operator, sender, tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    certs.make(str(made))
    ca = str(made / "ca.pem")
    operator.write("server.pem", (made / "server.pem").read_text())
    operator.env["CANDOR_CONFIG"] = operator.conf(
        lambda text: text + "\n[listen]\naddress = 127.0.0.1:0\ncert = server.pem\nkey = server.pem\n")
    receiver = Receiver(operator, "--json")
    assert receiver.url.startswith("https://")
    assert receiver.beat(sender, ca=ca)[0] == 200
    context = ssl.create_default_context(cafile=ca)
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context.minimum_version = context.maximum_version = version
        with socket.create_connection((receiver.at.hostname, receiver.at.port)) as s, \
                context.wrap_socket(s, server_hostname="127.0.0.1") as t:
            assert t.version() == version.name.replace("_", ".")
    old = subprocess.run(["openssl", "s_client", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0",
                          "-connect", f"{receiver.at.hostname}:{receiver.at.port}"],
                         input=b"", capture_output=True, check=False)
    assert old.returncode != 0 and b"Cipher is (NONE)" in old.stdout
    assert receiver.stop().code == 0


def test_a_second_receiver_says_that_there_is_one(operator, receiver):
    result = operator.run("listen", "--listen", "127.0.0.1:0")
    assert result.code != 0 and "another candor listen" in result.err, result


def test_slow_clients_keep_nobody_waiting_and_are_cut_off(receiver, sender):
    room = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    n = min(2000, room - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(room, 8192), room))
    slow = [socket.create_connection((receiver.at.hostname, receiver.at.port)) for _ in range(n)]
    for s in slow:
        s.sendall(b"POST /v1/beat HTTP/1.1\r\nHost: x\r\nContent-Le")
    start = time.monotonic()
    assert receiver.beat(sender)[0] == 200
    assert time.monotonic() - start < 5
    left = set(slow)

    def all_gone():
        for s in list(left):
            s.setblocking(False)
            try:
                s.sendall(b"n")  # busy, and no further
                if s.recv(4096) == b"":
                    left.discard(s)
            except BlockingIOError:
                pass
            except OSError:
                left.discard(s)
        time.sleep(0.2)
        return not left

    until(all_gone, "every slow connection is closed")
    for s in slow:
        s.close()
    assert receiver.beat(sender)[0] == 200
    assert counts(receiver.stop())["slow"] == n


def test_no_acknowledged_beat_is_lost_when_it_is_killed(operator, sender):
    """Many senders, SIGKILL at a random moment, several times over one file."""
    acknowledged, odd = set(), []
    chance = random.Random(4)

    def send(receiver, agent):
        one = Sender(agent=agent)
        one.key, one.seq = sender.key, int(time.time() * 1000)
        connection = receiver.connect()
        try:
            while True:
                status, answer = receiver.beat(one, connection)
                if status == 200:
                    acknowledged.add((agent, one.seq))
                else:
                    odd.append(answer)
        except (OSError, ValueError, http.client.HTTPException):
            pass  # it was killed

    for _ in range(6):
        receiver = Receiver(operator)
        threads = [threading.Thread(target=send, args=(receiver, f"agent-{i}")) for i in range(8)]
        before = len(acknowledged)
        for t in threads:
            t.start()
        until(lambda: len(acknowledged) > before + 50, "beats are acknowledged")
        time.sleep(chance.random() / 2)
        receiver.stop(signal.SIGKILL)
        for t in threads:
            t.join()
    receiver = Receiver(operator)
    receiver.stop()
    db = sqlite3.connect(f"file:{operator.state}/beats.db?mode=ro", uri=True)
    kept = set(db.execute("SELECT agent, seq FROM beat"))
    db.close()
    assert len(acknowledged) > 300 and not odd, (len(acknowledged), odd[:3])
    assert acknowledged <= kept, acknowledged - kept


def test_an_account_is_suspended_on_record_and_the_installation_is_told(operator, receiver, sender):
    result = operator.run("account", "set", PLACE, "suspended")
    assert result.code == 2 and "--reason" in result.err
    result = operator.run("account", "set", PLACE, "suspended", "--reason", "invoice 4711 is open")
    assert result.code == 0, result
    leaf = [e for e in operator.entries() if e["kind"] == "account.set"]
    assert len(leaf) == 1 and leaf[0]["data"]["account"] == "suspended"
    assert leaf[0]["data"]["reason"] == "invoice 4711 is open" and leaf[0]["who"] != "unverified"

    def answer():
        told = receiver.beat(sender)[1]
        return told if told["account"] == "suspended" else None

    assert until(answer, "the receiver reads the account again")["reason"] == "invoice 4711 is open"
    item = agents(operator)["loader"]
    assert item["account"] == "suspended"
    shown = operator.run("account", "show", PLACE, "--json").json["items"][0]
    assert shown["who"] == leaf[0]["who"] and shown["reason"] == "invoice 4711 is open"
    assert operator.run("account", "set", PLACE, "active", "--reason", "paid").code == 0
    assert operator.run("journal", "verify").code == 0


def test_the_sender_of_the_manual_works(operator, receiver, sender):
    key = operator.write("private.pem", sender.private_pem())
    script = os.path.join(ROOT, "docs/examples/send-beat.sh")
    done = subprocess.run([script, key, receiver.url, PLACE, "loader", "4.12.3"],
                          capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"v": 1, "result": "ok", "account": "active"}
    # what is refused is told to who runs it
    done = subprocess.run([script, key, receiver.url, "nobody", "loader", "4.12.3"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 22 and json.loads(done.stdout)["result"] != "ok", done


TEMPLATE = os.path.join(ROOT, "cloudformation/customer-heartbeat.yaml")
STUB = """
exports.SSMClient = class { async send(c) {
  return { Parameter: { Value: require("fs").readFileSync(c.input.Name, "utf8") } }; } };
exports.GetParameterCommand = class { constructor(input) { this.input = input; } };
"""


def function_code():
    """The inline code of the template, as it is."""
    lines = open(TEMPLATE, encoding="utf-8").read().split("ZipFile: |\n")[1].split("\n")
    code = []
    for line in lines:
        if line and not line.startswith(" " * 10):
            break
        code.append(line[10:])
    return "\n".join(code)


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node here")
def test_the_function_of_the_template_sends_a_beat(operator, receiver, sender, tmp_path):
    key = operator.write("private.pem", sender.private_pem())
    stub = tmp_path / "node_modules/@aws-sdk/client-ssm"
    stub.mkdir(parents=True)
    (stub / "index.js").write_text(STUB)
    (tmp_path / "index.js").write_text(function_code())
    assert len(function_code()) <= 4096  # what CloudFormation takes inline
    done = subprocess.run(
        ["node", "-e", "require('./index.js').handler().then(a => console.log(JSON.stringify(a)))"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PATH": os.environ["PATH"], "URL": receiver.url, "INSTALLATION": PLACE,
             "AGENT": "account", "VERSION": "", "KEY_PARAMETER": key})
    assert json.loads(done.stdout.splitlines()[-1])["result"] == "ok", done
    assert agents(operator)["account"]["status"] == "ok"


def test_the_template_is_one():
    lint = "import sys; from cfnlint.runner import main; sys.argv[0] = 'cfn-lint'; main()"
    done = subprocess.run([sys.executable, "-c", lint, TEMPLATE], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_wrong_words_and_files_are_said(operator, sender):
    conf = operator.env["CANDOR_CONFIG"]
    text = open(conf, encoding="utf-8").read()
    for line, word in (("heartbeat = every 60s grace 30s", "every fortnight"),
                       ("heartbeat_key = aurora-prod-eu.pub", "none.pub")):
        name = line.split(" = ")[0]
        operator.write("wrong.conf", text.replace(line, f"{name} = {word}"))
        result = operator.run("listen", CANDOR_CONFIG=f"{operator.home}/wrong.conf")
        assert result.code == 2 and word in result.err and "wrong.conf:" in result.err, result
    operator.write("aurora-prod-eu.pub", "hello")
    result = operator.run("listen")
    assert result.code == 2 and "Ed25519" in result.err, result
    assert operator.run("heartbeats", "nobody").code == 2
    assert operator.run("heartbeats", PLACE, "--since", "3d").code == 2
