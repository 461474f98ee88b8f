"""Schemas: older ones are brought up to date, whole or not at all; newer and edited ones are refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from statuary.errors import HistoryError
from statuary.history import open_store
from statuary.history.migrate import Migration, migrate, migrations
from statuary.instants import DAY
from support_history import BEGIN, POLICIES, fill, run

FIRST = Migration(1, "0001_a.sql", "create table a (x);")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "h.db", isolation_level=None)) as connection:
        yield connection


def schema(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("select name from sqlite_master order by name")]


def test_a_file_from_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history/history.db"
    fill(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("insert into migrations values (9999, '9999_future.sql', 'x')")
    before = path.read_bytes()
    with pytest.raises(HistoryError, match=r"newer Statuary \(its schema is 9999.*nothing was changed"):
        open_store(path, keep_raw=DAY)
    assert before == path.read_bytes()


def test_a_history_of_the_first_version_is_brought_up_to_date_and_kept(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "h.db", isolation_level=None)) as connection:
        migrate(connection, "h.db", migrations()[:1])
        connection.execute("insert into series (id, probe, location) values (1, 'p', 'default')")
        connection.execute("insert into reasons values (1, 'ok')")
        connection.execute("insert into runs values (?, 'default', 'ok', '')", (BEGIN,))
        connection.execute(
            "insert into results (series, at, outcome, reason, attempts, spread) values (1, ?, 0, 1, 1, 0)", (BEGIN,)
        )
    with open_store(tmp_path / "h.db", keep_raw=DAY) as store:
        store.record(run("u", BEGIN + 1), POLICIES)
        assert [BEGIN, BEGIN + 1] == [result.at for result in store.results(0, BEGIN + DAY)]
        assert BEGIN == store.load(BEGIN + DAY).first_at


def test_a_migration_that_was_edited_after_it_was_applied_is_refused(connection: sqlite3.Connection) -> None:
    migrate(connection, "h.db", [FIRST])
    with pytest.raises(HistoryError, match="migration 1 is not the one that was applied"):
        migrate(connection, "h.db", [Migration(1, "0001_a.sql", "create table a (y);")])


def test_a_migration_that_fails_half_way_leaves_nothing(connection: sqlite3.Connection) -> None:
    half = Migration(2, "0002_b.sql", "create table b (x);\ncreate table a (x);")
    with pytest.raises(sqlite3.Error):
        migrate(connection, "h.db", [FIRST, half])
    assert ["a", "migrations"] == schema(connection)


def test_a_migration_can_be_repeated_after_it_failed(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.Error):
        migrate(connection, "h.db", [FIRST, Migration(2, "0002_b.sql", "create table b (x);\ncreate table a (x);")])
    migrate(connection, "h.db", [FIRST, Migration(2, "0002_b.sql", "create table b (x);\ncreate table c (x);")])
    assert ["a", "b", "c", "migrations"] == schema(connection)


def test_migrating_twice_changes_nothing(connection: sqlite3.Connection) -> None:
    migrate(connection, "h.db")
    before = list(connection.execute("select * from sqlite_master"))
    migrate(connection, "h.db")
    assert before == list(connection.execute("select * from sqlite_master"))


def test_the_shipped_migrations_are_numbered_without_gap() -> None:
    versions = [step.version for step in migrations()]
    assert list(range(1, len(versions) + 1)) == versions
