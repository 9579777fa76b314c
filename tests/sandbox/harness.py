"""A sandbox of one's own for a test: its process, its clients, its records."""

import contextlib
import datetime
import hashlib
import http.client
import json
import os
import shlex
import ssl
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import boto3
import botocore.config
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from . import fleet

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FORM = "application/x-www-form-urlencoded; charset=utf-8"
VERSIONS = {"sts": "2011-06-15", "cloudformation": "2010-05-15", "iam": "2010-05-08"}
PATIENCE_S = 60  # with a loaded machine
NO_RETRIES = botocore.config.Config(retries={"total_max_attempts": 1}, read_timeout=PATIENCE_S,
                                    connect_timeout=PATIENCE_S, max_pool_connections=1)


class Sandbox:
    def __init__(self, directory, *arguments, **environment):
        self.directory = str(directory)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sandbox", "serve", "--dir", self.directory, *arguments],
            cwd=ROOT, env={**_clean_environment(), **environment},
            stdout=open(os.path.join(self.directory, "out"), "w"), stderr=subprocess.STDOUT)
        try:
            self.env = self._await_env()
        except BaseException:
            self.stop()
            raise

    def _await_env(self):
        path = os.path.join(self.directory, "env")
        deadline = time.monotonic() + PATIENCE_S
        while not os.path.exists(path):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(open(os.path.join(self.directory, "out")).read())
            time.sleep(0.05)
        lines = open(path).read().splitlines()
        pairs = (line.split(";")[0].partition("=") for line in lines if "=" in line)
        given = {name: shlex.split(value)[0] for name, _, value in pairs}
        return {**_clean_environment(), "HOME": self.directory, **given}

    def stop(self):
        self._process.terminate()
        self._process.wait(PATIENCE_S)

    # Clients

    def aws(self, *arguments, **environment):
        """Run the real CLI; returns the finished process."""
        program = os.path.join(os.path.dirname(sys.executable), "aws")
        return subprocess.run([program, *arguments], env={**self.env, **environment},
                              capture_output=True, text=True, timeout=PATIENCE_S)

    def client(self, service, keys, region="eu-central-1", **options):
        """A boto3 client with explicit keys (access key, secret, token)."""
        return boto3.session.Session().client(
            service, region_name=region, endpoint_url=self.env["AWS_ENDPOINT_URL"],
            verify=self.env["AWS_CA_BUNDLE"], aws_access_key_id=keys[0],
            aws_secret_access_key=keys[1], aws_session_token=keys[2],
            config=NO_RETRIES.merge(botocore.config.Config(**options)))

    def operator(self):
        """Keys of mira's operator role."""
        sts = self.client("sts", person_keys(fleet.MIRA))
        return keys_of(sts.assume_role(RoleArn=fleet.MIRA.role_arn,
                                       RoleSessionName=fleet.MIRA.email))

    def enter(self, name="aurora-prod-eu", keys=None, **changes):
        """AssumeRole into an installation as candor does; returns the reply."""
        return self.client("sts", keys or self.operator()).assume_role(**wish(name, **changes))

    def control(self, method, what, body=None):
        url = f"{self.env['SANDBOX_CONTROL']}/_sandbox/{what}"
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method)) as reply:
            return json.load(reply)

    def trail(self, account):
        path = os.path.join(self.directory, "trail", f"{account}.jsonl")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as handle:
            whole = handle.read().rpartition("\n")[0]  # the last may be on its way
        return [json.loads(line) for line in whole.splitlines()]

    # The wire

    def connection(self, tls=False):
        url = urllib.parse.urlparse(self.env["AWS_ENDPOINT_URL" if tls else "SANDBOX_HTTP"])
        if not tls:
            return http.client.HTTPConnection(url.netloc, timeout=PATIENCE_S)
        context = ssl.create_default_context(cafile=self.env["AWS_CA_BUNDLE"])
        return http.client.HTTPSConnection(url.netloc, timeout=PATIENCE_S, context=context)

    def send(self, headers, body, connection=None):
        """One POST as it is; returns (status, headers, text)."""
        connection = connection or self.connection()
        connection.putrequest("POST", "/", skip_host=True, skip_accept_encoding=True)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read().decode()

    def signed(self, keys, action="GetCallerIdentity", service="sts", region="eu-central-1",
               at=None, version=None, **params):
        """Headers and body of a query request, signed by botocore."""
        body = urllib.parse.urlencode(
            {"Action": action, "Version": version or VERSIONS[service], **params})
        request = AWSRequest("POST", self.env["SANDBOX_HTTP"] + "/", data=body,
                             headers={"Content-Type": FORM})
        with signing_time(at):
            SigV4Auth(Credentials(*keys), service, region).add_auth(request)
        host = urllib.parse.urlparse(self.env["SANDBOX_HTTP"]).netloc
        return {"Host": host, **dict(request.headers.items())}, body


@contextlib.contextmanager
def signing_time(at):
    """Make botocore believe another time."""
    import botocore.auth
    if at is None:
        yield
        return
    held = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda *_args, **_options: at
    try:
        yield
    finally:
        botocore.auth.get_current_datetime = held


def utc(**offset):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**offset)


def person_keys(person):
    return person.access_key, person.secret, None


def keys_of(reply):
    credentials = reply["Credentials"]
    return (credentials["AccessKeyId"], credentials["SecretAccessKey"],
            credentials["SessionToken"])


def wish(name="aurora-prod-eu", mode="observe", without=(), **changes):
    """The parameters of candor's AssumeRole; `without` leaves some out."""
    place = fleet.chosen()[name]
    full = {
        "RoleArn": f"arn:aws:iam::{place.account}:role/{fleet.ROLE}",
        "RoleSessionName": fleet.MIRA.email,
        "ExternalId": place.configured_external_id,
        "SourceIdentity": fleet.MIRA.name,
        "PolicyArns": [{"arn": f"arn:aws:iam::{place.account}:policy/Candor{mode.capitalize()}"}],
        "Tags": tags(operator=fleet.MIRA.name, mode=mode, installation=name),
        **changes,
    }
    return {key: value for key, value in full.items() if key not in without}


def tags(**values):
    return [{"Key": "candor-" + key, "Value": value} for key, value in values.items()]


def body_hash(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _clean_environment():
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("AWS_", "CANDOR_", "XDG_"))}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}
