#!/usr/bin/env python3
"""No way to AWS around the door: looks at the object files of a build.

Only call.o may refer to transport_start, only transport_curl*.o to curl_*, only
objects under db/ to sqlite3_*, only term_curses*.o to curses' screen functions,
only os_spawn.o starts programs, only listen_server.o can be reached, and nobody
connects by hand."""
import pathlib
import re
import subprocess
import sys

NOBODY = set()
RULES = [
    (re.compile(r"(connect|sendto|sendmsg|getaddrinfo|gethostbyname)$"), NOBODY,
     "the network"),
    (re.compile(r"(socket|bind|listen|accept4?)$"), {"tui/cli/listen_server.c.o"},
     "being reached from the network"),
    (re.compile(r"(fork|vfork|exec[lv]\w*|posix_spawnp?)$"), {"core/base/os_spawn.c.o"},
     "starting programs"),
    (re.compile(r"transport_start$"), {"core/aws/call.c.o"}, "the door"),
    (re.compile(r"curl_\w+$"), 
     {f"core/net/transport_curl{part}.c.o" for part in ("", "_failure", "_request")},
     "libcurl"),
    (re.compile(r"sqlite3_\w+$"), "db/", "SQLite"),
    (re.compile(r"(newterm|initscr|wrefresh|doupdate|wget_wch|waddnwstr|endwin)$"),
     {f"tui/kit/term_curses{part}.c.o" for part in ("", "_cells", "_describe", "_keys")},
     "curses"),
    (re.compile(r"(inflate|deflate)\w*$"), {"core/base/gunzip.c.o"}, "zlib"),
    (re.compile(r"(EVP|RAND|PEM|HMAC|OPENSSL)_\w+$"),
     {"core/base/sha.c.o", "core/base/rng.c.o", "core/base/secret.c.o",
      "core/journal/note.c.o"}, "OpenSSL"),
]


def main(build):
    bad, seen, n = [], set(), 0
    for obj in sorted(build.rglob("*.o")):
        name = str(obj.relative_to(build)).split(".dir/", 1)[-1]
        if not name.startswith(("core/", "db/", "tui/")):
            continue
        n += 1
        out = subprocess.run(["nm", "-u", str(obj)], capture_output=True, text=True,
                             check=True).stdout
        for symbol in re.findall(r"U (\w+)", out):
            for pattern, places, what in RULES:
                if not pattern.match(symbol):
                    continue
                ok = name.startswith(places) if isinstance(places, str) else name in places
                if ok:
                    seen.add(what)
                else:
                    bad.append(f"{name}: {symbol} ({what} belongs elsewhere)")
    for _, places, what in RULES:
        if places and what not in seen:
            bad.append(f"nobody uses {what}: the check looks at the wrong files")
    print("\n".join(bad) or f"{n} objects keep the door")
    return 1 if bad else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
