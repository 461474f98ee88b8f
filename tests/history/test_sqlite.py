"""The embedded store when things go wrong: damage, newer files, full disks, two at once, kills."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from statuary.errors import HistoryError, Locked
from statuary.history import open_store, rollups, rows
from statuary.history.migrate import Migration, migrate, migrations
from statuary.history.sqlite import SqliteStore
from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.model import Outcome, Phases, Policy, ProbeResult, ProbeRun
from support_tools import needs

BEGIN: Instant = 1_793_923_200_000
POLICIES = {"p": Policy(every=5 * MINUTE)}
SRC = Path(__file__).resolve().parents[2] / "src"


def run(at: Instant, outcome: Outcome = Outcome.up, probes: int = 1) -> ProbeRun:
    return ProbeRun(
        at, "default", tuple(ProbeResult(f"p{n}", "default", at, outcome, "ok", 80.0 + n) for n in range(probes))
    )


def fill(path: Path, runs: int = 40) -> None:
    with open_store(path, keep_raw=14 * DAY) as store:
        for number in range(runs):
            store.record(run(BEGIN + number * 5 * MINUTE, probes=5), POLICIES)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"not a database at all, but long enough to be one" * 50,
        lambda data: data[: len(data) // 2],
        lambda data: data[:4096] + os.urandom(4096) + data[8192:],
        lambda data: data[:100] + b"\0" * (len(data) - 100),
    ],
    ids=["garbage", "half of it", "a page of noise", "zeroes"],
)
def test_a_damaged_file_is_set_aside_and_never_means_up(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "history/history.db"
    fill(path)
    damaged = damage(path.read_bytes())  # type: ignore[operator]
    path.write_bytes(damaged)
    with open_store(path, keep_raw=14 * DAY) as store:
        assert {} == store.load(BEGIN + DAY).tracks
        (sentence,) = store.warnings
    assert "set aside as history/history.db.corrupt-1" in sentence
    assert damaged == (tmp_path / "history/history.db.corrupt-1").read_bytes()


def test_a_second_damaged_file_gets_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "history/history.db"
    for _ in range(2):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"garbage " * 1000)
        open_store(path, keep_raw=DAY).__exit__(None, None, None)
    assert {"history.db.corrupt-1", "history.db.corrupt-2"} < {file.name for file in path.parent.iterdir()}


def test_an_empty_file_is_a_new_history_and_said(tmp_path: Path) -> None:
    (tmp_path / "history.db").touch()
    with open_store(tmp_path / "history.db", keep_raw=DAY) as store:
        assert ["The file was empty: a new history begins."] == [words[:41] for words in store.warnings]


def test_a_file_from_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history/history.db"
    fill(path, 1)
    with sqlite3.connect(path) as connection:
        connection.execute("insert into migrations values (9999, '9999_future.sql', 'x')")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(HistoryError, match=r"newer Statuary \(its schema is 9999.*nothing was changed"):
        open_store(path, keep_raw=DAY)
    assert before == path.read_bytes()


def test_a_migration_that_was_edited_after_it_was_applied_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "h.db", isolation_level=None)
    migrate(connection, "h.db", [Migration(1, "0001_a.sql", "create table a (x);")])
    with pytest.raises(HistoryError, match="migration 1 is not the one that was applied"):
        migrate(connection, "h.db", [Migration(1, "0001_a.sql", "create table a (y);")])
    connection.close()


def test_a_migration_that_fails_half_way_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "h.db", isolation_level=None)
    good = Migration(1, "0001_a.sql", "create table a (x);")
    with pytest.raises(sqlite3.Error):
        migrate(connection, "h.db", [good, Migration(2, "0002_b.sql", "create table b (x);\ncreate table a (x);")])
    assert ["a", "migrations"] == [n for (n,) in connection.execute("select name from sqlite_master order by name")]
    migrate(connection, "h.db", [good, Migration(2, "0002_b.sql", "create table b (x);\ncreate table c (x);")])
    assert [1, 2] == [v for (v,) in connection.execute("select version from migrations")]
    connection.close()


def test_the_shipped_migrations_are_numbered_without_gap() -> None:
    versions = [step.version for step in migrations()]
    assert list(range(1, len(versions) + 1)) == versions


def test_a_folder_in_its_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "history.db").mkdir()
    with pytest.raises(HistoryError, match="is a folder; the history is a file"):
        open_store(tmp_path / "history.db", keep_raw=DAY)


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "history/history.db"
    fill(path, 1)
    with open_store(path, keep_raw=DAY, wait=100) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(Locked, match=r"Another process is writing history/history\.db"):
            store.record(run(BEGIN + DAY), POLICIES)
        other.execute("rollback")
        other.close()
        store.record(run(BEGIN + DAY), POLICIES)


def test_a_second_writer_that_waits_long_enough_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "history/history.db"
    fill(path, 1)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    threading.Timer(0.3, lambda: (other.execute("rollback"), other.close())).start()
    with open_store(path, keep_raw=DAY, wait=10_000) as store:
        store.record(run(BEGIN + DAY), POLICIES)
        assert 2 == len({result.at for result in store.results(0, BEGIN + 2 * DAY)})


def test_a_disk_that_is_full_is_a_sentence_and_what_was_recorded_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "history/history.db"
    fill(path)
    store = SqliteStore(path, keep_raw=14 * DAY, wait=100)
    pages = store._connection.execute("pragma page_count").fetchone()[0]
    store._connection.execute(f"pragma max_page_count = {pages}")  # what SQLite meets when no page can be added
    with pytest.raises(HistoryError, match="disk is full; make room"):
        store.record(run(BEGIN + DAY, probes=4000), POLICIES)
    assert 200 == len(list(store.results(0, BEGIN + 9 * DAY)))
    store.__exit__(None, None, None)


_DRIVER = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from statuary.history import open_store
from statuary.model import *
from statuary.errors import StatuaryError
at = {begin} + 300_000 * 100
results = tuple(ProbeResult(f"p{{n}}", "default", at, Outcome.down, "http_503", 80.0) for n in range(5))
try:
    with open_store(Path({file!r}), keep_raw=14 * 86_400_000, wait=100) as store:
        print("opened", flush=True)
        store.record(ProbeRun(at, "default", results), {{}})
except StatuaryError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def _strace(folder: Path, inject: str) -> subprocess.CompletedProcess[str]:
    driver = _DRIVER.format(path=[str(SRC), *sys.path], begin=BEGIN, file=str(folder / "history/history.db"))
    command = ["strace", "-f", "--seccomp-bpf", "-q", "-o", "/dev/null", "-P", str(folder / "history/history.db"), "-P"]
    command += [
        str(folder / "history/history.db-wal"),
        "-e",
        f"inject={inject}",
        sys.executable,
        "-S",
        "-E",
        "-c",
        driver,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC", "error=EIO"])
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "ftruncate", "unlink"])
def test_a_run_is_recorded_whole_or_not_at_all_whatever_call_fails(tmp_path: Path, call: str, fault: str) -> None:
    needs("strace")
    fill(tmp_path / "full/history/history.db", 3)
    for number in range(1, 80):
        folder = tmp_path / f"{call}-{number}"
        shutil.copytree(tmp_path / "full", folder)
        done = _strace(folder, f"{call}:{fault}:when={number}")
        assert "Traceback" not in done.stderr, done.stderr
        with open_store(folder / "history/history.db", keep_raw=14 * DAY) as store:
            assert () == store.warnings
            counts = Counter(result.at for result in store.results(0, BEGIN + 9 * DAY))
        assert {5} == set(counts.values())
        assert len(counts) in (3, 4)
        if done.returncode == 0:
            assert 4 == len(counts)
            return  # the call was not made so often: every one of them has been tried
    pytest.fail("the sweep never reached the last call")


@pytest.mark.slow
def test_a_year_stays_small_and_loads_quickly(tmp_path: Path) -> None:
    """Ten probes stand for fifty: rows are a series' own, so size and time grow with their number."""
    path, probes = tmp_path / "history/history.db", 10
    with SqliteStore(path, keep_raw=14 * DAY, wait=100) as store:
        with store._transaction():
            ids = store._series({(f"p{n}", "default") for n in range(probes)})
            for hour in range(365 * 24):
                answers = [
                    (ids[result.probe, "default"], 0, result)
                    for minute in range(0, 60, 5)
                    for result in _answers(BEGIN + hour * HOUR + minute * MINUTE, probes)
                ]
                rollups.add(store._connection, answers)
        for number in range(14 * 288):
            at = BEGIN + 351 * DAY + number * 5 * MINUTE
            with store._transaction():
                store._insert_run(ProbeRun(at, "default", ()))
                answered = [(ids[result.probe, "default"], result) for result in _answers(at, probes)]
                rows.insert_results(store._connection, answered, rows.Reasons(store._connection))
    assert path.stat().st_size < 40_000_000 * probes / 50
    began = time.process_time()
    with open_store(path, keep_raw=14 * DAY) as store:
        history = store.load(BEGIN + 365 * DAY)
    assert time.process_time() - began < 0.3
    assert 366 >= len(history.days["p0"]) > 364


def _answers(at: Instant, probes: int) -> list[ProbeResult]:
    return [
        ProbeResult(
            f"p{n}",
            "default",
            at + n,
            Outcome.up,
            "ok",
            60.0 + (at // MINUTE * 7919 + n * 104729) % 6000 / 50,
            Phases(1.25, 12.5, 24.75, 60.0, 61.5),
        )
        for n in range(probes)
    ]
