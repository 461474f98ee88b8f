"""Every kind of page by keyboard alone: all is reached, in the order of the page, and seen when it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from support_gallery import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[..., "Page"]
STOPS = """() => [...document.querySelectorAll('*')]
  .flatMap(node => [node, ...(node.shadowRoot?.querySelectorAll('*') ?? [])])
  .filter(node => node.matches('a[href], summary, button, input, select, textarea, [tabindex]'))
  .filter(node => node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true }))
  .filter((node, _, all) => {  // of a group, the one that is chosen; the first, where none is
    const group = all.filter(one => one.type === 'radio' && one.name === node.name);
    return node.type !== 'radio' || node === (group.find(one => one.checked) ?? group[0]);
  })
  .filter(node => !node.disabled)
  .map((node, number) => { node.dataset.stop = number; return number })"""
FOCUSED = """() => {
  const outer = document.activeElement, node = outer.shadowRoot?.activeElement ?? outer;
  if (node === document.body) return null;
  const box = node.getBoundingClientRect(), label = node.closest('label');
  const ringed = [node, node.nextElementSibling].some(one => {
    const style = one && getComputedStyle(one);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  const uncovered = [[.5, .5], [.02, .5], [.98, .5], [.5, .02], [.5, .98]].some(([x, y]) => {
    const hit = node.getRootNode().elementFromPoint(box.left + x * box.width, box.top + y * box.height);
    return hit && (node.contains(hit) || label?.contains(hit));
  });
  return { stop: Number(node.dataset.stop), hidden: ringed && uncovered ? '' : node.outerHTML.slice(0, 120) };
}"""


def walked(page: Page) -> list[dict[str, object]]:
    """What the Tab key stops at, from the beginning of the page to its end."""
    met: list[dict[str, object]] = []
    while len(met) < 500:
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now is None or (met and now["stop"] == met[0]["stop"]):
            break
        met.append(now)
    return met


@pytest.mark.parametrize("name", PAGES)
def test_tab_stops_at_everything_in_order_and_shows_where(name: str, leaf: Look) -> None:
    page = leaf(PAGES[name], width=390, color_scheme="dark")
    stops = page.evaluate(STOPS)
    assert [{"stop": number, "hidden": ""} for number in stops] == walked(page)


@pytest.mark.parametrize("path", ["busy/", "busy/components/api/"])
def test_forced_colours_keep_the_ring_around_the_focus(path: str, look: Look) -> None:
    page = look(path, forced_colors="active")
    page.evaluate(STOPS)
    assert [] == [one["hidden"] for one in walked(page) if one["hidden"]]


def test_the_ring_changes_pixels(look: Look) -> None:
    page = look("busy/")
    summary = page.locator("summary").first
    summary.scroll_into_view_if_needed()
    before = page.screenshot()
    page.keyboard.press("Tab")
    summary.focus()
    assert before != page.screenshot()


def test_the_skip_link_shows_and_leads_past_the_navigation(look: Look) -> None:
    page = look("busy/components/api/")
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
