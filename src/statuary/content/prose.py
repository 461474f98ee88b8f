"""Where a Markdown text is prose, and where it is code: what is in code is nobody's to change. Pure, and linear."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

Span = tuple[int, int]  # start, end

_FENCE = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*(`{3,}(?=[^`]*$)|~{3,})")
_CONTAINER = re.compile(r" {0,3}(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|///|\[\^|:[ \t])")
_TAG = re.compile(r"<(/?)(?:code|pre|kbd|samp)\b[^<>]*>", re.IGNORECASE)
_TICKS = re.compile(r"(?<!`)`+(?!`)")


def code_spans(text: str) -> list[Span]:
    """The stretches of code, in order: fenced and indented blocks, spans in backticks, ``<code>`` and ``<pre>``.

    An indented block is one at the top level alone: in a list or an admonition, indented text is its text.
    """
    blocks = list(_blocks(text))
    spans = [span for start, end in _between(blocks, len(text)) for span in _inline(text, start, end)]
    return sorted((*blocks, *spans))


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


def _blocks(text: str) -> Iterator[Span]:
    """Lines of code."""
    fence = ""
    inside = blank = True  # inside an indented block, should one begin here
    container = False
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        bare = line.strip(" \t>\n")
        mark = _FENCE.match(line.rstrip("\n"))
        if fence:
            yield start, at
            fence = "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence
        elif mark:
            fence = mark[1]
            yield start, at
        elif not line.strip():
            blank = True
            continue
        elif line.startswith(("    ", "\t")) and not container and (blank or inside):
            inside = True
            yield start, at
            blank = False
            continue
        elif not line.startswith(("    ", "\t")):
            container = bool(_CONTAINER.match(line)) or (container and not blank)
        inside = blank = False


def _inline(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of code in prose; a blank line ends what is not closed."""
    yield from _tagged(text, start, end)
    for paragraph in re.finditer(r"(?:[^\n]+\n?)+", text[start:end]):
        yield from _ticked(text, start + paragraph.start(), start + paragraph.end())


def _tagged(text: str, start: int, end: int) -> Iterator[Span]:
    opened = None
    for tag in _TAG.finditer(text, start, end):
        if not tag[1] and opened is None:
            opened = tag.start()
        elif tag[1] and opened is not None:
            yield opened, tag.end()
            opened = None


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
