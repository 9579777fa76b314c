"""Requests and replies as values, and which service and action a request means."""

import dataclasses
import re
import urllib.parse

REGIONS = frozenset("""
us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1
eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5
me-central-1 me-south-1 il-central-1 af-south-1
""".split())


CBOR_PATH = re.compile(r"/service/[^/]+/operation/([A-Za-z0-9]+)$")


@dataclasses.dataclass(frozen=True)
class Service:
    """How one service speaks.  A new JSON service is one more row below."""

    scope: str  # the name in the credential scope
    protocol: str  # query, ec2, json (X-Amz-Target), cbor, rest-json, rest-xml (S3)
    version: str = ""
    xmlns: str = ""
    iam_prefix: str = ""  # where it differs from the scope
    only_region: str = ""  # global services are signed for one region
    event_source: str = ""

    @property
    def prefix(self):
        return self.iam_prefix or self.scope

    @property
    def trail_source(self):
        return self.event_source or self.scope + ".amazonaws.com"


SERVICES = {
    service.scope: service
    for service in (
        Service("sts", "query", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"),
        Service("iam", "query", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/",
                only_region="us-east-1"),
        Service("cloudformation", "query", "2010-05-15",
                "http://cloudformation.amazonaws.com/doc/2010-05-15/"),
        Service("redshift", "query", "2012-12-01", "http://redshift.amazonaws.com/doc/2012-12-01/"),
        Service("rds", "query", "2014-10-31", "http://rds.amazonaws.com/doc/2014-10-31/"),
        Service("elasticbeanstalk", "query", "2010-12-01",
                "http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/"),
        Service("ec2", "ec2", "2016-11-15", "http://ec2.amazonaws.com/doc/2016-11-15/"),
        Service("monitoring", "json", iam_prefix="cloudwatch"),
        Service("logs", "json"),
        Service("dynamodb", "json"),
        Service("application-autoscaling", "json", event_source="autoscaling.amazonaws.com"),
        Service("firehose", "json"),
        Service("states", "json"),
        Service("sqs", "json"),
        Service("lambda", "rest-json"),
        Service("batch", "rest-json"),
        Service("apigateway", "rest-json"),
        Service("amplify", "rest-json"),
        Service("s3", "rest-xml"),
        Service("sso", "rest-json"),
        Service("sso-oidc", "rest-json"),
    )
}
BY_VERSION = {service.version: service for service in SERVICES.values() if service.version}
UNKNOWN = Service("unknown", "query")


class Headers:
    """Header lines in the order sent; names are compared in lower case."""

    def __init__(self, pairs=()):
        self.pairs = [(name.lower(), value) for name, value in pairs]

    def get(self, name, default=None):
        return next((v for n, v in self.pairs if n == name.lower()), default)

    def all(self, name):
        return [v for n, v in self.pairs if n == name.lower()]

    def names(self):
        return {n for n, _ in self.pairs}


@dataclasses.dataclass
class Request:
    method: str
    path: str  # as on the wire, still percent-encoded
    query: str  # as on the wire
    headers: Headers
    body: bytes
    peer: str = "127.0.0.1"
    tls: bool = False
    tls_details: dict | None = None

    def params(self):
        """Query and form parameters; the first value of a name wins."""
        found = {}
        texts = [self.query]
        if "x-www-form-urlencoded" in (self.headers.get("content-type") or ""):
            texts.append(self.body.decode("utf-8", "replace"))
        for text in texts:
            for name, value in urllib.parse.parse_qsl(text, keep_blank_values=True):
                found.setdefault(name, value)
        return found


@dataclasses.dataclass
class Reply:
    status: int
    body: bytes
    content_type: str = "text/xml"
    headers: list = dataclasses.field(default_factory=list)
    error_code: str | None = None
    error_message: str | None = None

    @classmethod
    def xml(cls, text, status=200):
        return cls(status, text.encode("utf-8"))


def service_of(request, scope_service):
    """The service by its credential scope; without one, by the API version in the body."""
    if scope_service:
        known = SERVICES.get(scope_service)
        if known:
            return _as_spoken(known, request)
        return Service(scope_service, _protocol(request))
    return BY_VERSION.get(request.params().get("Version"), UNKNOWN)


def _as_spoken(service, request):
    """A JSON service that also knows CBOR or the older query form answers in what it is asked in."""
    if service.protocol != "json" or request.headers.get("x-amz-target"):
        return service
    spoken = "cbor" if CBOR_PATH.match(request.path) else "query"
    return dataclasses.replace(service, protocol=spoken)


def _protocol(request):
    """A guess for services without a row; it shapes nothing but errors."""
    if request.headers.get("x-amz-target"):
        return "json"
    return "query" if "Action" in request.params() else "rest-json"


def action_of(request):
    target = request.headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    by_path = CBOR_PATH.match(request.path)
    if by_path:
        return by_path.group(1)
    return request.params().get("Action", "")


def nest(params):
    """Turn `Tags.member.1.Key=a` into {"Tags": [{"Key": "a"}]}."""
    tree = {}
    for name, value in params.items():
        node = tree
        *parents, leaf = name.split(".")
        for part in parents:
            child = node.get(part)
            node = node.setdefault(part, {}) if isinstance(child, (dict, type(None))) else {}
        node[leaf] = value
    return _lists(tree)


def _lists(node):
    if not isinstance(node, dict):
        return node
    node = {name: _lists(value) for name, value in node.items()}
    if set(node) == {"member"} and isinstance(node["member"], (list, dict)):
        return node["member"]
    if node and all(name.isdigit() for name in node):
        return [node[name] for name in sorted(node, key=int)]
    return node
