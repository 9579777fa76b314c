"""What a canned installation is made of, and what AWS says of it: healthy, and in the form of
each service's own protocol.

Every installation holds the same names, so an answer is made once.  Answers are found by what
the request says of its operation: `Action` of a form, the end of X-Amz-Target, or the path.
"""
import functools
import json
import re
import urllib.parse

REGION = "eu-central-1"
ACCOUNT = "100000000002"
T, ISO = 1767225600, "2026-01-01T00:00:00Z"

# stack: (type, physical id)
STACKS = {
    "app-0": [*(("Lambda::Function", f"app-0-{n}") for n in ("Parse", "Load", "Index")),
              ("Lambda::EventSourceMapping", "0f0f0f0f-0000-4000-8000-000000000000"),
              ("SQS::Queue", f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/app-0-in"),
              ("CloudWatch::Alarm", "app-0-errors"), ("CloudWatch::Alarm", "app-0-age"),
              ("IAM::Role", "app-0-role"), ("Logs::LogGroup", "/aws/lambda/app-0-Parse")],
    "app-1": [("DynamoDB::Table", "app-1-offsets"), ("DynamoDB::Table", "app-1-index"),
              ("ApplicationAutoScaling::ScalableTarget",
               "table/app-1-offsets|dynamodb:table:ReadCapacityUnits|dynamodb"),
              ("KinesisFirehose::DeliveryStream", "app-1-landing"),
              ("S3::Bucket", "app-1-landing"), ("S3::Bucket", "app-1-archive"),
              ("Redshift::Cluster", "app-1-warehouse")],
    "app-2": [("ApiGateway::RestApi", "a1b2c3d4e5"), ("Amplify::App", "d1a2b3c4d5"),
              ("ElasticBeanstalk::Application", "app-2-portal"),
              ("ElasticBeanstalk::Environment", "app-2-portal-env"),
              ("CloudWatch::Alarm", "app-2-latency")],
    "app-3": [("StepFunctions::StateMachine",
               f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:app-3-load"),
              ("RDS::DBCluster", "app-3-db"), ("RDS::DBInstance", "app-3-db-1"),
              ("Batch::JobQueue", f"arn:aws:batch:{REGION}:{ACCOUNT}:job-queue/app-3"),
              ("Batch::ComputeEnvironment",
               f"arn:aws:batch:{REGION}:{ACCOUNT}:compute-environment/app-3")],
}


def _of(kind):
    return [id_ for rows in STACKS.values() for type_, id_ in rows if type_ == kind]


def _xml(value):
    """Nested values as XML; a pair (name, rows) is a list with that name for its elements."""
    if isinstance(value, dict):
        return "".join(f"<{k}>{_xml(v)}</{k}>" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        name, rows = value if isinstance(value, tuple) else ("member", value)
        return "".join(f"<{name}>{_xml(v)}</{name}>" for v in rows)
    return str(value).lower() if isinstance(value, bool) else str(value)


# ---- CloudFormation, and the other query protocols ----

def _stacks(status):
    """The first is in `status`."""
    return {"Stacks": [
        {"StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/0", "StackName": name,
         "StackStatus": status if name == "app-0" else "UPDATE_COMPLETE", "CreationTime": ISO,
         "LastUpdatedTime": "2026-11-01T00:00:00Z",
         "DriftInformation": {"StackDriftStatus": "IN_SYNC"}} for name in STACKS]}


def _resources(stack):
    return {"StackResourceSummaries": [
        {"LogicalResourceId": f"Thing{n}", "PhysicalResourceId": id_, "ResourceType": "AWS::" + type_,
         "LastUpdatedTimestamp": ISO, "ResourceStatus": "CREATE_COMPLETE",
         "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"}}
        for n, (type_, id_) in enumerate(STACKS[stack])]}


_METRICS_OF_SITE = {"RequestCount": 410, "Duration": 10, "StatusCodes": {"Status2xx": 402, "Status5xx": 0}}
QUERY = {
    "DescribeStackEvents": {"StackEvents": []},
    "DescribeInstances": {"reservationSet": ("item", [
        {"reservationId": f"r-0{n:016x}", "instancesSet": ("item", [
            {"instanceId": f"i-0{n:016x}", "instanceState": {"code": 16, "name": "running"},
             "instanceType": "t4g.medium", "launchTime": ISO}])} for n in range(3)])},
    "DescribeEnvironments": {"Environments": [
        {"EnvironmentName": name, "EnvironmentId": "e-0123456789", "ApplicationName": "app-2-portal",
         "VersionLabel": "portal-2026.11.2", "DateCreated": ISO, "DateUpdated": ISO,
         "Status": "Ready", "Health": "Green", "HealthStatus": "Ok"}
        for name in _of("ElasticBeanstalk::Environment")]},
    "DescribeEnvironmentHealth": {"EnvironmentName": "app-2-portal-env", "HealthStatus": "Ok",
                                  "Status": "Ready", "Color": "Green", "Causes": [],
                                  "ApplicationMetrics": _METRICS_OF_SITE, "RefreshedAt": ISO},
    "DescribeInstancesHealth": {"InstanceHealthList": [
        {"InstanceId": f"i-0{n:016x}", "HealthStatus": "Ok", "Color": "Green", "Causes": [],
         "LaunchedAt": ISO, "ApplicationMetrics": _METRICS_OF_SITE, "InstanceType": "t4g.medium",
         "Deployment": {"VersionLabel": "portal-2026.11.2", "Status": "Deployed"}}
        for n in range(3)]},
    "DescribeDBClusters": {"DBClusters": ("DBCluster", [
        {"DBClusterIdentifier": name, "Status": "available", "Engine": "aurora-postgresql",
         "EngineVersion": "16.6", "StorageEncrypted": True, "MultiAZ": True, "DBClusterMembers": (
             "DBClusterMember", [{"DBInstanceIdentifier": "app-3-db-1", "IsClusterWriter": True}])}
        for name in _of("RDS::DBCluster")])},
    "DescribeDBInstances": {"DBInstances": ("DBInstance", [
        {"DBInstanceIdentifier": name, "DBInstanceStatus": "available", "Engine": "aurora-postgresql",
         "DBInstanceClass": "db.r7g.large", "DBClusterIdentifier": "app-3-db", "EngineVersion": "16.6",
         "PubliclyAccessible": False, "StorageEncrypted": True, "MultiAZ": False}
        for name in _of("RDS::DBInstance")])},
    "DescribePendingMaintenanceActions": {"PendingMaintenanceActions": ""},
    "DescribeClusters": {"Clusters": ("Cluster", [
        {"ClusterIdentifier": name, "ClusterStatus": "available", "NodeType": "ra3.xlplus",
         "ClusterAvailabilityStatus": "Available", "NumberOfNodes": 2, "ClusterVersion": "1.0",
         "Encrypted": True, "PubliclyAccessible": False}
        for name in _of("Redshift::Cluster")])},
    "DescribeLoggingStatus": {"LoggingEnabled": True, "BucketName": "app-1-archive",
                              "LastSuccessfulDeliveryTime": ISO},
}


PLAIN = ("DescribeInstances",)  # the protocol of EC2: no element for the result

# ---- JSON ----

JSON = {
    "DescribeAlarms": {"MetricAlarms": [
        {"AlarmName": name, "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
         "AlarmDescription": "told to who is on duty", "ActionsEnabled": True,
         "AlarmActions": [f"arn:aws:sns:{REGION}:{ACCOUNT}:duty"], "StateValue": "OK",
         "StateReason": "Threshold Crossed: 3 datapoints were not greater than the threshold (5.0).",
         "StateUpdatedTimestamp": T, "StateTransitionedTimestamp": T, "Namespace": "AWS/Lambda",
         "MetricName": "Errors", "Threshold": 5.0,
         "ComparisonOperator": "GreaterThanThreshold"} for name in _of("CloudWatch::Alarm")],
        "CompositeAlarms": []},
    "DescribeAlarmHistory": {"AlarmHistoryItems": []},
    "DescribeTable": {"Table": {
        "TableName": "it", "TableStatus": "ACTIVE", "ItemCount": 120000, "TableSizeBytes": 9 << 20,
        "ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": 50},
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS"},
        "DeletionProtectionEnabled": True, "CreationDateTime": T}},
    "DescribeScalableTargets": {"ScalableTargets": [
        {"ResourceId": "table/app-1-offsets", "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
         "ServiceNamespace": "dynamodb", "MinCapacity": 5, "MaxCapacity": 500, "CreationTime": T,
         "SuspendedState": {"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False,
                            "ScheduledScalingSuspended": False}}]},
    "DescribeScalingActivities": {"ScalingActivities": []},
    "DescribeDeliveryStream": {"DeliveryStreamDescription": {
        "DeliveryStreamName": "app-1-landing", "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamType": "DirectPut", "LastUpdateTimestamp": T,
        "DeliveryStreamEncryptionConfiguration": {"Status": "ENABLED"}, "Destinations": [
            {"DestinationId": "d", "RedshiftDestinationDescription": {"S3BackupMode": "Enabled"}}]}},
    "ListStateMachines": {"stateMachines": [
        {"stateMachineArn": arn, "name": arn.rpartition(":")[2], "type": "STANDARD",
         "creationDate": T} for arn in _of("StepFunctions::StateMachine")]},
    "ListExecutions": {"executions": []},
}

# The end of the path, with the query as far as it says something
REST = (
    (r"/functions/[^/]+/configuration", {
        "FunctionName": "it", "State": "Active", "LastUpdateStatus": "Successful",
        "Runtime": "python3.13", "LastModified": "2026-11-01T00:00:00.000+0000",
        "MemorySize": 512, "Timeout": 60, "Environment": {"Variables": {"A": "hidden"}}}),
    (r"/functions/[^/]+/concurrency", {"ReservedConcurrentExecutions": 20}),
    (r"/functions\b", {"Functions": [
        {"FunctionName": name, "State": "Active", "LastUpdateStatus": "Successful",
         "Runtime": "python3.13", "LastModified": "2026-11-01T00:00:00.000+0000",
         "MemorySize": 512, "Timeout": 60} for name in _of("Lambda::Function")]}),
    (r"/event-source-mappings", {"EventSourceMappings": [
        {"UUID": id_, "State": "Enabled", "StateTransitionReason": "User action",
         "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:app-0-Parse",
         "EventSourceArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:app-0-in", "BatchSize": 10,
         "LastModified": T, "ScalingConfig": {"MaximumConcurrency": 10}}
        for id_ in _of("Lambda::EventSourceMapping")]}),
    (r"/describejobqueues", {"jobQueues": [
        {"jobQueueName": "app-3", "jobQueueArn": arn, "state": "ENABLED", "status": "VALID",
         "statusReason": "JobQueue Healthy", "priority": 10} for arn in _of("Batch::JobQueue")]}),
    (r"/describecomputeenvironments", {"computeEnvironments": [
        {"computeEnvironmentName": "app-3", "computeEnvironmentArn": arn, "state": "ENABLED",
         "status": "VALID", "statusReason": "ComputeEnvironment Healthy", "computeResources": {
             "type": "SPOT", "minvCpus": 0, "maxvCpus": 64, "desiredvCpus": 0}}
        for arn in _of("Batch::ComputeEnvironment")]}),
    (r"/listjobs", {"jobSummaryList": []}),
    (r"/restapis/[^/]+/stages", {"item": [
        {"stageName": "prod", "deploymentId": "x1", "createdDate": T, "lastUpdatedDate": T,
         "cacheClusterStatus": "NOT_AVAILABLE", "tracingEnabled": True}]}),
    (r"/restapis\b", {"item": [
        {"id": id_, "name": "app-2-api", "createdDate": T,
         "endpointConfiguration": {"types": ["REGIONAL"]}} for id_ in _of("ApiGateway::RestApi")]}),
    (r"/apikeys\b", {"item": []}),
    (r"/branches/[^/]+/jobs", {"jobSummaries": [
        {"jobId": "7", "status": "SUCCEED", "jobType": "RELEASE", "commitId": "0123abcd",
         "startTime": T, "endTime": T + 90}]}),
    (r"/apps/[^/]+/branches", {"branches": [
        {"branchName": "main", "stage": "PRODUCTION", "enableAutoBuild": True, "updateTime": T}]}),
    (r"/apps\b", {"apps": [
        {"appId": id_, "name": "app-2-site", "platform": "WEB", "updateTime": T,
         "defaultDomain": f"{id_}.amplifyapp.com", "productionBranch": {"branchName": "main"}}
        for id_ in _of("Amplify::App")]}),
)

S3 = {
    "location": "<LocationConstraint>eu-central-1</LocationConstraint>",
    "encryption": _xml({"ServerSideEncryptionConfiguration": {"Rule": {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}}}),
    "versioning": _xml({"VersioningConfiguration": {"Status": "Enabled"}}),
    "publicAccessBlock": _xml({"PublicAccessBlockConfiguration": {
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True}}),
    "lifecycle": _xml({"LifecycleConfiguration": {"Rule": {"ID": "old", "Status": "Enabled"}}}),
    "logging": _xml({"BucketLoggingStatus": {"LoggingEnabled": {"TargetBucket": "app-1-archive"}}}),
}


# ---- CloudWatch's values ----

HEALTHY = {"HealthStatus": 1, "FreeStorageSpace": 50 << 30, "DeliveryToS3.Success": 1,
           "DeliveryToRedshift.Success": 1, "Duration": 120.5, "ConcurrentExecutions": 7,
           "ProvisionedReadCapacityUnits": 100, "ProvisionedWriteCapacityUnits": 50,
           "CPUUtilization": 21.75, "DatabaseConnections": 12}


@functools.lru_cache(maxsize=4096)
def _series(start, end, period, value):
    """The newest first, as ScanBy wishes."""
    at = range(start, end, period)[::-1]
    return (f'"StatusCode":"Complete","Timestamps":[{",".join(f"{t}.0" for t in at)}],'
            f'"Values":[{",".join([str(float(value))] * len(at))}]}}')


def metric_data(body):
    """A value for each period of each query that returns data."""
    asked = json.loads(body)
    start, end = int(asked["StartTime"]), int(asked["EndTime"])
    names, results = {}, []
    for q in asked["MetricDataQueries"]:
        if stat := q.get("MetricStat"):
            name, period = stat["Metric"]["MetricName"], stat["Period"]
            names[q["Id"]] = name
        else:
            name = names.get(re.search(r"\bm\d+\b", q["Expression"]).group())
            period = q.get("Period", 60)
        if q.get("ReturnData", True):
            results.append(f'{{"Id":"{q["Id"]}","Label":"{name}",'
                           + _series(start, end, period, HEALTHY.get(name, 0)))
    return '{"MetricDataResults":[' + ",".join(results) + '],"Messages":[]}'


# ---- one answer ----

@functools.lru_cache(maxsize=256)
def _query(action, stack, status):
    if action == "DescribeStacks":
        result = _stacks(status)
    elif action == "ListStackResources":
        result = _resources(stack)
    else:
        result = QUERY[action]
    return _xml(result)


def of_query(form, status):
    """Content of <ActionResult>; KeyError: nobody has written an answer for it."""
    name = form.get("StackName", "")
    stack = name.split("/")[-2] if name.startswith("arn:") else name
    return _query(form["Action"], stack, status)


@functools.lru_cache(maxsize=256)
def of_json(operation):
    return json.dumps(JSON[operation])


@functools.lru_cache(maxsize=1024)
def name_of(path):
    """A request of REST, without the names in it."""
    path, _, query = path.partition("?")
    for name in urllib.parse.parse_qs(query, keep_blank_values=True):
        if name in S3:
            return "s3 " + name
    return next((pattern for pattern, _ in REST if re.search(pattern, path)), path)


@functools.lru_cache(maxsize=1024)
def of_path(path):
    """Type and body."""
    path, _, query = path.partition("?")
    for name in urllib.parse.parse_qs(query, keep_blank_values=True):
        if name in S3:
            return "application/xml", S3[name]
    for pattern, answer in REST:
        if re.search(pattern, path):
            return "application/json", json.dumps(answer)
    raise KeyError(path)
