"""Work that a copy of this process does, where there are two cores: half of it, or one thing meanwhile."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Generic, NoReturn, Self, TypeVar

import msgspec

from statuary.copies import can_copy, keep_only
from statuary.spool import Place, Spool

T = TypeVar("T")

WORTH_IT = 16  # pieces of work: a copy costs as much as some of them
_MOST_NUMBERS = 1024  # they have to fit into a pipe; and pieces side by side may have parts in common
_NUMBER = 2  # bytes


def is_worth_it(pieces: int) -> bool:
    """Whether a copy would help with so many."""
    return _could_help() and pieces >= WORTH_IT


def can_share(pieces: int) -> bool:
    """Whether a copy may be made, too."""
    return is_worth_it(pieces) and can_copy()


def _could_help() -> bool:
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1


class Aside(Generic[T]):
    """One value that a copy works out while this process goes on. A context manager: nobody is left behind.

    Where there can be no copy, and where it did not finish, the value is worked out here when it is asked for.
    """

    def __init__(self, work: Callable[[], T], kind: type[T], *, here: bool = False) -> None:
        """The copy begins at once, if not all is to be done ``here``. ``kind``: what its answer is decoded into."""
        self._work = work
        self._kind = kind
        self._copy = 0
        self._known: T | None = None
        if not here and sys.platform == "linux" and _could_help() and can_copy():
            # elsewhere, a copy may not use the network
            answers, answer = os.pipe()
            self._copy = os.fork()
            if not self._copy:
                self._be_the_copy(answer)
            os.close(answer)
            self._answers = os.fdopen(answers, "rb")

    def result(self) -> T:
        """The value; waits for it the first time."""
        if self._copy:
            data = self._answers.read()
            self._end()
            with suppress(msgspec.DecodeError):
                self._known = msgspec.msgpack.decode(data, type=self._kind)
        if self._known is None:
            self._known = self._work()
        return self._known

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._copy:
            os.kill(self._copy, signal.SIGTERM)
            self._end()

    def _end(self) -> None:
        self._answers.close()
        os.waitpid(self._copy, 0)
        self._copy = 0

    def _be_the_copy(self, answer: int) -> NoReturn:
        try:
            keep_only([answer])
            with os.fdopen(answer, "wb") as file:
                file.write(msgspec.msgpack.encode(self._work()))
        finally:
            os._exit(0)


Made = tuple[bytes, Callable[[], bytes]]
"""What became of a piece: its digest (SHA-256), and what gives the bytes."""


class Shared:
    """Numbers of a few pieces each are in a pipe; this process and its copy take one after the other till none is left.

    What comes of the pieces is put aside, that of the copy in a file of its own.
    """

    def __init__(self, do: Callable[[T], bytes], work: Sequence[T], spool: Spool) -> None:
        """The copy begins at once."""
        self._do: Callable[[int], bytes] = lambda number: do(work[number])
        self._count = len(work)
        self._few = 1 + self._count // _MOST_NUMBERS  # pieces
        self._spool, self._its_spool = spool, spool.another()
        self._numbers, into = os.pipe()
        numbers = range(-(-self._count // self._few))
        os.write(into, b"".join(number.to_bytes(_NUMBER, "big") for number in numbers))
        os.close(into)
        self._answers, answer = os.pipe()
        self._copy = os.fork()
        if not self._copy:
            self._be_the_copy(answer)
        os.close(answer)

    def results(self) -> list[Made | None]:
        """Does its share, and waits for the copy. None for what failed: whoever does it again meets the fault."""
        made: dict[int, Made] = {number: (_digest(body), self._spool.put(body)) for number, body in self._share()}
        os.close(self._numbers)
        with os.fdopen(self._answers, "rb") as answers:
            data = answers.read()
        os.waitpid(self._copy, 0)
        with suppress(msgspec.DecodeError):  # it was killed: what it took is done again
            theirs = msgspec.msgpack.decode(data, type=dict[int, tuple[bytes, Place]])
            made |= {number: (digest, self._its_spool.reader(place)) for number, (digest, place) in theirs.items()}
        return [made.get(number) for number in range(self._count)]

    def _be_the_copy(self, answer: int) -> NoReturn:
        """It ends here, whatever happens: what this process has open is not the copy's to close."""
        try:
            os.close(self._answers)
            told: dict[int, tuple[bytes, Place]] = {}
            for number, body in self._share():
                place = self._its_spool.write(body)
                if place:
                    told[number] = _digest(body), place
            with os.fdopen(answer, "wb") as file:
                file.write(msgspec.msgpack.encode(told))
        finally:
            os._exit(0)

    def _share(self) -> Iterator[tuple[int, bytes]]:
        while taken := os.read(self._numbers, _NUMBER):
            first = int.from_bytes(taken, "big") * self._few
            for number in range(first, min(first + self._few, self._count)):
                with suppress(Exception):  # see ``results``
                    yield number, self._do(number)


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
