"""What readers do on the home page: choose a window, read days, find a component, search the docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

Look = Callable[..., "Page"]


def uptime(page: Page) -> str:
    row = page.locator(".c", has_text="API").first
    return row.locator("p").inner_text()


def shown(page: Page) -> tuple[str, float]:
    """The label of the chart that is shown, and which part of it."""
    chart = page.locator(".c").first.locator("svg:visible")
    box, frame = chart.bounding_box(), page.locator(".bars").first.bounding_box()
    assert box
    assert frame
    return chart.get_attribute("aria-label") or "", round(frame["width"] / box["width"], 2)


@pytest.mark.parametrize(
    ("window", "label", "part"), [("90 days", "90 days", 1), ("30 days", "90 days", 0.33), ("1 year", "52 weeks", 1)]
)
def test_the_window_changes_without_a_script(look: Look, window: str, label: str, part: float) -> None:
    page = look("busy/", java_script_enabled=False)
    page.get_by_text(window, exact=True).click()
    words, width = shown(page)
    assert words.startswith(label)
    assert width == part


def test_the_uptime_is_that_of_the_window(look: Look) -> None:
    page = look("busy/")
    visible = page.locator(".c").first.locator("[class^=w]:visible")
    assert visible.get_attribute("class") == "w90"
    page.get_by_text("1 year", exact=True).click()
    assert visible.get_attribute("class") == "w1y"


def test_the_last_day_stays_at_the_end_in_every_window(look: Look) -> None:
    page = look("busy/")
    ends = []
    for window in ("30 days", "90 days", "1 year"):
        page.get_by_text(window, exact=True).click()
        box = page.locator(".c").first.locator("svg:visible").bounding_box()
        assert box
        ends.append(round(box["x"] + box["width"]))
    assert len(set(ends)) == 1


def test_the_window_can_be_chosen_by_keys(look: Look) -> None:
    page = look("busy/")
    page.locator("#w90").focus()
    page.keyboard.press("ArrowRight")
    assert shown(page)[0].startswith("52 weeks")


# -------------------------------------------------------------------------------------------------- with the script


def chart(page: Page) -> FloatRect:
    """Where the first chart is, once it can be seen."""
    first = page.locator(".c svg:visible").first
    first.scroll_into_view_if_needed()
    box = first.bounding_box()
    assert box
    return box


def test_a_day_is_read_out_under_the_pointer(look: Look) -> None:
    page = look("busy/")
    box = chart(page)
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 30)
    assert page.locator(".tip").inner_text() == "22 Nov 2026: degraded performance, 42 min"
    page.mouse.move(box["x"] + 1, box["y"] + 30)
    assert page.locator(".tip").inner_text().endswith(": Operational")


def test_a_finger_reads_out_a_day(look: Look) -> None:
    page = look("busy/", width=390, has_touch=True)
    box = chart(page)
    page.touchscreen.tap(box["x"] + box["width"] - 1, box["y"] + 30)
    assert "degraded performance" in page.locator(".tip").inner_text()


def test_the_arrow_keys_go_from_day_to_day_and_from_chart_to_chart(look: Look) -> None:
    page = look("busy/")
    page.locator("svg[tabindex='0']").focus()
    page.keyboard.press("ArrowLeft")
    first = page.locator(".tip").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator(".tip").inner_text() == "22 Nov 2026: degraded performance, 42 min"
    assert first.endswith(": Operational")
    page.keyboard.press("ArrowDown")
    assert page.locator(".tip").inner_text() == "22 Nov 2026: partial outage, 42 min"


def test_a_week_of_the_year_is_read_out_as_a_week(look: Look) -> None:
    page = look("busy/")
    page.get_by_text("1 year", exact=True).click()
    page.locator("svg[tabindex='0']:visible").focus()
    assert page.locator(".tip").inner_text().startswith("16 \N{EN DASH} 22 Nov 2026: ")


def test_of_thirty_days_the_keys_stay_among_those_that_are_shown(look: Look) -> None:
    page = look("busy/")
    page.get_by_text("30 days", exact=True).click()
    page.locator("svg[tabindex='0']:visible").focus()
    page.keyboard.press("Home")
    assert page.locator(".tip").inner_text().startswith("24 Oct 2026: ")


def test_a_chart_of_a_group_that_was_opened_is_in_the_tab_order(look: Look) -> None:
    page = look("120-components/")
    page.locator("summary").first.click()
    page.locator("svg[tabindex='0']:visible").wait_for()


def test_one_chart_only_is_in_the_tab_order(look: Look) -> None:
    page = look("120-components/")
    page.locator("summary").first.click()
    assert page.locator("svg[tabindex='0']").count() <= 1


def test_a_component_is_found_among_many(look: Look) -> None:
    page = look("120-components/")
    page.get_by_label("Find a component").fill("number 11")
    names = page.locator(".c:visible > a").all_inner_texts()
    assert ["Service number 11", *(f"Service number {n}" for n in range(110, 120))] == names
    assert "Found: 11" == page.get_by_role("status").filter(has_text="Found").inner_text()
    page.get_by_label("Find a component").fill("")
    assert page.locator(".c:visible").count() == 0
    assert page.locator(".g:visible").count() == 12


def test_what_was_typed_before_the_script_came_is_looked_for(look: Look) -> None:
    page = look("120-components/")
    page.context.route("**/assets/site-*.js", lambda route: (page.wait_for_timeout(400), route.continue_())[1])
    page.goto(page.url, wait_until="commit")
    page.get_by_label("Find a component").fill("number 11")
    page.get_by_text("Found: 11").wait_for()


def test_without_a_script_there_is_no_field_that_does_nothing(look: Look) -> None:
    page = look("120-components/", java_script_enabled=False)
    assert not page.get_by_label("Find a component").is_visible()
    page = look("busy/", java_script_enabled=False)
    assert not page.get_by_label("Search").is_visible()


def test_the_docs_are_searched_from_the_home_page(look: Look) -> None:
    page = look("busy/")
    page.get_by_label("Search").fill("monitorin")
    page.get_by_text("Found: 1").wait_for()
    page.get_by_role("option", name="Monitoring").click()
    assert page.locator("h1").inner_text() == "Monitoring"


def test_a_search_survives_a_slip(look: Look) -> None:
    page = look("busy/")
    page.get_by_label("Search").fill("mnoitoring")
    page.get_by_text("Found: 1").wait_for()


def test_a_hostile_title_is_found_as_text(look: Look) -> None:
    page = look("hostile-names/")
    page.get_by_label("Search").fill("script")
    page.get_by_text("Found: 3").wait_for()
    assert page.get_by_role("option").first.inner_text().startswith("<script>alert(1)</script>")
