#!/usr/bin/env python3
"""What the tree promises about itself (docs/architecture.md, docs/conventions.md):
who includes whom, where library headers may appear, which functions are banned,
and that no source hides bidirectional controls.  Exit 1 names each breach."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

BASE = ["core/base"]
TREE = BASE + ["core/tree"]
NET = BASE + ["core/net"]
JOURNAL = TREE + ["core/journal"]
AWS = TREE + ["core/net", "core/journal", "core/aws"]
ACCESS = AWS + ["core/access"]
WATCH = ACCESS + ["core/watch"]
MAY_INCLUDE = {
    "core/base": BASE,
    "core/tree": TREE,
    "core/net": NET,
    "core/journal": JOURNAL,
    "core/aws": AWS,
    "core/access": ACCESS,
    "core/watch": WATCH,
    "db": WATCH + ["db"],
    "tui/kit": TREE + ["tui/kit"],
    "tui/views": WATCH + ["db", "tui/kit", "tui/views"],
    "tui/cli": WATCH + ["db", "tui/kit", "tui/views", "tui/cli", "tui"],
    "tui": WATCH + ["db", "tui/kit", "tui/views", "tui/cli", "tui"],
}

# header of a library, or one of ours that brings it along -> the only files or folders that may
# name it
LIBRARY = {
    r"openssl/": ["core/base/sha.c", "core/base/rng.c", "core/base/secret.c",
                  "core/journal/note.c"],
    r"utf8proc\.h": ["core/base/utf8.c"],
    r"zlib\.h": ["core/base/gunzip.c"],
    r"jansson\.h": ["core/tree/json.c"],
    r"expat\.h": ["core/tree/xml.c"],
    r"curl/": ["core/net/transport_curl_impl.h"],
    r"core/net/transport_curl_impl\.h": ["core/net/transport_curl.c",
                                         "core/net/transport_curl_failure.c",
                                         "core/net/transport_curl_request.c"],
    r"sqlite3\.h": ["db/"],
    r"microhttpd\.h": ["tui/cli/listen_server.c"],
    r"(curses|ncurses|ncursesw/.*|term)\.h": ["tui/kit/term_curses.c", "tui/kit/term_curses_cells.c",
                                                "tui/kit/term_curses_keys.c",
                                                "tui/kit/term_curses_describe.c"],
}

BANNED = """strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol
sscanf strerror strerror_r localtime gmtime asctime ctime system popen alloca""".split()
BANNED_RE = re.compile(r"\b(" + "|".join(BANNED) + r")\s*\(")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def strip(text):
    """Comments and string literals out, line numbers kept."""
    def blank(m):
        return re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)


def folder_of(path):
    return str(path.parent)


def check(path, text):
    rel = str(path)
    folder = folder_of(path)
    product = not rel.startswith("tests/")
    for n, line in enumerate(text.splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+[<"]([^>"]+)[>"]', line)
        if m and product:
            yield from check_include(rel, folder, n, m.group(1), line)
        if BIDI.search(line):
            yield f"{rel}:{n}: bidirectional control character in a source"
    if not product:
        return
    for n, line in enumerate(strip(text).splitlines(), 1):
        m = BANNED_RE.search(line)
        if m:
            yield f"{rel}:{n}: {m.group(1)}() is banned (docs/conventions.md)"
        if re.search(r"\bgetenv\s*\(", line) and rel != "tui/main.c":
            yield f"{rel}:{n}: getenv() outside tui/main.c"
        if "//" in line:
            yield f"{rel}:{n}: comments are /* */ only"
        if "ops->start(" in line and rel != "core/net/transport.c":
            yield f"{rel}:{n}: a transport is started through the door alone"
        if re.search(r"\bNDEBUG\b|\bassert\s*\(", line):
            yield f"{rel}:{n}: bug_unless() instead of assert()"


def check_include(rel, folder, n, name, line):
    for pattern, places in LIBRARY.items():
        if re.fullmatch(pattern + (".*" if pattern.endswith("/") else ""), name):
            if not any(rel == p or (p.endswith("/") and rel.startswith(p)) for p in places):
                yield f"{rel}:{n}: {name} belongs to {', '.join(places)}"
    if '"' in line:
        target = str(pathlib.PurePath(name).parent)
        if target not in MAY_INCLUDE.get(folder, []):
            yield f"{rel}:{n}: {folder} may not include {name}"


def main():
    bad = []
    files = [p.relative_to(ROOT) for d in ("core", "db", "tui", "tests")
             for p in (ROOT / d).rglob("*.[ch]")]
    for path in sorted(files):
        text = (ROOT / path).read_text(encoding="utf-8")
        bad += check(path, text)
        if path.suffix == ".h" and not re.search(
                r"#ifndef " + re.sub(r"[/.]", "_", str(path)).upper(), text):
            bad.append(f"{path}: include guard is not the path")
    print("\n".join(bad) or f"{len(files)} files keep the rules")
    return 1 if bad else 0


sys.exit(main())
