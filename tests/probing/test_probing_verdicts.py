"""Operators over values, paths into JSON, and the sentences of reasons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import statuary
from statuary.checking import checked
from statuary.expectations import ValueRule
from statuary.jsonvalues import compile_path
from statuary.reasons import REASONS, clean_text, sentence
from statuary.verdicts import holds

DATA = {
    "ok": True,
    "data": {"state": "fine", "a-b": 1},
    "items": [{"n": 1, "up": True}, {"n": 2, "up": True}, {"n": 3, "up": False}],
    "": "empty",
    "null": None,
}
PATHS = {
    "ok": [True],
    "data.state": ["fine"],
    "data.a-b": [1],
    "$.data.state": ["fine"],
    "$['data']['state']": ["fine"],
    "$.items[0].n": [1],
    "items[0].n": [1],
    "items[-1].n": [3],
    "$.items[*].n": [1, 2, 3],
    "$.items[?@.up == true].n": [1, 2],
    "$..up": [True, True, False],
    "$": [DATA],
    "missing": [],
    "ok.deeper": [],
    "$.items[9]": [],
    "items.n": [],
    "null": [None],
}


@pytest.mark.parametrize(("path", "values"), PATHS.items())
def test_a_path_selects(path: str, values: list[Any]) -> None:
    assert values == compile_path(path)(DATA)


RULES = [
    (True, True, True),
    (True, 1, False),
    (1, True, False),
    (1, 1.0, True),
    ("1", 1, False),
    (None, None, True),
    (None, 0, False),
    ([1, 2], [1, 2], True),
    ([1, 2], [2, 1], False),
    ({"eq": {"a": [True]}}, {"a": [True]}, True),
    ({"eq": {"a": [True]}}, {"a": [1]}, False),
    ({"ne": "down"}, "up", True),
    ({"ne": 1}, True, True),
    ({"gt": 1}, 2, True),
    ({"gt": 2}, 2, False),
    ({"ge": 2, "le": 3}, 2.5, True),
    ({"lt": 2}, True, False),
    ({"lt": 2}, None, False),
    ({"lt": 2}, "1.5", True),
    ({"lt": 2}, "soon", False),
    ({"in": ["a", "b"]}, "b", True),
    ({"in": [1]}, True, False),
    ({"in": []}, 1, False),
    ({"not_in": ["a", "b"]}, "c", True),
    ({"not_in": ["a", "b"]}, "a", False),
    ({"contains": "el"}, "hello", True),
    ({"contains": 2}, [1, 2], True),
    ({"contains": "k"}, {"k": 1}, True),
    ({"contains": 1}, "1", False),
    ({"contains": 1}, 1, False),
    ({"matches": "^v[0-9]+$"}, "v12", True),
    ({"matches": "^v[0-9]+$"}, 12, False),
    ({"length": 2}, [1, 2], True),
    ({"length": 2}, "abc", False),
    ({"length": {"ge": 1}}, {}, False),
    ({"length": {"ge": 1, "le": 3}}, "abc", True),
    ({"length": 2}, 22, False),
    ({"exists": True}, None, True),
    ({"exists": True, "gt": 5}, 4, False),
]


@pytest.mark.parametrize(("rule", "value", "expected"), RULES)
def test_a_rule_holds_or_not(rule: Any, value: Any, expected: bool) -> None:
    assert expected is holds(checked(ValueRule, rule), [value])


def test_a_rule_must_hold_for_every_selected_value() -> None:
    rule = checked(ValueRule, {"lt": 3})
    assert [True, False] == [holds(rule, [1, 2]), holds(rule, [1, 2, 3])]


def test_no_value_is_not_as_expected_unless_there_must_be_none() -> None:
    assert [False, False, True] == [
        holds(checked(ValueRule, rule), []) for rule in (None, {"ne": 1}, {"exists": False})
    ]


def test_a_value_where_there_must_be_none_is_not_as_expected() -> None:
    assert not holds(checked(ValueRule, {"exists": False}), [None])


def test_every_reason_in_the_code_has_a_sentence() -> None:
    folder = Path(statuary.__file__).parent
    files = [*folder.glob("probers/*.py"), *folder.glob("net/*.py"), folder / "verdicts.py", folder / "judging.py"]
    text = "\n".join(path.read_text() for path in files)
    raised = set(re.findall(r'Fault\(\s*"([a-z0-9_]+)"', text)) | set(re.findall(r'Outcome\.\w+, "([a-z0-9_]+)"', text))
    assert len(raised) > 30
    assert set() == raised - REASONS.keys()


def test_a_status_is_a_reason_with_its_own_sentence() -> None:
    assert "answered 503" == sentence("http_503")


def test_a_reason_is_said_in_words() -> None:
    assert "certificate expired" == sentence("tls_expired")


CLEANED = {
    "plain": "plain",
    "two\nlines\tand  more": "two lines and more",
    "\x1b[31mred\x07": "[31mred",
    "a\u202eb\u200bc\ufeffd": "abcd",
    "x\ud800y": "xy",
    "e\u0301": "é",
    "a" * 500: "a" * 199 + "…",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), CLEANED.items(), ids=range(len(CLEANED)))
def test_text_of_strangers_is_cleaned(text: str, expected: str) -> None:
    assert expected == clean_text(text)
