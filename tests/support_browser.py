"""Tabs of a browser, and pages in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statuary.instants import MINUTE
from support_pages import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PREVIEWS = """() => new Promise(done => requestAnimationFrame(
  () => done(document.querySelectorAll('.preview').length)))"""
"""How many previews of the widget there are, after the first frame: in it the scripts do the last of their work."""


def new_tab(browser: Browser, width: int = 1280, **more: object) -> Page:
    """A tab of a reader of its own, a minute after the pages were made."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **more)  # type: ignore[arg-type]
    page = context.new_page()
    page.clock.set_fixed_time(NOW + MINUTE)
    return page


def shown(page: Page, url: str, *, scripts: bool = True) -> Page:
    """The tab with the page of that address, whole; where scripts are off, no frame calls back."""
    page.goto(url)
    for number in range(page.evaluate(PREVIEWS) if scripts else 0):
        page.locator(".preview").nth(number).get_by_role("status").wait_for()  # it asks before it shows anything
    return page
