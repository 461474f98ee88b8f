"""Results as CSV or JSON lines, for spreadsheets and programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, Literal, TextIO, TypeAlias

from statuary.history import Store
from statuary.instants import Instant, iso
from statuary.model import ProbeResult

Format = Literal["csv", "jsonl"]
_Row: TypeAlias = tuple[Any, ...]

_COLUMNS = (
    *("at", "probe", "location", "outcome", "reason", "latency_ms"),
    *("dns_ms", "connect_ms", "tls_ms", "first_byte_ms", "total_ms", "attempts", "certificate_until"),
)
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # a cell that begins so is run by spreadsheets
_BREAKS = ("\t", "\n")  # and behind these a cell may begin anew


def export_history(store: Store, fmt: Format, since: Instant, until: Instant, out: TextIO) -> int:
    """Writes the results of [since, until), oldest first; gives their number."""
    rows = (_row(result) for result in store.results(since, until))
    return _csv(rows, out) if fmt == "csv" else _jsonl(rows, out)


def _row(result: ProbeResult) -> _Row:
    phases = result.phases
    return (
        *(iso(result.at), result.probe, result.location, result.outcome.value, result.reason, result.latency),
        *(phases.dns, phases.connect, phases.tls, phases.first_byte, phases.total, result.attempts),
        None if result.certificate_until is None else iso(result.certificate_until),
    )


def _csv(rows: Iterator[_Row], out: TextIO) -> int:
    out.write(",".join(_COLUMNS) + "\n")
    writer = csv.writer(out, lineterminator="\n")
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
        writer.writerow([_cell(value) for value in row])
    return count


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would run is marked as text."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")  # Python 3.11 and 3.12 leave it unquoted, and a row would begin there
    return f"'{text}" if text.startswith(_BREAKS) or text.lstrip().startswith(_FORMULA) else text


def _jsonl(rows: Iterator[_Row], out: TextIO) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
        out.write(json.dumps(dict(zip(_COLUMNS, row, strict=True)), ensure_ascii=False) + "\n")
    return count
