#!/usr/bin/env python3
"""Make sigv4.json, query.json, wire.json and ops.json with botocore, from inputs of our own.

Run:  build/venv/bin/python tests/vectors/make_vectors.py

(any interpreter does: without botocore the script starts itself again with the one
of build/venv).  The clock stands still, so running it twice gives the same files.

sigv4.json  requests, signed in headers and in the query: path, query and header rules
query.json  calls of the query protocol: arguments, body, and the signature over it;
            the body is botocore's but for a blank, which candor writes as %20
wire.json   calls of the other protocols: what a row must say of the operation, the
            arguments, and the request
ops.json    the rows of core/aws/ops_*.c: what botocore knows of the service and the
            operation, and a request of each
"""

import datetime
import json
import os
import sys
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))

try:
    import botocore
except ImportError:
    VENV = os.path.join(HERE, "..", "..", "build", "venv", "bin", "python")
    if not os.path.exists(VENV) or os.path.samefile(VENV, sys.executable):
        sys.exit("make_vectors.py: botocore is not there: run scripts/deps")
    os.execv(VENV, [VENV, *sys.argv])

import botocore.session  # noqa: E402
from botocore.auth import (  # noqa: E402
    S3SigV4Auth,
    S3SigV4QueryAuth,
    SigV4Auth,
    SigV4QueryAuth,
)
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from botocore.serialize import create_serializer  # noqa: E402

TIME = datetime.datetime(2026, 11, 23, 7, 33, 37, tzinfo=datetime.timezone.utc)
STAMP = TIME.strftime("%Y%m%dT%H%M%SZ")
KEY_ID = "AKIACANDOR0TESTVECTOR"
SECRET = "candor/test+vector/0123456789abcdefghijk"
TOKEN = "IQoJb3JpZ2luX2VjECANDOR//+token/with=all+of/them=="
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def sign(case, headers, body):
    """Canonical request, string to sign and signature of one request, by botocore."""
    cred = Credentials(KEY_ID, SECRET, TOKEN if case["token"] else None)
    request = AWSRequest(case["method"], case["url"], headers=headers, data=body)
    request.context["timestamp"] = STAMP
    request.context["client_config"] = Config(
        s3={"payload_signing_enabled": not case["unsigned_payload"]})
    where = (cred, case["service"], case["region"])
    if case["expires"]:
        kind = S3SigV4QueryAuth if case["raw_path"] else SigV4QueryAuth
        auth = kind(*where, expires=case["expires"])
    else:
        auth = (S3SigV4Auth if case["raw_path"] else SigV4Auth)(*where)
    auth._modify_request_before_signing(request)
    canonical = auth.canonical_request(request)
    to_sign = auth.string_to_sign(request, canonical)
    return {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": auth.signature(to_sign, request),
    }


def signed(name, url, *, method="GET", headers=None, body="", service="lambda",
           region="eu-central-1", token=False, raw_path=False, unsigned=False,
           expires=0):
    case = {
        "name": name, "method": method, "url": url, "headers": headers or {},
        "body": body, "service": service, "region": region, "time": STAMP,
        "token": token, "raw_path": raw_path, "unsigned_payload": unsigned,
        "expires": expires,
    }
    case["expect"] = sign(case, dict(case["headers"]), body.encode())
    return case


LAMBDA = "https://lambda.eu-central-1.amazonaws.com"
S3 = "https://harbour-bundles.s3.eu-central-1.amazonaws.com"

SIGV4 = [
    signed("plain", "https://sts.eu-central-1.amazonaws.com/", service="sts"),
    signed("session-token", "https://sts.us-gov-west-1.amazonaws.com/", service="sts",
           region="us-gov-west-1", token=True),
    signed("form-body", "https://cloudformation.cn-north-1.amazonaws.com.cn/",
           method="POST", service="cloudformation", region="cn-north-1", token=True,
           headers={"Content-Type": FORM}, body="Action=ListStacks&Version=2010-05-15"),
    signed("host-with-port", "http://127.0.0.1:5055/", method="POST", service="sts",
           headers={"Content-Type": FORM}, body="Action=GetCallerIdentity"),
    signed("path-encoded-twice", LAMBDA + "/2015-03-31/functions/arn%3Aaws%3Alambda"
           "%3Aeu-central-1%3A210987654321%3Afunction%3Aharbour-crane%3Alive/policy"),
    signed("path-with-blank-and-umlaut", LAMBDA + "/kr%C3%A4ne/n%20o%201/%2B%2F"),
    signed("path-with-dots", LAMBDA + "/a/b/../c/./d//e/"),
    signed("path-above-the-root", LAMBDA + "/../../x"),
    signed("query-order", LAMBDA + "/?z=1&b=&a-1=x&a=2&a=1&a%2F=3&B=0&a.=4&a~=5"),
    signed("query-without-value", LAMBDA + "/?list&x=1&acl"),
    signed("query-coded-characters", LAMBDA + "/?q=%C3%BC%20%2B%26%3D%25%2F%3F&t=a%2Ab"),
    signed("headers-folded-and-sorted", LAMBDA + "/", headers={
        "X-Amz-Meta-B": "  two   blanks  inside ", "x-amz-meta-a": "first",
        "User-Agent": "candor/0.1 app/candor.01J", "Range": "bytes=0-9"}),
    signed("s3-path-as-it-is", S3 + "/2026//./a/../b%20c/%C3%A9t%C3%A9%2B.jsonl",
           service="s3", raw_path=True),
    signed("s3-sub-resource", S3 + "/?publicAccessBlock", service="s3", raw_path=True,
           token=True),
    signed("s3-put", S3 + "/bundle.tar", method="PUT", service="s3", raw_path=True,
           body="sealed", headers={"Content-Type": "application/x-tar"}),
    signed("s3-put-unsigned-body", S3 + "/bundle.tar", method="PUT", service="s3",
           raw_path=True, unsigned=True),
    signed("url-for-an-hour", LAMBDA + "/x%3Ay?b=2&a=1", expires=3600),
    signed("url-with-token", "https://sts.ap-south-1.amazonaws.com/?Action="
           "GetCallerIdentity&Version=2011-06-15", service="sts", region="ap-south-1",
           token=True, expires=60),
    signed("s3-url", S3 + "/a//b%2Bc", service="s3", raw_path=True, token=True,
           expires=604800),
]


SESSION = botocore.session.Session()


def call(name, op, region, url, token=True, **params):
    service, operation = op.split(":")
    model = SESSION.get_service_model(service)
    wire = create_serializer("query").serialize_to_request(
        params, model.operation_model(operation))
    pairs = [(key, str(value)) for key, value in wire["body"].items()]
    body = "&".join(quote(k, safe="-_.~") + "=" + quote(v, safe="-_.~")
                    for k, v in pairs)
    case = {
        "name": name, "op": op, "region": region, "url": url, "time": STAMP,
        "token": token, "params": params, "body": body,
        "method": wire["method"], "service": service, "raw_path": False,
        "unsigned_payload": False, "expires": 0,
    }
    case["expect"] = sign(case, {"Content-Type": FORM}, body.encode())
    return {k: case[k] for k in ("name", "op", "region", "url", "time", "token",
                                 "params", "body", "expect")}


STS = "https://sts.eu-central-1.amazonaws.com/"
CFN = "https://cloudformation.eu-central-1.amazonaws.com/"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "cloudformation:Describe*", "Resource": "*"}]})
ROLE = "arn:aws:iam::210987654321:role/candor/Harbour-Access"
STACK = ("arn:aws:cloudformation:eu-central-1:210987654321:stack/harbour-core/"
         "6c1f0d20-c0de-11f0-8de9-0242ac120002")

QUERY = [
    call("who-am-i", "sts:GetCallerIdentity", "eu-central-1", STS, token=False),
    call("who-am-i-in-china", "sts:GetCallerIdentity", "cn-northwest-1",
         "https://sts.cn-northwest-1.amazonaws.com.cn/"),
    call("role-plain", "sts:AssumeRole", "eu-central-1", STS, token=False,
         RoleArn=ROLE, RoleSessionName="mira@observe"),
    call("role-with-everything", "sts:AssumeRole", "eu-central-1", STS,
         RoleArn=ROLE, RoleSessionName="mira.hansen@observe", DurationSeconds=3600,
         ExternalId="harbour:7f/2=x", Policy=POLICY,
         PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
                     {"arn": "arn:aws:iam::210987654321:policy/candor/observe"}],
         Tags=[{"Key": "candor-operator", "Value": "Mira Håkansson / クレーン +1"},
               {"Key": "candor-mode", "Value": "observe"},
               {"Key": "candor:note", "Value": ""}],
         TransitiveTagKeys=["candor-operator", "candor-mode"],
         SourceIdentity="mira.hansen@vendor.example",
         SerialNumber="arn:aws:iam::098765432109:mfa/mira", TokenCode="654321"),
    call("role-in-govcloud", "sts:AssumeRole", "us-gov-east-1",
         "https://sts.us-gov-east-1.amazonaws.com/",
         RoleArn="arn:aws-us-gov:iam::210987654321:role/x", RoleSessionName="a=b,c"),
    call("stacks", "cloudformation:DescribeStacks", "eu-central-1", CFN),
    call("stacks-next-page", "cloudformation:DescribeStacks", "eu-central-1", CFN,
         NextToken="eyJ0IjoiMSJ9+/=& %~*'()!"),
    call("stack-by-arn", "cloudformation:DescribeStacks", "eu-central-1", CFN,
         StackName=STACK),
    call("resources", "cloudformation:ListStackResources", "eu-central-1", CFN,
         StackName="harbour-core"),
    call("resources-next-page", "cloudformation:ListStackResources", "eu-central-1",
         CFN, StackName=STACK, NextToken="a\tb\nc\u2028d"),
    call("events-with-odd-characters", "cloudformation:DescribeStackEvents",
         "eu-central-1", CFN, StackName="härbour <core> & \"co\" \U0001f6a2%20+",
         NextToken="-_.~"),
]


OP_PARAMS = 12  # core/aws/op.h

# Headers that say what a request is; the others belong to botocore or to TLS.
TOLD = ("Content-Type", "X-Amz-Target", "x-amzn-query-mode", "x-amz-sso_bearer_token",
        "Range", "x-amz-expected-bucket-owner")


def where_of(member):
    """Where REST puts a member of the input, and under which name."""
    places = {"uri": "path", "querystring": "query", "header": "header"}
    place = places.get(member.serialization.get("location"), "body")
    return {"where": place, "wire": member.serialization.get("name", "")}


def sent(protocol, shape, params):
    """What goes out, in the parts that candor has of a request."""
    made = create_serializer(protocol).serialize_to_request(params, shape)
    body = made["body"]
    if isinstance(body, dict):
        body = "&".join(quote(k, safe="-_.~") + "=" + quote(str(v), safe="-_.~")
                        for k, v in body.items())
    elif isinstance(body, bytes):
        body = body.decode()
    query = made["query_string"]
    if isinstance(query, dict):
        query = "&".join(quote(k, safe="-_.~") + "=" + quote(str(v), safe="-_.~")
                         for k, v in query.items())
    return {"method": made["method"], "path": made["url_path"].split("?")[0],
            "query": "&".join(filter(None, made["url_path"].split("?")[1:] + [query])),
            "headers": {k: v for k, v in made["headers"].items() if k in TOLD},
            "body": body}


def facts(service, protocol, meta):
    """What botocore knows of a service; `service` is candor's name of it."""
    return {"id": service, "protocol": protocol, "version": meta["apiVersion"],
            "prefix": meta["endpointPrefix"], "target": meta.get("targetPrefix", ""),
            "json_version": meta.get("jsonVersion", ""),
            "query_mode": "awsQueryCompatible" in meta}


def wire(name, op, protocol, given=None, **params):
    """given: candor's arguments where they differ from botocore's."""
    service, operation = op.split(":")
    model = SESSION.get_service_model(service)
    shape = model.operation_model(operation)
    members = shape.input_shape.members if shape.input_shape else {}
    return {
        "name": name,
        "service": facts(service, protocol, model.metadata),
        "op": {"name": operation, "method": shape.http["method"],
               "uri": shape.http["requestUri"],
               "params": [{"name": n, **where_of(m)} for n, m in members.items()
                          if n in params or len(members) <= OP_PARAMS]},
        "given": params if given is None else given,
        "expect": sent(protocol, shape, params),
    }


CRANE = ("arn:aws:lambda:eu-central-1:210987654321:function:harbour-crane:live")

WIRE = [
    wire("json-1.0-with-query-codes", "cloudwatch:GetMetricData", "json",
         MetricDataQueries=[
             {"Id": "m1", "MetricStat": {
                 "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors",
                            "Dimensions": [{"Name": "FunctionName",
                                            "Value": "harbour crane/\"ü\" \u2028"}]},
                 "Period": 60, "Stat": "Sum"}, "ReturnData": False},
             {"Id": "e1", "Expression": "FILL(m1,0)/60"}],
         StartTime=1795419217, EndTime=1795419817, ScanBy="TimestampAscending"),
    wire("json-1.0-without-arguments", "cloudwatch:DescribeAlarms", "json"),
    wire("json-1.0-lists-of-texts", "cloudwatch:DescribeAlarms", "json",
         AlarmNames=["härbour/a:b", "x"], AlarmTypes=["MetricAlarm", "CompositeAlarm"],
         MaxRecords=100),
    wire("json-1.0", "dynamodb:Query", "json", TableName="harbour.beats",
         KeyConditionExpression="pk = :i", ScanIndexForward=False,
         ExpressionAttributeValues={":i": {"S": "acme"}}),
    wire("json-1.1", "firehose:ListDeliveryStreams", "json", Limit=10,
         ExclusiveStartDeliveryStreamName="harbour-loads"),
    wire("rest-json-get", "lambda:ListFunctions", "rest-json", Marker="a+/b= &c",
         MaxItems=50),
    wire("rest-json-arn-in-the-path", "lambda:GetPolicy", "rest-json",
         FunctionName=CRANE, Qualifier="live"),
    wire("rest-json-path-alone", "lambda:GetFunctionConcurrency", "rest-json",
         FunctionName="harbour/../crane ü"),
    wire("rest-json-post", "batch:ListJobs", "rest-json", jobQueue="harbour-nightly",
         jobStatus="RUNNING", maxResults=100),
    wire("rest-json-post-without-arguments", "batch:DescribeJobQueues", "rest-json"),
    wire("rest-json-true-in-the-query", "apigateway:GetApiKeys", "rest-json",
         includeValues=False, limit=500),
    wire("rest-json-secret-in-a-header", "sso:GetRoleCredentials", "rest-json",
         roleName="Harbour", accountId="210987654321", accessToken="aoaAAA+/="),
    wire("rest-json-secret-in-the-body", "sso-oidc:CreateToken", "rest-json",
         clientId="c", clientSecret="s", grantType="refresh_token", refreshToken="r"),
    wire("ec2", "ec2:DescribeInstances", "ec2",
         given={"Filter": [{"Name": "tag:candor", "Value": ["a b", "c&d"]}],
                "MaxResults": 100},
         Filters=[{"Name": "tag:candor", "Values": ["a b", "c&d"]}], MaxResults=100),
    wire("query-with-names-of-its-own", "rds:DescribeDBClusters", "query",
         given={"Filters": {"Filter": [{"Name": "db-cluster-id", "Values": {
             "Value": ["harbour"]}}]}, "MaxRecords": 20},
         Filters=[{"Name": "db-cluster-id", "Values": ["harbour"]}], MaxRecords=20),
    wire("query-with-members", "elasticbeanstalk:DescribeEnvironmentHealth", "query",
         EnvironmentName="harbour", AttributeNames=["Status", "Causes"]),
    wire("rest-xml-listing", "s3:ListObjectsV2", "rest-xml", Bucket="harbour-metadata",
         Prefix="candor/v1/lambda/", StartAfter="candor/v1/lambda/2026/11/23/0733Z"),
    wire("rest-xml-object", "s3:GetObject", "rest-xml", Bucket="harbour-metadata",
         Key="candor/v1/a b+c//../\u00fc.jsonl.gz", Range="bytes=0-1048576",
         ExpectedBucketOwner="210987654321"),
]

XML = ("query", "ec2")
BOTOCORE = {"states": "stepfunctions"}  # candor's name of a service: botocore's


def elements(shape, seen=()):
    """Names of elements of lists in XML, besides "member"."""
    if shape is None or shape.name in seen:
        return set()
    seen = (*seen, shape.name)
    if shape.type_name == "list":
        name = shape.member.serialization.get("name", "member")
        flat = shape.serialization.get("flattened")
        return ({name} if not flat and name != "member" else set()) | elements(shape.member, seen)
    if shape.type_name == "structure":
        return set().union(*(elements(m, seen) for m in shape.members.values()))
    return set()


def row(op, protocol, given=None, **params):
    """A row: the service's facts, the operation's, and one request of it."""
    service, operation = op.split(":")
    model = SESSION.get_service_model(BOTOCORE.get(service, service))
    shape = model.operation_model(operation)
    return {
        "name": op,
        "service": {**facts(service, protocol, model.metadata),
                    "signing": model.metadata.get("signingName",
                                                  model.metadata["endpointPrefix"])},
        "op": {"name": operation, "method": shape.http["method"],
               "uri": shape.http["requestUri"],
               "elements": sorted(elements(shape.output_shape)) if protocol in XML else []},
        "given": params if given is None else given,
        "expect": sent(protocol, shape, params),
    }


def bucket(operation, fixed=None, **more):
    """fixed: what stands in candor's path, whatever is asked."""
    given = {"Bucket": "harbour-raw", "ExpectedBucketOwner": "210987654321", **more}
    return row("s3:" + operation, "rest-xml", given, **given, **(fixed or {}))


ALARM = "härbour/crane: errors"
QUEUE_ARN = "arn:aws:batch:eu-central-1:210987654321:job-queue/nightly"
MACHINE = "arn:aws:states:eu-central-1:210987654321:stateMachine:nightly"
PAGE = "eyJ0IjoiMSJ9+/= &"

OPS = [
    row("sts:GetCallerIdentity", "query"),
    row("sts:AssumeRole", "query", RoleArn=ROLE, RoleSessionName="mira@observe",
        SourceIdentity="mira"),
    row("sso:GetRoleCredentials", "rest-json", roleName="Harbour",
        accountId="210987654321", accessToken="aoaAAA+/="),
    row("sso-oidc:CreateToken", "rest-json", clientId="c", clientSecret="s",
        grantType="refresh_token", refreshToken="r"),
    row("cloudformation:DescribeStacks", "query", NextToken=PAGE),
    row("cloudformation:ListStackResources", "query", StackName=STACK, NextToken=PAGE),
    row("cloudformation:DescribeStackEvents", "query", StackName=STACK),
    row("cloudwatch:GetMetricData", "json", MetricDataQueries=[
        {"Id": "m1", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda",
                                               "MetricName": "Errors"},
                                    "Period": 60, "Stat": "Sum"}}],
        StartTime=1795419217, EndTime=1795419817, ScanBy="TimestampAscending",
        NextToken=PAGE),
    row("cloudwatch:DescribeAlarms", "json", AlarmNames=[ALARM],
        AlarmTypes=["MetricAlarm"], MaxRecords=100, NextToken=PAGE),
    row("cloudwatch:DescribeAlarmHistory", "json", AlarmName=ALARM,
        AlarmTypes=["MetricAlarm", "CompositeAlarm"], HistoryItemType="StateUpdate",
        MaxRecords=20, ScanBy="TimestampDescending", NextToken=PAGE),
    row("amplify:ListApps", "rest-json", nextToken=PAGE, maxResults=100),
    row("amplify:ListBranches", "rest-json", appId="d1/../2", nextToken=PAGE,
        maxResults=50),
    row("amplify:ListJobs", "rest-json", appId="d1", branchName="feature/crane ü",
        maxResults=1),
    row("apigateway:GetRestApis", "rest-json", position=PAGE, limit=500),
    row("apigateway:GetStages", "rest-json", restApiId="a1/b2"),
    row("apigateway:GetApiKeys", "rest-json", position=PAGE, limit=500),
    row("application-autoscaling:DescribeScalableTargets", "json",
        ServiceNamespace="dynamodb", ResourceIds=["table/load", "table/ü"],
        NextToken=PAGE),
    row("application-autoscaling:DescribeScalingActivities", "json",
        ServiceNamespace="dynamodb", MaxResults=50),
    row("batch:DescribeJobQueues", "rest-json", jobQueues=[QUEUE_ARN], maxResults=100,
        nextToken=PAGE),
    row("batch:DescribeComputeEnvironments", "rest-json", computeEnvironments=["c", "d"]),
    row("batch:ListJobs", "rest-json", jobQueue=QUEUE_ARN, jobStatus="RUNNABLE",
        maxResults=50),
    row("dynamodb:DescribeTable", "json", TableName="harbour-load"),
    row("dynamodb:Query", "json", TableName="harbour.beats",
        KeyConditionExpression="pk = :i", ScanIndexForward=False, Limit=10,
        ExpressionAttributeValues={":i": {"S": "acme"}}),
    row("ec2:DescribeInstances", "ec2",
        given={"Filter": [
            {"Name": "tag:aws:batch:compute-environment", "Value": ["spot", "a b"]},
            {"Name": "instance-state-name", "Value": ["running"]}], "NextToken": PAGE},
        Filters=[{"Name": "tag:aws:batch:compute-environment", "Values": ["spot", "a b"]},
                 {"Name": "instance-state-name", "Values": ["running"]}],
        NextToken=PAGE),
    row("elasticbeanstalk:DescribeEnvironments", "query", EnvironmentNames=["harbour-web", "b c d"],
        NextToken=PAGE),
    row("elasticbeanstalk:DescribeEnvironmentHealth", "query", EnvironmentName="harbour-web",
        AttributeNames=["All"]),
    row("elasticbeanstalk:DescribeInstancesHealth", "query", EnvironmentName="harbour-web",
        AttributeNames=["All"], NextToken=PAGE),
    row("firehose:DescribeDeliveryStream", "json", DeliveryStreamName="events", Limit=1),
    row("lambda:GetFunctionConfiguration", "rest-json", FunctionName=CRANE),
    row("lambda:GetFunctionConcurrency", "rest-json", FunctionName=CRANE),
    row("lambda:ListEventSourceMappings", "rest-json", FunctionName="crane", Marker=PAGE,
        MaxItems=100),
    row("rds:DescribeDBClusters", "query",
        given={"Filters": {"Filter": [{"Name": "db-cluster-id",
                                       "Values": {"Value": ["harbour", "b"]}}]},
               "Marker": PAGE},
        Filters=[{"Name": "db-cluster-id", "Values": ["harbour", "b"]}], Marker=PAGE),
    row("rds:DescribeDBInstances", "query",
        given={"Filters": {"Filter": [{"Name": "db-instance-id",
                                       "Values": {"Value": ["harbour-1"]}}]},
               "MaxRecords": 100},
        Filters=[{"Name": "db-instance-id", "Values": ["harbour-1"]}], MaxRecords=100),
    row("rds:DescribePendingMaintenanceActions", "query", MaxRecords=100, Marker=PAGE),
    row("redshift:DescribeClusters", "query", ClusterIdentifier="dw", Marker=PAGE),
    row("redshift:DescribeLoggingStatus", "query", ClusterIdentifier="dw"),
    row("states:ListStateMachines", "json", maxResults=100, nextToken=PAGE),
    row("states:ListExecutions", "json", stateMachineArn=MACHINE, statusFilter="FAILED",
        maxResults=5),
    bucket("GetBucketLocation"),
    bucket("GetBucketEncryption"),
    bucket("GetBucketVersioning"),
    bucket("GetPublicAccessBlock"),
    bucket("GetBucketLifecycleConfiguration"),
    bucket("GetBucketLogging"),
    bucket("ListObjectsV2", {"EncodingType": "url"}, Prefix="candor/v1/lambda/", MaxKeys=1000,
           StartAfter="candor/v1/lambda/2026/11/23/0733Z"),
    bucket("GetObject", Key="candor/v1/a b+c//../\u00fc.jsonl.gz", Range="bytes=0-1048576"),
]


def write(name, vectors):
    doc = {
        "made_with": "botocore " + botocore.__version__ + " by make_vectors.py",
        "key_id": KEY_ID, "secret": SECRET, "token": TOKEN, "vectors": vectors,
    }
    with open(os.path.join(HERE, name), "w", encoding="ascii") as out:
        json.dump(doc, out, indent=1)
        out.write("\n")


write("sigv4.json", SIGV4)
write("query.json", QUERY)
write("wire.json", WIRE)
write("ops.json", OPS)
