"""Which edition of planned work calendars have: nothing moves unless something changed, and what changed does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from statuary.content.files import File
from statuary.content.maintenance import occurrences, parse
from statuary.editions import edition_of, is_listed, window_so_far, with_editions
from statuary.instants import DAY, HOUR, MINUTE, day_start, iso
from statuary.model import Content, Maintenance, Update, Window
from support_world import NOON, maintenance

PUBLIC = {"api"}
WORK = replace(maintenance(NOON + DAY, NOON + DAY + HOUR), announced_at=NOON - 2 * DAY)
MOVED = replace(WORK, window=Window(NOON + 2 * DAY, NOON + 2 * DAY + HOUR))


def said(*updates: tuple[str, int]) -> Maintenance:
    return replace(WORK, updates=tuple(Update(status, at, "Text.") for status, at in updates))


def test_at_first_sight_an_edition_is_as_old_as_the_newest_thing_said() -> None:
    first = edition_of(WORK, None, PUBLIC, NOON)
    later = edition_of(said(("scheduled", NOON - DAY), ("in_progress", NOON - HOUR)), None, PUBLIC, NOON)
    assert [(0, NOON - 2 * DAY), (2, NOON - HOUR)] == [(one.number, one.at) for one in (first, later)]


def test_what_has_not_changed_is_the_same_edition_at_any_time() -> None:
    first = edition_of(WORK, None, PUBLIC, NOON)
    assert first == edition_of(WORK, first, PUBLIC, NOON + DAY)


@pytest.mark.parametrize(
    "changed",
    [
        MOVED,
        replace(WORK, title="Another title"),
        replace(WORK, text="More."),
        replace(WORK, components=()),
        said(("scheduled", NOON - HOUR)),
        said(("cancelled", NOON)),
    ],
)
def test_what_has_changed_is_a_greater_edition_of_that_moment(changed: Maintenance) -> None:
    first = edition_of(WORK, None, PUBLIC, NOON)
    second = edition_of(changed, first, PUBLIC, NOON + 5 * MINUTE)
    assert (1, NOON + 5 * MINUTE) == (second.number, second.at)


def test_a_change_that_is_taken_back_is_a_change() -> None:
    first = edition_of(WORK, None, PUBLIC, NOON)
    second = edition_of(MOVED, first, PUBLIC, NOON + HOUR)
    assert 2 == edition_of(WORK, second, PUBLIC, NOON + 2 * HOUR).number


def test_an_update_that_is_deleted_is_a_greater_edition_too() -> None:
    first = edition_of(said(("scheduled", NOON - DAY)), None, PUBLIC, NOON)
    assert (1, 2) == (first.number, edition_of(WORK, first, PUBLIC, NOON + HOUR).number)


def test_the_texts_of_updates_are_not_in_calendars_and_move_nothing() -> None:
    before, after = (replace(WORK, updates=(Update("scheduled", NOON - DAY, text),)) for text in ("One.", "Another."))
    first = edition_of(before, None, PUBLIC, NOON)
    assert first == edition_of(after, first, PUBLIC, NOON + HOUR)


def test_a_private_component_moves_nothing() -> None:
    first = edition_of(WORK, None, PUBLIC, NOON)
    assert first == edition_of(replace(WORK, components=("api", "vault")), first, PUBLIC, NOON + HOUR)


def test_a_build_of_the_past_does_not_count_on_from_what_came_after() -> None:
    content = Content(maintenances=(WORK,))
    known = {WORK.id: edition_of(MOVED, None, PUBLIC, NOON)}
    later = {WORK.id: edition_of(WORK, known[WORK.id], PUBLIC, NOON + DAY)}
    past, fresh = with_editions(content, later, PUBLIC, NOON)
    assert (edition_of(WORK, None, PUBLIC, NOON), {}) == (past.maintenances[0].edition, fresh)


def test_only_what_is_new_is_remembered() -> None:
    content = Content(maintenances=(WORK,))
    _, fresh = with_editions(content, {}, PUBLIC, NOON)
    assert ({WORK.id}, {}) == (set(fresh), with_editions(content, fresh, PUBLIC, NOON + HOUR)[1])


def test_no_edition_is_dated_in_the_future() -> None:
    assert NOON == edition_of(replace(WORK, announced_at=NOON + DAY), None, PUBLIC, NOON).at


def recurring() -> list[Maintenance]:
    text = """---
title: Backups
window: {start: 2025-01-05 02:00 UTC, duration: 2h, rrule: FREQ=WEEKLY;BYDAY=SU}
---
Every week.
"""
    plan = parse(File("content/maintenance/backups.md", "backups", text, "0")).value
    assert plan is not None
    return list(occurrences(plan, NOON))


def test_what_recurs_for_ever_is_listed_for_half_a_year_ahead_and_a_quarter_back() -> None:
    shown = [work for work in recurring() if is_listed(work, NOON)]
    assert ("2026-08-09", "2027-05-09") == (iso(shown[0].window.start)[:10], iso(shown[-1].window.start)[:10])


def test_the_bounds_move_once_a_month() -> None:
    begin = day_start(NOON) - 5 * DAY
    assert 1 == len({tuple(work.id for work in recurring() if is_listed(work, begin + n * DAY)) for n in range(30)})


def test_each_time_that_work_recurs_was_planned_when_the_first_was() -> None:
    editions = [edition_of(work, None, PUBLIC, NOON) for work in recurring() if is_listed(work, NOON)]
    assert {"2024-12-29T02:00:00Z"} == {iso(edition.at) for edition in editions}


def test_the_window_is_what_updates_say_and_of_what_was_cancelled_the_planned_one() -> None:
    longer = said(("in_progress", NOON + DAY), ("completed", NOON + DAY + 2 * HOUR))
    cancelled = said(("cancelled", NOON))
    later = NOON + 3 * DAY
    assert Window(NOON + DAY, NOON + DAY + 2 * HOUR) == window_so_far(longer, later)
    assert WORK.window == window_so_far(cancelled, later)
    assert WORK.window == window_so_far(longer, NOON)
