"""Strict JSON with positions, as people write it: every key and value with its line and column.

The standard library's reader names no places, takes the last of two equal keys, and knows NaN.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # in no stub
from typing import Any, NoReturn

from statuary.errors import Problem, Refused
from statuary.yamlfile import MAX_DEPTH, Document, Loc, Place

_SPACE = re.compile(r"[ \t\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}
_WORD = re.compile(r"[^\s,:{}\[\]\"]+")
_DIGITS = 300
_COMMENTS = ("//", "#", "/*")
_NO_COMMENTS = "JSON has no comments; remove it."


def parse_json(text: str, path: str) -> Document:
    """The document's data with its places. Raises Refused: with all equal keys, or the first that is no JSON."""
    reader = _Reader(text, path)
    data = reader.document()
    if reader.problems:
        raise Refused(reader.problems)
    return Document(path, data, reader.keys, reader.values)


class _Reader:
    """Recursive descent; depth is bounded before it is dear."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.at = 0
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.keys: dict[Loc, Place] = {}
        self.values: dict[Loc, Place] = {}
        self.problems: list[Problem] = []

    def document(self) -> Any:
        data = self.value(())
        if self.skip():
            self.stop("Something follows after the end.", "A file holds one value; remove the rest.")
        return data

    def value(self, loc: Loc) -> Any:
        char = self.skip()
        self.values[loc] = self.place(self.at)
        if len(loc) > MAX_DEPTH:
            self.stop(f"There are more than {MAX_DEPTH} levels here.", "Make it flatter.")
        if char == "{":
            return self.mapping(loc)
        if char == "[":
            return self.sequence(loc)
        return self.string() if char == '"' else self.scalar()

    def mapping(self, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for _ in self.items("}"):
            if self.skip() != '"':
                comment = self.text.startswith(_COMMENTS, self.at)
                self.stop("A key is expected here.", _NO_COMMENTS if comment else "Keys stand in double quotes.")
            start = self.at
            key = self.string()
            if self.skip() != ":":
                self.stop(f"A colon is missing after the key '{key}'.", 'Write "key": value.')
            self.at += 1
            if key in data:
                first = self.keys[*loc, key][0]
                self.complain(start, f"The key '{key}' stands twice (first in line {first}).", "Keep one of them.")
                self.value((*loc, key, "?"))
                continue
            self.keys[*loc, key] = self.place(start)
            data[key] = self.value((*loc, key))
        return data

    def sequence(self, loc: Loc) -> list[Any]:
        data: list[Any] = []
        for _ in self.items("]"):
            data.append(self.value((*loc, len(data))))
        return data

    def items(self, end: str) -> Iterable[None]:
        """Stops before each item, and after the last behind its bracket."""
        opened = self.at
        self.at += 1
        if self.skip() == end:
            self.at += 1
            return
        while True:
            yield
            char = self.skip()
            comma = self.at
            if char == "":
                self.at = opened
                self.stop(f"What begins here does not end; a {end} is missing.", "")
            if char not in (end, ","):
                self.stop("A comma is missing before this.", "")
            self.at += 1
            if char == end:
                return
            if self.skip() == end:
                self.at = comma
                self.stop("A comma follows the last item.", "Remove it: JSON has commas between items only.")

    def string(self) -> str:
        try:
            found, self.at = scanstring(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            if "Unterminated" not in error.msg:
                self.at = error.pos
            said = {"Unterminated string starting at": "This text does not end."}.get(error.msg, f"{error.msg}.")
            self.stop(said, "Close it with a double quote." if "end" in said else "Escape it, like \\n or \\\\.")
        if any("\ud800" <= char <= "\udfff" for char in found):
            self.complain(self.at, "This text holds half a character (a lone surrogate).", "Write all of it.")
        return str(found)

    def scalar(self) -> object:
        word = _WORD.match(self.text, self.at)
        if word is None:
            self.stop("A value is expected here." if self.at < len(self.text) else "The file ends too soon.", "")
        if word[0] in _WORDS:
            self.at = word.end()
            return _WORDS[word[0]]
        number = _NUMBER.fullmatch(word[0])
        if number is None:
            self.stop(f"'{word[0][:40]}' is no JSON value.", _remedy(word[0]))
        if len(word[0]) > _DIGITS or not math.isfinite(float(word[0])):
            self.stop("This number is too large.", "Put it in quotes if it is text.")
        self.at = word.end()
        return float(word[0]) if number[1] or number[2] else int(word[0])

    def skip(self) -> str:
        """Past white space; the character there, or ``""`` at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def place(self, at: int) -> Place:
        line = bisect_right(self.lines, at)
        return line, at - self.lines[line - 1] + 1

    def complain(self, at: int, what: str, fix: str) -> None:
        self.problems.append(Problem(self.path, *self.place(at), what, fix=fix))

    def stop(self, what: str, fix: str) -> NoReturn:
        self.complain(self.at, what, fix)
        raise Refused(self.problems)


def _remedy(word: str) -> str:
    if word.startswith(_COMMENTS):
        return _NO_COMMENTS
    if word.strip("-+").lower() in ("nan", "infinity", "inf"):
        return "JSON has finite numbers only."
    if word.lower() in ("true", "false", "null", "none"):
        return f"Write {word.lower().replace('none', 'null')}."
    return "Text stands in double quotes."
