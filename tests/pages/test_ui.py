from __future__ import annotations

import re

from msgspec.structs import replace

from statuary.instants import DAY
from support_pages import busy, planned, rendered, text_of, theme


def page() -> str:
    return rendered(*busy())["docs/ui/index.html"].decode()


def test_every_macro_of_the_parts_is_in_the_guide() -> None:
    macros = re.findall(r"^\{%-? macro (\w+)\(", theme().templates["parts.html"], re.MULTILINE)
    shown = re.findall(r'<h3 id="macro-(\w+)">', page())
    assert sorted(macros) == sorted(shown)


def test_every_macro_but_those_of_the_page_itself_shows_something() -> None:
    around = {"top", "follow", "imprint", "links", "own_links", "script"}
    bodies = re.findall(r'<h3 id="macro-(\w+)">.*?</h3>(.*?)</section>', page(), re.DOTALL)
    assert around == {name for name, body in bodies if not body.strip()}


def test_the_guide_says_that_its_samples_are_samples() -> None:
    assert "Names, times and texts on this page are samples." in text_of(page().encode())


def test_the_guide_shows_every_pair_that_must_contrast() -> None:
    pairs = theme().design.pairs
    assert len(pairs) == page().count('<text x="20"')
    assert f"</svg>\n {pairs[0].ratio} <small>paper</small>" in page()


def test_the_guide_changes_with_the_theme_alone() -> None:
    summary, content = busy()
    later = replace(summary, generated_at=summary.generated_at + DAY, data_as_of=None)
    assert planned(summary, content)["docs/ui/index.html"] == planned(later, content)["docs/ui/index.html"]
