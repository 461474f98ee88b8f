"""The pages as a browser shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[..., "Page"]
KINDS = [
    "busy/",
    "busy/404.html",
    "busy/components/api/",
    "busy/docs/levqor/monitoring/",
    "busy/history/",
    "busy/history/2026-11/",
    "busy/incidents/slow-checkout/",
    "busy/maintenance/network/",
    "long-names-and-40-updates/",
    "long-names-and-40-updates/components/a/",
    "long-names-and-40-updates/docs/a/",
    "long-names-and-40-updates/incidents/slow-checkout/",
    "hostile-names/",
]
NAME = """() => {
  const node = document.activeElement;
  return (node.ariaLabel ?? (node.labels?.[0] ?? node).innerText).trim().split('\\n')[0];
}"""


@pytest.mark.parametrize("path", KINDS)
def test_the_policy_is_never_broken_and_nothing_runs(path: str, look: Look) -> None:
    page = look("busy/about/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(page.url.replace("busy/about/", path))
    assert [] == said


def test_one_request_shows_the_home_page(look: Look) -> None:
    page = look("busy/about/", java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("busy/about/", "calm/"), wait_until="load")
    assert [page.url] == [url for url in asked if not url.startswith("data:")]


def test_the_script_asks_for_nothing_but_itself_and_the_pulse(look: Look) -> None:
    page = look("busy/about/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/api/v1/pulse.json"):
        page.goto(page.url.replace("busy/about/", "calm/"), wait_until="load")
    kinds = [url.removeprefix(page.url) for url in asked if not url.startswith("data:")]
    assert ["", "assets/site", "api/v1/pulse.json"] == [kind.partition("-")[0] for kind in kinds]


def test_the_keyboard_reaches_what_matters_first(look: Look) -> None:
    page = look("busy/")
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(NAME))
    assert [
        "Skip to content", "Example Status", "Status", "History", "Docs", "About",
        "Checkout", "API", "Slow checkout", "Checkout", "API", "Database upgrade",
        "90 days", "Core 2 components", "API", "90 days: 88 operational, 1 degraded performance, 1 major outage",
    ] == reached  # fmt: skip


def test_a_closed_group_opens_by_keyboard(look: Look) -> None:
    page = look("calm/")
    assert not page.get_by_text("Service number 3", exact=True).is_visible()
    page.locator("summary", has_text="Group 0").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Service number 3", exact=True).is_visible()


def test_bars_are_drawn_and_differ_in_height_by_state(look: Look) -> None:
    widths = look("busy/").evaluate(
        "Object.fromEntries([...document.querySelectorAll('.b path')].map(p => [p.getAttribute('class'),"
        " parseInt(getComputedStyle(p).strokeWidth)]))"
    )
    assert {"un": 4, "ok h": 11, "mt": 14, "ok": 22, "dg": 26, "po": 30, "mo": 34} == widths


def test_the_page_is_readable_without_styles(look: Look) -> None:
    page = look("busy/")
    page.evaluate("document.querySelectorAll('style').forEach(node => node.remove())")
    text = " ".join(page.inner_text("main").split())
    assert "Minor service outage as of 21:38 UTC 22 Nov 2026" in text
    assert "API Degraded performance 99.93% uptime" in text


def test_everything_works_without_javascript(look: Look) -> None:
    page = look("busy/", java_script_enabled=False)
    page.click("text=All history")
    assert page.title() == "History \N{EN DASH} Example Status"


def test_colours_forced_by_the_reader_keep_the_shapes(look: Look) -> None:
    page = look("busy/", forced_colors="active")
    colour = page.evaluate("getComputedStyle(document.querySelector('.s.mo'), '::before').backgroundColor")
    assert colour not in ("rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"media": "print"}])
def test_the_parts_of_an_answers_time_keep_their_key(media: dict[str, Any], look: Look) -> None:
    page = look("busy/components/api/")
    page.emulate_media(**media)
    style = "getComputedStyle(document.querySelector('.ph4 dt'), '::before')"
    assert page.evaluate(f"{style}.printColorAdjust") == "exact"
    assert page.evaluate(f"{style}.backgroundColor") == page.evaluate(
        "getComputedStyle(document.querySelector('.share .ph4')).fill"
    )


def test_the_parts_of_a_month_stand_apart(look: Look) -> None:
    page = look("busy/history/2026-11/", width=390)
    second = "getComputedStyle(document.querySelectorAll('.found > section')[1])"
    assert page.evaluate(f"{second}.marginTop") == "40px"


def test_printing_opens_what_is_folded(look: Look) -> None:
    page = look("calm/")
    page.emulate_media(media="print")
    assert page.get_by_text("Service number 3", exact=True).is_visible()
