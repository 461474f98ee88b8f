"""Whole sites in temporary folders, really built."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from statuary.build import build
from statuary.instants import MINUTE, Instant
from statuary.model import BuildReport

NOW: Instant = 1_794_000_000_000 - 1_794_000_000_000 % 86_400_000 + 12 * 3_600_000  # a noon, UTC


@dataclass
class Service:
    """A health endpoint on loopback. Change ``status`` or ``body`` between builds."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"ok":true}'
    asked: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Site:
    root: Path

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def build(self, minutes: int = 0, *, offline: bool = False, out: Path | None = None, **environ: str) -> BuildReport:
        """Builds ``minutes`` after noon."""
        return build(self.root, now=NOW + minutes * MINUTE, environ=environ, offline=offline, out=out)

    def page(self, path: str = "index.html") -> str:
        return (self.root / "site" / path).read_text()

    def tree(self, out: str = "site") -> dict[str, bytes]:
        folder = self.root / out
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
