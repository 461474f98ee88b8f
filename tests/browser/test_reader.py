"""What a screen reader is given: the browser's accessibility tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from support_gallery import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[..., "Page"]
LANDMARK = re.compile(r"(?m)^ *- (banner|navigation|main|region|contentinfo|complementary|search)\b *(\"[^\"]*\")?")
HEADING = re.compile(r"heading \"(.*)\" \[level=(\d)\]")


def tree(page: Page) -> str:
    return page.locator("body").aria_snapshot()


def test_a_components_row_says_its_name_its_state_and_its_days(look: Look) -> None:
    row = look("busy/").locator(".c").first.aria_snapshot()
    said = [row.index(words) for words in ('link "API"', "Degraded performance", "90 days: 88 operational, 1 deg")]
    assert sorted(said) == said


def test_the_bars_of_a_window_that_is_not_chosen_are_silent(look: Look) -> None:
    page = look("busy/")
    page.get_by_role("radio", name="1 year").check()
    assert ["52 weeks"] == sorted(set(re.findall(r'img "(\d+ \w+)', tree(page))))


def test_headings_alone_tell_the_story(look: Look) -> None:
    outline = HEADING.findall(tree(look("busy/")))
    assert ("Minor service outage as of 21:38 UTC 22 Nov 2026", "1") == outline[0]
    assert ["Affected now", "Slow checkout", "Maintenance now", "Components"] == [name for name, _ in outline[1:5]]


@pytest.mark.parametrize("name", PAGES)
def test_landmarks_can_be_told_apart(name: str, leaf: Look) -> None:
    landmarks = LANDMARK.findall(tree(leaf(PAGES[name])))
    assert {"banner", "main", "contentinfo"} <= {kind for kind, _ in landmarks}
    assert len(set(landmarks)) == len(landmarks)
    assert [] == [kind for kind, label in landmarks if kind in ("navigation", "region") and not label]
