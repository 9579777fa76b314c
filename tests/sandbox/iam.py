"""A small evaluator of IAM policies.  It knows no accounts: documents and a context in, a decision out.

It fails closed: a condition operator or key it does not know makes an Allow not apply and a
Deny apply.  A known key that is merely absent follows AWS's rules for absent keys.
"""

import dataclasses
import fnmatch
import ipaddress
import json
import re

from . import clock

ALLOW, DENY, SILENT = "allow", "deny", "silent"

KNOWN_KEYS = frozenset(key.lower() for key in """
aws:CurrentTime aws:EpochTime aws:MultiFactorAuthAge aws:MultiFactorAuthPresent
aws:PrincipalAccount aws:PrincipalArn aws:PrincipalType aws:RequestedRegion aws:ResourceAccount
aws:SecureTransport aws:SourceIdentity aws:SourceIp aws:TagKeys aws:TokenIssueTime
aws:UserAgent aws:userid aws:username
sts:DurationSeconds sts:ExternalId sts:RoleSessionName sts:SourceIdentity sts:TransitiveTagKeys
""".split())
KNOWN_PREFIXES = ("aws:principaltag/", "aws:requesttag/")


class Unsupported(Exception):
    """The policy says something this evaluator cannot judge."""


@dataclasses.dataclass(frozen=True)
class Ask:
    """One question.  `resource` None means that we do not know which resource is touched."""

    action: str
    resource: str | None
    context: dict  # lower-case key -> list of strings

    def values(self, key):
        return self.context.get(key.lower())


def context_of(pairs):
    """Build a context: keys to lower case, None left out, everything else a list of text."""
    context = {}
    for key, value in pairs.items():
        if value is not None:
            many = value if isinstance(value, (list, tuple)) else [value]
            context[key.lower()] = [_text(one) for one in many]
    return context


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def decide(documents, ask):
    """What a set of identity policies says: DENY beats ALLOW beats SILENT."""
    return _decide(documents, ask, lambda statement: _names_resource(statement, ask))


def decide_trust(document, ask, principal_names):
    """
    What a trust policy says to a caller.

    principal_names  every name the caller goes by: its arn, its role's arn, its account
    Returns (decision, direct): direct if the Allow names the caller and not its account.
    """
    outcome, direct = SILENT, False
    for statement in statements(document):
        matched = _matched_principal(statement.get("Principal"), principal_names)
        if matched is None or not _applies(statement, ask):
            continue
        if statement.get("Effect") == "Deny":
            return DENY, False
        outcome = ALLOW
        direct = direct or matched == principal_names[0]
    return outcome, direct


def _decide(documents, ask, fits):
    outcome = SILENT
    for document in documents:
        for statement in statements(document):
            if not fits(statement) or not _applies(statement, ask):
                continue
            if statement.get("Effect") == "Deny":
                return DENY
            outcome = ALLOW
    return outcome


def statements(document):
    parsed = json.loads(document) if isinstance(document, str) else document
    return _many(parsed.get("Statement", []))


def _many(value):
    return value if isinstance(value, list) else [value]


def _applies(statement, ask):
    if not _names_action(statement, ask.action):
        return False
    try:
        return _conditions_hold(statement.get("Condition", {}), ask)
    except Unsupported:
        return statement.get("Effect") == "Deny"


def _names_action(statement, action):
    if "NotAction" in statement:
        return not _any_like(statement["NotAction"], action.lower(), fold=True)
    return _any_like(statement.get("Action", []), action.lower(), fold=True)


def _names_resource(statement, ask):
    patterns = _many(statement.get("NotResource", statement.get("Resource", [])))
    try:
        patterns = [_substitute(pattern, ask) for pattern in patterns]
    except Unsupported:
        return statement.get("Effect") == "Deny"
    if ask.resource is None:
        return "*" in patterns or statement.get("Effect") == "Deny"
    hit = _any_like(patterns, ask.resource)
    return not hit if "NotResource" in statement else hit


def _any_like(patterns, text, fold=False):
    return any(like(p.lower() if fold else p, text) for p in _many(patterns))


def like(pattern, text):
    """IAM's wildcards: * and ? only; brackets mean themselves."""
    return fnmatch.fnmatchcase(text, re.sub(r"\[", "[[]", pattern))


def _matched_principal(principal, names):
    if principal == "*":
        return "*"
    for wanted in _many((principal or {}).get("AWS", [])):
        if wanted == "*" or wanted in names:
            return wanted
    return None


# Conditions

def _conditions_hold(conditions, ask):
    return all(
        _condition(operator, key, _many(wanted), ask)
        for operator, block in conditions.items()
        for key, wanted in block.items()
    )


def _condition(operator, key, wanted, ask):
    name = key.lower()
    if name not in KNOWN_KEYS and not name.startswith(KNOWN_PREFIXES):
        raise Unsupported(f"condition key {key}")
    quantifier, _, bare = operator.rpartition(":")
    if bare == "Null":
        absent = _text(wanted[0]).lower() == "true"
        return absent == (not ask.values(name))
    if_exists = bare.endswith("IfExists")
    bare = bare.removesuffix("IfExists")
    negated, test = _operator(bare)
    wanted = [_substitute(_text(one), ask) for one in wanted]
    return _quantified(quantifier, if_exists, negated, test, ask.values(name), wanted)


def _quantified(quantifier, if_exists, negated, test, held, wanted):
    if quantifier == "ForAllValues":
        return all(_one(negated, test, value, wanted) for value in held or [])
    if quantifier == "ForAnyValue":
        return any(_one(negated, test, value, wanted) for value in held or [])
    if quantifier:
        raise Unsupported(f"qualifier {quantifier}")
    if not held:
        return if_exists or negated
    return len(held) == 1 and _one(negated, test, held[0], wanted)


def _one(negated, test, value, wanted):
    try:
        return any(test(value, one) for one in wanted) != negated
    except ValueError:
        raise Unsupported(f"value {value!r}") from None


def _substitute(pattern, ask):
    """Policy variables such as ${aws:PrincipalTag/team}; one without a value cannot match."""
    def value(found):
        held = ask.values(found.group(1))
        if not held or len(held) != 1:
            raise Unsupported(f"variable {found.group(0)}")
        return held[0]
    return re.sub(r"\$\{([A-Za-z]+:[^}]+)\}", value, pattern)


def _operator(name):
    negated = "Not" in name
    test = OPERATORS.get(name.replace("Not", "", 1))
    if test is None:
        raise Unsupported(f"operator {name}")
    return negated, test


def _arn_like(value, pattern):
    """Each of the six parts is matched by itself, so that * never crosses an account."""
    parts, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) == 6 and all(map(like, patterns, parts))


def _ip(value, network):
    return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)


def _dates(compare):
    return lambda value, wanted: compare(_date(value), _date(wanted))


def _date(text):
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else clock.parse(text).timestamp()


def _numbers(compare):
    return lambda value, wanted: compare(float(value), float(wanted))


OPERATORS = {
    "StringEquals": lambda v, w: v == w,
    "StringEqualsIgnoreCase": lambda v, w: v.lower() == w.lower(),
    "StringLike": lambda v, w: like(w, v),
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda v, w: v.lower() == w.lower(),
    "IpAddress": _ip,
}
for _family, _make in (("Date", _dates), ("Numeric", _numbers)):
    OPERATORS.update({
        _family + "Equals": _make(lambda a, b: a == b),
        _family + "LessThan": _make(lambda a, b: a < b),
        _family + "LessThanEquals": _make(lambda a, b: a <= b),
        _family + "GreaterThan": _make(lambda a, b: a > b),
        _family + "GreaterThanEquals": _make(lambda a, b: a >= b),
    })
