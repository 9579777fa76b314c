"""STS: AssumeRole, GetSessionToken and GetCallerIdentity, judged and answered here.

Limits and texts are from the STS model and the IAM user guide (role chaining, session tags,
source identity).  What AWS does not document is marked "our choice" in README.md.
"""

import base64
import dataclasses
import datetime
import json
import re
import secrets
import string
from xml.sax.saxutils import escape

from . import authorise, clock, errors, iam, totp
from .principals import Caller
from .wire import Reply, nest

WORD = r"[A-Za-z0-9_+=,.@-]"
SHAPES = {  # parameter -> (pattern, shortest, longest), in the order AWS lists complaints
    "RoleArn": (r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uFFFF]+", 20, 2048),
    "RoleSessionName": (WORD + "*", 2, 64),
    "ExternalId": (r"[A-Za-z0-9_+=,.@:/-]*", 2, 1224),
    "SourceIdentity": (WORD + "*", 2, 64),
    "SerialNumber": (r"[A-Za-z0-9_+=/:,.@-]*", 9, 256),
    "TokenCode": (r"\d*", 6, 6),
    "Policy": (r"[\s\S]+", 1, 2048),
}
CHAIN_LIMIT_S = 3600
PACKED_LIMIT = 2048  # bytes that count as 100 %: our choice, AWS's packing is not published
ALPHABET = string.ascii_uppercase + "234567"


@dataclasses.dataclass
class Wish:
    """The parameters of one AssumeRole, read and checked for form."""

    role_arn: str
    session_name: str
    duration_s: int | None
    external_id: str | None
    source_identity: str | None
    policy: str | None
    policy_arns: list
    tags: dict
    transitive: list
    serial: str | None
    code: str | None
    tag_pairs: list


@dataclasses.dataclass
class Outcome:
    """A session, and what the trail needs to know about it."""

    session: Caller
    packed: int


def answer(front, service, action, call):
    """Reply for one STS action; None if it is not ours."""
    make = {
        "AssumeRole": _assume_role,
        "GetCallerIdentity": _caller_identity,
        "GetSessionToken": _session_token,
    }.get(action)
    return make(front, service, call) if make else None


# GetCallerIdentity and GetSessionToken

def _caller_identity(front, service, call):
    return _wrap(service, "GetCallerIdentity", call.request_id,
                 f"<Arn>{escape(call.caller.arn)}</Arn>"
                 f"<UserId>{escape(call.caller.principal_id)}</UserId>"
                 f"<Account>{call.caller.account}</Account>")


def _session_token(front, service, call):
    caller = call.caller
    if caller.is_session:
        raise errors.AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
    seconds = _number(call.params.get("DurationSeconds"), 900, 129600) or 43200
    mfa = _mfa_present(front, caller, call.params.get("SerialNumber"), call.params.get("TokenCode"))
    session = dataclasses.replace(caller, mfa=mfa, **fresh_keys(front.clock.now(), seconds))
    front.principals.add_session(session)
    return _wrap(service, "GetSessionToken", call.request_id, _credentials(session))


# AssumeRole

def _assume_role(front, service, call):
    wish = read_wish(call.params)
    mfa = _mfa_present(front, call.caller, wish.serial, wish.code)
    role = front.principals.role(wish.role_arn)
    context = _context(front, call, wish, mfa)
    _judge(front, call.caller, wish, role, context)
    _check_duration(call.caller, wish, role)
    _check_chain(call.caller, wish)
    policies = _session_policies(front, wish, role)
    packed = _packed_percent(wish, policies)
    session = _new_session(front, call.caller, wish, role, policies)
    front.principals.add_session(session)
    call.outcome = Outcome(session, packed)
    return _assumed(service, call.request_id, session, packed)


def read_wish(params):
    """Check the form of every parameter, as the API does before it looks at any policy."""
    for name, shape in SHAPES.items():
        _check_shape(name, params.get(name), *shape)
    for name in ("RoleArn", "RoleSessionName"):
        if name not in params:
            raise errors.invalid(
                f"1 validation error detected: Value null at '{_camel(name)}' failed to satisfy "
                "constraint: Member must not be null")
    tree = nest(params)
    pairs = [(t.get("Key", ""), t.get("Value", "")) for t in tree.get("Tags") or []]
    wish = Wish(
        params["RoleArn"], params["RoleSessionName"],
        _number(params.get("DurationSeconds"), 900, 43200),
        params.get("ExternalId"), params.get("SourceIdentity"), params.get("Policy"),
        [p.get("arn", "") for p in tree.get("PolicyArns") or []], _tags(pairs),
        tree.get("TransitiveTagKeys") or [], params.get("SerialNumber"), params.get("TokenCode"),
        pairs)
    _check_lists(wish)
    return wish


def _check_shape(name, value, pattern, shortest, longest):
    if value is None:
        return
    if not re.fullmatch(pattern, value):
        rule = f"satisfy regular expression pattern: {pattern}"
    elif len(value) < shortest:
        rule = f"have length greater than or equal to {shortest}"
    elif len(value) > longest:
        rule = f"have length less than or equal to {longest}"
    else:
        return
    raise errors.invalid(f"1 validation error detected: Value '{value}' at '{_camel(name)}' "
                         f"failed to satisfy constraint: Member must {rule}")


def _check_lists(wish):
    if len(wish.policy_arns) > 10:
        raise errors.invalid("The number of policy ARNs exceeds the limit of 10.")
    if len(wish.tag_pairs) > 50:
        raise errors.invalid("The number of session tags exceeds the limit of 50.")
    known = {key.lower() for key in wish.tags}
    if any(key.lower() not in known for key in wish.transitive):
        raise errors.invalid("The specified transitive tag key must be included in the requested tags.")
    if (wish.source_identity or "").lower().startswith("aws:"):
        raise errors.invalid("SourceIdentity may not begin with aws:")


def _tags(pairs):
    tags = {}
    for key, value in pairs:
        if not 1 <= len(key) <= 128 or len(value) > 256 or key.lower().startswith("aws:"):
            raise errors.invalid(f"Invalid session tag: {key}")
        if key.lower() in (k.lower() for k in tags):
            raise errors.AwsError("InvalidParameterValue",
                                  f"Duplicate tag keys found. Please note that Tag keys are "
                                  f"case insensitive: {key}", 400)
        tags[key] = value
    return tags


def _number(text, low, high):
    if text is None:
        return None
    if not text.isdigit() or not low <= int(text) <= high:
        rule = f"greater than or equal to {low}" if text.isdigit() and int(text) < low \
            else f"less than or equal to {high}"
        raise errors.invalid(f"1 validation error detected: Value '{text}' at 'durationSeconds' "
                             f"failed to satisfy constraint: Member must have value {rule}")
    return int(text)


def _mfa_present(front, caller, serial, code):
    """True: proved in this request or carried by the session; a wrong code is refused."""
    if serial is None and code is None:
        return caller.mfa
    seed = front.principals.mfa_seed(serial or "", caller.arn)
    if seed is None or not totp.valid(seed, code or "", front.clock.real().timestamp()):
        raise errors.AwsError(
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ", 403)
    return True


def _context(front, call, wish, mfa):
    caller = call.caller
    context = authorise.base_context(caller, call.request, call.claim, front.clock.now())
    inherited = {k: v for k, v in caller.tags.items() if k in caller.transitive}
    tags = {**inherited, **wish.tags}
    context.update(iam.context_of({
        "sts:ExternalId": wish.external_id,
        "sts:RoleSessionName": wish.session_name,
        "sts:SourceIdentity": wish.source_identity or caller.source_identity,
        "sts:DurationSeconds": wish.duration_s,
        "sts:TransitiveTagKeys": wish.transitive or None,
        "aws:TagKeys": list(tags) or None,
        "aws:ResourceAccount": wish.role_arn.split(":")[4] if wish.role_arn.count(":") >= 5 else None,
        **{"aws:RequestTag/" + key: value for key, value in tags.items()},
    }))
    if mfa:
        context["aws:multifactorauthpresent"] = ["true"]
    return context


def _judge(front, caller, wish, role, context):
    """Both sides must allow AssumeRole, and TagSession and SetSourceIdentity where they count."""
    actions = ["sts:AssumeRole"]
    if wish.tags or caller.transitive:
        actions.append("sts:TagSession")
    if wish.source_identity or caller.source_identity:
        actions.append("sts:SetSourceIdentity")
    for action in actions:
        ask = iam.Ask(action, wish.role_arn, context)
        if role is None or not _allowed(front, caller, role, ask):
            raise errors.denied(caller.arn, action, wish.role_arn)


def _allowed(front, caller, role, ask):
    trust, direct = iam.decide_trust(role.assume_role_policy_document, ask, caller.names())
    if trust != iam.ALLOW:
        return False
    decision, _ = front.principals.decide(caller, ask)
    if decision == iam.SILENT and direct and caller.account == role.account_id:
        return caller.session_policies is None
    return decision == iam.ALLOW


def _check_duration(caller, wish, role):
    if wish.duration_s is None:
        return
    if caller.is_session and wish.duration_s > CHAIN_LIMIT_S:
        raise errors.invalid("The requested DurationSeconds exceeds the 1 hour session limit for "
                             "roles assumed by role chaining")
    if wish.duration_s > int(role.max_session_duration or 3600):
        raise errors.invalid("The requested DurationSeconds exceeds the MaxSessionDuration set "
                             "for this role.")


def _check_chain(caller, wish):
    held = caller.source_identity
    if held and wish.source_identity and wish.source_identity != held:
        raise errors.denied(caller.arn, "sts:SetSourceIdentity", wish.role_arn)
    kept = {key.lower() for key in caller.transitive}
    again = next((key for key in wish.tags if key.lower() in kept), None)
    if again:
        raise errors.AwsError("InvalidParameterValue",
                              f"One of the specified transitive tag keys can't be set because it "
                              f"conflicts with a transitive tag key from the calling session: {again}", 400)


def _session_policies(front, wish, role):
    if wish.policy is None and not wish.policy_arns:
        return None
    documents = [_well_formed(wish.policy)] if wish.policy is not None else []
    for arn in wish.policy_arns:
        parts = arn.split(":")
        document = front.principals.managed_policy(arn) if len(parts) == 6 else None
        if document is None or parts[4] != role.account_id:
            raise errors.invalid(f"PolicyArn {arn} does not exist or is not attachable.")
        documents.append(document)
    return documents


def _well_formed(text):
    try:
        for statement in iam.statements(json.loads(text)):
            if statement["Effect"] not in ("Allow", "Deny"):
                raise ValueError(statement["Effect"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise errors.AwsError("MalformedPolicyDocument",
                              "The policy is not in a valid JSON format.", 400) from None
    return text


def _packed_percent(wish, policies):
    size = sum(len(k) + len(v) + 2 for k, v in wish.tags.items())
    size += sum(len(arn) for arn in wish.policy_arns) + len(wish.policy or "")
    percent = -(-100 * size // PACKED_LIMIT)
    if percent > 100:
        raise errors.AwsError("PackedPolicyTooLarge",
                              f"Packed policy consumes {percent}% of allotted space, please use "
                              "smaller policy.", 400)
    return percent


def fresh_keys(now, seconds):
    return {
        "access_key": "ASIA" + "".join(secrets.choice(ALPHABET) for _ in range(16)),
        "secret": base64.b64encode(secrets.token_bytes(30)).decode(),
        "token": base64.b64encode(b"sandbox" + secrets.token_bytes(540)).decode(),
        "issued": now.replace(microsecond=0),
        "expires": (now + datetime.timedelta(seconds=seconds)).replace(microsecond=0),
    }


def _new_session(front, caller, wish, role, policies):
    inherited = {k: v for k, v in caller.tags.items() if k in caller.transitive}
    own = {tag["Key"]: tag["Value"] for tag in (role.tags or {}).values()} \
        if isinstance(role.tags, dict) else {}
    given = {**inherited, **wish.tags}
    kept = {k: v for k, v in own.items() if k.lower() not in {g.lower() for g in given}}
    return Caller(
        account=role.account_id,
        arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{wish.session_name}",
        principal_id=f"{role.id}:{wish.session_name}",
        role_name=role.name, role_arn=role.arn, role_id=role.id,
        session_name=wish.session_name,
        source_identity=wish.source_identity or caller.source_identity,
        tags={**kept, **given},
        transitive=tuple({*inherited, *wish.transitive}),
        session_policies=policies,
        **fresh_keys(front.clock.now(), wish.duration_s or CHAIN_LIMIT_S),
    )


# Replies

def _assumed(service, request_id, session, packed):
    source = session.source_identity
    return _wrap(service, "AssumeRole", request_id,
                 f"<AssumedRoleUser><AssumedRoleId>{escape(session.principal_id)}</AssumedRoleId>"
                 f"<Arn>{escape(session.arn)}</Arn></AssumedRoleUser>"
                 + _credentials(session)
                 + f"<PackedPolicySize>{packed}</PackedPolicySize>"
                 + (f"<SourceIdentity>{escape(source)}</SourceIdentity>" if source else ""))


def _credentials(session):
    return (f"<Credentials><AccessKeyId>{session.access_key}</AccessKeyId>"
            f"<SecretAccessKey>{session.secret}</SecretAccessKey>"
            f"<SessionToken>{session.token}</SessionToken>"
            f"<Expiration>{clock.iso(session.expires)}</Expiration></Credentials>")


def _wrap(service, action, request_id, inner):
    return Reply.xml(
        f'<{action}Response xmlns="{service.xmlns}"><{action}Result>{inner}</{action}Result>'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{action}Response>\n")


def _camel(name):
    return name[0].lower() + name[1:]
