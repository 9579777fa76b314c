"""Heartbeats: a key of one's own, a sender, and the receiver as a process."""

import base64
import datetime
import http.client
import json
import re
import select
import signal
import socket
import ssl
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from operator_ import BROKEN, PATIENCE_S, Result

PLACE = "aurora-prod-eu"


class Sender:
    """Who has an installation's private key."""

    def __init__(self, installation=PLACE, agent="loader"):
        self.installation, self.agent, self.seq = installation, agent, 0
        self.key = ed25519.Ed25519PrivateKey.generate()

    def public_pem(self):
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    def private_pem(self):
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()).decode()

    def body(self, ahead_s=0, **changes):
        self.seq += 1
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=ahead_s)
        document = {"v": 1, "installation": self.installation, "agent": self.agent,
                    "version": "4.12.3", "seq": self.seq,
                    "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "status": "ok"}
        document.update(changes)
        return json.dumps({n: v for n, v in document.items() if v is not None}).encode()

    def sign(self, body):
        return "ed25519=" + base64.b64encode(self.key.sign(body)).decode()


class Receiver:
    """candor listen on a port that the system chose."""

    def __init__(self, operator, *arguments, **changes):
        self.process = operator.start("listen", "--json", *(arguments or ("--listen", "127.0.0.1:0")),
                                      **changes)
        self.said = b""
        while not (found := re.search(rb"listening at (\S+) ", self.said)):
            assert select.select([self.process.stderr], [], [], PATIENCE_S)[0], self.said
            some = self.process.stderr.read1(65536)
            assert some, (self.said, self.process.wait(), self.process.stdout.read())
            self.said += some
        self.url = found.group(1).decode()
        self.at = urllib.parse.urlsplit(self.url)

    def connect(self, ca=None):
        if self.at.scheme == "https":
            context = ssl.create_default_context(cafile=ca)
            return http.client.HTTPSConnection(self.at.hostname, self.at.port, timeout=PATIENCE_S,
                                               context=context)
        return http.client.HTTPConnection(self.at.hostname, self.at.port, timeout=PATIENCE_S)

    def post(self, body, signature=None, connection=None, ca=None):
        """Status and document of the answer."""
        headers = {"Candor-Signature": signature} if signature else {}
        c = connection or self.connect(ca)
        c.request("POST", "/v1/beat", body=body, headers=headers)
        answer = c.getresponse()
        text = answer.read()
        if not connection:
            c.close()
        return answer.status, json.loads(text)

    def beat(self, sender, connection=None, ca=None, **changes):
        body = sender.body(**changes)
        return self.post(body, sender.sign(body), connection, ca)

    def end(self):
        """However it stands."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.communicate()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        result = Result(self.process.returncode, out.decode(), (self.said + err).decode())
        assert not BROKEN.search(result.err), result
        return result


class Wire:
    """One connection, byte by byte: answers are taken when they are asked for."""

    def __init__(self, receiver, source=None):
        self.socket = socket.create_connection(
            (receiver.at.hostname, receiver.at.port), timeout=PATIENCE_S,
            source_address=(source, 0) if source else None)
        self.got = b""

    def send(self, data):
        self.socket.sendall(data)

    def post(self, body, signature, more=b""):
        self.send(b"POST /v1/beat HTTP/1.1\r\nHost: x\r\n" + more +
                  f"Content-Length: {len(body)}\r\nCandor-Signature: {signature}\r\n\r\n".encode() +
                  body)

    def beat(self, sender, **changes):
        body = sender.body(**changes)
        self.post(body, sender.sign(body))

    def get(self, path):
        self.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    def came(self):
        """Is there something to read, or has it ended?"""
        return bool(self.got) or bool(select.select([self.socket], [], [], 0)[0])

    def answer(self):
        """Status and document of the next one; (0, None) when there is none any more."""
        while not self._whole():
            try:
                some = self.socket.recv(65536)
            except ConnectionError:
                some = b""
            if not some:
                return 0, None
            self.got += some
        head, body = self.got.split(b"\r\n\r\n", 1)
        n = self._whole()
        self.got = body[n:]
        return int(head.split()[1]), json.loads(body[:n])

    def _whole(self):
        """The length of the body of an answer that is here; None: not yet."""
        head, _, body = self.got.partition(b"\r\n\r\n")
        length = re.search(rb"\r\nContent-Length: (\d+)", head, re.IGNORECASE)
        return int(length.group(1)) if length and len(body) >= int(length.group(1)) else None


def configure(operator, *senders, every="every 60s grace 30s", listen=""):
    """candor.conf with the senders' keys; the operator uses it from now on."""
    def edit(text):
        for s in senders:
            operator.write(f"{s.installation}.pub", s.public_pem())
            text = text.replace(f"[installation {s.installation}]\n",
                                f"[installation {s.installation}]\nheartbeat = {every}\n"
                                f"heartbeat_key = {s.installation}.pub\n")
        return text + listen
    operator.env["CANDOR_CONFIG"] = operator.conf(edit)


def counts(result):
    return {item["result"]: item["n"] for item in result.json["items"]}
