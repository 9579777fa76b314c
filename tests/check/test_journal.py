"""A journal written by candor's C code, checked by journal.py, jq and by sha256sum's rules,
then damaged in the ways an attacker would, by somebody who owns the file."""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def find_program():
    given = os.environ.get("CANDOR_MAKE_JOURNAL")
    names = [pathlib.Path(given)] if given else sorted(
        ROOT.glob("build/*/tests/bench/make_journal"), key=lambda p: -p.stat().st_mtime)
    for name in names:
        if name.exists():
            return name
    pytest.skip("make_journal is not built")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    state = tmp_path_factory.mktemp("journal") / "state"
    subprocess.run([find_program(), state, "120"], check=True)
    return state


@pytest.fixture
def state(made, tmp_path):
    copy = tmp_path / "state"
    shutil.copytree(made, copy)
    return copy


def run(state):
    done = subprocess.run([sys.executable, HERE / "journal.py", state],
                          capture_output=True, text=True)
    return done.returncode, done.stdout


def damage(state, *statements):
    """As the owner of the file: triggers are dropped first, and made again."""
    db = sqlite3.connect(state / "journal.db")
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    for _, sql in triggers:
        db.execute(sql)
    db.commit()
    db.close()


def test_a_journal_of_candor_holds(state):
    code, out = run(state)
    assert code == 0, out
    assert out.count("ok:") == 3


def test_every_leaf_is_what_jq_writes(state):
    db = sqlite3.connect(state / "journal.db")
    leaves = b"".join(l for (l,) in db.execute("SELECT leaf FROM entry ORDER BY n"))
    out = subprocess.run(["jq", "-cS", "."], input=leaves, capture_output=True, check=True)
    assert out.stdout == leaves


DAMAGES = {
    "a changed byte": "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'mira', 'mirb')"
                      " AS BLOB) WHERE n = 20",
    "a changed hash": "UPDATE entry SET hash = zeroblob(32) WHERE n = 20",
    "a dropped entry": "DELETE FROM entry WHERE n = 20",
    "a truncated log": "DELETE FROM entry WHERE log = 1 AND seq > 10",
    "a changed node": "UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND idx = 1",
    "a dropped node": "DELETE FROM node WHERE level = 1 AND idx = 3",
    "an exchanged note": "UPDATE checkpoint SET note = (SELECT note FROM checkpoint"
                         " WHERE log = 1 AND size = 1) WHERE log = 2 AND size = 1",
    "another origin": "UPDATE log SET origin = 'candor.vendor.example/c/1/d/x' WHERE id = 2",
    "no log": "DELETE FROM log",
    "no signature": "DELETE FROM checkpoint",
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found(state, name):
    damage(state, DAMAGES[name])
    code, out = run(state)
    assert code == 1, (name, out)


def test_forged_entries_without_any_signature_are_found(state):
    damage(state, "DELETE FROM checkpoint")
    for mark in state.glob("keys/*.size"):
        mark.write_bytes(b"")
    code, out = run(state)
    assert code == 1 and out.count("nothing is signed") == 3, out


def test_a_log_that_was_removed_whole_is_found_by_its_key(state):
    damage(state, "DELETE FROM entry WHERE log = 3", "DELETE FROM node WHERE log = 3",
           "DELETE FROM checkpoint WHERE log = 3", "DELETE FROM log WHERE id = 3",
           "CREATE TABLE other AS SELECT * FROM entry ORDER BY n", "DELETE FROM entry",
           "INSERT INTO entry (log, seq, leaf, hash) SELECT log, seq, leaf, hash FROM other",
           "DROP TABLE other")
    code, out = run(state)
    assert code == 1 and out.count("ok:") == 2 and out.count("wrong") == 1, out
    assert "rolled back" in out, out


def test_views_in_the_place_of_tables_are_not_read(state):
    db = sqlite3.connect(state / "journal.db")
    db.executescript("ALTER TABLE checkpoint RENAME TO other;"
                     "CREATE VIEW checkpoint AS SELECT * FROM other")
    db.close()
    code, out = run(state)
    assert code == 1 and "checkpoint is not a table" in out, out


def test_nothing_that_is_printed_drives_a_terminal(state):
    damage(state, "UPDATE log SET origin = 'a' || char(27) || '[2J' || char(8238, 10) || 'b'"
                  " WHERE id = 2")
    code, out = run(state)
    assert code == 1
    assert all(c == "\n" or c.isprintable() for c in out), ascii(out)
    assert "a\\x1b[2J\\u202e\\nb" in out, ascii(out)


def test_a_genesis_of_another_shape_is_a_fault_of_its_log_alone(state):
    damage(state, "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"vkey\"',"
                  " '\"wkey\"') AS BLOB) WHERE log = 2 AND seq = 0")
    code, out = run(state)
    assert code == 1 and out.count("ok:") == 2, out


def test_an_emptied_memory_is_not_passed_over(state):
    for mark in state.glob("keys/*.size"):
        mark.write_bytes(b"")
    code, out = run(state)
    assert code == 1 and out.count("incomplete") == 3, out


def test_a_key_that_was_given_must_be_the_one_of_the_genesis(state):
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    done = subprocess.run([sys.executable, HERE / "journal.py", state, "--vkey", other],
                          capture_output=True, text=True)
    assert done.returncode == 1


def test_a_rolled_back_journal_is_found_by_what_its_key_has_signed(state, tmp_path):
    old = tmp_path / "old"
    fresh = tmp_path / "fresh"
    program = find_program()
    subprocess.run([program, fresh, "30"], check=True)
    shutil.copy(fresh / "journal.db", old)
    subprocess.run([program, fresh, "300"], check=True)
    assert run(fresh)[0] == 0
    shutil.copy(old, fresh / "journal.db")
    code, out = run(fresh)
    assert code == 1 and "rolled back" in out
