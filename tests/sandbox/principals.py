"""Who holds which key, and what their policies are.

Users, roles and policies live in moto's IAM, so that `aws iam put-role-policy` changes what the
next call may do.  Sessions live here: moto's do not know session policies, tags or expiry.
"""

import dataclasses
import datetime
import threading

from moto.iam.models import iam_backends

from . import iam


@dataclasses.dataclass
class Caller:
    """A user or a session, with the key it signs with."""

    access_key: str
    secret: str
    account: str
    arn: str
    principal_id: str
    user_name: str | None = None  # users only
    token: str | None = None
    expires: datetime.datetime | None = None
    issued: datetime.datetime | None = None
    role_name: str | None = None  # role sessions only
    role_arn: str | None = None
    role_id: str | None = None
    session_name: str | None = None
    source_identity: str | None = None
    tags: dict = dataclasses.field(default_factory=dict)
    transitive: tuple = ()
    session_policies: list | None = None  # None: no session policy was given
    mfa: bool = False

    @property
    def is_session(self):
        return self.role_name is not None

    @property
    def principal_arn(self):
        """aws:PrincipalArn: for a session the role's ARN."""
        return self.role_arn or self.arn

    def names(self):
        """Every name a Principal element may call it by, its own first."""
        own = [self.arn] + ([self.role_arn] if self.role_arn else [])
        return own + [f"arn:aws:iam::{self.account}:root", self.account]


class Principals:
    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions = {}
        self._mfa = {}  # serial number -> (user arn, seed)

    # Keys

    def lookup(self, access_key):
        """The caller for a key id, or None."""
        with self._lock:
            session = self._sessions.get(access_key)
        return session or self._user_with_key(access_key)

    def add_session(self, session):
        with self._lock:
            self._sessions[session.access_key] = session

    def expire(self, access_key):
        """End one session, or with "all" each; returns how many."""
        with self._lock:
            ended = [s for s in self._sessions.values() if access_key in ("all", s.access_key)]
            for session in ended:
                session.expires = self._clock.now()
            return len(ended)

    @staticmethod
    def _user_with_key(access_key):
        for account, partitions in list(iam_backends.items()):
            key = partitions["aws"].access_keys.get(access_key)
            if key is not None and key.status == "Active":
                user = partitions["aws"].users[key.user_name]
                return Caller(access_key, key.secret_access_key, account, user.arn, user.id,
                              user_name=user.name)
        return None

    # MFA

    def add_mfa(self, serial, user_arn, seed):
        self._mfa[serial] = (user_arn, seed)

    def mfa_seed(self, serial, user_arn):
        owner, seed = self._mfa.get(serial, (None, None))
        return seed if owner == user_arn else None

    # Policies

    @staticmethod
    def role(arn):
        """moto's role with this ARN, or None."""
        account = arn.split(":")[4]
        if account not in iam_backends:
            return None
        roles = iam_backends[account]["aws"].roles.values()
        return next((role for role in roles if role.arn == arn), None)

    @staticmethod
    def managed_policy(arn):
        """The document of a managed policy in its account, or None."""
        account = arn.split(":")[4]
        if account not in iam_backends:
            return None
        policy = iam_backends[account]["aws"].managed_policies.get(arn)
        return _default_document(policy) if policy else None

    def decide(self, caller, ask):
        """Identity policies, then the boundary, then the session policy: all must allow."""
        holder = self._holder(caller)
        if holder is None:
            return iam.DENY, "identity-based"
        documents = list(holder.policies.values())
        documents += [_default_document(p) for p in holder.managed_policies.values()]
        layers = [("identity-based", documents)]
        boundary = getattr(holder, "permissions_boundary_arn", None)
        if boundary:
            layers.append(("permissions boundary", [self.managed_policy(boundary) or "{}"]))
        if caller.session_policies is not None:
            layers.append(("session", caller.session_policies))
        return _intersect(layers, ask)

    def _holder(self, caller):
        if caller.is_session:
            return self.role(caller.role_arn)
        return iam_backends[caller.account]["aws"].users.get(caller.user_name)


def _default_document(policy):
    return next(v.document for v in policy.versions if v.is_default)


def _intersect(layers, ask):
    """The first layer that does not allow decides; an explicit Deny anywhere comes first."""
    decisions = [(kind, iam.decide(documents, ask)) for kind, documents in layers]
    for wanted in (iam.DENY, iam.SILENT):
        for kind, decision in decisions:
            if decision == wanted:
                return decision, kind
    return iam.ALLOW, ""
