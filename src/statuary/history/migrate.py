"""Numbered SQL files, each applied once, in order, each in a transaction: a kill leaves no half step."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from statuary.errors import HistoryError
from statuary.history.sentences import decoding
from statuary.model import Value


class Migration(Value, frozen=True):
    version: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """SHA-256 of the file, so that a step that was edited after it was applied is noticed."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """The shipped steps, in order."""
    files = sorted(Path(__file__).with_name("migrations").glob("*.sql"))
    return [Migration(int(file.name[:4]), file.name, file.read_text(encoding="utf-8")) for file in files]


def migrate(connection: sqlite3.Connection, name: str, steps: list[Migration] | None = None) -> None:
    """Brings the database up to date. Raises HistoryError, and touches nothing, if it is newer or not ours."""
    steps = migrations() if steps is None else steps
    known = {step.version: step for step in steps}
    applied = _applied(connection, name)
    newest = max(applied, default=0)
    if newest > max(known, default=0):
        raise HistoryError(
            f"{name} was written by a newer Statuary (its schema is {newest}, this one knows {max(known, default=0)}). "
            "Use that version; nothing was changed."
        )
    for version, digest in applied.items():
        if version not in known or known[version].digest != digest:
            raise HistoryError(
                f"{name}: migration {version} is not the one that was applied there. Restore the file "
                "src/statuary/history/migrations as it was released; a change of schema is a new file."
            )
    for step in steps:
        if step.version not in applied:
            _apply(connection, step)


def _applied(connection: sqlite3.Connection, name: str) -> dict[int, str]:
    # one look: between two, another process may begin the history
    tables = [table for (table,) in connection.execute("select name from sqlite_master order by rowid")]
    if not tables:
        return {}
    if "migrations" not in tables:
        raise HistoryError(
            f"{name} is the database of another program (it has '{tables[0]}', and no history). Move it elsewhere; "
            "nothing was changed."
        )
    with decoding(name):
        applied = connection.execute("select version, sha256 from migrations order by version")
        return {int(version): str(digest) for version, digest in applied}


def _apply(connection: sqlite3.Connection, step: Migration) -> None:
    connection.execute("begin immediate")
    try:
        connection.execute(
            "create table if not exists migrations "
            "(version integer primary key, name text not null, sha256 text not null)"
        )
        already = connection.execute("select 1 from migrations where version = ?", (step.version,)).fetchone()
        if not already:  # another process may have been quicker
            for statement in _statements(step.sql):
                connection.execute(statement)
            connection.execute("insert into migrations values (?, ?, ?)", (step.version, step.name, step.digest))
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _statements(sql: str) -> Iterator[str]:
    """The statements of a script; ``executescript`` would commit before the first."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
