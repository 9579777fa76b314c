"""candor theme: what there is, how it looks, whether it can be read; --theme that is none."""

import os

import pytest

SHIPPED = ["dark", "light", "safe-dark", "safe-light", "contrast", "terminal", "mono", "paper"]
# what each theme was designed for: smallest distance of two states in any colour vision
APART = {"dark": "17", "light": "5", "safe-dark": "31", "safe-light": "21"}


@pytest.fixture
def own(operator):
    """A configuration of one's own, and how to put themes beside it."""
    os.makedirs(f"{operator.home}/themes", exist_ok=True)
    conf = operator.conf()

    def put(name, text, mode=0o600):
        return operator.write(f"themes/{name}.theme", text, mode)
    put.conf = conf
    return put


def test_every_shipped_theme_passes(operator):
    result = operator.run("theme", "check", "--json")
    assert result.code == 0, result
    items = result.json["items"]
    assert [i["theme"] for i in items] == SHIPPED
    assert all(i["state"] == "ok" and i["problems"] == [] for i in items), result
    assert {i["theme"]: i["apart"] for i in items if i["theme"] in APART} == APART
    assert [i["theme"] for i in items if not i["colors"]] == ["terminal", "mono"]
    assert operator.run("theme", "check").code == 0


def test_a_theme_that_cannot_be_read_fails_with_its_reasons(operator, own):
    path = own("grey", "[theme]\nextends = dark\n[roles]\nwarn = #444444\ncrit = ok\n")
    for word in ("grey", path):
        result = operator.run("theme", "check", word, "--config", own.conf)
        assert result.code == 1 and "■ CRIT" in result.out, result
        assert "grey: warn: contrast 1.90, at least 4.5 is asked (exact" in result.out, result
        assert "crit looks as ok" in result.out, result


def test_what_is_wrong_in_a_file_has_its_line(operator, own):
    own("night", "[theme]\nextends = dark\n\n[roles]\ncrit = amberr\n")
    result = operator.run("theme", "check", "night", "--config", own.conf)
    assert result.code == 2, result
    assert 'night.theme:5: "amberr" is neither a palette name nor a colour' in result.err
    result = operator.run("theme", "list", "--config", own.conf, "--json")
    assert result.code == 1, result
    last = result.json["items"][-1]
    assert (last["theme"], last["state"], last["origin"]) == ("night", "crit", "own")
    assert "night.theme:5" in last["note"]


def test_a_file_that_others_can_write_is_not_worn(operator, own):
    own("loose", "[theme]\nextends = dark\n", 0o666)
    own("dark", "[roles]\ntext = 1\n")
    result = operator.run("theme", "list", "--config", own.conf, "--json")
    items = {(i["theme"], i["origin"]): i for i in result.json["items"]}
    assert "chmod go-w" in items["loose", "own"]["note"], result
    assert "choose another name" in items["dark", "own"]["note"]
    assert items["dark", "shipped"]["state"] == "ok"


def test_show_names_the_line_of_each_role(operator, own):
    own("night", "[theme]\nextends = dark\n[roles]\ncrit = 209 bold\n")
    result = operator.run("theme", "show", "night", "--config", own.conf, "--json")
    assert result.code == 0, result
    roles = {i["role"]: i for i in result.json["items"]}
    assert roles["crit"]["set_at"] == "night.theme:4"
    assert roles["log.error"]["set_at"] == "night.theme:4 as crit"
    assert roles["ok"]["set_at"].startswith("dark.theme:")
    assert (roles["crit"]["ink"], roles["crit"]["attributes"]) == ("209", "bold")
    assert roles["text"]["contrast"] == "13.9" and roles["text"]["least"] == "7.0"
    assert operator.run("theme", "show", "night", "--config", own.conf).code == 0


def test_a_name_that_is_none_is_told_with_those_that_are(operator):
    result = operator.run("theme", "check", "contrats")
    assert result.code == 2 and "did you mean contrast?" in result.err, result
    assert ", ".join(SHIPPED) in result.err
    terminal = operator.on_terminal("--theme", "nope")
    code, text = terminal.end()
    assert code == 2 and 'there is no theme "nope"' in text, text
    assert "\x1b" not in text


def test_a_chosen_theme_outlives_a_fresh_start(operator):
    for arguments, typed in (((), ":theme light\r"), (("--fresh",), ""), ((), "")):
        terminal = operator.on_terminal(*arguments, size=(35, 120))
        terminal.wait_for("journal")
        terminal.type(typed + ":theme\r")
        terminal.wait_for("light · chosen " + ("here" if typed else "in the last run"))
        terminal.type(":quit\r")
        assert terminal.end()[0] == 0
