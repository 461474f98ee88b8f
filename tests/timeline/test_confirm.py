"""The state machine: answers in, changes out. ``u`` up, ``g`` degraded, ``d`` down, ``?`` unknown, ``.`` none."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from statuary.confirm import advance, expiry, horizon
from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Outcome, Policy, Track
from support_world import POLICY, moves, replay, result

ANSWERS = st.text(alphabet="ugd?.", max_size=60)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("u", ["up@1"]),
        ("d", []),
        ("dd", ["down@1"]),
        ("uud", ["up@1"]),
        ("uudd", ["up@1", "down@3"]),
        ("uududu", ["up@1"]),
        ("uuddu", ["up@1", "down@3"]),
        ("uudduu", ["up@1", "down@3", "up@5"]),
        ("uugg", ["up@1", "degraded@3"]),
        ("uugd", ["up@1", "degraded@3"]),
        ("uugdd", ["up@1", "degraded@3", "down@4"]),
        ("uud?d", ["up@1", "down@3"]),
        ("uudd??uu", ["up@1", "down@3", "up@7"]),
        ("uuddgg", ["up@1", "down@3", "degraded@5"]),
        ("uuddgu", ["up@1", "down@3", "degraded@5"]),
        ("????", []),
    ],
)
def test_a_change_needs_its_witnesses_and_is_dated_at_its_first_sign(answers: str, expected: list[str]) -> None:
    assert expected == moves(answers)


def test_one_long_failed_check_needs_no_second_witness() -> None:
    track, _ = replay("uu")
    _, changes = advance(track, result("d", 15 * MINUTE, attempts=3, spread=30_000), POLICY)
    assert [Outcome.down] == [change.new for change in changes]


def test_a_held_failure_needs_one_witness_more() -> None:
    track, _ = replay("uu")
    for number in (3, 4):
        track, changes = advance(track, result("d", number * 5 * MINUTE, held=True), POLICY)
        assert () == changes
    assert [15 * MINUTE] == [c.at for c in advance(track, result("d", 25 * MINUTE, held=True), POLICY)[1]]


def test_a_late_answer_changes_nothing() -> None:
    track, _ = replay("uuuu")
    assert (track, ()) == advance(track, result("d", 10 * MINUTE), POLICY)


def test_silence_makes_unknown_from_when_the_last_answer_stopped_to_speak() -> None:
    assert ["up@1", "unknown@5", "up@9"] == moves("uu......u")


def test_unknown_answers_keep_nothing_fresh() -> None:
    assert ["up@1", "unknown@5", "up@9"] == moves("uu??????u")


def test_failures_before_a_silence_are_no_witnesses_after_it() -> None:
    assert ["up@1", "unknown@6"] == moves("uud......d")


def test_an_answer_speaks_for_three_observed_intervals() -> None:
    assert (15 * MINUTE, 3 * 46 * MINUTE) == (horizon((), POLICY), horizon((46 * MINUTE,) * 5, POLICY))


def test_an_answer_never_speaks_for_more_than_a_day_unless_it_is_asked_that_rarely() -> None:
    assert (DAY, 36 * HOUR) == (horizon((20 * HOUR,), POLICY), horizon((), Policy(every=12 * HOUR)))


def test_measured_cron_jitter_does_not_flap_the_freshness() -> None:
    """``*/15`` delivered every 30-71 minutes (reliability.md section 7): after the first gap there is no unknown."""
    gaps = random.Random(5).choices(range(30, 72), k=40)
    track, at, lost = Track(), 0, 0
    for gap in gaps:
        at += gap * MINUTE
        track, changes = advance(track, result("u", at), Policy(every=15 * MINUTE))
        lost += sum(change.new is Outcome.unknown for change in changes)
    assert lost <= 1


def test_flapping_is_degraded_from_when_the_answers_say_so_until_it_is_calm() -> None:
    assert ["up@1", "degraded@17", "up@44"] == moves("u" * 10 + "ud" * 8 + "u" * 25)


def test_a_confirmed_outage_shows_through_flapping() -> None:
    new = moves("u" * 10 + "uudd" * 6 + "u" * 25)
    assert ["down@25", "degraded@27", "down@29", "degraded@31", "down@33", "degraded@35", "up@49"] == new[-7:]


def test_flapping_ends_when_it_has_been_calm() -> None:
    track, _ = replay("u" * 10 + "uudd" * 8 + "u" * 25)
    assert (False, Outcome.up) == (track.flapping, track.outcome)


# ----------------------------------------------------------------------------------------------------------------- laws


@given(ANSWERS)
def test_changes_are_in_order_and_link_up(answers: str) -> None:
    _, changes = replay(answers)
    assert all(a.at < b.at and a.new is b.old for a, b in pairwise(changes))
    assert all(change.at <= change.confirmed_at and change.old is not change.new for change in changes)


@given(ANSWERS, st.integers(2, 5))
def test_no_outage_of_enough_checks_is_missed(answers: str, count: int) -> None:
    track, _ = replay(answers + "d" * count, policy=replace(POLICY, down_after=count))
    assert Outcome.down is track.outcome


@given(st.integers(1, 40))
def test_alternating_answers_are_never_down(count: int) -> None:
    assert "down" not in " ".join(moves("ud" * count))


@given(ANSWERS)
def test_recovery_is_never_missed(answers: str) -> None:
    track, _ = replay(answers + "u" * 25)
    assert Outcome.up is track.outcome


@given(ANSWERS)
def test_a_calm_endpoint_is_forgotten_only_by_silence(answers: str) -> None:
    track, _ = replay(answers)
    gone = expiry(track, track.expires + 1)
    assert (track.outcome is Outcome.unknown) is (gone is None)


def test_five_percent_of_lost_answers_seldom_make_an_outage() -> None:
    """Two in a row among 20,000 by chance: about 1 in 400 positions begins a pair, so outages stay well below 1 %."""
    rng = random.Random(11)
    answers = "".join("d" if rng.random() < 0.05 else "u" for _ in range(20_000))
    down = sum(move.startswith("down") for move in moves(answers))
    assert 0 < down < 100
