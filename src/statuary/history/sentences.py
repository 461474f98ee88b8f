"""What SQLite and the disk raise, as sentences for people."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from statuary.errors import HistoryError, Locked

_MAKE_ROOM = "The disk is full; make room"
_MAKE_WRITABLE = "Make the file and its folder readable and writable for this user"
_RESTORE = "Check the disk; if the file is damaged, restore a backup or move it elsewhere"
_ADVICE = {
    sqlite3.SQLITE_FULL: _MAKE_ROOM,
    sqlite3.SQLITE_READONLY: _MAKE_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _MAKE_WRITABLE,
    sqlite3.SQLITE_PERM: _MAKE_WRITABLE,
}
_ADVICE_OF_SYSTEM = {
    errno.ENOSPC: _MAKE_ROOM,
    errno.EDQUOT: _MAKE_ROOM,
    errno.EACCES: _MAKE_WRITABLE,
    errno.EPERM: _MAKE_WRITABLE,
    errno.EROFS: _MAKE_WRITABLE,
}
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def code(error: sqlite3.Error) -> int:
    """The primary result code of SQLite; 0 for what Python's own layer raised."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def sentences(name: str) -> Iterator[None]:
    """Turns the errors of SQLite and of the system into Locked and HistoryError."""
    try:
        yield
    except sqlite3.Error as error:
        if code(error) in _BUSY:
            raise Locked(f"Another process is writing {name}. Wait for it, or end it; nothing was changed.") from error
        raise _unusable(name, str(error), _ADVICE.get(code(error))) from error
    except OSError as error:
        raise _unusable(name, error.strerror or str(error), _ADVICE_OF_SYSTEM.get(error.errno or 0)) from error


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Around code that reads stored values: some that no version of ours wrote end in a sentence."""
    try:
        yield
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise HistoryError(
            f"{name} holds values that Statuary did not write ({error}). Restore a backup, or move the file elsewhere: "
            "a new history then begins. Nothing was changed."
        ) from error


def _unusable(name: str, text: str, advice: str | None) -> HistoryError:
    advice = advice or _RESTORE
    return HistoryError(f"{name} cannot be used: {text}. {advice}. What was recorded before is kept.")
