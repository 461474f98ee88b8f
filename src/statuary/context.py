"""What a prober is given to ask once: its deadline, the ways to the network, and the site's folder."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from statuary.instants import Instant
from statuary.model import Outcome
from statuary.net.faults import Fault
from statuary.net.stopwatch import Stopwatch
from statuary.options import SecretText

if TYPE_CHECKING:
    from statuary.net.dial import Connect
    from statuary.net.guard import Guard
    from statuary.net.resolver import Resolver
    from statuary.net.trust import Trust


_HEADER = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to the network that all probes of one run share."""

    resolver: Resolver
    guard: Guard
    trust: Trust
    connect: Connect


@dataclass(frozen=True, slots=True)
class Context:
    """One attempt. ``deadline`` is on the monotonic clock (seconds), as is ``watch``; ``at`` is the only wall clock."""

    probe: str
    at: Instant
    deadline: float
    root: Path
    ways: Ways
    attempt: int = 1
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    watch: Stopwatch = field(default_factory=Stopwatch)

    @property
    def remaining(self) -> float:
        """Seconds until the deadline; may be negative."""
        return self.deadline - time.monotonic()

    def reveal(self, secret: SecretText) -> str:
        """The secret's text. Raises Fault where a variable is not set."""
        try:
            return secret.reveal(self.environ)
        except KeyError as missing:
            note = f"The environment variable {missing.args[0]} is not set."
            raise Fault("secret_missing", Outcome.unknown, note) from None

    def reveal_header(self, secret: SecretText) -> str:
        """The same for a header's value, which is one line of Latin-1. Raises Fault where it is not."""
        text = self.reveal(secret).strip()
        if not _HEADER.fullmatch(text):
            note = "A header's value holds characters that headers cannot carry."
            raise Fault("secret_unusable", Outcome.unknown, note)
        return text
