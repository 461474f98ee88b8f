"""What was observed, and the one edge to where it is kept.

A ``Store`` keeps results for a while, and confirmed changes and roll-ups for ever. The embedded one is SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from statuary.instants import Instant, Millis
from statuary.model import Change, Edition, History, Policy, ProbeResult, ProbeRun, Series


class Store(Protocol):
    """Raises HistoryError where the history can be neither read nor written, Locked where another process holds it."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what was found: a damaged file that was set aside, results from the future."""
        ...

    def record(self, run: ProbeRun, policies: Mapping[str, Policy]) -> tuple[tuple[Series, Change], ...]:
        """Keeps a run, whole or not at all, and gives the changes it confirmed. A run of the same time is kept once."""
        ...

    def load(self, now: Instant, *, latency: bool = True) -> History:
        """What is known as of ``now``; without the latency roll-ups if they are not asked for."""
        ...

    def results(self, since: Instant, until: Instant) -> Iterator[ProbeResult]:
        """Single results, oldest first, as far back as they are kept."""
        ...

    def editions(self) -> dict[str, Edition]:
        """What calendars were last told of planned work, by its id."""
        ...

    def remember(self, editions: Mapping[str, Edition]) -> None:
        """Keeps these in place of what was known of their work."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_store(path: Path, *, keep_raw: Millis, wait: Millis = 30_000) -> Store:
    """The history at ``path``; made if it is not there. Waits so long for another process that is writing."""
    from statuary.history.sqlite import SqliteStore  # noqa: PLC0415 - one of several kinds

    return SqliteStore(path, keep_raw=keep_raw, wait=wait)
