"""What is refused before anybody asks what the caller may do."""

import urllib.parse
from email.utils import parsedate_to_datetime

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from . import clock, fleet, sigv4
from .harness import person_keys, signing_time, utc
from .wire import Headers, Request

MIRA = person_keys(fleet.MIRA)


def refused(reply):
    """(status, code, message) of a refusal in the query protocol."""
    status, headers, text = reply
    assert text.startswith("<ErrorResponse"), text
    assert f"<RequestId>{headers['x-amzn-RequestId']}</RequestId>" in text
    assert headers["Date"]
    code = text.partition("<Code>")[2].partition("<")[0]
    return status, code, text.partition("<Message>")[2].partition("</Message>")[0]


def test_the_documents_own_example():
    """The IAM ListUsers request of AWS's signing documentation, with its published signature."""
    signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    request = Request("GET", "/", "Action=ListUsers&Version=2010-05-08", Headers([
        ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("Host", "iam.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"),
        ("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/"
         f"aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature={signature}"),
    ]), b"")

    class Credential:
        secret, token, expires = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None, None
    claim, _ = sigv4.verify(request, lambda _key: Credential, clock.parse("20150830T123600Z"))
    assert claim.region == "us-east-1"


@pytest.mark.parametrize("path,service,wanted", [
    ("/", "sts", "/"), ("/a/../b//c/.", "sts", "/b/c/"), ("/f/arn%3Aaws", "lambda", "/f/arn%253Aaws"),
    ("/a//b/../c", "s3", "/a//b/../c"), ("", "s3", "/"),
])
def test_canonical_paths(path, service, wanted):
    assert sigv4._canonical_path(path, service) == wanted


def test_queries_are_sorted_by_encoded_name():
    assert sigv4._canonical_query("b=2&a-3=x&a=%2f+&c") == "a=%2F%2B&a-3=x&b=2&c="


def test_a_good_signature_passes(sandbox):
    status, headers, text = sandbox.send(*sandbox.signed(MIRA))
    assert status == 200
    assert fleet.MIRA.user_arn in text
    assert f"<RequestId>{headers['x-amzn-RequestId']}</RequestId>" in text
    assert len(headers["x-amzn-RequestId"]) == 36


@pytest.mark.parametrize("service,action,region", [
    ("sts", "GetCallerIdentity", "eu-central-1"), ("iam", "ListRoles", "us-east-1"),
    ("cloudformation", "DescribeStacks", "eu-central-1"),
])
def test_a_wrong_secret_is_refused_by_each_service(sandbox, service, action, region):
    keys = (MIRA[0], "not" + MIRA[1][3:], None)
    status, code, text = refused(sandbox.send(*sandbox.signed(keys, action, service, region)))
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert text.startswith("The request signature we calculated does not match")


def test_an_unknown_key_is_refused(sandbox):
    reply = sandbox.send(*sandbox.signed(("AKIAUNKNOWNUNKNOWN42", MIRA[1], None)))
    assert refused(reply)[:2] == (403, "InvalidClientTokenId")


@pytest.mark.parametrize("minutes,text", [
    (-6, "Signature expired: "), (6, "Signature not yet current: ")])
def test_skew_over_five_minutes_is_refused(sandbox, minutes, text):
    status, code, message = refused(sandbox.send(*sandbox.signed(MIRA, at=utc(minutes=minutes))))
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert message.startswith(text)


@pytest.mark.parametrize("minutes", [-4, 4])
def test_skew_under_five_minutes_passes(sandbox, minutes):
    assert sandbox.send(*sandbox.signed(MIRA, at=utc(minutes=minutes)))[0] == 200


def test_a_skewed_server_says_so_in_its_date_header(sandbox):
    sandbox.control("POST", "clock", {"offset_s": 900})
    reply = sandbox.send(*sandbox.signed(MIRA))
    assert refused(reply)[2].startswith("Signature expired: ")
    ahead = parsedate_to_datetime(reply[1]["Date"]) - utc()
    assert 890 < ahead.total_seconds() < 901
    assert sandbox.send(*sandbox.signed(MIRA, at=utc(seconds=900)))[0] == 200


def test_a_changed_body_is_refused(sandbox):
    headers, body = sandbox.signed(MIRA)
    reply = sandbox.send(headers, body + "&Extra=1")
    assert refused(reply)[:2] == (403, "SignatureDoesNotMatch")


def test_a_missing_or_wrong_session_token_is_refused(sandbox, entered):
    for token in (None, "wrong" + entered[2]):
        reply = sandbox.send(*sandbox.signed((*entered[:2], token)))
        assert refused(reply)[:2] == (403, "InvalidClientTokenId")


def test_an_unsigned_request_is_refused(sandbox):
    headers, body = sandbox.signed(MIRA)
    del headers["Authorization"]
    assert refused(sandbox.send(headers, body))[:2] == (403, "MissingAuthenticationToken")


@pytest.mark.parametrize("mangle", [
    lambda a: a.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-MD5"),
    lambda a: a.rpartition(", Signature=")[0],
    lambda a: a.replace("/aws4_request", ""),
])
def test_an_incomplete_authorization_is_refused(sandbox, mangle):
    headers, body = sandbox.signed(MIRA)
    headers["Authorization"] = mangle(headers["Authorization"])
    assert refused(sandbox.send(headers, body))[:2] == (400, "IncompleteSignature")


def test_a_missing_date_is_incomplete(sandbox):
    headers, body = sandbox.signed(MIRA)
    del headers["X-Amz-Date"]
    assert refused(sandbox.send(headers, body))[:2] == (400, "IncompleteSignature")


def test_an_unsigned_amz_header_is_refused(sandbox):
    headers, body = sandbox.signed(MIRA)
    headers["X-Amz-Extra"] = "1"
    assert refused(sandbox.send(headers, body))[:2] == (403, "SignatureDoesNotMatch")


def test_the_host_must_be_signed(sandbox):
    headers, body = sandbox.signed(MIRA)
    headers["Authorization"] = headers["Authorization"].replace(";host", "")
    assert "'Host'" in refused(sandbox.send(headers, body))[2]


@pytest.mark.parametrize("service,region,version,text", [
    ("sts", "eu-central-9", None, "valid region"),
    ("iam", "eu-central-1", None, "valid region"),
    ("sts", "eu-central-1", "2010-05-15", "correct service: 'cloudformation'"),
])
def test_the_scope_must_fit(sandbox, service, region, version, text):
    reply = sandbox.send(*sandbox.signed(MIRA, "ListRoles", service, region, version=version))
    status, code, message = refused(reply)
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert text in message


@pytest.mark.parametrize("age_s,status", [(0, 200), (45, 200), (90, 403)])
def test_presigned_urls(sandbox, age_s, status):
    url = f"{sandbox.env['SANDBOX_HTTP']}/?Action=GetCallerIdentity&Version=2011-06-15"
    request = AWSRequest("GET", url)
    with signing_time(utc(seconds=-age_s)):
        SigV4QueryAuth(Credentials(*MIRA), "sts", "eu-central-1", expires=60).add_auth(request)
    connection = sandbox.connection()
    connection.request("GET", "/?" + urllib.parse.urlparse(request.url).query)
    assert connection.getresponse().status == status


def test_refused_calls_are_in_no_accounts_trail(sandbox):
    before = len(sandbox.trail(fleet.VENDOR))
    sandbox.send(*sandbox.signed((MIRA[0], "x" * 40, None)))
    assert len(sandbox.trail(fleet.VENDOR)) == before
    assert sandbox.trail("refused")[-1]["errorCode"] == "SignatureDoesNotMatch"
