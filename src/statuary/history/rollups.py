"""Hours and days of a series: how many answers of each outcome, and a sketch of their latencies. Part of the store."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from statuary.history import sketch
from statuary.instants import DAY, HOUR, Instant, Millis
from statuary.model import LatencyBucket, ProbeResult, Series

HOURS_SHOWN = 48 * HOUR
DAYS_SHOWN = 400 * DAY
_SHARES = (0.50, 0.95, 0.99)

Answered: TypeAlias = tuple[int, int, ProbeResult]  # series id, outcome code, result


def add(connection: sqlite3.Connection, answers: Sequence[Answered]) -> None:
    """Counts the answers in their hours and days. Unknown ones have no latency."""
    for table, length in (("hours", HOUR), ("days", DAY)):
        _add(connection, table, length, answers)


def _add(connection: sqlite3.Connection, table: str, length: Millis, answers: Sequence[Answered]) -> None:
    touched: dict[tuple[int, Instant], tuple[list[int], sketch.Sketch]] = {}
    for id_, outcome, result in answers:
        where = (id_, result.at - result.at % length)
        if where not in touched:
            touched[where] = _known(connection, table, where)
        counts, latencies = touched[where]
        counts[outcome] += 1
        if result.latency is not None:
            sketch.add(latencies, result.latency)
    quantiles = table == "days"
    marks = ", ".join("?" * (10 if quantiles else 7))
    connection.executemany(
        f"insert or replace into {table} values ({marks})",
        [
            (*where, *counts, sketch.encode(latencies), *(_quantiles(latencies) if quantiles else ()))
            for where, (counts, latencies) in touched.items()
        ],
    )


def _known(connection: sqlite3.Connection, table: str, where: tuple[int, Instant]) -> tuple[list[int], sketch.Sketch]:
    row = connection.execute(
        f"select up, degraded, down, unknown, sketch from {table} where series = ? and start = ?", where
    ).fetchone()
    return (list(row[:4]), sketch.decode(row[4])) if row else ([0, 0, 0, 0], {})


def _quantiles(latencies: sketch.Sketch) -> tuple[int | None, ...]:
    if not latencies:
        return (None, None, None)
    return tuple(round(value * 100) for value in sketch.quantiles(latencies, *_SHARES))


def latencies(
    connection: sqlite3.Connection, names: Mapping[int, Series], now: Instant
) -> tuple[dict[str, tuple[LatencyBucket, ...]], dict[str, tuple[LatencyBucket, ...]]]:
    """By probe, over all its locations: the last hours, and the last days."""
    locations = Counter(probe for probe, _ in names.values())
    return (
        _buckets(connection, "hours", names, now - HOURS_SHOWN, now, set(names)),
        _buckets(
            connection, "days", names, now - DAYS_SHOWN, now, {i for i, (p, _) in names.items() if locations[p] > 1}
        ),
    )


def _buckets(
    connection: sqlite3.Connection,
    table: str,
    names: Mapping[int, Series],
    since: Instant,
    now: Instant,
    decoded: set[int],
) -> dict[str, tuple[LatencyBucket, ...]]:
    """``decoded``: the series whose sketches must be merged; of the others the stored quantiles do."""
    ready = "p50, p95, p99" if table == "days" else "null, null, null"
    query = (
        f"select start, up + degraded + down, {ready}, sketch from {table}"
        " where series = ? and start between ? and ? order by start"
    )
    found: dict[str, list[LatencyBucket]] = {}
    merged: dict[tuple[str, Instant], list[sketch.Sketch]] = {}
    for id_, (probe, _) in names.items():
        for start, count, p50, p95, p99, blob in connection.execute(query, (id_, since, now)):
            if id_ in decoded:
                merged.setdefault((probe, start), []).append(sketch.decode(blob))
            elif p50 is not None:
                found.setdefault(probe, []).append(LatencyBucket(start, count, p50 / 100, p95 / 100, p99 / 100))
    for (probe, start), parts in sorted(merged.items()):
        whole = sketch.merge(parts)
        if whole:
            bucket = LatencyBucket(start, sum(whole.values()), *sketch.quantiles(whole, *_SHARES))
            found.setdefault(probe, []).append(bucket)
    return {probe: tuple(buckets) for probe, buckets in found.items()}
