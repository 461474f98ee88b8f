"""Where the time of one attempt goes. The one mutable thing of an attempt, so that a timeout still tells its phases."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from statuary.model import Phases


@dataclass(slots=True)
class Stopwatch:
    """Monotonic; phases in milliseconds. Over redirects, each phase is the sum of its parts."""

    began: float = field(default_factory=time.monotonic)
    stage: str = ""  # what is waited for: dns, connect, tls, or ""
    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None

    def add(self, phase: str, millis: float) -> None:
        """Adds to a phase, which ends its stage."""
        setattr(self, phase, (getattr(self, phase) or 0.0) + millis)
        self.stage = ""

    def phases(self) -> Phases:
        """What was seen until now."""
        total = (time.monotonic() - self.began) * 1000
        return Phases(*map(_rounded, (self.dns, self.connect, self.tls, self.first_byte, total)))


def _rounded(millis: float | None) -> float | None:
    return None if millis is None else round(millis, 3)
