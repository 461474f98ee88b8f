"""What may stand in the history's place: damage, other programs' files, folders, links. Nothing of it means "up"."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from statuary.errors import HistoryError, StatuaryError
from statuary.history import open_store
from statuary.instants import DAY
from support_history import BEGIN, POLICIES, fill, recording, run

Damage = Callable[[bytes], bytes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history/history.db"


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def use(path: Path) -> None:
    """All that is ever done with a history."""
    with open_store(path, keep_raw=14 * DAY, wait=50) as store:
        store.load(BEGIN + DAY)
        store.record(run("d", BEGIN + DAY, "p0"), POLICIES)
        list(store.results(0, BEGIN + 2 * DAY))


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"not a database at all, but long enough to be one" * 50,
        lambda data: data[: len(data) // 2],
        lambda data: data[:-100],
        lambda data: data[:4096] + random.Random(1).randbytes(4096) + data[8192:],
        lambda data: data[:100] + b"\0" * (len(data) - 100),
        lambda data: b"\0" * len(data),
        lambda _: b"SQLite format 3\0",
        lambda data: data.replace(b"CREATE TABLE", b"CREATE\xff\xfeABLE", 1),
    ],
    ids=["garbage", "half", "cut", "a page of noise", "zeroes but a head", "zeroes", "a head", "a schema of noise"],
)
def test_a_damaged_file_is_set_aside_and_never_means_up(path: Path, damage: Damage) -> None:
    fill(path)
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    with open_store(path, keep_raw=14 * DAY) as store:
        assert {} == store.load(BEGIN + DAY).tracks
        (sentence,) = store.warnings
    assert "set aside as history/history.db.corrupt-1" in sentence
    assert damaged == (path.parent / "history.db.corrupt-1").read_bytes()


def test_the_new_history_records(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"garbage " * 1000)
    with open_store(path, keep_raw=DAY) as store:
        store.record(run("u", BEGIN), POLICIES)
    with open_store(path, keep_raw=DAY) as store:
        assert (1, ()) == (len(list(store.results(0, BEGIN + DAY))), store.warnings)


def test_a_second_damaged_file_gets_a_name_of_its_own(path: Path) -> None:
    path.parent.mkdir()
    for _ in range(2):
        path.write_bytes(b"garbage " * 1000)
        open_store(path, keep_raw=DAY).__exit__(None, None, None)
    assert {"history.db", "history.db.corrupt-1", "history.db.corrupt-2"} == {f.name for f in path.parent.iterdir()}


def test_a_log_that_was_set_aside_before_is_not_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"garbage " * 1000)
    (path.parent / "history.db.corrupt-1-wal").write_bytes(b"of an attempt that was killed half way")
    open_store(path, keep_raw=DAY).__exit__(None, None, None)
    assert b"of an attempt that was killed half way" == (path.parent / "history.db.corrupt-1-wal").read_bytes()
    assert (path.parent / "history.db.corrupt-2").exists()


def test_an_empty_file_is_a_new_history_and_said(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with open_store(path, keep_raw=DAY) as store:
        assert ["The file was empty: a new history begins."] == [words[:41] for words in store.warnings]


def test_the_log_beside_an_emptied_file_is_set_aside_with_it(path: Path) -> None:
    with open_store(path, keep_raw=DAY) as store:
        store.record(run("u", BEGIN), POLICIES)
        log = (path.parent / "history.db-wal").read_bytes()
    path.write_bytes(b"")
    (path.parent / "history.db-wal").write_bytes(log)
    open_store(path, keep_raw=DAY).__exit__(None, None, None)
    assert log == (path.parent / "history.db.corrupt-1-wal").read_bytes()


def test_two_processes_that_find_the_same_damage_set_it_aside_once(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"garbage " * 1000)
    processes = [recording(path, BEGIN + number, wait=10_000) for number in range(4)]
    assert [(0, "")] * 4 == [(process.wait(), process.communicate()[1]) for process in processes]
    assert {"history.db", "history.db.corrupt-1"} == {file.name for file in path.parent.iterdir()}
    with open_store(path, keep_raw=DAY) as store:
        assert 20 == len(list(store.results(0, BEGIN + DAY)))


@pytest.mark.parametrize(
    "statement",
    [
        "update series set track = x'00'",
        "update series set probe = cast(x'ff' as text) where id = 1",
        "update hours set sketch = x'80'",
        "update results set outcome = 9",
        "alter table days rename column p95 to p94",
    ],
)
def test_values_that_no_version_wrote_end_in_a_sentence_and_results_are_kept(path: Path, statement: str) -> None:
    fill(path)
    execute(path, statement)
    with pytest.raises(HistoryError, match=r"^history/history\.db (holds values that Statuary did not|cannot be used)"):
        use(path)
    with closing(sqlite3.connect(path)) as connection:
        assert (200,) == connection.execute("select count(*) from results").fetchone()


def test_no_change_of_any_byte_ends_in_a_traceback(path: Path) -> None:
    fill(path)
    whole, chance = path.read_bytes(), random.Random(5)
    for number in range(150):
        data = bytearray(whole)
        data[chance.randrange(len(data) if number % 3 else 100)] = chance.randrange(256)
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(data)
        try:
            use(path)
        except StatuaryError:
            continue


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    execute(path, "create table users (name)")
    before = path.read_bytes()
    with pytest.raises(HistoryError, match=r"is the database of another program.*nothing was changed"):
        open_store(path, keep_raw=DAY)
    assert before == path.read_bytes()


def test_a_folder_in_its_place_is_a_sentence(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(HistoryError, match="is a folder; the history is a file"):
        open_store(path, keep_raw=DAY)


def test_a_pipe_in_its_place_is_a_sentence(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    with pytest.raises(HistoryError, match="is not a file"):
        open_store(path, keep_raw=DAY)


def test_a_file_in_place_of_its_folder_is_a_sentence(path: Path) -> None:
    path.parent.touch()
    with pytest.raises(HistoryError, match=r"history/history\.db cannot be used: File exists\. "):
        open_store(path, keep_raw=DAY)


def test_a_link_is_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    (tmp_path / "volume").mkdir()
    path.symlink_to(tmp_path / "volume/kept.db")
    with open_store(path, keep_raw=DAY) as store:
        store.record(run("u", BEGIN), POLICIES)
    assert path.is_symlink()
    with open_store(tmp_path / "volume/kept.db", keep_raw=DAY) as store:
        assert 1 == len(list(store.results(0, BEGIN + DAY)))


def test_damage_behind_a_link_is_set_aside_where_it_is(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    (tmp_path / "volume").mkdir()
    (tmp_path / "volume/kept.db").write_bytes(b"garbage " * 1000)
    path.symlink_to(tmp_path / "volume/kept.db")
    open_store(path, keep_raw=DAY).__exit__(None, None, None)
    assert path.is_symlink()
    assert {"kept.db", "kept.db.corrupt-1"} == {file.name for file in (tmp_path / "volume").iterdir()}


def test_a_link_into_nowhere_begins_no_history_there(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "not mounted/kept.db")
    with pytest.raises(HistoryError, match=r"is a link into .*not mounted, which is not there"):
        open_store(path, keep_raw=DAY)
    assert not (tmp_path / "not mounted").exists()


def test_a_link_to_itself_is_a_sentence(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(path)
    with pytest.raises(HistoryError, match=r"history/history\.db cannot be used"):
        open_store(path, keep_raw=DAY)
