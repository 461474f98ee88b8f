"""Tabs of a browser, and pages in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statuary.instants import MINUTE
from support_pages import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The scripts of a page do the last of their work in the first frame after it is loaded.
PREVIEWS = """() => new Promise(done => requestAnimationFrame(() => done(document.querySelectorAll('.preview').length)))"""


def new_tab(browser: Browser, width: int = 1280, **more: object) -> Page:
    """A tab of a reader of its own, a minute after the pages were made."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **more)  # type: ignore[arg-type]
    page = context.new_page()
    page.clock.set_fixed_time(NOW + MINUTE)
    return page


def shown(page: Page, url: str) -> Page:
    """The tab with the page of that address, whole."""
    page.goto(url)
    for number in range(page.evaluate(PREVIEWS)):  # of the widget, which asks before it shows anything
        page.locator(".preview").nth(number).get_by_role("status").wait_for()
    return page
