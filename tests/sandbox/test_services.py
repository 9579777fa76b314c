"""Each service has a healthy and a sick example, in a stack, by boto3 and by the real CLI."""

import json

import pytest
from botocore.exceptions import ClientError

from . import fleet
from .harness import keys_of, person_keys

WELL = "shinonome-prod-jp"  # nothing is wrong there until the story begins


class Place:
    """An installation, its clients, and the resources of its stacks by type."""

    def __init__(self, running, name):
        self._running, self._region = running, fleet.chosen()[name].region
        self._keys = keys_of(running.enter(name))
        self.name = name
        self.ids = {}
        stacks = self.client("cloudformation")
        for stack in stacks.describe_stacks()["Stacks"]:
            for r in stacks.list_stack_resources(StackName=stack["StackName"])["StackResourceSummaries"]:
                if r["ResourceStatus"] not in ("DELETE_COMPLETE", "CREATE_FAILED"):
                    self.ids.setdefault(r["ResourceType"], {})[r["LogicalResourceId"]] = r["PhysicalResourceId"]

    def client(self, service):
        return self._running.client(service, self._keys, self._region)

    def all(self, type_):
        return list(self.ids[type_].values())


@pytest.fixture(scope="module")
def places(running):
    return {name: Place(running, name) for name, p in fleet.chosen().items() if not p.wrong_external_id}



# Data

def test_tables(places):
    for name, logical, state in ((WELL, "OffsetsTable", "ACTIVE"), ("aurora-staging-eu", "OffsetsTable", "UPDATING"),
                                 ("shinonome-dr-jp", "CatalogTable", "INACCESSIBLE_ENCRYPTION_CREDENTIALS")):
        table = places[name].ids["AWS::DynamoDB::Table"][logical]
        told = places[name].client("dynamodb").describe_table(TableName=table)["Table"]
        assert (told["TableName"], told["TableStatus"]) == (table, state)


def test_scaling_fails_for_the_table_that_could_not_be_updated(places):
    for name, failures in ((WELL, 0), ("aurora-prod-eu", 4)):
        client = places[name].client("application-autoscaling")
        targets = client.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
        assert len(targets) == 2 * len(places[name].all("AWS::DynamoDB::Table"))
        told = client.describe_scaling_activities(
            ServiceNamespace="dynamodb",
            ResourceId="table/" + places[name].ids["AWS::DynamoDB::Table"]["OffsetsTable"])["ScalingActivities"]
        failed = [a for a in told if a["StatusCode"] == "Failed"]
        assert len(failed) == failures and len(told) == failures + 2
        assert all("10000 units" in a["StatusMessage"] for a in failed)


def test_delivery_streams(places):
    states = {}
    for name in (WELL, "shinonome-dr-jp", "aurora-staging-eu"):
        stream = places[name].all("AWS::KinesisFirehose::DeliveryStream")[0]
        told = places[name].client("firehose").describe_delivery_stream(DeliveryStreamName=stream)
        told = told["DeliveryStreamDescription"]
        states[name] = told["DeliveryStreamStatus"], told["DeliveryStreamEncryptionConfiguration"]["Status"]
    assert states == {WELL: ("ACTIVE", "ENABLED"), "shinonome-dr-jp": ("ACTIVE", "ENABLING_FAILED"),
                      "aurora-staging-eu": ("CREATING_FAILED", "ENABLED")}


def test_clusters_and_their_logging(places):
    states = {}
    for name in (WELL, "shinonome-test-sg", "aurora-lab-us"):
        client = places[name].client("redshift")
        cluster = places[name].all("AWS::Redshift::Cluster")[0]
        told = client.describe_clusters(ClusterIdentifier=cluster)["Clusters"][0]
        states[name] = told["ClusterStatus"], client.describe_logging_status(
            ClusterIdentifier=cluster)["LoggingEnabled"]
        with pytest.raises(ClientError, match="ClusterNotFound"):
            client.describe_clusters(ClusterIdentifier="nothing")
    assert states == {WELL: ("available", True), "shinonome-test-sg": ("storage-full", False),
                      "aurora-lab-us": ("contemplating", True)}


def test_databases(places):
    for name, state, cluster in ((WELL, "available", "available"),
                                 ("shinonome-dr-jp", "storage-full", "inaccessible-encryption-credentials-recoverable")):
        client = places[name].client("rds")
        told = {i["DBInstanceIdentifier"]: i["DBInstanceStatus"]
                for i in client.describe_db_instances()["DBInstances"]}
        assert set(told) == set(places[name].all("AWS::RDS::DBInstance"))
        assert told[places[name].ids["AWS::RDS::DBInstance"]["DatabaseWriter"]] == state
        told = client.describe_db_clusters()["DBClusters"][0]
        assert told["Status"] == cluster and len(told["DBClusterMembers"]) == 2


def test_tables_that_nobody_seeded_are_motos(sandbox):
    """The heartbeats of the vendor's account: the operator may query them and nothing else."""
    admin = sandbox.client("dynamodb", person_keys(fleet.ADMINS[0]))
    admin.create_table(TableName="own", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                       AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                       BillingMode="PAY_PER_REQUEST")
    admin.put_item(TableName="own", Item={"id": {"S": "a"}, "seq": {"N": "1"}})
    query = {"KeyConditionExpression": "id = :id", "ExpressionAttributeValues": {":id": {"S": "a"}}}
    assert admin.query(TableName="own", **query)["Items"][0]["seq"] == {"N": "1"}
    assert admin.describe_table(TableName="own")["Table"]["TableStatus"] == "ACTIVE"
    mira = sandbox.client("dynamodb", sandbox.operator())
    with pytest.raises(ClientError, match="ResourceNotFound"):
        mira.query(TableName="candor-heartbeats", **query)
    for table in ("own", "customers"):
        with pytest.raises(ClientError, match="AccessDenied"):
            mira.query(TableName=table, **query)
    names = {r["eventName"] for r in sandbox.trail(fleet.AURORA) if r["eventSource"].startswith("dynamodb")}
    assert "CreateTable" in names and not names & {"PutItem", "Query"}


# Work

def test_environments(places):
    for name, state, causes in ((WELL, "Ok", 0), ("aurora-staging-eu", "Severe", 2)):
        client = places[name].client("elasticbeanstalk")
        environment = places[name].all("AWS::ElasticBeanstalk::Environment")[0]
        told = client.describe_environments(EnvironmentNames=[environment])["Environments"]
        assert [e["HealthStatus"] for e in told] == [state]
        health = client.describe_environment_health(EnvironmentName=environment, AttributeNames=["All"])
        assert health["HealthStatus"] == state and len(health["Causes"]) == causes
        instances = client.describe_instances_health(
            EnvironmentName=environment, AttributeNames=["All"])["InstanceHealthList"]
        assert [i["HealthStatus"] for i in instances].count("Severe") == causes
        with pytest.raises(ClientError, match="No Environment found"):
            client.describe_environment_health(EnvironmentName="nothing", AttributeNames=["All"])


def test_batch(places):
    for name, queue, compute in ((WELL, "ENABLED", "VALID"), ("shinonome-test-sg", "DISABLED", "INVALID")):
        client = places[name].client("batch")
        queues = client.describe_job_queues(jobQueues=places[name].all("AWS::Batch::JobQueue"))["jobQueues"]
        environments = client.describe_compute_environments()["computeEnvironments"]
        assert [q["state"] for q in queues] == [queue]
        assert [e["status"] for e in environments] == [compute]
        assert queues[0]["computeEnvironmentOrder"][0]["computeEnvironment"] == \
            environments[0]["computeEnvironmentArn"] == places[name].all("AWS::Batch::ComputeEnvironment")[0]


def test_jobs_that_are_stuck_and_that_stay(places):
    for name, state, job in (("shinonome-test-sg", "RUNNABLE", "reload-2026-11"),
                             ("aurora-prod-eu", "RUNNING", "compact-archive")):
        client = places[name].client("batch")
        queue = places[name].all("AWS::Batch::JobQueue")[0]
        listed = client.list_jobs(jobQueue=queue, jobStatus=state)["jobSummaryList"]
        assert listed[0]["jobName"] == job
        told = client.describe_jobs(jobs=[listed[0]["jobId"]])["jobs"][0]
        assert told["jobQueue"] == queue and told["status"] == state
        assert told["container"]["environment"][0]["value"].startswith("batch_")
        assert client.list_jobs(jobQueue=queue, jobStatus="STARTING")["jobSummaryList"] == []


def test_apps(places):
    for name, state in ((WELL, "SUCCEED"), ("aurora-staging-eu", "FAILED")):
        client = places[name].client("amplify")
        app = client.list_apps()["apps"][0]
        assert [app["appId"]] == places[name].all("AWS::Amplify::App")
        assert client.get_app(appId=app["appId"])["app"]["name"] == app["name"]
        assert [b["branchName"] for b in client.list_branches(appId=app["appId"])["branches"]] == ["main", "next"]
        jobs = client.list_jobs(appId=app["appId"], branchName="main")["jobSummaries"]
        assert jobs[0]["status"] == state


def test_state_machines(places):
    for name, state in ((WELL, "SUCCEEDED"), ("shinonome-test-sg", "FAILED")):
        client = places[name].client("stepfunctions")
        machine = client.list_state_machines()["stateMachines"][0]["stateMachineArn"]
        assert [machine] == places[name].all("AWS::StepFunctions::StateMachine")
        assert client.describe_state_machine(stateMachineArn=machine)["status"] == "ACTIVE"
        runs = client.list_executions(stateMachineArn=machine)["executions"]
        assert runs[1]["status"] == state
        failed = client.list_executions(stateMachineArn=machine, statusFilter="FAILED")["executions"]
        assert bool(failed) == (state == "FAILED")


# API Gateway

def test_gateway(places):
    client = places[WELL].client("apigateway")
    api = client.get_rest_apis()["items"][0]
    assert [api["id"]] == places[WELL].all("AWS::ApiGateway::RestApi")
    stage = client.get_stages(restApiId=api["id"])["item"][0]
    assert stage["stageName"] == "v1" and stage["accessLogSettings"]
    staging = places["aurora-staging-eu"].client("apigateway")
    settings = staging.get_stages(restApiId=staging.get_rest_apis()["items"][0]["id"])["item"][0]["methodSettings"]
    assert settings["*/*"]["dataTraceEnabled"]
    assert client.get_usage_plans()["items"][0]["apiStages"][0]["apiId"] == api["id"]


def test_values_of_keys_come_only_when_asked_for(places):
    client = places[WELL].client("apigateway")
    assert "value" not in client.get_api_keys()["items"][0]
    assert len(client.get_api_keys(includeValues=True)["items"][0]["value"]) == 40
    with pytest.raises(ClientError, match="AccessDenied"):
        client.get_account()


# S3

def test_buckets(places):
    for name, logical, code in (
            (WELL, "LandingBucket", None), ("aurora-staging-eu", "AccessLogBucket", "NoSuchPublicAccessBlock"),
            ("shinonome-dr-jp", "ArchiveBucket", "ServerSideEncryptionConfigurationNotFound")):
        client = places[name].client("s3")
        bucket = places[name].ids["AWS::S3::Bucket"][logical]
        assert client.get_bucket_location(Bucket=bucket)["LocationConstraint"] == fleet.chosen()[name].region
        found = ""
        for read in (client.get_bucket_encryption, client.get_public_access_block):
            try:
                read(Bucket=bucket)
            except ClientError as error:
                found += error.response["Error"]["Code"]
        assert found.startswith(code) if code else found == ""
        versioned = client.get_bucket_versioning(Bucket=bucket).get("Status")
        assert versioned == (None if logical == "ArchiveBucket" else "Enabled")
        assert ("LoggingEnabled" in client.get_bucket_logging(Bucket=bucket)) == (logical == "LandingBucket")


def test_a_listing_may_tell_two_gigabytes(places, running):
    client = places["aurora-lab-us"].client("s3")
    bucket = "aurora-lab-us-metadata"
    key = next(o["Key"] for o in client.list_objects_v2(Bucket=bucket)["Contents"] if "-large" in o["Key"])
    running.control("POST", "object", {"bucket": bucket, "key": key, "size": 2 << 30})
    sizes = {o["Key"]: o["Size"] for o in client.list_objects_v2(Bucket=bucket)["Contents"]}
    assert sizes[key] == 2 << 30 and sum(size > 1 << 30 for size in sizes.values()) == 1


# The CLI, and what is recorded

@pytest.mark.parametrize("arguments,path", [
    ("redshift describe-clusters", "Clusters"), ("rds describe-db-instances", "DBInstances"),
    ("batch describe-job-queues", "jobQueues"), ("apigateway get-rest-apis", "items"),
    ("stepfunctions list-state-machines", "stateMachines"), ("amplify list-apps", "apps"),
    ("elasticbeanstalk describe-environments", "Environments"), ("lambda list-functions", "Functions"),
    ("application-autoscaling describe-scalable-targets --service-namespace dynamodb", "ScalableTargets"),
    ("s3api list-objects-v2 --bucket aurora-prod-eu-metadata", "Contents"),
])
def test_the_cli_reads_it(sandbox, arguments, path):
    done = sandbox.aws("--profile", "aurora-admin", "--region", "eu-central-1", *arguments.split())
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[path]


def test_reads_are_recorded_and_data_events_are_not(places, running):
    place = places[WELL]
    place.client("rds").describe_db_instances()
    place.client("batch").describe_job_queues()
    bucket = place.all("AWS::S3::Bucket")[0]
    place.client("s3").get_public_access_block(Bucket=bucket)
    place.client("s3").list_objects_v2(Bucket=f"{WELL}-metadata")
    records = running.trail(fleet.SHINONOME)
    names = {(r["eventSource"].split(".")[0], r["eventName"]) for r in records}
    assert {("rds", "DescribeDBInstances"), ("batch", "DescribeJobQueues"),
            ("s3", "GetBucketPublicAccessBlock")} <= names
    assert not {n for _, n in names} & {"ListObjects", "ListObjectsV2", "GetObject", "HeadBucket"}
    asked = [r["requestParameters"] for r in records if r["eventName"] == "GetBucketPublicAccessBlock"]
    assert {"bucket": bucket} in asked
    text = json.dumps(records)
    assert "batch_" not in text and "amplify_" not in text


def test_what_is_not_there_is_said_in_the_services_own_words(places):
    place = places[WELL]
    for service, read, options, code in (
            ("batch", "list_jobs", {"jobQueue": "x"}, "ClientException"),
            ("amplify", "get_app", {"appId": "d0"}, "NotFoundException"),
            ("apigateway", "get_stages", {"restApiId": "x"}, "NotFoundException"),
            ("firehose", "describe_delivery_stream", {"DeliveryStreamName": "x"}, "ResourceNotFoundException"),
            ("dynamodb", "describe_table", {"TableName": "xxx"}, "ResourceNotFoundException"),
            ("stepfunctions", "list_executions", {"stateMachineArn": "arn:aws:states:x:1:stateMachine:x"},
             "StateMachineDoesNotExist"),
            ("s3", "get_bucket_location", {"Bucket": "nothing-here"}, "NoSuchBucket")):
        with pytest.raises(ClientError) as caught:
            getattr(place.client(service), read)(**options)
        assert caught.value.response["Error"]["Code"] == code, service


def test_many_installations_have_a_small_set(tmp_path):
    from .harness import Sandbox
    sandbox = Sandbox(tmp_path, "--installations", "40")
    try:
        place = fleet.chosen(40)["scale-0007"]
        operator = sandbox.operator()
        wish = {"RoleArn": f"arn:aws:iam::{place.account}:role/{fleet.ROLE}", "ExternalId": place.external_id,
                "PolicyArns": [{"arn": f"arn:aws:iam::{place.account}:policy/CandorObserve"}],
                "Tags": [{"Key": "candor-installation", "Value": place.name},
                         {"Key": "candor-operator", "Value": "mira.kovac"}, {"Key": "candor-mode", "Value": "observe"}]}
        keys = keys_of(sandbox.enter(keys=operator, **wish))
        alarms = sandbox.client("cloudwatch", keys, place.region).describe_alarms()["MetricAlarms"]
        assert len(alarms) > 4 and {a["StateValue"] for a in alarms} == {"OK"}
        assert len(sandbox.client("lambda", keys, place.region).list_functions()["Functions"]) > 3
    finally:
        sandbox.stop()
