"""A stand-in for the API Gateway of cloudformation/vendor-heartbeats.yaml.

It takes the templates out of that file and evaluates as much of their language as they use, so
that what stands in the table is what the file says; the two statements are carried out on moto's
table.  What is not proved by it: API Gateway itself, its validation, DynamoDB's PartiQL."""

import base64
import itertools
import json
import os
import re

import jsonschema
import yaml
from moto.dynamodb.models import dynamodb_backends

from . import fleet

FILE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
                    "cloudformation", "vendor-heartbeats.yaml")
TABLE, REGION = "vendor-heartbeats", "eu-north-1"
numbers = itertools.count(1)


class _Loader(yaml.SafeLoader):
    pass


_Loader.add_multi_constructor("!", lambda loader, tag, node: loader.construct_scalar(node))


# The language of the templates

def render(template, context):
    """context: body (bytes), headers, ms, request_id.  Returns text and the status it set."""
    names, out, status, stack = {}, [], [], []
    for line in template.splitlines():
        word = re.match(r"\s*#(set|if|elseif|else|end)\b(?:\((.*)\))?\s*$", line)
        live = all(taken == "now" for taken in stack)
        if not word:
            out += [_fill(line, names, context)] if live else []
        elif word[1] == "if":
            stack.append("now" if live and _holds(word[2], names, context) else
                         "not yet" if live else "never")
        elif word[1] in ("elseif", "else"):
            before = stack.pop()
            holds = before == "not yet" and (word[1] == "else" or
                                             _holds(word[2], names, context))
            stack.append("now" if holds else "not yet" if before == "not yet" else "never")
        elif word[1] == "end":
            stack.pop()
        elif live:
            name, value = re.match(r"\$([\w.]+)\s*=\s*(.*)", word[2]).groups()
            if name == "context.responseOverride.status":
                status.append(int(value))
            names[name] = _value(value, names, context)
    assert not stack, "an #if without #end"
    return "\n".join(out), (status or [None])[-1]


def _holds(text, names, context):
    left, sign, right = re.match(r"(.*?)\s*(==|!=|>)\s*(.*)", text).groups()
    left, right = (_value(side, names, context) for side in (left, right))
    return left == right if sign == "==" else left != right if sign == "!=" else left > right


def _value(text, names, context):
    text = text.strip()
    if text.isdigit():
        return int(text)
    if quoted := re.fullmatch(r'"(.*)"', text):
        return _fill(quoted[1], names, context)
    if sum_ := re.fullmatch(r"(\S+) / (\d+) \+ (\d+)", text):
        return _value(sum_[1], names, context) // int(sum_[2]) + int(sum_[3])
    return _reference(text, names, context)


def _reference(text, names, context):
    if found := re.fullmatch(r"\$input\.path\('\$\.(.*)'\)", text):
        return _path(context["body"], found[1])
    if found := re.fullmatch(r"\$input\.params\('(.*)'\)", text):
        return context["headers"].get(found[1], "")
    if text == "$input.body":
        return context["body"].decode()
    if text == "$input.body.length()":
        return len(context["body"].decode())
    if found := re.fullmatch(r"\$util\.base64Encode\((.*)\)", text):
        return base64.b64encode(_reference(found[1], names, context).encode()).decode()
    if text in ("$context.requestTimeEpoch", "$context.requestId"):
        return context["ms" if text.endswith("Epoch") else "request_id"]
    return names[text.lstrip("$!")]


def _path(body, path):
    at = json.loads(body)
    for step in re.findall(r"\w+", path):
        try:
            at = at[int(step)] if isinstance(at, list) else at[step]
        except (KeyError, IndexError):
            return ""
    return at


REFERENCE = re.compile(r"\$util\.base64Encode\((?:\$input\.body|\$input\.params\('[^']*'\))\)"
                       r"|\$context\.\w+|\$!?\w+")


def _fill(text, names, context):
    return REFERENCE.sub(lambda m: str(_reference(m[0], names, context)), text)


# The gateway

class Gateway:
    def __init__(self):
        with open(FILE, encoding="utf-8") as handle:
            resources = yaml.load(handle, _Loader)["Resources"]
        self.schema = resources["Beat"]["Properties"]["Schema"]
        told = resources["PostBeat"]["Properties"]["Integration"]
        self.request = told["RequestTemplates"]["application/json"].replace("${Table}", TABLE)
        self.replies = {r["StatusCode"]: r["ResponseTemplates"]["application/json"]
                        for r in told["IntegrationResponses"]}
        keys = resources["Table"]["Properties"]
        self.backend = dynamodb_backends[fleet.VENDOR][REGION]
        self.backend.create_table(
            TABLE, schema=keys["KeySchema"], attr=keys["AttributeDefinitions"], throughput=None,
            global_indexes=[], indexes=[], streams=None, billing_mode="PAY_PER_REQUEST",
            sse_specification=None, tags=[], deletion_protection_enabled=False,
            warm_throughput=None)

    def account(self, installation, state="active", **more):
        """What the vendor says of an account; without it the name is nobody's."""
        item = {"installation": {"S": installation}, "entry": {"S": "account"},
                "account": {"S": state}, **more}
        self.backend.put_item(TABLE, item)
        if "since" in more:
            self.backend.put_item(TABLE, {**item, "entry": {"S": f"account#{more['since']['N']}"}})

    def receive(self, body, signature, ms):
        """Status and document of the answer to one beat that comes at a time."""
        try:
            jsonschema.validate(json.loads(body), self.schema)
        except (ValueError, jsonschema.ValidationError):
            return 400, {"message": "Invalid request body"}
        text, _ = render(self.request, {
            "body": body, "headers": {"Candor-Signature": signature}, "ms": ms,
            "request_id": f"{next(numbers):08d}-c0de-4a00-8000-000000000000"})
        statements = json.loads(text)["Statements"]
        if not statements:  # DynamoDB wants one at least
            return 400, json.loads(self.replies["400"])
        done = json.dumps({"Responses": [self._run(s) for s in statements]}).encode()
        answer, status = render(self.replies["200"], {"body": done})
        return status or 200, json.loads(answer)

    def _run(self, statement):
        text, values = statement["Statement"], statement["Parameters"]
        if text.startswith("INSERT"):
            names = re.findall(r"'(\w+)':\?", text)
            assert re.match(rf'INSERT INTO "{TABLE}" VALUE {{', text) and len(names) == len(values)
            self.backend.put_item(TABLE, dict(zip(names, values)))
            return {}
        names = re.findall(r'"(\w+)"=\?', text)
        assert text.startswith(f'UPDATE "{TABLE}" SET ') and text.endswith(" RETURNING ALL NEW *")
        given = dict(zip(names, values))
        item = self.backend.get_item(TABLE, {n: given[n] for n in ("installation", "entry")})
        if not item:  # an UPDATE makes no new item
            return {"Error": {"Code": "ConditionalCheckFailed"}}
        whole = {**item.to_json()["Attributes"], **given}
        self.backend.put_item(TABLE, whole)
        return {"Item": whole}
