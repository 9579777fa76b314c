"""The metadata bucket as an operator sees it."""


def read(operator, place):
    return operator.run("metadata", place, "--json").json


def test_the_newest_summaries_and_the_rows_rejected_are_told(operator):
    told = read(operator, "aurora-prod-eu")
    load = next(i for i in told["items"] if i["name"] == "warehouse-load")
    assert load["kind"] == "function" and load["errors"] == 41 and load["rejected"] == 104
    assert told["rejected_24h"] == sum(n or 0 for n in told["rejected_cells"]) > 200
    reasons = {i["rule"]: i["reason"] for i in
               operator.run("status", "aurora-prod-eu", "--json").json["items"]}
    assert "rows rejected since" in reasons["metadata-rejects"]
    assert "41 of 120 runs failed" in reasons["metadata-errors"]


def test_objects_that_are_none_are_told_and_cost_nothing_else(operator):
    told = read(operator, "aurora-lab-us")
    assert {b["why"] for b in told["unusable"]} == {
        "is empty", "is too large", "is not gzip", "is truncated or broken",
        "unpacks to too much", "holds no line of the format",
        "has a name that is none of the format"}
    assert len(told["items"]) == 7 and told["bad_lines"] > 0
    assert "evil" not in operator.run("metadata", "aurora-lab-us").out


def test_what_was_read_is_not_read_again(operator, sandbox):
    def calls():
        return sandbox.control("GET", "stats")["requests"].get("s3:GetObject", 0)
    before = calls()
    read(operator, "shinonome-prod-jp")
    first = calls()
    assert first - before >= 40
    read(operator, "shinonome-prod-jp")
    assert calls() - first <= 2


def test_the_intent_names_the_bucket_and_nothing_else_is_asked(operator, sandbox):
    read(operator, "aurora-prod-us")
    bound = {e["on"] for entry in operator.entries() if entry.get("kind") == "act.intent"
             for e in entry["data"]["expects"] if e["op"] in ("s3:ListBucket", "s3:GetObject")}
    assert bound == {"aurora-prod-us-metadata/candor/"}


def test_a_bucket_that_may_not_be_read_is_unknown(operator, sandbox):
    sandbox.control("POST", "faults", {"service": "s3", "code": "AccessDenied", "status": 403})
    told = read(operator, "shinonome-prod-jp")
    assert told["errors"], told
    rules = {i["rule"]: i["state"] for i in
             operator.run("status", "shinonome-prod-jp", "--json").json["items"]}
    assert rules["metadata-unread"] == "unknown"
