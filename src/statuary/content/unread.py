"""Files that nobody reads because they lie beside the place that was meant: nothing else would show it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from statuary.errors import Problem

_FOLDERS = ("guides", "incidents", "maintenance", "pages", "versions")
_CONFIG = ("site.yaml", "components.yaml")
_ALIKE = 0.8  # a folder of texts that guides include is not to be taken for one of these


def unread(root: Path) -> Iterator[Problem]:
    """What lies in ``config/``, ``probes/`` and ``content/``, looks like something, and has no effect."""
    for entry in _entries(root / "config"):
        meant = _meant(entry.name, _CONFIG)
        if meant and entry.suffix in (".yaml", ".yml"):
            yield _problem(f"config/{entry.name}", f"Did you mean config/{meant}?")
    for entry in _entries(root / "probes"):
        if entry.is_dir() and next(entry.rglob("*.y*ml"), None):
            yield _problem(f"probes/{entry.name}/", "Put its files into probes/ itself.")
    for entry in _entries(root / "content"):
        if entry.is_dir():
            meant = _meant(entry.name, _FOLDERS)
            if meant and next(entry.rglob("*.md"), None):
                yield _problem(f"content/{entry.name}/", f"Did you mean content/{meant}/?")
        elif entry.suffix == ".md" and entry.stem.lower() != "readme":
            yield _problem(f"content/{entry.name}", f"Put it into a folder here: {', '.join(_FOLDERS[:-1])}.")


def _entries(folder: Path) -> list[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(entry for entry in found if not entry.name.startswith((".", "_")))


def _meant(name: str, known: tuple[str, ...]) -> str:
    """The known name that is like this one, but not it."""
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=_ALIKE)
    return close[0] if close and name not in known else ""


def _problem(path: str, fix: str) -> Problem:
    return Problem(path, what="Nothing reads this.", fix=fix, severity="warning")
