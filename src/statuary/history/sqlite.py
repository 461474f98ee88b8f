"""The embedded history: one SQLite file in WAL mode.

A run is one transaction, and ``synchronous = full`` puts it on the disk before anything else of the build can fail:
what was recorded is not lost, whatever happens next. A damaged file is set aside, never mended in silence nor deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from statuary.confirm import advance
from statuary.history import clocks, rollups, rows
from statuary.history.clocks import AHEAD
from statuary.history.opening import connect
from statuary.history.sentences import decoding, sentences
from statuary.instants import MINUTE, Instant, Millis
from statuary.model import Change, Edition, History, Policy, ProbeResult, ProbeRun, Series, Track

_DEFAULT = Policy(every=5 * MINUTE)
_PRUNED = 1_000  # single results that a run removes at most (or four times its own): a wrong clock clears no table


class SqliteStore:
    """A ``Store`` in one file."""

    def __init__(self, path: Path, *, keep_raw: Millis, wait: Millis) -> None:
        self._name = f"{path.parent.name}/{path.name}"
        self._keep_raw = keep_raw
        with sentences(self._name):
            self._connection, self._warnings = connect(path, self._name, wait)

    @property
    def warnings(self) -> tuple[str, ...]:
        return self._warnings

    def record(self, run: ProbeRun, policies: Mapping[str, Policy]) -> tuple[tuple[Series, Change], ...]:
        with sentences(self._name), self._transaction():
            if not self._insert_run(run):
                return ()
            ids = self._series({(result.probe, result.location) for result in run.results})
            answers = [(ids[result.probe, result.location], result) for result in run.results]
            reasons = rows.Reasons(self._connection)
            superseded = self._judge_clock(run, policies)
            rows.insert_results(self._connection, answers, reasons, superseded)
            if superseded is not None:
                return ()
            confirmed = self._advance(run, policies, ids)
            rows.insert_changes(self._connection, ((ids[series], change) for series, change in confirmed), reasons)
            with decoding(self._name):
                rollups.add(self._connection, [(id_, rows.CODES[result.outcome], result) for id_, result in answers])
            self._prune(run)
        return tuple(confirmed)

    def load(self, now: Instant, *, latency: bool = True) -> History:
        with sentences(self._name), decoding(self._name), self._snapshot():
            names: dict[int, Series] = {
                id_: (probe, place)
                for id_, probe, place in self._connection.execute("select id, probe, location from series")
            }
            if ahead := clocks.later(self._connection, now):
                self._warn(ahead.sentence(now, self._name))
            hours, days = rollups.latencies(self._connection, names, now) if latency else ({}, {})
            return History(
                first_at=self._first_at(now),
                last_run=self._last_run(now),
                tracks=self._tracks(names, now),
                changes=self._changes(names, now),
                latest={series: result for id_, series in names.items() if (result := self._latest(id_, now))},
                hours=hours,
                days=days,
            )

    def results(self, since: Instant, until: Instant) -> Iterator[ProbeResult]:
        query = f"{rows.RESULTS} where r.at >= ? and r.at < ? order by r.at, s.probe, s.location"
        with sentences(self._name), decoding(self._name):
            for row in self._connection.execute(query, (since, until)):
                yield rows.result(row)

    def editions(self) -> dict[str, Edition]:
        with sentences(self._name), decoding(self._name):
            return {
                id_: Edition(digest, number, at)
                for id_, digest, number, at in self._connection.execute("select id, digest, number, at from editions")
            }

    def remember(self, editions: Mapping[str, Edition]) -> None:
        rows = [(id_, one.digest, one.number, one.at) for id_, one in editions.items()]
        with sentences(self._name), self._transaction():
            self._connection.executemany(
                "insert or replace into editions (id, digest, number, at) values (?, ?, ?, ?)", rows
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    # -------------------------------------------------------------------------------------------------------- recording

    def _insert_run(self, run: ProbeRun) -> bool:
        """False where this run is known already."""
        inserted = self._connection.execute(
            "insert into runs (at, location, verdict, reason) values (?, ?, ?, ?) on conflict (at, location) do update"
            " set verdict = excluded.verdict, reason = excluded.reason, superseded = null where superseded is not null",
            (run.at, run.location, run.verdict, run.reason),
        )
        return inserted.rowcount == 1

    def _judge_clock(self, run: ProbeRun, policies: Mapping[str, Policy]) -> Instant | None:
        """By which later time the run is superseded, if the clock was set back; None where it counts."""
        ahead = clocks.later(self._connection, run.at, run.location)
        if ahead is None:
            return None
        if clocks.is_set_back(self._connection, run, ahead, policies.values()):
            clocks.supersede_run(self._connection, run, ahead)
            self._warn(ahead.sentence(run.at, self._name))
            return ahead.last
        clocks.supersede(self._connection, run)
        self._warn(ahead.sentence_set_right())
        return None

    def _series(self, wanted: Iterable[Series]) -> dict[Series, int]:
        self._connection.executemany("insert or ignore into series (probe, location) values (?, ?)", sorted(wanted))
        return {
            (probe, place): id_
            for id_, probe, place in self._connection.execute("select id, probe, location from series")
        }

    def _advance(
        self, run: ProbeRun, policies: Mapping[str, Policy], ids: Mapping[Series, int]
    ) -> list[tuple[Series, Change]]:
        tracks = self._known_tracks()
        confirmed: list[tuple[Series, Change]] = []
        moved = []
        for result in run.results:
            series = (result.probe, result.location)
            id_ = ids[series]
            track = tracks.get(id_, Track())
            if track.last_at > result.at + AHEAD:
                track = self._as_of(id_, result.at)
            track, changes = advance(track, result, policies.get(result.probe, _DEFAULT))
            confirmed += ((series, change) for change in changes)
            moved.append((rows.encode_track(track), id_))
        self._connection.executemany("update series set track = ? where id = ?", moved)
        return confirmed

    def _known_tracks(self) -> dict[int, Track]:
        with decoding(self._name):
            return {
                id_: rows.decode_track(blob)
                for id_, blob in self._connection.execute("select id, track from series where track is not null")
            }

    def _as_of(self, id_: int, at: Instant) -> Track:
        """The track as it was at ``at``, where a clock that was ahead has moved it on since."""
        row = self._connection.execute(
            f"{rows.CHANGES} and c.series = ? and c.confirmed_at <= ? order by c.at desc limit 1", (id_, at)
        ).fetchone()
        if row is None:
            return Track()
        change = rows.change(row[1:])
        (newest,) = self._connection.execute(
            "select max(at) from results where series = ? and at < ? and superseded is null", (id_, at)
        ).fetchone()
        last = max(change.confirmed_at, newest or 0)
        return Track(change.new, change.at, change.reason, last_at=last, expires=last + _DEFAULT.at_least)

    def _prune(self, run: ProbeRun) -> None:
        """Single results older than they are kept go; the newest of each series stays.

        Their age is counted at the run before this one: a single run of a clock that is far ahead removes nothing.
        """
        (before,) = self._connection.execute(
            "select max(at) from runs where at < ? and superseded is null", (run.at,)
        ).fetchone()
        if before is None:
            return
        self._connection.execute(
            "delete from results where (series, at) in"
            " (select r.series, r.at from series s join results r on r.series = s.id and r.at < ? where r.at <"
            "  (select max(at) from results where series = s.id and superseded is null) limit ?)",
            (before - self._keep_raw, max(_PRUNED, 4 * len(run.results))),
        )

    # ---------------------------------------------------------------------------------------------------------- reading

    def _first_at(self, now: Instant) -> Instant | None:
        query = "select min(at) from runs where at <= ? and superseded is null"
        first: Instant | None = self._connection.execute(query, (now,)).fetchone()[0]
        return first

    def _last_run(self, now: Instant) -> ProbeRun | None:
        row = self._connection.execute(
            "select at, location, verdict, reason from runs where at <= ? and superseded is null"
            " order by at desc limit 1",
            (now + AHEAD,),
        ).fetchone()
        return ProbeRun(row[0], row[1], (), row[2], row[3]) if row else None

    def _tracks(self, names: Mapping[int, Series], now: Instant) -> dict[Series, Track]:
        return {
            names[id_]: track if track.last_at <= now + AHEAD else self._as_of(id_, now)
            for id_, track in self._known_tracks().items()
        }

    def _changes(self, names: Mapping[int, Series], now: Instant) -> dict[Series, tuple[Change, ...]]:
        changes: dict[Series, list[Change]] = {}
        query = f"{rows.CHANGES} and c.confirmed_at <= ? order by c.series, c.at"
        for id_, *row in self._connection.execute(query, (now + AHEAD,)):
            changes.setdefault(names[id_], []).append(rows.change(tuple(row)))
        return {series: tuple(own) for series, own in changes.items()}

    def _latest(self, id_: int, now: Instant) -> ProbeResult | None:
        row = self._connection.execute(
            f"{rows.RESULTS} where r.series = ? and r.at <= ? and r.superseded is null order by r.at desc limit 1",
            (id_, now + AHEAD),
        ).fetchone()
        return rows.result(row) if row else None

    def _warn(self, *sentences: str) -> None:
        self._warnings += tuple(sentence for sentence in sentences if sentence not in self._warnings)

    # ----------------------------------------------------------------------------------------------------- transactions

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Begins and ends one, unless one is running already."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("begin immediate")
        try:
            yield
            self._connection.execute("commit")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """One state of the file for several reads, whatever another process writes meanwhile."""
        self._connection.execute("begin")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
