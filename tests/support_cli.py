"""What the tests of the commands share."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOW = "2026-11-06T09:20:30Z"


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Site:
    root: Path

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def names(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.root / folder).glob("*"))


def command(*arguments: str | Path, check: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
    """``statuary`` as a process of its own; with ``check`` it must succeed."""
    words = [sys.executable, "-m", "statuary", *map(str, arguments)]
    defaults = {"capture_output": True, "text": True, "timeout": 60}
    return subprocess.run(words, check=check, **{**defaults, **options})
