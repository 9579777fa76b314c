"""A person who signs in by IAM Identity Center, with what `aws sso login` left behind."""

import hashlib
import json
import os

import pytest

from tests.sandbox import fleet

HEALTHY = "aurora-prod-us"


@pytest.fixture
def sign_in(operator):
    """Puts a sign-in into the operator's home directory; gives its file's path."""
    cache = f"{operator.home}/.aws/sso/cache"
    os.makedirs(cache, mode=0o700)
    name = hashlib.sha1(fleet.SSO_SESSION.encode()).hexdigest() + ".json"

    def again(**how):
        given = operator.sandbox.control("POST", "sign_in", how)
        return operator.write(f".aws/sso/cache/{name}", json.dumps(given))

    return again


@pytest.fixture
def conf(operator):
    return operator.conf(lambda text: text.replace("profile  = ops", "profile  = ops-sso"))


def test_a_sign_in_is_enough(operator, sign_in, conf):
    sign_in()
    result = operator.run("status", HEALTHY, "--config", conf)
    assert result.code == 0, result
    names = json.dumps(operator.entries())
    assert "identity.sso" in names and "identity.renew" not in names
    assert "SSO sign-in of profile mira-sso" in names


def test_a_token_that_is_nearly_over_is_renewed_for_everybody(operator, sign_in, conf):
    path = sign_in(lifetime_s=60)
    before = json.load(open(path, encoding="utf-8"))
    result = operator.run("status", HEALTHY, "--config", conf)
    assert result.code == 0, result
    after = json.load(open(path, encoding="utf-8"))
    assert after["accessToken"] != before["accessToken"]
    assert os.stat(path).st_mode & 0o777 == 0o600
    aws = operator.sandbox.aws("sts", "get-caller-identity", HOME=operator.home,
                               AWS_PROFILE="ops-sso")
    assert aws.returncode == 0, aws.stderr


def test_no_token_is_kept_anywhere_but_in_its_file(operator, sign_in, conf):
    path = sign_in(lifetime_s=60)
    secrets = set(json.load(open(path, encoding="utf-8"))[n] for n in
                  ("accessToken", "refreshToken", "clientSecret"))
    operator.run("status", HEALTHY, "--config", conf)
    secrets |= set(json.load(open(path, encoding="utf-8"))[n] for n in
                   ("accessToken", "refreshToken"))
    for name, content in operator.files():
        if name != path:
            assert not any(s.encode() in content for s in secrets), name


@pytest.mark.parametrize("how, words", [
    (None, "nobody has signed in"),
    ({"lifetime_s": 3600}, "AWS does not take its sign-in any more"),
    ({"lifetime_s": -60}, "its sign-in is over and was not renewed"),
])
def test_a_login_that_is_over_says_the_one_command(operator, sign_in, conf, how, words):
    if how is not None:
        sign_in(**how)
        operator.sandbox.control("DELETE", "sign_in")
    result = operator.run("status", HEALTHY, "--config", conf)
    assert result.code == 3, result
    assert f"profile mira-sso: {words}" in result.err, result
    assert "run `aws sso login --profile mira-sso`" in result.err, result
