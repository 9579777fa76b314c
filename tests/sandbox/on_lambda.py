"""Lambda: functions with environments that must never be seen, and their event source mappings.

`answers` rows are fixtures: moto runs no function, and none of its functions fails."""

import datetime

from . import fleet
from .answers import answers, with_token
from .errors import AwsError

FUNCTION, MAPPING = "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"
PAGE = 50
SICK = {  # (installation, logical id) -> members of its configuration
    ("aurora-lab-us", "LoadFunction"): {
        "LastUpdateStatus": "Failed", "LastUpdateStatusReasonCode": "InvalidSubnet",
        "LastUpdateStatusReason": "The subnet ID 'subnet-0a1b2c' does not exist \u009b31m(lab)"},
    ("shinonome-dr-jp", "EnrichFunction"): {
        "State": "Failed", "StateReasonCode": "KMSKeyAccessDenied",
        "StateReason": "Lambda was unable to decrypt the environment variables because KMS access was denied."},
    ("shinonome-test-sg", "LoadFunction"): {
        "LastUpdateStatus": "InProgress", "LastUpdateStatusReasonCode": "Creating",
        "LastUpdateStatusReason": "The function is being updated."},
    ("aurora-staging-eu", "EnrichFunction"): {
        "State": "Inactive", "StateReasonCode": "Idle",
        "StateReason": "The function is idle and is reclaimed."},
}
RESERVED = {("aurora-prod-eu", "ParserFunction"): 40, ("aurora-staging-eu", "ParserFunction"): 0}
SICK_MAPPINGS = {
    ("aurora-prod-eu", "QueueMapping"): {
        "State": "Disabled", "StateTransitionReason": "USER_INITIATED",
        "LastProcessingResult": "PROBLEM: Function call failed"},
    ("aurora-staging-eu", "QueueMapping"): {
        "State": "Enabled", "LastProcessingResult": "PROBLEM: Lambda failed to assume your function execution role."},
}


def environment(thing):
    """Variables with secrets: whoever shows one of these has leaked it."""
    return {
        "STAGE": thing.installation, "LOG_LEVEL": "info",
        "DATABASE_URL": f"postgres://loader:{fleet.letters('db ' + thing.id, 20)}@db.internal/main",
        "API_TOKEN": "tok_" + fleet.letters("token " + thing.id, 24).lower(),
        "AWS_SECRET": fleet.letters("secret " + thing.id, 40)}


def arn(thing):
    return thing.arn("lambda", f"function:{thing.name}")


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _configuration(asked, thing):
    story = asked.front.story
    view = {
        "FunctionName": thing.name, "FunctionArn": arn(thing), "Runtime": "python3.13",
        "Role": thing.arn("iam", f"role/{thing.stack}-role").replace(f":{thing.region}:", "::"),
        "Handler": "main.handler", "CodeSize": 4_310_221, "Description": f"{thing.logical} of {thing.stack}",
        "Timeout": 60, "MemorySize": 1024, "LastModified": stamp(thing.made),
        "CodeSha256": thing.digest("code", 44), "Version": "$LATEST",
        "Environment": {"Variables": environment(thing)}, "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": thing.digest("revision", 36), "State": "Active",
        "LastUpdateStatus": "Successful", "PackageType": "Zip", "Architectures": ["arm64"],
        "EphemeralStorage": {"Size": 512}, "LoggingConfig": {"LogFormat": "JSON",
                                                             "LogGroup": f"/aws/lambda/{thing.name}"},
        **SICK.get(thing.key, {})}
    changed = story.changed(thing)
    if changed:
        view["LastModified"] = stamp(changed)
        view["CodeSha256"] = thing.digest(f"code {changed}", 44)
    return view


def _stranger(asked):
    """A function of the customer's own, which is in no stack of an installation."""
    return {"FunctionName": "payroll-export",
            "FunctionArn": f"arn:aws:lambda:{asked.region}:{asked.account}:function:payroll-export",
            "Runtime": "nodejs22.x", "Handler": "index.handler", "State": "Active",
            "LastUpdateStatus": "Successful", "LastModified": "2026-01-31T09:00:00.000+0000",
            "Environment": {"Variables": {"PAYROLL_PASSWORD": fleet.letters("payroll", 20)}}}


@answers("lambda", "ListFunctions")
def list_functions(asked):
    found = [_configuration(asked, thing) for thing in asked.things(FUNCTION)]
    if found:
        found.append(_stranger(asked))
    page, token = asked.page(found, PAGE, "MaxItems", "Marker")
    return with_token({"Functions": page}, "NextMarker", token)


def _function(asked):
    """The thing that FunctionName means; None: moto may have it."""
    return asked.thing(FUNCTION, asked.params.get("FunctionName"))


@answers("lambda", "GetFunctionConfiguration")
def get_function_configuration(asked):
    thing = _function(asked)
    return _configuration(asked, thing) if thing else None


@answers("lambda", "GetFunctionConcurrency")
def get_function_concurrency(asked):
    thing = _function(asked)
    if thing is None:
        raise AwsError("ResourceNotFoundException", "Function not found: "
                       f"{asked.params.get('FunctionName')}", 404)
    reserved = RESERVED.get(thing.key)
    return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}


@answers("lambda", "ListEventSourceMappings")
def list_event_source_mappings(asked):
    function = asked.params.get("FunctionName")
    wanted = asked.thing(FUNCTION, function) if function else None
    found = [m for m in map(lambda t: _mapping(asked, t), asked.things(MAPPING))
             if not function or (wanted and m["FunctionArn"] == arn(wanted))]
    page, token = asked.page(found, 100, "MaxItems", "Marker")
    return with_token({"EventSourceMappings": page}, "NextMarker", token)


def _mapping(asked, thing):
    siblings = {t.logical: t for t in asked.things(FUNCTION) if t.stack == thing.stack}
    queues = [t for t in asked.things("AWS::SQS::Queue") if t.stack == thing.stack]
    sick = SICK_MAPPINGS.get(thing.key, {})
    ago = datetime.timedelta(minutes=13) if sick else asked.now - thing.made
    return {
        "UUID": thing.name, "BatchSize": 10, "EventSourceArn": queues[0].arn("sqs", queues[0].name),
        "EventSourceMappingArn": thing.arn("lambda", f"event-source-mapping:{thing.name}"),
        "FunctionArn": arn(siblings["ParserFunction"]), "LastModified": asked.now - ago,
        "State": "Enabled", "StateTransitionReason": "USER_INITIATED",
        "LastProcessingResult": "OK", **sick}
