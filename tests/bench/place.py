"""Where a measured program runs: a home of its own, a terminal, its figures in /proc."""
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time

CURSOR_SHOWN = b"\x1b[?25h"  # the last thing candor writes of each frame
ASKED = b"\x1b[c"  # what are you?  Asked with the colour of the ground
ANSWER = b"\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;22c"  # as xterm says


def installation(i):
    account = 200000000000 + i
    return (f"[installation bench-{i:04d}]\ncustomer = Bench {i}\naccount = {account}\n"
            "region = eu-central-1\n"
            f"role_arn = arn:aws:iam::{account}:role/CandorAccess\n"
            f"external_id = bench-{i:04d}\n"
            f"policy_observe = arn:aws:iam::{account}:policy/CandorObserve\n"
            f"policy_operate = arn:aws:iam::{account}:policy/CandorOperate\n"
            f"policy_debug = arn:aws:iam::{account}:policy/CandorDebug\n")


class Home:
    """A private state with n installations against url; `extra` stands with each of them."""

    def __init__(self, n, url, extra=""):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="candor-bench-"))
        conf = self.dir / "candor.conf"
        conf.write_text("[vendor]\ndomain = bench.example\n[operator]\nidentity = role\n"
                        + "".join(installation(i) + extra for i in range(n)))
        conf.chmod(0o600)
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(self.dir), "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "CANDOR_CONFIG": str(conf),
            "XDG_STATE_HOME": str(self.dir / "state"),
            "XDG_CACHE_HOME": str(self.dir / "cache"),
            "XDG_CONFIG_HOME": str(self.dir / "config"),
            "AWS_ACCESS_KEY_ID": "AKIABENCH", "AWS_SECRET_ACCESS_KEY": "b" * 40,
            "AWS_SESSION_TOKEN": "t" * 100,
            "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": url,
        }

    def run(self, *argv):
        start = time.monotonic()
        p = subprocess.run(argv, env=self.env, capture_output=True, text=True, check=False)
        return time.monotonic() - start, p

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir, ignore_errors=True)  # a child may be leaving


class Screen:
    """A program on a terminal."""

    def __init__(self, env, *argv, rows=35, cols=120, cwd="/"):
        self.start = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
            os.chdir(cwd)
            os.execve(argv[0], argv, env)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + 5
        while os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            self.read(0.05)
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)

    def _some(self, seconds):
        if not select.select([self.fd], [], [], max(0, seconds))[0]:
            return b""
        try:
            some = os.read(self.fd, 65536)
            if ASKED in some:
                os.write(self.fd, ANSWER)
            return some
        except OSError:
            time.sleep(max(0, seconds))  # it ended
            return b""

    def read(self, seconds):
        """What is written within seconds."""
        out, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            out += self._some(left)
        return out

    def until(self, text, seconds=15):
        """Seconds from the start to the arrival of text."""
        out = b""
        while text not in out and time.monotonic() - self.start < seconds:
            out += self._some(0.5)
        return time.monotonic() - self.start

    def quiet(self, seconds, at_most):
        """What is written until nothing is for seconds; and when the last of it came."""
        out, at = b"", time.monotonic()
        end = at + at_most
        while time.monotonic() < end and time.monotonic() - at < seconds:
            if some := self._some(seconds):
                out, at = out + some, time.monotonic()
        return out, at

    def send(self, keys):
        os.write(self.fd, keys)

    def resize(self, rows, cols):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def status_kib(self, key):
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"{key}:\s+(\d+) kB", text).group(1))

    def cpu_s(self):
        f = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")

    def wakeups(self):
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", text))


def line(name, mine, other, unit, limit=1, ratio=None):
    """One figure beside its budget or what it is compared with."""
    ratio = mine / other if ratio is None else ratio
    word = "ok" if ratio <= limit else "OVER"
    print(f"{name:42} candor {mine:9.2f} {unit:3} other {other:9.2f} {unit:3} "
          f"ratio {ratio:6.3f} at most {limit:<4} {word}", flush=True)


def note(text):
    print(f"{'':42} {text}", flush=True)
