"""JSON as people write it: the same values as any reader's, each with its place, and no surprise."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuary.errors import Refused
from statuary.jsonfile import parse_json

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    _SCALARS | _TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4)
)


def said(text: str) -> str:
    with pytest.raises(Refused) as refused:
        parse_json(text, "x.json")
    return str(refused.value)


@given(_VALUES, st.sampled_from([None, 2]), st.booleans())
def test_it_reads_what_the_standard_library_writes(value: Any, indent: int | None, ascii_only: bool) -> None:
    assert value == parse_json(json.dumps(value, indent=indent, ensure_ascii=ascii_only), "x.json").data


@given(st.text('{}[]",:0123456789.eE+-truefalsnN/# \n\\u', max_size=40))
def test_it_refuses_what_the_standard_library_refuses_and_never_breaks(text: str) -> None:
    try:
        expected = json.loads(text, parse_constant=int)
    except ValueError:
        expected = Refused
    found: Any
    try:
        found = parse_json(text, "x.json").data
    except Refused as refused:
        found = str(refused)
    stricter = isinstance(found, str) and re.search("stands twice|half a character|too large", found)
    assert stricter or expected == (Refused if isinstance(found, str) and found.startswith("x.json:") else found)


def test_every_key_and_value_has_its_place() -> None:
    document = parse_json('{\n  "a": [1,\n    {"b": "x"}]\n}', "x.json")
    assert ((2, 3), (2, 9), (3, 6), (3, 11)) == (
        document.at("a", key=True),
        document.at("a", 0),
        document.at("a", 1, "b", key=True),
        document.at("a", 1, "b"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "x.json:1:1: The file ends too soon."),
        ("{} {}", "x.json:1:4: Something follows after the end. A file holds one value; remove the rest."),
        ('{"a" 1}', "x.json:1:6: A colon is missing after the key 'a'. Write \"key\": value."),
        ('{"a": 1 "b": 2}', "x.json:1:9: A comma is missing before this."),
        ('{"a": tru}', "x.json:1:7: 'tru' is no JSON value. Text stands in double quotes."),
        ('{"a": True}', "x.json:1:7: 'True' is no JSON value. Write true."),
        ('["a\nb"]', "x.json:1:4: Invalid control character at. Escape it, like \\n or \\\\."),
        ('["a', "x.json:1:2: This text does not end. Close it with a double quote."),
        ("1e999", "x.json:1:1: This number is too large. Put it in quotes if it is text."),
        ("[" * 100_000, "x.json:1:34: There are more than 32 levels here. Make it flatter."),
    ],
)
def test_what_is_no_json_is_one_sentence_with_a_remedy(text: str, expected: str) -> None:
    assert expected == said(text)
