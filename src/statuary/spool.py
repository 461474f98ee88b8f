"""Bytes put aside: a large build renders hundreds of megabytes before it publishes any. The first few stay in memory,
the rest goes into a file without a name.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

Place = tuple[int, int]  # offset and length
_IN_MEMORY = 16 << 20  # bytes


class Spool:
    """Where there is no room for files, what is put aside stays in memory. Once it is closed, nothing is read again.

    It is closed by who made it and not when it is forgotten: what a signal raises there would be lost.
    """

    __slots__ = ("_end", "_file", "_more", "_room")

    def __init__(self) -> None:
        self._room = _IN_MEMORY
        self._end = 0
        self._file: int | None = None  # a descriptor; -1 where no file can be made
        self._more: list[Spool] = []

    def another(self) -> Spool:
        """One with a file of its own, for a copy of this process; closed with this one."""
        more = Spool()
        more._descriptor()
        self._more.append(more)
        return more

    def close(self) -> None:
        """Closes its files. What is put there now stays in memory."""
        for more in self._more:
            more.close()
        if self._file is not None and self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _descriptor(self) -> int:
        """Of its file, which is made when it is first needed."""
        if self._file is None:
            self._file = _nameless()
        return self._file

    def put(self, body: bytes) -> Callable[[], bytes]:
        """Gives what reads it again."""
        if len(body) <= self._room:
            self._room -= len(body)
            return lambda: body
        place = self.write(body)
        return self.reader(place) if place else lambda: body

    def write(self, body: bytes) -> Place | None:
        """Where it is in the file; None if there is no room for it."""
        file = self._descriptor()
        if file < 0:
            return None
        offset, view = self._end, memoryview(body)
        try:
            while view:
                view = view[os.pwrite(file, view, self._end + len(body) - len(view)) :]
        except OSError:
            return None
        self._end += len(body)
        return offset, len(body)

    def reader(self, place: Place) -> Callable[[], bytes]:
        """What reads this place."""
        return lambda: self.read(place)

    def read(self, place: Place) -> bytes:
        """The bytes at the place."""
        offset, length = place
        parts = []
        while length and (part := os.pread(self._descriptor(), length, offset)):
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)


def _nameless() -> int:
    """A descriptor, or -1 where no file can be made."""
    try:
        with tempfile.TemporaryFile(buffering=0) as file:
            return os.dup(file.fileno())
    except OSError:
        return -1
