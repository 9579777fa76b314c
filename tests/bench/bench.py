#!/usr/bin/env python3
"""candor's figures, each beside what it is compared with, from one run.

    bench.py CANDOR BENCH_JOURNAL [--idle SECONDS]

Lines: name, candor, the other, ratio, what the ratio may be, and whether it is.
Prints; asserts nothing.
"""
import argparse
import fcntl
import math
import os
import pathlib
import pty
import re
import select
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from canned import Canned  # noqa: E402

DELAY_S = 0.050


def installation(i):
    account = 200000000000 + i
    return (f"[installation bench-{i:03d}]\ncustomer = Bench {i}\naccount = {account}\n"
            "region = eu-central-1\n"
            f"role_arn = arn:aws:iam::{account}:role/CandorAccess\n"
            f"external_id = bench-{i:03d}\n"
            f"policy_observe = arn:aws:iam::{account}:policy/CandorObserve\n"
            f"policy_operate = arn:aws:iam::{account}:policy/CandorOperate\n"
            f"policy_debug = arn:aws:iam::{account}:policy/CandorDebug\n")


class Home:
    """A private state with n installations against url."""

    def __init__(self, n, url):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="candor-bench-"))
        conf = self.dir / "candor.conf"
        conf.write_text("[vendor]\ndomain = bench.example\n[operator]\nidentity = role\n"
                        + "".join(installation(i) for i in range(n)))
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

    def close(self):
        shutil.rmtree(self.dir)


class Console:
    """The real program on a terminal."""

    def __init__(self, home, candor, rows=35, cols=120):
        self.start = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
            os.execve(candor, [candor], home.env)

    def read(self, seconds):
        """bytes that arrive within seconds; stops at the end of the program"""
        out, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    out += os.read(self.fd, 65536)
                except OSError:
                    break
        return out

    def until(self, text, seconds=5):
        out = b""
        while text not in out and time.monotonic() - self.start < seconds:
            if select.select([self.fd], [], [], 0.5)[0]:
                out += os.read(self.fd, 65536)
        return time.monotonic() - self.start

    def status(self, key):
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"{key}:\s+(\d+) kB", text).group(1))

    def cpu_s(self):
        f = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")

    def wakeups(self):
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", text))

    def close(self):
        os.kill(self.pid, 15)
        self.read(3)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def line(name, mine, other, unit, limit, ratio=None):
    ratio = mine / other if ratio is None else ratio
    word = "ok" if ratio <= limit else "OVER"
    print(f"{name:34} candor {mine:10.2f} {unit:4} other {other:10.2f} {unit:4} "
          f"ratio {ratio:6.3f}  at most {limit:<5} {word}", flush=True)


def fleet_refresh(candor):
    with Canned(DELAY_S) as server:
        home = Home(200, server.url)
        home.run(candor, "fleet")		# genesis of 200 logs is made once in a lifetime
        server.calls.clear()
        took, p = home.run(candor, "fleet")
        if p.returncode not in (0, 1):
            print(p.stderr, file=sys.stderr)
        chain = 1 + 2 * math.ceil(200 / 32)
        line("fleet refresh of 200", took * 1000, chain * DELAY_S * 1000, "ms", 1.5)
        print(f"{'':34} {len(server.calls)} calls; other = {chain} dependent calls "
              "(GetCallerIdentity, then AssumeRole and DescribeStacks in waves of 32) x 50 ms")
        home.close()


def console(candor, idle_s):
    with Canned(0.005) as server:
        home = Home(50, server.url)
        home.run(candor, "fleet")
        times = []
        for _ in range(5):
            c = Console(home, candor)
            times.append(c.until(b"bench-00") * 1000)
            c.close()
        line("first paint, cached fleet of 50", statistics.median(times), 50, "ms", 1)
        c = Console(home, candor)
        c.read(8)
        line("RssAnon, fleet of 50", c.status("RssAnon") / 1024, 8, "MiB", 1)
        line("VmRSS, fleet of 50", c.status("VmRSS") / 1024, 24, "MiB", 1)
        cpu, woken = c.cpu_s(), c.wakeups()
        out = c.read(idle_s)
        refreshes = max(1, idle_s // 60)
        line(f"idle bytes in {idle_s} s", len(out), 200 * refreshes, "B", 1)
        line(f"idle CPU in {idle_s} s", (c.cpu_s() - cpu) * 100 / idle_s, 0.1, "%", 1)
        print(f"{'':34} {c.wakeups() - woken} context switches")
        c.close()
        home.close()


def deaf_resolver(candor):
    """From Ctrl-C to the end of a verb whose name look-up never answers."""
    home = Home(1, "https://candor.invalid")
    conf = home.dir / "resolv.conf"
    conf.write_text("nameserver 127.0.0.1\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        try:
            server.bind(("127.0.0.1", 53))
        except OSError as why:
            print(f"Ctrl-C with a hanging resolver: not measured: {why}")
            return
        p = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c",
             f"mount --bind {conf} /etc/resolv.conf && exec {candor} fleet"],
            env=home.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1.5)
        if p.poll() is not None:
            print("Ctrl-C with a hanging resolver: not measured: no mount namespace here")
            return
        start = time.monotonic()
        p.send_signal(2)
        p.wait()
        line("Ctrl-C with a hanging resolver", (time.monotonic() - start) * 1000, 50, "ms", 1)
    home.close()


def journal(program):
    """lines `name candor=N other=N ratio=N` from the C program, with their limits"""
    print(subprocess.run([program], capture_output=True, text=True, check=True).stdout, end="")


def main():
    a = argparse.ArgumentParser()
    a.add_argument("candor")
    a.add_argument("bench_journal")
    a.add_argument("--idle", type=int, default=65)
    a = a.parse_args()
    print(f"binary {os.path.getsize(a.candor) / 2**20:.2f} MiB (with debug information)")
    journal(a.bench_journal)
    fleet_refresh(os.path.abspath(a.candor))
    console(os.path.abspath(a.candor), a.idle)
    deaf_resolver(os.path.abspath(a.candor))


main()
