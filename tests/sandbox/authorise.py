"""May this caller do this?  The context of a call, and AWS's sentence when the answer is no."""

import urllib.parse

from . import clock, errors, iam, models

# GetCallerIdentity cannot be denied; AssumeRole is judged in sts.py, by two sides.
FREE = {"sts:GetCallerIdentity"}
WHY = {
    iam.DENY: "with an explicit deny in {article} {kind} policy",
    iam.SILENT: "because no {kind} policy allows the {action} action",
}


def base_context(caller, request, claim, now):
    """The condition keys that every call has."""
    pairs = {
        "aws:CurrentTime": clock.iso(now),
        "aws:EpochTime": int(now.timestamp()),
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalArn": caller.principal_arn,
        "aws:PrincipalType": "AssumedRole" if caller.is_session else "User",
        "aws:RequestedRegion": claim.region,
        "aws:SecureTransport": request.tls,
        "aws:SourceIp": request.peer,
        "aws:SourceIdentity": caller.source_identity,
        "aws:UserAgent": request.headers.get("user-agent"),
        "aws:userid": caller.principal_id,
        "aws:username": caller.user_name,
    }
    if caller.token:  # long-term keys do not carry the key at all
        pairs["aws:MultiFactorAuthPresent"] = caller.mfa
        pairs["aws:TokenIssueTime"] = clock.iso(caller.issued)
    pairs.update({"aws:PrincipalTag/" + k: v for k, v in caller.tags.items()})
    return iam.context_of(pairs)


def resource_of(call):
    """The ARN a call touches; None where we cannot say."""
    scope, account, region = call.service.scope, call.caller.account, call.region
    if scope == "cloudformation":
        return _stack_arn(call.params.get("StackName"), account, region)
    if scope == "iam":
        return _iam_arn(call.params, account)
    if scope == "apigateway":
        return f"arn:aws:apigateway:{region}::{call.request.path}"
    if scope == "s3":
        path = urllib.parse.unquote(call.request.path).strip("/")
        return f"arn:aws:s3:::{path}" if path else None
    if scope == "dynamodb":
        return _table_arn(models.asked(call).get("TableName"), account, region)
    return None


def _table_arn(name, account, region):
    if name and name.startswith("arn:"):
        return name
    return f"arn:aws:dynamodb:{region}:{account}:table/{name}" if name else None


def _stack_arn(name, account, region):
    if name and name.startswith("arn:"):
        return name
    return f"arn:aws:cloudformation:{region}:{account}:stack/{name or '*'}/*"


def _iam_arn(params, account):
    if "PolicyArn" in params and "RoleName" not in params and "UserName" not in params:
        return params["PolicyArn"]
    for kind in ("Role", "User", "Group", "InstanceProfile"):
        if params.get(kind + "Name"):
            return f"arn:aws:iam::{account}:{kind.lower()}/{params[kind + 'Name']}"
    return f"arn:aws:iam::{account}:*"


def require(principals, caller, service, action, resource, context):
    """Raise AccessDenied unless the caller's policies allow the action."""
    full = f"{service.prefix}:{action}"
    if full in FREE:
        return
    decision, kind = principals.decide(caller, iam.Ask(full, resource, context))
    if decision == iam.ALLOW:
        return
    why = WHY[decision].format(kind=kind, action=full, article="an" if kind[0] in "i" else "a")
    raise errors.denied(caller.arn, full, resource or "*", why)
