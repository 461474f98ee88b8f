"""What every store keeps. Written against the ``Store`` protocol: another store joins by one line in ``STORES``."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from statuary.history import rollups
from statuary.history.rows import CODES
from statuary.history.sqlite import SqliteStore
from statuary.instants import DAY, HOUR
from statuary.model import Edition, Outcome, ProbeRun
from support_history import BEGIN, POLICIES, STEP, STORES, Open, feed, run


def test_what_was_recorded_is_there_after_reopening(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "u")
    with reopen() as store:
        assert [run("u", BEGIN).results[0]] == list(store.results(0, BEGIN + DAY))


def test_a_run_is_kept_once(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        before = store.load(BEGIN + DAY)
        assert () == store.record(run("d", BEGIN + STEP), POLICIES)
        assert before == store.load(BEGIN + DAY)


def test_confirmed_changes_are_given_and_kept(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uud")
        ((series, change),) = store.record(run("d", BEGIN + 3 * STEP), POLICIES)
    with reopen() as store:
        kept = store.load(BEGIN + DAY).changes[series]
    assert (("p", "default"), Outcome.down, BEGIN + 2 * STEP) == (series, change.new, change.at)
    assert change == kept[-1]


@pytest.mark.parametrize("kind", sorted(STORES))
def test_reopening_between_runs_changes_nothing(tmp_path: Path, kind: str) -> None:
    letters = "uuddu.guuddduu"
    with STORES[kind](tmp_path / "once") as store:
        feed(store, letters)
        once = store.load(BEGIN + DAY)
    for number, letter in enumerate(letters):
        with STORES[kind](tmp_path / "often") as store:
            feed(store, letter, BEGIN + number * STEP)
    with STORES[kind](tmp_path / "often") as store:
        assert once == store.load(BEGIN + DAY)


def test_the_newest_result_of_each_series_is_the_latest(reopen: Open) -> None:
    with reopen() as store:
        store.record(run("u", BEGIN, "p", "q"), POLICIES)
        store.record(run("d", BEGIN + STEP, "p"), POLICIES)
        latest = store.load(BEGIN + DAY).latest
    assert {"p": Outcome.down, "q": Outcome.up} == {probe: result.outcome for (probe, _), result in latest.items()}


def test_nothing_is_known_of_an_empty_store(reopen: Open) -> None:
    with reopen() as store:
        history = store.load(BEGIN)
    assert (None, None, {}, {}) == (history.first_at, history.last_run, history.tracks, history.latest)


def test_the_verdict_of_the_last_run_is_kept(reopen: Open) -> None:
    with reopen() as store:
        store.record(ProbeRun(BEGIN, "default", (), "offline", "the prober was offline"), {})
        last = store.load(BEGIN + STEP).last_run
    assert ProbeRun(BEGIN, "default", (), "offline", "the prober was offline") == last


def test_single_results_go_when_they_are_old_and_the_newest_stays(reopen: Open) -> None:
    with reopen() as store:
        store.record(run("u", BEGIN, "p", "rare"), POLICIES)
        store.record(run("u", BEGIN + HOUR), POLICIES)
        store.record(run("u", BEGIN + 3 * DAY), POLICIES)
        store.record(run("u", BEGIN + 3 * DAY + STEP), POLICIES)
        kept = [(result.probe, result.at - BEGIN) for result in store.results(0, BEGIN + 9 * DAY)]
    assert [("rare", 0), ("p", 3 * DAY), ("p", 3 * DAY + STEP)] == kept


def test_roll_ups_outlive_single_results(reopen: Open) -> None:
    with reopen() as store:
        for number in range(10):
            store.record(run("u", BEGIN + number * STEP, latency=100.0 + number), POLICIES)
        store.record(run("u", BEGIN + 5 * DAY, latency=50.0), POLICIES)
        days = store.load(BEGIN + 5 * DAY).days["p"]
    assert [(BEGIN, 10), (BEGIN + 5 * DAY, 1)] == [(day.start, day.count) for day in days]
    assert days[0].p50 == pytest.approx(104.5, rel=0.03)


def test_the_last_two_days_are_known_by_the_hour(reopen: Open) -> None:
    with reopen() as store:
        for hour in range(60):
            store.record(run("u", BEGIN + hour * HOUR), POLICIES)
        hours = store.load(BEGIN + 59 * HOUR).hours["p"]
    assert (49, BEGIN + 11 * HOUR) == (len(hours), hours[0].start)


def test_locations_are_merged_in_latency_and_apart_in_outcome(reopen: Open) -> None:
    with reopen() as store:
        store.record(run("u", BEGIN, latency=10.0, location="eu"), POLICIES)
        store.record(run("d", BEGIN + 1, latency=1000.0, location="us"), POLICIES)
        history = store.load(BEGIN + DAY)
    assert {("p", "eu"), ("p", "us")} == set(history.tracks)
    assert 2 == history.days["p"][0].count


def test_unknown_results_have_no_latency(reopen: Open) -> None:
    with reopen() as store:
        store.record(run("?", BEGIN, latency=None), POLICIES)
        assert {} == store.load(BEGIN + DAY).days


def test_latency_is_left_out_where_it_is_not_asked_for(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        history = store.load(BEGIN + HOUR, latency=False)
    assert ({}, {}) == (history.hours, history.days)


def test_changes_outlive_single_results(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uuddduuu")
        feed(store, "uu", BEGIN + 400 * DAY)
        changes = store.load(BEGIN + 401 * DAY).changes["p", "default"]
    assert [Outcome.up, Outcome.down, Outcome.up] == [change.new for change in changes[:3]]


def test_a_pause_of_years_is_pruned_a_little_at_a_time(reopen: Open) -> None:
    names = [f"p{n}" for n in range(300)]
    with reopen() as store:
        for number in range(8):
            store.record(run("u", BEGIN + number * STEP, *names), POLICIES)
        left = []
        for number in range(4):
            store.record(run("u", BEGIN + 900 * DAY + number * STEP), POLICIES)
            left.append(sum(1 for _ in store.results(0, BEGIN + DAY)))
    assert [2400, 1400, 400, 300] == left  # at most a thousand a run; the newest of each probe stays


def test_a_reader_sees_one_state_while_another_writes(reopen: Open) -> None:
    names = [f"p{n}" for n in range(40)]
    with reopen() as store:
        store.record(run("u", BEGIN, *names), POLICIES)
    stop = threading.Event()

    def write() -> None:
        with reopen() as other:
            number = 0
            while not stop.is_set():
                number += 1
                other.record(run("u", BEGIN + number, *names), POLICIES)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with reopen() as store:
            seen = [store.load(BEGIN + DAY) for _ in range(150)]
    finally:
        stop.set()
        writer.join()
    torn = [h for h in seen if h.last_run and {h.last_run.at} != {result.at for result in h.latest.values()}]
    assert [] == torn
    assert len({history.last_run for history in seen}) > 5


def test_a_day_recorded_at_once_rolls_up_as_run_by_run(tmp_path: Path) -> None:
    day = [run("u", BEGIN + number * STEP, "p", "q", latency=50.0 + number % 40) for number in range(288)]
    with SqliteStore(tmp_path / "runs.db", keep_raw=DAY, wait=100) as runs:
        for one in day:
            runs.record(one, POLICIES)
        with SqliteStore(tmp_path / "day.db", keep_raw=DAY, wait=100) as whole:
            ids = whole._series({("p", "default"), ("q", "default")})
            answers = [(ids[r.probe, r.location], CODES[r.outcome], r) for one in day for r in one.results]
            rollups.add(whole._connection, answers)
            for table in ("hours", "days"):
                query = f"select * from {table} order by series, start"
                assert list(runs._connection.execute(query)) == list(whole._connection.execute(query))


def test_editions_are_kept_and_replaced(reopen: Open) -> None:
    first, second = Edition(b"one", 0, BEGIN), Edition(b"two", 1, BEGIN + HOUR)
    with reopen() as store:
        assert {} == store.editions()
        store.remember({"a": first, "b": first})
    with reopen() as store:
        store.remember({"b": second})
        assert {"a": first, "b": second} == store.editions()
