"""Fenced code as HTML: coloured by Pygments, with a title, line numbers and marked lines where it asks for them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

WORD = re.compile(
    r"""(?P<key>[A-Za-z_][\w-]*)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|\[(?P<list>[^\]]*)\]|(?P<bare>[^\s,}]+))
    |\{(?P<lines>[\d\s,-]+)\}|(?P<word>[^\s{},]+)""",
    re.VERBOSE,
)
_NUMBERED = {"numberlines", "shownumbers", "showlinenumbers", "linenos", "linenums"}


@dataclass(frozen=True, slots=True)
class Fence:
    """What a fence's first line says, in the manner of MkDocs, Docusaurus, Hugo or Pandoc."""

    language: str = ""
    title: str = ""
    first: int = 0  # the number of the first line; 0: none is shown
    marked: tuple[int, ...] = ()


def read_info(info: str) -> Fence:
    """``python title="x.py" linenums="1" hl_lines="2 4-5"``, ``{.python .numberLines}``, ``js {1,3}``."""
    language, title, first, marked = "", "", 0, ""
    for found in WORD.finditer(info):
        key, word, value = (found["key"] or "").lower(), (found["word"] or "").strip("`"), value_of(found)
        if key in ("title", "filename", "file", "name"):
            title = value
        elif key in ("hl_lines", "hl-lines", "highlight", "mark", "emphasize-lines"):
            marked = value.replace('"', " ")
        elif key in ("linenums", "linenos", "linenumstart", "linenostart", "startfrom", "start"):
            if value not in ("false", "0"):
                first = int(value.split()[0]) if value.split() and value.split()[0].isdecimal() else 1
        elif found["lines"]:
            marked = found["lines"]
        elif word.lstrip(".").lower() in _NUMBERED:
            first = first or 1
        elif word and not language and not word.startswith("#"):
            language = word.lstrip(".").lower()
    return Fence(language, title, first, tuple(_numbers(marked)))


def _numbers(text: str) -> Iterator[int]:
    """``1,3-5`` -> 1, 3, 4, 5."""
    for part in re.split(r"[\s,]+", text.strip()):
        first, _, last = part.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            yield from range(int(first), min(int(last or first), int(first) + 1000) + 1)


def value_of(found: re.Match[str]) -> str:
    """The value that a key has."""
    return next((found[name] for name in ("double", "single", "list", "bare") if found[name] is not None), "")


def shown(fence: Fence, source: str) -> str:
    """The code as HTML."""
    lexer = _lexer(fence.language)
    lines = _coloured(lexer, source) if lexer else html.escape(source, quote=False).split("\n")
    if fence.first or fence.marked:
        lines = [_line(line, number, fence) for number, line in enumerate(lines, 1)]
    title = f'<p class="filename">{html.escape(fence.title)}</p>' if fence.title else ""
    name = f' class="language-{html.escape(fence.language)}"' if fence.language else ""
    body = "".join(line if line.endswith("\n</span>") else f"{line}\n" for line in lines) if source else ""
    if not (lexer or title or fence.first or fence.marked):
        return f"<pre><code{name}>{body}</code></pre>"
    numbered = " numbered" if fence.first else ""
    return f'<div class="highlight{numbered}">{title}<pre><code{name}>{body}</code></pre></div>'


def _line(line: str, number: int, fence: Fence) -> str:
    count = f'<span class="ln" data-n="{fence.first + number - 1}"></span>' if fence.first else ""
    return f'<span class="hll">{count}{line}\n</span>' if number in fence.marked else count + line


def _coloured(lexer: Lexer, source: str) -> list[str]:
    from pygments import format  # noqa: A004, PLC0415 - loaded where there is code

    whole = f"{source}\n"  # without its end, some lexers lose the last line
    tokens = ((_coloured_as(kind), word) for kind, word in lexer.get_tokens(whole))
    lines = format(tokens, _formatter()).removesuffix("\n").split("\n")
    return [*lines, *[""] * (source.count("\n") + 1 - len(lines))]


@cache
def _coloured_as(kind: _TokenType) -> _TokenType:
    """A kind that one language alone has is as the one above it. What no theme colours has no element: that is most of
    a page's, and spaces, brackets and plain names are two thirds of all that code would have.
    """
    from pygments.token import STANDARD_TYPES, Name, Operator, Punctuation, Text, Whitespace  # noqa: PLC0415 - see above

    while kind not in STANDARD_TYPES and kind.parent:
        kind = kind.parent
    return Text if kind in (Whitespace, Punctuation, Operator, Name, Name.Other) else kind


@lru_cache(1)
def _formatter() -> HtmlFormatter[str]:
    """Making one takes longer than a block of code does."""
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - see above

    return HtmlFormatter(nowrap=True)


@lru_cache(200)
def _lexer(language: str) -> Lexer | None:
    if not language or language in ("text", "txt", "plain", "none", "output"):
        return None
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - see above
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
