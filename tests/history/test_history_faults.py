"""Full and broken disks, kills at every call, several processes at once: a run is recorded whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from statuary.errors import HistoryError, Locked
from statuary.history import open_store
from statuary.history.sqlite import SqliteStore
from statuary.instants import DAY
from support_faults import Faulty, faulty
from support_history import BEGIN, POLICIES, RECORD_ONE, STEP, fill, recording, run
from support_tools import needs

LATER = BEGIN + 100 * STEP
CALLS = ("pwrite64", "fdatasync", "ftruncate", "unlink")
FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history/history.db"


# ---------------------------------------------------------------------------------------------------------- two at once


def test_a_writer_that_is_kept_waiting_too_long_says_so(path: Path) -> None:
    fill(path, 1)
    with (
        open_store(path, keep_raw=DAY, wait=100) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("begin immediate")
        with pytest.raises(Locked, match=r"Another process is writing history/history\.db"):
            store.record(run("u", LATER), POLICIES)


def test_a_writer_that_was_locked_out_can_record_afterwards(path: Path) -> None:
    fill(path, 1)
    with open_store(path, keep_raw=DAY, wait=100) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("begin immediate")
            with pytest.raises(Locked):
                store.record(run("u", LATER), POLICIES)
        store.record(run("u", LATER), POLICIES)
        assert {BEGIN, LATER} == {result.at for result in store.results(0, LATER + 1)}


def test_a_writer_that_waits_long_enough_succeeds(path: Path) -> None:
    fill(path, 1)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    threading.Timer(0.3, lambda: (other.execute("rollback"), other.close())).start()
    with open_store(path, keep_raw=DAY, wait=10_000) as store:
        store.record(run("u", LATER), POLICIES)
        assert {BEGIN, LATER} == {result.at for result in store.results(0, LATER + 1)}


def test_processes_that_begin_a_history_at_once_all_record(path: Path) -> None:
    processes = [recording(path, LATER + number, wait=10_000) for number in range(6)]
    assert [0] * 6 == [process.wait() for process in processes], [process.communicate() for process in processes]
    with open_store(path, keep_raw=DAY) as store:
        assert {LATER + number: 5 for number in range(6)} == Counter(r.at for r in store.results(0, LATER + DAY))
    for process in processes:
        process.communicate()


# ---------------------------------------------------------------------------------------------------------------- disks


def test_a_disk_that_is_full_is_a_sentence_and_what_was_recorded_is_kept(path: Path) -> None:
    fill(path)
    with SqliteStore(path, keep_raw=14 * DAY, wait=100) as store:
        pages = store._connection.execute("pragma page_count").fetchone()[0]
        store._connection.execute(f"pragma max_page_count = {pages}")  # what SQLite meets when no page can be added
        with pytest.raises(HistoryError, match="disk is full; make room"):
            store.record(run("u", LATER, *(f"q{n}" for n in range(4000))), POLICIES)
        assert 200 == len(list(store.results(0, BEGIN + 9 * DAY)))


@pytest.mark.parametrize("error", ["EROFS", "EACCES"])
def test_a_file_that_cannot_be_written_is_a_sentence(path: Path, error: str) -> None:
    fill(path, 3)
    fault = (
        needs("strace"),
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-P",
        str(path),
        "-e",
        f"inject=openat:error={error}:when=1",
    )
    process = recording(path, LATER, under=fault)  # SQLite then opens it for reading
    told, failed = process.communicate()
    assert (2, "") == (process.returncode, failed)
    assert told.startswith("history/history.db cannot be used: attempt to write a readonly database. Make the file and")
    assert 15 == count(path)


def test_a_file_that_cannot_be_opened_is_a_sentence(path: Path) -> None:
    fill(path, 3)
    fault = (needs("strace"), "-f", "-qq", "-o", "/dev/null", "-P", str(path), "-e", "inject=openat:error=EACCES")
    process = recording(path, LATER, under=fault)
    told, failed = process.communicate()
    assert (2, "") == (process.returncode, failed)
    assert told.startswith("history/history.db cannot be used: unable to open database file. Make the file and its")
    assert 15 == count(path)


# -------------------------------------------------------------------------------------------------- kills at every call


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    with faulty(RECORD_ONE, tmp_path_factory.mktemp("recorder")) as loaded:
        yield loaded


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_run_is_recorded_whole_or_not_at_all_whatever_call_fails(
    tmp_path: Path, recorder: Faulty, call: str, fault: str
) -> None:
    fill(tmp_path / "before/history.db", 3)
    sweep(tmp_path, recorder, call, fault, known=3)


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_a_history_begins_whole_or_not_at_all_whatever_call_is_the_last(
    tmp_path: Path, recorder: Faulty, call: str
) -> None:
    (tmp_path / "before").mkdir()
    sweep(tmp_path, recorder, call, "signal=SIGKILL", known=0, step=3 if call == "pwrite64" else 1)


@pytest.mark.slow
def test_the_log_of_an_emptied_file_is_kept_whatever_call_of_its_setting_aside_is_the_last(
    tmp_path: Path, recorder: Faulty
) -> None:
    fill(tmp_path / "whole.db", 1)
    with open_store(tmp_path / "whole.db", keep_raw=DAY) as store:
        store.record(run("u", LATER), POLICIES)
        log = (tmp_path / "whole.db-wal").read_bytes()
    for number in range(1, 9):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "history.db").touch()
        (folder / "history.db-wal").write_bytes(log)
        done = inject(recorder, folder, "rename", "signal=SIGKILL", number)
        open_store(folder / "history.db", keep_raw=DAY).__exit__(None, None, None)
        assert log in [file.read_bytes() for file in folder.iterdir()]
        if done == 0:
            assert number > 2
            return
    pytest.fail("the sweep never reached the last call")


def sweep(tmp_path: Path, recorder: Faulty, call: str, fault: str, *, known: int, step: int = 1) -> None:
    """Records one run again and again, each time with the fault a step of calls later, until no call is left."""
    for number in range(1, 200, step):
        folder = tmp_path / f"{call}-{number}"
        shutil.copytree(tmp_path / "before", folder)
        done = inject(recorder, folder, call, fault, number)
        with open_store(folder / "history.db", keep_raw=14 * DAY) as store:
            assert [] == [sentence for sentence in store.warnings if "damaged" in sentence]
            counts = Counter(result.at for result in store.results(0, BEGIN + 9 * DAY))
        assert set(counts.values()) <= {5}
        assert len(counts) in (known, known + 1)
        if done == 0:
            assert known + 1 == len(counts)
            return
    pytest.fail("the sweep never reached the last call")


def inject(recorder: Faulty, folder: Path, call: str, fault: str, number: int) -> int:
    """The exit code of recording a run where the ``number``-th such call on the history's files meets the fault."""
    files = [folder / name for name in ("", "history.db", "history.db-wal", "history.db-shm", "history.db-journal")]
    watched = [part for file in files for part in ("-P", str(file))]
    tracing = (*watched, "-e", f"inject={call}:{fault}:when={number}")
    code, told = recorder.run((str(folder / "history.db"), LATER, 100), *tracing)
    assert "Traceback" not in told, told
    return code


def count(path: Path) -> int:
    with open_store(path, keep_raw=14 * DAY) as store:
        return sum(1 for _ in store.results(0, BEGIN + 9 * DAY))
