"""Converted Markdown as it stands on a page."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from statuary.markup.convert import convert
from statuary.weaving import beginning


def described(text: str, length: int = 160) -> str:
    return beginning(Markup(convert("guide", text).html), length)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Set `max`, then *wait*.", "Set max, then wait."),
        ("See [the limits](limits.md).\n\n## Steps\n\nLook.", "See the limits. Steps Look."),
        ("- one\n- two", "one two"),
        ("Fast &amp; safe[^1].\n\n[^1]: As a rule.", "Fast & safe."),
        ("", ""),
    ],
)
def test_a_description_is_what_the_text_says_without_a_gap_at_words_that_are_set_apart(text: str, said: str) -> None:
    assert said == described(text)


def test_a_description_ends_between_words() -> None:
    assert "What this guide\u2026" == described("What this guide is about.", 18)
