"""``--8<-- "path"``: a file's text in place of the line, in prose and in code alike.

Paths count from the site's root, or from the file itself where they begin with ``./`` or ``../``. Nothing outside the
root's own folders is read, nothing hidden, nothing through a link. ``"path:4:9"`` takes lines, ``"path:name"`` what is
between ``--8<-- [start:name]`` and ``--8<-- [end:name]``. ``;--8<--`` writes the mark itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from statuary.errors import Problem, Refused, nearest
from statuary.model import Spliced
from statuary.yamlfile import read_named

MARK = "--8<--"
_LINE = re.compile(r'([ \t]*)(;?)--8<--[ \t]+"([^"\n]+)"[ \t]*')
_SECTION = re.compile(r".*--8<--[ \t]+\[(start|end):([\w-]+)\].*")
MAY_NOT_BE_READ = {"history", "site"}
_DEPTH = 8
_LINES = 50_000
_FILES = 1000


@dataclass(slots=True)
class Including:
    """Expands the includes of one file. ``spliced`` says afterwards which lines are from where."""

    root: Path
    limit: int  # bytes of a file
    problems: list[Problem]
    spliced: list[Spliced] = field(default_factory=list)
    files: int = 0  # that have been included so far

    def expanded(self, text: str, path: str, line: int) -> str:
        """The text, which begins at that line of the file at ``path``, with what it includes."""
        out: list[str] = []
        self._add(text.split("\n"), path, line, "", (path,), out)
        return "\n".join(out)

    def _add(
        self, lines: list[str], path: str, first: int, margin: str, trail: tuple[str, ...], out: list[str]
    ) -> None:
        self.spliced.append(Spliced(len(out), path, first, len(margin)))
        for number, line in enumerate(lines):
            found = _LINE.fullmatch(line) if MARK in line else None
            if found is None:
                out.append(margin + line if line else line)
            elif found[2]:
                out.append(margin + line.replace(";", "", 1))
            elif len(out) < _LINES and self.files < _FILES:
                self.files += 1
                place = Problem(path, first + number, line.index(MARK) + 1)
                self._include(found[3], place, margin + found[1], trail, out)
                self.spliced.append(Spliced(len(out), path, first + number + 1, len(margin)))

    def _include(self, wanted: str, place: Problem, margin: str, trail: tuple[str, ...], out: list[str]) -> None:
        name, _, part = wanted.partition(":")
        try:
            path = self._within(name, place)
            if path in trail:
                circle = " includes ".join((*trail[trail.index(path) :], path))
                raise _Bad(f"This goes round in a circle: {circle}.", "Remove one of them.")  # noqa: TRY301 - said below
            if len(trail) > _DEPTH:
                raise _Bad(f"Files include files more than {_DEPTH} deep here.", "Include them directly.")  # noqa: TRY301
            text, _ = read_named(str(self.root / path), path, self.limit)
            lines, first = _part(text.removesuffix("\n").split("\n"), part, path)
        except _Bad as bad:
            self.problems.append(Problem(place.path, place.line, place.column, bad.what, fix=bad.fix))
        except Refused as refused:
            why = str(refused.problems[0].what).rstrip(".")
            what = f"{path} cannot be included: {why[:1].lower()}{why[1:]}."
            self.problems.append(Problem(place.path, place.line, place.column, what))
        else:
            self._add(lines, path, first, margin, (*trail, path), out)

    def _within(self, name: str, place: Problem) -> str:
        """The path from the root. Raises _Bad where it leads elsewhere."""
        beside = name.startswith(("./", "../"))
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), name) if beside else name)
        parts = path.split("/")
        if path.startswith(("/", "..")) or "\\" in path or "\0" in path:
            raise _Bad(f"'{name}' is outside the site's folder.", "Copy what you need to content/.")
        if len(parts) < 2 or parts[0] in MAY_NOT_BE_READ or any(part.startswith(".") for part in parts):
            fix = "Only what is in a folder of the site is included, not in history/, site/ or a hidden one."
            raise _Bad(f"'{name}' cannot be included.", fix)
        if not (self.root / path).is_file():
            raise _Bad(f"There is no file {path}.", _near(self.root / path))
        if (self.root / path).resolve() != self.root.resolve() / path:
            raise _Bad(f"'{name}' leads through a symbolic link.", "Links are not followed; put the file itself there.")
        return path


class _Bad(Exception):
    """Why a file is not included, and what to do."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


def _near(path: Path) -> str:
    return nearest(path.name, [one.name for one in path.parent.iterdir()]) if path.parent.is_dir() else ""


def _part(lines: list[str], part: str, path: str) -> tuple[list[str], int]:
    """The lines that are asked for, without marks of sections, and the number of the first."""
    numbers = re.fullmatch(r"(\d*):(\d*)|(\d+)", part)
    if not part:
        return [line for line in lines if not _SECTION.fullmatch(line)], 1
    if numbers:
        first = int(numbers[1] or numbers[3] or 1)
        return lines[first - 1 : int(numbers[2]) if numbers[2] else None], first
    bounds = dict(_bounds(lines, part))
    if "start" not in bounds:
        names = [found[2] for line in lines if (found := _SECTION.fullmatch(line))]
        raise _Bad(f"There is no section '{part}' in {path}.", nearest(part, names))
    first = bounds["start"] + 1
    return [line for line in lines[first : bounds.get("end")] if not _SECTION.fullmatch(line)], first + 1


def _bounds(lines: list[str], name: str) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(lines):
        found = _SECTION.fullmatch(line)
        if found and found[2] == name:
            yield found[1], number
