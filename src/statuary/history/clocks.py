"""Runs dated later than the one at hand: either the clock was ahead then, or it has been set back since.

Both look alike but for one thing: a clock that jumps ahead leaves a gap, and the right time falls into it. A clock that
was set back shows a time at which runs are recorded already. In the first case the later runs count no longer; in the
second the run at hand does not. All of them are kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from statuary.instants import MINUTE, Instant, Millis, iso
from statuary.model import Policy, ProbeRun, Value

AHEAD = 5 * MINUTE  # clocks are corrected by seconds all the time; more than this is a clock that was wrong
_AT_LEAST = 15 * MINUTE

_SET_RIGHT = "The clock was ahead until now: {count} recorded {runs} dated later, until {last}. Kept, but not counted."
_WRONG = (
    "The clock says {now}, but runs until {last} are recorded in {name}: it is wrong, or was. What a wrong clock dated "
    "is kept, but not counted. Set the clock right; if it is, wait until that time or move {name} elsewhere."
)


class Later(Value, frozen=True):
    """Counting runs of one location that are dated later than they can be."""

    first: Instant
    last: Instant
    count: int

    def sentence(self, now: Instant, name: str) -> str:
        return _WRONG.format(now=iso(now), last=iso(self.last), name=name)

    def sentence_set_right(self) -> str:
        return _SET_RIGHT.format(
            count=self.count, runs="run is" if self.count == 1 else "runs are", last=iso(self.last)
        )


def later(connection: sqlite3.Connection, now: Instant, location: str | None = None) -> Later | None:
    """What is dated later than ``now``: at this location, or at any."""
    first, last, count = connection.execute(
        "select min(at), max(at), count(*) from runs"
        " where at > ? and superseded is null and location = ifnull(?, location)",
        (now + AHEAD, location),
    ).fetchone()
    return Later(first, last, count) if count else None


def is_set_back(connection: sqlite3.Connection, run: ProbeRun, ahead: Later, policies: Iterable[Policy]) -> bool:
    """Whether the run's time lies among recorded runs, or before all of them, and not in a gap that a jump has left."""
    row = connection.execute(
        "select max(at) from runs where location = ? and at <= ? and at <> ? and superseded is null",
        (run.location, run.at + AHEAD, run.at),
    ).fetchone()
    return row[0] is None or ahead.first - row[0] <= _pause(policies)


def supersede(connection: sqlite3.Connection, run: ProbeRun) -> None:
    """What this location has recorded later than the run counts no longer."""
    since = run.at + AHEAD
    connection.execute(
        "update runs set superseded = ? where location = ? and at > ? and superseded is null",
        (run.at, run.location, since),
    )
    for table, column in (("results", "at"), ("changes", "confirmed_at")):
        connection.execute(
            f"update {table} set superseded = ? where {column} > ? and superseded is null"
            " and series in (select id from series where location = ?)",
            (run.at, since, run.location),
        )


def supersede_run(connection: sqlite3.Connection, run: ProbeRun, ahead: Later) -> None:
    """The run itself does not count. Its results are inserted as superseded."""
    connection.execute(
        "update runs set superseded = ? where location = ? and at = ?", (ahead.last, run.location, run.at)
    )


def _pause(policies: Iterable[Policy]) -> Millis:
    """The longest silence that is still usual between two runs."""
    return max(_AT_LEAST, 3 * max((policy.every for policy in policies), default=0))
