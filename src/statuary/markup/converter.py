"""Markdown as sanitised HTML, converted once and remembered.

Conversion runs in worker processes that can be killed: no text, however it is made, holds up a build for longer than
its budget. What cannot be converted is shown as plain text, with a sentence that says why.
"""

from __future__ import annotations

import atexit
import html
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from statuary import __version__
from statuary.instants import Millis, format_duration
from statuary.markup.worker import Worker
from statuary.memo import Memo, key
from statuary.model import Converted, Text

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_START: Millis = 30_000  # for a worker's first text, where nobody waits for it
_CHUNK = 24  # texts that travel to a worker at once
_MANY = 5_000  # texts
_WORTH_A_WORKER = 250  # texts; converting fewer takes less than starting another, and this process works beside

_NOTHING = Converted("")

_SPARE: list[Worker] = []  # for the next build of this process: `watch` makes many, and starting a worker takes a while


@atexit.register
def end_workers() -> None:
    """Ends the workers that nobody uses."""
    while _SPARE:
        _SPARE.pop().close()


def stand_by(*, wait: bool = True) -> None:
    """Has a worker ready for the next build, if there is none: starting one takes longer than converting a text."""
    if not _SPARE:
        worker = Worker()
        with suppress(OSError):  # it will be started where it is asked, and what is wrong said there
            worker.begin(copy=not wait)
        if wait:
            worker.ask([Text("guide", "")], _START)
        _SPARE.append(worker)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Texts that a worker has been given."""

    keys: list[bytes]
    result: Future[list[Converted]]


class Converter:
    """``prepare`` begins many texts at once, ``convert`` gives one. A context manager: it gives back its workers."""

    def __init__(self, memo: Memo, *, budget: Millis) -> None:
        self._memo = memo
        self._budget = budget
        self._process = os.getpid()
        self._done: dict[bytes, Converted] = {}
        self._coming: dict[bytes, _Chunk] = {}
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._workers: list[Worker] = []
        self._pool: ThreadPoolExecutor | None = None
        self._outlines: dict[bytes, Converted] = {}
        self._keys: dict[tuple[str, str], bytes] = {}  # one text is asked for by several files

    def prepare(self, texts: Iterable[Text]) -> None:
        """Has converted what is neither at hand nor remembered. It does not wait: there is other work meanwhile."""
        wanted = {self._key(text): text for text in texts}
        asked = [one for one in wanted if one not in self._done and one not in self._coming]
        self._done.update(self._memo.known("markup", asked, Converted))
        missing = [one for one in asked if one not in self._done]
        if not missing:
            return
        pool = self._staffed(len(missing))
        for start in range(0, len(missing), _CHUNK):
            keys = missing[start : start + _CHUNK]
            chunk = _Chunk(keys, pool.submit(self._convert_chunk, [wanted[one] for one in keys]))
            self._coming.update(dict.fromkeys(keys, chunk))

    def has(self, text: Text) -> bool:
        """Whether ``convert`` gives the text at once."""
        return self._key(text) in self._done

    def expect(self, texts: Iterable[Text]) -> None:
        """Has converted those of which not even an outline is known. It does not wait."""
        wanted = {self._key(text): text for text in texts}
        asked = [one for one in wanted if not self._is_known(one)]
        self._outlines.update(self._memo.known("outline", asked, Converted))
        self.prepare(wanted[one] for one in asked if one not in self._outlines)

    def outlines(self, texts: Sequence[Text]) -> list[Converted]:
        """What is known of each text besides its HTML: headings, links, what has to be said of it."""
        self.expect(texts)
        return [self._outlines.get(self._key(text)) or self.convert(text) for text in texts]

    def _is_known(self, key: bytes) -> bool:
        return key in self._outlines or key in self._done or key in self._coming

    def convert(self, text: Text) -> Converted:
        """The text as HTML."""
        if not text.text:
            return _NOTHING  # as sections have it that nobody wrote about
        one = self._key(text)
        if one not in self._done:
            if one not in self._coming:
                self.prepare([text])
            if one in self._coming:
                self._collect(self._coming[one])
        return self._done[one]

    def settle(self) -> None:
        """Waits for all that has begun. Then no thread of this is left, and the process can be copied."""
        for chunk in {id(one): one for one in self._coming.values()}.values():
            self._collect(chunk)
        if self._pool:
            self._pool.shutdown()
            self._pool = None
        if len(self._done) > _MANY:  # so many that memory matters
            while self._workers:
                self._workers.pop().close()
            self._idle = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        _SPARE.extend(self._workers)
        self._workers.clear()

    def _staffed(self, texts: int) -> ThreadPoolExecutor:
        """Threads that ask workers, as many as so many texts are worth."""
        if os.getpid() != self._process:
            raise RuntimeError("A copy of the process asks no worker: the answers would be taken from this process.")
        count = max(1, min(os.cpu_count() or 1, texts // _WORTH_A_WORKER))
        while len(self._workers) < count:
            self._workers.append(_SPARE.pop() if _SPARE else Worker())
            self._idle.put(self._workers[-1])
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - where something is new

            self._pool = ThreadPoolExecutor(os.cpu_count() or 1)
        return self._pool

    def _collect(self, chunk: _Chunk) -> None:
        """Waits for the chunk, and remembers what came of it."""
        fresh = dict(zip(chunk.keys, chunk.result.result(), strict=True))
        settled = {one: made for one, made in fresh.items() if not made.problem}
        self._memo.remember("markup", settled)
        self._memo.remember("outline", {one: replace(made, html="") for one, made in settled.items()})
        self._done.update(fresh)
        for one in chunk.keys:
            del self._coming[one]

    def _convert_chunk(self, texts: Sequence[Text]) -> list[Converted]:
        """One by one where the whole chunk did not work: so only the text at fault is shown plain."""
        worker = self._idle.get()
        try:
            together = worker.ask(texts, self._budget)
            if together is not None:
                return together
            alone = [worker.ask([text], self._budget) if len(texts) > 1 else None for text in texts]
            return [made[0] if made else self._plain(text) for made, text in zip(alone, texts, strict=True)]
        finally:
            self._idle.put(worker)

    def _plain(self, text: Text) -> Converted:
        problem = f"This text takes more than {format_duration(self._budget)} or too much memory to convert."
        return Converted(f'<pre class="plain">{html.escape(text.text)}</pre>', problem=problem)

    def _key(self, text: Text) -> bytes:
        of = text.profile, text.text
        if of not in self._keys:
            self._keys[of] = key(__version__, *of)
        return self._keys[of]
