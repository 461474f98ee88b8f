"""Markdown as GitHub, MkDocs and Hugo write it, laid out as Python-Markdown reads it.

Python-Markdown wants four spaces where the others want as many as a list's mark is wide, and a blank line before a
list. Without this pass a list nested by two spaces is flat, and a fence nested by three is text. Code and formulas are
taken out here, before anything looks into them; what no dialect of ours has is named and stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from statuary.markup.constructs import ALERTS, in_text
from statuary.markup.htmlblocks import BLOCK, opened
from statuary.markup.lines import BEGINS, BOX, ITEM, MEANING, NOTE, RULE, UNDERLINE, UNQUOTED, VERBATIM

_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^\n]*)")
_ALERT = re.compile(r"\[!([A-Za-z]+)\]([+-]?)[ ]*(.*)")
_ROW = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|?[ ]*$|\|[ ]*:?-+:?[ ]*\|[ ]*$")
_HASHES = re.compile(r"#{1,6}(?=[^#\s])|#{7,}")
_NO_END = re.compile(r"(?<=[^\s#\\])#+[ ]*$")  # of a heading: without a space before them they are its last letters
_ATTRIBUTES = re.compile(r"\{:[ ]*[.#\w][^{}]*\}[ ]*")  # what kramdown says of the block beside
_INCLUDE = re.compile(r"<!--\s*@include:\s*[^\s>]+(?<!-)")  # VitePress has a comment do it
_SPACED = re.compile(r"(\[[^\]]+\]:[ ]*<)([^<>]* [^<>]*)>")  # the address of a reference

Stash = Callable[[str, str, int], str]
"""(info string or ``$$``, source, line from 0) -> the words that stand for it until the end."""


@dataclass(slots=True)
class _Box:
    """Something that holds blocks: a list's item, an admonition. Columns count from where the text begins."""

    least: int  # what is indented so far is inside
    base: int  # where its own blocks begin
    kind: str = ""  # of an item: ``bullet`` or ``number``
    fresh: bool = True  # nothing but its first paragraph so far


@dataclass
class Dialect:
    """``laid_out`` gives the lines; ``said`` what was found in them that has to be named: (kind, words)."""

    stash: Stash
    said: list[tuple[str, str]] = field(default_factory=list)

    def laid_out(self, lines: Sequence[str], first: int = 0) -> list[str]:
        """The lines for Python-Markdown. ``first``: the number of the first one in the text."""
        return _Page(self, lines, first).read()


class _Page:
    """One text, or what is inside one quotation."""

    def __init__(self, dialect: Dialect, lines: Sequence[str], first: int) -> None:
        self._dialect = dialect
        self._lines = list(lines)
        self._first = first  # the number of its first line in the text
        self._at = 0
        self._boxes: list[_Box] = []
        self._out: list[str] = []
        self._paragraph = False  # whether the line before is one that a paragraph may go on after
        self._is_apart = False  # whether an empty line was put behind the line before
        self._left: _Box | None = None  # the outermost box that the line has left

    def read(self) -> list[str]:
        while self._at < len(self._lines):
            line = self._lines[self._at].expandtabs(4)
            if line.strip():
                self._line(line)
            else:
                self._blank()
        return self._out

    # ------------------------------------------------------------------------------------------------------- the lines

    def _blank(self) -> None:
        if not self._is_apart:
            self._out.append("")
        self._is_apart = False
        self._paragraph = False
        self._at += 1
        for box in self._boxes:
            box.fresh = False

    def _line(self, line: str) -> None:
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if text.startswith("[") and (spaced := _SPACED.match(text)):
            text = f"{spaced[1]}{spaced[2].replace(' ', '%20')}{text[spaced.end(2) :]}"
        if text.startswith("{:") and _ATTRIBUTES.fullmatch(text) and self._is_alone():
            self._dialect.said.append(("attributes", text.strip()))
            self._at += 1
            return
        deep = indent - (self._boxes[-1].base if self._boxes else 0) >= 4
        if self._paragraph and not self._begins_something(text, deep=deep):
            self._emit(self._inline(text))  # goes on with the paragraph, however it is indented
            return
        within = self._leave(indent)
        if text.startswith("<") and not (self._boxes or self._paragraph or within >= 4) and BLOCK.match(text):
            text = self._html()
        if within >= 4 and not self._paragraph:
            self._put(" " * within + text)
        elif not self._block(text, indent):
            self._text(text)

    def _is_alone(self) -> bool:
        """Whether the line goes on with no text that it could say something of: rows of a table are none."""
        return not self._paragraph or self._lines[self._at - 1].lstrip().startswith("|")

    def _block(self, text: str, indent: int) -> bool:
        """Whether the line begins something other than a paragraph, which has then been laid out."""
        fence = _FENCE.match(text)
        if fence and not (fence[1][0] == "`" and "`" in fence[2]):
            self._apart(self._code(fence[1], fence[2], indent))
        elif text.startswith("$$") and (formula := self._formula(text)) is not None:
            self._apart(formula)
        elif text.startswith(">"):
            self._quotation()
        elif verbatim := VERBATIM.match(text):
            if verbatim[1] and verbatim[1].lower() != "pre":
                self._dialect.said.append(("element", f"<{verbatim[1]}"))
            elif include := _INCLUDE.match(text):
                self._dialect.said.append(("hidden_include", include[0]))
            self._verbatim(text, f"</{verbatim[1].lower()}" if verbatim[1] else "-->")
        elif RULE.match(text):
            self._apart("***")
            self._at += 1
        elif item := ITEM.match(text):
            self._item(text, item, indent)
        elif BOX.match(text) or NOTE.match(text) or (MEANING.match(text) and self._out):
            self._put(self._inline(text))
            self._boxes.append(_Box(indent + 2, indent + 4))
            self._paragraph = bool(NOTE.match(text) or MEANING.match(text))
        else:
            return False
        return True

    def _text(self, text: str) -> None:
        if _HASHES.match(text):
            text = f"\\{text}"  # to the others it is no heading
        following = self._lines[self._at + 1].strip() if self._at + 1 < len(self._lines) else ""
        if self._paragraph and "|" in text and _ROW.match(following):
            self._out.append("")
        heading = text.startswith("#")
        if heading:
            text = _NO_END.sub(lambda found: found[0].replace("#", r"\#"), text)
        self._emit(self._inline(text.rstrip() if heading else text))
        self._paragraph = not heading

    def _begins_something(self, text: str, *, deep: bool) -> bool:
        """Whether the line ends the paragraph before it. ``deep``: it is indented as only a list may be."""
        if UNDERLINE.match(text):
            return self._in_list() and self._leaves(text)
        item = ITEM.match(text)
        if item and not RULE.match(text):
            return (bool(item[3]) and item[2] in (None, "1", "01")) or self._in_list()
        starts = text.startswith(BEGINS)
        return not deep and (
            starts or bool(RULE.match(text) or NOTE.match(text) or VERBATIM.match(text)) or self._is_head(text)
        )

    def _leaves(self, text: str) -> bool:
        """Whether the line is outside what the one before it is in."""
        line = self._lines[self._at].expandtabs(4)
        return len(line) - len(text) < self._boxes[-1].least

    def _is_head(self, text: str) -> bool:
        """Whether the line is that of a table's column names."""
        return "|" in text and self._at + 1 < len(self._lines) and bool(_ROW.match(self._lines[self._at + 1].strip()))

    def _in_list(self) -> bool:
        return any(box.kind for box in self._boxes)

    # ------------------------------------------------------------------------------------------------------ containers

    def _leave(self, indent: int) -> int:
        """Leaves what the line is not in; the line's own indentation within what is left."""
        self._left = None
        while self._boxes and indent < self._boxes[-1].least:
            self._left = self._boxes.pop()
            self._paragraph = False
        if not self._boxes:
            return indent
        box = self._boxes[-1]
        if not box.fresh and box.kind and box.least < indent < box.least + 4:
            box.base = max(box.base, indent) if box.base == box.least else box.base  # the writer's own habit
        return max(indent - box.base, 0)

    def _item(self, text: str, item: re.Match[str], indent: int) -> None:
        kind = "number" if item[2] else "bullet"
        inside = self._boxes and self._boxes[-1].fresh and self._boxes[-1].kind
        left = self._left
        if (self._paragraph and not inside) or (left and (left.kind != kind or not left.fresh)):
            self._out.append("")
        wide = len(item[3] or "") if len(item[3] or "") <= 4 else 1
        content = indent + len(item[1]) + max(wide, 1)
        rest = text[item.end() :] if wide == len(item[3] or "") else text[len(item[1]) + 1 :]
        mark = f"{item[2]}." if item[2] else "*"  # a hyphen alone would underline a heading
        fence = _FENCE.match(rest)
        if fence and not (fence[1][0] == "`" and "`" in fence[2]):
            rest = self._code(fence[1], fence[2], content, least=content)
            self._at -= 1
        else:
            rest = self._inline(rest)
        self._put(f"{mark} {rest}")
        self._boxes.append(_Box(content, content, kind))
        self._paragraph = bool(rest.strip())

    def _quotation(self) -> None:
        inner, first = [], self._first + self._at
        while self._at < len(self._lines):
            line = self._lines[self._at].lstrip(" ")
            if line.startswith(">"):
                inner.append(line[2:] if line[1:2] == " " else line[1:])
            elif line and inner[-1].strip() and not UNQUOTED.match(line):
                inner.append(line)
            else:
                break
            self._at += 1
        alert = _ALERT.fullmatch(inner[0].strip()) if inner else None
        kind = alert[1].lower() if alert else ""
        if alert and kind in ALERTS:
            mark = {"-": "???", "+": "???+"}.get(alert[2], "!!!")
            title = alert[3].replace('"', "'") or kind.capitalize()
            laid = [
                "",
                f'{mark} {kind} "{title}"',
                *(f"    {line}" for line in self._dialect.laid_out(inner[1:], first + 1)),
                "",
            ]
        else:
            laid = ["", *(f"> {line}".rstrip() for line in _trimmed(self._dialect.laid_out(inner, first))), ""]
        self._out += [self._margin() + line if line else "" for line in laid]
        self._paragraph = False

    # ------------------------------------------------------------------------------------------- code, formulas, HTML

    def _code(self, mark: str, info: str, indent: int, *, least: int = 0) -> str:
        """Takes the fenced code out."""
        least = max(least, self._boxes[-1].least if self._boxes else 0)
        end = re.compile(rf"{re.escape(mark[0])}{{{len(mark)},}}[ \t]*")
        source: list[str] = []
        first = self._first + self._at
        self._at += 1
        while self._at < len(self._lines):
            line = self._lines[self._at]
            own = line.lstrip()
            wide = len(line[: len(line) - len(own)].expandtabs(4))
            if own and wide < least:
                break
            self._at += 1
            if end.fullmatch(own) and wide < indent + 4:
                return self._dialect.stash(info.strip(), "\n".join(source), first)
            source.append(_without(line, indent))
        while source and not source[-1].strip():
            source.pop()
        return self._dialect.stash(info.strip(), "\n".join(source), first)

    def _formula(self, text: str) -> str | None:
        """Takes a formula between ``$$`` out; None where it does not end."""
        lines = [text[2:]]
        for number in range(self._at, len(self._lines)):
            if number > self._at:
                lines.append(self._lines[number].strip())
            if not lines[-1] and number > self._at:
                return None
            if lines[-1].rstrip().endswith("$$"):
                self._at = number + 1
                return self._dialect.stash("$$", "\n".join(lines).rstrip()[:-2], self._first + number)
        return None

    def _html(self) -> str:
        """The first line of a block of HTML, after which Markdown may follow before what it opens is closed."""
        end = self._at
        while end < len(self._lines) and (line := self._lines[end].strip()) and not _FENCE.match(line):
            end += 1
        if end < len(self._lines) and not self._lines[end].strip():
            self._lines[self._at : end] = opened(self._lines[self._at : end])
        return self._lines[self._at].expandtabs(4).lstrip(" ")

    def _verbatim(self, text: str, end: str) -> None:
        while True:
            self._put(text)
            if end in text.lower() or self._at >= len(self._lines):
                return
            text = self._lines[self._at]

    # ---------------------------------------------------------------------------------------------------------- output

    def _margin(self) -> str:
        return "    " * len(self._boxes)

    def _put(self, text: str) -> None:
        """The line, which is no paragraph's."""
        self._out.append(self._margin() + text)
        self._is_apart = self._paragraph = False
        self._at += 1

    def _emit(self, text: str) -> None:
        """A paragraph's line; a backslash at its end breaks the line, as two spaces do."""
        goes_on = self._at + 1 < len(self._lines) and self._lines[self._at + 1].strip()
        if text.endswith("\\") and not text.endswith("\\\\") and goes_on:
            text = f"{text[:-1]}  "
        self._put(text)
        self._paragraph = True

    def _apart(self, words: str) -> None:
        if self._out and self._out[-1]:
            self._out.append("")  # two would end a footnote
        self._out += [self._margin() + words, ""]
        self._is_apart, self._paragraph = True, False
        for box in self._boxes:
            box.fresh = False

    def _inline(self, text: str) -> str:
        return in_text(text, self._dialect.said)


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without empty ones at either end."""
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    last = next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 0)
    return lines[first:last]


def _without(line: str, columns: int) -> str:
    """The line without so many columns of its indentation; tabs within code stay."""
    own = line.lstrip(" ")
    spaces = len(line) - len(own)
    if spaces < columns and own.startswith("\t"):
        return _without(line.replace("\t", " " * (4 - spaces % 4), 1), columns)
    return line[min(columns, spaces) :]
