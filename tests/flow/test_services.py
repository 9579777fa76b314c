"""Each service as an operator sees it: one that is well, and one that is sick, with its reason.

All of it is made up by the sandbox (docs/services.md, "Not proved here")."""

import csv
import functools
import io

import pytest

WELL = "aurora-prod-us"
# service: where it is sick, by which rule, and words of the reason
SICK = {
    "lambda": ("shinonome-dr-jp", "lambda-failed", "is Failed: "),
    "dynamodb": ("aurora-prod-eu", "dynamodb-scaling-failed", "is Failed: "),
    "firehose": ("aurora-staging-eu", "firehose-failed", "CREATE_ENI_FAILED"),
    "redshift": ("shinonome-test-sg", "redshift-failed", "is storage-full"),
    "elasticbeanstalk": ("aurora-staging-eu", "beanstalk-severe", "% of the requests are"),
    "batch": ("shinonome-test-sg", "batch-invalid", "CLIENT_ERROR - Access denied"),
    "s3": ("aurora-staging-eu", "s3-public", "does not block public access"),
    "rds": ("shinonome-dr-jp", "rds-failed", "inaccessible-encryption-credentials"),
    "amplify": ("aurora-staging-eu", "amplify-job-failed", "failed at 20"),
    "states": ("shinonome-test-sg", "states-execution-failed", " FAILED at 20"),
}


@pytest.fixture(scope="module")
def read(running, tmp_path_factory):
    """What `candor services` says of an installation; asked once."""
    from operator_ import Operator  # after conftest's path
    operator = Operator(running, tmp_path_factory.mktemp("home"))
    return functools.cache(lambda place: operator.run("services", place, "--json").json)


@pytest.mark.parametrize("service", SICK)
def test_a_sick_one_says_why(read, service):
    place, rule, words = SICK[service]
    found = [i for i in read(place)["items"] if i["service"] == service and i["rule"] == rule]
    assert found and all(i["state"] in ("warn", "crit") for i in found), read(place)["items"]
    assert any(words in i["reason"] for i in found), found


@pytest.mark.parametrize("service", SICK)
def test_a_healthy_one_is_well(read, service):
    well = [i for place in ("aurora-prod-eu", WELL, "shinonome-prod-jp")
            for i in read(place)["items"] if i["service"] == service and i["state"] == "ok"]
    assert well


def test_an_api_is_sick_by_its_metrics(operator, read):
    """API Gateway has no word of health: its stages are judged by 5xx and latency."""
    assert any(i["service"] == "apigateway" and i["kind"] == "stage"
               for i in read("aurora-staging-eu")["items"])
    def state(place, metric):
        return next(i["state"] for i in operator.run("metrics", place, "--json").json["items"]
                    if i["metric"] == metric)
    assert state("aurora-staging-eu", "api-5xx") == "crit"
    assert state("aurora-prod-eu", "api-5xx") == state("aurora-prod-eu", "api-latency") == "ok"


def test_stacks_are_well_and_sick(operator):
    stacks = {i["stack"]: i for i in operator.run("stacks", "aurora-prod-eu", "--json").json["items"]}
    assert stacks["aurora-prod-eu-ingest"]["state"] == "crit"
    assert stacks["aurora-prod-eu-storage"]["state"] == "ok"


def test_an_unknown_word_is_shown_and_never_ok(read):
    odd = [i for i in read("aurora-lab-us")["items"] if i["rule"] == "service-unknown-state"]
    assert odd and all(i["state"] == "unknown" for i in odd)
    assert any("“WONDERING”" in i["reason"] for i in odd)


def test_a_key_of_an_api_has_a_name_and_no_value(read):
    keys = [i for i in read("aurora-prod-eu")["items"] if i["kind"] == "key"]
    assert keys and all("value" not in k["facts"] for k in keys)


@pytest.mark.parametrize("verb", ["alarms", "metrics"])
def test_alarms_and_metrics_in_each_form(operator, verb):
    sick = operator.run(verb, "aurora-prod-eu", "--json")
    assert sick.code == 1 and {i["state"] for i in sick.json["items"]} >= {"ok", "crit"}
    assert operator.run(verb, "nowhere").code == 2
    text = operator.run(verb, "aurora-prod-eu")
    assert text.code == 1 and "CRIT" in text.out


def test_metrics_as_a_table_of_minutes(operator):
    rows = list(csv.DictReader(io.StringIO(operator.run("metrics", "aurora-prod-eu", "--csv").out)))
    assert len(rows) >= 170 and all(row["time"].endswith(":00Z") for row in rows)
    assert max(float(row["lambda-errors (/min)"] or 0) for row in rows) > 5
