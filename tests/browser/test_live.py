"""An open page stays honest: it shows what was built anew, and says when what it shows is old, whatever clocks say."""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.model import Content, Guide, Status, Summary
from support_pages import NOW, busy, component, guide, rendered, summary, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STALE = "No fresh data"


class _Handler(SimpleHTTPRequestHandler):
    """A static host with a clock of its own; a file that did not change is answered with 304."""

    host: Host

    def __init__(self, *args: object, host: Host, **more: object) -> None:
        self.host = host
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        pass

    def log_request(self, code: object = "-", size: object = "-") -> None:
        del size
        self.host.answers.append((self.path, int(getattr(code, "value", code))))  # type: ignore[call-overload]

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.host.now / 1000 if timestamp is None else timestamp)  # type: ignore[arg-type]


@dataclass
class Host:
    folder: Path
    now: Instant = NOW + MINUTE
    answers: list[tuple[str, int]] = field(default_factory=list)
    address: str = ""

    def publish(self, shown: Summary, *guides: Guide) -> None:
        write(self.folder, rendered(shown, Content(guides=guides)))
        for path in self.folder.rglob("*.*"):  # a host of this kind knows whole seconds only
            os.utime(path, (shown.generated_at / 1000,) * 2)


def built(at: Instant, status: Status = Status.operational) -> Summary:
    """A build at this moment: what it says holds for a quarter of an hour."""
    base = summary([component("api", "API", status)])
    return replace(base, generated_at=at, data_as_of=at - 2 * MINUTE, valid_until=at + 13 * MINUTE)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, host=host, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.address = f"http://127.0.0.1:{server.server_address[1]}/"
    host.publish(built(NOW))
    yield host
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(chromium: Browser, host: Host) -> Iterator[Callable[..., Page]]:
    """Opens a page by a visitor's clock."""
    contexts = []

    def opened(path: str = "", clock: Instant = NOW + MINUTE, **more: object) -> Page:
        context = chromium.new_context(locale="en-GB", **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.clock.install(time=clock / 1000)
        page.goto(host.address + path)
        page.clock.run_for(500)
        page.locator("time[title]").first.wait_for(state="attached")  # the script has begun
        return page

    yield opened
    for context in contexts:
        context.close()


def headline(page: Page) -> str:
    return page.locator("h1").inner_text().partition("\n")[0]


def pass_time(page: Page, length: int) -> None:
    """Lets the visitor's time pass in steps, with real time for what the page asks in between."""
    for _ in range(length // 5_000):
        page.clock.run_for(5_000)
        time.sleep(0.02)


def until(page: Page, words: str) -> None:
    page.locator("h1", has_text=words).wait_for()


def wait_for_looks(page: Page, host: Host, count: int) -> None:
    """Until the page has asked so often whether there is something new."""
    deadline = time.monotonic() + 10
    while len([path for path, _ in host.answers if "pulse" in path]) != count:
        assert time.monotonic() < deadline, host.answers
        page.wait_for_timeout(20)


def test_what_was_built_anew_is_shown_and_told(open_page: Callable[..., Page], host: Host) -> None:
    page = open_page()
    assert headline(page) == "Operational"
    host.publish(built(NOW + 2 * MINUTE, Status.major_outage))
    host.now = NOW + 3 * MINUTE
    pass_time(page, 2 * MINUTE)
    until(page, "Major system outage")
    assert page.title().startswith("Major system outage as of ")
    assert "Major system outage" in page.locator("#aloud").inner_text()


def test_a_site_that_did_not_change_answers_304_and_the_page_stays(open_page: Callable[..., Page], host: Host) -> None:
    page = open_page()
    page.evaluate("document.querySelector('main').dataset.mine = 'yes'")
    pass_time(page, 3 * MINUTE)
    page.wait_for_function("true")
    assert ("/api/v1/pulse.json", 304) in host.answers
    assert page.evaluate("document.querySelector('main').dataset.mine") == "yes"
    assert page.locator("#aloud").inner_text() == ""


def test_a_reader_keeps_what_was_chosen_and_opened(open_page: Callable[..., Page], host: Host) -> None:
    page = open_page()
    page.get_by_text("1 year", exact=True).click()
    host.publish(built(NOW + 2 * MINUTE, Status.major_outage))
    pass_time(page, 2 * MINUTE)
    until(page, "Major system outage")
    assert page.locator("#w1y").is_checked()


def test_a_group_that_a_reader_closed_stays_closed(open_page: Callable[..., Page], host: Host) -> None:
    def later(at: Instant) -> Summary:
        return replace(busy()[0], generated_at=at, data_as_of=at, valid_until=at + 13 * MINUTE)

    host.publish(later(NOW))
    page = open_page()
    assert page.locator(".g details").first.get_attribute("open") is not None  # something in it is wrong
    page.locator(".g summary").first.click()
    host.publish(later(NOW + 2 * MINUTE))
    pass_time(page, 2 * MINUTE)
    page.wait_for_function(
        "document.querySelector('meta[name=\"statuary:generated_at\"]').content > '2026-11-22T21:41'"
    )
    assert page.locator(".g details").first.get_attribute("open") is None


def test_what_a_reader_typed_into_the_search_stays(open_page: Callable[..., Page], host: Host) -> None:
    host.publish(built(NOW), guide("monitoring", "Monitoring", "What we watch."))
    page = open_page()
    page.get_by_label("Search").fill("monit")
    page.locator("#w90").focus()
    host.publish(built(NOW + 2 * MINUTE, Status.major_outage), guide("monitoring", "Monitoring", "What we watch."))
    pass_time(page, 2 * MINUTE)
    until(page, "Major system outage")
    assert "monit" == page.get_by_label("Search").input_value()


def test_nothing_is_exchanged_while_somebody_types(open_page: Callable[..., Page], host: Host) -> None:
    host.publish(built(NOW), guide("monitoring", "Monitoring", "What we watch."))
    page = open_page()
    page.get_by_label("Search").focus()
    host.publish(built(NOW + 2 * MINUTE, Status.major_outage), guide("monitoring", "Monitoring", "What we watch."))
    pass_time(page, 2 * MINUTE)
    assert "Operational" == headline(page)


def test_old_data_is_called_old_in_banner_title_and_icon(open_page: Callable[..., Page], host: Host) -> None:
    host.now = NOW + HOUR
    page = open_page(clock=NOW + HOUR)
    until(page, STALE)
    assert page.title().startswith(f"{STALE} \N{EN DASH} Operational as of ")
    assert "%2387919f" in (page.locator("link[rel=icon]").get_attribute("href") or "")
    assert page.locator(".banner").get_attribute("class") == "banner un"
    assert "was true as of 22 Nov 2026, 21:38 UTC" in page.locator(".banner").inner_text()


def test_it_is_fresh_again_when_fresh_data_comes(open_page: Callable[..., Page], host: Host) -> None:
    host.now = NOW + HOUR
    page = open_page(clock=NOW + HOUR)
    until(page, STALE)
    host.publish(built(NOW + HOUR))
    pass_time(page, 2 * MINUTE)
    until(page, "Operational")
    assert page.title().startswith("Operational as of ")
    assert "%2387919f" not in (page.locator("link[rel=icon]").get_attribute("href") or "")


@pytest.mark.parametrize("wrong", [-400 * DAY, 400 * DAY, -2 * HOUR, 2 * HOUR])
def test_a_wrong_clock_of_the_visitor_does_not_make_fresh_data_old(
    open_page: Callable[..., Page], host: Host, wrong: int
) -> None:
    page = open_page(clock=NOW + MINUTE + wrong)
    page.clock.run_for(10_000)
    page.wait_for_timeout(100)
    assert ("/api/v1/pulse.json", 200) in host.answers
    assert headline(page) == "Operational"


@pytest.mark.parametrize("wrong", [-400 * DAY, -2 * HOUR])
def test_a_clock_that_is_behind_does_not_make_old_data_fresh(
    open_page: Callable[..., Page], host: Host, wrong: int
) -> None:
    host.now = NOW + HOUR
    page = open_page(clock=NOW + HOUR + wrong)
    until(page, STALE)


def test_without_a_network_old_data_is_called_old_in_time(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.context.set_offline(True)
    page.clock.run_for(14 * MINUTE)
    until(page, STALE)


def test_without_a_network_and_with_a_clock_far_behind_data_still_grows_old(open_page: Callable[..., Page]) -> None:
    page = open_page(clock=NOW - 400 * DAY)
    page.context.set_offline(True)
    page.clock.run_for(14 * MINUTE)
    until(page, STALE)


def test_after_a_sleep_the_page_looks_at_once(open_page: Callable[..., Page], host: Host) -> None:
    page = open_page()
    host.now = NOW + 8 * HOUR
    page.clock.fast_forward(8 * HOUR)
    until(page, STALE)


def test_a_page_out_of_the_back_forward_cache_looks_at_once(open_page: Callable[..., Page], host: Host) -> None:
    page = open_page()
    wait_for_looks(page, host, 1)  # as every page does
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    wait_for_looks(page, host, 2)


def test_a_page_of_a_component_says_it_too(open_page: Callable[..., Page], host: Host) -> None:
    host.now = NOW + HOUR
    page = open_page("components/api/", clock=NOW + HOUR)
    page.locator("#no-fresh-data").wait_for()
    assert page.title().startswith(STALE)


def test_a_guide_says_how_things_are_and_leaves_what_is_read_and_written_in_it_alone(
    open_page: Callable[..., Page], host: Host
) -> None:
    about = guide("pay", "Pay", "Text.", components=("api",))
    host.publish(built(NOW), about)
    page = open_page("docs/pay/")
    page.evaluate("document.querySelector('.prose').append('kept')")
    host.publish(built(NOW + 2 * MINUTE, Status.major_outage), about)
    host.now = NOW + 3 * MINUTE
    pass_time(page, 2 * MINUTE)
    page.locator(".standing", has_text="Major outage").wait_for()
    assert "kept" in page.locator(".prose").inner_text()
    host.now = NOW + HOUR
    pass_time(page, 2 * MINUTE)
    page.locator("#no-fresh-data").wait_for()
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.standing')).marginTop)") > 0
    host.publish(built(NOW + HOUR), about)
    pass_time(page, 10 * MINUTE)
    page.locator(".standing", has_text="Operational").wait_for()
    assert 0 == page.locator("#no-fresh-data").count()


def test_the_visitors_own_time_stands_beside_utc(open_page: Callable[..., Page]) -> None:
    page = open_page(timezone_id="Asia/Tokyo")
    assert page.locator(".banner .local").inner_text() == "That is 06:38 where you are."
    title = page.locator(".banner time").first.get_attribute("title") or ""
    assert "Monday, 23 November 2026" in title


def test_the_place_of_the_visitors_time_is_kept_so_that_nothing_moves(open_page: Callable[..., Page]) -> None:
    heights = {
        zone: page.locator(".banner").bounding_box()["height"]  # type: ignore[index]
        for zone in ("UTC", "Asia/Tokyo")
        for page in [open_page(timezone_id=zone)]
    }
    assert heights["UTC"] == heights["Asia/Tokyo"]


def test_nothing_breaks_the_pages_policy(open_page: Callable[..., Page], host: Host) -> None:
    page = open_page()
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.evaluate("addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))")
    host.publish(built(NOW + 2 * MINUTE, Status.major_outage))
    pass_time(page, 2 * MINUTE)
    until(page, "Major system outage")
    assert broken == []
