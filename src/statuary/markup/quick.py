"""Python-Markdown without trying what cannot be: a third of the time that converting takes.

The library tries each of some twenty patterns on every piece of text, each of twenty kinds of blocks on every
paragraph, and goes through the whole page for what few pages have. A pattern for links need not be tried on text
without a bracket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from markdown import Markdown, treeprocessors, util
from markdown.preprocessors import Preprocessor

_INLINE: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(
        ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"), ("[",)
    ),
    **dict.fromkeys(("footnote", "lost"), ("[^",)),
    "lost-reference": ("][",),
    **dict.fromkeys(("autolink", "automail", "html"), ("<",)),
    **dict.fromkeys(("keys", "keys-custom"), ("++",)),
    "backtick": ("`",),
    "escape": ("\\",),
    "formula": ("$", "\\"),
    "quoted-formula": ("$`",),
    "linebreak": ("  \n",),
    "magic-link": ("://", "www.", "WWW.", "Www."),
    "magic-mail": ("@",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "delimiter": ("^", "=", "~"),
}
"""A pattern's name -> what every text that it matches has one of. Patterns that are not here are always tried."""
_BLOCKS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("indent", "defindent", "code"), ("    ",)),
    "admonition": ("!!!", "    "),  # what is indented may go on with one
    "details": ("???", "    "),
    "tabbed": ("===", "    "),
    "markdown_block": (util.STX,),
    "table": ("|",),
    "hashheader": ("#",),
    "setextheader": ("\n=", "\n-"),
    "hr": ("-", "_", "*"),
    "olist": (". ",),
    "ulist": ("* ", "+ ", "- "),
    "deflist": (":",),
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("*[",),
    "reference": ("]:",),
}
"""The same of blocks."""
_TREE: Mapping[str, Sequence[str]] = {
    "bars": ("\\|",),
    "attr_list": ("{",),
    "task-list": ("[ ]", "[x]", "[X]"),
    "unescape": ("\\",),
}
"""The same of steps on the whole tree, which are not here where they are always needed."""


def quicken(md: Markdown) -> None:
    """Has the instance do the same in less time."""
    md.is_block_level = lru_cache(1000)(md.is_block_level)  # type: ignore[method-assign]  # it goes through a list
    md.parser.parseBlocks = partial(_parse_blocks, _Useful(md.parser.blockprocessors, _BLOCKS))  # type: ignore[method-assign]
    seen = _Seen(md)
    md.preprocessors.register(seen, "seen", 25)  # after code was taken out, before HTML is
    md.treeprocessors.register(_InlineProcessor(md), "inline", 20)
    for name, step, priority in _items(md.treeprocessors):
        if name in _TREE:
            md.treeprocessors.register(_Where(step, seen, _TREE[name]), name, priority)


def _items(registry: Any) -> Iterator[tuple[str, Any, float]]:
    """(name, step, priority) in the order in which they are tried."""
    registry._sort()  # noqa: SLF001 - the registry has no public list of its names
    for item in tuple(registry._priority):  # noqa: SLF001
        yield item.name, registry[item.name], item.priority


class _Useful:
    """Of the steps of a registry those that may find something in a text, by the marks that the text has."""

    def __init__(self, registry: Any, marks: Mapping[str, Sequence[str]]) -> None:
        self._steps = [(step, frozenset(marks.get(name, ()))) for name, step, _ in _items(registry)]
        self._marks = tuple({mark: None for _, marks in self._steps for mark in marks})
        self._known: dict[tuple[str, ...], list[tuple[int, Any]]] = {}

    def of(self, text: str) -> list[tuple[int, Any]]:
        """(number, step)"""
        there = tuple([mark for mark in self._marks if mark in text])
        if there not in self._known:
            self._known[there] = [
                (number, step)
                for number, (step, marks) in enumerate(self._steps)
                if not marks or not marks.isdisjoint(there)
            ]
        return self._known[there]


def _parse_blocks(useful: _Useful, parent: Any, blocks: list[str]) -> None:
    """BlockParser's method of that name."""
    while blocks:
        for _, processor in useful.of(blocks[0]):
            if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                break


class _InlineProcessor(treeprocessors.InlineProcessor):
    """Called as the library's own, so that the private method is the one that it calls."""

    _useful: _Useful | None = None

    def __handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - the library's names
        if isinstance(data, util.AtomicString):
            return data
        if self._useful is None:
            self._useful = _Useful(self.inlinePatterns, _INLINE)
        for number, pattern in self._useful.of(data):  # what takes a place in the text has no marks
            matched, start = number >= patternIndex, 0
            while matched:
                data, matched, start = self.__applyPattern(pattern, data, number, start)  # type: ignore[attr-defined]
        return data


class _Seen(Preprocessor):
    """Keeps the text as the tree will be made of it."""

    text = ""

    def run(self, lines: list[str]) -> list[str]:
        self.text = "\n".join(lines)
        return lines


class _Where(treeprocessors.Treeprocessor):
    """A step on the tree that is done only where the text has one of the marks."""

    def __init__(self, step: Any, seen: _Seen, marks: Sequence[str]) -> None:
        super().__init__(step.md)
        self._step = step
        self._seen = seen
        self._marks = marks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._step, name)  # others use what the step has

    def run(self, root: Any) -> Any:
        return self._step.run(root) if any(mark in self._seen.text for mark in self._marks) else None
