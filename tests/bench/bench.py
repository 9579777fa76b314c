#!/usr/bin/env python3
"""candor's figures, each beside its budget or what it is compared with, from one run.

    bench.py BUILD_DIR [--idle SECONDS] [--keys N] [--only NAME...]

Lines: name, candor, the other, ratio, what the ratio may be, and whether it is.
Prints; asserts nothing.
"""
import argparse
import math
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import console  # noqa: E402
from beside import beside  # noqa: E402
from canned import Canned  # noqa: E402
from place import Home, line, note  # noqa: E402

DELAY_S = 0.050


IN_FLIGHT = 32


def read_fleet(home, server, candor):
    server.forget()
    took, p = home.run(candor, "fleet")
    if p.returncode not in (0, 1) or server.unknown() > 0:
        print(p.stderr, f"{server.unknown()} requests without an answer", file=sys.stderr)
    return took


def fleet_refresh(candor):
    with Canned(DELAY_S) as server, Home(200, server.url) as home:
        home.run(candor, "fleet")  # genesis of 200 logs is made once in a lifetime
        took = read_fleet(home, server, candor)
        calls = server.calls()
        least = (1 + math.ceil((calls - 1) / IN_FLIGHT)) * DELAY_S
        line("fleet refresh of 200", took * 1000, least * 1000, "ms", 1.5)
        note(f"{calls} calls, {server.most()} at once; other = GetCallerIdentity, then the rest "
             f"{IN_FLIGHT} at a time x 50 ms")


def full_refresh(candor, replay):
    """Everything of 1,000 installations, as if nothing were cached; and the same requests, byte
    for byte, from a client that does nothing else."""
    with Canned(0.005) as server, Home(1000, server.url) as home:
        home.run(candor, "fleet")
        shutil.rmtree(home.dir / "cache")
        recorded = home.dir / "requests"
        server.record(recorded)
        took = read_fleet(home, server, candor)
        server.record()
        calls, most, operations = server.calls(), server.most(), server.operations()
        server.forget()
        out = subprocess.run([replay, server.url.rpartition(":")[2], recorded, str(IN_FLIGHT)],
                             capture_output=True, text=True, check=True).stdout.split()
        line("full refresh of 1000", took, float(out[3]), "s", 1.5)
        note(f"{calls} calls ({calls / took:.0f} a second); other = the same {out[1]} requests "
             "again, byte for byte, from a client that only sends and reads")
        line("requests in flight", most, IN_FLIGHT, "")
        note(f"GetMetricData {operations['GetMetricData']} calls, one an installation and "
             "distance of its points")


def heartbeats(candor, program):
    """What this machine has of 1,000 installations, without network."""
    with Canned(0) as server, Home(1000, server.url, "heartbeat = every 60s grace 30s\n") as home:
        home.run(candor, "fleet")
        home.run(program, "fill")
        _, p = home.run(program, "measure")
        rows = {w[0]: [float(x) / 1000 for x in w[1:]] for w in map(str.split, p.stdout.splitlines())}
        mine, other = rows["refresh"]
        line("beats and health of 1000, a refresh", mine, 100, "ms")
        line("the same beside SQLite alone", mine, other, "ms", 10)
        note("beats of a minute read, each row judged with what is cached, all sorted; "
             "processor; other = the same rows stepped through")
        for name, what in (("cached", "cached health of 1000, at the start"),
                           ("start", "the same with 180,000 beats")):
            line(what, rows[name][0], 100, "ms")
            note(f"SQLite alone {rows[name][1]:.1f} ms: ratio {rows[name][0] / rows[name][1]:.1f}")


def deaf_resolver(candor):
    """From Ctrl-C to the end of a verb whose name look-up never answers."""
    with Home(1, "https://candor.invalid") as home, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        conf = home.dir / "resolv.conf"
        conf.write_text("nameserver 127.0.0.1\n")
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
        line("Ctrl-C with a hanging resolver", (time.monotonic() - start) * 1000, 50, "ms")


def journal(program):
    """lines `name candor=N other=N ratio=N` from the C program, with their limits"""
    print(subprocess.run([program], capture_output=True, text=True, check=True).stdout, end="")


def timed(program, limit_ms, other=None):
    """lines `what N us p99 N us` from a C program, each beside a limit; `other` is what the
    line of that name is for: a comparison"""
    out = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    rows = {m[1].strip(): (float(m[2]) / 1000, float(m[3]) / 1000) for m in
            re.finditer(r"^(.+?) +(\d+) us +p99 +(\d+) us$", out, re.M)}
    print(out.splitlines()[0])
    for what, (median, p99) in rows.items():
        if what == other:
            continue
        line(what, median, limit_ms, "ms")
        beside_it = f"; beside {other}: ratio {median / rows[other][0]:.2f}" if other else ""
        note(f"p99 {p99:.2f} ms{beside_it}")


def listen(candor, program):
    """Signed beats through the receiver, whose every commit is on disk before the answers."""
    out = subprocess.run([program, candor], capture_output=True, text=True, check=True).stdout
    f = {name: float(value) for name, value in (word.split("=") for word in out.split())}
    line("signed beats a second, one core", f["beats"], 5000, "/s", 1, 5000 / f["beats"])
    line("the same beside bare verification", f["beats"], f["verify"], "/s", 2.5,
         f["verify"] / f["beats"])
    line("processor a beat", f["cpu_us"], 200, "us")
    note(f"{f['bare']:.0f} bare answers of the same server a second; {f['sent']:.0f} sent, "
         f"{f['acknowledged']:.0f} acknowledged, {f['kept']:.0f} on disk after SIGKILL")


def metrics(program):
    """GetMetricData of one installation that is shown, beside one call a metric and function."""
    words = subprocess.run([program, "14", "30", "3"], capture_output=True, text=True,
                           check=True).stdout.split()
    got = dict(zip(words[::2], map(float, words[1::2])))
    least = max(math.ceil(14 * 31 / 500), math.ceil(14 * 31 * 181 / 100800))
    line("GetMetricData, 14 metrics x 30 x 3 h", got["calls"], least, "", 1)
    note(f"other = the fewest calls that its limits allow; naive {got['naive']:.0f}: one a metric "
         "and function")
    note(f"{got['queries']:.0f} queries, {got['points']:.0f} datapoints come back "
         f"(naive {got['naive'] * 181:.0f}); a minute later {got['edge_calls']:.0f} call, "
         f"{got['edge_points']:.0f}")
    line("planning, writing, reading that call", (got["plan_us"] + got["read_us"]) / 1000, 50, "ms")


def main():
    a = argparse.ArgumentParser()
    a.add_argument("build")
    a.add_argument("--idle", type=int, default=65)
    a.add_argument("--keys", type=int, default=5000)
    a.add_argument("--only", nargs="*")
    a = a.parse_args()
    build = os.path.abspath(a.build)
    candor, programs = f"{build}/candor", f"{build}/tests/bench"
    parts = {
        "journal": lambda: journal(f"{programs}/bench_journal"),
        "table": lambda: timed(f"{programs}/bench_table", 5),
        "listen": lambda: listen(candor, f"{programs}/bench_listen"),
        "metrics": lambda: metrics(f"{programs}/bench_metrics"),
        "charts": lambda: timed(f"{programs}/bench_charts", 5,
                                "as much text in columns, for comparison"),
        "fleet": lambda: fleet_refresh(candor),
        "full": lambda: full_refresh(candor, f"{programs}/bench_replay"),
        "beats": lambda: heartbeats(candor, f"{programs}/bench_fleet"),
        "paint": lambda: console.first_paint(candor),
        "keys": lambda: console.keys(candor, f"{programs}/pty_keys", a.keys),
        "memory": lambda: console.memory(candor),
        "tls": lambda: console.memory_tls(candor),
        "idle": lambda: console.idle(candor, a.idle),
        "off": lambda: console.idle_off(candor, a.idle),
        "rows": lambda: console.three_rows(candor),
        "resize": lambda: console.resizes(candor),
        "resolver": lambda: deaf_resolver(candor),
        "beside": lambda: beside(candor),
    }
    print(f"binary {os.path.getsize(candor) / 2**20:.2f} MiB (with debug information)")
    for name in a.only or parts:
        parts[name]()


main()
