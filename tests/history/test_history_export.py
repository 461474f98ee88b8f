"""Single results for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from statuary.history.export import Format, export_history
from statuary.instants import DAY
from support_history import BEGIN, STEP, Open, feed, run


def export(reopen: Open, fmt: Format, since: int = 0, until: int = BEGIN + DAY) -> str:
    out = io.StringIO()
    with reopen() as store:
        export_history(store, fmt, since, until, out)
    return out.getvalue()


def test_results_are_exported_as_csv_with_a_heading(reopen: Open) -> None:
    with reopen() as store:
        store.record(run("u", BEGIN, latency=80.5), {})
    (row,) = csv.DictReader(io.StringIO(export(reopen, "csv")))
    assert {
        "at": "2026-11-06T00:00:00Z",
        "probe": "p",
        "location": "default",
        "outcome": "up",
        "reason": "ok",
        "latency_ms": "80.5",
        "dns_ms": "1.0",
        "connect_ms": "2.0",
        "tls_ms": "",
        "first_byte_ms": "70.5",
        "total_ms": "90.25",
        "attempts": "2",
        "certificate_until": "",
    } == row


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@sum", "\tx", "\nx", " =1+1", "\uff1d1+1"])
def test_no_cell_is_run_by_a_spreadsheet(reopen: Open, name: str) -> None:
    with reopen() as store:
        store.record(run("u", BEGIN, name), {})
    (row,) = csv.DictReader(io.StringIO(export(reopen, "csv"), newline=""))
    assert f"'{name}" == row["probe"]


def test_a_carriage_return_begins_no_row(reopen: Open) -> None:
    with reopen() as store:
        store.record(run("u", BEGIN, "p\r=cmd()"), {})
    (row,) = csv.DictReader(io.StringIO(export(reopen, "csv"), newline=""))
    assert "p =cmd()" == row["probe"]


def test_nothing_is_exported_as_a_heading_alone(reopen: Open) -> None:
    assert export(reopen, "csv").startswith("at,probe,location,outcome,reason,")
    assert 1 == export(reopen, "csv").count("\n")


def test_results_are_exported_as_json_lines(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "ud")
    assert ["up", "down"] == [json.loads(line)["outcome"] for line in export(reopen, "jsonl").splitlines()]


def test_json_lines_keep_text_as_it_is(reopen: Open) -> None:
    with reopen() as store:
        store.record(run("u", BEGIN, "=schlüssel"), {})
    assert '"probe": "=schlüssel"' in export(reopen, "jsonl")


def test_an_export_begins_at_since_and_ends_before_until(reopen: Open) -> None:
    with reopen() as store:
        feed(store, "uuuu")
    lines = export(reopen, "jsonl", BEGIN + STEP, BEGIN + 3 * STEP).splitlines()
    assert ["2026-11-06T00:05:00Z", "2026-11-06T00:10:00Z"] == [json.loads(line)["at"] for line in lines]
