"""Clocks that are wrong: what they dated is kept, and counted for nothing; nothing else is lost."""

from __future__ import annotations

import pytest

from statuary.instants import DAY, HOUR
from statuary.model import Outcome
from support_history import BEGIN, POLICIES, STEP, Open, feed, outcomes, run

UP, DOWN = Outcome.up, Outcome.down


def test_what_is_dated_in_the_future_does_not_count_and_is_said(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        feed(store, "dd", BEGIN + DAY)
        assert [(UP, 0)] == outcomes(store, BEGIN + HOUR)
        assert UP is store.load(BEGIN + HOUR).latest["p", "default"].outcome
        (sentence,) = store.warnings
    assert sentence.startswith("The clock says 2026-11-06T01:00:00Z, but runs until 2026-11-07T00:05:00Z are recorded")


def test_a_clock_that_was_ahead_stops_nothing_once_it_is_right(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        feed(store, "dd", BEGIN + DAY)
        feed(store, "dd", BEGIN + 2 * STEP)
        assert [(UP, 0), (DOWN, 2)] == outcomes(store, BEGIN + HOUR)
        assert ["The clock was ahead until now: 2 recorded runs are dated later"] == [s[:62] for s in store.warnings]


def test_what_a_clock_that_was_ahead_dated_is_kept(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        feed(store, "dd", BEGIN + DAY)
        feed(store, "uu", BEGIN + 2 * STEP)
        assert 6 == len(list(store.results(0, BEGIN + 60 * DAY)))


def test_what_a_clock_that_was_ahead_dated_does_not_count_when_its_time_has_come(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        feed(store, "dd", BEGIN + HOUR)
        feed(store, "u" * 20, BEGIN + 2 * STEP)
        assert [(UP, 0)] == outcomes(store, BEGIN + DAY)


def test_a_real_run_at_the_very_time_of_a_wrong_one_counts(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        feed(store, "uu", BEGIN + HOUR)
        feed(store, "u" * 10 + "dd", BEGIN + 2 * STEP)
        assert [(UP, 0), (DOWN, 12)] == outcomes(store, BEGIN + DAY)


@pytest.mark.parametrize("wrong", [1_000, BEGIN + 3 * STEP + 1], ids=["to 1970", "into recorded time"])
def test_a_clock_that_was_set_back_takes_nothing_away(reopen: Open, wrong: int) -> None:
    with reopen() as store:
        feed(store, "uudduu")
        before = store.load(BEGIN + HOUR)
        assert () == store.record(run("d", wrong), POLICIES)
        assert before == store.load(BEGIN + HOUR)


def test_a_clock_that_was_set_back_is_said(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uuuuuu")
        store.record(run("d", BEGIN + 1), POLICIES)
        (sentence,) = store.warnings
    assert "The clock says 2026-11-06T00:00:00.001Z, but runs until 2026-11-06T00:25:00Z are recorded" in sentence
    assert "Set the clock right" in sentence


def test_what_a_clock_that_was_set_back_dated_is_kept(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uuuuuu")
        store.record(run("d", BEGIN + 1), POLICIES)
        assert [(BEGIN, UP), (BEGIN + 1, DOWN)] == [(r.at, r.outcome) for r in store.results(0, BEGIN + STEP)]


def test_recording_goes_on_when_the_clock_is_right_again(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uuuuuu")
        feed(store, "dd", 1_000)
        feed(store, "dd", BEGIN + 6 * STEP)
        assert [(UP, 0), (DOWN, 6)] == outcomes(store, BEGIN + HOUR)


def test_the_clock_of_one_location_is_no_other_s(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uuuuuu", location="eu")
        feed(store, "dd", location="us")
        assert [DOWN] == [change.new for change in store.load(BEGIN + DAY).changes["p", "us"]]


def test_one_run_far_ahead_removes_no_single_result(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uuuuuu")
        store.record(run("u", BEGIN + 900 * DAY), POLICIES)
        assert 7 == len(list(store.results(0, BEGIN + 999 * DAY)))
