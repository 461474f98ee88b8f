"""``Was this page helpful?``: a plain form that sends what it says, with and without scripts, and to nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from statuary.checking import checked
from statuary.kinds import INTEGRATIONS
from statuary.model import Content
from statuary.options import settle
from statuary.pages import plan
from statuary.volumes import unbound
from support_pages import component, config, context, guide, summary, theme


@pytest.fixture
def taker() -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """A server that shows a guide at ``/guide`` and takes its form at ``/take``."""
    taken: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(bodies.get(self.path, b""))

        def do_POST(self) -> None:
            taken.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.answer(b"<!DOCTYPE html><title>Thank you</title>")

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    bodies = {"/guide": page_asking(f"{url}/take")}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield url, taken
    server.shutdown()
    server.server_close()


def page_asking(endpoint: str) -> bytes:
    shown = summary([component()])
    support = checked(INTEGRATIONS["support"].Options, {"feedback": {"endpoint": endpoint}})
    settings = replace(config(shown), integrations={"support": settle(support)})
    pages = tuple(unbound(plan(shown, Content(guides=(guide("a", "A", components=("api",)),)), settings, theme())))
    return context(theme()).write(next(page for page in pages if page.path == "docs/a/index.html"))


@pytest.mark.parametrize("scripts", [True, False])
def test_it_sends_what_the_reader_said_and_of_which_page(
    chromium: Browser, taker: tuple[str, list[dict[str, list[str]]]], scripts: bool
) -> None:
    url, taken = taker
    opened = chromium.new_context(java_script_enabled=scripts)
    page = opened.new_page()
    page.goto(f"{url}/guide")
    page.get_by_role("radio", name="No").check()
    page.get_by_label("What was missing or wrong?").fill("Half <of> it & more")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(f"{url}/take")
    opened.close()
    assert [
        {"page": ["https://status.example.com/docs/a/"], "helpful": ["no"], "text": ["Half <of> it & more"]}
    ] == taken


def test_nothing_is_sent_without_an_answer(chromium: Browser, taker: tuple[str, list[dict[str, list[str]]]]) -> None:
    url, taken = taker
    opened = chromium.new_context()
    page = opened.new_page()
    page.goto(f"{url}/guide")
    page.get_by_role("button", name="Send").click()
    assert (f"{url}/guide", []) == (page.url, taken)
    opened.close()
