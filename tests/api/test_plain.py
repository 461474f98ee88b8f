"""Markdown as plain text, the way clients of Statuspage's expect it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuary.markup.convert import convert
from statuary.plain import _paragraph, _read, plain

SAID = st.text("ab \t\xa0&;\n", max_size=4)
LINKED = st.builds(
    lambda address, said: f'<a href="{address}" rel="noopener">{said}</a>',
    st.sampled_from(["https://a.example/", "mailto:a@b.example", "#top", "a", "https://a.example/?a&amp;b"]),
    SAID | st.sampled_from(["https://a.example/", " https://a.example/", "a@b.example"]),
)
PARAGRAPH = st.lists(SAID | LINKED, max_size=5).map(lambda parts: f"<p>{''.join(parts)}</p>")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", ""),
        ("We are on it.", "We are on it."),
        ("Soft\nwrapped *words* with `code <x> & more`.", "Soft wrapped words with code <x> & more."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("A line  \nand another.", "A line\nand another."),
        ("See [the log](https://example.com/?a=1&b=2).", "See the log (https://example.com/?a=1&b=2)."),
        ("<https://example.com/> and <mailto:a@example.com>", "https://example.com/ and a@example.com"),
        ("[Above](#top) it all.", "Above it all."),
        ("- one\n- two\n    - nested\n- three\n\nAfter.", "- one\n- two\n  - nested\n- three\n\nAfter."),
        ("1. first\n2. second", "1. first\n2. second"),
        ("```\na  b\n\n  c < d\n```", "a  b\n\n  c < d"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a  b\n1  2"),
        ("> Said.\n\n### Part\n\nText.", "Said.\n\nPart\n\nText."),
        ("![a chart](https://example.com/c.png)", "a chart"),
        ("</script><b>raw</b>", "</script><b>raw</b>"),
    ],
)
def test_what_is_written_reads_well_without_marks(markdown: str, expected: str) -> None:
    assert expected == plain(convert("incident", markdown).html)


@given(st.lists(PARAGRAPH, min_size=1, max_size=2).map("\n".join))
def test_the_quick_way_says_what_the_long_one_says(html: str) -> None:
    assert _paragraph(html) in ("", _read(html))


def test_the_quick_way_is_taken() -> None:
    html = '<p>See <a href="https://a.example/" rel="noopener">the log</a>, please.</p>'
    assert "See the log (https://a.example/), please." == _paragraph(html)
