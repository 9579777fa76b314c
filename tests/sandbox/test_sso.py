"""IAM Identity Center as AWS's own client sees it."""

import hashlib
import json
import os

import pytest

from . import fleet


@pytest.fixture
def home(sandbox, tmp_path):
    """A home directory in which somebody has signed in, and the function that does it."""
    cache = tmp_path / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    name = hashlib.sha1(fleet.SSO_SESSION.encode()).hexdigest() + ".json"

    def sign_in(**how):
        (cache / name).write_text(json.dumps(sandbox.control("POST", "sign_in", how)))
        os.chmod(cache / name, 0o600)
        return cache / name

    sign_in.home = str(tmp_path)
    return sign_in


def who(sandbox, home, profile="ops-sso"):
    done = sandbox.aws("sts", "get-caller-identity", HOME=home.home, AWS_PROFILE=profile)
    return json.loads(done.stdout)["Arn"] if done.returncode == 0 else done.stderr


def test_the_cli_takes_the_role_by_way_of_a_sign_in(sandbox, home):
    home()
    role = f"arn:aws:sts::{fleet.VENDOR}:assumed-role"
    assert who(sandbox, home, "mira-sso") == f"{role}/{fleet.SSO_ROLE}/{fleet.MIRA.email}"
    assert who(sandbox, home) == f"{role}/{fleet.MIRA.name}/{fleet.MIRA.email}"


def test_the_cli_renews_a_token_that_is_nearly_over(sandbox, home):
    path = home(lifetime_s=60)
    before = json.loads(path.read_text())
    assert "assumed-role" in who(sandbox, home)
    after = json.loads(path.read_text())
    assert after["accessToken"] != before["accessToken"]


def test_who_is_signed_out_is_refused(sandbox, home):
    home()
    sandbox.control("DELETE", "sign_in")
    assert "UnauthorizedException" in who(sandbox, home) or "expired" in who(sandbox, home)
