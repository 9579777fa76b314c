"""The records that a customer's CloudTrail would hold."""

import json
import re

import pytest
from botocore.exceptions import ClientError

from . import fleet
from .harness import keys_of, person_keys, wish


@pytest.fixture(scope="module")
def story(running):
    """One session from the user's key to two calls in the customer's account."""
    first = running.client("sts", person_keys(fleet.MIRA)).assume_role(
        RoleArn=fleet.MIRA.role_arn, RoleSessionName=fleet.MIRA.email)
    entered = running.client("sts", keys_of(first)).assume_role(**wish(TransitiveTagKeys=["candor-mode"]))
    stacks = running.client("cloudformation", keys_of(entered), user_agent_appid="candor.test")
    listed = stacks.describe_stacks(StackName="aurora-prod-eu-api")
    with pytest.raises(ClientError) as refused:
        stacks.get_template(StackName="aurora-prod-eu-api")
    return {"first": first, "entered": entered, "listed": listed, "refused": refused.value.response}


def find(running, account, reply):
    wanted = reply["ResponseMetadata"]["RequestId"]
    return next(r for r in running.trail(account) if r["requestID"] == wanted)


def test_common_fields(running, story):
    record = find(running, fleet.AURORA, story["listed"])
    assert record["eventVersion"].startswith("1.")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["eventTime"])
    assert record["eventSource"] == "cloudformation.amazonaws.com"
    assert record["eventName"] == "DescribeStacks"
    assert record["awsRegion"] == "eu-central-1"
    assert record["sourceIPAddress"] == "127.0.0.1"
    assert "candor.test" in record["userAgent"]
    assert record["requestParameters"] == {"stackName": "aurora-prod-eu-api"}
    assert record["responseElements"] is None
    assert record["readOnly"] is True
    assert record["eventType"] == "AwsApiCall" and record["eventCategory"] == "Management"
    assert record["recipientAccountId"] == fleet.AURORA
    assert re.fullmatch(r"[0-9a-f-]{36}", record["eventID"])
    assert "errorCode" not in record


def test_the_identity_of_a_user(running, story):
    identity = find(running, fleet.VENDOR, story["first"])["userIdentity"]
    assert identity["type"] == "IAMUser"
    assert identity["arn"] == fleet.MIRA.user_arn
    assert identity["accessKeyId"] == fleet.MIRA.access_key
    assert identity["userName"] == "mira.kovac"
    assert "sessionContext" not in identity


def test_the_identity_of_a_session(running, story):
    identity = find(running, fleet.AURORA, story["listed"])["userIdentity"]
    entered = story["entered"]
    assert identity["type"] == "AssumedRole"
    assert identity["principalId"] == entered["AssumedRoleUser"]["AssumedRoleId"]
    assert identity["arn"] == entered["AssumedRoleUser"]["Arn"]
    assert identity["accessKeyId"] == entered["Credentials"]["AccessKeyId"]
    context = identity["sessionContext"]
    assert context["sessionIssuer"]["arn"] == f"arn:aws:iam::{fleet.AURORA}:role/CandorAccess"
    assert context["sessionIssuer"]["type"] == "Role"
    assert context["attributes"]["mfaAuthenticated"] == "false"
    assert context["sourceIdentity"] == "mira.kovac"


def test_assume_role_is_in_both_accounts(running, story):
    mine = find(running, fleet.VENDOR, story["entered"])
    theirs = find(running, fleet.AURORA, story["entered"])
    assert mine["sharedEventID"] == theirs["sharedEventID"]
    assert mine["eventID"] != theirs["eventID"]
    assert mine["recipientAccountId"] == fleet.VENDOR
    assert theirs["recipientAccountId"] == fleet.AURORA
    assert mine["userIdentity"]["type"] == "AssumedRole"
    assert theirs["userIdentity"] == {
        "type": "AWSAccount", "accountId": fleet.VENDOR,
        "principalId": story["first"]["AssumedRoleUser"]["AssumedRoleId"]}


def test_what_assume_role_asked_and_got(running, story):
    record = find(running, fleet.AURORA, story["entered"])
    asked, got, entered = record["requestParameters"], record["responseElements"], story["entered"]
    assert asked["roleSessionName"] == fleet.MIRA.email
    assert asked["externalId"] == fleet.chosen()["aurora-prod-eu"].external_id
    assert asked["sourceIdentity"] == "mira.kovac"
    assert {"key": "candor-mode", "value": "observe"} in asked["tags"]
    assert asked["transitiveTagKeys"] == ["candor-mode"]
    assert asked["policyArns"] == [{"arn": f"arn:aws:iam::{fleet.AURORA}:policy/CandorObserve"}]
    assert got["credentials"]["accessKeyId"] == entered["Credentials"]["AccessKeyId"]
    assert set(got["credentials"]) == {"accessKeyId", "expiration"}
    assert got["assumedRoleUser"]["arn"] == entered["AssumedRoleUser"]["Arn"]
    assert got["sourceIdentity"] == "mira.kovac"


def test_duration_is_a_number(running):
    reply = running.enter(DurationSeconds=900)
    assert find(running, fleet.AURORA, reply)["requestParameters"]["durationSeconds"] == 900


def test_a_refusal_is_recorded(running, story):
    record = find(running, fleet.AURORA, story["refused"])
    assert record["eventName"] == "GetTemplate"
    assert record["errorCode"] == "AccessDenied"
    assert "is not authorized to perform: cloudformation:GetTemplate" in record["errorMessage"]


def test_a_refused_assume_role_tells_no_parameters(running):
    with pytest.raises(ClientError) as caught:
        running.enter(ExternalId="wrong")
    record = find(running, fleet.VENDOR, caught.value.response)
    assert record["errorCode"] == "AccessDenied"
    assert record["requestParameters"] is None and record["responseElements"] is None
    wanted = caught.value.response["ResponseMetadata"]["RequestId"]
    assert wanted not in json.dumps(running.trail(fleet.AURORA))


def test_json_parameters_and_hidden_ones(running, story):
    logs = running.client("logs", keys_of(story["entered"]))
    reply = logs.describe_log_groups(logGroupNamePrefix="/aws")
    assert find(running, fleet.AURORA, reply)["requestParameters"] == {"logGroupNamePrefix": "/aws"}
    admin = running.client("iam", person_keys(fleet.ADMINS[0]), "us-east-1")
    reply = admin.create_login_profile(UserName="admin", Password="Sesame-0pen!")
    record = find(running, fleet.AURORA, reply)
    assert record["requestParameters"] == {
        "userName": "admin", "password": "HIDDEN_DUE_TO_SECURITY_REASONS"}
    assert record["readOnly"] is False


def test_no_secret_is_ever_written(running, story):
    files = [json.dumps(running.trail(name)) for name in (fleet.VENDOR, fleet.AURORA, "refused")]
    secrets = [fleet.MIRA.secret, fleet.JO.secret]
    for reply in (story["first"], story["entered"]):
        secrets += [reply["Credentials"]["SecretAccessKey"], reply["Credentials"]["SessionToken"]]
    assert not [s for s in secrets if any(s in text for text in files)]
