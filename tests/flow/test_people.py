"""The verbs a person begins with: init, config, doctor, completion in real shells, --help."""

import os
import re
import shutil
import stat
import subprocess
import time

import pytest

from operator_ import BINARY, BROKEN, Terminal

ANSWERS = ["vendor.example", "ops", "acme-prod-eu eu-central-1 Acme Robotics",
           "arn:aws:iam::111122223333:role/CandorAccess 7d1f-52"]
PIPE = "\n".join(ANSWERS) + "\n"


@pytest.fixture
def newcomer(operator):
    """Somebody without a configuration."""
    for name in ("CANDOR_CONFIG", "XDG_CONFIG_HOME"):
        operator.env.pop(name, None)
    operator.config = f"{operator.home}/.config/candor/candor.conf"
    return operator


def piped(operator, text, *arguments):
    done = subprocess.run([BINARY, *arguments], input=text, env=operator.env, timeout=60,
                          capture_output=True, text=True)
    assert not BROKEN.search(done.stderr), done
    return done


def tree(path):
    return sorted(os.path.join(d, n) for d, _, names in os.walk(path) for n in names)


# ---- init

def test_init_writes_what_candor_reads(newcomer):
    done = piped(newcomer, PIPE, "init", "--yes")
    assert (done.returncode, done.stdout) == (0, newcomer.config + "\n"), done
    assert stat.S_IMODE(os.stat(newcomer.config).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(newcomer.config)).st_mode) == 0o700
    assert tree(os.path.dirname(newcomer.config)) == [newcomer.config]
    shown = newcomer.run("config", "show", "--json").json["items"]
    acme = next(i for i in shown if i["section"] == "installation")
    assert (acme["key"], acme["customer"], acme["account"], acme["region"]) == \
        ("acme-prod-eu", "Acme Robotics", "111122223333", "eu-central-1")
    assert newcomer.run("config", "check").code == 0
    result = newcomer.run("doctor", "--offline")
    assert result.code == 0 and "1, of vendor.example" in result.out, result


def test_init_never_overwrites(newcomer):
    piped(newcomer, PIPE, "init", "--yes")
    before = open(newcomer.config).read()
    done = piped(newcomer, PIPE.replace("acme", "other"), "init", "--yes")
    assert done.returncode == 2 and "never overwrites" in done.stderr, done
    assert open(newcomer.config).read() == before
    os.remove(newcomer.config)
    os.symlink("/nowhere/at/all", newcomer.config)
    done = piped(newcomer, PIPE, "init", "--yes")
    assert done.returncode == 2 and os.path.islink(newcomer.config), done


@pytest.mark.parametrize("number, answer, reason", [
    (0, "vendor", "has no dot"),
    (0, "", "is needed"),
    (0, "a_b.example", "may hold letters, digits"),
    (1, "opps", "did you mean ops?"),
    (1, "ops both", "role or session"),
    (2, "acme eu-central-1", "name, region, customer"),
    (2, "a/b eu-central-1 Acme", "the name of an installation"),
    (2, "acme mars-north-1 Acme", "of no partition"),
    (2, "acme eu-central-1 Acme ; Robotics", "something shorter"),
    (2, "acme eu-central-1 A\x1b[2Jcme", "printable text"),
    (3, "arn:aws:iam::111122223333:role/CandorAccess", "the external id"),
    (3, "arn:aws:iam::1111:role/CandorAccess 7d1f", "not the ARN of a role"),
    (3, "arn:aws-cn:iam::111122223333:role/CandorAccess 7d1f", "partition"),
    (3, "arn:aws:iam::111122223333:user/CandorAccess 7d1f", "is not an ARN like"),
])
def test_a_wrong_answer_is_refused_at_once_with_the_reason(newcomer, number, answer, reason):
    answers = ANSWERS[:number] + [answer] + ANSWERS[number + 1:]
    done = piped(newcomer, "\n".join(answers) + "\n", "init", "--yes")
    assert done.returncode == 2 and reason in done.stderr, done
    assert "\x1b" not in done.stderr and done.stderr.count("\n") == 1, done
    assert not os.path.exists(newcomer.config)


def test_from_a_pipe_init_wants_all_answers_and_yes(newcomer):
    done = piped(newcomer, PIPE, "init")
    assert done.returncode == 2 and "--yes" in done.stderr, done
    done = piped(newcomer, "\n".join(ANSWERS[:3]) + "\n", "init", "--yes")
    assert done.returncode == 2 and "no answer" in done.stderr, done
    assert not os.path.exists(os.path.dirname(newcomer.config))


def answer_all(terminal):
    for number, answer in enumerate(ANSWERS, 1):
        terminal.wait_for(f"{number} of 4")
        terminal.type(answer + "\n")
    terminal.wait_for("Write it? [y/N]")


def test_on_a_terminal_init_asks_again_shows_the_file_and_asks_before_it_writes(newcomer):
    terminal = newcomer.on_terminal("init")
    terminal.wait_for("1 of 4")
    terminal.type("vendor\n")
    terminal.wait_for("has no dot")
    answer_all(terminal)
    assert "policy_observe = arn:aws:iam::111122223333:policy/CandorObserve" in terminal.seen
    assert not os.path.exists(newcomer.config)
    terminal.type("y\n")
    code, seen = terminal.end()
    assert code == 0 and "candor doctor" in seen, seen
    assert os.path.exists(newcomer.config)


def test_ctrl_c_in_init_says_that_nothing_was_written_and_no_line_is_cut(newcomer):
    for number in range(1, 5):
        terminal = newcomer.on_terminal("init", size=(24, 80))
        for before in range(1, number):
            terminal.wait_for(f"{before} of 4")
            terminal.type(ANSWERS[before - 1] + "\n")
        terminal.wait_for("\n> ", after=f"{number} of 4")
        terminal.type("\x03")
        code, seen = terminal.end()
        assert code == -2 and seen.endswith("Nothing was written.\r\n"), seen
        assert all(len(line) < 80 for line in seen.splitlines()), seen


def test_init_says_what_is_at_hand_and_doubts_an_unknown_region(newcomer):
    terminal = newcomer.on_terminal("init")
    terminal.wait_for("Ctrl-C gives up at any time")
    terminal.type(ANSWERS[0] + "\n")
    terminal.wait_for("There are: ")
    terminal.type(ANSWERS[1] + "\n")
    terminal.wait_for("3 of 4")
    terminal.type("acme-prod-eu eu-centrl-1 Acme Robotics\n")
    terminal.wait_for("did you mean eu-central-1? The same line")
    terminal.type(ANSWERS[2] + "\n")
    terminal.wait_for("\n", after="(sts:ExternalId) and for here: ")  # offered: Enter takes it
    own = re.search(r"for here: ([0-9a-f]{32})\b", terminal.seen).group(1)
    terminal.type(f"arn:aws:iam::111122223333:role/CandorAccess\n")
    terminal.wait_for("Write it? [y/N]")
    terminal.type("y\n")
    assert terminal.end()[0] == 0
    assert f"external_id    = {own}\n" in open(newcomer.config).read()
    os.remove(newcomer.config)
    terminal = newcomer.on_terminal("init", AWS_CONFIG_FILE="/nowhere", AWS_SHARED_CREDENTIALS_FILE="/nowhere")
    terminal.type(ANSWERS[0] + "\n")
    terminal.wait_for("There are none: /nowhere is missing")
    terminal.type("\x03")
    terminal.end()


@pytest.mark.parametrize("last, code", [("\n", 1), ("n\n", 1), ("yess\n", 1), ("\x04", 1),
                                        ("\x03", -2)])
def test_without_a_yes_nothing_is_left_behind(newcomer, last, code):
    terminal = newcomer.on_terminal("init")
    answer_all(terminal)
    terminal.type(last)
    ended, seen = terminal.end()
    assert ended == code and seen.endswith("Nothing was written.\r\n"), seen
    assert not os.path.exists(f"{newcomer.home}/.config")


def test_candor_without_a_configuration_offers_init(newcomer):
    terminal = newcomer.on_terminal()
    terminal.wait_for("Begin with candor init now? [y/N]")
    assert "Nothing was read from AWS" in terminal.seen
    terminal.type("y\n")
    terminal.wait_for("1 of 4")
    terminal.type("\x03")
    terminal.end()
    result = newcomer.run()
    assert result.code == 2 and "candor init" in result.err, result
    assert newcomer.entries() == [] and not os.path.exists(newcomer.state)


# ---- config

def test_config_show_names_the_origin_of_every_value(operator):
    path = operator.conf(lambda text: text + "\n[console]\ntheme = light\nmotion = reduced\n")
    line = 1 + open(path).read().split("\n").index("theme = light")
    result = operator.run("config", "show", "--json", "--config", path, "--no-color",
                          CANDOR_TIME="local", NO_MOTION="1")
    origin = {i["key"]: (i["value"], i["origin"]) for i in result.json["items"]}
    assert origin["theme"] == ("light", f"{path}:{line}")
    assert origin["color"] == ("off", "--no-color")
    assert origin["time"] == ("local", "CANDOR_TIME")
    assert origin["motion"] == ("reduced", "NO_MOTION")
    assert origin["mouse"] == ("off", "built-in")
    text = operator.run("config", "show", "--config", path)
    assert "ORIGIN" not in text.out and re.search(r"console +theme +light\n", text.out), text
    assert not os.path.exists(operator.state + "/journal.db")


def test_config_check_names_every_error_with_its_line(operator):
    path = operator.write("bad.conf", "[vendor]\ndomain = a.example\n[opreator]\nx = y\n"
                          "[installation a]\naccount = 12\n[console]\nmouse =\n")
    result = operator.run("config", "check", "--config", path)
    assert result.code == 1, result
    for line in (3, 5, 8):
        assert f"error: {path}:{line}: " in result.out, result
    assert result.out.endswith("errors 3, warnings 0\n"), result
    path = operator.write("warn.conf", "[vendor]\ndomain = a.example\n[console]\nmuose = on\n")
    result = operator.run("config", "check", "--config", path)
    assert result.code == 0 and f'warning: {path}:4: [console] has no "muose"' in result.out, result
    path = operator.write("theme.conf", "[vendor]\ndomain = a.example\n[console]\ntheme = drak\n")
    result = operator.run("config", "check", "--config", path)
    assert result.code == 1 and f"{path}:4" in result.out, result
    result = operator.run("config", "check", CANDOR_MOUSE="7")
    assert result.code == 1 and "CANDOR_MOUSE: mouse is" in result.out, result


def test_a_wrong_setting_keeps_other_verbs_from_beginning(operator):
    result = operator.run("fleet", CANDOR_MOUSE="7")
    assert result.code == 2 and "CANDOR_MOUSE" in result.err, result


# ---- doctor

def states(result):
    return {(i["part"], i["name"]): i["state"] for i in result.json["items"]}


def test_doctor_signs_in_through_the_door_and_says_who(operator):
    result = operator.run("doctor", "--json")
    assert result.code == 0, result
    found = states(result)
    assert found["credentials", "you"] == "ok" and found["endpoints", "sts"] == "ok"
    assert found["clock", "AWS"] == "ok" and found["locale", "charset"] == "ok"
    assert "identity" in [e["kind"] for e in operator.entries()]
    assert all(i["state"] == "ok" or i["remedy"] for i in result.json["items"]), result


def test_doctor_offline_sends_nothing_and_writes_nothing(operator):
    result = operator.run("doctor", "--offline", "--json", AWS_ENDPOINT_URL="https://127.0.0.1:1")
    assert result.code == 0, result
    assert operator.entries() == []
    assert not os.path.exists(operator.state + "/journal.db")


def test_doctor_finds_what_is_wrong_and_says_what_to_do(operator):
    result = operator.run("doctor", "--json", AWS_ENDPOINT_URL="https://127.0.0.1:1")
    assert result.code == 1 and states(result)["endpoints", "sign-in"] == "problem", result
    result = operator.run("doctor", "--offline", "--json", TERM="nonsense", LC_ALL="C")
    assert states(result)["terminal", "TERM"] == "warn"
    assert states(result)["locale", "charset"] == "warn"
    result = operator.run("doctor", "--offline", "--json", LC_ALL="xx_XX.UTF-8")
    assert states(result)["locale", "charset"] == "warn"
    path = operator.conf(lambda text: text.replace("profile  = ops", "profile  = nope"))
    result = operator.run("doctor", "--offline", "--json", "--config", path)
    assert result.code == 1 and states(result)["credentials", "source"] == "problem", result
    operator.run("journal", "verify")
    operator.run("status", "aurora-prod-eu")
    key = next(p for p, _ in operator.files() if p.endswith(".key"))
    os.chmod(key, 0o644)
    result = operator.run("doctor", "--offline", "--json")
    assert result.code == 1 and states(result)["journal", "keys"] == "problem", result


def test_doctor_works_with_a_broken_configuration(operator):
    path = operator.write("bad.conf", "[vendor]\ndomain = a.example\n[opreator]\n")
    result = operator.run("doctor", "--config", path)
    assert result.code == 1 and f"{path}:3" in result.out and "TERM" in result.out, result


# ---- completion

@pytest.fixture
def shells(operator):
    """PATH has a candor; stacks are in the cache."""
    operator.run("fleet")
    os.makedirs(f"{operator.home}/bin")
    os.symlink(BINARY, f"{operator.home}/bin/candor")
    operator.env["PATH"] = f"{operator.home}/bin:{os.environ['PATH']}"
    return operator


LINES = [  # typed; then Tab; what stands there after it
    ("candor config ch", "candor config check "),
    ("candor status shinonome-d", "candor status shinonome-dr-jp "),
    ("candor journal --kind act.l", "candor journal --kind act.lost "),
    ("candor stack aurora-prod-eu aurora-prod-eu-l", "candor stack aurora-prod-eu aurora-prod-eu-loader"),
    ("candor fleet --cac", "candor fleet --cached "),
    ("candor --theme pap", "candor --theme paper "),
]


@pytest.mark.parametrize("shell, start", [
    ("bash", "bind 'set bell-style none'; source <(candor completion bash)"),
    ("zsh", "autoload -U compinit; compinit -u -D; source <(candor completion zsh)"),
])
def test_a_tab_completes(shells, shell, start):
    path = shutil.which(shell)
    assert path, f"{shell} is missing: scripts/deps"
    flags = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}[shell]
    env = shells.environment({"PS1": "% ", "TERM": "dumb", "ASAN_OPTIONS": None})
    terminal = Terminal([path, *flags], env, (24, 200))
    terminal.type(start + "; echo read''y\n")
    terminal.wait_for("ready")
    for typed, wanted in LINES:
        terminal.seen = ""
        terminal.type(typed + "\t")
        terminal.wait_for(wanted)
        terminal.type("\x15")
    terminal.type("exit\n")
    terminal.end()


def fish(operator, line):
    script = f"candor completion fish | source; complete -C {line!r}"
    done = subprocess.run(["fish", "--no-config", "-c", script], env=operator.env, timeout=60,
                          capture_output=True, text=True)
    return [answer.split("\t")[0] for answer in done.stdout.splitlines()]


def test_fish_completes(shells):
    assert shutil.which("fish"), "fish is missing: scripts/deps"
    for typed, wanted in LINES:
        assert wanted.split()[-1] in fish(shells, typed), typed
    assert set(fish(shells, "candor access --mode=o")) == {"--mode=observe", "--mode=operate"}
    assert "bash" in fish(shells, "candor completion ")


def test_completion_needs_no_network_no_journal_and_little_time(operator):
    times = []
    for _ in range(5):
        before = time.monotonic()
        result = operator.run("complete", "--", "au", "status")
        times.append(time.monotonic() - before)
        assert result.code == 0 and "aurora-prod-eu\tAurora Robotics\n" in result.out, result
    assert operator.entries() == [] and not os.path.exists(operator.state + "/journal.db")
    result = operator.run("complete", "--", "", "status", CANDOR_CONFIG="/nonexistent")
    assert (result.code, result.out, result.err) == (0, "", ""), result
    path = operator.write("bad.conf", "nonsense\n")
    result = operator.run("complete", "--", "", f"--config\n{path}\nstatus")
    assert (result.code, result.out, result.err) == (0, "", ""), result


# ---- help

def verbs(operator):
    """Every verb of the table, by its help."""
    found = []
    for line in operator.run("--help").out.split("verbs:\n")[1].split("\n\n")[0].splitlines():
        found.append(re.match(r"  ([a-z]+(?: [a-z]+)?)", line).group(1))
    return found


def test_every_verb_explains_itself(operator):
    names = verbs(operator)
    assert {"fleet", "init", "doctor", "config show", "completion", "help"} <= set(names)
    for name in names:
        result = operator.run(*name.split(), "--help")
        assert result.code == 0 and result.err == "", result
        assert result.out.startswith(f"candor {name}: "), result
        for part in (f"usage: candor {name}", "options:", "exit codes:", "examples:", "see also:"):
            assert part in result.out, (name, part)
        assert operator.run("help", *name.split()).out == result.out


# ---- pages

def test_the_console_shows_settings_and_doctor(operator):
    terminal = operator.on_terminal(size=(35, 120), CANDOR_TIME="local")
    terminal.wait_for("journal")
    terminal.type(":settings\r")
    terminal.wait_for("CANDOR_TIME")
    terminal.wait_for(operator.env["CANDOR_CONFIG"] + ":")
    terminal.type(":doctor\r")
    terminal.wait_for("problems 0, warnings")
    terminal.wait_for("xterm-256color")
    terminal.type(":quit\r")
    assert terminal.end()[0] == 0
