"""Where a text is code: as the converter has it, or values would be filled in code and left out of prose."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from statuary.content.prose import code_spans, within
from statuary.markup.convert import convert

LINES = (
    *("WORD", "  WORD", "   WORD", "    WORD", "        WORD", "`WORD`", "a `b` WORD", "<!-- WORD -->"),
    *("- WORD", "  - WORD", "1. WORD", "> WORD", "> - WORD", "Term\n:   WORD", "!!! note", '=== "A"', "```", "***"),
    *[""] * 4,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=9))
def test_what_is_taken_for_code_is_what_the_converter_makes_code_of(lines: list[str]) -> None:
    count = iter(range(99))
    text = re.sub("WORD", lambda _: f"word{next(count)}q", "\n".join(lines))
    tree = fragment_fromstring(convert("guide", text).html, create_parent=True)
    words = re.compile(r"word\d+q")
    code = set(words.findall(" ".join(element.text_content() for element in tree.iter("code", "pre"))))
    shown = set(words.findall(tree.text_content()))
    spans = code_spans(text)
    assert code == {found[0] for found in words.finditer(text) if within(spans, found.start())} & shown
