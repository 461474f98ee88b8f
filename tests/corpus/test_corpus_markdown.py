"""Real Markdown, written for other programs: every text becomes HTML that is safe, none is lost, none takes long."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statuary.content.text import front_matter
from statuary.errors import Refused
from statuary.markup.converter import Converter
from statuary.markup.sanitise import sanitise
from statuary.memo import Memo
from statuary.model import Text
from support_tools import corpora

PROFILES = ("incident", "guide")


def guides() -> list[Path]:
    return sorted(path for path in corpora("docs").rglob("*.md") if path.is_file())


@pytest.mark.parametrize("profile", PROFILES)
def test_every_example_of_the_commonmark_specification_is_converted(profile: str) -> None:
    (file,) = corpora("markdown").rglob("spec-*.json")
    texts = [Text(profile, example["markdown"]) for example in json.loads(file.read_text(encoding="utf-8"))]
    assert 652 == len(texts)
    with Converter(Memo(), budget=2000) as converter:
        converter.prepare(texts)
        made = [converter.convert(text) for text in texts]
    assert [] == [one.problem for one in made if one.problem]
    assert all(sanitise(one.html) == one.html for one in made)


def test_every_guide_of_three_projects_is_converted() -> None:
    texts = []
    for path in guides():
        written = path.read_text(encoding="utf-8")
        try:
            written = front_matter(written, path.name)[1]
        except Refused:  # another program's front matter; the text is what matters here
            written = written.split("\n---\n", 1)[-1]
        texts.append(Text("guide", written, str(path)))
    with Converter(Memo(), budget=5000) as converter:
        converter.prepare(texts)
        made = [(text.path, converter.convert(text)) for text in texts]
    assert len(texts) > 100
    assert [] == [(path, one.problem) for path, one in made if one.problem]
    shown = {path for path, one in made if one.html.strip()}
    silent = [text.path for text in texts if text.path not in shown and not _defines_only(text.text)]
    assert [] == silent


def _defines_only(text: str) -> bool:
    """Whether the text only says what abbreviations and links stand for, which shows nothing."""
    return all(not line.strip() or line.startswith(("*[", "[", "<!--", "  ")) for line in text.splitlines())
