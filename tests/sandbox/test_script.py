"""scripts/sandbox: up, status, mfa, down; and the options of the server."""

import os
import re
import stat
import subprocess

from . import fleet
from .harness import ROOT, Sandbox, keys_of, person_keys


def script(directory, command, **environment):
    env = {**os.environ, "CANDOR_SANDBOX_DIR": str(directory), **environment}
    return subprocess.run([os.path.join(ROOT, "scripts", "sandbox"), *command.split()], env=env,
                          capture_output=True, text=True, timeout=90)


def test_up_twice_status_and_down(tmp_path):
    where = tmp_path / "box"
    assert script(where, "up").returncode == 0
    try:
        _check_running(where)
        assert _cpu_s(int((where / "pid").read_text())) < 8  # of the machine: 1.6 s
    finally:
        down = script(where, "down")
    assert down.returncode == 0
    assert not where.exists()
    assert script(where, "status").returncode == 1
    assert script(where, "down").returncode == 0  # nothing to do is no error


def _cpu_s(pid):
    """Seconds of the processor, which do not depend on what else runs."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as handle:
        fields = handle.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _check_running(where):
    pid = (where / "pid").read_text()
    again = script(where, "up")
    assert again.returncode == 0 and "already up" in again.stdout
    assert (where / "pid").read_text() == pid
    assert script(where, "status").returncode == 0
    sourced = subprocess.run(["sh", "-c", f". {where}/env && echo $AWS_PROFILE ${{AWS_SECRET_ACCESS_KEY-none}}"],
                             env={"AWS_SECRET_ACCESS_KEY": "x", "PATH": os.environ["PATH"]},
                             capture_output=True, text=True)
    assert sourced.stdout == "ops none\n", sourced.stderr
    for folder, _, files in os.walk(where):
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700, folder
        for name in files:
            assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) == 0o600, name


def test_the_callers_aws_is_not_its_own(tmp_path):
    """As in a shell that sourced the env of a sandbox that is gone."""
    where = tmp_path / "box"
    up = script(where, "up", AWS_PROFILE="nowhere", AWS_CONFIG_FILE=f"{where}/aws/config",
                AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_DEFAULT_REGION="eu-moon-1",
                CANDOR_CONFIG="/nowhere")
    try:
        assert up.returncode == 0, up.stderr
        assert script(where, "mfa", AWS_PROFILE="nowhere").returncode == 0
    finally:
        script(where, "down")


def test_down_says_what_it_deletes(tmp_path):
    where = tmp_path / "box"
    where.mkdir()
    (where / "state").mkdir()
    (where / "config").mkdir()
    (where / "notes").write_text("mine")
    down = script(where, "down")
    assert "deleted its records and configuration" in down.stdout, down.stdout
    assert str(where) in down.stdout
    assert (where / "notes").exists() and not (where / "state").exists()
    assert "deleted" not in script(where, "down").stdout  # nothing was there


def test_usage(tmp_path):
    for command in ("", "sideways", "up now"):
        assert script(tmp_path, command).returncode == 2


def test_the_demo_has_help_and_begins_nothing():
    log = os.path.join(ROOT, "build", "demo.log")
    before = os.path.getmtime(log) if os.path.exists(log) else None
    for option in ("--help", "-h"):
        done = subprocess.run([os.path.join(ROOT, "scripts", "demo"), option],
                              capture_output=True, text=True, timeout=30)
        assert done.returncode == 0 and done.stdout.startswith("usage: scripts/demo"), done
    assert (os.path.getmtime(log) if os.path.exists(log) else None) == before


def test_mfa_prints_a_code(tmp_path):
    assert re.fullmatch(r"\d{6}\n", script(tmp_path, "mfa").stdout)


def test_scale_and_a_fixed_seed_time(tmp_path):
    """`--installations N` adds healthy ones; CANDOR_SANDBOX_NOW fixes the seed's times."""
    sandbox = Sandbox(tmp_path, "--installations", "40", CANDOR_SANDBOX_NOW="2026-11-18T12:00:00Z",
                      CANDOR_SANDBOX_PAGE_SIZE="3")
    try:
        names = [i["name"] for i in sandbox.control("GET", "installations")]
        assert len(names) == len(fleet.INSTALLATIONS) + 40
        first = sandbox.client("cloudformation", keys_of(sandbox.enter()))
        stacks = first.describe_stacks()
        assert len(stacks["Stacks"]) == 3 and stacks["NextToken"]
        stack = first.describe_stack_events(StackName="aurora-prod-eu-ingest")["StackEvents"][0]
        assert stack["Timestamp"].isoformat() == "2026-11-18T11:46:00+00:00"
    finally:
        sandbox.stop()
    assert not (tmp_path / "env").exists()


def test_two_sandboxes_do_not_meet(tmp_path):
    boxes = []
    try:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            boxes.append(Sandbox(tmp_path / name))
        one, two = boxes
        one.client("sts", person_keys(fleet.MIRA)).get_caller_identity()
        assert one.env["AWS_ENDPOINT_URL"] != two.env["AWS_ENDPOINT_URL"]
        assert one.trail(fleet.VENDOR) and not two.trail(fleet.VENDOR)
    finally:
        for box in boxes:
            box.stop()
