"""How seeded stacks came to be as they are: resources of each kind, and the events of a life."""

import datetime
import hashlib

from .stacks import Resource, SeededStack

KINDS = {  # logical id -> resource type
    "network": (
        ("Vpc", "AWS::EC2::VPC"), ("SubnetA", "AWS::EC2::Subnet"), ("SubnetB", "AWS::EC2::Subnet"),
        ("RouteTable", "AWS::EC2::RouteTable"), ("SecurityGroup", "AWS::EC2::SecurityGroup"),
        ("S3Endpoint", "AWS::EC2::VPCEndpoint"), ("FlowLog", "AWS::EC2::FlowLog"),
        ("FlowLogRole", "AWS::IAM::Role"),
    ),
    "storage": (
        ("LandingBucket", "AWS::S3::Bucket"), ("ArchiveBucket", "AWS::S3::Bucket"),
        ("LandingBucketPolicy", "AWS::S3::BucketPolicy"), ("DataKey", "AWS::KMS::Key"),
        ("DataKeyAlias", "AWS::KMS::Alias"), ("CatalogTable", "AWS::DynamoDB::Table"),
        ("BucketSizeAlarm", "AWS::CloudWatch::Alarm"),
        ("Database", "AWS::RDS::DBCluster"), ("DatabaseWriter", "AWS::RDS::DBInstance"),
        ("DatabaseReader", "AWS::RDS::DBInstance"),
    ),
    "ingest": (
        ("ParserFunction", "AWS::Lambda::Function"), ("ParserRole", "AWS::IAM::Role"),
        ("ParserLogGroup", "AWS::Logs::LogGroup"), ("EnrichFunction", "AWS::Lambda::Function"),
        ("EnrichRole", "AWS::IAM::Role"), ("EnrichLogGroup", "AWS::Logs::LogGroup"),
        ("EventsQueue", "AWS::SQS::Queue"), ("EventsDeadLetters", "AWS::SQS::Queue"),
        ("EventsQueuePolicy", "AWS::SQS::QueuePolicy"), ("QueueMapping", "AWS::Lambda::EventSourceMapping"),
        ("OffsetsTable", "AWS::DynamoDB::Table"), ("DeliveryStream", "AWS::KinesisFirehose::DeliveryStream"),
        ("DeliveryRole", "AWS::IAM::Role"), ("ScheduleRule", "AWS::Events::Rule"),
        ("SchedulePermission", "AWS::Lambda::Permission"), ("AgeAlarm", "AWS::CloudWatch::Alarm"),
        ("DeadLetterAlarm", "AWS::CloudWatch::Alarm"), ("ParserErrorsAlarm", "AWS::CloudWatch::Alarm"),
        ("EnrichErrorsAlarm", "AWS::CloudWatch::Alarm"), ("ThrottleAlarm", "AWS::CloudWatch::Alarm"),
        ("OperationsTopic", "AWS::SNS::Topic"), ("Dashboard", "AWS::CloudWatch::Dashboard"),
    ),
    "api": (
        ("RestApi", "AWS::ApiGateway::RestApi"), ("Deployment", "AWS::ApiGateway::Deployment"),
        ("Stage", "AWS::ApiGateway::Stage"), ("UsagePlan", "AWS::ApiGateway::UsagePlan"),
        ("HandlerFunction", "AWS::Lambda::Function"), ("HandlerRole", "AWS::IAM::Role"),
        ("HandlerPermission", "AWS::Lambda::Permission"), ("AccessLogBucket", "AWS::S3::Bucket"),
        ("SessionsTable", "AWS::DynamoDB::Table"), ("LatencyAlarm", "AWS::CloudWatch::Alarm"),
        ("FiveHundredsAlarm", "AWS::CloudWatch::Alarm"),
        ("Portal", "AWS::ElasticBeanstalk::Application"),
        ("PortalEnvironment", "AWS::ElasticBeanstalk::Environment"),
        ("Website", "AWS::Amplify::App"),
    ),
    "loader": (
        ("LoadFunction", "AWS::Lambda::Function"), ("LoadRole", "AWS::IAM::Role"),
        ("LoadQueue", "AWS::SQS::Queue"), ("LoadRule", "AWS::Events::Rule"),
        ("LoadAlarm", "AWS::CloudWatch::Alarm"), ("Warehouse", "AWS::Redshift::Cluster"),
        ("BatchEnvironment", "AWS::Batch::ComputeEnvironment"), ("BatchQueue", "AWS::Batch::JobQueue"),
        ("LoadWorkflow", "AWS::StepFunctions::StateMachine"),
    ),
}
LARGE = {"Portal", "PortalEnvironment", "Website"}  # not where there are a thousand of them
DESCRIPTIONS = {
    "network": "Private network of the installation", "storage": "Buckets, keys and catalogue",
    "ingest": "Receives, parses and stores events", "api": "Public query API",
    "loader": "Loads batches into the warehouse",
}
BATCH = {"JobQueue": "job-queue", "ComputeEnvironment": "compute-environment"}
INITIATED = "Resource creation Initiated"
USER = "User Initiated"
CANCELLED = "Resource update cancelled"


class Story:
    """Writes events one after the other; time moves on with each."""

    def __init__(self, stack, at):
        self.stack = stack
        self.at = at

    def tell(self, status, reason=None, resource=None, after_s=2.417):
        self.at += datetime.timedelta(seconds=after_s)
        self.stack.add_event(self.at, status, resource, reason)
        if resource:
            resource.status, resource.reason, resource.at = status, reason, self.at
        else:
            self.stack.status, self.stack.status_reason = status, reason


def build(place, suffix, kind, scenario, options, now):
    """Make one stack of an installation and register it with moto."""
    options = dict(options)
    minutes = options.get("minutes", 0)
    age = datetime.timedelta(days=options.get("days", 0), minutes=minutes)
    name = f"{place.name}-{suffix}"
    stack = SeededStack(place.account, place.region, name, now - age,
                        options.get("description", DESCRIPTIONS[kind]))
    stack.seed_resources = [_resource(place, name, logical, type_, stack.creation_time)
                            for logical, type_ in KINDS[kind]
                            if not (options.get("small") and logical in LARGE)]
    _furnish(stack, place, kind)
    SCENARIOS[scenario](stack, options, now)
    _drift(stack, options, now)
    return stack.register()


def _resource(place, stack_name, logical, type_, at):
    tail = hashlib.sha256(f"{stack_name}/{logical}".encode()).hexdigest()[:12]
    short = type_.split("::")[1:]
    physical = {
        "EC2": f"{short[1].lower()[:6]}-{tail}",
        "SQS": f"https://sqs.{place.region}.amazonaws.com/{place.account}/{stack_name}-{logical}",
        "SNS": f"arn:aws:sns:{place.region}:{place.account}:{stack_name}-{logical}",
        "S3": f"{stack_name}-{logical.lower()}-{tail}",
        "ApiGateway": tail[:10],
        "RDS": f"{stack_name}-{logical}-{tail}".lower(),
        "Redshift": f"{stack_name}-{logical}-{tail}".lower(),
        "ElasticBeanstalk": f"{stack_name}-{logical}"[-40:].lstrip("-"),
        "Amplify": f"d{tail}",
        "Batch": f"arn:aws:batch:{place.region}:{place.account}:{BATCH.get(short[1])}/{logical}-{tail}",
        "StepFunctions": f"arn:aws:states:{place.region}:{place.account}:stateMachine:"
                         f"{stack_name}-{logical}",
    }.get(short[0], f"{stack_name}-{logical}-{tail.upper()}")
    return Resource(logical, physical, type_, "CREATE_IN_PROGRESS", at)


def _furnish(stack, place, kind):
    stack.seed_parameters = {"Environment": place.name.split("-")[1], "Installation": place.name,
                             "Retention": "30"}
    if kind in ("api", "loader"):
        stack.seed_parameters["DbPassword"] = "****"  # NoEcho: AWS masks it
    if kind == "api":
        stack.seed_parameters["ApiToken"] = "tok_0f3e6d8a41b2"  # not NoEcho: shown, and looks secret
        stack.seed_outputs["Endpoint"] = f"https://{place.name}.execute-api.{place.region}.amazonaws.com/v1"
    stack.seed_outputs["Version"] = "2026.11.2"
    stack.tags = {"candor-installation": place.name, "owner": "platform", "customer": place.customer}


def _drift(stack, options, now):
    if "drift" not in options:
        return
    stack.drift_status = options["drift"]
    stack.drift_at = now - datetime.timedelta(hours=2, minutes=11)
    for resource in stack.seed_resources:
        hit = resource.logical_id == options.get("drifted")
        resource.drift = "MODIFIED" if hit else "IN_SYNC"


# Scenarios: each leaves the stack in the state its name says

def _created(stack):
    story = Story(stack, stack.creation_time)
    story.tell("CREATE_IN_PROGRESS", USER, after_s=0)
    for resource in stack.seed_resources:
        story.tell("CREATE_IN_PROGRESS", None, resource, 0.9)
        story.tell("CREATE_IN_PROGRESS", INITIATED, resource, 1.3)
        story.tell("CREATE_COMPLETE", None, resource, 4.2)
    story.tell("CREATE_COMPLETE")
    return story


def complete(stack, options, now):
    story = _created(stack)
    if "updated_days" in options:
        story.at = now - datetime.timedelta(days=options["updated_days"])
        _update_starts(story, stack)
        for resource in stack.seed_resources[:3]:
            story.tell("UPDATE_IN_PROGRESS", None, resource)
            story.tell("UPDATE_COMPLETE", None, resource, 7)
        story.tell("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        story.tell("UPDATE_COMPLETE")


def _update_starts(story, stack):
    story.tell("UPDATE_IN_PROGRESS", USER, after_s=0)
    stack.updated_at = story.at


def _update_breaks(stack, options, now, minutes_before_end):
    story = _created(stack)
    story.at = now - datetime.timedelta(minutes=options["minutes"] + minutes_before_end)
    _update_starts(story, stack)
    culprit = _culprit(stack, options)
    siblings = [r for r in stack.seed_resources if r is not culprit][:3]
    story.tell("UPDATE_IN_PROGRESS", None, siblings[0], 1)
    story.tell("UPDATE_COMPLETE", None, siblings[0], 5)
    for resource in (culprit, *siblings[1:]):
        story.tell("UPDATE_IN_PROGRESS", None, resource, 0.4)
    story.tell("UPDATE_FAILED", options["reason"], culprit, 9)
    for resource in siblings[1:]:
        story.tell("UPDATE_FAILED", CANCELLED, resource, 0.2)
    return story, culprit, siblings


def rolled_back(stack, options, now):
    story, culprit, siblings = _update_breaks(stack, options, now, 1.5)
    names = ", ".join(r.logical_id for r in (culprit, *siblings[1:]))
    story.tell("UPDATE_ROLLBACK_IN_PROGRESS",
               f"The following resource(s) failed to update: [{names}]. ")
    for resource in (culprit, *siblings):
        story.tell("UPDATE_IN_PROGRESS", None, resource)
        story.tell("UPDATE_COMPLETE", None, resource, 6)
    story.tell("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    story.at = now - datetime.timedelta(minutes=options["minutes"])
    story.tell("UPDATE_ROLLBACK_COMPLETE", after_s=0)


def update_failed(stack, options, now):
    """An update with rollback disabled: the stack stays where it broke."""
    story, culprit, siblings = _update_breaks(stack, options, now, 1)
    names = ", ".join(r.logical_id for r in (culprit, *siblings[1:]))
    story.at = now - datetime.timedelta(minutes=options["minutes"])
    story.tell("UPDATE_FAILED", f"The following resource(s) failed to update: [{names}]. ", after_s=0)


def updating(stack, options, now):
    story = _created(stack)
    story.at = now - datetime.timedelta(minutes=options["minutes"])
    _update_starts(story, stack)
    first, second = stack.seed_resources[:2]
    story.tell("UPDATE_IN_PROGRESS", None, first)
    story.tell("UPDATE_COMPLETE", None, first, 12)
    story.tell("UPDATE_IN_PROGRESS", None, second)


def _creation_breaks(stack, options):
    story = Story(stack, stack.creation_time)
    story.tell("CREATE_IN_PROGRESS", USER, after_s=0)
    culprit = _culprit(stack, options)
    made = [r for r in stack.seed_resources if r is not culprit][:4]
    stack.seed_resources = made + [culprit]
    for resource in made:
        story.tell("CREATE_IN_PROGRESS", INITIATED, resource, 1)
        story.tell("CREATE_COMPLETE", None, resource, 4)
    story.tell("CREATE_IN_PROGRESS", None, culprit, 1)
    story.tell("CREATE_FAILED", options["reason"], culprit, 3)
    return story, culprit, made


def creation_failed(stack, options, _now):
    story, culprit, _ = _creation_breaks(stack, options)
    story.tell("CREATE_FAILED",
               f"The following resource(s) failed to create: [{culprit.logical_id}]. ")


def creation_rolled_back(stack, options, _now):
    story, culprit, made = _creation_breaks(stack, options)
    story.tell("ROLLBACK_IN_PROGRESS",
               f"The following resource(s) failed to create: [{culprit.logical_id}]. "
               "Rollback requested by user.")
    for resource in (culprit, *made[::-1]):
        story.tell("DELETE_IN_PROGRESS", None, resource)
        story.tell("DELETE_COMPLETE", None, resource, 5)
    story.tell("ROLLBACK_COMPLETE")


def _culprit(stack, options):
    return next(r for r in stack.seed_resources if r.logical_id == options["culprit"])


SCENARIOS = {scenario.__name__: scenario for scenario in (
    complete, rolled_back, update_failed, updating, creation_failed, creation_rolled_back)}
