"""Strict YAML with positions, and files read without surprises.

Values are built straight from libyaml's events (``yaml.CParser``): one pass gives the data and the place of every key
and value, depth is bounded before anything recurses (composing 100,000 ``[`` crashes the C composer), and what differs
between YAML 1.1 and 1.2 readers (``no``, ``14:30``, ``017``) is an error instead of a guess. Dates stay text.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from statuary.errors import Problem, Refused

MAX_DEPTH = 32
MAX_NODES = 50_000
CONFIG_BYTES = 256 * 1024

Loc = tuple[str | int, ...]
Place = tuple[int, int]

_SURPRISE = re.compile(
    r"(?i:y|n|yes|no|on|off)|[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?|[-+]?0[0-9]+|[-+]?\.(?i:inf|nan)"
)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: plain data, and where each part of it stands (1-based line and column)."""

    path: str
    data: Any
    keys: dict[Loc, Place] = field(default_factory=dict)
    values: dict[Loc, Place] = field(default_factory=dict)

    def at(self, *loc: str | int, key: bool = False) -> Place:
        """The place of the value (or of its key) at ``loc``; of its nearest parent where that is absent."""
        for end in range(len(loc), -1, -1):
            exact = end == len(loc)
            table = self.keys if key and exact and loc in self.keys else self.values
            if loc[:end] in table:
                return table[loc[:end]]
        return (1, 1)

    def problem(self, loc: Loc, what: str, why: str = "", fix: str = "", *, key: bool = False) -> Problem:
        line, column = self.at(*loc, key=key)
        return Problem(self.path, line, column, what, why, fix)


def read_text(root: Path, path: Path, limit: int = CONFIG_BYTES) -> tuple[str, bytes]:
    """The file's text (BOM dropped, line ends as ``\\n``) and its bytes. Raises Refused with one sentence otherwise."""
    return read_named(str(path), path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path), limit)


def read_named(path: str, name: str, limit: int = CONFIG_BYTES) -> tuple[str, bytes]:
    """The same of a file that problems call ``name``."""
    try:
        raw = _read_regular(path, limit)
    except _Unfit as unfit:
        raise Refused([Problem(name, what=unfit.args[0], fix=unfit.args[1])]) from None
    except OSError as error:
        raise Refused([Problem(name, what=f"Cannot be read: {os.strerror(error.errno or 0)}.")]) from None
    body = raw.removeprefix(BOM_UTF8)  # the codec that does it is slow
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        problem = Problem(name, line, column, "This is not UTF-8 text.", fix="Save the file as UTF-8.")
        raise Refused([problem]) from None
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text), raw


class _Unfit(Exception):
    """(what, fix)"""


def _read_regular(path: str, limit: int) -> bytes:
    """Bytes of a regular file; a link, a pipe or a device is refused without waiting for it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _Unfit("This is a symbolic link.", "Links are not followed; put the file itself here.") from None
        raise
    try:  # no file objects: there may be ten thousand
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Unfit("This is not a regular file.", "Put a plain text file here.")
        raw = os.read(descriptor, min(status.st_size, limit) + 1)
        while len(raw) <= limit and (more := os.read(descriptor, limit + 1 - len(raw))):
            raw += more
    finally:
        os.close(descriptor)
    if len(raw) > limit:
        raise _Unfit(
            f"The file is larger than {limit // 1024} KiB.", "Split it, or raise the limit in config/site.yaml."
        )
    return raw


def parse_yaml(text: str, path: str, first_line: int = 1) -> Document:
    """The document's data with places counted from ``first_line``. Raises Refused with every problem found."""
    builder = _Builder(path, first_line)
    try:
        data = builder.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        raise Refused([*builder.problems, builder.syntax(error, text)]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        what = f"The character {error.character!r} is not allowed in YAML."
        raise Refused([*builder.problems, Problem(path, line, 0, what, fix="Remove it.")]) from None
    except yaml.YAMLError as error:
        raise Refused([*builder.problems, Problem(path, first_line, 0, f"This is not valid YAML: {error}.")]) from None
    if builder.problems:
        raise Refused(builder.problems)
    return Document(path, data, builder.keys, builder.values)


class _Builder:
    """Builds data from events. Problems are collected; only too much depth or size ends the work early."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.keys: dict[Loc, Place] = {}
        self.values: dict[Loc, Place] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self, events: Iterator[yaml.Event]) -> Any:
        data = None
        seen = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                seen += 1
                if seen > 1:
                    self.complain(
                        event, "A second document begins here.", "Keep one document in a file; remove the '---'."
                    )
                    return data
            elif isinstance(event, yaml.NodeEvent):
                data = self.node(event, events, ())
        return data

    def node(self, event: Any, events: Iterator[yaml.Event], loc: Loc) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or len(loc) > MAX_DEPTH:
            limit = f"{MAX_NODES} values" if self.nodes > MAX_NODES else f"{MAX_DEPTH} levels"
            self.complain(event, f"There are more than {limit} here.", "Split the file.")
            raise Refused(self.problems)
        self.values[loc] = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            self.complain(event, f"The alias *{event.anchor} is not allowed.", "Write the value out.")
            return None
        if event.anchor is not None:
            self.complain(
                event, f"The anchor &{event.anchor} is not allowed.", "Remove it, and write repeated values out."
            )
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if event.tag is not None:
            self.complain(event, f"The tag {event.tag} is not allowed.", "Use plain values only.")
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, loc)
        return self.mapping(events, loc)

    def sequence(self, events: Iterator[yaml.Event], loc: Loc) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, (*loc, len(items))))
        return items

    def mapping(self, events: Iterator[yaml.Event], loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = self.place(event)
            if isinstance(event, yaml.ScalarEvent):
                key = event.value
            else:
                self.node(event, events, (*loc, "?"))
                self.complain(event, "A key must be plain text.", "Write 'key: value'.")
                key = "?"
            if key == "<<":
                self.complain(event, "The merge key << is not allowed.", "Write the values out.")
            elif key in data:
                first = self.keys[*loc, key][0]
                self.complain(event, f"The key '{key}' stands twice (first in line {first}).", "Keep one of them.")
            here = (*loc, key)
            value = self.node(next(events), events, here)
            if key not in data:
                self.keys[here] = place
                data[key] = value
        return data

    def scalar(self, event: yaml.ScalarEvent) -> object:
        text = event.value
        if event.tag is not None and event.tag != "!":
            self.complain(event, f"The tag {event.tag} is not allowed.", "Use plain values only.")
        if event.style or event.tag == "!":
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _SURPRISE.fullmatch(text):
            advice = f"Write true or false, or quote it: '{text}'." if text.isalpha() else f"Quote it: '{text}'."
            self.complain(event, f"{text} means different things to different YAML readers.", advice)
            return text
        if len(text) > 300 and _FLOAT.fullmatch(text):
            self.complain(event, f"This number has {len(text)} digits.", "Quote it if it is text.")
            return text
        if _INT.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text

    def place(self, event: Any) -> Place:
        return (event.start_mark.line + self.first_line, event.start_mark.column + 1)

    def complain(self, event: yaml.Event, what: str, fix: str) -> None:
        line, column = self.place(event)
        self.problems.append(Problem(self.path, line, column, what, fix=fix))

    def syntax(self, error: yaml.MarkedYAMLError, text: str) -> Problem:
        """The scanner's words, in ours where the cause is a common one."""
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        column = mark.column + 1 if mark else 0
        said = error.problem or "it cannot be parsed"
        lines = text.split("\n")
        what, fix = f"This is not valid YAML: {said}.", "Check indentation, colons and quotes around here."
        if "\\t" in said or (line < len(lines) and lines[line].startswith("\t")):
            what, fix = "A tab is not allowed here.", "Indent with spaces."
        elif "mapping values are not allowed" in said:
            fix = "Quote the text if it contains a colon, or check the indentation."
        return Problem(self.path, line + self.first_line, column, what, fix=fix)
