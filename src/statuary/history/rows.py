"""Values as rows, and rows as values: codes for words, hundredths of a millisecond for latencies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from statuary.instants import Instant
from statuary.model import Change, Outcome, Phases, ProbeResult, Track

Row: TypeAlias = tuple[Any, ...]

_OUTCOMES = (Outcome.up, Outcome.degraded, Outcome.down, Outcome.unknown)
CODES = {outcome: code for code, outcome in enumerate(_OUTCOMES)}

RESULTS = (
    "select s.probe, s.location, r.at, r.outcome, c.code, r.latency, r.dns, r.connect, r.tls, r.first_byte, r.total,"
    " r.attempts, r.spread, r.certificate_until"
    " from results r join series s on s.id = r.series join reasons c on c.id = r.reason"
)
CHANGES = (
    "select c.series, c.at, c.old, c.new, r.code, c.confirmed_at from changes c join reasons r on r.id = c.reason"
    " where c.superseded is null"
)

encode_track = msgspec.msgpack.Encoder().encode
decode_track = msgspec.msgpack.Decoder(Track).decode


@dataclass(slots=True)
class Reasons:
    """Reason codes as small numbers; new ones get theirs when they are first asked for."""

    connection: sqlite3.Connection

    def __getitem__(self, code: str) -> int:
        row = self.connection.execute("select id from reasons where code = ?", (code,)).fetchone()
        if row is None:
            row = (self.connection.execute("insert into reasons (code) values (?)", (code,)).lastrowid,)
        id_: int = row[0]
        return id_


def insert_results(
    connection: sqlite3.Connection,
    answers: Iterable[tuple[int, ProbeResult]],
    reasons: Reasons,
    superseded: Instant | None = None,
) -> None:
    """``answers``: each with the id of its series. Superseded ones take no other's place."""
    otherwise = "replace" if superseded is None else "ignore"
    connection.executemany(
        f"insert or {otherwise} into results (series, at, outcome, reason, attempts, spread, latency,"
        " dns, connect, tls, first_byte, total, certificate_until, superseded)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(id_, r.at, CODES[r.outcome], reasons[r.reason], r.attempts, r.spread),
                *map(_hundredths, (r.latency, r.phases.dns, r.phases.connect, r.phases.tls, r.phases.first_byte)),
                *(_hundredths(r.phases.total), r.certificate_until, superseded),
            )
            for id_, r in answers
        ],
    )


def insert_changes(connection: sqlite3.Connection, changes: Iterable[tuple[int, Change]], reasons: Reasons) -> None:
    """``changes``: each with the id of its series."""
    connection.executemany(
        "insert or replace into changes (series, at, old, new, reason, confirmed_at) values (?, ?, ?, ?, ?, ?)",
        [(id_, c.at, CODES[c.old], CODES[c.new], reasons[c.reason], c.confirmed_at) for id_, c in changes],
    )


def result(row: Row) -> ProbeResult:
    """A row of ``RESULTS``."""
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


def change(row: Row) -> Change:
    """A row of ``CHANGES`` without its series."""
    at, old, new, reason, confirmed_at = row
    return Change(at, _OUTCOMES[old], _OUTCOMES[new], reason, confirmed_at)


def _hundredths(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds * 100)


def _millis(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
