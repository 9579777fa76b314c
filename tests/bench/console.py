"""The console's figures: real program, pseudo terminal, a canned AWS on loopback."""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from canned import Canned
from place import CURSOR_SHOWN, Home, Screen, line, note

ROOT = pathlib.Path(__file__).resolve().parents[2]


def first_paint(candor):
    with Canned(0.005) as server, Home(50, server.url) as home:
        home.run(candor, "fleet")
        times = []
        for _ in range(9):
            with Screen(home.env, candor) as c:
                times.append(c.until(b"bench-00") * 1000)
        line("first paint, cached fleet of 50", statistics.median(times), 50, "ms")
        note(f"nine starts: {min(times):.1f} to {max(times):.1f} ms")


def keys(candor, pty_keys, n_keys):
    with Canned(0.020) as server, Home(500, server.url) as home:
        home.run(candor, "fleet")
        server.forget()
        start = time.monotonic()
        p = subprocess.run([pty_keys, str(n_keys), "500", "250", candor], env=home.env,
                           capture_output=True, text=True, check=False)
        took = time.monotonic() - start
        if p.returncode != 0:
            print(f"keys: not measured: {p.stderr}")
            return
        rows = {w[0]: w[1:] for w in (text.split() for text in p.stdout.splitlines())}
        _, _, p99, _ = rows["all"]
        line("key to frame, 500 being read, p99", float(p99), 16, "ms")
        for kind in ("all", "move", "ends", "line", "screen"):
            n, p50, p99, most = rows[kind]
            note(f"{kind:7} {n:>6} keys  p50 {p50}  p99 {p99}  max {most} ms")
        note(f"{server.calls() / took:.0f} AWS calls a second meanwhile")


def memory(candor):
    for n, budget in ((50, 8), (1000, 48)):
        with Canned(0.005) as server, Home(n, server.url) as home:
            home.run(candor, "fleet")
            with Screen(home.env, candor) as c:
                c.quiet(4, 60)
                line(f"RssAnon, {n} installations", c.status_kib("RssAnon") / 1024,
                     budget, "MiB")
                line(f"VmRSS, {n} installations", c.status_kib("VmRSS") / 1024,
                     24 if n == 50 else 64, "MiB")


def memory_tls(candor):
    """The sandbox of the demonstration: TLS, eight of its seed of which six are sick."""
    sys.path.insert(0, str(ROOT))
    from tests.sandbox.harness import Sandbox
    for n, budget in ((50, 8), (1000, 48)):
        with tempfile.TemporaryDirectory(prefix="candor-bench-") as directory:
            sandbox = Sandbox(directory, "--installations", str(n - 8))
            try:
                env = {**sandbox.env, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
                with Screen(env, candor) as c:
                    c.quiet(5, 120)
                    c.send(b"r")
                    c.quiet(5, 120)
                    line(f"RssAnon, {n} over TLS, after a refresh",
                         c.status_kib("RssAnon") / 1024, budget, "MiB")
            finally:
                sandbox.stop()


def idle(candor, idle_s):
    with Canned(0.005) as server, Home(50, server.url) as home:
        home.run(candor, "fleet")
        with Screen(home.env, candor) as c:
            c.quiet(3, 20)
            cpu, woken = c.cpu_s(), c.wakeups()
            out = c.read(idle_s)
            line(f"idle bytes in {idle_s} s", len(out), 200 * max(1, idle_s // 60), "B")
            line(f"idle CPU in {idle_s} s", (c.cpu_s() - cpu) * 100 / idle_s, 0.1, "%")
            note(f"{c.wakeups() - woken} context switches")
            out = b""
            for _ in range(10):
                c.send(b"r")
                out += c.quiet(1.2, 10)[0]
            line("bytes of a refresh, nothing changed", len(out) / 10, 200, "B")


def idle_off(candor, idle_s):
    """No network: cached rows, identity failed, nothing is read."""
    with Canned(0.005) as server, Home(50, server.url) as home:
        home.run(candor, "fleet")
        home.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"
        with Screen(home.env, candor) as c:
            c.quiet(6, 40)
            cpu = c.cpu_s()
            out = c.read(idle_s)
            line(f"idle bytes in {idle_s} s, no refresh", len(out), 1, "B",
                 ratio=float(len(out)), limit=0)
            line("idle CPU, no refresh", (c.cpu_s() - cpu) * 100 / idle_s, 0.1, "%")


def three_rows(candor):
    with Canned(0.005) as server, Home(37, server.url) as home:
        home.run(candor, "fleet")
        with Screen(home.env, candor) as c:
            c.quiet(3, 20)
            sizes = []
            for words in (("UPDATE_IN_PROGRESS",) * 3, ("UPDATE_COMPLETE",) * 3,
                          ("ROLLBACK_COMPLETE", "UPDATE_FAILED", "CREATE_FAILED"),
                          ("UPDATE_COMPLETE",) * 3):
                for i, word in zip((3, 17, 20), words):
                    server.status(i, word)
                c.send(b"r")
                sizes.append(len(c.quiet(1.5, 10)[0]))
            line("3 of 37 rows change", max(sizes), 4096, "B")
            note(f"change in place {sizes[0]} and {sizes[1]} B, to the top and back "
                 f"{sizes[2]} and {sizes[3]} B")


def resizes(candor):
    """200 a second for two seconds; both sizes need a whole new screen."""
    with Canned(0.005) as server, Home(50, server.url) as home:
        home.run(candor, "fleet")
        with Screen(home.env, candor) as c:
            c.quiet(3, 20)
            out, start = b"", time.monotonic()
            for i in range(400):
                c.resize(35 - i % 2, 120 - i % 3)
                while time.monotonic() < start + (i + 1) * 0.005:
                    out += c.read(start + (i + 1) * 0.005 - time.monotonic())
            took = time.monotonic() - start
            out += c.quiet(0.5, 3)[0]
            frames = out.count(CURSOR_SHOWN)
            line("repaints in a storm of 200 resizes/s", frames / took, 1 / 0.033, "/s",
                 limit=1.05)
            note(f"{frames} frames, {len(out)} B in {took:.2f} s")

