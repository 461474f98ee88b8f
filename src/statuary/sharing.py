"""Work that a copy of this process does, where there are two cores: half of it, or one thing meanwhile."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Generic, NoReturn, Self, TypeVar

import msgspec

T = TypeVar("T")

WORTH_IT = 16  # pieces of work: a copy costs as much as some of them
_LONGEST = 16_384  # pieces: their numbers have to fit into a pipe
_NUMBER = 2  # bytes
_HIGHEST = 1 << 16  # file descriptor


def is_worth_it(pieces: int) -> bool:
    """Whether a copy would help with so many."""
    return _could_help() and WORTH_IT <= pieces <= _LONGEST


def can_share(pieces: int) -> bool:
    """Whether a copy may be made, too."""
    return is_worth_it(pieces) and _is_alone()


def _could_help() -> bool:
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1


def _is_alone() -> bool:
    """A copy has this thread only: the locks of others would stay shut in it."""
    return threading.active_count() == 1


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
        if (
            not here and sys.platform == "linux" and _could_help() and _is_alone()
        ):  # elsewhere, a copy may not use the network
            self._answers, answer = os.pipe()
            self._copy = os.fork()
            if not self._copy:
                self._be_the_copy(answer)
            os.close(answer)

    def result(self) -> T:
        """The value; waits for it the first time."""
        if self._copy:
            with os.fdopen(self._answers, "rb") as answers:
                data = answers.read()
            os.waitpid(self._copy, 0)
            self._copy = 0
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
            os.close(self._answers)
            os.kill(self._copy, signal.SIGTERM)
            os.waitpid(self._copy, 0)

    def _be_the_copy(self, answer: int) -> NoReturn:
        """Of what this process has open it keeps its answer alone: a lock is not to be held by who does not need it."""
        try:
            os.closerange(3, answer)
            os.closerange(answer + 1, _HIGHEST)
            with os.fdopen(answer, "wb") as file:
                file.write(msgspec.msgpack.encode(self._work()))
        finally:
            os._exit(0)


class Shared:
    """The pieces are numbers in a pipe: this process and its copy take one after the other until none is left."""

    def __init__(self, do: Callable[[T], bytes], work: Sequence[T]) -> None:
        """The copy begins at once."""
        self._do: Callable[[int], bytes] = lambda number: do(work[number])
        self._count = len(work)
        self._numbers, into = os.pipe()
        os.write(into, b"".join(number.to_bytes(_NUMBER, "big") for number in range(self._count)))
        os.close(into)
        self._answers, answer = os.pipe()
        self._copy = os.fork()
        if not self._copy:
            self._be_the_copy(answer)
        os.close(answer)

    def results(self) -> list[bytes | None]:
        """Does its share, and waits for the copy. None for what failed: whoever does it again meets the fault."""
        made = dict(self._share())
        os.close(self._numbers)
        with os.fdopen(self._answers, "rb") as answers:
            data = answers.read()
        os.waitpid(self._copy, 0)
        with suppress(msgspec.DecodeError):  # it was killed: what it took is done again
            made |= msgspec.msgpack.decode(data, type=dict[int, bytes | None])
        return [made.get(number) for number in range(self._count)]

    def _be_the_copy(self, answer: int) -> NoReturn:
        """It ends here, whatever happens: what this process has open is not the copy's to close."""
        try:
            os.close(self._answers)
            with os.fdopen(answer, "wb") as file:
                file.write(msgspec.msgpack.encode(dict(self._share())))
        finally:
            os._exit(0)

    def _share(self) -> Iterator[tuple[int, bytes | None]]:
        while taken := os.read(self._numbers, _NUMBER):
            number = int.from_bytes(taken, "big")
            try:
                yield number, self._do(number)
            except Exception:  # noqa: BLE001 - see ``results``
                yield number, None
