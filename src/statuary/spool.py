"""Bytes put aside in a file without a name: a large build renders hundreds of megabytes before it publishes any."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

Place = tuple[int, int]  # offset and length


class Spool:
    """Where there is no room for files, what is put aside stays in memory."""

    __slots__ = ("_end", "_file")

    def __init__(self) -> None:
        self._end = 0
        self._file = _nameless()

    def put(self, body: bytes) -> Callable[[], bytes]:
        """Gives what reads it again."""
        place = self.write(body)
        return self.reader(place) if place else lambda: body

    def write(self, body: bytes) -> Place | None:
        """Where it is in the file; None if there is no room for it."""
        if self._file < 0:
            return None
        offset, view = self._end, memoryview(body)
        try:
            while view:
                view = view[os.pwrite(self._file, view, self._end + len(body) - len(view)) :]
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
        while length and (part := os.pread(self._file, length, offset)):
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)


def _nameless() -> int:
    """A descriptor, or -1 where no file can be made."""
    try:
        with tempfile.TemporaryFile(buffering=0) as file:
            return os.dup(file.fileno())
    except OSError:
        return -1
