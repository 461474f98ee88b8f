"""What readers do on the home page: choose a window, read days, find a component, search the docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[..., "Page"]


def uptime(page: Page) -> str:
    row = page.locator(".c", has_text="API").first
    return row.locator("p").inner_text()


def shown(page: Page) -> tuple[str, float]:
    """The label of the chart that is shown, and which part of it."""
    chart = page.locator(".c").first.locator("svg:visible")
    box, frame = chart.bounding_box(), page.locator(".bars").first.bounding_box()
    assert box
    assert frame
    return chart.get_attribute("aria-label") or "", round(frame["width"] / box["width"], 2)


@pytest.mark.parametrize(
    ("window", "label", "part"), [("90 days", "90 days", 1), ("30 days", "90 days", 0.33), ("1 year", "52 weeks", 1)]
)
def test_the_window_changes_without_a_script(look: Look, window: str, label: str, part: float) -> None:
    page = look("busy/", java_script_enabled=False)
    page.get_by_text(window, exact=True).click()
    words, width = shown(page)
    assert words.startswith(label)
    assert width == part


def test_the_uptime_is_that_of_the_window(look: Look) -> None:
    page = look("busy/")
    visible = page.locator(".c").first.locator("[class^=w]:visible")
    assert visible.get_attribute("class") == "w90"
    page.get_by_text("1 year", exact=True).click()
    assert visible.get_attribute("class") == "w1y"


def test_the_last_day_stays_at_the_end_in_every_window(look: Look) -> None:
    page = look("busy/")
    ends = []
    for window in ("30 days", "90 days", "1 year"):
        page.get_by_text(window, exact=True).click()
        box = page.locator(".c").first.locator("svg:visible").bounding_box()
        assert box
        ends.append(round(box["x"] + box["width"]))
    assert len(set(ends)) == 1


def test_the_window_can_be_chosen_by_keys(look: Look) -> None:
    page = look("busy/")
    page.locator("#w90").focus()
    page.keyboard.press("ArrowRight")
    assert shown(page)[0].startswith("52 weeks")
