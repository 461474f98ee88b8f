"""Strict YAML: data, places, and what is refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuary.errors import Problem, Refused
from statuary.yamlfile import parse_yaml


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        parse_yaml(text, "f.yaml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-12", -12),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("'017'", "017"),
        ("2026-11-06 09:20 UTC", "2026-11-06 09:20 UTC"),
        ("v1.20", "v1.20"),
        ("nobody", "nobody"),
        ("'no'", "no"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_a_scalar_is_what_every_reader_takes_it_for(text: str, value: object) -> None:
    assert value == parse_yaml(f"key: {text}", "f.yaml").data["key"]


@pytest.mark.parametrize("word", ["no", "Yes", "ON", "off", "y", "14:30", "1:2:3", "017", ".inf", "-.NaN"])
def test_a_scalar_that_readers_take_differently_is_refused(word: str) -> None:
    assert refusal(f"key: {word}").startswith(f"f.yaml:1:6: {word} means different things to different YAML readers.")


def test_places_count_from_the_line_the_text_begins_at() -> None:
    document = parse_yaml("a:\n  - b: 1\n", "f.md", first_line=2)
    assert (3, 5) == document.at("a", 0, "b", key=True)
    assert (3, 8) == document.at("a", 0, "b")


def test_an_absent_value_is_placed_at_its_nearest_parent() -> None:
    assert (2, 3) == parse_yaml("a:\n  b: 1\n", "f.yaml").at("a", "c", "d")


def test_every_strictness_problem_is_told_at_once() -> None:
    assert 4 == len(refusal("a: no\na: 1\nb: &x 1\nc: 1:30\n").splitlines())


def test_an_alias_bomb_is_refused_quickly() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    began = time.perf_counter()
    refusal(bomb)
    assert time.perf_counter() - began < 0.5


def test_too_many_values_are_refused() -> None:
    assert "There are more than 50000 values here." in refusal("a: [" + "1," * 60_000 + "1]")


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    assert "This number has 5000 digits." in refusal("a: " + "9" * 5000)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}#&*!|>'\"\n\t ,?%@`1.~\x00\u2028é"), max_size=60))
def test_any_text_is_data_or_a_refusal(text: str) -> None:
    problems: tuple[Problem, ...] | None = None
    try:
        parse_yaml(text, "f.yaml")
    except Refused as refused:
        problems = refused.problems
    assert problems is None or all(problem.what for problem in problems)
