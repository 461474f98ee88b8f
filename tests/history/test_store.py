"""What every store keeps. Written against the ``Store`` protocol: another store joins by one line in ``STORES``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from statuary.history import Store, open_store
from statuary.history.export import export_history
from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.model import Outcome, Phases, Policy, ProbeResult, ProbeRun
from support_world import LETTERS, REASONS

BEGIN: Instant = 1_793_923_200_000  # 2026-11-06T00:00:00Z
STEP = 5 * MINUTE
POLICIES = {"p": Policy(every=STEP)}

STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: open_store(folder / "history/history.db", keep_raw=2 * DAY, wait=200)
}
Open = Callable[[], Store]


@pytest.fixture(params=sorted(STORES))
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same store again and again."""
    return lambda: STORES[request.param](tmp_path)


def run(letter: str, at: Instant, *probes: str, latency: float | None = 80.0, location: str = "default") -> ProbeRun:
    outcome = LETTERS[letter]
    results = tuple(
        ProbeResult(name, location, at, outcome, REASONS[outcome], latency, Phases(1.0, 2.0, None, 70.5, 90.25), 2, 40)
        for name in probes or ("p",)
    )
    return ProbeRun(at, location, results)


def feed(store: Store, letters: str, begin: Instant = BEGIN) -> None:
    for number, letter in enumerate(letters):
        if letter != ".":
            store.record(run(letter, begin + number * STEP), POLICIES)


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


def test_one_run_at_a_time_is_the_same_as_reopening_between_them(tmp_path: Path) -> None:
    letters = "uuddu.guuddduu"
    stores = [STORES["sqlite"](tmp_path / name) for name in ("once", "often")]
    feed(stores[0], letters)
    for number, letter in enumerate(letters):
        if letter != ".":
            with STORES["sqlite"](tmp_path / "often") as store:
                store.record(run(letter, BEGIN + number * STEP), POLICIES)
    assert stores[0].load(BEGIN + DAY) == stores[1].load(BEGIN + DAY)


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


def test_what_is_dated_in_the_future_does_not_count_and_is_said(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        feed(store, "dd", BEGIN + DAY)
        history = store.load(BEGIN + HOUR)
        assert [Outcome.up] == [change.new for change in history.changes["p", "default"]]
        assert Outcome.up is history.latest["p", "default"].outcome
        assert [True] == ["it is wrong, or was" in sentence for sentence in store.warnings]


def test_a_clock_that_was_ahead_stops_nothing_once_it_is_right(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        feed(store, "dd", BEGIN + DAY)
        feed(store, "dd", BEGIN + 2 * STEP)
        changes = store.load(BEGIN + HOUR).changes["p", "default"]
        assert [(Outcome.up, 0), (Outcome.down, 2)] == [(c.new, (c.at - BEGIN) // STEP) for c in changes]
        assert 6 == len(list(store.results(0, BEGIN + 60 * DAY)))


def test_latency_is_left_out_where_it_is_not_asked_for(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uu")
        history = store.load(BEGIN + HOUR, latency=False)
    assert ({}, {}) == (history.hours, history.days)


def test_results_are_exported_as_csv_with_a_heading(reopen: Open) -> None:
    out = io.StringIO()
    with reopen() as store:
        store.record(run("u", BEGIN, "=cmd()", latency=80.5), {})
        assert 1 == export_history(store, "csv", 0, BEGIN + DAY, out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert ("2026-11-06T00:00:00Z", "'=cmd()", "up", "80.5") == (
        row["at"],
        row["probe"],
        row["outcome"],
        row["latency_ms"],
    )


def test_results_are_exported_as_json_lines(reopen: Open) -> None:
    out = io.StringIO()
    with reopen() as store:
        feed(store, "ud")
        export_history(store, "jsonl", 0, BEGIN + DAY, out)
    assert ["up", "down"] == [json.loads(line)["outcome"] for line in out.getvalue().splitlines()]
