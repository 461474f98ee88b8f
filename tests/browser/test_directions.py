"""Pages in languages that run from right to left, or whose letters fill squares, as a browser sets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from statuary.model import Content, Summary
from support_catalogues import LOCALE
from support_pages import busy, worded, write

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]
LANGUAGES = sorted(path.stem for path in LOCALE.glob("*.po"))
LONG = ("ar", "ru")  # every day; the others when there is time
PAGES = ("", "components/api/", "incidents/slow-checkout/", "history/2026-10/", "docs/levqor/monitoring/")

BOX = "node => { const {left, right, width} = node.getBoundingClientRect(); return {left, right, width} }"
ORDER = """([selector, parts]) => {
  const node = document.querySelector(selector), text = node.textContent, letters = [];
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let one; (one = walker.nextNode()); )
    for (let at = 0; at < one.length; at++) letters.push([one, at]);
  const left = part => {
    const [one, at] = letters[text.indexOf(part)], range = new Range();
    range.setStart(one, at); range.setEnd(one, at + 1);
    return range.getBoundingClientRect().left;
  };
  return parts.toSorted((a, b) => left(a) - left(b));
}"""


def world() -> tuple[Summary, Content]:
    """A bad day whose names run either way."""
    shown, content = busy()
    own = {**shown.components}
    own["api"] = replace(own["api"], name="API (v2)")
    own["checkout"] = replace(own["checkout"], name="الدفع (v2)")
    return replace(shown, components=own), content


@pytest.fixture(scope="module")
def abroad(leaf: Open, folder: Path) -> Open:
    """``abroad("ar", "docs/")``: a page of the site whose language it is."""

    def opened(language: str, path: str = "", width: int = 1280) -> Page:
        site = folder / f"in-{language}"
        if not site.exists():
            write(site, worded(*world(), language=language, url=f"https://status.example.com/in-{language}"))
        return leaf(f"in-{language}/{path}", width)

    return opened


def box(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).first.evaluate(BOX)
    return found


def style(page: Page, selector: str, name: str, part: str | None = None) -> Any:
    read = "(node, [name, part]) => getComputedStyle(node, part)[name]"
    return page.locator(selector).first.evaluate(read, [name, part])


def from_the_left(page: Page, selector: str, *parts: str) -> tuple[str, ...]:
    """The parts of the text in the order in which they stand."""
    return tuple(page.evaluate(ORDER, [selector, parts]))


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_the_top_of_a_page_is_mirrored(language: str, abroad: Open) -> None:
    page = abroad(language)
    brand, nav, sign, words = (box(page, name) for name in (".brand", ".top nav", ".banner svg", ".banner h1"))
    assert nav["right"] < brand["left"]
    assert words["right"] < sign["left"]


def test_the_contents_of_the_docs_stand_on_the_right(abroad: Open) -> None:
    page = abroad("ar", "docs/levqor/monitoring/")
    assert box(page, "main")["right"] < box(page, ".side")["left"]


def test_the_line_of_updates_runs_down_the_right(abroad: Open) -> None:
    page = abroad("ar", "incidents/slow-checkout/")
    assert ("2px", "0px") == tuple(style(page, ".updates > li", f"border{side}Width") for side in ("Right", "Left"))


def test_arrows_to_other_guides_point_where_these_are(abroad: Open) -> None:
    page = abroad("he", "docs/levqor/monitoring/")
    assert box(page, "[rel=next]")["right"] < box(page, "[rel=prev]")["left"]
    assert '"→ "' == style(page, "[rel=prev]", "content", "::before")
    assert '" ←"' == style(page, "[rel=next]", "content", "::after")


def test_time_runs_from_left_to_right_in_charts(abroad: Open) -> None:
    page = abroad("ar", "components/api/")
    assert box(page, ".ends span:first-child")["right"] < box(page, ".ends span:last-child")["left"]
    assert ("2026", "أغسطس", "25") == from_the_left(page, ".ends span", "25", "أغسطس", "2026")


def test_bars_of_an_amount_begin_at_the_right_as_their_legend_does(abroad: Open) -> None:
    page = abroad("ar", "components/api/")
    assert box(page, ".share .ph4")["left"] < box(page, ".share .ph1")["left"]
    assert box(page, "div.ph4")["left"] < box(page, "div.ph1")["left"]


def test_a_name_in_latin_letters_keeps_its_brackets(abroad: Open) -> None:
    page = abroad("ar", "components/api/")
    assert ("A", "(", "v2", ")") == from_the_left(page, "h1", ")", "v2", "(", "A")


def test_a_name_in_arabic_letters_keeps_its_brackets_on_an_english_page(abroad: Open) -> None:
    page = abroad("en", "components/checkout/")
    assert (")", "v2", "(", "د") == from_the_left(page, "h1", ")", "v2", "(", "د")


def test_a_time_and_the_latin_letters_after_it_are_apart(abroad: Open) -> None:
    assert ("HTTP", "UTC") == from_the_left(abroad("ar", "components/api/"), ".probe .meta", "UTC", "HTTP")


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_a_time_is_read_from_the_right(language: str, abroad: Open) -> None:
    page = abroad(language)
    assert ("UTC", "21:38", "2026", "22") == from_the_left(page, ".banner h1 time", "22", "2026", "21:38", "UTC")


def test_the_bars_are_read_out_in_the_dates_of_the_page(abroad: Open) -> None:
    page = abroad("fa", "components/api/")
    page.locator(".big svg").focus()
    said = page.locator(".tip")
    page.keyboard.press("Home")
    assert "25" in said.inner_text()
    assert "2026" in said.inner_text()
    assert "rtl" == style(page, ".tip", "direction")


def test_what_is_not_translated_runs_as_it_was_written(leaf: Open, folder: Path) -> None:
    files = worded(*world(), languages=["ar"], url="https://status.example.com/two")
    write(folder / "two", files)
    page = leaf("two/ar/incidents/slow-checkout/")
    assert "rtl" == style(page, ".updates", "direction")
    assert "ltr" == style(page, ".updates .prose", "direction")
    assert "en" == page.locator(".updates .prose").first.get_attribute("lang")


@pytest.mark.parametrize("language", ["ar", "ja", "ko", "zh"])
def test_letters_that_join_or_fill_squares_are_not_pushed_together(language: str, abroad: Open) -> None:
    page = abroad(language)
    assert {"normal"} == {style(page, name, "letterSpacing") for name in (".banner h1", "h2")}


@pytest.mark.parametrize(
    "language", [one if one in LONG else pytest.param(one, marks=pytest.mark.slow) for one in LANGUAGES]
)
def test_no_language_scrolls_sideways_on_the_smallest_phone(language: str, abroad: Open) -> None:
    wide = {path: abroad(language, path, 320).evaluate("document.documentElement.scrollWidth") for path in PAGES}
    assert dict.fromkeys(PAGES, 320) == wide
