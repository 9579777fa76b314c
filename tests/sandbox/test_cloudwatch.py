"""CloudWatch and Lambda by boto3, which speaks CBOR and REST, and by the real CLI."""

import datetime
import itertools
import json
import math
import urllib.parse

import botocore.parsers
import botocore.serialize
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from . import fleet
from .harness import keys_of, person_keys, utc

LAMBDA = "AWS/Lambda"


@pytest.fixture(scope="module")
def watch(running, entered):
    return running.client("cloudwatch", entered)


def in_place(running, service, name):
    return running.client(service, keys_of(running.enter(name)), fleet.chosen()[name].region)


def dimension(client, space, name, part=""):
    metrics = client.list_metrics(Namespace=space, MetricName=name)["Metrics"]
    return next(m for m in metrics if part in m["Dimensions"][0]["Value"])


def query(name, metric, stat="Sum", period=60, **more):
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}, **more}


def ask(client, *queries, minutes=60, **more):
    now = utc()
    return client.get_metric_data(StartTime=now - datetime.timedelta(minutes=minutes), EndTime=now,
                                  MetricDataQueries=list(queries), **more)


def pairs(result):
    return dict(zip(result["Timestamps"], result["Values"]))


# Metrics

def test_the_same_question_has_the_same_answer(watch):
    errors = dimension(watch, LAMBDA, "Invocations", "Parser")
    now = utc(minutes=-5)
    window = {"StartTime": now - datetime.timedelta(hours=3), "EndTime": now,
              "MetricDataQueries": [query("a", errors)]}
    first = watch.get_metric_data(**window)["MetricDataResults"][0]
    assert watch.get_metric_data(**window)["MetricDataResults"][0] == first
    assert 165 < len(first["Values"]) <= 181 and first["StatusCode"] == "Complete"
    assert first["Timestamps"] == sorted(first["Timestamps"], reverse=True)


def test_a_day_has_a_rhythm_and_a_gap(watch):
    result = ask(watch, query("a", dimension(watch, LAMBDA, "Invocations", "Handler")), minutes=1440)
    values = result["MetricDataResults"][0]["Values"]
    assert max(values) > 1.5 * min(values[1:])
    assert len(values) < 1440  # nothing ran for some minutes: no data, and not zero


def test_errors_rise_since_the_rollback(watch):
    result = ask(watch, query("a", dimension(watch, LAMBDA, "Errors", "Parser")))
    values = result["MetricDataResults"][0]["Values"]
    assert values[3] >= 12 and values[-1] == 0


def test_a_rare_metric_has_no_values_while_all_is_well(watch):
    sick = dimension(watch, "AWS/DynamoDB", "WriteThrottleEvents", "Offsets")
    well = dimension(watch, "AWS/DynamoDB", "WriteThrottleEvents", "Sessions")
    got = ask(watch, query("a", sick), query("b", well))["MetricDataResults"]
    assert got[0]["Values"] and got[1]["Values"] == []


def test_the_newest_minute_is_not_over(watch):
    metric = dimension(watch, "AWS/SQS", "NumberOfMessagesSent", "EventsQueue")
    # The server's clock is set into the first seconds of a minute by the values themselves.
    newest = ask(watch, query("a", metric))["MetricDataResults"][0]
    assert newest["Timestamps"][0] > utc(minutes=-2) and newest["Values"][0] <= max(newest["Values"])


def test_math(watch):
    errors = dimension(watch, LAMBDA, "Errors", "Parser")
    runs = dimension(watch, LAMBDA, "Invocations", "Parser")
    got = ask(watch, query("errors", errors), query("runs", runs, ReturnData=False),
              {"Id": "share", "Expression": "100 * errors / runs"},
              {"Id": "both", "Expression": "SUM([errors, runs])"},
              {"Id": "all", "Expression": "SUM(METRICS())"},
              {"Id": "full", "Expression": "MAX([FILL(errors, 0), FILL(runs, 0)])"},
              {"Id": "top", "Expression": "MAX(runs) + PERIOD(runs) * 0"})
    results = {r["Id"]: pairs(r) for r in got["MetricDataResults"]}
    assert set(results) == {"errors", "share", "both", "all", "full", "top"}
    at = sorted(results["share"])[-3]
    run = results["both"][at] - results["errors"][at]
    assert math.isclose(results["share"][at], 100 * results["errors"][at] / run)
    assert results["both"] == results["all"]
    assert len(results["full"]) in (60, 61) and len(set(results["top"].values())) == 1


@pytest.mark.parametrize("expression", ["a +", "nothing", "SUM(", "b", "EXEC(a)", "((((a", "a ; a"])
def test_math_that_makes_no_sense_is_refused(watch, expression):
    errors = dimension(watch, LAMBDA, "Errors", "Parser")
    with pytest.raises(ClientError) as caught:
        ask(watch, query("a", errors), {"Id": "b", "Expression": expression})
    assert caught.value.response["Error"]["Code"].startswith("Validation")


def test_pages_of_points_add_up(watch):
    metrics = [query(f"m{n}", m) for n, m in enumerate(watch.list_metrics(Namespace=LAMBDA)["Metrics"][:4])]
    now = utc(minutes=-5)
    window = {"StartTime": now - datetime.timedelta(hours=1), "EndTime": now, "MetricDataQueries": metrics}
    whole = {r["Id"]: pairs(r) for r in watch.get_metric_data(**window)["MetricDataResults"]}
    parts, token, pages, words = {}, {}, 0, set()
    while True:
        page = watch.get_metric_data(**window, MaxDatapoints=37, **token)
        pages += 1
        for result in page["MetricDataResults"]:
            parts.setdefault(result["Id"], {}).update(pairs(result))
            words.add(result["StatusCode"])
        assert sum(len(r["Values"]) for r in page["MetricDataResults"]) <= 37
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert parts == whole and pages > 4 and words == {"PartialData", "Complete"}
    with pytest.raises(ClientError, match="InvalidNextToken"):
        watch.get_metric_data(**{**window, "MetricDataQueries": metrics[:1]}, **token)


def test_limits_of_one_request(watch):
    errors = dimension(watch, LAMBDA, "Errors", "Parser")
    for queries in ([query(f"m{n}", errors) for n in range(501)], [query("a", errors)] * 2,
                    [query("a", errors, period=7)], [query("a", errors, stat="Best")]):
        with pytest.raises(ClientError, match="Validation"):
            ask(watch, *queries)


def test_coarse_periods_are_sums_of_fine_ones(watch):
    metric = dimension(watch, "AWS/SQS", "NumberOfMessagesSent", "EventsQueue")
    end = utc(hours=-1).replace(minute=0, second=0, microsecond=0)
    window = {"StartTime": end - datetime.timedelta(hours=1), "EndTime": end}
    fine, coarse = (watch.get_metric_data(**window, MetricDataQueries=[query("a", metric, period=p)])
                    ["MetricDataResults"][0]["Values"] for p in (60, 3600))
    assert coarse == [sum(fine)]


def test_junk_of_the_lab(running):
    lab = in_place(running, "cloudwatch", "aurora-lab-us")
    names = ("Duration", "Errors", "Invocations", "Throttles")
    got = ask(lab, *(query(n.lower(), dimension(lab, LAMBDA, n, "Load")) for n in names))
    nan, huge, order, missing = got["MetricDataResults"]
    assert {"NaN", "Infinity", "-Infinity"} <= {v for v in nan["Values"] if isinstance(v, str)}
    assert max(huge["Values"]) > 1e308
    assert order["Timestamps"] != sorted(order["Timestamps"], reverse=True)
    assert len(set(order["Timestamps"])) < len(order["Timestamps"])
    assert len(missing["Values"]) < 30


def test_the_vendors_own_metrics(running):
    tokyo = in_place(running, "cloudwatch", "shinonome-prod-jp")
    rows = dimension(tokyo, "Nordlys/Loader", "RowsLoaded")
    assert rows["Dimensions"] == [{"Name": "Installation", "Value": "shinonome-prod-jp"}]
    assert ask(tokyo, query("a", rows))["MetricDataResults"][0]["Values"][1] > 1000


def test_other_forms_of_the_protocol(running, entered, watch):
    """CBOR and the older query form, written and read by botocore."""
    model = watch.meta.service_model
    operation = model.operation_model("GetMetricData")
    now = utc()
    wanted = {"StartTime": now - datetime.timedelta(minutes=30), "EndTime": now,
              "MetricDataQueries": [query("a", dimension(watch, LAMBDA, "Errors", "Parser"))]}
    for protocol in ("smithy-rpc-v2-cbor", "query"):
        made = botocore.serialize.create_serializer(protocol).serialize_to_request(wanted, operation)
        body = made["body"] if isinstance(made["body"], bytes) else urllib.parse.urlencode(made["body"])
        request = AWSRequest("POST", running.env["SANDBOX_HTTP"] + made["url_path"], data=body,
                             headers=made["headers"])
        SigV4Auth(Credentials(*entered), "monitoring", "eu-central-1").add_auth(request)
        connection = running.connection()
        connection.request("POST", made["url_path"], body, dict(request.headers.items()))
        reply = connection.getresponse()
        parsed = botocore.parsers.create_parser(protocol).parse(
            {"status_code": reply.status, "headers": reply.headers, "body": reply.read()}, operation.output_shape)
        assert reply.status == 200, parsed
        assert max(parsed["MetricDataResults"][0]["Values"]) >= 12


# Alarms

def test_alarms_follow_their_metrics(running, watch):
    states = {a["AlarmName"].split("-")[-2]: a for a in watch.describe_alarms()["MetricAlarms"]}
    assert states["ParserErrorsAlarm"]["StateValue"] == "ALARM"
    assert states["LoadAlarm"]["StateValue"] == "OK"
    for alarm in states.values():
        if alarm["StateValue"] != "ALARM":
            continue
        metric = {k: alarm[k] for k in ("Namespace", "MetricName", "Dimensions")}
        values = ask(watch, query("a", metric, alarm["Statistic"]), minutes=6)["MetricDataResults"][0]["Values"]
        whole = values[1:1 + alarm["EvaluationPeriods"]]
        assert all(v > alarm["Threshold"] for v in whole), alarm["AlarmName"]


def test_an_alarm_that_flaps(running):
    dublin = in_place(running, "cloudwatch", "aurora-staging-eu")
    items = dublin.describe_alarm_history(HistoryItemType="StateUpdate")["AlarmHistoryItems"]
    flaps = [i for i in items if "ThrottleAlarm" in i["AlarmName"]]
    assert len(flaps) >= 10
    times = [i["Timestamp"] for i in flaps]
    assert times == sorted(times, reverse=True)
    for newer, older in itertools.pairwise(flaps):
        data = json.loads(newer["HistoryData"])
        assert data["oldState"]["stateValue"] == json.loads(older["HistoryData"])["newState"]["stateValue"]


def test_an_alarm_in_a_state_of_tomorrow(running):
    lab = in_place(running, "cloudwatch", "aurora-lab-us")
    states = {a["StateValue"] for a in lab.describe_alarms()["MetricAlarms"]}
    assert "SPECULATIVE" in states


def test_pages_of_alarms(watch):
    whole = watch.describe_alarms()["MetricAlarms"]
    pages = watch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 2})
    assert [a for page in pages for a in page["MetricAlarms"]] == whole


# The CLI, and what is recorded

def test_the_cli_reads_metrics_and_alarms(sandbox):
    arguments = ("--profile", "aurora-admin", "--region", "eu-central-1", "cloudwatch")
    alarms = json.loads(sandbox.aws(*arguments, "describe-alarms", "--state-value", "ALARM").stdout)
    assert len(alarms["MetricAlarms"]) == 3
    metric = {k: alarms["MetricAlarms"][0][k] for k in ("Namespace", "MetricName", "Dimensions")}
    done = sandbox.aws(*arguments, "get-metric-data", "--start-time", utc(minutes=-30).isoformat(),
                       "--end-time", utc().isoformat(), "--metric-data-queries",
                       json.dumps([query("a", metric, "Maximum")]))
    assert len(json.loads(done.stdout)["MetricDataResults"][0]["Values"]) >= 15
    history = sandbox.aws(*arguments, "describe-alarm-history", "--max-items", "2")
    assert len(json.loads(history.stdout)["AlarmHistoryItems"]) == 2


def test_metrics_are_data_events_and_alarms_are_not(running, watch):
    watch.list_metrics()
    ask(watch, query("a", dimension(watch, LAMBDA, "Errors", "Parser")))
    watch.describe_alarms()
    names = {(r["eventSource"], r["eventName"]) for r in running.trail(fleet.AURORA)}
    assert ("monitoring.amazonaws.com", "DescribeAlarms") in names
    assert not {n for s, n in names if s.startswith("monitoring")} & {"GetMetricData", "ListMetrics"}


# Lambda

def test_functions_by_client_and_cli(running, entered):
    functions = running.client("lambda", entered).list_functions()["Functions"]
    assert len(functions) == 5
    assert all("postgres://" in f["Environment"]["Variables"]["DATABASE_URL"] for f in functions[:4])
    assert functions[-1]["FunctionName"] == "payroll-export"  # in no stack
    one = running.aws("lambda", "get-function-configuration", "--function-name",
                      functions[0]["FunctionArn"], "--profile", "aurora-admin")
    assert json.loads(one.stdout)["State"] == "Active"
    stacks = running.client("cloudformation", entered)
    made = {r["PhysicalResourceId"] for name in ("ingest", "api", "loader") for r in
            stacks.list_stack_resources(StackName=f"aurora-prod-eu-{name}")["StackResourceSummaries"]}
    assert {f["FunctionName"] for f in functions[:4]} <= made


def test_sick_functions(running, entered):
    states = {}
    for name in ("shinonome-dr-jp", "aurora-staging-eu", "aurora-lab-us", "shinonome-test-sg"):
        for f in in_place(running, "lambda", name).list_functions()["Functions"]:
            states[name, f["FunctionName"].split("-")[-2]] = f["State"], f["LastUpdateStatus"]
    assert states["shinonome-dr-jp", "EnrichFunction"] == ("Failed", "Successful")
    assert states["aurora-staging-eu", "EnrichFunction"][0] == "Inactive"
    assert states["aurora-lab-us", "LoadFunction"][1] == "Failed"
    assert states["shinonome-test-sg", "LoadFunction"][1] == "InProgress"
    client = running.client("lambda", entered)
    mapping = client.list_event_source_mappings()["EventSourceMappings"][0]
    assert mapping["State"] == "Disabled" and mapping["LastProcessingResult"].startswith("PROBLEM")
    assert client.get_function_concurrency(FunctionName=mapping["FunctionArn"])[
        "ReservedConcurrentExecutions"] == 40
    with pytest.raises(ClientError, match="ResourceNotFoundException") as caught:
        client.get_function_concurrency(FunctionName="nothing")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_lambda_is_recorded_by_its_dated_names(running, entered):
    client = running.client("lambda", entered)
    reply = client.list_functions(MaxItems=2)
    record = next(r for r in running.trail(fleet.AURORA)
                  if r["requestID"] == reply["ResponseMetadata"]["RequestId"])
    assert record["eventName"] == "ListFunctions20150331"
    assert record["requestParameters"] == {"maxItems": "2"}
    assert reply["NextMarker"] and len(reply["Functions"]) == 2


def test_a_session_may_read_but_not_invoke(running, entered):
    with pytest.raises(ClientError) as caught:
        running.client("lambda", entered).invoke(FunctionName="x")
    response = caught.value.response
    assert response["Error"]["Code"] == "AccessDeniedException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_fixture_says_so(running, watch):
    before = running.control("GET", "stats")["fixtures"]
    reply = watch.describe_alarms()
    assert reply["ResponseMetadata"]["HTTPHeaders"]["x-candor-fixture"] == "1"
    assert running.control("GET", "stats")["fixtures"] == before + 1


def test_the_administrator_sees_the_same(running):
    admin = running.client("cloudwatch", person_keys(fleet.ADMINS[0]))
    assert admin.describe_alarms()["MetricAlarms"]
