"""What must be in order before the first call: configuration, credentials, a code."""

import os
import re
import time

import pytest

from operator_ import shows_code
from tests.sandbox import fleet, totp

SICK, BARRED = "aurora-prod-eu", "shinonome-edge-us"


# Configuration


def test_without_configuration_one_screen_says_what_is_missing(operator):
    for arguments in (("fleet",), (), ("status", SICK)):
        result = operator.run(*arguments, CANDOR_CONFIG=f"{operator.home}/none.conf")
        assert result.code == 2 and result.out == "", result
        for words in ("none.conf", "candor init", "candor doctor", "candor.conf(5)"):
            assert words in result.err
    assert not os.path.exists(operator.state)


def test_a_named_configuration_must_be_there(operator):
    result = operator.run("fleet", "--config", f"{operator.home}/none.conf")
    assert result.code == 2 and "none.conf" in result.err and "candor init" not in result.err


def replaced(before, after, count=1):
    return lambda text: text.replace(before, after, count)


@pytest.mark.parametrize("edit, words", [
    (replaced(fleet.AURORA, "61840227531"), "account"),
    (replaced("region         = eu-central-1", "region         = mars-north-1"), "mars-north-1"),
    (replaced(f"iam::{fleet.AURORA}:role", "iam::000000000001:role"), "000000000001"),
    (replaced(f"iam::{fleet.AURORA}:policy/CandorObserve", "iam::000000000001:policy/X"),
     "000000000001"),
    (replaced("[installation aurora-prod-us]", f"[installation {SICK}]"), SICK),
    (replaced("[installation aurora-prod-us]", "[instalation aurora-prod-us]"), "instalation"),
    (replaced("customer       = Aurora Robotics\n", ""), "customer"),
    (replaced("[vendor]", "[vendor"), ":1"),
    (replaced("domain   = nordlys.example", "domain"), ":2"),
])
def test_a_broken_configuration_is_named_with_its_line(operator, edit, words):
    path = operator.conf(edit)
    result = operator.run("fleet", "--config", path)
    assert result.code == 2, result
    assert re.search(r"other\.conf:\d+", result.err) and words in result.err, result
    assert operator.entries() == []


def test_an_unknown_key_is_a_warning(operator):
    path = operator.conf(replaced("region         =", "regoin = x\nregion         ="))
    result = operator.run("status", SICK, "--config", path)
    assert result.code == 1 and "regoin" in result.err, result


def test_a_configuration_that_others_may_write_is_refused(operator):
    path = operator.conf()
    os.chmod(path, 0o666)
    result = operator.run("fleet", "--config", path)
    assert result.code == 2 and "other.conf" in result.err, result


# Credentials


def test_no_credentials(operator):
    for changes in ({"AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"},):
        result = operator.run("status", SICK, **changes)
        assert result.code == 3 and "mira" in result.err, result
    path = operator.conf(replaced("profile  = ops", "profile  = nobody"))
    result = operator.run("fleet", "--config", path)
    assert result.code in (2, 3) and "nobody" in result.err, result


def test_wrong_keys(operator):
    path = operator.write("credentials", "[mira]\naws_access_key_id = AKIAWRONGWRONGWRONG1\n"
                                         "aws_secret_access_key = not-the-secret-of-anybody\n")
    result = operator.run("status", SICK, AWS_SHARED_CREDENTIALS_FILE=path)
    assert result.code == 3 and "sts:AssumeRole" in result.err, result
    assert "not-the-secret" not in result.err
    assert operator.entries()[-1]["kind"] in ("act.outcome", "session.close")


def test_expired_credentials_are_named(operator, sandbox):
    keys = sandbox.operator()
    sandbox.control("POST", "expire", {"access_key": keys[0]})
    config = operator.write("aws-config", "[profile ops]\nregion = eu-central-1\n")
    credentials = operator.write(
        "credentials", f"[ops]\naws_access_key_id = {keys[0]}\naws_secret_access_key = {keys[1]}\n"
                       f"aws_session_token = {keys[2]}\n")
    result = operator.run("status", SICK, AWS_CONFIG_FILE=config,
                          AWS_SHARED_CREDENTIALS_FILE=credentials)
    assert result.code == 3 and "Expired" in result.err, result


def test_a_denied_assume_role_is_exit_3_and_says_so(operator):
    result = operator.run("status", BARRED, "--json")
    assert result.code == 3, result
    assert "AccessDenied" in result.err and BARRED in result.err
    assert result.json["exit"] == 3 and result.json["errors"][0]["code"] == "denied"
    outcome = [e for e in operator.entries() if e["kind"] == "act.outcome"][-1]
    assert outcome["data"]["status"] == "denied"


# MFA


def jo(operator):
    return operator.conf(replaced("profile  = ops", "profile  = ops-jo"), "jo.conf")


def test_a_code_is_asked_on_the_terminal_and_not_shown(operator):
    code = totp.code(fleet.JO.mfa_seed, time.time())
    terminal = operator.on_terminal("access", SICK, "--config", jo(operator))
    terminal.wait_for("MFA code")
    terminal.type(code + "\n")
    exit_code, seen = terminal.end()
    assert exit_code == 0 and "jo.lindqvist@observe" in seen, seen
    assert not shows_code(seen, code)
    assert not any(shows_code(data, code) for _, data in operator.files())


def test_a_wrong_code_is_asked_again(operator):
    terminal = operator.on_terminal("status", SICK, "--config", jo(operator))
    terminal.wait_for("MFA code")
    terminal.type("000000\n")
    terminal.wait_for("AWS did not take that code")
    terminal.type("12ab\n")
    terminal.wait_for("six digits")
    terminal.type("\x04")
    exit_code, seen = terminal.end()
    assert exit_code == 4 and "no MFA code was given" in seen, seen


def test_ctrl_c_at_the_question_restores_the_terminal(operator):
    terminal = operator.on_terminal("status", SICK, "--config", jo(operator))
    terminal.wait_for("MFA code")
    terminal.type("\x03")
    exit_code, seen = terminal.end()
    assert exit_code == 130, seen


def test_without_a_terminal_the_need_for_a_code_is_one_error(operator):
    result = operator.run("status", SICK, "--config", jo(operator), AWS_PROFILE=None)
    assert result.code == 3 and "MFA" in result.err, result
    assert result.err.count("\n") == 1
