"""The evaluator alone: documents in, decisions out."""

import pytest

from . import iam


def decide(*statements, action="s3:GetObject", resource="arn:aws:s3:::b/k", **context):
    pairs = {key.replace("__", ":"): value for key, value in context.items()}
    return iam.decide([{"Statement": list(statements)}],
                      iam.Ask(action, resource, iam.context_of(pairs)))


def allow(condition=None, **changes):
    base = {"Effect": "Allow", "Action": "*", "Resource": "*", **changes}
    return {**base, "Condition": condition} if condition else base


@pytest.mark.parametrize("statement,wanted", [
    (allow(), iam.ALLOW),
    (allow(Action="s3:Get*"), iam.ALLOW),
    (allow(Action="S3:getobject"), iam.ALLOW),
    (allow(Action="s3:Put*"), iam.SILENT),
    (allow(NotAction="s3:*", Action=[]), iam.SILENT),
    (allow(Resource="arn:aws:s3:::b/*"), iam.ALLOW),
    (allow(Resource="arn:aws:s3:::B/*"), iam.SILENT),
    (allow(Resource="arn:aws:s3:::b/[k]"), iam.SILENT),
    (allow(NotResource="arn:aws:s3:::b/*", Resource=[]), iam.SILENT),
    (allow(Effect="Deny"), iam.DENY),
])
def test_actions_and_resources(statement, wanted):
    assert decide(statement) == wanted


def test_deny_beats_allow_whatever_the_order():
    deny = allow(Effect="Deny", Action="s3:GetObject")
    assert decide(allow(), deny) == decide(deny, allow()) == iam.DENY


CONDITIONS = [
    ({"StringEquals": {"aws:username": "mira"}}, True),
    ({"StringEquals": {"aws:username": ["jo", "mira"]}}, True),
    ({"StringEquals": {"aws:username": "Mira"}}, False),
    ({"StringEqualsIgnoreCase": {"aws:username": "Mira"}}, True),
    ({"StringNotEquals": {"aws:username": "mira"}}, False),
    ({"StringLike": {"aws:username": "m?r*"}}, True),
    ({"StringEquals": {"aws:UserName": "mira"}}, True),  # keys ignore case
    ({"StringEquals": {"sts:ExternalId": "x"}}, False),  # absent
    ({"StringEqualsIfExists": {"sts:ExternalId": "x"}}, True),
    ({"StringNotEquals": {"sts:ExternalId": "x"}}, True),  # absent, negated
    ({"Null": {"sts:ExternalId": "true"}}, True),
    ({"Null": {"sts:ExternalId": "false"}}, False),
    ({"Null": {"aws:username": "false"}}, True),
    ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, False),
    ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, True),
    ({"Bool": {"aws:SecureTransport": "true"}}, True),
    ({"DateLessThan": {"aws:CurrentTime": "2026-11-23T12:00:00Z"}}, True),
    ({"DateLessThan": {"aws:CurrentTime": "2026-11-23T10:00:00Z"}}, False),
    ({"DateGreaterThan": {"aws:EpochTime": "1000"}}, True),
    ({"NumericLessThanEquals": {"sts:DurationSeconds": "900"}}, True),
    ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, True),
    ({"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, False),
    ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/ops/*"}}, True),
    ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ops/mira"}}, True),
    ({"ArnLike": {"aws:PrincipalArn": "arn:aws:*"}}, False),  # * never crosses a colon
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b", "c"]}}, True),
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}, False),
    ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}, True),
    ({"ForAllValues:StringEquals": {"sts:TransitiveTagKeys": ["a"]}}, True),  # absent
    ({"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": ["a"]}}, False),
    ({"StringEquals": {"aws:TagKeys": ["a", "b"]}}, False),  # many values, no qualifier
    ({"StringEquals": {"aws:PrincipalTag/Mode": "debug"}}, True),
    ({"StringEquals": {"aws:username": "${aws:username}"}}, True),
    ({"StringEquals": {"aws:username": "${sts:ExternalId}"}}, False),
    ({"StringEquals": {"aws:VpcSourceIp": "10.0.0.1"}}, False),  # unknown key
    ({"StringNotEquals": {"aws:VpcSourceIp": "10.0.0.1"}}, False),
    ({"Null": {"aws:VpcSourceIp": "true"}}, False),
    ({"BinaryEquals": {"aws:username": "bWlyYQ=="}}, False),  # unknown operator
    ({"StringEquals": {"aws:username": "mira"}, "Bool": {"aws:SecureTransport": "false"}}, False),
]
CONTEXT = {
    "aws:username": "mira", "aws:SecureTransport": True, "aws:SourceIp": "127.0.0.1",
    "aws:CurrentTime": "2026-11-23T11:00:00Z", "aws:EpochTime": 1795000000,
    "sts:DurationSeconds": 900, "aws:PrincipalArn": "arn:aws:iam::1:role/ops/mira",
    "aws:TagKeys": ["a", "b"], "aws:PrincipalTag/mode": "debug",
}


@pytest.mark.parametrize("condition,holds", CONDITIONS)
def test_conditions(condition, holds):
    ask = iam.Ask("s3:GetObject", "r", iam.context_of(CONTEXT))
    got = iam.decide([{"Statement": allow(condition)}], ask)
    assert got == (iam.ALLOW if holds else iam.SILENT)


@pytest.mark.parametrize("condition", [
    {"StringEquals": {"aws:VpcSourceIp": "10.0.0.1"}}, {"BinaryEquals": {"aws:username": "x"}},
])
def test_a_deny_that_cannot_be_judged_denies(condition):
    assert decide(allow(), allow(condition, Effect="Deny")) == iam.DENY


def test_an_unknown_resource_is_allowed_only_by_a_star():
    assert decide(allow(), resource=None) == iam.ALLOW
    assert decide(allow(Resource="arn:aws:s3:::b/*"), resource=None) == iam.SILENT
    deny = allow(Effect="Deny", Resource="arn:aws:s3:::b/*")
    assert decide(allow(), deny, resource=None) == iam.DENY


@pytest.mark.parametrize("principal,wanted", [
    ("*", iam.ALLOW), ({"AWS": "*"}, iam.ALLOW), ({"AWS": "111"}, iam.ALLOW),
    ({"AWS": "arn:aws:iam::111:root"}, iam.ALLOW), ({"AWS": ["x", "arn:me"]}, iam.ALLOW),
    ({"AWS": "arn:aws:iam::222:root"}, iam.SILENT), ({"Service": "ec2.amazonaws.com"}, iam.SILENT),
    ({"AWS": "arn:aws:iam::111:*"}, iam.SILENT),  # principals take no partial wildcard
])
def test_principals(principal, wanted):
    document = {"Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}}
    names = ["arn:me", "arn:aws:iam::111:root", "111"]
    got, direct = iam.decide_trust(document, iam.Ask("sts:AssumeRole", "r", {}), names)
    assert got == wanted
    assert direct == (principal == {"AWS": ["x", "arn:me"]})
