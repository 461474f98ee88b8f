"""A guide in Chromium: tabs, copying, where the reader is, what has moved, and paper; without a script, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from statuary.model import Content
from support_browser import new_tab
from support_pages import component, guide, rendered, summary, write

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

GUIDE = "documented/docs/writing/"
TABLE = """
| Key | Kind | Needed | What it means | Otherwise | Example |
|---|---|---|---|---|---|
| `components[].slo.window` | text | yes | How many of the last days count, up to a year | 30d | `order_2026_11_22_42` |
"""
CELLS = """() => [...document.querySelectorAll('.prose td')].map(cell => {
  const text = document.createRange();
  text.selectNodeContents(cell);
  const size = parseFloat(getComputedStyle(cell).lineHeight);
  const over = Math.round(text.getBoundingClientRect().right - cell.getBoundingClientRect().right);
  return [Math.round(text.getBoundingClientRect().height / size), over <= 0];
})"""
"""Of each cell how many lines high its text is, and whether it stays inside."""
Look = Callable[..., "Page"]


def tabs(page: Page) -> list[tuple[str, bool, bool]]:
    """Each tab's name, whether it is chosen, and whether its panel is shown."""
    found = page.evaluate(
        "[...document.querySelectorAll('[role=tab]')].map(tab => [tab.textContent, tab.ariaSelected === 'true',"
        " !document.getElementById(tab.getAttribute('aria-controls')).hidden])"
    )
    return [tuple(one) for one in found]


def test_one_tab_is_shown_and_a_click_shows_another(look: Look) -> None:
    page = look(GUIDE)
    assert [("pip", True, True), ("uv", False, False)] == tabs(page)
    page.get_by_role("tab", name="uv").click()
    assert [("pip", False, False), ("uv", True, True)] == tabs(page)
    assert page.get_by_role("tabpanel", name="uv").is_visible()


def test_the_same_tab_is_chosen_on_the_next_page(look: Look) -> None:
    page = look(GUIDE)
    page.get_by_role("tab", name="uv").click()
    page.reload()
    assert [("pip", False, False), ("uv", True, True)] == tabs(page)


def test_tabs_are_chosen_with_arrows_home_and_end(look: Look) -> None:
    page = look(GUIDE)
    page.get_by_role("tab", name="pip").focus()
    chosen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        chosen.append(page.evaluate("document.activeElement.textContent"))
        assert page.get_by_role("tab", selected=True).text_content() == chosen[-1]
    assert ["uv", "pip", "uv", "pip", "uv"] == chosen
    page.keyboard.press("Tab")
    assert "tabpanel" == page.evaluate("document.activeElement.getAttribute('role')")


def test_without_a_script_all_tabs_are_there_with_their_names(look: Look) -> None:
    page = look(GUIDE, java_script_enabled=False)
    box = page.locator(".tabs")
    assert ["pip", "uv"] == box.locator(".tab-label").all_inner_texts()
    assert box.get_by_text("uv tool install .").is_visible()
    assert 0 == page.locator("button").count()


def test_code_is_copied_as_it_is_written_without_its_numbers(look: Look) -> None:
    page = look(GUIDE, permissions=["clipboard-read", "clipboard-write"])
    frame = page.locator(".code", has_text="probe.py").first
    frame.get_by_role("button", name="Copy").click()
    frame.get_by_role("button", name="Copied").wait_for()
    assert (
        'def ask(url: str) -> bool:\n    """Whether the endpoint is well."""\n'
        "    return get(url, timeout=10).status == 200" == page.evaluate("navigator.clipboard.readText()")
    )


def test_the_contents_say_where_the_reader_is(look: Look) -> None:
    page = look(GUIDE)
    current = page.locator(".toc [aria-current]")
    page.evaluate("document.getElementById('tabs').scrollIntoView()")
    page.locator(".toc [aria-current][href='#tabs']").wait_for()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.locator(".toc [aria-current][href='#what-other-programs-have']").wait_for()
    assert 1 == current.count()


def test_the_contents_are_beside_a_wide_page_and_folded_on_a_narrow_one(look: Look) -> None:
    wide, narrow = look(GUIDE), look(GUIDE, width=390)
    assert wide.locator(".toc a").first.is_visible()
    box = wide.locator(".toc").bounding_box()
    prose = wide.locator(".prose").bounding_box()
    assert box
    assert prose
    assert box["x"] >= prose["x"] + prose["width"]
    assert not narrow.locator(".toc a").first.is_visible()
    narrow.get_by_text("On this page").click()
    assert narrow.locator(".toc a").first.is_visible()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("documented/docs/start/#limits", "/documented/docs/writing/#text"),
        ("documented/docs/old/#part", "/documented/docs/writing/"),
        ("documented/docs/old/#tabs", "/documented/docs/writing/#tabs"),
    ],
)
def test_an_old_anchor_leads_to_its_new_place(chromium: Browser, address: str, old: str, new: str) -> None:
    page = new_tab(chromium)
    page.goto(f"{address}/{old}")
    page.wait_for_url(f"**{new}")
    page.context.close()


def test_without_a_script_an_old_anchor_shows_where_to_go(look: Look) -> None:
    page = look("documented/docs/start/#limits", java_script_enabled=False)
    link = page.locator("li:target a")
    assert link.get_attribute("href").endswith("docs/writing/#text")  # type: ignore[union-attr]


def test_nothing_on_a_guide_breaks_the_pages_policy(look: Look) -> None:
    page = look("documented/docs/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page.url + "writing/")
    page.get_by_role("tab", name="uv").click()
    assert [] == said


def test_on_paper_all_tabs_are_there_and_nothing_to_click(look: Look) -> None:
    page = look(GUIDE)
    page.emulate_media(media="print")
    assert page.get_by_text("uv tool install .").is_visible()
    for what in (".copy", ".tablist", ".toc", ".side"):
        assert not page.locator(what).first.is_visible(), what


@pytest.fixture
def tabled(look: Look, folder: Path) -> Look:
    """Opens a guide with a table of six columns."""
    files = rendered(summary([component()]), Content(guides=(guide("", "Fields", TABLE),)))
    write(folder / "tabled", files)
    return lambda **more: look("tabled/docs/", **more)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_sentences_of_a_wide_table_are_not_a_word_a_line(width: int, tabled: Look) -> None:
    page = tabled(width=width)
    cells = page.evaluate(CELLS)
    assert all(inside for _, inside in cells)
    assert cells[0][0] == 1  # the key is whole
    assert cells[3][0] <= 5
    assert page.evaluate("document.documentElement.scrollWidth") == width


THREE = """
| What it is | What it says | Where it is set |
|---|---|---|
| Instances that there are when nobody asks | One, which answers slowly at first | The settings of the platform |
"""


def test_on_a_phone_a_third_column_begins_in_sight(look: Look, folder: Path) -> None:
    write(folder / "three", rendered(summary([component()]), Content(guides=(guide("", "Fields", THREE),))))
    page = look("three/docs/", width=390)
    begins = page.evaluate("document.querySelectorAll('.prose td')[2].getBoundingClientRect().left")
    ends = page.evaluate("document.querySelector('.scroll').getBoundingClientRect().right")
    assert begins + 20 < ends


def test_on_paper_no_column_of_a_table_is_cut_off(tabled: Look) -> None:
    page = tabled(width=718)  # of A4
    page.emulate_media(media="print")
    assert all(inside for _, inside in page.evaluate(CELLS))
    assert page.evaluate("document.querySelector('table').offsetWidth <= document.querySelector('.scroll').clientWidth")


def test_the_page_of_a_long_section_lists_its_neighbours_alone(look: Look) -> None:
    names = look("documented/docs/long/30/").locator(".side a").all_inner_texts()
    assert "Page 30 of many" in names
    assert len(names) < 40
