"""Heartbeats of the seeded installations, signed and sent to a `candor listen`.

What is signed are the bytes of the document as they are sent (docs/heartbeats.md).  Keys are
derived from labels, as all keys of the sandbox are.  Whoever is silent in the story sends none.
"""

import base64
import http.client
import json
import logging
import threading
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from . import fleet, story

log = logging.getLogger("sandbox.beats")
PATH = "/v1/beat"
AGENTS = ("agent", story.AGENT)
STATUS = {  # (installation, agent) -> (status, beats that it skips of so many)
    ("shinonome-test-sg", story.AGENT): ("degraded", 0),
    ("aurora-staging-eu", "agent"): ("ok", 6),
}
SILENT = {("aurora-lab-us", "agent")}  # nothing is heard of it
PATIENCE_S = 10


def key(installation):
    return ed25519.Ed25519PrivateKey.from_private_bytes(fleet.derived(f"beat key {installation}", 32))


def public_pem(installation):
    return key(installation).public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def document(installation, agent, version, at):
    status, _ = STATUS.get((installation, agent), ("ok", 0))
    text = {"v": 1, "installation": installation, "agent": agent, "version": version,
            "seq": int(at.timestamp()), "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "status": status}
    return json.dumps(text, separators=(",", ":")).encode()


def signature(installation, body):
    return "ed25519=" + base64.b64encode(key(installation).sign(body)).decode()


class Senders:
    """All installations' senders, in one thread."""

    def __init__(self, clock, the_story, names):
        self._clock = clock
        self._story = the_story
        self._names = [name for name in names if any(name == p.name for p in fleet.INSTALLATIONS)]
        self._stop = None
        self._lock = threading.Lock()
        self.sent = self.failed = 0

    def start(self, url, every_s):
        """Send to a receiver, the first beats before it returns; one that was sent to before is left."""
        self.stop()
        at = urllib.parse.urlsplit(url)
        self._try(at, 1)
        with self._lock:
            self._stop = threading.Event()
            threading.Thread(target=self._run, args=(at, every_s, self._stop), daemon=True).start()

    def stop(self):
        with self._lock:
            if self._stop:
                self._stop.set()
            self._stop = None

    def due(self, at, turn=1):
        """(installation, agent) of each that sends a beat at a time."""
        for name in self._names:
            for agent in AGENTS:
                skips = STATUS.get((name, agent), ("", 0))[1]
                if (name, agent) in SILENT or self._story.silent(name, agent, at):
                    continue
                if not skips or turn % skips:
                    yield name, agent

    def _run(self, at, every_s, stop):
        turn = 2
        while not stop.wait(every_s):
            self._try(at, turn)
            turn += 1

    def _try(self, at, turn):
        try:
            self._round(http.client.HTTPConnection(at.hostname, at.port, timeout=PATIENCE_S), turn)
        except (OSError, http.client.HTTPException):
            self.failed += 1  # the receiver is not there: the next round may find it

    def _round(self, connection, turn):
        now = self._clock.now()
        try:
            for name, agent in self.due(now, turn):
                version = self._story.version(now) if name == story.INSTALLATION else story.VERSIONS[0]
                body = document(name, agent, version, now)
                connection.request("POST", PATH, body, {"Candor-Signature": signature(name, body)})
                reply = connection.getresponse()
                reply.read()
                if reply.status == 200:
                    self.sent += 1
                else:
                    self.failed += 1
                    log.warning("the beat of %s %s was refused: HTTP %d", name, agent, reply.status)
        finally:
            connection.close()
