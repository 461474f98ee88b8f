"""Runs dated later than the one at hand: either the clock was ahead then, or it has been set back since.

Both look alike but for one thing: a clock that jumps ahead leaves a gap, and the right time falls into it. A clock that
was set back shows a time at which runs are already recorded. In the first case the runs of the wrong clock are kept but
count for nothing; in the second nothing is recorded until the clock is right. Nothing is deleted in either.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from statuary.errors import HistoryError
from statuary.instants import MINUTE, Instant, Millis, iso
from statuary.model import Policy, ProbeRun

AHEAD = 5 * MINUTE  # clocks are corrected by seconds all the time; more than this is a clock that was wrong
_AT_LEAST = 15 * MINUTE


def supersede_later(
    connection: sqlite3.Connection, run: ProbeRun, policies: Iterable[Policy], name: str
) -> tuple[str, ...]:
    """Sets apart what a clock that was ahead has recorded, and says so. Raises HistoryError if the clock is set back."""
    first, last, count = connection.execute(
        "select min(at), max(at), count(*) from runs where location = ? and at > ? and superseded is null",
        (run.location, run.at + AHEAD),
    ).fetchone()
    if not count:
        return ()
    before = _newest_before(connection, run)
    if before is None or first - before <= _pause(policies):
        raise HistoryError(
            f"The clock says {iso(run.at)}, but runs until {iso(last)} are already recorded in {name}. If the clock is "
            f"wrong now, set it right. If it was wrong then, wait until that time, or move {name} elsewhere. "
            "Nothing was changed."
        )
    _supersede(connection, run)
    return (
        f"{count} recorded {'run is' if count == 1 else 'runs are'} dated later than now, until {iso(last)}: the clock "
        "was ahead. They are kept, but no longer count.",
    )


def _newest_before(connection: sqlite3.Connection, run: ProbeRun) -> Instant | None:
    row = connection.execute(
        "select at from runs where location = ? and at <= ? and at <> ? and superseded is null"
        " order by at desc limit 1",
        (run.location, run.at + AHEAD, run.at),
    ).fetchone()
    return None if row is None else int(row[0])


def _pause(policies: Iterable[Policy]) -> Millis:
    """The longest silence that is still usual between two runs."""
    return max(_AT_LEAST, 3 * max((policy.every for policy in policies), default=0))


def _supersede(connection: sqlite3.Connection, run: ProbeRun) -> None:
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
