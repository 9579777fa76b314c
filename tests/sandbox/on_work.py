"""Where work is done: Elastic Beanstalk, Batch, Amplify, Step Functions.  Fixtures."""

import datetime

from .answers import answers, with_token
from .errors import AwsError

ENVIRONMENT, APP = "AWS::ElasticBeanstalk::Environment", "AWS::Amplify::App"
QUEUE, COMPUTE = "AWS::Batch::JobQueue", "AWS::Batch::ComputeEnvironment"
MACHINE = "AWS::StepFunctions::StateMachine"
SEVERE = {("aurora-staging-eu", "PortalEnvironment")}
CAUSES = ["95.1 % of the requests are failing with HTTP 5xx.",
          "2 out of 3 instances are impacted. See instance health for details."]
INSTANCE_CAUSES = ["Process has been killed: out of memory.", "99 % of CPU is in use."]
SICK_QUEUES = {
    ("shinonome-test-sg", "BatchQueue"): {"state": "DISABLED", "status": "VALID", "statusReason": "JobQueue Healthy"},
    ("aurora-lab-us", "BatchQueue"): {"state": "ENABLED", "status": "WONDERING", "statusReason": "no such word"},
}
SICK_COMPUTE = {("shinonome-test-sg", "BatchEnvironment"): {
    "status": "INVALID", "statusReason": "CLIENT_ERROR - Access denied: the service role may not run instances. "
    "(Service: AmazonEC2; Status Code: 403; Error Code: UnauthorizedOperation)"}}
STUCK = "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - CE(s) associated with the job queue cannot meet the job."
# Whose instances run: for a job, for jobs that never start, and for no job at all.
KEPT = {("aurora-prod-eu", "BatchEnvironment"), ("shinonome-test-sg", "BatchEnvironment"),
        ("aurora-lab-us", "BatchEnvironment")}
FAILING_FLOWS = {("shinonome-test-sg", "LoadWorkflow")}
FAILED_BUILDS = {("aurora-staging-eu", "Website")}


def ago(asked, **time):
    return asked.now - datetime.timedelta(**time)


# Elastic Beanstalk

def _environment(asked, thing):
    sick = thing.key in SEVERE
    return {
        "EnvironmentName": thing.name, "EnvironmentId": "e-" + thing.digest("environment", 10),
        "ApplicationName": f"{thing.stack}-Portal", "VersionLabel": "portal-2026.11.2",
        "SolutionStackName": "64bit Amazon Linux 2023 v4.7.1 running Python 3.13",
        "CNAME": f"{thing.name}.{thing.region}.elasticbeanstalk.com", "DateCreated": thing.made,
        "DateUpdated": thing.made, "Status": "Ready", "AbortableOperationInProgress": False,
        "Health": "Red" if sick else "Green", "HealthStatus": "Severe" if sick else "Ok",
        "Tier": {"Name": "WebServer", "Type": "Standard", "Version": "1.0"},
        "EnvironmentArn": thing.arn("elasticbeanstalk", f"environment/{thing.stack}-Portal/{thing.name}")}


def _wanted_environment(asked):
    wanted = asked.params.get("EnvironmentName"), asked.params.get("EnvironmentId")
    for thing in asked.things(ENVIRONMENT):
        if thing.name == wanted[0] or "e-" + thing.digest("environment", 10) == wanted[1]:
            return thing
    raise AwsError("InvalidParameterValue", f"No Environment found for EnvironmentName = '{wanted[0]}'.", 400)


@answers("elasticbeanstalk", "DescribeEnvironments")
def describe_environments(asked):
    names, ids = asked.params.get("EnvironmentNames"), asked.params.get("EnvironmentIds")
    found = [_environment(asked, thing) for thing in asked.things(ENVIRONMENT)]
    found = [e for e in found if (not names or e["EnvironmentName"] in names)
             and (not ids or e["EnvironmentId"] in ids)]
    page, token = asked.page(found, 1000, "MaxRecords", "NextToken")
    return with_token({"Environments": page}, "NextToken", token)


def _counts(sick):
    return {"NoData": 0, "Unknown": 0, "Pending": 0, "Ok": 1 if sick else 3, "Info": 0, "Warning": 0,
            "Degraded": 0, "Severe": 2 if sick else 0}


def _requests(sick):
    codes = ({"Status2xx": 20, "Status3xx": 0, "Status4xx": 2, "Status5xx": 391} if sick else
             {"Status2xx": 402, "Status3xx": 0, "Status4xx": 8, "Status5xx": 0})
    return {"Duration": 10, "RequestCount": sum(codes.values()), "StatusCodes": codes,
            "Latency": {"P99": 3.1 if sick else 0.4, "P95": 2.6 if sick else 0.3, "P90": 1.9 if sick else 0.2,
                        "P85": 0.2, "P75": 0.1, "P50": 0.08, "P10": 0.02, "P999": 4.4 if sick else 0.7}}


@answers("elasticbeanstalk", "DescribeEnvironmentHealth")
def describe_environment_health(asked):
    thing = _wanted_environment(asked)
    sick = thing.key in SEVERE
    return {"EnvironmentName": thing.name, "HealthStatus": "Severe" if sick else "Ok", "Status": "Ready",
            "Color": "Red" if sick else "Green", "Causes": CAUSES if sick else [],
            "ApplicationMetrics": _requests(sick), "InstancesHealth": _counts(sick),
            "RefreshedAt": asked.now.replace(microsecond=0)}


@answers("elasticbeanstalk", "DescribeInstancesHealth")
def describe_instances_health(asked):
    thing = _wanted_environment(asked)
    found = []
    for number in range(3):
        sick = thing.key in SEVERE and number < 2
        found.append({
            "InstanceId": "i-" + thing.digest(f"instance {number}", 17),
            "HealthStatus": "Severe" if sick else "Ok", "Color": "Red" if sick else "Green",
            "Causes": INSTANCE_CAUSES[number:number + 1] if sick else [], "LaunchedAt": thing.made,
            "ApplicationMetrics": _requests(sick), "AvailabilityZone": thing.region + "abc"[number],
            "System": {"LoadAverage": [7.9 if sick else 0.2, 0.3], "CPUUtilization": {
                "User": 97.0 if sick else 11.2, "System": 2.0, "Idle": 1.0 if sick else 86.8}},
            "Deployment": {"VersionLabel": "portal-2026.11.2", "DeploymentId": 14, "Status": "Deployed"},
            "InstanceType": "t4g.medium"})
    page, token = asked.page(found, 50, "MaxRecords", "NextToken")
    return with_token({"InstanceHealthList": page, "RefreshedAt": asked.now.replace(microsecond=0)},
                      "NextToken", token)


# Batch

def _named(asked, type_, parameter):
    wanted = asked.params.get(parameter)
    return [t for t in asked.things(type_) if not wanted or t.id in wanted or t.name in wanted]


def _paged(asked, member, found):
    page, token = asked.page(found, 100, "maxResults", "nextToken")
    return with_token({member: page}, "nextToken", token)


@answers("batch", "DescribeJobQueues")
def describe_job_queues(asked):
    found = []
    for thing in _named(asked, QUEUE, "jobQueues"):
        compute = next(t for t in asked.things(COMPUTE) if t.stack == thing.stack)
        found.append({
            "jobQueueName": thing.name, "jobQueueArn": thing.id, "state": "ENABLED", "status": "VALID",
            "statusReason": "JobQueue Healthy", "priority": 10,
            "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": compute.id}],
            **SICK_QUEUES.get(thing.key, {})})
    return _paged(asked, "jobQueues", found)


@answers("batch", "DescribeComputeEnvironments")
def describe_compute_environments(asked):
    found = []
    for thing in _named(asked, COMPUTE, "computeEnvironments"):
        found.append({
            "computeEnvironmentName": thing.name, "computeEnvironmentArn": thing.id, "type": "MANAGED",
            "state": "ENABLED", "status": "VALID", "statusReason": "ComputeEnvironment Healthy",
            "ecsClusterArn": thing.arn("ecs", f"cluster/{thing.name}"),
            "serviceRole": f"arn:aws:iam::{thing.account}:role/{thing.stack}-batch",
            "containerOrchestrationType": "ECS",
            "computeResources": {"type": "SPOT", "minvCpus": 0, "maxvCpus": 64, "desiredvCpus": 16 if thing.key in KEPT else 0,
                                 "instanceTypes": ["c7g"], "subnets": ["subnet-0a1b"],
                                 "instanceRole": f"arn:aws:iam::{thing.account}:instance-profile/batch"},
            **SICK_COMPUTE.get(thing.key, {})})
    return _paged(asked, "computeEnvironments", found)


@answers("ec2", "DescribeInstances")
def describe_instances(asked):
    """Instances of compute environments, each with the tags that Batch puts there."""
    wanted = {f.get("Name"): f.get("Value", []) for f in asked.params.get("Filter") or ()}
    names = wanted.get("tag:aws:batch:compute-environment")
    found = [
        {"ReservationId": "r-" + thing.digest("reservation", 17), "OwnerId": thing.account, "Instances": [{
            "InstanceId": "i-" + thing.digest("batch instance", 17), "InstanceType": "c7g.4xlarge",
            "LaunchTime": asked.front.seeded - datetime.timedelta(hours=9, minutes=12),
            "State": {"Code": 16, "Name": "running"}, "Placement": {"AvailabilityZone": thing.region + "a"},
            "KeyName": "batch-" + thing.digest("secret", 8), "PrivateIpAddress": "10.0.3.17",
            "Tags": [{"Key": "AWSBatchServiceTag", "Value": "batch"},
                     {"Key": "aws:batch:compute-environment", "Value": thing.name}]}]}
        for thing in asked.things(COMPUTE)
        if thing.key in KEPT and (names is None or thing.name in names)
        and "running" in wanted.get("instance-state-name", ["running"])]
    page, token = asked.page(found, 1000, "MaxResults", "NextToken")
    return with_token({"Reservations": page}, "NextToken", token)


def _jobs(asked, queue):
    """Jobs of a queue, as DescribeJobs tells them."""
    def job(name, status, created_min, started_min=None, stopped_min=None, reason=None):
        number = queue.digest(f"job {name}", 32)
        container = {"image": "loader:2026.11.2", "vcpus": 4, "memory": 8192, "command": ["load", "--full"],
                     "environment": [{"name": "WAREHOUSE_PASSWORD", "value": "batch_" + queue.digest("secret", 24)}]}
        if started_min is not None:
            container["containerInstanceArn"] = queue.arn("ecs", f"container-instance/batch/{queue.digest(name, 32)}")
        full = {"jobId": f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}",
                "jobName": name, "jobQueue": queue.id, "status": status, "statusReason": reason,
                "createdAt": _ms(asked, created_min), "startedAt": _ms(asked, started_min),
                "stoppedAt": _ms(asked, stopped_min), "container": container, "attempts": [],
                "jobDefinition": queue.arn("batch", "job-definition/load:7"), "dependsOn": []}
        return {name: value for name, value in full.items() if value is not None}
    found = [job("nightly-load", "SUCCEEDED", 700, 698, 640, "Essential container in task exited")]
    if queue.key == ("shinonome-test-sg", "BatchQueue"):
        found += [job("reload-2026-11", "RUNNABLE", 400, reason=STUCK), job("backfill", "RUNNABLE", 96),
                  job("hourly-load", "FAILED", 130, 128, 121, "Essential container in task exited")]
    if queue.key == ("aurora-prod-eu", "BatchQueue"):  # its transient instance stays and stays
        found += [job("compact-archive", "RUNNING", 9 * 60 + 14, 9 * 60 + 11)]
    return found


def _ms(asked, minutes):
    """Milliseconds, so many minutes before the sandbox began."""
    if minutes is None:
        return None
    return int((asked.front.seeded - datetime.timedelta(minutes=minutes)).timestamp() * 1000)


@answers("batch", "ListJobs")
def list_jobs(asked):
    queues = [t for t in asked.things(QUEUE) if asked.params.get("jobQueue") in (t.id, t.name)]
    if not queues:
        raise AwsError("ClientException", f"{asked.params.get('jobQueue')} does not exist", 400)
    kept = ("jobId", "jobName", "createdAt", "status", "statusReason", "startedAt", "stoppedAt", "jobDefinition")
    wanted = asked.params.get("jobStatus") or "RUNNING"
    jobs = [j for j in _jobs(asked, queues[0]) if asked.params.get("filters") or j["status"] == wanted]
    found = [{**{k: v for k, v in j.items() if k in kept},
              "jobArn": queues[0].arn("batch", f"job/{j['jobId']}")} for j in jobs]
    return _paged(asked, "jobSummaryList", found)


@answers("batch", "DescribeJobs")
def describe_jobs(asked):
    wanted = {j.rpartition("/")[2] for j in asked.params.get("jobs") or ()}
    return {"jobs": [j for queue in asked.things(QUEUE) for j in _jobs(asked, queue) if j["jobId"] in wanted]}


# Amplify

def _app(thing):
    return {
        "appId": thing.name, "appArn": thing.arn("amplify", f"apps/{thing.name}"), "name": f"{thing.stack}-website",
        "description": "", "repository": "https://git.nordlys.example/website", "platform": "WEB",
        "createTime": thing.made, "updateTime": thing.made, "defaultDomain": f"{thing.name}.amplifyapp.com",
        "environmentVariables": {"PAYMENT_KEY": "amplify_" + thing.digest("secret", 24)},
        "enableBranchAutoBuild": True, "enableBasicAuth": True,
        "basicAuthCredentials": "amplify_" + thing.digest("basic", 24)}


def _wanted_app(asked):
    thing = next((t for t in asked.things(APP) if t.name == asked.params.get("appId")), None)
    if thing is None:
        raise AwsError("NotFoundException", f"App {asked.params.get('appId')} not found.", 404)
    return thing


@answers("amplify", "ListApps")
def list_apps(asked):
    return _paged(asked, "apps", [_app(thing) for thing in asked.things(APP)])


@answers("amplify", "GetApp")
def get_app(asked):
    return {"app": _app(_wanted_app(asked))}


@answers("amplify", "ListBranches")
def list_branches(asked):
    thing = _wanted_app(asked)
    failed = thing.key in FAILED_BUILDS
    found = [{
        "branchArn": thing.arn("amplify", f"apps/{thing.name}/branches/{name}"), "branchName": name,
        "description": "", "stage": stage, "displayName": name, "enableNotification": False, "createTime": thing.made,
        "updateTime": thing.made, "environmentVariables": {"TOKEN": "amplify_" + thing.digest(name, 24)},
        "enableAutoBuild": True, "customDomains": [], "framework": "React", "activeJobId": "42" if failed else "41",
        "totalNumberOfJobs": "42" if failed else "41", "enableBasicAuth": False, "ttl": "5",
        "enablePullRequestPreview": False} for name, stage in (("main", "PRODUCTION"), ("next", "BETA"))]
    return _paged(asked, "branches", found)


@answers("amplify", "ListJobs")
def list_amplify_jobs(asked):
    thing = _wanted_app(asked)
    failed = thing.key in FAILED_BUILDS and asked.params.get("branchName") == "main"
    found = [_build(asked, thing, 42, "FAILED", 38)] if failed else []
    found += [_build(asked, thing, number, "SUCCEED", 60 * 24 * (43 - number)) for number in (41, 40, 39)]
    return _paged(asked, "jobSummaries", found)


def _build(asked, thing, number, status, minutes):
    start = asked.front.seeded - datetime.timedelta(minutes=minutes)
    branch = asked.params.get("branchName") or "main"
    return {"jobArn": thing.arn("amplify", f"apps/{thing.name}/branches/{branch}/jobs/{number:010d}"),
            "jobId": str(number), "commitId": thing.digest(f"commit {number}", 40),
            "commitMessage": "Build the website", "commitTime": start, "startTime": start, "status": status,
            "endTime": start + datetime.timedelta(minutes=3), "jobType": "RELEASE"}


# Step Functions

def _machine(asked, parameter):
    thing = next((t for t in asked.things(MACHINE) if t.id == asked.params.get(parameter)), None)
    if thing is None:
        raise AwsError("StateMachineDoesNotExist",
                       f"State Machine Does Not Exist: '{asked.params.get(parameter)}'", 400)
    return thing


@answers("states", "ListStateMachines")
def list_state_machines(asked):
    return _paged(asked, "stateMachines", [
        {"stateMachineArn": t.id, "name": t.name, "type": "STANDARD", "creationDate": t.made}
        for t in asked.things(MACHINE)])


@answers("states", "DescribeStateMachine")
def describe_state_machine(asked):
    thing = _machine(asked, "stateMachineArn")
    return {"stateMachineArn": thing.id, "name": thing.name, "status": "ACTIVE", "type": "STANDARD",
            "definition": '{"StartAt":"Load","States":{"Load":{"Type":"Task","Resource":"arn:aws:states:::lambda:'
                          'invoke","Parameters":{"ApiToken":"flow_' + thing.digest("secret", 24) + '"},"End":true}}}',
            "roleArn": f"arn:aws:iam::{thing.account}:role/{thing.stack}-flow", "creationDate": thing.made,
            "loggingConfiguration": {"level": "ERROR", "includeExecutionData": False, "destinations": []},
            "tracingConfiguration": {"enabled": False}}


@answers("states", "ListExecutions")
def list_executions(asked):
    thing = _machine(asked, "stateMachineArn")
    found = [run for run in _executions(asked, thing) if asked.params.get("statusFilter") in (None, run["status"])]
    return _paged(asked, "executions", found)


def _executions(asked, thing):
    """One each ten minutes of the last three hours, newest first."""
    story = asked.front.ailments.of((thing.installation, thing.logical, "ExecutionsFailed"))
    top = int(asked.now.timestamp()) // 600 * 600
    for start in range(top, top - 3 * 3600, -600):
        at = datetime.datetime.fromtimestamp(start, datetime.timezone.utc)
        failed = any(ill.start <= start + 41 and start < ill.end for ill in story)
        run = {"executionArn": thing.arn("states", f"execution:{thing.name}:load-{start}"),
               "stateMachineArn": thing.id, "name": f"load-{start}", "startDate": at,
               "status": "FAILED" if failed else "SUCCEEDED", "stopDate": at + datetime.timedelta(seconds=41)}
        if run["stopDate"] > asked.now:
            run["status"] = "RUNNING"
            del run["stopDate"]
        yield run
