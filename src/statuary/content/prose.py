"""Where a Markdown text is prose, and where it is code: what is in code is nobody's to change. Pure, and linear.

Lists, admonitions and quotations are told apart as the converter does it (``markup.dialect``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from statuary.markup.lines import BEGINS, BOX, ITEM, MEANING, NOTE, RULE, UNDERLINE, UNQUOTED, VERBATIM

Span = tuple[int, int]  # start, end

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_TAG = re.compile(r"<(/?)(?:code|pre|kbd|samp)\b[^<>]*>", re.IGNORECASE)
_TICKS = re.compile(r"(?<!`)`+(?!`)")
_DEEPEST = 8  # quotations within one another that are looked into


def _note(text: str) -> re.Match[str] | None:
    return NOTE.match(text) or MEANING.match(text)


def code_spans(text: str, *, elements: bool = True) -> list[Span]:
    """The stretches of code, in order: fenced and indented blocks, spans in backticks, ``<code>`` and ``<pre>``.

    Comments are among them: nobody sees what they say. Not ``elements``: Markdown's own code alone, and comments.
    """
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(_Line(at, at + len(line) + 1, line.expandtabs(4)))
        at += len(line) + 1
    blocks = list(_joined(_Blocks(text, lines).read()))
    spans = [span for start, end in _between(blocks, len(text)) for span in _inline(text, start, end, elements)]
    return list(_joined(sorted((*blocks, *spans))))


def within(spans: list[Span], at: int) -> bool:
    """Whether the place is in one of the spans."""
    number = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return number >= 0 and spans[number][0] <= at < spans[number][1]


def _between(spans: Iterable[Span], end: int) -> Iterator[Span]:
    at = 0
    for start, after in spans:
        yield at, start
        at = after
    yield at, end


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans that are in order, those that touch as one."""
    last = None
    for start, end in spans:
        if last and start <= last[1]:
            last = last[0], max(last[1], end)
        else:
            if last:
                yield last
            last = start, end
    if last:
        yield last


# --------------------------------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int  # after its break
    text: str  # in columns: without tabs


@dataclass(slots=True)
class _Box:
    """Something that holds blocks: a list's item, an admonition. In columns."""

    least: int  # what is indented so far is inside
    base: int  # where its own blocks begin
    is_item: bool = False
    is_fresh: bool = True  # nothing but its first paragraph so far


@dataclass(slots=True)
class _Blocks:
    """The lines of code of a text, or of what is inside one quotation."""

    whole: str
    lines: Sequence[_Line]
    depth: int = 0
    endless: set[str] = field(default_factory=set)  # ends that do not come any more
    at: int = 0
    boxes: list[_Box] = field(default_factory=list)
    is_paragraph: bool = False  # the line before is one that a paragraph may go on after

    def read(self) -> Iterator[Span]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            text = line.text.lstrip(" ")
            if text.strip():
                yield from self._line(line, text, len(line.text) - len(text))
            else:
                self._blank()
            self.at += 1

    def _blank(self) -> None:
        self.is_paragraph = False
        for box in self.boxes:
            box.is_fresh = False

    def _line(self, line: _Line, text: str, indent: int) -> Iterator[Span]:
        if self.is_paragraph and not self._begins_something(text, indent):
            return  # however it is indented
        within = self._leave(indent)
        if within >= 4 and not self.is_paragraph:
            yield line.start, line.end
        elif fence := _FENCE.match(text):
            self._blank()
            yield self._fenced(fence[1] or fence[2], indent, self.boxes[-1].least if self.boxes else 0)
        elif text.startswith(">") and self.depth < _DEEPEST:
            yield from self._quotation()
            self.is_paragraph = False
        elif found := VERBATIM.match(text):
            yield from self._verbatim(line, f"</{found[1].lower()}[^<>]*>" if found[1] else "-->")
            self.is_paragraph = False
        elif RULE.match(text):
            self.is_paragraph = False
        elif item := ITEM.match(text):
            yield from self._item(text, item, indent)
        elif BOX.match(text) or _note(text):
            self.boxes.append(_Box(indent + 2, indent + 4))
            self.is_paragraph = bool(note := _note(text))
            self._box_of(text[note.end() :] if note else "", indent + 4)
        else:
            self.is_paragraph = not text.startswith("#")

    def _begins_something(self, text: str, indent: int) -> bool:
        """Whether the line ends the paragraph before it."""
        in_list = any(box.is_item for box in self.boxes)
        if UNDERLINE.match(text):
            return in_list and indent < self.boxes[-1].least
        item = ITEM.match(text)
        if item and not RULE.match(text):
            return in_list or (bool(item[3]) and item[2] in (None, "1", "01"))
        is_deep = indent - (self.boxes[-1].base if self.boxes else 0) >= 4
        return not is_deep and (
            text.startswith(BEGINS) or any(one.match(text) for one in (RULE, NOTE, MEANING, VERBATIM))
        )

    def _leave(self, indent: int) -> int:
        """Leaves what the line is not in; the line's own indentation within what is left."""
        while self.boxes and indent < (box := self.boxes[-1]).least:
            if box.is_item and indent - (self.boxes[-2].base if len(self.boxes) > 1 else 0) >= 4:
                box.least = box.base = indent  # below a list, four spaces are enough, however wide its marks are
                break
            self.boxes.pop()
            self.is_paragraph = False
        if not self.boxes:
            return indent
        box = self.boxes[-1]
        if not box.is_fresh and box.is_item and box.least < indent < box.least + 4 and box.base == box.least:
            box.base = indent  # the writer's own habit
        return max(indent - box.base, 0)

    def _item(self, text: str, item: re.Match[str], indent: int) -> Iterator[Span]:
        spaces = len(item[3] or "")
        content = indent + len(item[1]) + (spaces if 0 < spaces <= 4 else 1)
        rest = text[item.end() :]
        if fence := _FENCE.match(rest):
            yield self._fenced(fence[1] or fence[2], content, content)
        self.boxes.append(_Box(content, content, is_item=True))
        self._box_of(rest, content)
        self.is_paragraph = bool(rest.strip())

    def _box_of(self, text: str, indent: int) -> None:
        """An admonition at the beginning of an item or of a meaning."""
        if BOX.match(text):
            self.boxes.append(_Box(indent + 2, indent + 4))

    def _fenced(self, mark: str, indent: int, least: int) -> Span:
        """The fence that begins here until its end, or until what is outside of what holds it."""
        start = self.lines[self.at].start
        close = re.compile(rf"{re.escape(mark[0])}{{{len(mark)},}}[ ]*$")
        while self.at + 1 < len(self.lines):
            line = self.lines[self.at + 1].text
            own = line.lstrip(" ")
            wide = len(line) - len(own)
            if own and wide < least:
                break
            self.at += 1
            if close.match(own) and wide < indent + 4:
                break
        return start, self.lines[self.at].end

    def _quotation(self) -> Iterator[Span]:
        inner: list[_Line] = []
        for at in range(self.at, len(self.lines)):
            line = self.lines[at]
            text = line.text.lstrip(" ")
            if text.startswith(">"):
                own = text[2:] if text[1:2] == " " else text[1:]
            elif text and inner[-1].text.strip() and not UNQUOTED.match(text):
                own = text
            else:
                break
            inner.append(_Line(line.start, line.end, own))
        self.at += len(inner) - 1
        yield from _Blocks(self.whole, inner, self.depth + 1, self.endless).read()

    def _verbatim(self, line: _Line, end: str) -> Iterator[Span]:
        """From here until the end, wherever that is; what does not end is text."""
        start = self.whole.index("<", line.start)
        found = None if end in self.endless else re.compile(end, re.IGNORECASE).search(self.whole, start + 4)
        if not found:
            self.endless.add(end)
            return
        yield start, found.end()
        while self.at + 1 < len(self.lines) and self.lines[self.at + 1].start < found.end():
            self.at += 1


# --------------------------------------------------------------------------------------------------------------- inline


def _inline(text: str, start: int, end: int, elements: bool) -> Iterator[Span]:
    """Spans of code in prose, and comments; a blank line ends backticks that are not closed."""
    ticked = [
        span
        for paragraph in re.finditer(r"(?:[^\n]+\n?)+", text[start:end])
        for span in _ticked(text, start + paragraph.start(), start + paragraph.end())
    ]
    yield from ticked
    if elements:
        yield from _tagged(text, start, end, ticked)
    yield from _commented(text, start, end, ticked)


def _tagged(text: str, start: int, end: int, ticked: list[Span]) -> Iterator[Span]:
    opened = None
    for tag in _TAG.finditer(text, start, end):
        if within(ticked, tag.start()):
            continue
        if not tag[1] and opened is None:
            opened = tag.start()
        elif tag[1] and opened is not None:
            yield opened, tag.end()
            opened = None


def _commented(text: str, start: int, end: int, ticked: list[Span]) -> Iterator[Span]:
    at = text.find("<!--", start, end)
    while at != -1:
        after = text.find("-->", at + 4, end)
        if after == -1:
            return
        if within(ticked, at) or is_escaped(text, at):
            at = text.find("<!--", at + 4, end)
        else:
            yield at, after + 3
            at = text.find("<!--", after + 3, end)


def _ticked(text: str, start: int, end: int) -> Iterator[Span]:
    """From a run of backticks to the next one that is as long."""
    runs = [run for run in _TICKS.finditer(text, start, end) if not is_escaped(text, run.start())]
    following: dict[int, list[int]] = {}
    for number in reversed(range(len(runs))):
        following.setdefault(len(runs[number][0]), []).append(number)
    number = 0
    while number < len(runs):
        same = following[len(runs[number][0])]
        while same and same[-1] <= number:
            same.pop()
        if same:
            yield runs[number].start(), runs[same[-1]].end()
            number = same[-1]
        number += 1


def is_escaped(text: str, at: int) -> bool:
    """Whether the character is written with a backslash before it."""
    before = at
    while before and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1
