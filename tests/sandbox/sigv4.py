"""Signature Version 4, checked strictly.

Written from AWS's description ("Create a signed request"), not from any client of it.
The order of the checks decides which of several faults is named:
form, key, token, scope, clock, signature, expiry.
"""

import dataclasses
import datetime
import hashlib
import hmac
import re
import urllib.parse

from .clock import basic, parse
from .errors import AwsError
from .wire import REGIONS, SERVICES

ALGORITHM = "AWS4-HMAC-SHA256"
SKEW = datetime.timedelta(minutes=5)
LONGEST_PRESIGN_S = 604800
DOES_NOT_MATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. "
    "Consult the service documentation for details."
)


@dataclasses.dataclass(frozen=True)
class Claim:
    """What a request says about its signature; nothing in it has been checked."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: tuple
    signature: str
    stamp: str
    token: str | None
    presigned: bool
    expires_s: int = 0

    @property
    def scope(self):
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def incomplete(message):
    return AwsError("IncompleteSignature", message, 400)


def mismatch(message=DOES_NOT_MATCH):
    return AwsError("SignatureDoesNotMatch", message, 403)


def scope_service(request):
    """The service named in the scope, as far as it can be read; for routing errors."""
    found = re.search(r"Credential=[^/,\s]+/\d+/[^/]+/([a-z0-9-]+)/",
                      request.headers.get("authorization") or "")
    if not found:
        credential = urllib.parse.parse_qs(request.query).get("X-Amz-Credential", [""])[0]
        found = re.match(r"[^/]+/\d+/[^/]+/([a-z0-9-]+)/", credential)
    return found.group(1) if found else None


def claim_of(request):
    """Read the Authorization header or the presigned query; raise AwsError."""
    if "X-Amz-Algorithm=" in request.query:
        return _presigned(request)
    header = request.headers.get("authorization")
    if not header:
        raise AwsError("MissingAuthenticationToken",
                       "Request is missing Authentication Token", 403)
    return _header(request, header)


def _header(request, header):
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise incomplete(f"Unsupported AWS 'algorithm': '{algorithm}'.")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not fields.get(name):
            raise incomplete(f"Authorization header requires '{name}' parameter. ")
    stamp = request.headers.get("x-amz-date") or request.headers.get("date")
    if not stamp:
        raise incomplete("Authorization header requires existence of either a "
                         "'X-Amz-Date' or a 'Date' header. ")
    return _claim(fields["Credential"], fields["SignedHeaders"], fields["Signature"], stamp,
                  request.headers.get("x-amz-security-token"), False)


def _presigned(request):
    fields = dict(urllib.parse.parse_qsl(request.query, keep_blank_values=True))
    for name in ("Credential", "Date", "Expires", "SignedHeaders", "Signature"):
        if not fields.get("X-Amz-" + name):
            raise incomplete(f"AWS query-string parameters must include 'X-Amz-{name}'.")
    expires = fields["X-Amz-Expires"]
    if not expires.isdigit() or not 0 < int(expires) <= LONGEST_PRESIGN_S:
        raise incomplete("X-Amz-Expires must be a number between 1 and 604800 seconds")
    return _claim(fields["X-Amz-Credential"], fields["X-Amz-SignedHeaders"],
                  fields["X-Amz-Signature"], fields["X-Amz-Date"],
                  fields.get("X-Amz-Security-Token"), True, int(expires))


def _claim(credential, signed, signature, stamp, token, presigned, expires_s=0):
    parts = credential.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request":
        raise incomplete("Credential must have exactly 5 slash-delimited elements, e.g. "
                         f"keyid/date/region/service/term, got '{credential}'")
    return Claim(parts[0], parts[1], parts[2], parts[3], tuple(signed.lower().split(";")),
                 signature, stamp, token, presigned, expires_s)


def verify(request, lookup, now):
    """
    Check one request.

    lookup  access key id -> credential (secret, token, expires) or None
    now     the server's time
    Returns (claim, credential); raises AwsError.
    """
    claim = claim_of(request)
    credential = lookup(claim.access_key)
    if credential is None or (credential.token or None) != (claim.token or None):
        raise AwsError("InvalidClientTokenId",
                       "The security token included in the request is invalid.", 403)
    _check_scope(request, claim)
    _check_clock(claim, now)
    _check_headers(request, claim)
    if not hmac.compare_digest(_signature(request, claim, credential.secret), claim.signature):
        raise mismatch()
    if credential.expires is not None and now >= credential.expires:
        raise AwsError("ExpiredToken",
                       "The security token included in the request is expired", 403)
    return claim, credential


def _check_scope(request, claim):
    service = SERVICES.get(claim.service)
    if service and service.version:
        version = request.params().get("Version")
        other = next((s.scope for s in SERVICES.values() if version and s.version == version),
                     claim.service)
        if other != claim.service:
            raise mismatch(f"Credential should be scoped to correct service: '{other}'. ")
    wanted = service.only_region if service else ""
    if (wanted and claim.region != wanted) or claim.region not in REGIONS:
        raise mismatch(f"Credential should be scoped to a valid region, not '{claim.region}'. ")


def _check_clock(claim, now):
    try:
        at = parse(claim.stamp)
    except ValueError:
        raise incomplete("Date must be in ISO-8601 'basic format'. "
                         f"Got '{claim.stamp}'.") from None
    if basic(at)[:8] != claim.date:
        raise mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
                       f"of date from HTTP: '{claim.date}' != '{basic(at)[:8]}', "
                       f"from '{claim.stamp}'.")
    lifetime = datetime.timedelta(seconds=claim.expires_s) if claim.presigned else SKEW
    if at < now - lifetime:
        raise mismatch(f"Signature expired: {basic(at)} is now earlier than "
                       f"{basic(now - lifetime)} ({basic(now)} - 5 min.)")
    if at > now + SKEW:
        raise mismatch(f"Signature not yet current: {basic(at)} is still later than "
                       f"{basic(now + SKEW)} ({basic(now)} + 5 min.)")


def _check_headers(request, claim):
    if "host" not in claim.signed_headers:
        raise mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    present = request.headers.names()
    missing = [n for n in claim.signed_headers if n not in present]
    unsigned = sorted(n for n in present
                      if n.startswith("x-amz-") and n not in claim.signed_headers)
    if missing or unsigned:
        raise mismatch("There were headers present in the request which were not signed, or "
                       f"signed and not present: {', '.join(missing + unsigned)}")


def _signature(request, claim, secret):
    canonical = canonical_request(request, claim).encode()
    text = "\n".join((ALGORITHM, basic(parse(claim.stamp)), claim.scope,
                      hashlib.sha256(canonical).hexdigest()))
    key = ("AWS4" + secret).encode()
    for part in (claim.date, claim.region, claim.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def canonical_request(request, claim):
    headers = "".join(
        f"{name}:{','.join(_fold(v) for v in request.headers.all(name))}\n"
        for name in claim.signed_headers
    )
    return "\n".join((
        request.method,
        _canonical_path(request.path, claim.service),
        _canonical_query(request.query),
        headers,
        ";".join(claim.signed_headers),
        _payload_hash(request, claim),
    ))


def _fold(value):
    return re.sub(r"\s+", " ", value.strip())


def _canonical_path(path, service):
    """S3 signs the wire path; every other service normalises and encodes it once more."""
    if service == "s3":
        return path or "/"
    kept = []
    for part in path.split("/"):
        if part == "..":
            kept[-1:] = []
        elif part not in ("", "."):
            kept.append(part)
    tail = "/" if kept and path.endswith(("/", "/.", "/..")) else ""
    return urllib.parse.quote("/" + "/".join(kept) + tail, safe="/-_.~")


def _canonical_query(query):
    pairs = []
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        if name != "X-Amz-Signature":
            pairs.append((_encode(name), _encode(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _encode(text):
    return urllib.parse.quote(urllib.parse.unquote_to_bytes(text), safe="-_.~")


def _payload_hash(request, claim):
    sent = request.headers.get("x-amz-content-sha256")
    if claim.service == "s3" and claim.presigned:
        return "UNSIGNED-PAYLOAD"
    if claim.service == "s3" and sent and (sent == "UNSIGNED-PAYLOAD" or sent.startswith("STREAMING-")):
        return sent
    return hashlib.sha256(request.body).hexdigest()
