"""The files of the configuration, each read once: what is checked is what the digest is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from statuary.errors import Problem, Refused
from statuary.kinds import INTEGRATIONS
from statuary.model import Value
from statuary.yamlfile import read_text

SITE = "config/site.yaml"
COMPONENTS = "config/components.yaml"


class Found(Value, frozen=True):
    """A file's text, or why it cannot be read."""

    text: str = ""
    problems: tuple[Problem, ...] = ()


Sources = Mapping[str, Found]
"""What there is, by path from the root, in the order of the names."""


def read_sources(root: Path) -> Sources:
    """All that a configuration depends on. Of JSON files that others read, only that they are there."""
    return {path.relative_to(root).as_posix(): _read(root, path) for path in _files(root)}


def _files(root: Path) -> Iterator[Path]:
    for name in (SITE, COMPONENTS):
        if (root / name).exists() or (root / name).is_symlink():
            yield root / name
    yield from sorted((root / "config").glob("*.json"))
    yield from sorted((root / "probes").glob("*.y*ml"))


def _read(root: Path, path: Path) -> Found:
    if path.suffix == ".json" and path.stem not in INTEGRATIONS:
        return Found()
    try:
        return Found(read_text(root, path)[0])
    except Refused as refused:
        return Found(problems=refused.problems)
