"""The embedded history: one SQLite file in WAL mode.

A run is one transaction, and ``synchronous = full`` puts it on the disk before anything else of the build can fail:
what was recorded is not lost, whatever happens next. A damaged file is set aside, never mended in silence nor deleted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from statuary.confirm import advance
from statuary.errors import HistoryError, Locked
from statuary.history import rollups
from statuary.history.migrate import migrate
from statuary.instants import MINUTE, Instant, Millis
from statuary.model import Change, History, Outcome, Phases, Policy, ProbeResult, ProbeRun, Series, Track

_OUTCOMES = (Outcome.up, Outcome.degraded, Outcome.down, Outcome.unknown)
_CODES = {outcome: code for code, outcome in enumerate(_OUTCOMES)}
_AHEAD = 5 * MINUTE  # a result dated later than this after "now" comes from a clock that was wrong
_DEFAULT = Policy(every=5 * MINUTE)
_RESULT = (
    "select s.probe, s.location, r.at, r.outcome, c.code, r.latency, r.dns, r.connect, r.tls, r.first_byte, r.total,"
    " r.attempts, r.spread, r.certificate_until"
    " from results r join series s on s.id = r.series join reasons c on c.id = r.reason"
)
_encode_track = msgspec.msgpack.Encoder().encode
_decode_track = msgspec.msgpack.Decoder(Track).decode


class SqliteStore:
    """A ``Store`` in one file."""

    def __init__(self, path: Path, *, keep_raw: Millis, wait: Millis) -> None:
        self._path = path
        self._name = f"{path.parent.name}/{path.name}"
        self._keep_raw = keep_raw
        self._wait = wait
        self._warnings: list[str] = []
        with self._sentences():
            self._connection = self._open()

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._warnings)

    def record(self, run: ProbeRun, policies: Mapping[str, Policy]) -> tuple[tuple[Series, Change], ...]:
        with self._sentences(), self._transaction():
            row = (run.at, run.location, run.verdict, run.reason)
            if not self._connection.execute("insert or ignore into runs values (?, ?, ?, ?)", row).rowcount:
                return ()
            ids = self._series({(result.probe, result.location) for result in run.results})
            reasons = _Reasons(self._connection)
            confirmed = self._advance(run, policies, ids)
            self._insert_results(run.results, ids, reasons)
            self._connection.executemany(
                "insert or replace into changes values (?, ?, ?, ?, ?, ?)",
                [(ids[s], c.at, _CODES[c.old], _CODES[c.new], reasons[c.reason], c.confirmed_at) for s, c in confirmed],
            )
            rollups.add(self._connection, [(ids[r.probe, r.location], _CODES[r.outcome], r) for r in run.results])
            self._prune(run.at)
        return tuple(confirmed)

    def load(self, now: Instant, *, latency: bool = True) -> History:
        with self._sentences():
            read = self._connection.execute
            names: dict[int, Series] = {
                id_: (probe, place) for id_, probe, place in read("select id, probe, location from series")
            }
            self._warn_of_the_future(now)
            hours, days = rollups.latencies(self._connection, names, now) if latency else ({}, {})
            return History(
                first_at=read("select min(at) from runs where at <= ?", (now,)).fetchone()[0],
                last_run=self._last_run(now),
                tracks=self._tracks(names, now),
                changes=self._changes(names, now),
                latest={series: result for id_, series in names.items() if (result := self._latest(id_, now))},
                hours=hours,
                days=days,
            )

    def results(self, since: Instant, until: Instant) -> Iterator[ProbeResult]:
        with self._sentences():
            rows = self._connection.execute(
                f"{_RESULT} where r.at >= ? and r.at < ? order by r.at, s.probe, s.location", (since, until)
            )
            yield from map(_result, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    # ---------------------------------------------------------------------------------------------------------- opening

    def _open(self) -> sqlite3.Connection:
        if self._path.is_dir():
            raise HistoryError(f"{self._name} is a folder; the history is a file. Move the folder elsewhere.")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # busy, full, read-only: not damaged
                raise
            self._set_aside(error)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=self._wait / 1000, isolation_level=None)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            found = connection.execute("pragma quick_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)  # noqa: TRY301 - the same path as damage that SQLite itself raises
            migrate(connection, self._name)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        number = 1
        while (aside := self._path.with_name(f"{self._path.name}.corrupt-{number}")).exists():
            number += 1
        for suffix in ("-wal", "-shm", ""):
            part = self._path.with_name(self._path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        self._warnings.append(
            f"The file is damaged ({error}). It was set aside as {aside.parent.name}/{aside.name}; a new history "
            "begins: what it alone knew is unknown. Restore a backup to its place if you have one."
        )

    # -------------------------------------------------------------------------------------------------------- recording

    def _series(self, wanted: Iterable[Series]) -> dict[Series, int]:
        self._connection.executemany("insert or ignore into series (probe, location) values (?, ?)", sorted(wanted))
        return {
            (probe, place): id_
            for id_, probe, place in self._connection.execute("select id, probe, location from series")
        }

    def _advance(
        self, run: ProbeRun, policies: Mapping[str, Policy], ids: Mapping[Series, int]
    ) -> list[tuple[Series, Change]]:
        blobs = dict(self._connection.execute("select id, track from series where track is not null"))
        confirmed: list[tuple[Series, Change]] = []
        moved = []
        for result in run.results:
            series = (result.probe, result.location)
            id_ = ids[series]
            track = _decode_track(blobs[id_]) if id_ in blobs else Track()
            if track.last_at > result.at + _AHEAD:
                track = self._as_of(id_, result.at)
                self._connection.execute("delete from changes where series = ? and confirmed_at > ?", (id_, result.at))
            track, changes = advance(track, result, policies.get(result.probe, _DEFAULT))
            confirmed += ((series, change) for change in changes)
            moved.append((_encode_track(track), id_))
        self._connection.executemany("update series set track = ? where id = ?", moved)
        return confirmed

    def _as_of(self, id_: int, at: Instant) -> Track:
        """The track as it was at ``at``, where a clock that was ahead has moved it on since."""
        change = self._connection.execute(
            "select c.new, c.at, r.code, c.confirmed_at from changes c join reasons r on r.id = c.reason"
            " where c.series = ? and c.confirmed_at <= ? order by c.at desc limit 1",
            (id_, at),
        ).fetchone()
        if change is None:
            return Track()
        new, since, reason, confirmed_at = change
        (newest,) = self._connection.execute(
            "select max(at) from results where series = ? and at < ?", (id_, at)
        ).fetchone()
        last = max(confirmed_at, newest or 0)
        return Track(_OUTCOMES[new], since, reason, last_at=last, expires=last + _DEFAULT.at_least)

    def _insert_results(self, results: Iterable[ProbeResult], ids: Mapping[Series, int], reasons: _Reasons) -> None:
        rows = [
            (
                *(ids[r.probe, r.location], r.at, _CODES[r.outcome], reasons[r.reason], r.attempts, r.spread),
                *map(_hundredths, (r.latency, r.phases.dns, r.phases.connect, r.phases.tls, r.phases.first_byte)),
                *(_hundredths(r.phases.total), r.certificate_until),
            )
            for r in results
        ]
        self._connection.executemany(
            "insert or ignore into results (series, at, outcome, reason, attempts, spread, latency, dns, connect, tls,"
            " first_byte, total, certificate_until) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def _prune(self, now: Instant) -> None:
        """Single results older than they are kept go; the newest of each series stays."""
        self._connection.execute(
            "delete from results where (series, at) in"
            " (select r.series, r.at from series s join results r on r.series = s.id and r.at < ?"
            "  and r.at < (select max(at) from results where series = s.id))",
            (now - self._keep_raw,),
        )

    # ---------------------------------------------------------------------------------------------------------- reading

    def _tracks(self, names: Mapping[int, Series], now: Instant) -> dict[Series, Track]:
        tracks = {}
        for id_, blob in self._connection.execute("select id, track from series where track is not null").fetchall():
            track = _decode_track(blob)
            tracks[names[id_]] = track if track.last_at <= now + _AHEAD else self._as_of(id_, now)
        return tracks

    def _changes(self, names: Mapping[int, Series], now: Instant) -> dict[Series, tuple[Change, ...]]:
        changes: dict[Series, list[Change]] = {}
        for id_, at, old, new, reason, confirmed_at in self._connection.execute(
            "select c.series, c.at, c.old, c.new, r.code, c.confirmed_at from changes c"
            " join reasons r on r.id = c.reason where c.confirmed_at <= ? order by c.series, c.at",
            (now + _AHEAD,),
        ):
            change = Change(at, _OUTCOMES[old], _OUTCOMES[new], reason, confirmed_at)
            changes.setdefault(names[id_], []).append(change)
        return {series: tuple(own) for series, own in changes.items()}

    def _latest(self, id_: int, now: Instant) -> ProbeResult | None:
        row = self._connection.execute(
            f"{_RESULT} where r.series = ? and r.at <= ? order by r.at desc limit 1", (id_, now + _AHEAD)
        ).fetchone()
        return _result(row) if row else None

    def _last_run(self, now: Instant) -> ProbeRun | None:
        row = self._connection.execute(
            "select at, location, verdict, reason from runs where at <= ? order by at desc limit 1", (now + _AHEAD,)
        ).fetchone()
        return ProbeRun(row[0], row[1], (), row[2], row[3]) if row else None

    def _warn_of_the_future(self, now: Instant) -> None:
        (ahead,) = self._connection.execute("select count(*) from runs where at > ?", (now + _AHEAD,)).fetchone()
        sentence = (
            f"{ahead} recorded runs are dated later than now: a clock was wrong, or is. "
            "They do not count until then. Check the clock of the machine that builds."
        )
        if ahead and sentence not in self._warnings:
            self._warnings.append(sentence)

    # ------------------------------------------------------------------------------------------------------------ edges

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
    def _sentences(self) -> Iterator[None]:
        """What SQLite and the disk raise, as sentences."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            text = str(error)
            if "locked" in text or "busy" in text:
                raise Locked(
                    f"Another process is writing {self._name}. Wait for it, or end it; nothing was changed."
                ) from error
            advice = next(
                (words for sign, words in _ADVICE.items() if sign in text), "Check the disk and its permissions"
            )
            raise HistoryError(
                f"{self._name} cannot be used: {text}. {advice}. What was recorded before is kept."
            ) from error


_ADVICE = {
    "full": "The disk is full; make room",
    "readonly": "Make the file and its folder writable for this user",
    "unable to open": "Make the folder readable and writable for this user",
    "Permission": "Make the folder readable and writable for this user",
    "malformed": "Run the build again: a damaged file is then set aside",
}


@dataclass(slots=True)
class _Reasons:
    """Reason codes as small numbers; new ones get theirs when they are first asked for."""

    connection: sqlite3.Connection

    def __getitem__(self, code: str) -> int:
        row = self.connection.execute("select id from reasons where code = ?", (code,)).fetchone()
        if row is None:
            return int(self.connection.execute("insert into reasons (code) values (?)", (code,)).lastrowid or 0)
        return int(row[0])


def _hundredths(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds * 100)


def _millis(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100


def _result(row: tuple[Any, ...]) -> ProbeResult:
    probe, location, at, outcome, reason, latency, *phases, attempts, spread, certificate_until = row
    return ProbeResult(
        probe,
        location,
        at,
        _OUTCOMES[outcome],
        reason,
        _millis(latency),
        Phases(*map(_millis, phases)),
        attempts,
        spread,
        certificate_until,
    )
