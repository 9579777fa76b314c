"""Puts the fleet into moto: users, roles, policies and stacks."""

import json

from moto.iam.models import iam_backends

from . import fleet, stories

HEARTBEATS = "*heartbeats*"  # tables that an operator may query
TAG_KEYS = ["candor-operator", "candor-mode", "candor-installation", "candor-incident"]
OBSERVE = (
    "cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResource", "cloudformation:DescribeStackResources",
    "cloudformation:ListStacks", "cloudformation:ListStackResources",
    "cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory", "cloudwatch:GetMetricData",
    "cloudwatch:ListMetrics",
    "lambda:ListFunctions", "lambda:GetFunctionConfiguration", "lambda:GetFunctionConcurrency",
    "lambda:ListEventSourceMappings", "dynamodb:DescribeTable",
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingActivities", "firehose:DescribeDeliveryStream",
    "redshift:DescribeClusters", "redshift:DescribeLoggingStatus",
    "elasticbeanstalk:DescribeEnvironments", "elasticbeanstalk:DescribeEnvironmentHealth",
    "elasticbeanstalk:DescribeInstancesHealth", "batch:DescribeJobQueues",
    "batch:DescribeComputeEnvironments", "batch:ListJobs", "batch:DescribeJobs",
    "ec2:DescribeInstances",
    "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:DescribePendingMaintenanceActions",
    "amplify:ListApps", "amplify:GetApp",
    "amplify:ListBranches", "amplify:ListJobs", "states:ListStateMachines",
    "states:DescribeStateMachine", "states:ListExecutions", "sqs:GetQueueAttributes",
    "s3:GetBucketLocation", "s3:GetEncryptionConfiguration",
    "s3:GetBucketPublicAccessBlock", "s3:GetBucketVersioning", "s3:GetBucketLogging",
    "s3:GetLifecycleConfiguration",
    "logs:DescribeLogGroups", "iam:GetRole", "iam:GetPolicy",
    "iam:GetPolicyVersion", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies",
    "iam:GetRolePolicy", "sts:GetCallerIdentity",
)
METADATA = ("s3:ListBucket", "s3:GetObject")  # of the buckets made for it, and no other
METADATA_BUCKETS = ["arn:aws:s3:::*-metadata", "arn:aws:s3:::*-metadata/*"]
OPERATE = (
    "cloudformation:CreateChangeSet", "cloudformation:DescribeChangeSet",
    "cloudformation:ExecuteChangeSet", "cloudformation:DeleteChangeSet",
    "cloudformation:GetTemplate", "cloudformation:DeleteStack",
    "cloudformation:ContinueUpdateRollback", "cloudformation:DetectStackDrift",
)
GATEWAY = [f"arn:aws:apigateway:*::/{path}" for path in (
    "restapis", "restapis/*/stages", "apikeys", "usageplans")]
DEBUG = ("cloudformation:GetTemplate", "logs:DescribeQueries", "logs:StopQuery")


def plant(front, installations, now):
    """Everything the sandbox starts with."""
    _vendor(front)
    for admin in fleet.ADMINS:
        _user(admin, [_allow(["*"], ["*"])])
    by_account = {}
    for place in installations.values():
        by_account.setdefault(place.account, []).append(place)
    for account, places in by_account.items():
        _customer(account, places)
    for place in installations.values():
        for suffix, kind, scenario, options in place.stacks:
            stories.build(place, suffix, kind, scenario, options, now)


def _vendor(front):
    signed_in = _role(fleet.VENDOR, fleet.SSO_ROLE, "/aws-reserved/sso.amazonaws.com/",
                      _document([]))
    signed_in.put_policy("take-own-role", _document(
        [_allow(["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
                [fleet.MIRA.role_arn])]))
    for person in (fleet.MIRA, fleet.JO):
        actions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
        _user(person, [_allow(actions, [person.role_arn])])
        trust = {"Effect": "Allow", "Principal": {"AWS": [person.user_arn, signed_in.arn]},
                 "Action": actions}
        if person.wants_mfa:
            trust["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
            front.principals.add_mfa(person.mfa_serial, person.user_arn, person.mfa_seed)
        role = _role(fleet.VENDOR, person.name, "/candor-operators/", _document([trust]))
        role.put_policy("reach-customers", _document(
            [_allow(actions, [f"arn:aws:iam::*:role/{fleet.ROLE}"]),
             _allow(["dynamodb:Query"], [f"arn:aws:dynamodb:*:{fleet.VENDOR}:table/{HEARTBEATS}"])]))


def _customer(account, places):
    iam = iam_backends[account]["aws"]
    role = _role(account, fleet.ROLE, "/", _document(_trust(places)))
    for name, *statements in (
            ("CandorObserve", _allow(OBSERVE, ["*"]), _allow(METADATA, METADATA_BUCKETS),
             _allow(["apigateway:GET"], GATEWAY)),
            ("CandorOperate", _allow(OPERATE, ["*"], _in_mode(["operate", "debug"]))),
            ("CandorDebug", _allow(DEBUG, ["*"], _in_mode(["debug"])))):
        policy = iam.create_policy("", "/", _document(statements), name, [])
        policy.id = "ANPA" + fleet.letters(f"policy {account} {name}", 17)
        policy.attach_to(role)


def _trust(places):
    """The three statements a customer applies once."""
    principal = {
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{fleet.VENDOR}:root"}}
    arn = {"ArnLike": {"aws:PrincipalArn":
                       f"arn:aws:iam::{fleet.VENDOR}:role/candor-operators/*"}}
    tag_keys = {"ForAllValues:StringEquals": {"aws:TagKeys": TAG_KEYS}}
    equals = {
        "sts:ExternalId": places[0].external_id,
        "aws:RequestTag/candor-installation": [place.name for place in places],
        "aws:RequestTag/candor-mode": ["observe", "operate", "debug"]}
    shapes = {"sts:RoleSessionName": "?*@?*", "sts:SourceIdentity": "?*",
              "aws:RequestTag/candor-operator": "?*"}
    return [
        {**principal, "Sid": "Assume", "Action": "sts:AssumeRole",
         "Condition": {**arn, "StringEquals": equals, "StringLike": shapes, **tag_keys}},
        {**principal, "Sid": "Tag", "Action": "sts:TagSession", "Condition": {**arn, **tag_keys}},
        {**principal, "Sid": "Identify", "Action": "sts:SetSourceIdentity",
         "Condition": {**arn, "StringLike": {"sts:SourceIdentity": "?*"}}},
    ]


def _in_mode(modes):
    return {"StringEquals": {"aws:PrincipalTag/candor-mode": modes}}


def _allow(actions, resources, condition=None):
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement


def _document(statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _user(person, statements):
    iam = iam_backends[person.account]["aws"]
    user = iam.create_user(fleet.HOME_REGION, person.name)
    user.id = "AIDA" + fleet.letters(f"user {person.account} {person.name}", 17)
    user.put_policy("own", _document(statements))
    key = iam.create_access_key(person.name)
    del iam.access_keys[key.access_key_id]
    key.access_key_id, key.secret_access_key = person.access_key, person.secret
    iam.access_keys[key.access_key_id] = key


def _role(account, name, path, trust):
    iam = iam_backends[account]["aws"]
    role = iam.create_role(
        role_name=name, assume_role_policy_document=trust, path=path, permissions_boundary=None,
        description="", tags=[], max_session_duration="3600")
    del iam.roles[role.id]
    role.id = "AROA" + fleet.letters(f"role {account} {name}", 17)
    iam.roles[role.id] = role
    return role
