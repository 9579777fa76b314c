"""What candor journal says: of records, of a whole journal and of a changed one."""

import os

HEALTHY = "shinonome-prod-jp"


def test_journal_lists_shows_and_verifies(operator):
    operator.run("status", HEALTHY)
    result = operator.run("journal")
    assert result.code == 0, result
    for kind in ("genesis", "identity", "session.open", "act.intent", "act.outcome",
                 "session.close"):
        assert kind in result.out
    document = operator.run("journal", HEALTHY, "--json").json
    assert all(i["inst"] in (HEALTHY, None) for i in document["items"])
    opened = [i for i in document["items"] if i["kind"] == "session.open"]
    assert len(opened) == 1
    only = operator.run("journal", "--kind", "session.open", "--json").json["items"]
    assert {i["kind"] for i in only} == {"session.open"}
    assert len(operator.run("journal", "--limit", "2", "--json").json["items"]) == 2
    assert operator.run("journal", "--since", "1h", "--json").json["items"]
    assert operator.run("journal", "--since", "2099-01-01T00:00:00Z", "--json").json["items"] == []
    by_id = operator.run("journal", "show", opened[0]["id"])
    assert by_id.code == 0, by_id
    for words in ("mira.kovac", "CandorAccess", "candor-operator", opened[0]["hash"]):
        assert words in by_id.out, (words, by_id)
    by_seq = operator.run("journal", "show", str(opened[0]["seq"]), HEALTHY)
    assert by_seq.out == by_id.out
    verified = operator.run("journal", "verify")
    assert verified.code == 0, verified
    document = operator.run("journal", "verify", "--index", "--json").json
    assert document["exit"] == 0 and len(document["items"]) == 2


def test_an_outcome_shows_its_request_ids(operator):
    operator.run("status", HEALTHY)
    outcome = [e for e in operator.entries() if e["kind"] == "act.outcome" and e.get("inst")][-1]
    result = operator.run("journal", "show", outcome["id"])
    for call in outcome["data"]["calls"]:
        assert call["rid"] in result.out, result
    document = operator.run("journal", "show", outcome["id"], "--json").json
    assert document["items"][0]["leaf"] == outcome


def test_the_journal_needs_no_credentials(operator):
    operator.run("status", HEALTHY)
    gone = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_PROFILE": "nobody",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_CONFIG_FILE": "/nonexistent"}
    for arguments in (("journal",), ("journal", "verify"), ("journal", "reindex")):
        assert operator.run(*arguments, **gone).code == 0


def test_what_the_journal_does_not_have(operator):
    operator.run("status", HEALTHY)
    for arguments, words in ((("show", "99999"), "99999"), (("show", "0" * 26), "0" * 26),
                             (("show", "x-y"), "x-y"), (("no-such-place",), "no-such-place")):
        result = operator.run("journal", *arguments)
        assert result.code == 2 and words in result.err, result
    for arguments in (("--kind", "sesion.open"), ("--since", "yesteryear"), ("--limit", "x")):
        assert operator.run("journal", *arguments).code == 2
    assert "session.open" in operator.run("journal", "--kind", "sesion.open").err


def test_an_empty_journal_is_said_to_be_empty(operator):
    result = operator.run("journal")
    assert result.code == 0 and result.out == "" and "no journal yet" in result.err, result
    assert operator.run("journal", "--json").json["items"] == []
    assert not os.path.exists(f"{operator.state}/journal.db")


def test_a_changed_byte_is_found(operator):
    operator.run("status", HEALTHY)
    path = f"{operator.state}/journal.db"
    data = open(path, "rb").read()
    assert data.count(b"session.open") >= 1
    with open(path, "wb") as handle:
        handle.write(data.replace(b'"mode":"observe"', b'"mode":"observf"', 1))
    result = operator.run("journal", "verify")
    assert result.code == 40, result
    assert "■" in result.out or "invalid" in result.out.lower()
    refused = operator.run("status", HEALTHY)
    assert refused.code == 5, refused
    assert "journal" in refused.err


def test_a_journal_that_was_rolled_back_is_found(operator):
    operator.run("status", HEALTHY)
    names = [n for n in os.listdir(operator.state) if n.startswith("journal.db")]
    kept = {n: open(f"{operator.state}/{n}", "rb").read() for n in names}
    operator.run("status", HEALTHY)
    for name in [n for n in os.listdir(operator.state) if n.startswith("journal.db")]:
        os.unlink(f"{operator.state}/{name}")
    for name, data in kept.items():
        with open(f"{operator.state}/{name}", "wb") as handle:
            handle.write(data)
    result = operator.run("journal", "verify")
    assert result.code == 30, result
    assert operator.run("status", HEALTHY).code == 5


def test_a_journal_that_was_removed_is_found_by_its_keys(operator):
    operator.run("status", HEALTHY)
    for name in [n for n in os.listdir(operator.state) if n.startswith("journal.db")]:
        os.unlink(f"{operator.state}/{name}")
    result = operator.run("journal", "verify", "--json")
    assert result.code == 30 and result.json["verdict"] == "diverged", result
    assert "rolled back" in result.json["items"][0]["why"], result
    assert "diverged" in operator.run("journal", "verify").out
    refused = operator.run("status", HEALTHY)
    assert refused.code == 5 and "rolled back" in refused.err, refused
    assert operator.run("journal", "verify").code == 30


def test_no_journal_at_all_is_not_verified(operator):
    result = operator.run("journal", "verify")
    assert result.code == 1 and "no journal here" in result.err, result
    document = operator.run("journal", "verify", "--json")
    assert document.code == 1 and document.json["verdict"] == "incomplete", document
    assert document.json["says"] and document.json["exit"] == 1, document


def test_a_journal_that_cannot_be_read_has_a_verdict(operator):
    operator.run("status", HEALTHY)
    with open(f"{operator.state}/journal.db", "r+b") as handle:
        handle.write(b"not a database at all")
    result = operator.run("journal", "verify", "--json")
    assert result.code == 5 and result.json["verdict"] == "invalid", result
    assert result.json["says"], result


def test_what_cannot_be_compared_is_incomplete(operator):
    operator.run("status", HEALTHY)
    for name in os.listdir(f"{operator.state}/keys"):
        if name.endswith(".size"):
            os.unlink(f"{operator.state}/keys/{name}")
    result = operator.run("journal", "verify", "--json")
    assert result.code == 1 and result.json["verdict"] == "incomplete", result


def test_reindex_makes_the_index_again(operator):
    operator.run("status", HEALTHY)
    before = operator.run("journal", "--json").json["items"]
    for name in os.listdir(operator.state):
        if name.startswith("index.db"):
            with open(f"{operator.state}/{name}", "wb") as handle:
                handle.write(b"not a database")
    result = operator.run("journal", "reindex")
    assert result.code == 0, result
    assert operator.run("journal", "--json").json["items"] == before
    path = f"{operator.state}/index.db"
    data = bytearray(open(path, "rb").read())
    data[47] ^= 0xff  # SQLite: "unsupported file format"
    with open(path, "wb") as handle:
        handle.write(data)
    assert operator.run("journal", "reindex").code == 0
    assert operator.run("journal", "--json").json["items"] == before
