"""Markdown to HTML: Python-Markdown with few extensions, then the sanitiser. Runs in a worker.

Profile ``incident``: what people write in a hurry; no raw HTML, no heading anchors (many texts stand on one page).
Profile ``guide``: documentation, with tables, footnotes, admonitions, tabs, coloured code, formulas, anchors that stay.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from statuary.markup import fences, formulas
from statuary.markup.constructs import DIRECTIVE
from statuary.markup.contents import Contents
from statuary.markup.dialect import Dialect
from statuary.markup.marks import mark, read_mark
from statuary.markup.quick import quicken
from statuary.markup.sanitise import SCHEMES, sanitise
from statuary.markup.trees import Bars, Demote, Formula, LostNote, LostReference, NoHtml, Tabs
from statuary.model import Converted, Marked

_OURS = r"main|content|top|nav|search|toc|ask|hits|find|stale|aloud|no-fresh-data|u-\d+|tab-\d+-\d+(?:-panel)?"
_RESERVED = re.compile(_OURS)
"""Ids that templates and scripts use."""
_TAKEN = re.compile(rf' id="(?:{_OURS})"')
# No control characters: Python-Markdown's own marks (STX, ETX) must not come from outside, and no address needs others.
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A})
_TAG = re.compile(r'<(?!(?:code|div|p|span|td|th) (?:class|align)="[^"]*">)[a-z][a-z0-9]*((?: [a-z-]+="[^"]*")+)>')
"""A tag with attributes; most of those that cannot have an address or an id are passed by."""
_ATTRIBUTE = re.compile(r' (href|src|id)="([^"]*)"')

_INCIDENT: Mapping[str, dict[str, Any]] = {
    "markdown.extensions.fenced_code": {},
    "markdown.extensions.sane_lists": {},
    "markdown.extensions.tables": {"use_align_attribute": True},
    "pymdownx.magiclink": {"hide_protocol": False},
}
_GUIDE: Mapping[str, dict[str, Any]] = {
    "markdown.extensions.abbr": {},
    "markdown.extensions.admonition": {},
    "markdown.extensions.attr_list": {},
    "markdown.extensions.def_list": {},
    "markdown.extensions.footnotes": {},
    "markdown.extensions.md_in_html": {},
    "markdown.extensions.sane_lists": {},
    "markdown.extensions.tables": {"use_align_attribute": True},
    "pymdownx.caret": {},
    "pymdownx.details": {},
    "pymdownx.keys": {},
    "pymdownx.magiclink": {"hide_protocol": False},
    "pymdownx.mark": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {},
    "pymdownx.tilde": {},
}
"""The libraries' extensions with their settings, by module: short names are looked up in all that is installed."""


def convert(profile: str, text: str) -> Converted:
    """The text as sanitised HTML with its headings and links; plain, and why, where it nests too deeply."""
    markdown, guide = _markdown(profile)
    markdown.reset()
    guide.said.clear()
    guide.marked.clear()
    try:
        made = markdown.convert(text.translate(_CONTROLS))
        clean = sanitise(_as_ours(made, guide.said))
    except Exception as error:  # noqa: BLE001 - whatever a text does to the libraries, it is shown
        why = "it nests too deeply" if isinstance(error, RecursionError) else type(error).__name__
        return plain(text, f"This text cannot be converted ({why}).")
    headings = tuple(_headings(getattr(markdown, "toc_tokens", [])))
    if _TAKEN.search(clean):
        clean = _TAG.sub(lambda tag: _TAKEN.sub("", tag[0]), clean)
    found = _found(clean)
    if any(one.startswith(_BACK) and one[1:] not in found["id"] for one in found["href"]):
        clean, found = _without_dead(clean, found, guide.said)
    anchors = {anchor for _, anchor, _ in headings}
    ids = tuple(one for one in found["id"] if one not in anchors)
    said, marked = tuple(dict.fromkeys(guide.said)), tuple(guide.marked)
    return Converted(clean, headings, found["href"], images=found["src"], ids=ids, said=said, marked=marked)


_OLD = re.compile(r"<(/?)h1(?=[\s>])|(<a\b[^<>]*?\s)name(?==)", re.IGNORECASE)
_KEPT = "|".join(sorted(SCHEMES))
_SCHEME = re.compile(rf"""<a\b[^<>]*?\shref=["']?((?!(?:{_KEPT}):)[a-z][a-z0-9+.-]*:[^"'\s>]*)""", re.IGNORECASE)
_BACK = "#fnref:"  # how the address begins that leads from a note back to where it is referred to


def _as_ours(made: str, said: list[tuple[str, str]]) -> str:
    """HTML as pages have it: their one h1 is the title, and places are named by ids. What links would lose is noted."""
    said += [("scheme", html.unescape(found[1])) for found in _SCHEME.finditer(made)]
    if not any(sign in made for sign in ("name=", "<h1", "<H1", "</h1")):
        return made
    return _OLD.sub(lambda old: f"{old[2]}id" if old[2] else f"<{old[1]}h2", made)


def _without_dead(
    clean: str, found: dict[str, tuple[str, ...]], said: list[tuple[str, str]]
) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Without the ways back of notes that nothing refers to, which is noted."""
    dead = [one for one in found["href"] if one.startswith(_BACK) and one[1:] not in found["id"]]
    for one in dead:
        said.append(("note", f"[^{one.removeprefix(_BACK)}]"))
        clean = re.sub(
            rf'(?:&nbsp;)?<a class="footnote-backref" href="{re.escape(html.escape(one))}"[^>]*>[^<]*</a>', "", clean
        )
    return clean, found | {"href": tuple(one for one in found["href"] if one not in dead)}


def plain(text: str, problem: str) -> Converted:
    """The text as it was written, and why."""
    return Converted(f'<pre class="plain">{html.escape(text)}</pre>', problem=problem)


def slug(text: str, separator: str = "-") -> str:
    """``Before you start`` -> ``before-you-start``. Letters of all scripts stay; ids of the page are not taken."""
    plain = unicodedata.normalize("NFC", text).strip().lower()
    made = re.sub(r"[\s_-]+", separator, re.sub(r"[^\w\s-]", "", plain)).strip(separator)
    return f"s{separator}{made}" if _RESERVED.fullmatch(made) or not made else made


def _found(clean: str) -> dict[str, tuple[str, ...]]:
    """The addresses and ids that the HTML's tags carry, each once; text that looks like a tag is none."""
    found: dict[str, dict[str, None]] = {"href": {}, "src": {}, "id": {}}
    for tag in _TAG.finditer(clean):
        for name, value in _ATTRIBUTE.findall(tag[1]):
            found[name][html.unescape(value)] = None
    return {name: tuple(values) for name, values in found.items()}


@cache
def _markdown(profile: str) -> tuple[Markdown, _Guide]:
    """One instance a process and profile: making one takes longer than converting with it."""
    guide = _Guide()
    if profile == "incident":
        named, own = _INCIDENT, [NoHtml(), Demote(4)]
    else:
        named, own = _GUIDE, [Contents(slugify=slug, permalink=False), Demote(2), guide]
    theirs = [import_module(name).makeExtension(**settings) for name, settings in named.items()]
    made = Markdown(extensions=[*theirs, *own], output_format="html", tab_length=4)
    quicken(made)
    return made, guide


def _headings(tokens: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """The table of contents, flat: level, anchor, text."""
    flat: list[tuple[int, str, str]] = []
    for token in tokens:
        flat.append((max(token["level"], 2), token["id"], html.unescape(token["name"])))
        flat += _headings(token["children"])
    return flat


class _Guide(Extension):
    """What guides have besides the libraries' extensions. ``said``: what has to be named, as (kind, words)."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self.marked: list[Marked] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.preprocessors.deregister("normalize_whitespace")  # it would make spaces of the tabs in code, too
        md.preprocessors.register(_Laying(md, self), "dialect", 30)
        md.ESCAPED_CHARS.append("$")
        md.inlinePatterns.register(Formula(md, self.said, formulas.QUOTED), "quoted-formula", 195)  # before code
        md.inlinePatterns.register(Formula(md, self.said), "formula", 185)  # before escapes: \( is one
        md.inlinePatterns.register(LostNote(md, self.said), "lost", 174)  # after footnotes
        md.inlinePatterns.register(LostReference(md, self.said), "lost-reference", 169)  # after references
        md.treeprocessors.register(Tabs(md), "tabs", 4)
        md.treeprocessors.register(Bars(md), "bars", 3)


class _Laying(Preprocessor):
    def __init__(self, md: Markdown, guide: _Guide) -> None:
        super().__init__(md)
        self._guide = guide

    def run(self, lines: list[str]) -> list[str]:
        return [*Dialect(self._stash, self._guide.said).laid_out(lines), "", ""]

    def _stash(self, info: str, source: str, line: int) -> str:
        return self.md.htmlStash.store(self._shown(info, source, line))

    def _shown(self, info: str, source: str, line: int) -> str:
        if info in ("$$", "math"):
            return formulas.shown(source, self._guide.said, display=True)
        if directive := DIRECTIVE.match(info):
            self._guide.said.append(("myst", directive[0]))
        fence = fences.read_info(info)
        made = fences.shown(fence, source)
        if "test" in info and (test := read_mark(info)) is not None:
            return mark(made, test, fence, source, line, self._guide.marked)
        return f'<div class="undrawn">{made}</div>' if fence.language == "mermaid" else made
