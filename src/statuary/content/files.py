"""Reading a folder of Markdown files: names that can be addresses, no links out of the site, nothing too large."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from statuary.errors import Problem, Refused
from statuary.model import Value
from statuary.yamlfile import read_named

_INDEX = "_index.md"  # what Hugo calls a section's own page
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?"
_NAME = re.compile(rf"(?:{_PART}/)*(?:{_PART}|_index)")


class File(Value, frozen=True):
    """One file. ``path`` is relative to the site's root, ``name`` to the folder, without ``.md``."""

    path: str
    name: str
    text: str
    digest: str

    @property
    def id(self) -> str:
        return self.name.rpartition("/")[2]


def read_folder(root: Path, folder: Path, limit: int, problems: list[Problem], *, indexes: bool = False) -> list[File]:
    """All Markdown files below, by path. What cannot be read is a problem. ``.hidden`` and ``_drafts`` are skipped.

    ``indexes``: an ``_index.md`` is none of these.
    """
    files = []
    taken: dict[str, str] = {}
    base = folder.relative_to(root).as_posix()
    for name in _markdown(str(folder), "", indexes) if folder.is_dir() else ():
        shown = f"{base}/{name}.md"
        found = _name_problem(shown, name) or _twin_problem(shown, name, taken)
        if found:
            problems.append(found)
            continue
        try:
            text, raw = read_named(f"{folder}/{name}.md", shown, limit)
        except Refused as refused:
            problems.extend(refused.problems)
            continue
        files.append(File(shown, name, text, hashlib.blake2b(raw, digest_size=16).hexdigest()))
    return files


def _markdown(folder: str, prefix: str, indexes: bool) -> Iterator[str]:
    """Names below the folder without ``.md``, in order. Plain strings: there may be ten thousand."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith((".", "_")) and not (indexes and entry.name == _INDEX):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _markdown(entry.path, f"{prefix}{entry.name}/", indexes)
        elif entry.name.endswith(".md"):
            yield f"{prefix}{entry.name.removesuffix('.md')}"


def _name_problem(shown: str, name: str) -> Problem | None:
    if _NAME.fullmatch(name):
        return None
    *folders, last = name.split("/")
    bad = next((part for part in folders if not re.fullmatch(_PART, part)), last)
    what = f"'{bad}' cannot be part of an address."
    return Problem(
        shown, what=what, fix="Rename it: letters, digits, hyphens and underscores, like 2026-11-06-slow-checkout."
    )


def _twin_problem(shown: str, name: str, taken: dict[str, str]) -> Problem | None:
    """Two names that differ in case alone would be one file on some systems; an id is the last part alone."""
    folded = name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
    if folded in taken:
        return Problem(
            shown, what=f"Its name is also that of {taken[folded]}, but for upper and lower case.", fix="Rename one."
        )
    taken[folded] = shown
    return None
