"""The one truth: roll-up, uptime, days, freshness, and nothing private."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuary.config import Component, Config, Group
from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.model import Content, History, Impact, Maintenance, MaintenanceStatus, ProbeRun, Span, Status, Summary
from statuary.rollup import roll_up
from statuary.summary import maintenance_status, summarise
from statuary.timeline import fold
from statuary.uptime import days, uptime
from statuary.wording import Words
from support_world import NOON, api, incident, maintenance, probe, recorded, world

UP, DEGRADED, PARTIAL, MAJOR = (
    Status.operational,
    Status.degraded_performance,
    Status.partial_outage,
    Status.major_outage,
)
WORKS, UNKNOWN = Status.under_maintenance, Status.unknown


def summary(config: Config, history: History = History(), content: Content = Content(), now: Instant = NOON) -> Summary:  # noqa: B008
    return summarise(fold(history, content, config, now), history, content, config)


def told(found: Summary) -> str:
    """What readers are told about the data itself."""
    return Words().notes(found.notes)


# -------------------------------------------------------------------------------------------------------------- roll-up


@pytest.mark.parametrize(
    ("statuses", "headline", "indicator"),
    [
        ([], "Current State Unknown", "unknown"),
        ([UP, UP], "All Systems Operational", "none"),
        ([MAJOR], "Major System Outage", "critical"),
        ([MAJOR, MAJOR], "Major System Outage", "critical"),
        ([MAJOR, UP], "Partial System Outage", "major"),
        ([PARTIAL, PARTIAL], "Partial System Outage", "major"),
        ([PARTIAL, UP], "Minor Service Outage", "minor"),
        ([DEGRADED, DEGRADED], "Degraded System Service", "minor"),
        ([DEGRADED, UP], "Partially Degraded Service", "minor"),
        ([WORKS, UP], "Service Under Maintenance", "maintenance"),
        ([UNKNOWN], "Current State Unknown", "unknown"),
        ([UNKNOWN, UP], "Current State Unknown", "unknown"),
        ([UNKNOWN, WORKS], "Current State Unknown", "unknown"),
        ([UNKNOWN, MAJOR], "Major System Outage", "critical"),
        ([UNKNOWN, MAJOR, UP], "Partial System Outage", "major"),
    ],
)
def test_the_page_says_the_text_of_the_table(statuses: list[Status], headline: str, indicator: str) -> None:
    assert (headline, indicator) == (roll_up(statuses).headline, roll_up(statuses).indicator)


@pytest.mark.parametrize(
    ("impact", "headline"),
    [
        (Impact.none, "All Systems Operational"),
        (Impact.minor, "Partially Degraded Service"),
        (Impact.major, "Partial System Outage"),
        (Impact.critical, "Major System Outage"),
    ],
)
def test_an_active_incident_never_stands_under_a_calm_headline(impact: Impact, headline: str) -> None:
    assert headline == roll_up([UP], [impact, Impact.none]).headline


@given(st.lists(st.sampled_from(list(Status)), max_size=6), st.lists(st.sampled_from(list(Impact)), max_size=3))
def test_nothing_unseen_or_broken_is_called_operational(statuses: list[Status], impacts: list[Impact]) -> None:
    calm = roll_up(statuses, impacts).headline == "All Systems Operational"
    assert calm == (set(statuses) == {UP} and set(impacts) <= {Impact.none})


# --------------------------------------------------------------------------------------------------------------- uptime


def span(start: float, end: float, status: Status, *, excluded: bool = False) -> Span:
    """From ``start`` to ``end`` hours before noon."""
    return Span(NOON - round(start * HOUR), NOON - round(end * HOUR), status, "", excluded)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([span(24, 0, UP)], (1.0, 1.0, 1.0, 1.0)),
        ([span(24, 12, UP), span(12, 0, MAJOR)], (0.5, 0.5, 0.5, 1.0)),
        ([span(24, 12, DEGRADED), span(12, 0, PARTIAL)], (0.5, 0.5, 0.5, 1.0)),
        ([span(12, 6, UP), span(6, 0, MAJOR)], (0.5, 0.25, 0.75, 0.5)),
        ([span(24, 12, UNKNOWN), span(12, 0, UP)], (1.0, 0.5, 1.0, 0.5)),
        ([span(24, 18, WORKS, excluded=True), span(18, 9, UP), span(9, 0, MAJOR)], (0.5, 0.5, 0.5, 1.0)),
        ([span(48, 24, MAJOR), span(24, 0, UP)], (1.0, 1.0, 1.0, 1.0)),
        ([], (None, 0.0, 1.0, 0.0)),
    ],
)
def test_uptime_is_a_share_of_observed_time(spans: list[Span], expected: tuple[float | None, ...]) -> None:
    found = uptime("24h", spans, NOON - DAY, NOON)
    assert expected == (found.ratio, found.low, found.high, found.coverage)


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(list(Status)), st.booleans()), max_size=8))
def test_the_bounds_of_uptime_hold_whatever_happened_unseen(parts: list[tuple[int, Status, bool]]) -> None:
    spans, at = [], NOON
    for length, status, excluded in parts:
        spans.append(Span(at - length * HOUR, at, status, "", excluded))
        at -= length * HOUR
    found = uptime("7d", spans[::-1], NOON - 7 * DAY, NOON)
    assert 0 <= found.low <= found.high <= 1
    assert found.ratio is None or found.low - 1e-9 <= found.ratio <= found.high + 1e-9


def test_weeks_are_seven_days_each_and_the_last_ends_with_today() -> None:
    found = days([span(9 * 24, 8 * 24, MAJOR), span(8 * 24, 0, UP)], [], NOON, 2, 7 * DAY)
    assert [MAJOR, UP] == [week.worst for week in found]
    assert found[1].start == NOON + 12 * HOUR - 7 * DAY
    assert ((UP, 36 * HOUR), (MAJOR, DAY)) == found[0].millis


def test_days_are_utc_days_and_today_is_last() -> None:
    found = days([span(36, 11.5, MAJOR), span(11.5, 0, UP)], [], NOON, count=3)
    assert [("unknown", ()), ("major_outage", (("major_outage", DAY),))] == [(d.worst, d.millis) for d in found[:2]]
    assert (("operational", 11.5 * HOUR), ("major_outage", 0.5 * HOUR)) == found[2].millis


def test_a_day_is_unknown_only_where_nothing_was_observed() -> None:
    found = days([span(12, 1, UNKNOWN), span(1, 0, UP)], [], NOON, count=1)
    assert UP is found[0].worst


def test_a_day_names_its_incidents() -> None:
    found = days([], [("i", NOON - DAY, NOON - 13 * HOUR)], NOON, count=2)
    assert [("i",), ()] == [day.incidents for day in found]


# ------------------------------------------------------------------------------------------------------------ freshness


def test_fresh_data_says_until_when_it_is_valid() -> None:
    found = summary(world(api()), recorded(p="uuu"))
    assert (NOON, NOON + 15 * MINUTE, True, "") == (found.data_as_of, found.valid_until, found.fresh, told(found))


def test_old_data_is_unknown_and_says_its_age() -> None:
    found = summary(world(api()), recorded(p="uuu"), now=NOON + 2 * HOUR)
    assert (False, UNKNOWN, "Current State Unknown") == (found.fresh, found.status, found.headline)
    assert "The newest check that counts is 2 h old, too old to say how things are now." == told(found)


def test_data_from_the_future_does_not_count() -> None:
    assert None is summary(world(api()), recorded(p="uuu"), now=NOON - DAY).data_as_of


def test_an_offline_run_is_said_in_words() -> None:
    history = History(NOON, ProbeRun(NOON, "default", (), "offline"))
    found = summary(world(api()), history)
    assert told(found).startswith("The prober was offline at 6 Nov 2026, 12:00 UTC: nothing could be checked then.")


def test_a_site_of_manual_components_has_no_age() -> None:
    found = summary(world(api(manual=True)))
    assert (None, True, "All Systems Operational", "") == (found.valid_until, found.fresh, found.headline, told(found))


def test_an_open_incident_and_old_data_are_both_shown() -> None:
    written = incident(("investigating", NOON - HOUR, {}), impact="major", api="partial_outage")
    found = summary(world(api()), recorded(p="uuu"), Content((written,)), now=NOON + 2 * HOUR)
    assert (PARTIAL, False, True) == (found.components["api"].status, found.fresh, found.incidents[0].active)


# ------------------------------------------------------------------------------------------------ components and groups


def test_a_group_is_as_bad_as_its_worst_public_component() -> None:
    web = Component("web", "Web", manual=True, group="g")
    vault = Component("vault", "Vault", manual=True, public=False, group="g")
    config = world(web, vault, groups=[Group("g", "All", children=("web", "vault"))])
    written = Content((incident(("investigating", NOON - HOUR, {}), vault="major_outage", web="degraded_performance"),))
    found = summary(config, content=written)
    assert (DEGRADED, ("web",)) == (found.groups["g"].status, found.groups["g"].children)


def test_nothing_of_a_private_component_is_in_the_summary() -> None:
    config = world(api(manual=True), Component("vault", "Vault", manual=True, public=False))
    both = incident(("investigating", NOON - HOUR, {"vault": "major_outage"}), id_="both", api="degraded_performance")
    only = incident(("investigating", NOON - HOUR, {}), id_="only", vault="major_outage")
    works = maintenance(NOON, NOON + HOUR, components=("api", "vault"))
    found = summary(config, content=Content((both, only), (works,)))
    assert "vault" not in repr(found).lower()
    assert ["both"] == [item.incident.id for item in found.incidents]


def test_since_is_when_the_status_became_what_it_is() -> None:
    found = summary(world(api()), recorded(p="uuuuddd"))
    assert (MAJOR, NOON - 10 * MINUTE) == (found.components["api"].status, found.components["api"].since)
    assert NOON - 10 * MINUTE == found.since


def test_the_page_is_since_when_its_worst_component_is() -> None:
    config = world(api(), Component("web", "Web"), probes=[probe("p", "api"), probe("q", "web")])
    found = summary(config, recorded(p="uuuuddd", q="uuggggggg"))
    assert ("Partial System Outage", NOON - 10 * MINUTE) == (found.headline, found.since)


def test_the_page_is_since_when_people_say_it_is_where_only_they_do() -> None:
    written = incident(("investigating", NOON - HOUR, {}), impact="major")
    assert NOON - HOUR == summary(world(api()), recorded(p="u" * 30), Content((written,))).since


def test_the_last_changes_come_newest_first() -> None:
    found = summary(world(api()), recorded(p="uuuddduuu"))
    assert [("operational", 2), ("major_outage", 5)] == [(c.new, (NOON - c.at) / MINUTE / 5) for c in found.changes]


def test_a_private_probe_counts_and_is_not_shown() -> None:
    hidden = probe("p", "api")
    config = world(
        api(), probes=[type(hidden)(**{**{f: getattr(hidden, f) for f in hidden.__slots__}, "public": False})]
    )
    found = summary(config, recorded(p="uuddd"))
    assert (MAJOR, ()) == (found.components["api"].status, found.components["api"].probes)


def test_the_reason_of_an_unconfirmed_failure_is_not_shown() -> None:
    assert "ok" == summary(world(api()), recorded(p="uuud")).components["api"].probes[0].reason


@pytest.mark.parametrize(
    ("now", "expected"),
    [(-2, "scheduled"), (0, "in_progress"), (1, "completed")],
)
def test_the_clock_moves_planned_work_along(now: int, expected: str) -> None:
    assert MaintenanceStatus(expected) is maintenance_status(maintenance(NOON, NOON + HOUR), NOON + now * HOUR)


@pytest.mark.parametrize("word", ["cancelled", "completed", "verifying"])
def test_people_say_how_planned_work_goes(word: str) -> None:
    work: Maintenance = maintenance(NOON - HOUR, NOON + HOUR, ("in_progress", NOON - HOUR), (word, NOON - MINUTE))
    expected = MaintenanceStatus.completed if word == "verifying" else MaintenanceStatus(word)
    now = NOON + HOUR if word == "verifying" else NOON
    assert expected is maintenance_status(work, now)


def test_fifty_components_of_a_year_are_summarised_quickly() -> None:
    config = world(
        *(Component(f"c{n}", f"C{n}") for n in range(50)), probes=[probe(f"p{n}", f"c{n}") for n in range(50)]
    )
    history = recorded(**{f"p{n}": ("u" * 40 + "ddd") * 20 for n in range(50)})
    began = time.process_time()
    summary(config, history)
    assert time.process_time() - began < 0.5
