"""Strict YAML with positions, and files read without surprises.

What differs between YAML 1.1 and 1.2 readers (``no``, ``14:30``, ``017``) is an error instead of a guess, and so are
aliases, tags and too much depth. Dates stay text.
"""

from __future__ import annotations

import errno
import os
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from statuary.errors import Problem, Refused
from statuary.model import Value

MAX_DEPTH = 32
CONFIG_BYTES = 256 * 1024

Loc = tuple[str | int, ...]
Place = tuple[int, int]


class Document(Value, frozen=True):
    """One parsed file: plain data, and where each part of it stands (1-based line and column)."""

    path: str
    data: Any
    keys: dict[Loc, Place] = msgspec.field(default_factory=dict)
    values: dict[Loc, Place] = msgspec.field(default_factory=dict)

    def at(self, *loc: str | int, key: bool = False) -> Place:
        """The place of the value (or of its key) at ``loc``; of its nearest parent where that is absent."""
        for end in range(len(loc), -1, -1):
            exact = end == len(loc)
            table = self.keys if key and exact and loc in self.keys else self.values
            if loc[:end] in table:
                return table[loc[:end]]
        return (1, 1)

    def texts(self) -> Iterator[tuple[Loc, str]]:
        """Every text in it that is a value, with where that is, in their order."""
        return _texts(self.data, ())

    def problem(self, loc: Loc, what: str, why: str = "", fix: str = "", *, key: bool = False) -> Problem:
        line, column = self.at(*loc, key=key)
        return Problem(self.path, line, column, what, why, fix)


def _texts(value: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield loc, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _texts(inner, (*loc, key))


def read_text(root: Path, path: Path, limit: int = CONFIG_BYTES) -> tuple[str, bytes]:
    """The file's text (BOM dropped, line ends as ``\\n``) and its bytes. Raises Refused with one sentence otherwise."""
    return read_named(str(path), path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path), limit)


def read_named(path: str, name: str, limit: int = CONFIG_BYTES) -> tuple[str, bytes]:
    """The same of a file that problems call ``name``."""
    try:
        raw = _read_regular(path, limit)
    except _Unfit as unfit:
        raise Refused([Problem(name, what=unfit.args[0], fix=unfit.args[1])]) from None
    except OSError as error:
        raise Refused([Problem(name, what=f"Cannot be read: {os.strerror(error.errno or 0)}.")]) from None
    body = raw.removeprefix(BOM_UTF8)  # the codec that does it is slow
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        problem = Problem(name, line, column, "This is not UTF-8 text.", fix="Save the file as UTF-8.")
        raise Refused([problem]) from None
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text), raw


class _Unfit(Exception):
    """(what, fix)"""


def _read_regular(path: str, limit: int) -> bytes:
    """Bytes of a regular file; a link, a pipe or a device is refused without waiting for it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _Unfit("This is a symbolic link.", "Links are not followed; put the file itself here.") from None
        raise
    try:  # no file objects: there may be ten thousand
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Unfit("This is not a regular file.", "Put a plain text file here.")
        raw = os.read(descriptor, min(status.st_size, limit) + 1)
        while len(raw) <= limit and (more := os.read(descriptor, limit + 1 - len(raw))):
            raw += more
    finally:
        os.close(descriptor)
    if len(raw) > limit:
        raise _Unfit(
            f"The file is larger than {limit // 1024} KiB.", "Split it, or raise the limit in config/site.yaml."
        )
    return raw


def parse_yaml(text: str, path: str, first_line: int = 1) -> Document:
    """The document's data with places counted from ``first_line``. Raises Refused with every problem found."""
    from statuary.yamlevents import parse  # noqa: PLC0415 - what was accepted before is not parsed again

    return parse(text, path, first_line)
