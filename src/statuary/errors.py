"""What can go wrong, as values and as the few exceptions that end a build.

A user's mistake is a ``Problem``: a sentence with a place and a remedy. Stages collect all of theirs before they stop.

    StatuaryError            anything that ends a command with a sentence instead of a traceback
    ├── Refused              bad config, content or arguments: exit 2, nothing changed
    ├── Locked               another build holds the lock: exit 4
    ├── PublishError         the site could not be written (disk full, read-only, not our folder): exit 2, old site kept
    └── HistoryError         the history could not be read or written: exit 2, recorded results kept
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal

import msgspec

EXIT_DONE = 0
EXIT_PROBLEMS = 1
EXIT_REFUSED = 2
EXIT_LOCKED = 4
EXIT_BUG = 70


class Problem(msgspec.Struct, frozen=True, order=True, gc=False):
    """One mistake: where (path from the site's root, 1-based line and column, 0 = unknown), what, why, what to do."""

    path: str
    line: int = 0
    column: int = 0
    what: str = ""
    why: str = ""
    fix: str = ""
    severity: Literal["error", "warning"] = "error"

    @property
    def place(self) -> str:
        """``probes/api.yaml:7:5``, as editors and CI annotations understand it."""
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(part for part in parts if part)

    def __str__(self) -> str:
        sentence = " ".join(part for part in (self.what, self.why, self.fix) if part)
        label = "warning: " if self.severity == "warning" else ""
        return f"{self.place}: {label}{sentence}" if self.place else f"{label}{sentence}"


class StatuaryError(Exception):
    """Ends the command with this sentence and ``exit_code``."""

    exit_code = EXIT_REFUSED


class Refused(StatuaryError):
    """Bad input. Carries every problem found, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Locked(StatuaryError):
    """Another build holds the lock."""

    exit_code = EXIT_LOCKED


class PublishError(StatuaryError):
    """The site could not be written; the old one stands."""


class HistoryError(StatuaryError):
    """The history could not be read or written; what was recorded is kept."""


_FEW = 12  # known words that are all told


def closest(word: str, options: Iterable[str]) -> str | None:
    """The known word that may have been meant: one that begins like it, or is much like it."""
    lowered = {option.lower(): option for option in sorted(set(options))}
    beginning = [option for option in lowered if len(word) > 2 and option.startswith(word.lower())]
    close = beginning or difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def nearest(word: str, options: Iterable[str]) -> str:
    """``Did you mean 'checkout'?`` for the closest known word; else the known words, if few; else ''."""
    options = set(options)
    close = closest(word, options)
    return f"Did you mean '{close}'?" if close is not None else known(options)


def known(options: Iterable[str]) -> str:
    """``Known: a, b.``, if they are few; else ''."""
    told = sorted(options)
    return f"Known: {', '.join(told)}." if 0 < len(told) <= _FEW else ""
