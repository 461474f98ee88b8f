"""The state machine of one series (a probe at a location): single answers in, confirmed changes out. Pure.

Levels are ``up < degraded < down``. The rules:

* A rise needs the last ``down_after`` answers all above the confirmed level; the new level is the mildest of them. A
  ``down`` that was itself asked at least three times over at least 30 s needs no second witness. A held result (too
  many unrelated hosts failed at once) needs one more.
* A fall needs the last ``up_after`` answers all below the confirmed level; the new level is the worst of them.
* From ``unknown``, one ``up`` suffices; trouble needs the witnesses of a rise.
* A change is dated at the first answer of the run that led to it, but always after the change before it.
* An ``unknown`` answer is no witness and keeps nothing fresh. An answer that is not newer than the newest is ignored.
* An answer speaks for the time until three intervals later (the configured or the observed one, whichever is longer),
  at least ``Policy.at_least``, at most 24 hours. Then the series is ``unknown``, and begins anew.
* Flapping, as Naemon has it: the weighted share of changes among the last 21 answers; on at 30 %, off below 15 %. While
  it lasts, the series is at least degraded; a confirmed ``down`` still shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from statuary.instants import DAY, SECOND, Instant, Millis
from statuary.model import Change, Outcome, Policy, ProbeResult, Track

FLAPPING = "flapping"
STALE = "stale"

Vote: TypeAlias = tuple[Instant, Outcome, str]
Move: TypeAlias = tuple[Instant, Outcome, str]  # when, to what, why

_LEVEL = {Outcome.unknown: -1, Outcome.up: 0, Outcome.degraded: 1, Outcome.down: 2}
_VOTES = 21
_GAPS = 20
_AT_MOST = DAY
_SLOW_ATTEMPTS = 3
_SLOW_SPREAD = 30 * SECOND

# Naemon weighs the 20 steps between 21 answers from 0.75 (oldest) to 1.25 (newest): 57/76 to 95/76, 1520/76 together.
_WEIGHTS = tuple(57 + 2 * step for step in range(_VOTES - 1))
_FLAPPING_FROM = 456  # 30 % of 1520
_FLAPPING_UNTIL = 228  # 15 % of 1520


def advance(track: Track, result: ProbeResult, policy: Policy) -> tuple[Track, tuple[Change, ...]]:
    """The track after one more answer, and the changes that it confirmed: none, one, or an expiry and one."""
    if result.at <= track.last_at:
        return track, ()
    expired = expiry(track, result.at)
    changes = (expired,) if expired else ()
    if result.at > track.expires:
        track = _anew(track, expired)
    if result.outcome is Outcome.unknown:
        return track, changes
    recent = (*track.recent, (result.at, result.outcome, result.reason))[-_VOTES:]
    flapping = _flaps(recent, track.flapping)
    move = _rise(track, recent, _witnesses(result, policy)) or _fall(
        track, recent, policy.up_after, result.at, flapping
    )
    gaps = (*track.gaps, result.at - track.last_at)[-_GAPS:] if track.last_at else ()
    at, outcome, reason = move or (track.since, track.outcome, track.reason)
    expires = result.at + horizon(gaps, policy)
    if move:
        changes = (*changes, Change(at, track.outcome, outcome, reason, result.at))
    return Track(outcome, at, reason, flapping, result.at, expires, recent, gaps), changes


def expiry(track: Track, now: Instant) -> Change | None:
    """The change to ``unknown`` that silence has brought about by ``now``, if any."""
    if track.outcome is Outcome.unknown or now <= track.expires:
        return None
    return Change(track.expires, track.outcome, Outcome.unknown, STALE, now)


def horizon(gaps: Sequence[Millis], policy: Policy) -> Millis:
    """How long an answer speaks: 3 x the 95th percentile of the intervals, within ``at_least`` and 24 h.

    Schedulers deliver a fraction of what they promise, so the observed intervals decide where they are the longer ones.
    A declared interval of more than 8 h may pass 24 h.
    """
    return max(policy.at_least, 3 * policy.every, min(3 * percentile95(gaps), _AT_MOST))


def percentile95(values: Sequence[Millis]) -> Millis:
    """The nearest-rank 95th percentile; 0 of nothing."""
    return sorted(values)[-(-19 * len(values) // 20) - 1] if values else 0


# ---------------------------------------------------------------------------------------------------------------- rules


def _anew(track: Track, expired: Change | None) -> Track:
    """The track after a silence: what was seen before it is no witness of what is seen after it."""
    outcome, since, reason = (
        (expired.new, expired.at, expired.reason) if expired else (track.outcome, track.since, track.reason)
    )
    return Track(outcome, since, reason, last_at=track.last_at, expires=track.expires, gaps=track.gaps)


def _witnesses(result: ProbeResult, policy: Policy) -> int:
    """How many answers in a row a rise to this result's level needs."""
    if result.outcome is Outcome.up:
        return 1
    asked_long = result.attempts >= _SLOW_ATTEMPTS and result.spread >= _SLOW_SPREAD
    needed = 1 if asked_long and result.outcome is Outcome.down else policy.down_after
    return needed + result.held


def _rise(track: Track, recent: Sequence[Vote], needed: int) -> Move | None:
    level = _LEVEL[track.outcome]
    window = recent[-needed:]
    if len(window) < needed or any(_LEVEL[outcome] <= level for _, outcome, _ in window):
        return None
    mildest = min(window, key=lambda vote: _LEVEL[vote[1]])[1]
    run = [vote for vote in _tail(recent, _LEVEL[mildest], 2) if vote[0] > track.since]
    return run[0][0], mildest, next(reason for _, outcome, reason in run if outcome is mildest)


def _fall(track: Track, recent: Sequence[Vote], needed: int, now: Instant, flapping: bool) -> Move | None:
    """A move to a milder level.

    Or up -> degraded where flapping begins, dated when the answers say so, as is its end.
    """
    level = _LEVEL[track.outcome]
    if flapping and level == 0:
        return now, Outcome.degraded, FLAPPING
    window = recent[-needed:]
    floor = 1 if flapping else 0
    if level <= floor or len(window) < needed or any(_LEVEL[outcome] >= level for _, outcome, _ in window):
        return None
    worst = max(window, key=lambda vote: _LEVEL[vote[1]])[1]
    run = [vote for vote in _tail(recent, 0, _LEVEL[worst]) if vote[0] > track.since]
    at = now if track.flapping and not flapping else run[0][0]
    if _LEVEL[worst] < floor:
        return at, Outcome.degraded, FLAPPING
    return at, worst, next(reason for _, outcome, reason in run if outcome is worst)


def _tail(recent: Sequence[Vote], lowest: int, highest: int) -> list[Vote]:
    """The longest run of newest answers within these levels, oldest first."""

    def newest_first() -> Iterator[Vote]:
        for vote in reversed(recent):
            if not lowest <= _LEVEL[vote[1]] <= highest:
                return
            yield vote

    return list(newest_first())[::-1]


def _flaps(recent: Sequence[Vote], flapping: bool) -> bool:
    """Whether the series flaps after the newest answer. Answers that are missing count as no change."""
    if not flapping and (len(recent) < 2 or recent[-1][1] is recent[-2][1]):
        return False  # without a new change the weighted share only shrinks
    weights = _WEIGHTS[-(len(recent) - 1) :]
    pairs = zip(recent, recent[1:], weights, strict=False)
    share = sum(weight for older, newer, weight in pairs if older[1] is not newer[1])
    return share >= (_FLAPPING_UNTIL if flapping else _FLAPPING_FROM)
