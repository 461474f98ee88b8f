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
from support_browser import new_tab, shown
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
        page = new_tab(chromium, width, **more)
        contexts.append(page.context)
        return shown(page, f"{address}/{path}", scripts=bool(more.get("java_script_enabled", True)))

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def leaf(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """``look`` for tests that look at many pages and do nothing to them: one tab for all that are opened alike.

    That is three times as quick as a tab for each.
    """
    tabs: dict[str, Page] = {}

    def opened(path: str, width: int = 1280, **more: object) -> Page:
        kind = repr(sorted(more.items()))
        if kind not in tabs:
            tabs[kind] = new_tab(chromium, **more)
        tabs[kind].set_viewport_size({"width": width, "height": 900})
        return shown(tabs[kind], f"{address}/{path}")

    yield opened
    for page in tabs.values():
        page.context.close()
