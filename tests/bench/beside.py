"""Other programs of the terminal beside candor: same terminal, same run."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from canned import Canned
from place import Home, Screen, note


def _log(directory):
    path = pathlib.Path(directory) / "big.log"
    with path.open("w") as out:
        for i in range(20000):
            out.write(f"2026-11-23T14:{i // 600 % 60:02d}:{i // 10 % 60:02d}.{i % 10}00Z "
                      f"{'ERROR' if i % 97 == 0 else 'INFO'} worker {i % 7} took {i}\n")
    return str(path)


def _repository(directory):
    run = dict(cwd=directory, check=True, capture_output=True)
    who = ["-c", "user.name=b", "-c", "user.email=b@bench.example"]
    subprocess.run(["git", "init", "-q"], **run)
    for i in range(50):
        subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", f"c {i}"], **run)


def _figures(name, env, argv, idle_s, cwd):
    with Screen(env, *argv, cwd=cwd) as s:
        out, at = s.quiet(0.3, 5)
        paint_ms = (at - s.start) * 1000
        if len(out) < 300:
            note(f"{name}: nothing on the screen: {out[:80]!r}")
        s.read(3)
        cpu = s.cpu_s()
        idle = s.read(idle_s)
        row = (paint_ms, s.status_kib("VmRSS") / 1024, s.status_kib("RssAnon") / 1024,
               len(idle) / idle_s, (s.cpu_s() - cpu) * 100 / idle_s)
    print(f"{name:10} {row[0]:9.0f} {row[1]:9.1f} {row[2]:9.1f} {row[3]:9.1f} {row[4]:9.2f}",
          flush=True)


def beside(candor, idle_s=20):
    print("\nbeside others, 120x35; first screen: until 300 ms of silence\n"
          f"{'':10} {'screen ms':>9} {'VmRSS MiB':>9} {'RssAnon':>9} {'idle B/s':>9} "
          f"{'idle CPU%':>9}")
    with Canned(0.005) as server, Home(50, server.url) as home, \
            tempfile.TemporaryDirectory(prefix="candor-bench-") as directory:
        home.run(candor, "fleet")
        _repository(directory)
        _figures("candor", home.env, [candor], idle_s, directory)
        env = {k: home.env[k] for k in ("PATH", "HOME", "TERM", "LANG")}
        for words in (["htop"], ["btop", "--utf-force"], ["lnav", _log(directory)], ["tig"]):
            path = shutil.which(words[0])
            if path is None:
                print(f"{words[0]:10} is not installed (scripts/deps compare)")
                continue
            _figures(words[0], env, [path, *words[1:]], idle_s, directory)
