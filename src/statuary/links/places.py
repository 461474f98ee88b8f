"""Where in a file something is written. Looked for only when there is something to say about it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from msgspec.structs import replace

from statuary.errors import Problem
from statuary.model import Text

_FENCED = re.compile(r"^( {0,12}|> )(`{3,}|~{3,}).*?(?:^[ >]*\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(?<!``)(`*)(?!`)[^\n]*?(?<!`)`\1(?!`)")  # begins with a sign, so that it is looked for quickly


class Finder:
    """Finds words of a text outside its code; where they are in code alone, there."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._bare: str | None = None

    def problems(self, words: str, fault: Problem) -> Iterator[Problem]:
        """The fault at every place where the words are written; at the text's beginning where they are not found."""
        if self._bare is None:
            self._bare = bare(self._text.text)
        found = list(dict.fromkeys(_found(words, self._bare))) or [*_found(words, self._text.text)][:1]
        for at in found:
            path, line, column = self._place(at)
            yield replace(fault, path=path, line=line, column=column)
        if not found:
            yield replace(fault, path=self._text.path, line=self._text.line)

    def _place(self, at: int) -> tuple[str, int, int]:
        before = self._text.text[:at]
        path, line, margin = placed(self._text, before.count("\n"))
        return path, line, max(at - before.rfind("\n") - margin, 1)


def _found(words: str, text: str) -> Iterator[int]:
    """Where the words are written, however they are quoted."""
    spellings = dict.fromkeys((words, unquote(words), quote(words, safe="/#?&=:+,;@!$'()*~"), html.escape(words)))
    for spelling in spellings:
        whole = (
            rf"(?<![\w/.#-])(?<!\{{)(?<!\{{ ){re.escape(spelling)}(?![\w/.#-])"
            if spelling[:1] not in "[{<:$"
            else re.escape(spelling)
        )
        for found in re.finditer(whole, text):
            yield found.start()


def bare(text: str) -> str:
    """The text with blanks in place of its code: all else is where it was."""
    blank = _FENCED.sub(lambda one: "\n".join(" " * len(line) for line in one[0].split("\n")), text)
    return _SPAN.sub(lambda one: " " * len(one[0]), blank)


def placed(text: Text, line: int) -> tuple[str, int, int]:
    """File and line of a text's line (from 0), and how many columns were added before it."""
    own = [one for one in text.spliced if one.start <= line]
    if not own:
        return text.path, text.line + line, 0
    return own[-1].path, own[-1].line + line - own[-1].start, own[-1].margin
