"""Every kind of page magnified, on the smallest phone, with the reader's own spacing: nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from support_gallery import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[..., "Page"]
ALL = {**PAGES, "hostile names": "hostile-names/", "long names": "long-names-and-40-updates/components/a/"}
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll('*')].filter(node => node.getBoundingClientRect().right > innerWidth + 1)
  .map(node => node.outerHTML.slice(0, 120)).slice(0, 5)"""
LARGE = "html { font-size: 200% !important }"
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""


@pytest.mark.parametrize("name", ALL)
def test_a_narrow_phone_or_a_zoom_of_400_percent_does_not_scroll_sideways(name: str, leaf: Look) -> None:
    assert [] == leaf(ALL[name], width=320).evaluate(TOO_WIDE)


@pytest.mark.parametrize("style", [LARGE, SPACED], ids=["text of twice the size", "wide spacing"])
@pytest.mark.parametrize("name", ALL)
def test_the_readers_own_style_of_text_fits(name: str, style: str, leaf: Look) -> None:
    page = leaf(ALL[name], width=640 if style is LARGE else 320, bypass_csp=True)
    page.add_style_tag(content=style)
    assert [] == page.evaluate(TOO_WIDE)
