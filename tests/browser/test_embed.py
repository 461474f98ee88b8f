"""The widget on a page of another site, under a strict policy: what it shows, when it is silent, and that it harms
nobody.
"""

from __future__ import annotations

import functools
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import expect

from statuary.embeds import integrity
from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.model import Content, Status, Summary
from support_pages import NOW, calm, component, incident, rendered, some, summary, write
from support_tools import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

SCRIPT = (ROOT / "templates/embed/v1.0.js").read_bytes()
GUIDE = ROOT / "content/guides/statuary/embeds.md"


class _Handler(SimpleHTTPRequestHandler):
    """A host of either site, with a clock of its own."""

    host: Host

    def __init__(self, *args: object, host: Host, **more: object) -> None:
        self.host = host
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        pass

    def log_request(self, code: object = "-", size: object = "-") -> None:
        del size
        self.host.answers.append((self.path, int(getattr(code, "value", code))))  # type: ignore[call-overload]

    def end_headers(self) -> None:
        for name, value in self.host.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.host.now / 1000 if timestamp is None else timestamp)  # type: ignore[arg-type]


@dataclass
class Host:
    folder: Path
    headers: dict[str, str] = field(default_factory=dict)
    now: Instant = NOW + MINUTE
    answers: list[tuple[str, int]] = field(default_factory=list)
    address: str = ""
    published: int = 0

    def publish(self, files: Mapping[str, bytes | None]) -> None:
        """Each time a second later than before: a host of this kind knows no less."""
        self.published += 1
        for path, body in files.items():
            if body is not None:
                write(self.folder, {path: body})
                os.utime(self.folder / path, (self.published,) * 2)


@pytest.fixture
def status(tmp_path: Path) -> Iterator[Host]:
    """The status site; others may ask it."""
    sharing = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Date", "Cache-Control": "no-cache"}
    yield from _served(Host(tmp_path / "status", sharing))


@pytest.fixture
def shop(tmp_path: Path, status: Host) -> Iterator[Host]:
    """The other site, which lets nothing in but the status site's script."""
    policy = (
        f"default-src 'none'; script-src {status.address}; connect-src {status.address}; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    yield from _served(Host(tmp_path / "shop", {"Content-Security-Policy": policy}))


def _served(host: Host) -> Iterator[Host]:
    host.folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, host=host, directory=str(host.folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.address = f"http://127.0.0.1:{server.server_address[1]}/"
    yield host
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_shop(chromium: Browser, status: Host, shop: Host) -> Iterator[Callable[..., Page]]:
    """Opens a page of the shop while the status site is so; ``page.wrong``: what the browser complained of."""
    contexts = []

    def opened(
        shown: Summary,
        attributes: str = "",
        *,
        clock: Instant = NOW + MINUTE,
        digest: str = integrity(SCRIPT),
        body: str = "{tag}<p>Shop",
        told: Callable[[bytes], bytes | None] = lambda body: body,
        **more: object,
    ) -> Page:
        script = {f"embed/{name}": SCRIPT for name in ("v1.0.js", "v1.js")}
        status.publish({**script, "embed/v1.json": told(answer_of(shown))})
        tag = (
            f'<a href="{status.address}" id="link">Status of our shop</a>\n'
            f'<script async src="{status.address}embed/v1.0.js" integrity="{digest}" crossorigin="anonymous"'
            f" {attributes}></script>"
        )
        page_of = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Shop</title><main>{body}</main>'
        shop.publish({"index.html": page_of.replace("{tag}", tag).encode()})
        context = chromium.new_context(locale="en-GB", timezone_id="UTC", **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.wrong = []  # type: ignore[attr-defined]
        page.on("console", lambda message: page.wrong.append(message.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.wrong.append(str(error)))  # type: ignore[attr-defined]
        page.clock.install(time=clock / 1000)
        page.goto(shop.address)
        return page

    yield opened
    for context in contexts:
        context.close()


def said(page: Page) -> str:
    """All words of the widget, once it is there."""
    return " ".join(widget(page).inner_text().split())


def answer_of(shown: Summary) -> bytes:
    """What the status site answers."""
    return some(shown, Content(), "embed/v1.json")["embed/v1.json"]


def pass_time(page: Page, length: int) -> None:
    """Lets the visitor's time pass in steps, with real time for what the page asks in between."""
    for _ in range(length // 5_000):
        page.clock.run_for(5_000)
        time.sleep(0.02)


def widget(page: Page) -> Locator:
    return page.get_by_role("status")


def trouble(title: str = "Slow checkout") -> Summary:
    open_ = incident(("investigating", NOW - HOUR, "Text."), title=title, components={"api": Status.partial_outage})
    return summary([component("api", "API", Status.partial_outage)], incidents=[open_])


def waited(page: Page, status: Host) -> None:
    """Until the page has been answered, and has had the time to show it."""
    deadline = time.monotonic() + 5
    while "/embed/v1.json" not in [path for path, _ in status.answers]:
        assert time.monotonic() < deadline, status.answers
        page.wait_for_timeout(20)
    page.wait_for_timeout(100)


# -------------------------------------------------------------------------------------------------------- what is shown


def test_trouble_is_told_with_its_title_and_links(open_shop: Callable[..., Page], status: Host) -> None:
    page = open_shop(trouble())
    assert "Partial system outage as of 22 Nov 2026, 21:38 Slow checkout \u00b7 Investigating" == said(page)
    assert [status.address, f"{status.address}incidents/slow-checkout/"] == [
        link.get_attribute("href") for link in widget(page).get_by_role("link").all()
    ]
    assert 0 == page.locator("#link").count()
    assert [] == page.wrong  # type: ignore[attr-defined]


def test_it_speaks_the_language_that_is_asked_for(open_shop: Callable[..., Page]) -> None:
    def with_german(body: bytes) -> bytes:
        told = json.loads(body)
        words = {**told["languages"]["en"], "home": "de/", "state": "In Betrieb, Stand {time}"}
        return json.dumps(told | {"languages": {**told["languages"], "de": words}}).encode()

    page = open_shop(calm(2), 'data-lang="de-AT"', told=with_german)
    assert "In Betrieb, Stand 22.11.2026, 21:38" == said(page)
    assert "de" == page.evaluate("document.querySelector('div').lang")


def test_a_calm_day_is_told_with_its_time(open_shop: Callable[..., Page]) -> None:
    assert "Operational as of 22 Nov 2026, 21:38" == said(open_shop(calm(2)))


def test_only_in_trouble_a_calm_day_leaves_the_link_as_it_is(open_shop: Callable[..., Page], status: Host) -> None:
    page = open_shop(calm(2), 'data-show="trouble"')
    waited(page, status)
    assert "Status of our shop" == page.locator("#link").inner_text()
    assert 0 == widget(page).count()


def test_only_in_trouble_trouble_comes_and_goes(open_shop: Callable[..., Page], status: Host) -> None:
    page = open_shop(calm(2), 'data-show="trouble"')
    waited(page, status)
    for shown, count in ((trouble(), 1), (calm(2), 0)):
        status.publish({"embed/v1.json": answer_of(shown)})
        pass_time(page, 75_000)
        expect(widget(page)).to_have_count(count)
        expect(page.locator("#link")).to_have_count(1 - count)


def test_a_banner_stands_before_everything_else(open_shop: Callable[..., Page]) -> None:
    page = open_shop(trouble(), 'data-place="top"')
    widget(page).wait_for()
    assert page.evaluate("document.body.firstElementChild.shadowRoot !== null")
    assert 1 == page.locator("#link").count()


def test_words_of_ones_own_stand_before_the_state(open_shop: Callable[..., Page]) -> None:
    assert said(open_shop(calm(2), 'data-text="Our services:"')).startswith("Our services: Operational as of ")


def test_without_a_link_it_stands_where_its_script_is(open_shop: Callable[..., Page], status: Host) -> None:
    tag = f'<p id="before">Shop<script src="{status.address}embed/v1.js"></script>'
    page = open_shop(calm(2), body=tag)
    widget(page).wait_for()
    assert page.evaluate("document.querySelector('#before script').nextElementSibling.shadowRoot !== null")


def test_the_embed_page_shows_it_alive(chromium: Browser, status: Host) -> None:
    status.publish(rendered(trouble()))
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.clock.install(time=(NOW + MINUTE) / 1000)
        page.goto(f"{status.address}embed/")
        widget(page).nth(1).wait_for()
        assert ["Partial system outage", "Example Status: Partial system outage"] == [
            one.inner_text().partition(" as of ")[0] for one in widget(page).all()
        ]
        assert [] == wrong


# ------------------------------------------------------------------------------------------------------------- old data


STALE = "No fresh data since 22 Nov 2026, 21:38"


def test_old_data_is_called_old(open_shop: Callable[..., Page], status: Host) -> None:
    status.now = NOW + HOUR
    assert STALE == said(open_shop(calm(2), clock=NOW + HOUR))


def test_an_open_page_turns_old_when_the_status_site_cannot_be_reached(open_shop: Callable[..., Page]) -> None:
    page = open_shop(calm(2))
    widget(page).wait_for()
    page.context.set_offline(True)
    page.clock.run_for(14 * MINUTE)
    widget(page).get_by_text("No fresh data since").wait_for()


@pytest.mark.parametrize("wrong", [-400 * DAY, 400 * DAY, 2 * HOUR])
def test_a_wrong_clock_does_not_make_fresh_data_old(open_shop: Callable[..., Page], wrong: int) -> None:
    assert said(open_shop(calm(2), clock=NOW + MINUTE + wrong)).startswith("Operational as of ")


def test_a_clock_that_is_behind_does_not_make_old_data_fresh(open_shop: Callable[..., Page], status: Host) -> None:
    status.now = NOW + HOUR
    assert STALE == said(open_shop(calm(2), clock=NOW - 400 * DAY))


def test_where_the_hosts_clock_may_not_be_seen_data_grows_old_by_the_visitors(
    open_shop: Callable[..., Page], status: Host
) -> None:
    del status.headers["Access-Control-Expose-Headers"]
    assert STALE == said(open_shop(calm(2), clock=NOW + HOUR))


def test_a_moved_time_is_not_read_aloud(open_shop: Callable[..., Page], status: Host) -> None:
    page = open_shop(calm(2))
    widget(page).wait_for()
    page.evaluate("document.querySelector('div').shadowRoot.querySelector('p').dataset.mine = 'yes'")
    later = {name: getattr(calm(2), name) + 5 * MINUTE for name in ("generated_at", "data_as_of", "valid_until")}
    status.publish({"embed/v1.json": rendered(replace(calm(2), **later))["embed/v1.json"]})
    status.now += 5 * MINUTE
    pass_time(page, 75_000)
    widget(page).get_by_text("21:43").wait_for()
    assert ("yes", "off") == (
        widget(page).locator("p").get_attribute("data-mine"),
        widget(page).locator("time").get_attribute("aria-live"),
    )


# ------------------------------------------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize("answer", [None, b"{", b"[]", b'{"languages": {}}'], ids=["none", "broken", "list", "empty"])
def test_the_link_stays_where_there_is_no_answer(
    open_shop: Callable[..., Page], status: Host, answer: bytes | None
) -> None:
    page = open_shop(trouble(), told=lambda _: answer)
    waited(page, status)
    assert "Status of our shop" == page.locator("#link").inner_text()
    assert 0 == widget(page).count()


def test_the_link_stays_where_the_digest_does_not_fit(open_shop: Callable[..., Page], status: Host) -> None:
    page = open_shop(trouble(), digest=integrity(SCRIPT + b"\n"))
    page.wait_for_load_state("networkidle")
    assert ("/embed/v1.0.js", 200) in status.answers
    assert ("/embed/v1.json", 200) not in status.answers
    assert "Status of our shop" == page.locator("#link").inner_text()
    assert "integrity" in " ".join(page.wrong)  # type: ignore[attr-defined]


def test_the_link_stays_where_the_status_site_lets_nobody_in(open_shop: Callable[..., Page], status: Host) -> None:
    status.headers.clear()
    page = open_shop(trouble(), body="{tag}")
    page.wait_for_load_state("networkidle")
    assert "Status of our shop" == page.locator("#link").inner_text()


def test_the_link_stays_without_scripts(open_shop: Callable[..., Page]) -> None:
    page = open_shop(trouble(), java_script_enabled=False)
    assert "Status of our shop" == page.locator("#link").inner_text()


HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(1)</script>\u202e{time} javascript:alert(1)"


def test_a_hostile_title_is_words(open_shop: Callable[..., Page]) -> None:
    page = open_shop(trouble(HOSTILE))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    assert HOSTILE in widget(page).get_by_role("link").nth(1).inner_text()
    assert (0, [], []) == (widget(page).locator("img, script").count(), dialogs, page.wrong)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "https://elsewhere.example/", "//elsewhere.example/", "data:,x"]
)
def test_an_address_elsewhere_is_no_link(open_shop: Callable[..., Page], href: str) -> None:
    page = open_shop(trouble(), told=lambda body: body.replace(b"incidents/slow-checkout/", href.encode()))
    widget(page).get_by_text("Slow checkout").wait_for()
    assert 1 == widget(page).get_by_role("link").count()


# --------------------------------------------------------------------------------------------------------- for everyone


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(open_shop: Callable[..., Page], scheme: str) -> None:
    page = open_shop(trouble(), f'data-theme="{scheme}"', body="<h1>Shop</h1>{tag}")
    widget(page).wait_for()
    for state in Status:
        widget(page).evaluate("(box, state) => (box.className = `box ${state}`)", f"{state} {scheme}")
        found = Axe().run(page, context="main")
        assert (state, []) == (state, [one["id"] for one in found.response["violations"]])


def test_it_moves_nothing_by_itself(open_shop: Callable[..., Page]) -> None:
    page = open_shop(trouble())
    widget(page).wait_for()
    assert 0 == page.evaluate("document.getAnimations({subtree: true}).length")
    assert not re.search(rb"animation|transition", SCRIPT)


def test_the_visitors_scheme_is_followed(open_shop: Callable[..., Page]) -> None:
    grounds = {
        scheme: widget(page).evaluate("box => getComputedStyle(box).backgroundColor")
        for scheme in ("light", "dark")
        for page in [open_shop(calm(2), color_scheme=scheme)]
    }
    assert {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 27, 36)"} == grounds


def test_styles_of_the_page_do_not_reach_it(open_shop: Callable[..., Page], shop: Host) -> None:
    shop.headers["Content-Security-Policy"] += "; style-src 'unsafe-inline'"
    page = open_shop(calm(2), body="<style>* { color: red !important; font-size: 90px }</style>{tag}")
    widget(page).wait_for(state="attached")
    assert "rgb(27, 36, 48)" == widget(page).evaluate("box => getComputedStyle(box).color")


# --------------------------------------------------------------------------------------------------- without the script


def test_the_guides_own_lines_show_the_state(chromium: Browser, status: Host, shop: Host) -> None:
    """The link and the script of the guide, with loopback in place of its example."""
    link, script = re.findall(r"```(?:html|javascript)\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1:]
    status.publish({"embed/v1.json": answer_of(trouble())})
    head = link.replace("https://status.example.com/", status.address)
    shop.headers.clear()
    page_of = f'{head}<p id="state"></p><script type="module" src="own.js"></script>'
    shop.publish({"own.js": script.encode(), "index.html": page_of.encode()})
    for clock, words in ((NOW + MINUTE, "Partial System Outage"), (NOW + HOUR, "No fresh data")):
        with chromium.new_context() as context:
            page = context.new_page()
            page.clock.install(time=clock / 1000)
            page.goto(shop.address)
            page.locator("#state", has_text=words).wait_for()
