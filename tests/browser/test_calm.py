"""Pages that come whole and keep still: nothing from elsewhere, no fonts to wait for, nothing that moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from support_browser import new_tab
from support_gallery import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

Look = Callable[..., "Page"]
WATCH = """window.shifts = [];
new PerformanceObserver(list => { for (const one of list.getEntries()) shifts.push(one.value) })
  .observe({ type: 'layout-shift', buffered: true });"""
SHIFTS = "() => new Promise(done => setTimeout(() => done(shifts), 150))"
MOVES = """() => [...document.querySelectorAll('*')].filter(node => {
  const style = getComputedStyle(node);
  return style.animationName !== 'none' || style.transitionDuration.split(',').some(time => parseFloat(time) > 0)
    || style.scrollBehavior === 'smooth';
}).map(node => node.outerHTML.slice(0, 120)).concat(document.getAnimations().map(String))"""


def late(route: Route) -> None:
    """A script comes after the first paint, as it does on a poor line."""
    time.sleep(0.1)
    route.continue_()


@pytest.fixture(scope="module")
def load(chromium: Browser, address: str) -> Iterator[Callable[[str, int], tuple[Page, list[str]]]]:
    """Loads a page and gives it, its layout shifts watched from the first paint on, with what it asked others for."""
    page, foreign = new_tab(chromium), []

    def note(request: Request) -> None:
        if not request.url.startswith((address, "data:")) or request.resource_type == "font":
            foreign.append(request.url)

    def loaded(path: str, width: int) -> tuple[Page, list[str]]:
        page.set_viewport_size({"width": width, "height": 900})
        foreign.clear()
        page.goto(f"{address}/{path}", wait_until="load")
        return page, foreign

    page.on("request", note)
    page.route("**/*.js", late)
    page.add_init_script(WATCH)
    yield loaded
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_comes_whole_from_its_own_host_and_keeps_still(name: str, width: int, load: Callable) -> None:
    page, foreign = load(PAGES[name], width)
    assert {"shifts": [], "foreign": []} == {"shifts": page.evaluate(SHIFTS), "foreign": foreign}


def test_a_shift_and_a_request_elsewhere_would_be_noticed(load: Callable) -> None:
    page, foreign = load("busy/", 390)
    page.evaluate("document.body.prepend(Object.assign(document.createElement('h1'), { textContent: 'Late' }))")
    assert page.evaluate(SHIFTS) != []
    page.route("**/*", lambda route: route.abort())
    with page.expect_request("http://elsewhere.invalid/"):
        page.evaluate("location = 'http://elsewhere.invalid/'")
    page.unroute("**/*")
    assert ["http://elsewhere.invalid/"] == foreign


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_for_readers_who_asked_for_that(name: str, leaf: Look) -> None:
    assert [] == leaf(PAGES[name], reduced_motion="reduce").evaluate(MOVES)
