"""Who may assume what, and what a session may do then."""

import json
import time

import pytest
from botocore.exceptions import ClientError

from . import fleet, totp
from .harness import keys_of, person_keys, tags, wish

OBSERVER = dict(operator="mira.kovac", mode="observe", installation="aurora-prod-eu")


def code_of(call, *arguments, **options):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **options)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture(scope="module")
def operator(running):
    return running.operator()


@pytest.fixture(scope="module")
def sts(running, operator):
    return running.client("sts", operator)


@pytest.fixture
def edit(sandbox):
    """Change IAM in the customer's account as its administrator; undone after the test."""
    iam = sandbox.client("iam", person_keys(fleet.ADMINS[0]), "us-east-1")
    role = iam.get_role(RoleName=fleet.ROLE)["Role"]["AssumeRolePolicyDocument"]
    yield iam
    iam.update_assume_role_policy(RoleName=fleet.ROLE, PolicyDocument=json.dumps(role))
    for name in iam.list_role_policies(RoleName=fleet.ROLE)["PolicyNames"]:
        iam.delete_role_policy(RoleName=fleet.ROLE, PolicyName=name)


def trust(iam, change):
    """Rewrite the trust policy by `change(list of statements)`."""
    document = iam.get_role(RoleName=fleet.ROLE)["Role"]["AssumeRolePolicyDocument"]
    document["Statement"] = change(document["Statement"])
    iam.update_assume_role_policy(RoleName=fleet.ROLE, PolicyDocument=json.dumps(document))


def inline(iam, *statements):
    iam.put_role_policy(RoleName=fleet.ROLE, PolicyName="extra",
                        PolicyDocument=json.dumps({"Version": "2012-10-17",
                                                   "Statement": list(statements)}))


# AssumeRole: the reply

def test_the_reply_is_complete(sandbox, sts):
    reply = sts.assume_role(**wish())
    assert reply["SourceIdentity"] == "mira.kovac"
    assert 0 < reply["PackedPolicySize"] < 100
    assert reply["AssumedRoleUser"]["Arn"] == (
        f"arn:aws:sts::{fleet.AURORA}:assumed-role/CandorAccess/{fleet.MIRA.email}")
    assert reply["Credentials"]["AccessKeyId"].startswith("ASIA")
    who = sandbox.client("sts", keys_of(reply)).get_caller_identity()
    assert who["Account"] == fleet.AURORA
    assert who["UserId"] == reply["AssumedRoleUser"]["AssumedRoleId"]


# AssumeRole: refusals by the trust policy

@pytest.mark.parametrize("action,changes", [
    ("sts:AssumeRole", {"without": ["ExternalId"]}),
    ("sts:AssumeRole", {"ExternalId": "wrong"}),
    ("sts:AssumeRole", {"without": ["SourceIdentity"]}),
    ("sts:AssumeRole", {"without": ["Tags"]}),
    ("sts:AssumeRole", {"Tags": tags(**{**OBSERVER, "mode": "root"})}),
    ("sts:AssumeRole", {"Tags": tags(**{**OBSERVER, "installation": "aurora-prod-jp"})}),
    ("sts:AssumeRole", {"Tags": tags(operator="mira.kovac", mode="observe")}),
    ("sts:AssumeRole", {"Tags": tags(**OBSERVER, team="x")}),
    ("sts:AssumeRole", {"RoleSessionName": "mira"}),
    ("sts:AssumeRole", {"RoleArn": f"arn:aws:iam::{fleet.AURORA}:role/Nobody"}),
])
def test_the_trust_policy_refuses(sts, action, changes):
    code, message = code_of(sts.assume_role, **wish(**changes))
    role = changes.get("RoleArn", wish()["RoleArn"])
    assert code == "AccessDenied"
    assert message == (f"User: arn:aws:sts::{fleet.VENDOR}:assumed-role/mira.kovac/"
                       f"{fleet.MIRA.email} is not authorized to perform: {action} "
                       f"on resource: {role}")


@pytest.mark.parametrize("action", ["sts:TagSession", "sts:SetSourceIdentity"])
def test_tags_and_source_identity_need_statements_of_their_own(sts, edit, action):
    trust(edit, lambda statements: [s for s in statements if s["Action"] != action])
    code, message = code_of(sts.assume_role, **wish())
    assert code == "AccessDenied" and f"perform: {action} on" in message


def test_an_installation_with_a_wrong_external_id_is_closed(sts):
    assert code_of(sts.assume_role, **wish("shinonome-edge-us"))[0] == "AccessDenied"


def test_only_operator_roles_may_enter(sandbox):
    mira = sandbox.client("sts", person_keys(fleet.MIRA))
    assert code_of(mira.assume_role, **wish())[0] == "AccessDenied"


def test_an_explicit_deny_comes_first(sts, edit):
    trust(edit, lambda statements: statements + [
        {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}])
    assert code_of(sts.assume_role, **wish())[0] == "AccessDenied"


def test_the_callers_own_policy_must_allow(sandbox, edit):
    """The customer trusts the whole vendor account; mira's user still has no right to go there."""
    def open_to_all(statements):
        for statement in statements:
            del statement["Condition"]["ArnLike"]
        return statements
    trust(edit, open_to_all)
    mira = sandbox.client("sts", person_keys(fleet.MIRA))
    assert code_of(mira.assume_role, **wish())[0] == "AccessDenied"
    assert sandbox.enter()


# Limits

@pytest.mark.parametrize("changes,text", [
    ({"DurationSeconds": 7200}, "1 hour session limit for roles assumed by role chaining"),
    ({"RoleSessionName": "mira kovac@x"}, "roleSessionName"),
    ({"SourceIdentity": "mira kovac"}, "sourceIdentity"),
    ({"PolicyArns": [{"arn": f"arn:aws:iam::{fleet.AURORA}:policy/Nothing"}]}, "not attachable"),
    ({"PolicyArns": [{"arn": f"arn:aws:iam::{fleet.SHINONOME}:policy/CandorObserve"}]},
     "not attachable"),
    ({"TransitiveTagKeys": ["other"]}, "transitive"),
])
def test_limits(sts, changes, text):
    code, message = code_of(sts.assume_role, **wish(**changes))
    assert code == "ValidationError" and text in message


def test_a_users_session_may_not_outlast_the_role(sandbox):
    mira = sandbox.client("sts", person_keys(fleet.MIRA))
    code, message = code_of(mira.assume_role, RoleArn=fleet.MIRA.role_arn,
                            RoleSessionName="mira", DurationSeconds=7200)
    assert code == "ValidationError" and "MaxSessionDuration" in message


def test_a_policy_must_be_a_policy(sts):
    assert code_of(sts.assume_role, **wish(Policy="{}{"))[0] == "MalformedPolicyDocument"


def test_too_much_policy_is_refused(sts):
    many = [{"Key": "candor-incident", "Value": "x" * 256}]
    padded = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::" + "x" * 1850}]})
    code = code_of(sts.assume_role, **wish(Policy=padded, Tags=wish()["Tags"] + many))[0]
    assert code == "PackedPolicyTooLarge"


def test_source_identity_cannot_change_in_a_chain(sandbox):
    mira = sandbox.client("sts", person_keys(fleet.MIRA))
    first = mira.assume_role(RoleArn=fleet.MIRA.role_arn, RoleSessionName=fleet.MIRA.email,
                             SourceIdentity="mira.kovac")
    chained = sandbox.client("sts", keys_of(first))
    code, message = code_of(chained.assume_role, **wish(SourceIdentity="somebody"))
    assert code == "AccessDenied" and "sts:SetSourceIdentity" in message
    assert chained.assume_role(**wish())["SourceIdentity"] == "mira.kovac"
    inherited = chained.assume_role(**wish(without=["SourceIdentity"]))
    assert inherited["SourceIdentity"] == "mira.kovac"


def test_a_transitive_tag_cannot_be_set_again(sandbox):
    mira = sandbox.client("sts", person_keys(fleet.MIRA))
    first = mira.assume_role(RoleArn=fleet.MIRA.role_arn, RoleSessionName=fleet.MIRA.email,
                             Tags=tags(mode="debug"), TransitiveTagKeys=["candor-mode"])
    chained = sandbox.client("sts", keys_of(first))
    assert code_of(chained.assume_role, **wish())[0] == "InvalidParameterValue"


# MFA

def assume_jo(sandbox, **mfa):
    jo = sandbox.client("sts", person_keys(fleet.JO))
    return lambda: jo.assume_role(RoleArn=fleet.JO.role_arn, RoleSessionName=fleet.JO.email, **mfa)


def test_mfa_right(sandbox):
    code = totp.code(fleet.JO.mfa_seed, time.time())
    keys = keys_of(assume_jo(sandbox, SerialNumber=fleet.JO.mfa_serial, TokenCode=code)())
    mode = {"SourceIdentity": fleet.JO.name, "RoleSessionName": fleet.JO.email,
            "Tags": tags(**{**OBSERVER, "operator": fleet.JO.name})}
    assert sandbox.enter("aurora-prod-eu", keys, **mode)["SourceIdentity"] == "jo.lindqvist"


def test_mfa_wrong(sandbox):
    right = totp.code(fleet.JO.mfa_seed, time.time())
    wrong = f"{(int(right) + 1) % 1000000:06d}"
    code, message = code_of(assume_jo(sandbox, SerialNumber=fleet.JO.mfa_serial, TokenCode=wrong))
    assert code == "AccessDenied"
    assert message == "MultiFactorAuthentication failed with invalid MFA one time pass code. "


def test_mfa_absent(sandbox):
    code, message = code_of(assume_jo(sandbox))
    assert code == "AccessDenied" and "is not authorized to perform: sts:AssumeRole" in message


def test_mfa_of_somebody_else(sandbox):
    code = totp.code(fleet.JO.mfa_seed, time.time())
    mira = sandbox.client("sts", person_keys(fleet.MIRA))
    assert code_of(mira.assume_role, RoleArn=fleet.MIRA.role_arn, RoleSessionName="mira",
                   SerialNumber=fleet.JO.mfa_serial, TokenCode=code)[0] == "AccessDenied"


def test_mfa_by_a_session_token(sandbox):
    code = totp.code(fleet.JO.mfa_seed, time.time())
    jo = sandbox.client("sts", person_keys(fleet.JO))
    keys = keys_of(jo.get_session_token(SerialNumber=fleet.JO.mfa_serial, TokenCode=code))
    again = sandbox.client("sts", keys)
    assert again.assume_role(RoleArn=fleet.JO.role_arn, RoleSessionName=fleet.JO.email)


def test_totp_is_rfc_6238():
    seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of the RFC's appendix B
    assert totp.code(seed, 59) == "287082"
    assert totp.code(seed, 1111111109) == "081804"


# What a session may do

def session(sandbox, operator, **changes):
    reply = sandbox.enter(keys=operator, **changes)
    return sandbox.client("cloudformation", keys_of(reply))


def test_observe_reads_stacks_and_not_templates(sandbox, operator):
    observer = session(sandbox, operator)
    assert observer.describe_stacks()["Stacks"]
    code, message = code_of(observer.get_template, StackName="aurora-prod-eu-api")
    assert code == "AccessDenied"
    assert message.startswith("User: arn:aws:sts::")
    assert "is not authorized to perform: cloudformation:GetTemplate on resource: arn:aws:" in message


def test_the_mode_in_the_tags_opens_the_modes_policy(sandbox, operator):
    arns = [{"arn": f"arn:aws:iam::{fleet.AURORA}:policy/Candor{m}"} for m in ("Observe", "Debug")]
    debugger = session(sandbox, operator, mode="debug", PolicyArns=arns)
    assert debugger.get_template(StackName="aurora-prod-eu-api")["TemplateBody"]
    liar = session(sandbox, operator, mode="observe", PolicyArns=arns)
    assert code_of(liar.get_template, StackName="aurora-prod-eu-api")[0] == "AccessDenied"


def test_a_session_policy_takes_away_and_never_gives(sandbox, operator):
    only = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["cloudformation:DescribeStacks", "cloudformation:ListStacks",
                                       "cloudformation:ListTypes"], "Resource": "*"}]})
    narrow = session(sandbox, operator, Policy=only, without=["PolicyArns"])
    assert narrow.describe_stacks()["Stacks"]
    code, message = code_of(narrow.describe_stack_events, StackName="aurora-prod-eu-api")
    assert code == "AccessDenied" and "no session policy allows" in message
    code, message = code_of(narrow.list_types)
    assert code == "AccessDenied" and "no identity-based policy allows" in message


def test_describing_all_stacks_needs_the_right_to_list(sandbox, operator):
    only = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "cloudformation:DescribeStacks", "Resource": "*"}]})
    narrow = session(sandbox, operator, Policy=only, without=["PolicyArns"])
    assert narrow.describe_stacks(StackName="aurora-prod-eu-api")["Stacks"]
    code, message = code_of(narrow.describe_stacks)
    assert code == "AccessDenied" and "perform: cloudformation:ListStacks" in message


def test_a_session_policy_may_name_one_stack(sandbox, operator):
    arn = f"arn:aws:cloudformation:eu-central-1:{fleet.AURORA}:stack/aurora-prod-eu-api/*"
    only = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "cloudformation:*", "Resource": arn}]})
    narrow = session(sandbox, operator, Policy=only, without=["PolicyArns"])
    assert narrow.describe_stacks(StackName="aurora-prod-eu-api")["Stacks"]
    assert code_of(narrow.describe_stacks, StackName="aurora-prod-eu-loader")[0] == "AccessDenied"
    assert code_of(narrow.describe_stacks)[0] == "AccessDenied"


def test_the_customer_can_cut_a_live_session(sandbox, operator, edit):
    observer = session(sandbox, operator)
    assert observer.describe_stacks()
    inline(edit, {"Effect": "Deny", "Action": "*", "Resource": "*"})
    code, message = code_of(observer.describe_stacks)
    assert code == "AccessDenied" and "with an explicit deny in an identity-based policy" in message


@pytest.mark.parametrize("until,incident,allowed", [
    ("2099-01-01T00:00:00Z", "INC-2026-0042", True),
    ("2020-01-01T00:00:00Z", "INC-2026-0042", False),
    ("2099-01-01T00:00:00Z", "INC-2026-0043", False),
])
def test_an_approval_holds_for_its_incident_and_time(sandbox, operator, edit, until, incident, allowed):
    inline(edit, {"Effect": "Allow", "Action": "cloudformation:GetTemplate", "Resource": "*",
                  "Condition": {"StringEquals": {"aws:PrincipalTag/candor-incident": incident},
                                "DateLessThan": {"aws:CurrentTime": until}}})
    tagged = tags(**OBSERVER, incident="INC-2026-0042")
    helper = session(sandbox, operator, Tags=tagged, without=["PolicyArns"])
    if allowed:
        assert helper.get_template(StackName="aurora-prod-eu-api")
    else:
        assert code_of(helper.get_template, StackName="aurora-prod-eu-api")[0] == "AccessDenied"


def test_get_caller_identity_cannot_be_denied(sandbox, operator):
    nothing = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Action": "*", "Resource": "*"}]})
    reply = sandbox.enter(keys=operator, Policy=nothing, without=["PolicyArns"])
    assert sandbox.client("sts", keys_of(reply)).get_caller_identity()
