"""The console in a real tmux: what only a multiplexer in between shows.

Each test has a server of its own, with a shell in its pane as an operator has.  Nothing
sleeps for what can be waited for; the one silence that has to be listened to runs beside
the other tests.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time

import pytest

from operator_ import BINARY, until

if not shutil.which("tmux"):
    pytest.skip("tmux is not installed", allow_module_level=True)

PATIENCE_S = 60
SILENCE_S = 30
PROMPT = "ready>"


class Tmux:
    """A server below a directory, with one session."""

    def __init__(self, directory, env, size=(120, 35), conf=""):
        self.directory = str(directory)
        self.lines = 0
        self.socket = os.path.join(self.directory, "tmux")
        self.env = {**env, "TERM": "xterm-256color",
                    "CANDOR_RESTORE": "no",
                    "ASAN_OPTIONS": "handle_segv=0:handle_abort=0:detect_leaks=0"}
        os.makedirs(self.directory, exist_ok=True)
        path = os.path.join(self.directory, "tmux.conf")
        with open(path, "w", encoding="utf-8") as handle:
            handle.write("set -g status off\nset -g escape-time 20\n" + conf)
        rc = os.path.join(self.directory, "rc")
        with open(rc, "w", encoding="utf-8") as handle:
            handle.write(f"PS1='{PROMPT} '\n")
        self.shell = f"exec bash --noprofile --rcfile {rc} -i"
        self.begin = ("-f", path, "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]),
                      self.shell)

    def start(self):
        self.do(*self.begin)
        return self

    def do(self, *arguments, check=True):
        done = subprocess.run(["tmux", "-S", self.socket, *arguments], env=self.env,
                              capture_output=True, text=True, timeout=PATIENCE_S)
        assert not check or done.returncode == 0, (arguments, done.stderr)
        return done.stdout

    def ask(self, what, target=None):
        where = ["-t", target] if target else []
        return self.do("display-message", "-p", *where, "#{%s}" % what).strip()

    def screen(self, *more):
        return self.do("capture-pane", "-p", *more)

    def keys(self, *names):
        self.do("send-keys", *names)

    def type(self, text):
        self.do("send-keys", "-l", text)

    def command(self, line):
        """Of the console."""
        self.keys(":")
        self.type(line)
        self.keys("Enter")

    def wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"{what}\n{self.screen()}"
            time.sleep(0.05)

    def shows(self, text):
        self.wait(lambda: text in self.screen(), f"not on the screen: {text}")

    def becomes(self, what, value):
        self.wait(lambda: self.ask(what) == value, f"{what} does not become {value}")

    def run(self, line):
        """A line of the shell to its end, told by a word which no earlier line has left on
        the screen and which the echo of this one does not show."""
        self.lines += 1
        self.type(f"{line}; echo en''ded-{self.lines}.\n")
        self.shows(f"ended-{self.lines}.")

    def prompt(self):
        """Back in the shell, which has the terminal again and takes a command."""
        self.becomes("alternate_on", "0")
        self.becomes("pane_current_command", "bash")
        self.run("true")

    def settings(self):
        self.prompt()
        path = os.path.join(self.directory, f"stty-{self.lines}")
        self.run(f"clear; stty -g > {path}")
        with open(path, encoding="utf-8") as handle:
            held = handle.read()
        assert held, "stty said nothing"
        return held

    def pid(self):
        """Of the candor in the pane: the leader of the group in the foreground."""
        tty = self.ask("pane_tty")
        listed = subprocess.run(["ps", "-o", "pid=,stat=,comm=", "-t", tty],
                                capture_output=True, text=True, check=True).stdout
        found = [row.split()[0] for row in listed.splitlines() if row.split()[2] == "candor"]
        assert len(found) == 1, listed
        return int(found[0])

    def end(self):
        """Also of one that did not start, or does not answer."""
        try:
            pid = int(self.do("display-message", "-p", "#{pid}", check=False) or 0)
            self.do("kill-server", check=False)
        except subprocess.TimeoutExpired:
            return
        deadline = time.monotonic() + PATIENCE_S
        while pid and alive(pid) and time.monotonic() < deadline:
            time.sleep(0.02)


@contextlib.contextmanager
def ended(directory, env, **options):
    """A server that is gone afterwards, whatever happens, even while it starts."""
    one = Tmux(directory, env, **options)
    try:
        yield one.start()
    finally:
        one.end()


@pytest.fixture
def tmux(operator, tmp_path):
    with contextlib.ExitStack() as servers:
        yield lambda name="t", **options: servers.enter_context(
            ended(tmp_path / name, operator.env, **options))


def console(t, *variables):
    t.shows(PROMPT)
    t.type(" ".join([*variables, BINARY]) + "\n")
    t.shows("[1 Fleet]")
    t.shows("1 not read")  # everything else has been
    t.becomes("cursor_flag", "1")  # the end of a frame
    return t


class Silence:
    """What a window nobody looks at says in half a minute.  Every minute it reads the fleet
    again and may say so: a half minute with a reading in it is no silence, and the next
    one is listened to."""

    def __init__(self, t, operator):
        self.t, self.operator, self.n = t, operator, 0
        t.do("new-window")
        self.rest()
        t.do("set-option", "-w", "-t", ":0", "monitor-activity", "on")
        assert self.flag() == "0"
        self.begin()

    def begin(self):
        self.n += 1
        self.rest()
        self.before = self.activity(), self.flag()
        self.file = os.path.join(self.t.directory, f"heard-{self.n}")
        self.t.do("pipe-pane", "-t", ":0", f"timeout {SILENCE_S} cat > {self.file}")
        self.t.wait(lambda: os.path.exists(self.file), "nobody listens")
        self.since = time.time()

    def rest(self):
        self.t.wait(lambda: int(time.time()) - self.activity() > 2, "it does not come to rest")

    def flag(self):
        return self.t.ask("window_activity_flag", ":0")

    def activity(self):
        return int(self.t.ask("window_activity", ":0"))

    def reading(self):
        """An entry within it; a second more for what is said of it."""
        begin, end = (self.since - 1) * 1000, (self.since + SILENCE_S + 1) * 1000
        return any(begin <= e["t"] <= end for e in self.operator.entries())

    def listen(self):
        """Bytes, and whether tmux has seen any: it does not know when it is over."""
        while True:
            time.sleep(max(0.0, self.since + SILENCE_S - time.time()))
            after = self.activity(), self.flag()
            if not self.reading():
                break
            assert self.n < 4, "it reads all the time"
            self.begin()
        with open(self.file, "rb") as handle:
            return handle.read(), after[0] > self.since + SILENCE_S or after == self.before


@pytest.fixture(scope="module")
def silence(sandbox, tmp_path_factory):
    """A window nobody looks at, listened to while the other tests run."""
    from operator_ import Operator
    home = tmp_path_factory.mktemp("silent")
    one = Operator(sandbox, home)
    with ended(home / "tmux", one.env, conf="set -g activity-action none\n") as t:
        yield Silence(console(t), one)


@pytest.fixture(autouse=True)
def _beside(silence):
    """The silence begins before the first test."""


def test_it_takes_the_screen_and_gives_it_back(tmux):
    t = tmux()
    before = t.settings()
    console(t)
    assert t.ask("cursor_flag") == "1"
    assert t.ask("mouse_any_flag") == "0"
    t.command("quit")
    assert t.settings() == before
    assert t.ask("cursor_flag") == "1"
    assert "Fleet" not in t.screen()


def test_suspended_it_is_a_job_of_the_shell_and_comes_back(tmux):
    t = tmux()
    before = t.settings()
    console(t, "CANDOR_MOUSE=on")
    assert t.ask("alternate_on") == "1"
    assert t.ask("mouse_any_flag") == "1"
    t.becomes("cursor_y", "4")
    t.keys("j", "C-z")
    assert t.settings() == before
    assert t.ask("mouse_any_flag") == "0"
    t.type("fg\n")
    t.becomes("alternate_on", "1")
    t.shows("[1 Fleet]")
    t.becomes("mouse_any_flag", "1")
    t.becomes("cursor_y", "5")  # on the second row still
    t.keys("C-c", "C-c")
    assert t.settings() == before


@pytest.mark.parametrize("signal", ["TERM", "SEGV", "HUP", "ABRT"])
def test_a_signal_leaves_the_terminal_as_it_was(tmux, signal):
    t = tmux()
    before = t.settings()
    console(t, "CANDOR_MOUSE=on")
    os.kill(t.pid(), getattr(__import__("signal"), "SIG" + signal))
    assert t.settings() == before
    assert t.ask("cursor_flag") == "1"
    assert t.ask("mouse_any_flag") == "0"
    t.run("printf '\\033[200~' | tr -d '\\033'")
    t.shows("[200~ended")  # the shell is not in the middle of a paste


@pytest.mark.parametrize("mode", ["external", "on", "off"])
def test_copied_text_goes_through_tmux(tmux, tmp_path, mode):
    """An operator's tmux inside another one, which plays the terminal.  What the option
    forbids are OSC 52 of programs; load-buffer -w is sent on under each (tmux 3.3a)."""
    inner = os.path.join(str(tmp_path), "inner.sock")
    conf = os.path.join(str(tmp_path), "inner.conf")
    with open(conf, "w", encoding="utf-8") as handle:
        handle.write(f"set -g status off\nset -s set-clipboard {mode}\n")
    outer = tmux("outer", conf="set -s set-clipboard on\nset -g default-terminal tmux-256color\n",
                 size=(200, 35))
    outer.shows(PROMPT)
    outer.type(f"tmux -S {inner} -f {conf} new-session '{outer.shell}'\n")
    try:
        outer.wait(lambda: os.path.exists(inner), "the inner tmux does not start")
        outer.becomes("alternate_on", "1")
        outer.shows(PROMPT)
        outer.type(BINARY + "\n")
        outer.shows("1 not read")
        outer.command("dump")
        outer.shows("Copied its path by tmux.")
        held = subprocess.run(["tmux", "-S", inner, "show-buffer"], capture_output=True,
                              text=True, timeout=PATIENCE_S, check=True).stdout
        assert "/state/candor/dumps/dump-" in held and os.path.exists(held)
        outer.wait(lambda: outer.do("show-buffer", check=False) == held,
                   "it does not reach the terminal")
    finally:
        subprocess.run(["tmux", "-S", inner, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def display():
    """An X server without a screen; its number is its own choice."""
    assert shutil.which("Xvfb"), "Xvfb is missing: scripts/deps"
    with subprocess.Popen(["Xvfb", "-displayfd", "1", "-nolisten", "tcp"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            yield f":{int(server.stdout.readline())}"
        finally:
            server.terminate()


@pytest.mark.parametrize("setting, says", [("", "by xclip."),
                                           ("CANDOR_CLIPBOARD='xsel -ib'",
                                            "by the clipboard command.")])
def test_copied_text_reaches_the_desktop(tmux, display, setting, says):
    t = console(tmux(), "env -u TMUX", f"DISPLAY={display}", setting)
    t.keys("g")
    t.becomes("cursor_y", "4")
    t.keys("y")
    t.shows(says)
    read = subprocess.run(["xclip", "-out", "-selection", "clipboard"], text=True, check=True,
                          env={**os.environ, "DISPLAY": display}, capture_output=True,
                          timeout=PATIENCE_S)
    assert read.stdout == "aurora-prod-eu"


def test_gnu_screen_is_a_terminal_like_others(tmux):
    """What docs/terminal.md says of it; it holds back an Esc only while the mouse is on."""
    t = tmux(conf="set -s set-clipboard on\n")
    t.prompt()
    with tempfile.TemporaryDirectory(prefix="candor-screen-") as home, \
            contextlib.ExitStack() as end:
        end.callback(subprocess.run, ["screen", "-X", "quit"], capture_output=True, check=False,
                     env={**os.environ, "SCREENDIR": home}, timeout=PATIENCE_S)
        rc = os.path.join(home, "rc")
        with open(rc, "w", encoding="utf-8") as handle:
            handle.write("startup_message off\n")
        t.type(f"clear; env -u TMUX SCREENDIR={home} screen -c {rc} {t.shell[5:]}\n")
        t.becomes("alternate_on", "1")
        console(t)
        t.keys("g")
        t.becomes("cursor_y", "4")
        t.keys("y")
        t.shows("by OSC 52")
        t.wait(lambda: t.do("show-buffer", check=False) == "aurora-prod-eu", "nothing arrives")
        t.keys("?")
        t.shows("─ Help")
        t.keys("Escape")
        t.wait(lambda: "─ Help" not in t.screen(), "Esc closes nothing")
        t.do("resize-window", "-x", "80", "-y", "24")
        t.shows("[1Flt]")
        t.keys("C-z")
        t.shows("Stopped")
        t.shows(PROMPT)  # not on the screen while the console has all of it
        t.type("fg\n")
        t.wait(lambda: PROMPT not in t.screen(), "it does not come back")
        t.keys("C-c", "C-c")
        t.shows(PROMPT)
        t.run("true")
        t.type("exit\n")
        t.becomes("alternate_on", "0")
        t.shows("[screen is terminating]")


@pytest.mark.parametrize("term", ["screen", "screen-256color", "tmux-256color", "vt100", "linux",
                                  "xterm", "no-such-terminal"])
def test_it_draws_on_every_terminal(tmux, term):
    t = tmux()
    console(t, f"TERM={term}")
    assert "aurora-lab-us" in t.screen()
    assert "CRIT" in t.screen()
    colours = re.search(r"\x1b\[([0-9;]*;)?[34][0-8]", t.screen("-e"))
    assert bool(colours) == (term != "vt100")
    t.keys("C-c", "C-c")
    t.prompt()


def test_a_locale_without_signs_gets_plain_ones(tmux):
    t = tmux()
    console(t, "LC_ALL=C")
    assert "X CRIT" in t.screen()
    assert not set("■▲●─│›…") & set(t.screen())


def timeless(screen):
    """Rows of the panels without what a minute or a reading changes: ages, the time of the
    reading and its record, and the blanks and rules that give way to them."""
    rows = "\n".join(screen.splitlines()[3:30])
    rows = re.sub(r"\b(\d+ [smhd]|now)\b|#\d+|collected \S+", "WHEN", rows)
    return re.sub(r"[ ─]+", " ", rows)


def test_a_small_window_and_back(tmux):
    t = console(tmux())
    t.shows("metric-crit")

    def comes_back():
        """Not while a round brings more; then each time."""
        before = timeless(t.screen())
        t.do("resize-window", "-x", "30", "-y", "8")
        t.shows("needs 40×10, is 30×8")
        t.do("resize-window", "-x", "120", "-y", "35")
        t.shows("[1 Fleet]")
        t.becomes("cursor_flag", "1")  # the end of a frame
        assert "aurora-lab-us" in before and "WHEN" in before
        return timeless(t.screen()) == before
    t.wait(comes_back, "it is another screen than before")


def test_a_long_paste_presses_nothing(tmux):
    t = console(tmux())
    text = ("q\n:quit\n" + "y" * 90 + "\n") * 102
    assert len(text) > 10000
    t.do("set-buffer", text)
    t.do("paste-buffer", "-p")
    t.shows("Pasted text was dropped")
    assert "[1 Fleet]" in t.screen()
    t.keys(":")
    t.do("paste-buffer", "-p")
    t.shows(":q")
    t.keys("Escape")
    t.wait(lambda: ":q" not in t.screen(), "the prompt stays")
    t.keys("j")
    t.becomes("cursor_y", "5")


def test_the_mouse_selects_a_row(tmux):
    t = console(tmux(conf="set -g mouse on\n"), "CANDOR_MOUSE=on")
    t.becomes("cursor_y", "4")
    t.type("\x1b[<0;20;7M\x1b[<0;20;7m")
    t.becomes("cursor_y", "6")
    t.keys("F2")
    t.becomes("mouse_any_flag", "0")


def test_a_crash_is_on_record_at_the_next_start(tmux, operator):
    t = console(tmux())
    os.kill(t.pid(), 11)
    t.prompt()
    t.type("clear\n")
    console(t)
    t.command("messages")
    t.shows("The last run ended by signal 11 (SIGSEGV)")
    crashes = until(lambda: [e for e in operator.entries() if e["kind"] == "session.crash"],
                    "an entry of the crash")
    assert [e["data"]["signal"] for e in crashes] == [11]


def test_a_pane_that_is_closed_leaves_a_journal_that_verifies(tmux, operator):
    t = console(tmux())
    pid = t.pid()
    t.keys("r")
    t.do("respawn-pane", "-k", t.shell)
    t.wait(lambda: not alive(pid), "it goes on without a terminal")
    assert operator.run("journal", "verify").code == 0
    entries = operator.entries()
    answered = {(e["log"], e["ref"]) for e in entries if e["kind"] == "act.outcome"}
    assert all((e["log"], e["seq"]) in answered for e in entries if e["kind"] == "act.intent")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_z_a_window_nobody_looks_at_is_silent(silence):
    """Last: the others have run meanwhile."""
    heard, quiet = silence.listen()
    assert not heard, heard
    assert quiet
