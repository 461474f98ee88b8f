"""Results as CSV or JSON lines, for spreadsheets and programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TextIO

from statuary.history import Store
from statuary.instants import Instant, iso
from statuary.model import ProbeResult

Format = Literal["csv", "jsonl"]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by spreadsheets


def export_history(store: Store, fmt: Format, since: Instant, until: Instant, out: TextIO) -> int:
    """Writes the results of [since, until), oldest first; gives their number."""
    rows = (_row(result) for result in store.results(since, until))
    return _csv(rows, out) if fmt == "csv" else _jsonl(rows, out)


def _row(result: ProbeResult) -> dict[str, Any]:
    phases = result.phases
    return {
        "at": iso(result.at),
        "probe": result.probe,
        "location": result.location,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "latency_ms": result.latency,
        "dns_ms": phases.dns,
        "connect_ms": phases.connect,
        "tls_ms": phases.tls,
        "first_byte_ms": phases.first_byte,
        "total_ms": phases.total,
        "attempts": result.attempts,
        "certificate_until": None if result.certificate_until is None else iso(result.certificate_until),
    }


def _csv(rows: Iterator[Mapping[str, Any]], out: TextIO) -> int:
    writer = csv.writer(out, lineterminator="\n")
    count = 0
    for count, row in enumerate(rows, 1):
        if count == 1:
            writer.writerow(row.keys())
        writer.writerow([_cell(value) for value in row.values()])
    return count


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _jsonl(rows: Iterator[Mapping[str, Any]], out: TextIO) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count
