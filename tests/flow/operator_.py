"""An operator with a home of one's own, who runs the real program."""

import codecs
import fcntl
import json
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import subprocess
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.path.join(ROOT, os.environ.get("CANDOR_BIN", "build/release/candor"))
# How long a loaded machine may take for what is not measured.
PATIENCE_S = 60
# What a sanitizer prints when it finds something; such a run is never a good one.
BROKEN = re.compile(r"AddressSanitizer|LeakSanitizer|runtime error:|candor: bug")


def until(condition, what):
    """Wait for what another process does; gives what the condition gave."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < deadline, f"it did not come: {what}"
        time.sleep(0.02)
    return found


def shows_code(text, code):
    """Is a code of six digits in it?  Not as a part of what is longer, of an account or a
    hash, and not as the end of a time: those hold any six digits now and then."""
    if isinstance(text, str):
        text = text.encode()
    text = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", b"", text)
    return re.search(rb"(?<![0-9A-Za-z])%s(?![0-9A-Za-z])" % code.encode(), text) is not None


def document(text):
    """JSON as a strict reader takes it: a member that is there twice is none."""
    def members(pairs):
        assert len({name for name, _ in pairs}) == len(pairs), [name for name, _ in pairs]
        return dict(pairs)
    return json.loads(text, object_pairs_hook=members)


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return document(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Operator:
    def __init__(self, sandbox, home):
        self.sandbox = sandbox
        self.home = str(home)
        self.state = f"{self.home}/state/candor"
        self.cache = f"{self.home}/cache/candor"
        self.env = {**sandbox.env, "HOME": self.home, "TERM": "xterm-256color",
                    "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": f"{self.home}/state",
                    "XDG_CACHE_HOME": f"{self.home}/cache"}

    def environment(self, changes):
        env = {**self.env, **{n: str(v) for n, v in changes.items() if v is not None}}
        return {n: v for n, v in env.items() if n not in changes or changes[n] is not None}

    def run(self, *arguments, timeout=60, **changes):
        """Run to the end, without a terminal; a variable that is None is unset."""
        process = self.start(*arguments, **changes)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        result = Result(process.returncode, out.decode(), err.decode())
        assert not BROKEN.search(result.err), result
        return result

    def start(self, *arguments, **changes):
        return subprocess.Popen([BINARY, *arguments], env=self.environment(changes),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def on_terminal(self, *arguments, size=None, **changes):
        """Run with a controlling terminal of its own; size is (rows, columns)."""
        return Terminal([BINARY, *arguments], self.environment(changes), size)

    def conf(self, edit=lambda text: text, name="other.conf"):
        """A changed copy of the sandbox's candor.conf; returns its path."""
        text = open(self.env["CANDOR_CONFIG"], encoding="utf-8").read()
        return self.write(name, edit(text))

    def write(self, name, text, mode=0o600):
        path = os.path.join(self.home, name)
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
        os.chmod(path, mode)
        return path

    def entries(self):
        """Every leaf of the journal, in the order in which it was written."""
        path = f"{self.state}/journal.db"
        if not os.path.exists(path):
            return []
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            rows = db.execute("SELECT leaf FROM entry ORDER BY n").fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error) and "locked" not in str(error):
                raise
            rows = []  # it is being made this very moment
        finally:
            db.close()
        return [json.loads(row[0]) for row in rows]

    def files(self):
        """Path and bytes of everything below the home directory."""
        for directory, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(directory, name)
                if os.path.isfile(path):
                    yield path, open(path, "rb").read()


class Terminal:
    """A program on a pseudo terminal."""

    def __init__(self, argv, env, size=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background has none
            if size:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            os.execve(argv[0], argv, env)
        self.seen = ""
        self.code = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def wait_for(self, text, after=""):
        """Wait until it is there, behind the last of what is named as well."""
        deadline = time.monotonic() + PATIENCE_S
        while not self._shows(text, after):
            assert time.monotonic() < deadline, f"no {text!r} in:\n{self.seen}"
            if not self._read(0.1) and self.code is not None:
                break
        assert self._shows(text, after), self.seen

    def _shows(self, text, after):
        start = self.seen.rfind(after) if after else 0
        return start >= 0 and text in self.seen[start:]

    def type(self, text):
        os.write(self.fd, text.encode())

    def end(self):
        """Wait for the end; returns exit code and everything that was shown."""
        deadline = time.monotonic() + PATIENCE_S
        while self.code is None:
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError(f"did not end:\n{self.seen}")
            self._read(0.1)
        while self._read(0.05):
            pass
        os.close(self.fd)
        assert not BROKEN.search(self.seen), self.seen
        return self.code, self.seen

    def _read(self, seconds):
        got = False
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                data = os.read(self.fd, 65536)
                self.seen += self._decoder.decode(data)
                got = bool(data)
            except OSError:
                pass
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return got
