"""Opening the file: what stands in its place, whether it is whole, and what becomes of it if it is not."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path

from statuary.errors import HistoryError
from statuary.history.migrate import migrate
from statuary.history.sentences import code
from statuary.instants import Millis

_PARTS = ("-journal", "-wal", "-shm", "")  # the file itself last: without it the others would be deleted as left over
_SET_ASIDE = (
    "The file is damaged ({error}). It was set aside as {aside}; a new history begins: what it alone knew is unknown. "
    "Restore a backup to its place if you have one."
)
_EMPTY = "The file was empty: a new history begins. Restore a backup to its place if you have one."


class _Damaged(sqlite3.DatabaseError):
    """What the integrity check found."""


def connect(path: Path, name: str, wait: Millis) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """The open file, in the newest schema, and sentences about what was found in its place."""
    path = _place(path, name)
    warnings: tuple[str, ...] = ()
    for last in (False, True):
        found = _inode(path)
        try:
            warnings += _emptied(path)
            return _checked(path, name, wait), warnings
        except sqlite3.DatabaseError as error:
            if last or not _is_damage(error):
                raise
            warnings += _set_aside(path, found, error)
    raise AssertionError  # the second turn returns or raises


def _place(path: Path, name: str) -> Path:
    """Where the file really is. A link is followed: what is set aside and begun anew stays where the link leads."""
    real = Path(os.path.realpath(path))
    if real.is_dir():
        raise HistoryError(f"{name} is a folder; the history is a file. Move the folder elsewhere.")
    if real.exists() and not real.is_file():
        raise HistoryError(f"{name} is not a file (a pipe, socket or device). Move it elsewhere.")
    if path.is_symlink() and not real.parent.is_dir():
        raise HistoryError(f"{name} is a link into {real.parent}, which is not there. Mend the link or mount the disk.")
    real.parent.mkdir(parents=True, exist_ok=True)
    return real


def _checked(path: Path, name: str, wait: Millis) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=wait / 1000, isolation_level=None)
    try:
        _check(connection)
        connection.execute("pragma synchronous = full")
        migrate(connection, name)
        connection.execute("pragma journal_mode = wal")  # after the look at the schema: nothing else of it is touched
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    """Raises where the file is not whole. Quick: the full check takes twice as long, and most of it is of indexes."""
    try:
        connection.execute("pragma trusted_schema = off")  # the file may have come from an artifact or a branch
        connection.execute("pragma cell_size_check = on")
        found = connection.execute("pragma quick_check(1)").fetchone()[0]
    except UnicodeDecodeError as error:  # the message that SQLite gives quotes the damage
        raise _Damaged("its table of contents is no text") from error
    if found != "ok":
        raise _Damaged(found)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return isinstance(error, _Damaged) or code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _emptied(path: Path) -> tuple[str, ...]:
    """Says that the file is empty. SQLite would delete the log beside an empty file: then that is damage."""
    if not path.exists() or path.stat().st_size:
        return ()
    log = _beside(path, "-wal")
    if log.exists() and log.stat().st_size:
        raise _Damaged("the file is empty, its log is not")
    return (_EMPTY,)


def _set_aside(path: Path, found: int | None, error: sqlite3.DatabaseError) -> tuple[str, ...]:
    """Moves the damaged file away, unless another process has done so in the meantime."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return ()
    with file as damaged:
        fcntl.flock(damaged, fcntl.LOCK_EX)
        if not found == os.fstat(damaged.fileno()).st_ino == _inode(path):
            return ()
        number = 1
        while any(_beside(path, f".corrupt-{number}{part}").exists() for part in _PARTS):
            number += 1
        for part in _PARTS:
            if _beside(path, part).exists():
                _beside(path, part).rename(_beside(path, f".corrupt-{number}{part}"))
    return (_SET_ASIDE.format(error=error, aside=f"{path.parent.name}/{path.name}.corrupt-{number}"),)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None
