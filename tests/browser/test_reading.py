"""What readers do on other pages: read charts, find an incident in a long month."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[..., "Page"]


def point(page: Page, share: float, number: int = 0) -> None:
    plot = page.locator("svg.plot").nth(number)
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def newest(page: Page, number: int = 0) -> list[str]:
    """The cells of the newest row of the table that belongs to the chart."""
    return page.locator("figure.latency").nth(number).locator("tbody tr").first.locator("th, td").all_text_contents()


def test_response_times_are_read_out_under_the_pointer(look: Look) -> None:
    page = look("busy/components/api/")
    point(page, 0.999)
    when, median, p95, p99, checks = newest(page)
    assert (
        f"{when}: Median {median}, 95th percentile {p95}, 99th percentile {p99}, Checks {checks}"
        == page.locator(".tip").inner_text()
    )


def test_each_chart_reads_its_own_table(look: Look) -> None:
    page = look("busy/components/api/")
    point(page, 0.999, 1)
    assert page.locator(".tip").inner_text().startswith(newest(page, 1)[0])


def test_the_pointer_is_answered_by_the_nearest_measurement(look: Look) -> None:
    page = look("busy/components/api/")
    point(page, 0.001)
    first = page.locator(".tip").inner_text()
    rows = page.locator("figure.latency").first.locator("tbody tr")
    assert first.startswith(rows.last.locator("th").text_content() or "?")
    mark = page.locator("svg.plot .mark").get_attribute("d") or ""
    assert re.match(r"M[\d.]+ 0v\d+$", mark)


def test_nothing_is_read_out_beside_a_chart(look: Look) -> None:
    page = look("busy/components/api/")
    point(page, 0.5)
    page.locator("h1").hover()
    assert not page.locator(".tip").is_visible()
    assert page.locator(".mark").count() == 0


def test_an_incident_is_found_in_a_long_month(look: Look) -> None:
    page = look("three-weeks/history/2026-10/")
    page.get_by_label("Find in this month").fill("mail")
    page.get_by_text("Found: 4").wait_for()
    assert [f"Slow mail {n}" for n in (1, 3, 5, 7)] == page.locator(".found li:visible > a").all_inner_texts()


def test_incidents_are_found_by_their_component(look: Look) -> None:
    page = look("three-weeks/history/2026-10/")
    assert ["API"] == page.eval_on_selector_all("#named option", "all => all.map(one => one.value)")
    page.get_by_label("Find in this month").fill("api")
    assert page.locator(".found li:visible").count() == 4
    page.get_by_label("Find in this month").fill("")
    assert page.locator(".found li:visible").count() == 8


def test_a_short_month_needs_no_script_and_has_no_field(look: Look) -> None:
    page = look("busy/history/2026-10/")
    assert page.locator("script[src], #find").count() == 0


def test_a_settled_month_asks_for_nothing(look: Look) -> None:
    page = look("busy/about/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition("-")[0]))
    page.goto(page.url.replace("busy/about/", "three-weeks/history/2026-10/"), wait_until="load")
    page.wait_for_timeout(700)
    assert {"", "style", "site"} == set(asked)
