"""The independent checker of a journal: shares no code and no library with candor.

    journal.py STATE_DIR_OR_JOURNAL_DB [--vkey VKEY ...]

Reads journal.db with Python's sqlite3 (read-only) and recomputes everything that its
bytes promise: canonical form, place and chain of each entry, the Merkle tree, every
checkpoint's signature with the key of the log's genesis (or the keys given, which is how
a customer does it: the keys must come from elsewhere).  Prints one line a log.

Exit: 0 everything holds, 1 something does not, 2 usage.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import sqlite3
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
INT_MAX = 2**53 - 1
DEPTH_MAX = 16
NEEDED = {"v", "log", "seq", "prev", "id", "t", "mono", "boot", "kind", "who", "run", "data"}
OPTIONAL = {"esc", "inst", "mode", "act", "ses", "inc", "ref"}


class Wrong(Exception):
    """What does not hold; seq is the entry, or None."""

    def __init__(self, text, seq=None):
        super().__init__(text)
        self.seq = seq


# What foreign bytes in another shape than expected end in.
WRONG = (Wrong, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


def say(*parts):
    """What a file holds goes to a terminal: nothing in it may drive one."""
    text = "".join(parts)
    print("".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode()
                  for c in text))


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def no_doubles(pairs):
    keys = [k for k, _ in pairs]
    if len(keys) != len(set(keys)):
        raise Wrong("a key stands twice")
    return dict(pairs)


def refuse(text):
    raise Wrong(f"a number that is not an integer: {text}")


def check_value(value, depth=0):
    """The profile: what may stand in a leaf."""
    if depth > DEPTH_MAX:
        raise Wrong("nested too deep")
    if value is None:
        raise Wrong("a null")
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > INT_MAX:
            raise Wrong("an integer beyond 2^53-1")
    elif isinstance(value, str):
        if FORBIDDEN.search(value):
            raise Wrong("a character that must be escaped")
    elif isinstance(value, list):
        for item in value:
            check_value(item, depth + 1)
    else:
        for key, item in value.items():
            if not KEY.match(key):
                raise Wrong(f"a key that is not allowed: {key!r}")
            check_value(item, depth + 1)


def canonical(value):
    """JCS of a value inside the profile: sorted keys, compact, raw UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"


def parse_leaf(leaf):
    try:
        value = json.loads(leaf.decode("utf-8"), object_pairs_hook=no_doubles,
                           parse_float=refuse, parse_constant=refuse)
    except (UnicodeDecodeError, json.JSONDecodeError) as e:
        raise Wrong(f"not JSON: {e}") from None
    if not isinstance(value, dict):
        raise Wrong("not an object")
    check_value(value)
    if canonical(value) != leaf:
        raise Wrong("not in canonical form")
    if NEEDED - value.keys() or value.keys() - NEEDED - OPTIONAL:
        raise Wrong("header keys are missing or not known")
    return value


class Tree:
    """RFC 6962 tree that keeps its complete nodes."""

    def __init__(self):
        self.levels = [[]]

    def add(self, leaf_hash):
        self.levels[0].append(leaf_hash)
        level = 0
        while len(self.levels[level]) % 2 == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            left, right = self.levels[level][-2:]
            self.levels[level + 1].append(sha(b"\x01", left, right))
            level += 1

    def root(self):
        root = None
        for level in self.levels:
            if len(level) % 2:
                root = level[-1] if root is None else sha(b"\x01", level[-1], root)
        return sha() if root is None else root


def parse_vkey(vkey):
    name, key_id, data = vkey.split("+", 2)
    raw = base64.b64decode(data, validate=True)
    if raw[0] != 1 or len(raw) != 33:
        raise Wrong(f"key {name} is not Ed25519")
    if sha(name.encode(), b"\n", raw)[:4].hex() != key_id:
        raise Wrong(f"key {name} does not match its id")
    return name, raw


def check_note(note, keys, size, root):
    """A signed checkpoint: three lines, and a signature by each known key it names."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    origin, said_size, said_root = text.split("\n")[:3]
    if text != f"{origin}\n{said_size}\n{said_root}\n":
        raise Wrong("a checkpoint that is not of three lines")
    good = 0
    for line in lines.splitlines():
        dash, name, sig = line.split(" ")
        raw = base64.b64decode(sig, validate=True)
        for known, key in keys:
            if dash != "\u2014" or name != known:
                continue
            if raw[:4] != sha(known.encode(), b"\n", key)[:4]:
                continue
            try:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], text.encode())
            except InvalidSignature:
                raise Wrong(f"checkpoint {size}: the signature does not verify") from None
            good += 1
    if not good:
        raise Wrong(f"checkpoint {size}: no known key has signed")
    if origin not in [k for k, _ in keys]:
        raise Wrong(f"checkpoint {size}: of another log, {origin}")
    if said_size != str(size):
        raise Wrong(f"checkpoint {size}: says size {said_size}")
    if base64.b64decode(said_root, validate=True) != root:
        raise Wrong(f"checkpoint {size}: says another root")


def check_genesis(entry, origin, given):
    if entry["kind"] != "genesis" or entry["data"].get("origin") != origin:
        raise Wrong("genesis does not name this log", 0)
    own = parse_vkey(entry["data"]["vkey"])
    if own[0] != origin:
        raise Wrong("the key of the genesis has another name", 0)
    if given and own not in given:
        raise Wrong("the key of the genesis is not the one that was given", 0)
    return [own]


def check_log(db, log, origin, given):
    tag = sha(origin.encode())[:8].hex()
    notes = dict(db.execute("SELECT size, note FROM checkpoint WHERE log = ?", (log,)))
    checked = signed = 0
    keys, tree, prev = [], Tree(), bytes(32)
    rows = db.execute("SELECT seq, leaf, hash FROM entry WHERE log = ? ORDER BY seq", (log,))
    for expected, (seq, leaf, stored) in enumerate(rows):
        try:
            if seq != expected:
                raise Wrong("the entry is missing")
            entry = parse_leaf(leaf)
            if entry["v"] != 1 or entry["seq"] != seq or entry["log"] != tag:
                raise Wrong("the entry belongs elsewhere")
            if entry["prev"] != prev.hex():
                raise Wrong("hash chain broken")
            prev = sha(b"\x00", leaf)
            if stored != prev:
                raise Wrong("the stored hash is another one")
        except Wrong as e:
            raise Wrong(str(e), expected) from None
        keys = keys or check_genesis(entry, origin, given)
        tree.add(prev)
        if expected + 1 in notes:
            check_note(notes[expected + 1], keys, expected + 1, tree.root())
            checked, signed = checked + 1, expected + 1
    size = len(tree.levels[0])
    if not size:
        raise Wrong("the log has no entry")
    if not checked:
        raise Wrong("nothing is signed; a genesis is committed with a checkpoint")
    if any(s > size for s in notes):
        raise Wrong(f"a checkpoint of {max(notes)} entries stands in a log of {size}")
    want = {(k, i): h for k, level in enumerate(tree.levels) if k
            for i, h in enumerate(level)}
    have = {(k, i): h for k, i, h in db.execute(
        "SELECT level, idx, hash FROM node WHERE log = ?", (log,))}
    if want != have:
        raise Wrong("the stored nodes are not those of the entries")
    return size, checked, signed


def read_mark(path):
    return int(path.read_text().split(" ")[0]) if path.stat().st_size else 0


def check_mark(keys_dir, origin, size):
    """The signer's memory beside the key, when it is there."""
    path = keys_dir / f"{sha(origin.encode())[:8].hex()}.size"
    if not path.exists():
        return ""
    last = read_mark(path)
    if last > size:
        raise Wrong(f"rolled back: the key has signed {last} entries, {size} are here")
    if not last:
        raise Wrong("incomplete: the memory of what its key has signed was emptied")
    return f", key signed {last}"


def check_lost(marks, origins):
    """Keys that remember a log which the file does not have."""
    tags = {sha(origin.encode())[:8].hex() for origin in origins}
    bad = 0
    for stem, last in sorted(marks.items()):
        if last and stem not in tags:
            bad = 1
            say(f"wrong: keys/{stem}.size: rolled back: the key has signed {last} entries,"
                  " no such log is here")
    return bad


def check(path, given):
    db_path = path / "journal.db" if path.is_dir() else path
    # Before the logs: a memory is written after its log was committed.
    marks = {p.stem: read_mark(p) for p in (db_path.parent / "keys").glob("*.size")}
    db = sqlite3.connect(f"file:{db_path}?mode=ro", uri=True)
    tables = dict(db.execute("SELECT name, type FROM sqlite_schema"))
    for name in ("log", "entry", "node", "checkpoint"):
        if tables.get(name) != "table":
            raise Wrong(f"{name} is not a table")
    logs = db.execute("SELECT id, origin FROM log ORDER BY id").fetchall()
    bad = check_lost(marks, [origin for _, origin in logs])
    if not logs:
        say("wrong: the file holds no log")
        return 1
    for log, origin in logs:
        try:
            size, checked, signed = check_log(db, log, origin, given)
            extra = check_mark(db_path.parent / "keys", origin, size)
            say(f"ok: {origin}: {size} entries, {checked} checkpoints, "
                  f"signed up to {signed}, {size - signed} after it{extra}")
        except WRONG as e:
            bad = 1
            where = "" if getattr(e, "seq", None) is None else f" #{e.seq}"
            say(f"wrong: {origin}{where}: {e}")
    count = db.execute("SELECT count(*), max(n) FROM entry").fetchone()
    known = db.execute("SELECT count(*) FROM entry JOIN log ON log.id = entry.log").fetchone()
    if count[0] != known[0] or count[0] != count[1]:
        bad = 1
        say("wrong: entries that no log accounts for, or a gap between them")
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=pathlib.Path)
    parser.add_argument("--vkey", action="append", default=[])
    args = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return check(args.path, [parse_vkey(v) for v in args.vkey])
    except (sqlite3.Error, *WRONG) as e:
        say(f"wrong: {args.path}: {e}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
