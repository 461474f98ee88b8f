"""The pages as a browser shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

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
CONTRAST = """() => {
  const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n };
  const part = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 };
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour[3] > 0) return colour;
    }
    return [255, 255, 255, 1];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, node = text.parentElement;
    if (!text.data.trim() || node.closest('svg') || !node.getClientRects().length) continue;
    const [low, high] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) poor.push(`${text.data.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""
FOCUS = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  return [node.innerText.trim().split('\\n')[0], style.outlineStyle !== 'none'];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["busy/", "busy/components/api/", "busy/incidents/slow-checkout/", "busy/docs/levqor/"]
)
def test_all_text_stands_out_from_its_ground(path: str, scheme: str, look: Look) -> None:
    assert [] == look(path, color_scheme=scheme).evaluate(CONTRAST)


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
    page = look("busy/about/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("busy/about/", "calm/"), wait_until="load")
    assert [page.url] == [url for url in asked if "icon-" not in url]


def test_the_keyboard_reaches_what_matters_in_order_and_shows_where_it_is(look: Look) -> None:
    page = look("busy/")
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUS))
    assert all(outlined for _, outlined in reached)
    assert [
        "Skip to content", "Example Status", "Status", "History", "Docs", "About",
        "Checkout", "API", "Slow checkout", "Checkout", "API", "Database upgrade",
        "Core 2 components", "API", "Checkout", "Website",
    ] == [name for name, _ in reached]  # fmt: skip


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
    assert {"un": 4, "mt": 14, "ok": 22, "dg": 26, "po": 30, "mo": 34} == widths


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


def test_printing_opens_what_is_folded(look: Look) -> None:
    page = look("calm/")
    page.emulate_media(media="print")
    assert page.get_by_text("Service number 3", exact=True).is_visible()
