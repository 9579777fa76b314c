"""Who and what the sandbox invents: the vendor, its people, the customers, their installations.

Data only.  Names and numbers are made up; keys are derived from labels, so that they are the
same in each run and nothing that looks like a secret stands in a file of the repository.
"""

import base64
import dataclasses
import hashlib

HOME_REGION = "eu-central-1"
VENDOR_DOMAIN = "nordlys.example"
VENDOR = "305518842907"
AURORA = "618402275311"
SHINONOME = "740093316528"
ROLE = "CandorAccess"
SSO_SESSION = "nordlys"
SSO_START_URL = "https://nordlys.awsapps.com/start"
SSO_PERMISSION_SET = "Operators"
SSO_ROLE = "AWSReservedSSO_Operators_0123456789abcdef"


def derived(label, size):
    """`size` bytes that depend on nothing but the label."""
    return hashlib.shake_256(("candor sandbox " + label).encode()).digest(size)


def letters(label, count):
    return base64.b32encode(derived(label, count)).decode()[:count]


@dataclasses.dataclass(frozen=True)
class Person:
    """An IAM user with a static key, and for an employee the role that stands for the person."""

    name: str
    profile: str
    account: str = VENDOR
    wants_mfa: bool = False

    @property
    def email(self):
        return f"{self.name}@{VENDOR_DOMAIN}"

    @property
    def access_key(self):
        return "AKIA" + letters(f"key {self.account} {self.name}", 16)

    @property
    def secret(self):
        return base64.b64encode(derived(f"secret {self.account} {self.name}", 30)).decode()

    @property
    def user_arn(self):
        return f"arn:aws:iam::{self.account}:user/{self.name}"

    @property
    def role_arn(self):
        return f"arn:aws:iam::{self.account}:role/candor-operators/{self.name}"

    @property
    def mfa_serial(self):
        return f"arn:aws:iam::{self.account}:mfa/{self.name}"

    @property
    def mfa_seed(self):
        return letters(f"mfa {self.name}", 32) if self.wants_mfa else None


MIRA = Person("mira.kovac", "mira")
JO = Person("jo.lindqvist", "jo", wants_mfa=True)
# The customers' own people: they approve and revoke, with rights of their own.
ADMINS = (Person("admin", "aurora-admin", AURORA), Person("admin", "shinonome-admin", SHINONOME))


@dataclasses.dataclass(frozen=True)
class Installation:
    name: str
    customer: str
    account: str
    region: str
    stacks: tuple  # of (suffix, kind, scenario, options)
    wrong_external_id: bool = False

    @property
    def external_id(self):
        """What the customer's trust policy demands: one for each account."""
        return derived(f"external id {self.account}", 12).hex()

    @property
    def configured_external_id(self):
        """What candor.conf says."""
        return derived("a mistake", 12).hex() if self.wrong_external_id else self.external_id


ROLLED_BACK = (
    "Resource handler returned message: \"The table aurora-prod-eu-ingest-offsets can not be updated: "
    "the provisioned write capacity of 12000 units exceeds the account limit of 10000 units for the "
    "region eu-central-1. Ask for a higher limit or lower WriteCapacityUnits, then update the stack "
    "again (Service: DynamoDb, Status Code: 400)\" (RequestToken: 5d0cbb0e, HandlerErrorCode: "
    "ServiceLimitExceeded)"
)
NO_ROLE = (
    "Resource handler returned message: \"The role defined for the function cannot be assumed by "
    "Lambda. (Service: Lambda, Status Code: 400)\" (HandlerErrorCode: InvalidRequest)"
)
# Text that attacks a terminal: C1 control sequences (CSI, OSC; legal in XML), an override of
# direction, zero width characters, markup, a fake line.  ESC itself is not legal in XML 1.0;
# the control API can set it.
HOSTILE = (
    "Bucket <b>lab&amp;</b> denied \u009b31mred\u009b0m \u009d0;title\u009c "
    "user\u202egnp.exe\u202c zero\u200bwidth\u2066isolate\u2069\u0085OK all stacks complete"
)
HOSTILE_DESCRIPTION = "Lab \u009b2J\u009bH <script>alert(1)</script> \u202elanimret\u202c %n%s {0} $(id)"

INSTALLATIONS = (
    Installation("aurora-prod-eu", "Aurora Robotics", AURORA, "eu-central-1", (
        ("network", "network", "complete", {"days": 212, "updated_days": 41}),
        ("storage", "storage", "complete", {"days": 212, "updated_days": 9}),
        ("ingest", "ingest", "rolled_back", {"days": 198, "minutes": 14,
                                             "culprit": "OffsetsTable", "reason": ROLLED_BACK}),
        ("api", "api", "complete", {"days": 190, "updated_days": 3}),
        ("loader", "loader", "complete", {"days": 17}),
    )),
    Installation("aurora-prod-us", "Aurora Robotics", AURORA, "us-east-1", (
        ("network", "network", "complete", {"days": 160, "updated_days": 41}),
        ("storage", "storage", "complete", {"days": 160, "drift": "IN_SYNC"}),
        ("ingest", "ingest", "complete", {"days": 158, "updated_days": 2}),
        ("api", "api", "complete", {"days": 151}),
    )),
    Installation("aurora-staging-eu", "Aurora Robotics", AURORA, "eu-west-1", (
        ("network", "network", "complete", {"days": 88}),
        ("ingest", "ingest", "updating", {"days": 87, "minutes": 6}),
        ("api", "api", "complete", {"days": 87, "updated_days": 1}),
    )),
    Installation("aurora-lab-us", "Aurora Robotics", AURORA, "us-west-2", (
        ("network", "network", "complete", {"days": 30, "description": HOSTILE_DESCRIPTION}),
        ("ingest", "ingest", "creation_rolled_back", {"minutes": 190, "culprit": "ParserFunction",
                                                      "reason": NO_ROLE}),
        ("api", "api", "creation_failed", {"minutes": 52, "culprit": "AccessLogBucket",
                                           "reason": HOSTILE}),
        ("loader", "loader", "update_failed", {"days": 12, "minutes": 75,
                                               "culprit": "LoadFunction", "reason": NO_ROLE}),
    )),
    Installation("shinonome-prod-jp", "東雲物流株式会社", SHINONOME, "ap-northeast-1", (
        ("network", "network", "complete", {"days": 301}),
        ("storage", "storage", "complete", {"days": 300, "updated_days": 60}),
        ("ingest", "ingest", "complete", {"days": 300, "updated_days": 5}),
        ("api", "api", "complete", {"days": 299, "description": "東雲物流 本番 API"}),
        ("loader", "loader", "complete", {"days": 120}),
    )),
    Installation("shinonome-dr-jp", "東雲物流株式会社", SHINONOME, "ap-northeast-3", (
        ("network", "network", "complete", {"days": 140, "drift": "IN_SYNC"}),
        ("storage", "storage", "complete", {"days": 140, "drift": "DRIFTED",
                                            "drifted": "LandingBucket"}),
        ("ingest", "ingest", "complete", {"days": 139}),
    )),
    Installation("shinonome-test-sg", "東雲物流株式会社", SHINONOME, "ap-southeast-1", (
        ("network", "network", "complete", {"days": 66}),
        ("ingest", "ingest", "complete", {"days": 66}),
        ("loader", "loader", "updating", {"days": 60, "minutes": 97}),
    )),
    Installation("shinonome-edge-us", "東雲物流株式会社", SHINONOME, "us-west-1", (
        ("network", "network", "complete", {"days": 20}),
        ("ingest", "ingest", "complete", {"days": 20}),
    ), wrong_external_id=True),
)


def generated(count):
    """`count` healthy installations, twenty an account, for tests of scale."""
    regions = ("eu-central-1", "us-east-1", "ap-northeast-1", "eu-west-1", "us-west-2")
    for number in range(count):
        account = str(900000000000 + number // 20)
        yield Installation(
            f"scale-{number:04d}", f"Generated Customer {number // 20:03d}", account,
            regions[number % len(regions)],
            (("network", "network", "complete", {"days": 30 + number % 200}),
             ("ingest", "ingest", "complete", {"days": 20 + number % 200}),
             ("api", "api", "complete", {"days": 10 + number % 200, "small": True})))


def chosen(extra=0):
    """Installation name -> Installation, in the order of the file."""
    return {place.name: place for place in (*INSTALLATIONS, *generated(extra))}
