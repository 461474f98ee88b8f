"""Python-Markdown's inline step without trying what cannot be: a third of the time that converting takes.

The library tries each of some twenty patterns on every piece of text. A pattern for links need not be tried on text
without a bracket.
"""

from __future__ import annotations

from typing import Any

from markdown import treeprocessors, util

_MARKS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"), ("[",)
    ),
    **dict.fromkeys(("footnote", "lost"), ("[^",)),
    **dict.fromkeys(("autolink", "automail", "html"), ("<",)),
    **dict.fromkeys(("keys", "keys-custom"), ("++",)),
    "backtick": ("`",),
    "escape": ("\\",),
    "formula": ("$", "\\"),
    "linebreak": ("  \n",),
    "magic-link": ("://", "www.", "WWW.", "Www."),
    "magic-mail": ("@",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "delimiter": ("^", "=", "~"),
}
"""A pattern's name -> what every text that it matches has one of. Patterns that are not here are always tried."""


class InlineProcessor(treeprocessors.InlineProcessor):
    """Called as the library's own, so that the private method is the one that it calls."""

    _listed: list[tuple[Any, tuple[str, ...]]] | None = None

    def __handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - the library's names
        if isinstance(data, util.AtomicString):
            return data
        if self._listed is None:
            patterns = self.inlinePatterns
            self._listed = [(patterns[name], _MARKS.get(name, ())) for name in _names(patterns)]
        start = 0
        while patternIndex < len(self._listed):
            pattern, marks = self._listed[patternIndex]
            if marks and not any(mark in data for mark in marks):
                matched, start = False, 0
            else:
                data, matched, start = self.__applyPattern(pattern, data, patternIndex, start)  # type: ignore[attr-defined]
            if not matched:
                patternIndex += 1  # noqa: N806 - likewise
        return data


def _names(patterns: Any) -> list[str]:
    """The names in the order in which they are tried."""
    patterns._sort()  # noqa: SLF001 - the registry has no public list of its names
    return [item.name for item in patterns._priority]  # noqa: SLF001
