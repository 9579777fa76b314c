"""Faults, expiry, live changes, and the shape of what is not there."""

import gzip
import http.client
import json
import ssl
import time

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from . import fleet
from .harness import keys_of, person_keys, utc

MIRA = person_keys(fleet.MIRA)
ADMIN = person_keys(fleet.ADMINS[0])


@pytest.fixture
def stacks(sandbox, entered):
    return sandbox.client("cloudformation", entered)


def error_of(call, **options):
    with pytest.raises(ClientError) as caught:
        call(**options)
    reply = caught.value.response
    return reply["Error"]["Code"], reply["ResponseMetadata"]["HTTPStatusCode"]


def fault(sandbox, **rule):
    return sandbox.control("POST", "faults", [{"service": "cloudformation", **rule}])


@pytest.mark.parametrize("code,status", [
    ("Throttling", 400), ("InternalFailure", 500), ("ServiceUnavailable", 503)])
def test_an_error_code(sandbox, stacks, code, status):
    fault(sandbox, action="DescribeStacks", code=code, status=status, times=1)
    assert error_of(stacks.describe_stacks) == (code, status)
    assert stacks.describe_stacks()["Stacks"]  # the rule is spent
    assert sandbox.trail(fleet.AURORA)[-2]["errorCode"] == code


def test_a_rule_matches_by_action_account_and_service(sandbox, stacks):
    for miss in ({"action": "ListStacks"}, {"account": fleet.SHINONOME}, {"service": "sts"},
                 {"region": "us-east-1"}):
        fault(sandbox, **{"code": "Throttling", **miss})
    assert stacks.describe_stacks()["Stacks"]
    fault(sandbox, code="Throttling", account=fleet.AURORA)
    assert error_of(stacks.describe_stacks)[0] == "Throttling"
    sandbox.control("DELETE", "faults")
    assert stacks.describe_stacks()["Stacks"]


def test_an_unknown_field_is_refused(sandbox):
    with pytest.raises(Exception, match="400"):
        fault(sandbox, colour="red")


def test_delay(sandbox, stacks):
    fault(sandbox, delay_ms=300, times=1)
    start = time.monotonic()
    assert stacks.describe_stacks()["Stacks"]
    assert time.monotonic() - start > 0.3


def test_html(sandbox, entered):
    fault(sandbox, body="<html>502 Bad Gateway</html>", status=502, times=1, no_request_id=True)
    headers, body = sandbox.signed(entered, "DescribeStacks", "cloudformation")
    status, headers, text = sandbox.send(headers, body)
    assert (status, headers["Content-Type"], text) == (502, "text/html", "<html>502 Bad Gateway</html>")
    assert "x-amzn-RequestId" not in headers


def test_truncated(sandbox, entered):
    fault(sandbox, truncate=100, times=1)
    with pytest.raises(http.client.IncompleteRead) as caught:
        sandbox.send(*sandbox.signed(entered, "DescribeStacks", "cloudformation"))
    assert len(caught.value.partial) == 100


@pytest.mark.parametrize("executed", [False, True])
@pytest.mark.parametrize("tls", [False, True])
def test_reset(sandbox, entered, executed, tls):
    fault(sandbox, reset=True, times=1, executed=executed)
    before = len(sandbox.trail(fleet.AURORA))
    with pytest.raises(ConnectionResetError):
        sandbox.send(*sandbox.signed(entered, "DescribeStacks", "cloudformation"),
                     sandbox.connection(tls))
    assert len(sandbox.trail(fleet.AURORA)) - before == executed


def test_the_third_page_fails_and_says_when_to_come_again(sandbox, entered):
    fault(sandbox, action="DescribeStacks", code="Throttling", skip=2, times=1,
          headers={"Retry-After": "2"})
    request = sandbox.signed(entered, "DescribeStacks", "cloudformation")
    replies = [sandbox.send(*request) for _ in range(4)]
    assert [status for status, _, _ in replies] == [200, 200, 400, 200]
    assert replies[2][1]["Retry-After"] == "2"


def test_hang(sandbox, entered):
    fault(sandbox, hang=True, times=1)
    impatient = sandbox.client("cloudformation", entered, read_timeout=0.5)
    with pytest.raises(ReadTimeoutError):
        impatient.describe_stacks()


def test_endless(sandbox, entered):
    fault(sandbox, endless=True, body="<DescribeStacksResponse>", content_type="text/xml", times=1)
    connection = sandbox.connection()
    headers, body = sandbox.signed(entered, "DescribeStacks", "cloudformation")
    connection.request("POST", "/", body, headers)
    reply = connection.getresponse()
    assert reply.status == 200 and reply.headers["Transfer-Encoding"] == "chunked"
    assert len(reply.read(2_000_000)) == 2_000_000
    connection.close()


@pytest.mark.parametrize("how", ["close_after_reply", "close_idle"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_kept_connection_dies_before_the_next_reply(sandbox, entered, how, tls):
    fault(sandbox, times=1, **{how: True})
    connection = sandbox.connection(tls)
    request = sandbox.signed(entered, "DescribeStacks", "cloudformation")
    status, headers, _ = sandbox.send(*request, connection)
    assert status == 200 and "Connection" not in headers
    connection.auto_open = 0
    with pytest.raises((ConnectionError, ssl.SSLEOFError, http.client.NotConnected)):
        sandbox.send(*request, connection)
    assert sandbox.send(*request)[0] == 200


def test_a_connection_is_kept_over_plain_http(sandbox, entered):
    before = sandbox.control("GET", "stats")
    connection = sandbox.connection()
    connection.connect()
    port = connection.sock.getsockname()[1]
    for _ in range(5):
        assert sandbox.send(*sandbox.signed(entered, "DescribeStacks", "cloudformation"),
                            connection)[0] == 200
        assert connection.sock.getsockname()[1] == port
    after = sandbox.control("GET", "stats")
    assert after["connections"] - before["connections"] == 1
    assert after["most_requests_on_one_connection"] >= 5


def test_boto3_keeps_its_connection_over_tls(sandbox, stacks):
    before = sandbox.control("GET", "stats")["tls_connections"]
    for _ in range(5):
        stacks.describe_stacks(StackName="aurora-prod-eu-api")
    assert sandbox.control("GET", "stats")["tls_connections"] - before == 1


# Sessions end early

def test_one_session_expires(sandbox):
    one, other = keys_of(sandbox.enter()), keys_of(sandbox.enter())
    assert sandbox.control("POST", "expire", {"access_key": one[0]}) == {"expired": 1}
    assert error_of(sandbox.client("cloudformation", one).describe_stacks) == ("ExpiredToken", 403)
    assert sandbox.client("cloudformation", other).describe_stacks()["Stacks"]


def test_a_session_expires_by_the_clock(sandbox):
    keys = keys_of(sandbox.enter())
    sandbox.control("POST", "clock", {"offset_s": 3601})
    request = sandbox.signed(keys, "DescribeStacks", "cloudformation", at=utc(seconds=3601))
    assert "<Code>ExpiredToken</Code>" in sandbox.send(*request)[2]


# Holes

def test_a_hole_is_a_clean_501(sandbox):
    admin = sandbox.client("cloudformation", ADMIN)
    assert error_of(admin.list_types) == ("NotImplemented", 501)


@pytest.mark.parametrize("service,call", [("appflow", "list_flows"), ("gamelift", "list_builds")])
def test_a_hole_of_another_protocol_is_a_clean_501(sandbox, service, call):
    client = sandbox.client(service, ADMIN)
    assert error_of(getattr(client, call)) == ("NotImplemented", 501)


# S3

def test_the_metadata_bucket_is_read_and_no_other(sandbox, entered):
    """What the OBSERVE policy of the seed lets in."""
    s3 = sandbox.client("s3", entered)
    held = s3.list_objects_v2(Bucket="aurora-prod-eu-metadata", Prefix="candor/v1/lambda/")
    body = s3.get_object(Bucket="aurora-prod-eu-metadata", Key=held["Contents"][0]["Key"])
    line = gzip.decompress(body["Body"].read()).splitlines()[0]
    assert json.loads(line)["type"] == "lambda"
    sandbox.client("s3", ADMIN).create_bucket(
        Bucket="aurora-customers",
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    assert error_of(s3.list_objects_v2, Bucket="aurora-customers") == ("AccessDenied", 403)
    assert error_of(s3.get_object, Bucket="aurora-customers", Key="x") == ("AccessDenied", 403)


def test_a_json_service_is_refused_in_json(sandbox, entered):
    logs = sandbox.client("logs", (entered[0], "wrong", entered[2]))
    assert error_of(logs.describe_log_groups) == ("InvalidSignatureException", 400)
    logs = sandbox.client("dynamodb", entered)
    assert error_of(logs.list_tables) == ("AccessDeniedException", 400)
    assert sandbox.client("logs", entered).describe_log_groups()["logGroups"] == []


def test_an_unknown_action_is_not_a_hole(sandbox):
    reply = sandbox.send(*sandbox.signed(MIRA, "DescribeNothing", "cloudformation"))
    assert reply[0] == 400 and "<Code>InvalidAction</Code>" in reply[2]


# Live changes

def test_a_stack_changes_live(sandbox, stacks):
    got = sandbox.control("POST", "stack", {
        "installation": "aurora-prod-eu", "stack": "aurora-prod-eu-loader",
        "status": "QUANTUM_STATE", "reason": "a word of tomorrow", "drift": "DRIFTED",
        "resource": {"logical_id": "LoadFunction", "status": "UPDATE_FAILED", "reason": "why"}})
    assert got["status"] == "QUANTUM_STATE"
    stack = stacks.describe_stacks(StackName="aurora-prod-eu-loader")["Stacks"][0]
    assert (stack["StackStatus"], stack["StackStatusReason"]) == ("QUANTUM_STATE", "a word of tomorrow")
    assert stack["DriftInformation"]["StackDriftStatus"] == "DRIFTED"
    events = stacks.describe_stack_events(StackName="aurora-prod-eu-loader")["StackEvents"]
    assert [e["ResourceStatus"] for e in events[:2]] == ["UPDATE_FAILED", "QUANTUM_STATE"]
    summaries = stacks.list_stack_resources(StackName="aurora-prod-eu-loader")["StackResourceSummaries"]
    assert "why" in [s.get("ResourceStatusReason") for s in summaries]


def test_an_escape_set_by_control_is_sent_as_it_is(sandbox, entered):
    sandbox.control("POST", "stack", {"installation": "aurora-prod-eu", "reason": "\x1b[2J",
                                      "stack": "aurora-prod-eu-storage"})
    text = sandbox.send(*sandbox.signed(entered, "DescribeStacks", "cloudformation"))[2]
    sandbox.control("POST", "stack", {"installation": "aurora-prod-eu", "reason": None,
                                      "stack": "aurora-prod-eu-storage"})
    assert "\x1b[2J" in text


def test_fixtures_are_marked_and_counted(sandbox, entered):
    before = sandbox.control("GET", "stats")["fixtures"]
    marked = sandbox.send(*sandbox.signed(entered, "DescribeStacks", "cloudformation"))
    plain = sandbox.send(*sandbox.signed(entered, "GetCallerIdentity"))
    assert marked[1]["x-candor-fixture"] == "1" and "x-candor-fixture" not in plain[1]
    assert sandbox.control("GET", "stats")["fixtures"] - before == 1


def test_the_control_api_refuses_nonsense(sandbox):
    for method, what, body in (("GET", "nothing", None), ("POST", "expire", {}),
                               ("POST", "stack", {"installation": "x", "stack": "y"})):
        with pytest.raises(Exception, match="40[04]"):
            sandbox.control(method, what, body)
    assert sandbox.control("GET", "health")["ok"]
