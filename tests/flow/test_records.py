"""Which entry `journal show` shows, and of which log."""

HEALTHY, SICK, NEIGHBOUR = "shinonome-prod-jp", "aurora-prod-eu", "aurora-prod-us"
AURORA = "618402275311"


def test_a_number_of_several_logs_is_asked_back(operator):
    operator.run("status", SICK)
    operator.run("status", HEALTHY)
    for form in ((), ("--json",)):
        result = operator.run("journal", "show", "2", *form)
        assert result.code == 2, result
        for words in ("3 logs have an entry 2", "show 2 vendor: of candor.nordlys.example/",
                      "show 2 shinonome-", "show 2 aurora-", f"/c/{AURORA}/"):
            assert words in result.err, (words, result)
    vendor = operator.run("journal", "show", "2", "vendor", "--json").json["items"][0]
    assert vendor["account"] is None and vendor["seq"] == 2
    for word in (AURORA, SICK):
        item = operator.run("journal", "show", "2", word, "--json").json["items"][0]
        assert item["account"] == AURORA and item["seq"] == 2, item


def test_a_number_of_one_log_needs_no_name(operator):
    operator.run("status", SICK)
    last = max(i["seq"] for i in operator.run("journal", "--json").json["items"])
    logs = [i["log"] for i in operator.run("journal", "--json").json["items"] if i["seq"] == last]
    assert len(logs) == 1
    item = operator.run("journal", "show", str(last), "--json").json["items"][0]
    assert item["origin"] == logs[0] and item["seq"] == last


def test_what_is_absent_is_absent_from_a_log(operator):
    operator.run("status", SICK)
    for words, says in (((), "no log of the journal has an entry 99999"),
                        (("vendor",), "the log of vendor (candor.nordlys.example/"),
                        ((SICK,), f"the log of {SICK} (candor.nordlys.example/c/{AURORA}/")):
        result = operator.run("journal", "show", "99999", *words)
        assert result.code == 2 and says in result.err and "99999" in result.err, result


def test_an_entry_of_a_neighbour_says_so(operator):
    operator.run("status", SICK)
    opened = [e for e in operator.entries() if e["kind"] == "session.open"][0]
    result = operator.run("journal", "show", str(opened["seq"]), NEIGHBOUR)
    assert result.code == 0 and f"is of {SICK}, not of {NEIGHBOUR}" in result.err, result
    assert operator.run("journal", "show", str(opened["seq"]), SICK).err == ""


def test_expected_calls_read_as_a_list(operator):
    operator.run("status", SICK)
    intent = [e for e in operator.entries() if e["data"].get("expects")][-1]
    out = operator.run("journal", "show", intent["id"]).out
    for expected in intent["data"]["expects"]:
        bound = f" on {expected['on']}" if "on" in expected else ""
        api = f" ({expected['api']})" if "api" in expected else ""
        assert f"- {expected['op']}{api}{bound}, {expected['most']} at most\n" in out, out
    assert "-:" not in out


def test_a_list_that_stops_says_so(operator):
    operator.run("status", SICK)
    n = len(operator.entries())
    for limit, more in ((str(n - 1), True), (str(n), False)):
        result = operator.run("journal", "--limit", limit)
        assert result.code == 0 and ("there are older ones" in result.err) == more, result
        document = operator.run("journal", "--limit", limit, "--json").json
        assert document["more"] is more and len(document["items"]) == int(limit)
    assert operator.run("journal", "--since", "2099-01-01T00:00:00Z", "--json").json["more"] is False
