"""Live reload in a real browser, under the page's own policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from statuary.serve.live import Live
from statuary.serve.server import SiteServer, open_server
from support_tools import needs

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HTML = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    "<title>%s</title></head><body><p>%s</p></body></html>"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SiteServer]:
    (tmp_path / "index.html").write_text(HTML % ("First", "one"))
    (tmp_path / "favicon.ico").touch()  # every browser asks for it
    running = open_server(tmp_path, Live(), port=0)
    yield running
    running.stop()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console says."""
    return []


@pytest.fixture
def page(server: SiteServer, complaints: list[str]) -> Iterator[Page]:
    chromium = needs("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        opened = browser.new_page()
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(server.url)
        yield opened
        browser.close()


def test_a_page_follows_the_site_and_shows_what_is_wrong(
    page: Page, server: SiteServer, complaints: list[str], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(HTML % ("Second", "two"))
    server.live.published()
    page.wait_for_function("() => document.title === 'Second'")
    server.live.failed("config/site.yaml:1:1: <b>Unknown</b> key.")
    box = page.get_by_role("alert")
    box.wait_for()
    assert "config/site.yaml:1:1: <b>Unknown</b> key." == box.text_content()
    assert "fixed" == box.evaluate("element => getComputedStyle(element).position")
    server.live.failed("")
    box.wait_for(state="detached")
    assert [] == complaints


_NOTED = """() => new MutationObserver(() => {
  sessionStorage.shown = `${document.title}: ${document.querySelector("main").textContent}`;
}).observe(document.body, { childList: true })"""
"""What a page comes to show; the note outlives the page."""


def test_what_is_new_is_shown_at_once_and_then_the_whole_page_is_loaded(
    page: Page, server: SiteServer, complaints: list[str], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(HTML % ("First", "<main>one</main>"))
    page.goto(server.url)
    page.evaluate(_NOTED)
    (tmp_path / "index.html").write_text(HTML % ("Second", "<main>two</main>"))
    server.live.published()
    page.wait_for_function("() => document.title === 'Second'")
    assert "First: two" == page.evaluate("sessionStorage.shown")
    assert [] == complaints
