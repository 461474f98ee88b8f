"""Markdown is converted without steps that have nothing to do: the same comes of it as with all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import TocTreeprocessor

from statuary.markup import convert as converting
from statuary.markup.contents import Contents
from statuary.model import Converted
from support_tools import corpora

BLOCKS = [
    "Words and nothing else.",
    "Words, *words* and `code`, a [link](a.md) and http://example.com/a_b.",
    "[TOC]",
    "# [TOC] in words",
    "    [TOC]",
    "# A heading",
    "# A heading",
    "## *Marked* `words` & &amp; <i>more</i>",
    "## Words {#own .class}",
    '## Words {: data-toc-label="Other" }',
    "## Of a note[^1]",
    "[^1]: The note.",
    "Head\n====",
    "Head\n----",
    "***",
    "- - -",
    "- one\n- two\n\n    of two",
    "1. one\n2. two",
    "- [ ] open\n- [x] done",
    "Term\n: What it means",
    "| a | b |\n| --- | :-: |\n| 1 | `|` |",
    "> words\n> # Heading",
    "!!! note\n    Words.",
    "    indented",
    '??? tip "Title"\n    Words.',
    '=== "One"\n    Words.',
    '=== "Two"\n    Words.',
    "*[HTML]: Hypertext",
    "HTML and ~~old~~, ==marked==, ^up^, ++ctrl+c++",
    "[a]: http://example.com",
    "[a], [b][a] and ![c](d.png){width=3}",
    "\\*no stars\\* and \\# no heading",
    '<div markdown="1">\n*Words* {.class}\n\n# Inside\n\n[TOC]\n</div>',
    "<b>raw</b> words",
    "```py\nx = {1: '[x]'}\n```",
    "$x$ and \\(y\\)",
    "a  \nb",
]


def whole(profile: str, text: str) -> Converted:
    """The text as the library converts it, with all its steps."""
    converting._markdown.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(converting, "quicken", lambda _: None)
        patch.setattr(Contents, "TreeProcessorClass", TocTreeprocessor)
        converting._markdown(profile)
    made = converting.convert(profile, text)
    converting._markdown.cache_clear()
    return made


@pytest.mark.parametrize("profile", ["guide", "incident"])
@settings(max_examples=60, deadline=None)
@given(blocks=st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=7), joint=st.sampled_from(["\n", "\n\n"]))
def test_what_is_left_out_changes_nothing(profile: str, blocks: list[str], joint: str) -> None:
    text = joint.join(blocks)
    assert whole(profile, text) == converting.convert(profile, text)


def examples() -> Iterator[str]:
    read = json.loads((corpora("markdown/commonmark-spec") / "spec-0.31.2.json").read_text())
    yield from ("\n\n".join(one["markdown"] for one in read[start : start + 10]) for start in range(0, len(read), 10))


def test_commonmarks_examples_come_out_the_same() -> None:
    for text in examples():
        assert whole("guide", text) == converting.convert("guide", text), text


def test_a_worker_loads_nothing_of_what_asks_it() -> None:
    program = "import sys; from statuary.markup import convert, worker; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"statuary.markup.convert", "markdown"} <= set(loaded)
    assert not {"sqlite3", "concurrent.futures", "statuary.memo", "statuary.config", "click"} & set(loaded)
