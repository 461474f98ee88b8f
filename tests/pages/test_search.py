from __future__ import annotations

import json
from typing import Any

from statuary.model import Content, Converted, Text
from statuary.render import Context
from statuary.search import INDEX, write
from support_pages import calm, guide, planned, theme


class Headed:
    """A converter for which every text has one heading."""

    def convert(self, text: Text) -> Converted:
        return Converted(f'<h2 id="why">Why</h2><p>{text.text}</p>', ((2, "why", "Why"),))


def index(*guides: object) -> list[Any]:
    page = planned(calm(1), Content(guides=guides))[INDEX]  # type: ignore[arg-type]
    found: list[Any] = json.loads(write(page.view, Context(theme(), Headed())))  # type: ignore[arg-type]
    return found


def test_a_row_has_the_address_the_title_the_headings_and_each_word_once() -> None:
    rows = index(guide("a/b c", "Restarting", "Restart it, restart <b>Caf\u00e9s</b>."))
    assert [["docs/a/b%20c/", "Restarting", [["why", "Why"]], "cafes it restart why"]] == rows


def test_words_of_scripts_without_spaces_are_kept_whole() -> None:
    (row,) = index(guide("a", "A", "\u30b5\u30fc\u30cf\u30fc\u306f"))
    assert row[3] == "why \u30b5\u30fc\u30cf\u30fc\u306f"


def test_a_site_without_guides_has_no_index() -> None:
    assert INDEX not in planned(calm(1))
