"""The real aws CLI and boto3 against the seed: what a person with AWS's own tools sees."""

import collections
import configparser
import datetime
import json
import unicodedata

import pytest
from botocore.exceptions import ClientError

from . import fleet
from .harness import keys_of, person_keys, wish


def output(finished):
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.fixture(scope="module")
def conf(running):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(running.env["CANDOR_CONFIG"], encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def seen(running):
    """Every installation that opens, with its stacks: {name: {stack: description}}."""
    operator, found = running.operator(), {}
    for name, place in fleet.chosen().items():
        if place.wrong_external_id:
            continue
        keys = keys_of(running.enter(name, operator))
        pages = running.client("cloudformation", keys, place.region).get_paginator("describe_stacks")
        found[name] = {s["StackName"]: s for page in pages.paginate() for s in page["Stacks"]}
    return found


# The CLI

def test_the_default_profile_is_miras_operator_role(sandbox):
    who = output(sandbox.aws("sts", "get-caller-identity"))
    assert who["Arn"] == f"arn:aws:sts::{fleet.VENDOR}:assumed-role/mira.kovac/{fleet.MIRA.email}"


def test_the_cli_enters_an_installation_and_reads_it(sandbox):
    asked = wish()
    tags = [f"Key={t['Key']},Value={t['Value']}" for t in asked["Tags"]]
    got = output(sandbox.aws(
        "sts", "assume-role", "--role-arn", asked["RoleArn"], "--role-session-name",
        asked["RoleSessionName"], "--external-id", asked["ExternalId"], "--source-identity",
        asked["SourceIdentity"], "--policy-arns", "arn=" + asked["PolicyArns"][0]["arn"],
        "--tags", *tags))
    assert got["SourceIdentity"] == "mira.kovac"
    keys = dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
                    keys_of(got)))
    sandbox.env.pop("AWS_PROFILE")
    try:
        stacks = output(sandbox.aws("cloudformation", "describe-stacks", **keys))["Stacks"]
    finally:
        sandbox.env["AWS_PROFILE"] = "ops"
    assert "aurora-prod-eu-ingest" in [s["StackName"] for s in stacks]


def test_the_cli_is_refused_in_words(sandbox):
    finished = sandbox.aws("cloudformation", "describe-stacks")
    assert finished.returncode != 0
    assert "(AccessDenied)" in finished.stderr
    assert "is not authorized to perform: cloudformation:DescribeStacks" in finished.stderr


def test_the_customers_administrator_approves_by_cli(sandbox):
    policy = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "logs:StartQuery", "Resource": "*"}]})
    arguments = ("--profile", "aurora-admin", "--region", "us-east-1", "iam")
    put = sandbox.aws(*arguments, "put-role-policy", "--role-name", fleet.ROLE, "--policy-name",
                      "candor-INC-1", "--policy-document", policy)
    assert put.returncode == 0, put.stderr
    listed = output(sandbox.aws(*arguments, "list-role-policies", "--role-name", fleet.ROLE))
    assert listed["PolicyNames"] == ["candor-INC-1"]
    cut = sandbox.aws(*arguments, "delete-role-policy", "--role-name", fleet.ROLE,
                      "--policy-name", "candor-INC-1")
    assert cut.returncode == 0, cut.stderr


# The seed

def test_the_states_of_the_fleet(seen):
    count = collections.Counter(s["StackStatus"] for stacks in seen.values() for s in stacks.values())
    for status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE",
                   "ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED", "UPDATE_IN_PROGRESS"):
        assert count[status], f"no stack is {status}"
    assert all(2 <= len(stacks) <= 5 for stacks in seen.values())


def test_an_installation_is_denied(running):
    with pytest.raises(ClientError, match="AccessDenied"):
        running.enter("shinonome-edge-us")


def test_one_update_is_young_and_one_is_old(seen):
    now = datetime.datetime.now(datetime.timezone.utc)
    ages = sorted((now - s["LastUpdatedTime"]).total_seconds() / 60 for stacks in seen.values()
                  for s in stacks.values() if s["StackStatus"] == "UPDATE_IN_PROGRESS")
    assert 5 < ages[0] < 10 and 96 < ages[1] < 100


def test_drift(seen):
    drifted = seen["shinonome-dr-jp"]["shinonome-dr-jp-storage"]["DriftInformation"]
    assert drifted["StackDriftStatus"] == "DRIFTED" and drifted["LastCheckTimestamp"]


def test_a_stack_is_described_in_full(seen):
    stack = seen["aurora-prod-eu"]["aurora-prod-eu-api"]
    for member in ("StackId", "CreationTime", "LastUpdatedTime", "Description", "Outputs", "Tags"):
        assert stack[member], member
    parameters = {p["ParameterKey"]: p["ParameterValue"] for p in stack["Parameters"]}
    assert parameters["DbPassword"] == "****"
    assert "StackStatusReason" in seen["aurora-lab-us"]["aurora-lab-us-api"]


def test_the_rolled_back_stack_tells_why(running, entered):
    stacks = running.client("cloudformation", entered)
    events = stacks.describe_stack_events(StackName="aurora-prod-eu-ingest")["StackEvents"]
    assert events[0]["ResourceStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    times = [e["Timestamp"] for e in events]
    assert times == sorted(times, reverse=True)
    failed = [e for e in events if e["ResourceStatus"] == "UPDATE_FAILED"]
    assert failed[-1]["LogicalResourceId"] == "OffsetsTable"
    assert len(failed[-1]["ResourceStatusReason"]) > 200
    rolled = next(e for e in events if e["ResourceStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS")
    assert failed[-1]["Timestamp"] < rolled["Timestamp"]
    now = datetime.datetime.now(datetime.timezone.utc)
    assert 13 < (now - times[0]).total_seconds() / 60 < 16


def test_hostile_text_is_legal_xml(running, seen):
    assert "\u009b" in seen["aurora-lab-us"]["aurora-lab-us-network"]["Description"]
    keys = keys_of(running.enter("aurora-lab-us"))
    events = running.client("cloudformation", keys, "us-west-2").describe_stack_events(
        StackName="aurora-lab-us-api")["StackEvents"]
    reason = next(e["ResourceStatusReason"] for e in events
                  if e["LogicalResourceId"] == "AccessLogBucket" and e["ResourceStatus"] == "CREATE_FAILED")
    assert reason == fleet.HOSTILE
    assert {"Cc", "Cf"} <= {unicodedata.category(c) for c in reason}


def test_resources_agree_with_their_stacks(running, seen):
    operator = running.operator()
    for name, stacks in seen.items():
        client = running.client("cloudformation", keys_of(running.enter(name, operator)),
                                fleet.chosen()[name].region)
        for stack in stacks:
            found = client.list_stack_resources(StackName=stack)["StackResourceSummaries"]
            assert 5 <= len(found) <= 25, stack
            assert all(r["PhysicalResourceId"] and r["LastUpdatedTimestamp"] for r in found)


# candor.conf

def test_candor_conf_names_every_installation(conf):
    places = [s.removeprefix("installation ") for s in conf.sections() if s.startswith("installation ")]
    assert places == list(fleet.chosen())
    section = conf["installation aurora-prod-eu"]
    assert section["account"] == fleet.AURORA
    assert section["role_arn"] == f"arn:aws:iam::{fleet.AURORA}:role/CandorAccess"
    assert section["policy_debug"] == f"arn:aws:iam::{fleet.AURORA}:policy/CandorDebug"
    assert section["stacks"] == "aurora-prod-eu-*"
    assert conf["operator"]["profile"] == "ops" and conf["operator"]["identity"] == "role"
    assert any(ord(c) > 0x3000 for c in conf["installation shinonome-prod-jp"]["customer"])


# Paging

@pytest.mark.parametrize("operation,key,options", [
    ("describe_stacks", "Stacks", {}),
    ("list_stacks", "StackSummaries", {}),
    ("describe_stack_events", "StackEvents", {"StackName": "aurora-prod-eu-ingest"}),
    ("list_stack_resources", "StackResourceSummaries", {"StackName": "aurora-prod-eu-ingest"}),
])
def test_pages_add_up(sandbox, entered, operation, key, options):
    client = sandbox.client("cloudformation", entered)

    def read():
        pages = list(client.get_paginator(operation).paginate(**options))
        return [item for page in pages for item in page[key]], len(pages)
    sandbox.control("POST", "page_size", {"size": 1000})
    whole, pages = read()
    assert pages == 1
    sandbox.control("POST", "page_size", {"size": 2})
    parts, pages = read()
    assert parts == whole and pages == -(-len(whole) // 2)


def test_events_page_at_a_hundred(sandbox, entered):
    client = sandbox.client("cloudformation", entered)
    for _ in range(110):
        sandbox.control("POST", "stack", {"installation": "aurora-prod-eu",
                                          "stack": "aurora-prod-eu-network", "status": "UPDATE_COMPLETE"})
    first = client.describe_stack_events(StackName="aurora-prod-eu-network")
    assert len(first["StackEvents"]) == 100 and first["NextToken"]


def test_a_token_of_another_list_is_refused(sandbox, entered):
    client = sandbox.client("cloudformation", entered)
    sandbox.control("POST", "page_size", {"size": 2})
    token = client.describe_stacks()["NextToken"]
    for call, options in ((client.list_stacks, {}), (client.describe_stack_events,
                                                     {"StackName": "aurora-prod-eu-api"})):
        with pytest.raises(ClientError, match="NextToken"):
            call(NextToken=token, **options)


def test_a_stack_that_is_not_there(sandbox, entered):
    client = sandbox.client("cloudformation", entered)
    with pytest.raises(ClientError, match="Stack with id nothing does not exist") as caught:
        client.describe_stacks(StackName="nothing")
    assert caught.value.response["Error"]["Code"] == "ValidationError"


def test_another_customers_stack_is_out_of_reach(running, entered):
    tokyo = running.client("cloudformation", entered, "ap-northeast-1")
    assert tokyo.describe_stacks()["Stacks"] == []


def test_an_administrator_deploys_through_moto(sandbox):
    """Stacks that moto deploys itself live beside the seeded ones."""
    admin = sandbox.client("cloudformation", person_keys(fleet.ADMINS[0]), "eu-west-3")
    template = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}})
    admin.create_stack(StackName="real", TemplateBody=template)
    stack = admin.describe_stacks(StackName="real")["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    resources = admin.list_stack_resources(StackName="real")["StackResourceSummaries"]
    assert [r["ResourceType"] for r in resources] == ["AWS::SQS::Queue"]
    assert admin.describe_stack_events(StackName="real")["StackEvents"]
    admin.delete_stack(StackName="real")
    with pytest.raises(ClientError, match="does not exist"):
        admin.describe_stacks(StackName="real")
