"""What listening pages are told."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

_PULSE = 15.0  # seconds between signs of life to a listener: they tell us that it is gone


@dataclass(slots=True)
class Live:
    """What listeners are told: which publication is current, and what is wrong with the newest build."""

    problem: str = ""
    number: int = 0
    version: int = 0  # counts every change of the other two
    name: str = field(default_factory=lambda: secrets.token_hex(4))  # of this run: pages of an earlier one reload
    changed: threading.Condition = field(default_factory=threading.Condition)

    def published(self, problem: str = "") -> None:
        """A new site is there."""
        with self.changed:
            self.number, self.problem, self.version = self.number + 1, problem, self.version + 1
            self.changed.notify_all()

    def failed(self, problem: str) -> None:
        """The build failed (or, with "", is well again although nothing changed)."""
        with self.changed:
            self.problem, self.version = problem, self.version + 1
            self.changed.notify_all()

    @property
    def stamp(self) -> str:
        """The current publication, as pages name it."""
        return f"{self.name}-{self.number}"

    def wait(self, seen: int) -> int:
        """The version, as soon as it is another than ``seen``, at the latest after a pulse."""
        with self.changed:
            self.changed.wait_for(lambda: self.version != seen, _PULSE)
            return self.version
