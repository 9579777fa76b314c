#!/usr/bin/env python3
"""The manual tells of everything the tables have, and of nothing else: verbs, options, variables
and exit codes in candor(1), settings and keys in candor.conf(5).  Each page is written without a
warning of mandoc or groff.  Exit 1 names what differs."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAN = ROOT / "docs/man"
PAGES = ("candor.1", "candor.conf.5", "candor-theme.5", "candor-keys.5")
# read by AWS's rules, by libraries or by the system; named, not made, by candor
FOREIGN = re.compile(r"(AWS|XDG|LC)_|HTTPS_PROXY$|TERM$|LANG$|NO_COLOR$|NO_MOTION$")


def source(name):
    return (ROOT / name).read_text(encoding="utf-8")


def page(name):
    return (MAN / name).read_text(encoding="utf-8")


def section(text, title):
    found = re.search(rf"^\.Sh {re.escape(title)}$(.*?)(?=^\.Sh |\Z)", text, re.M | re.S)
    return found.group(1) if found else ""


def items(text, macro):
    """The words of ".It MACRO a , b" up to the next macro (Ar, Op, ...)."""
    words = []
    for line in re.findall(rf"^\.It {macro} (.*)$", text, re.M):
        head = re.split(r" (?:Ar|Op|Ns)\b", line)[0]
        words += [w.strip() for w in head.split(" , ")]
    return words


def compare(what, of_tables, of_manual):
    for name in sorted(set(of_tables) - set(of_manual)):
        yield f"{what} {name} is missing in the manual"
    for name in sorted(set(of_manual) - set(of_tables)):
        yield f"{what} {name} stands in the manual and not in the tables"
    for name in sorted({n for n in of_manual if of_manual.count(n) > 1}):
        yield f"{what} {name} stands twice in the manual"


def verbs():
    """Rows that run outside of the console; the others are its commands alone."""
    rows = re.findall(r'\{ \.name = "([^"]+)"(.*?)(?=\t\{ \.name = |^\};)', source("tui/cli/verbs.c"),
                      re.S | re.M)
    return [name for name, rest in rows if ".run = " in rest and ".hidden = true" not in rest]


def exits():
    return re.findall(r'\{ VERB_EXIT_\w+, "([^"]+)"', source("tui/cli/verbs.c"))


def options():
    return ["-" + name for name in re.findall(r'\{ OPTION_\w+, "([^"]+)"', source("tui/cli/options.c"))]


def settings():
    """Key, variable, flag and allowed words ("" for any text) of each row."""
    text = r'\s*(?:"([^"]+)"|NULL)'
    return re.findall(rf"\[SETTING_\w+\] = \{{{text},{text},{text},{text},{text},",
                      source("tui/program_settings.c"))


def check_setting(key, variable, flag, otherwise, allowed):
    """Its paragraph names variable, flag and every word."""
    found = re.search(rf"^\.It Ic {key}$(.*?)(?=^\.It |^\.El)", page("candor.conf.5"), re.M | re.S)
    said = found.group(1) if found else ""
    for word in (allowed or otherwise).split("|"):
        if not re.search(rf"^\.(?:Cm|Pq Cm).*\b{word}\b", said, re.M):
            yield f"candor.conf(5): {key} is not said to be {word}"
    if f".Ev {variable} " not in said or (flag and f".Fl {flag[1:]} " not in said):
        yield f"candor.conf(5): {key} does not name {variable} {flag}"


def keys(table):
    text = source("core/access/config_section.c") + source("core/access/config_metric.c")
    body = re.search(rf"{table}_keys\[\] = \{{(.*?)^\}};", text, re.M | re.S).group(1)
    return re.findall(r'\{ "([^"]+)"', body)


def check_tables():
    candor, conf = page("candor.1"), page("candor.conf.5")
    names = [row[0] for row in settings()]
    variables = [row[1] for row in settings()] + ["CANDOR_CONFIG", "CANDOR_REDUCED_MOTION"]
    yield from compare("verb", verbs(), items(section(candor, "VERBS"), "Cm"))
    yield from compare("option", options(), items(section(candor, "OPTIONS"), "Fl"))
    yield from compare("exit code", exits(),
                       re.findall(r"^\.It (\S+)$", section(candor, "EXIT STATUS"), re.M))
    named = items(section(candor, "ENVIRONMENT"), "Ev")
    yield from compare("variable", variables, [n for n in named if not FOREIGN.match(n)])
    yield from compare("setting", names, items(section(conf, "[console]"), "Ic"))
    for row in settings():
        yield from check_setting(*row)
    for table, title in (("vendor", "[vendor]"), ("operator", "[operator]"),
                         ("listen", "[listen]"), ("metric", "[metric ID]"),
                         ("watch", "[watch]"),
                         ("installation", "[installation NAME]")):
        yield from compare(f"key of {title}", keys(table), items(section(conf, title), "Ic"))


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return (done.stdout if command[0] == "mandoc" else "") + done.stderr


def check_page(name):
    path = str(MAN / name)
    if not (MAN / name).exists():
        yield f"docs/man/{name} is missing"
        return
    yield from run("mandoc", "-Tlint", "-Wwarning", path).splitlines()
    yield from run("groff", "-ww", "-mandoc", "-Tutf8", path).splitlines()


def main():
    bad = [line for name in PAGES for line in check_page(name)] + list(check_tables())
    print("\n".join(bad) or f"{len(PAGES)} pages agree with the tables")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
