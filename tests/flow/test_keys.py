"""candor keys: what keys.conf and presets make of the keys, and what is told of mistakes."""

import os

from operator_ import ROOT


def keys_of(document, view, action):
    return [(item["keys"], item["origin"]) for item in document["items"]
            if (item["view"], item["action"]) == (view, action)]


def test_every_key_with_where_it_comes_from(operator):
    result = operator.run("keys", "--config", operator.conf())
    assert result.code == 0 and result.err == "", result
    assert result.out.startswith("[all]\n") and "\n[fleet]\n" in result.out
    document = operator.run("keys", "--json", "--config", operator.conf()).json
    assert document["preset"] == "default" and document["problems"] == []
    assert keys_of(document, "all", "help") == [(["?", "F1"], "built-in")]


def test_mistakes_are_told_and_take_nothing_else_away(operator):
    operator.write("keys.conf", "[all]\nhelp = x ?\nquit = x Q\n[flet]\nmark = m\n"
                                "[fleet]\nopen = Ctrl-A o\n")
    result = operator.run("keys", "--config", operator.conf())
    assert result.code == 1, result
    assert result.out.startswith("keys.conf:3: x is bound to quit here and to help at line 2; "
                                 "line 3 wins\n"), result
    assert 'keys.conf:4: "flet" is no view' in result.out
    assert 'keys.conf:7: "Ctrl-A" is not bound: tmux' in result.out
    result = operator.run("keys", "--json", "--config", operator.conf())
    document = result.json
    assert result.code == 1 and document["exit"] == 1
    assert [problem["kind"] for problem in document["problems"]][:2] == ["conflict", "wrong"]
    assert keys_of(document, "all", "quit") == [(["x", "Q"], "keys.conf:3")]
    assert keys_of(document, "fleet", "open") == [(["o"], "keys.conf:7")]


def test_a_file_that_others_can_write_has_no_effect(operator):
    path = operator.write("keys.conf", "[all]\nhelp = H\n", 0o660)
    result = operator.run("keys", "--config", operator.conf())
    assert result.code == 1 and path in result.out and "group or others" in result.out, result
    assert " ? F1 " in result.out


def test_presets_and_the_example(operator):
    example = os.path.join(ROOT, "docs/examples/keys.conf")
    operator.write("keys.conf", open(example, encoding="utf-8").read())
    result = operator.run("keys", "--json", "--config", operator.conf(), CANDOR_KEYS="k9s")
    document = result.json
    assert (result.code, document["preset"], document["preset_origin"]) == \
        (0, "k9s", "CANDOR_KEYS"), result
    assert document["problems"] == []
    assert keys_of(document, "all", "logs") == [(["5", "l"], "preset k9s")]
    assert keys_of(document, "fleet", "quit")[0][0] == []
    result = operator.run("keys", CANDOR_KEYS="emacs")
    assert result.code == 2 and "CANDOR_KEYS" in result.err, result


def test_the_check_of_the_configuration_looks_at_keys_too(operator):
    operator.write("keys.conf", "[all]\nhelp = x ?\nquit = x q\n")
    result = operator.run("config", "check", "--config", operator.conf())
    assert result.code == 0, result
    assert "warning: keys.conf:3: x is bound to quit here and to help at line 2" in result.out, \
        result
