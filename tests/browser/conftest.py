"""A real Chromium and a loopback server for the pages of ``support_pages``."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from statuary.instants import MINUTE
from support_gallery import worlds
from support_pages import NOW, rendered, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENGINES = (
    Path("/usr/bin/chromium-headless-shell"),
    Path("/usr/bin/chromium"),
)  # the first opens a page in a third of the time
CHROMIUM = next((path for path in ENGINES if path.exists()), ENGINES[-1])
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("STATUARY_REQUIRE_ALL"):
            pytest.fail(f"{CHROMIUM} is missing, and STATUARY_REQUIRE_ALL is set")
        pytest.skip(f"{CHROMIUM} is missing")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The server's clock says what the pages' time is."""
        return super().date_time_string((NOW + MINUTE) / 1000 if timestamp is None else timestamp)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites that are served: the worlds, each below its name; a test may add others."""
    folder = tmp_path_factory.mktemp("worlds")
    for name, world in worlds().items():
        files = rendered(*world, url=f"https://status.example.com/{name}")
        # An address that has moved is looked at, so it must not lead on by itself.
        stay = {path: body.replace(b'http-equiv="refresh"', b'name="refresh"') for path, body in files.items()}
        write(folder / name, stay)
    return folder


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Where they are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def look(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page, a minute after it was made: ``look("busy/components/api/", width=320, color_scheme="dark")``."""
    contexts = []

    def opened(path: str, width: int = 1280, **more: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.clock.set_fixed_time(NOW + MINUTE)
        page.goto(f"{address}/{path}")
        for preview in page.locator(".preview").all():  # of the widget, which asks before it shows anything
            preview.get_by_role("status").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
