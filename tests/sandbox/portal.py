"""IAM Identity Center: the keys of a role for a sign-in's token, a new token for an old one.

These calls carry no signature: the token is the proof.  Forms and codes are those of
botocore's models of sso and sso-oidc.
"""

import dataclasses
import datetime
import json
import secrets
import threading

from moto.iam.models import iam_backends

from . import clock, errors, fleet, sts
from .principals import Caller
from .wire import Reply

ROUTES = {
    ("GET", "/federation/credentials"): ("sso", "GetRoleCredentials"),
    ("POST", "/token"): ("sso-oidc", "CreateToken"),
}
KEYS_S = 3600
TOKEN_S = 8 * 3600
REGISTRATION_S = 90 * 86400


@dataclasses.dataclass
class SignIn:
    """What one person's browser left behind."""

    access: str
    refresh: str
    client_id: str
    client_secret: str
    expires: datetime.datetime
    registration_expires: datetime.datetime


class Portal:
    def __init__(self, principals, the_clock):
        self._principals = principals
        self._clock = the_clock
        self._lock = threading.Lock()
        self._sign_ins = []

    @staticmethod
    def route(request):
        """(scope, action) of a call to the portal; None when it is another service's."""
        if request.headers.get("authorization"):
            return None
        return ROUTES.get((request.method, request.path))

    def sign_in(self, lifetime_s=TOKEN_S):
        """Somebody signs in; the content of the cache's file, as AWS's tools write it."""
        now = self._clock.now()
        one = SignIn(_token(), _token(), _token(), _token(),
                     now + datetime.timedelta(seconds=lifetime_s),
                     now + datetime.timedelta(seconds=REGISTRATION_S))
        with self._lock:
            self._sign_ins.append(one)
        return {
            "startUrl": fleet.SSO_START_URL, "region": fleet.HOME_REGION,
            "accessToken": one.access, "expiresAt": clock.iso(one.expires),
            "clientId": one.client_id, "clientSecret": one.client_secret,
            "registrationExpiresAt": clock.iso(one.registration_expires),
            "refreshToken": one.refresh,
        }

    def sign_out(self):
        """Nobody is signed in any more; returns how many were."""
        with self._lock:
            gone, self._sign_ins = len(self._sign_ins), []
        return gone

    def answer(self, call):
        make = {"GetRoleCredentials": self._role_credentials,
                "CreateToken": self._create_token}[call.action]
        return Reply(200, json.dumps(make(call)).encode(), "application/json")

    def _find(self, name, value):
        with self._lock:
            return next((one for one in self._sign_ins if getattr(one, name) == value), None)

    def _role_credentials(self, call):
        one = self._find("access", call.request.headers.get("x-amz-sso_bearer_token"))
        if one is None or one.expires <= self._clock.now():
            raise errors.AwsError("UnauthorizedException",
                                  "Session token not found or invalid", 401)
        account, name = call.params.get("account_id"), call.params.get("role_name")
        if (account, name) != (fleet.VENDOR, fleet.SSO_PERMISSION_SET):
            raise errors.AwsError("ForbiddenException", "No access", 403)
        role = iam_backends[account]["aws"].get_role(fleet.SSO_ROLE)
        keys = sts.fresh_keys(self._clock.now(), KEYS_S)
        session = Caller(
            account=account, role_name=role.name, role_arn=role.arn, role_id=role.id,
            arn=f"arn:aws:sts::{account}:assumed-role/{role.name}/{fleet.MIRA.email}",
            principal_id=f"{role.id}:{fleet.MIRA.email}", session_name=fleet.MIRA.email, **keys)
        self._principals.add_session(session)
        return {"roleCredentials": {
            "accessKeyId": session.access_key, "secretAccessKey": session.secret,
            "sessionToken": session.token,
            "expiration": int(session.expires.timestamp() * 1000)}}

    def _create_token(self, call):
        wish = json.loads(call.request.body or b"{}")
        one = self._find("refresh", wish.get("refreshToken"))
        if wish.get("grantType") != "refresh_token":
            raise errors.AwsError("UnsupportedGrantTypeException", "", 400)
        if one is None or (one.client_id, one.client_secret) != (
                wish.get("clientId"), wish.get("clientSecret")):
            raise errors.AwsError("InvalidGrantException", "", 400)
        with self._lock:
            one.access, one.refresh = _token(), _token()
            one.expires = self._clock.now() + datetime.timedelta(seconds=TOKEN_S)
        return {"accessToken": one.access, "tokenType": "Bearer", "expiresIn": TOKEN_S,
                "refreshToken": one.refresh}


def _token():
    return "aoa" + secrets.token_urlsafe(300)
