"""Work shared with a copy of this process, where there are two cores: pure work on what both have in memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NoReturn, TypeVar

import msgspec

T = TypeVar("T")

WORTH_IT = 16  # pieces of work: a copy costs as much as some of them
_LONGEST = 16_384  # pieces: their numbers have to fit into a pipe
_NUMBER = 2  # bytes


def is_worth_it(pieces: int) -> bool:
    """Whether a copy would help with so many."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and WORTH_IT <= pieces <= _LONGEST


def can_share(pieces: int) -> bool:
    """Whether a copy may be made, too. It has this thread alone: the locks of others would stay shut in it."""
    return is_worth_it(pieces) and threading.active_count() == 1


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
