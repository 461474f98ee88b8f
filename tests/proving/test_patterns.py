"""``…`` in what a block expects."""

from __future__ import annotations

import time

import pytest

from statuary.proving.patterns import lines_match, value_matches


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ("a\nb", "a\nb", True),
        ("a\nb", "a", False),
        ("a", "a  \n\n", True),
        ("a …", "a b c", True),
        ("a … c", "a b d", False),
        ("…", "", True),
        ("…", "a\nb\nc", True),
        ("a\n…\nz", "a\nb\nc\nz", True),
        ("a\n…\nz", "a\nz\ny", False),
        ("…\nb\n…\nd", "a\nb\nc\nb\nd", True),
        ("…b", "ab", True),
        ("", "a", False),
    ],
)
def test_it_stands_for_words_in_a_line_and_for_lines(expected: str, got: str, same: bool) -> None:
    assert same is lines_match(expected.split("\n"), got.split("\n"))


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}, True),
        ({"a": "…"}, {"a": [1, 2]}, True),
        ({"a": "v…"}, {"a": "v1.2"}, True),
        ([1, "…"], [1, 2, 3], True),
        ([1, "…"], [2, 1], False),
        ({"a": True}, {"a": 1}, False),
        ({"a": 1.0}, {"a": True}, False),
        ({"a": 1.0}, {"a": 1}, True),
        ({"a": [1, 2e1]}, {"a": [1.0, 20]}, True),
        ({"a": 1.5}, {"a": 1}, False),
        ({"a": 1}, {"a": "1"}, False),
        ({"…": "…"}, [], False),
    ],
)
def test_in_json_it_stands_for_values_and_for_more_of_them(expected: object, got: object, same: bool) -> None:
    assert same is value_matches(expected, got)


def test_no_pattern_is_slow() -> None:
    began = time.process_time()
    assert not lines_match(["…a" * 200 + "b"], ["a" * 5000])
    assert time.process_time() - began < 2
