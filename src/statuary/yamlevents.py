"""A document's values straight from libyaml's events (``yaml.CParser``), as ``yamlfile`` promises them.

One pass gives the data and the place of every key and value, and depth is bounded before anything recurses: composing
100,000 ``[`` crashes the C composer. The library is loaded with this module, where something has to be parsed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from statuary.errors import Problem, Refused
from statuary.yamlfile import MAX_DEPTH, Document, Loc, Place

MAX_NODES = 50_000

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


def parse(text: str, path: str, first_line: int) -> Document:
    """See ``yamlfile.parse_yaml``."""
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
        if not _FLOAT.fullmatch(text):
            return text
        if len(text) > 300 or not math.isfinite(float(text)):
            what = f"has {len(text)} digits" if len(text) > 300 else "is too large"
            self.complain(event, f"This number {what}.", "Quote it if it is text.")
            return text
        return int(text) if _INT.fullmatch(text) else float(text)

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
