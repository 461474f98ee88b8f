"""Markdown to HTML: Python-Markdown with few extensions, then the sanitiser. Runs in a worker.

Profile ``incident``: what people write in a hurry; no raw HTML, no heading anchors (many texts stand on one page).
Profile ``guide``: documentation, with tables, footnotes, admonitions, highlighted code, and anchors that stay.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from statuary.markup.sanitise import sanitise
from statuary.model import Converted

_RESERVED = re.compile(r"main|content|top|nav|search|toc|u-\d+")  # ids that the templates use
# No control characters: Python-Markdown's own marks (STX, ETX) must not come from outside, and no address needs others.
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A})

_INCIDENT: list[Any] = ["fenced_code", "sane_lists", "tables", "pymdownx.magiclink"]
_GUIDE: list[Any] = [
    "abbr",
    "admonition",
    "def_list",
    "footnotes",
    "sane_lists",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.magiclink",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]
_SETTINGS: dict[str, dict[str, Any]] = {
    "pymdownx.highlight": {"css_class": "highlight", "guess_lang": False, "use_pygments": True},
    "pymdownx.magiclink": {"hide_protocol": False},
    "tables": {"use_align_attribute": True},
    "toc": {"slugify": lambda text, separator: slug(text, separator), "permalink": False},  # noqa: PLW0108 - defined below
}


def convert(profile: str, text: str) -> Converted:
    """The text as sanitised HTML with its headings and links; plain, and why, where it nests too deeply."""
    markdown = _markdown(profile)
    markdown.reset()
    try:
        clean = sanitise(markdown.convert(text.translate(_CONTROLS)))
    except Exception as error:  # noqa: BLE001 - whatever a text does to the libraries, it is shown
        why = "it nests too deeply" if isinstance(error, RecursionError) else type(error).__name__
        return plain(text, f"This text cannot be converted ({why}).")
    headings = tuple(_headings(getattr(markdown, "toc_tokens", [])))
    return Converted(
        clean, headings, tuple(dict.fromkeys(html.unescape(x) for x in re.findall(r'href="([^"]*)"', clean)))
    )


def plain(text: str, problem: str) -> Converted:
    """The text as it was written, and why."""
    return Converted(f'<pre class="plain">{html.escape(text)}</pre>', problem=problem)


def slug(text: str, separator: str = "-") -> str:
    """``Before you start`` -> ``before-you-start``. Letters of all scripts stay; ids of the page are not taken."""
    plain = unicodedata.normalize("NFC", text).strip().lower()
    made = re.sub(r"[\s_-]+", separator, re.sub(r"[^\w\s-]", "", plain)).strip(separator)
    return f"s{separator}{made}" if _RESERVED.fullmatch(made) or not made else made


@cache
def _markdown(profile: str) -> Markdown:
    """One instance a process and profile: making one takes longer than converting with it."""
    names = _INCIDENT if profile == "incident" else _GUIDE
    own = [_NoHtml(), _Demote(4)] if profile == "incident" else [_Demote(2)]
    settings = {name: _SETTINGS[name] for name in names if name in _SETTINGS}
    return Markdown(extensions=[*names, *own], extension_configs=settings, output_format="html", tab_length=4)


def _headings(tokens: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """The table of contents, flat: level, anchor, text."""
    flat: list[tuple[int, str, str]] = []
    for token in tokens:
        flat.append((max(token["level"], 2), token["id"], html.unescape(token["name"])))
        flat += _headings(token["children"])
    return flat


class _NoHtml(Extension):
    """Raw HTML is text like any other."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


class _Demote(Extension):
    """A page has one h1, its title: headings in texts begin below it."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.treeprocessors.register(_Demoter(self._top), "demote", 1)


class _Demoter(Treeprocessor):
    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top

    def run(self, root: Any) -> None:
        for element in root.iter():
            if (
                isinstance(element.tag, str)
                and len(element.tag) == 2
                and element.tag[0] == "h"
                and element.tag[1].isdigit()
            ):
                element.tag = f"h{max(int(element.tag[1]), self._top)}"
