"""Objectives and their error budgets: what there was of what is allowed, and how much nobody saw."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuary.config import Component
from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Budget, Content, History, Objective, Span, Status
from statuary.summary import summarise
from statuary.timeline import fold
from statuary.uptime import budget, uptime
from support_world import NOON, api, incident, recorded, world

THREE_NINES = Objective(99.9)
MONTH = 30 * DAY


def spent(*spans: tuple[int, Status]) -> Budget:
    """The budget of three nines over 30 days, after spans of (milliseconds, status) that end now."""
    at, placed = NOON, []
    for length, status in reversed(spans):
        placed.append(Span(at - length, at, status, "", status is Status.under_maintenance))
        at -= length
    return budget(THREE_NINES, placed[::-1], NOON)


def test_three_nines_over_thirty_days_allow_some_43_minutes() -> None:
    assert 43 * MINUTE + 12_000 == spent((MONTH, Status.operational)).total


def test_an_outage_spends_the_budget() -> None:
    after = spent((MONTH - 13 * MINUTE, Status.operational), (13 * MINUTE, Status.partial_outage))
    assert (13 * MINUTE, 30 * MINUTE + 12_000, False) == (after.used, after.left, after.burnt)


def test_more_outage_than_is_allowed_burns_it_and_leaves_nothing() -> None:
    after = spent((MONTH - HOUR, Status.operational), (HOUR, Status.major_outage))
    assert (0, True) == (after.left, after.burnt)


def test_a_budget_that_is_spent_to_the_last_moment_is_not_burnt() -> None:
    whole = 43 * MINUTE + 12_000
    after = spent((MONTH - whole, Status.operational), (whole, Status.major_outage))
    assert (0, False) == (after.left, after.burnt)


def test_slow_answers_spend_nothing() -> None:
    assert 0 == spent((MONTH, Status.degraded_performance)).used


def test_what_nobody_saw_spends_nothing_and_is_counted_apart() -> None:
    after = spent((2 * DAY, Status.unknown), (3 * DAY, Status.operational))
    assert (0, 27 * DAY) == (after.used, after.unseen)


def test_planned_work_that_is_excluded_makes_the_budget_smaller() -> None:
    after = spent((15 * DAY, Status.under_maintenance), (15 * DAY, Status.operational))
    assert 21 * MINUTE + 36_000 == after.total


def test_an_objective_of_a_hundred_percent_allows_nothing() -> None:
    all_ = Objective(100.0, "7d")
    down = (Span(NOON - 7 * DAY, NOON - 1, Status.operational), Span(NOON - 1, NOON, Status.major_outage))
    assert (0, False, True) == (
        budget(all_, down[:1], NOON).total,
        budget(all_, down[:1], NOON).burnt,
        budget(all_, down, NOON).burnt,
    )


@given(
    st.lists(st.tuples(st.integers(1, 9 * DAY), st.sampled_from(list(Status))), max_size=12),
    st.floats(50, 100),
)
def test_a_budget_is_burnt_just_where_uptime_of_all_counted_time_misses_the_objective(
    parts: list[tuple[int, Status]], target: float
) -> None:
    at, spans = NOON, []
    for length, status in parts:
        spans.append(Span(at - length, at, status, "", status is Status.under_maintenance))
        at -= length
    found = budget(Objective(target), spans[::-1], NOON)
    best = uptime("30d", spans, NOON - MONTH, NOON).high  # as if all unseen time had been up
    assert 0 <= found.left <= found.total
    assert 0 <= found.used + found.unseen <= MONTH
    if abs(best * 100 - target) > 1e-6:
        assert found.burnt == (best * 100 < target)


@given(st.integers(0, 30 * DAY), st.integers(0, 30 * DAY))
def test_more_outage_never_leaves_more_budget(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert spent((more, Status.major_outage)).left <= spent((less, Status.major_outage)).left


def test_the_summary_carries_the_budget_of_a_component_that_has_an_objective() -> None:
    config = world(api(objective=THREE_NINES), Component("web", "Web", manual=True))
    content = Content((incident(("investigating", NOON - HOUR, {}), api="major_outage"),))
    history: History = recorded(p="u" * 30)
    shown = summarise(fold(history, content, config, NOON), history, content, config)
    found = shown.components["api"].budget
    assert found is not None
    assert (THREE_NINES, HOUR, True) == (found.objective, found.used, found.burnt)
    assert shown.components["web"].budget is None


@pytest.mark.parametrize(("target", "window"), [(99.9, "30d"), (99.95, "90d"), (99.0, "1y")])
def test_the_window_says_how_much_is_allowed(target: float, window: str) -> None:
    days = {"30d": 30, "90d": 90, "1y": 365}[window]
    seen = budget(Objective(target, window), (), NOON)
    assert round(days * DAY * (100 - target) / 100) == seen.total
