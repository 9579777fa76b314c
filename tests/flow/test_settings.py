"""Settings that are wrong, and output that cannot go anywhere: a sentence and the right exit code."""

import os
import subprocess

import pytest

from operator_ import BINARY, BROKEN

SICK = "aurora-prod-eu"


def test_a_profile_that_is_nowhere_is_a_wrong_setting(operator):
    path = operator.conf(lambda text: text.replace("profile  = ops", "profile  = nope"))
    result = operator.run("fleet", "--config", path, AWS_PROFILE=None)
    assert result.code == 2 and result.err.count("\n") == 1, result
    assert "[operator] profile = nope" in result.err, result
    path = operator.conf(lambda text: text.replace("profile  = ops\n", "", 1))
    result = operator.run("fleet", "--config", path, AWS_PROFILE="nope")
    assert result.code == 2 and "AWS_PROFILE = nope" in result.err, result


def test_a_variable_that_does_not_count_is_named(operator):
    result = operator.run("status", SICK, AWS_PROFILE="nope")
    assert result.code == 1, result
    assert result.err == "candor: [operator] profile = ops wins over AWS_PROFILE=nope\n", result
    assert operator.run("status", SICK, AWS_PROFILE="ops").err == ""


@pytest.mark.parametrize("place", ["/proc", "/dev/null"])
def test_a_state_directory_that_cannot_be_used_is_the_journals(operator, place):
    for form in ((), ("--json",)):
        result = operator.run("fleet", *form, XDG_STATE_HOME=place)
        assert result.code == 5 and "journal" in result.err, result
        assert "XDG_STATE_HOME" in result.err and result.err.count("\n") == 1, result
    assert result.json["errors"][0]["code"] == "journal"


def test_a_relative_directory_does_not_count_and_says_so(operator):
    result = operator.run("fleet", "--cached", XDG_STATE_HOME="state")
    assert "XDG_STATE_HOME=state is not an absolute path" in result.err, result
    assert f"{operator.home}/.local/state/candor" in result.err
    assert os.path.isdir(f"{operator.home}/.local/state/candor")


def test_a_cache_that_cannot_be_is_no_failure(operator):
    result = operator.run("status", "shinonome-prod-jp", XDG_CACHE_HOME="/dev/null")
    assert result.code == 0 and "/dev/null/candor" in result.err, result


def test_without_configuration_there_is_a_document_too(operator):
    none = f"{operator.home}/none.conf"
    for arguments, kind in ((("fleet",), "fleet"), (("status", SICK), "status")):
        result = operator.run(*arguments, "--json", CANDOR_CONFIG=none)
        assert result.code == 2 and result.err.count("\n") == 1, result
        document = result.json
        assert (document["kind"], document["exit"], document["items"]) == (kind, 2, [])
        assert document["errors"][0]["code"] == "config" and none in document["errors"][0]["text"]
    result = operator.run("status", "nowhere-at-all", "--json")
    assert result.code == 2 and result.json["errors"], result


def to_nowhere(operator, stdout, *arguments):
    done = subprocess.run(["sh", "-c", f'exec "$0" "$@" {stdout}', BINARY, *arguments],
                          env=operator.env, stderr=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, timeout=60)
    assert not BROKEN.search(done.stderr), done
    return done


@pytest.mark.parametrize("stdout", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written_is_exit_6(operator, stdout):
    operator.run("fleet")
    for arguments in (("fleet", "--cached"), ("fleet", "--cached", "--json"), ("help",), ("--help",)):
        done = to_nowhere(operator, stdout, *arguments)
        assert done.returncode == 6, (arguments, done)
        assert "standard output could not be written" in done.stderr, done
    for name, data in operator.files():
        assert b"STATE  " not in data and b'{"v":1,"kind"' not in data, name
    assert to_nowhere(operator, stdout, "flet").returncode == 2
    assert operator.run("journal", "verify").code == 0


def test_records_of_another_journal_are_not_named(operator):
    operator.run("status", SICK)
    at_home = operator.run("status", SICK, "--cached", "--json").json
    assert all(item["seq"] is not None for item in at_home["items"])
    elsewhere = {"XDG_STATE_HOME": f"{operator.home}/elsewhere"}
    away = operator.run("status", SICK, "--cached", "--json", **elsewhere).json
    assert [i["state"] for i in away["items"]] == [i["state"] for i in at_home["items"]]
    assert all(item["seq"] is None for item in away["items"])
    operator.run("status", "aurora-prod-us", **elsewhere)
    away = operator.run("status", SICK, "--cached", "--json", **elsewhere).json
    assert all(item["seq"] is None for item in away["items"])
