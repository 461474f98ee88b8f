"""The text of each guide as XHTML, for books: ``docs.epub`` and ``docs.pdf``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from lxml import etree

from statuary import __version__
from statuary.bundle.offline import within
from statuary.memo import key
from statuary.model import Page, Value
from statuary.shelf import is_guide
from statuary.views import GuideView

if TYPE_CHECKING:
    from statuary.render import Context

WITHIN = "\ue000"  # stands before an address inside the book until it is known what that is called there
_WITHIN = re.compile(f'="{WITHIN}([^"#]*)(?:#([^"]*))?"')
_WORDS = frozenset("abbr b code del em i kbd mark q s samp small span strong sub sup u".split())  # noqa: SIM905 - reads best
_BLOCKS = frozenset("blockquote details div dl figure h2 h3 h4 h5 h6 hr ol p pre table ul".split())  # noqa: SIM905 - see above
_FORGIVEN = "forgiven"  # words with blocks in them: browsers forgive it, books do not
_GONE = ("script", "style", "template", "button", "link")
_OBSOLETE = ("align", "valign", "loading", "name", "border", "cellpadding", "cellspacing", "bgcolor", "fetchpriority")
_PARSER = etree.HTMLParser()
_PROSES = etree.XPath("//div[contains(concat(' ', @class, ' '), ' prose ')]")
_IDS = etree.XPath(".//@id")
_NAMED = frozenset(("a", "dd", "img", "math", "svg"))
_UNTIDY = re.compile(rf"\s(?:{'|'.join(_OBSOLETE)}|data-[\w-]+)=")
"""Attributes for which every element has to be looked at; few texts have any."""
_NAMESPACES = {"math": "http://www.w3.org/1998/Math/MathML", "svg": "http://www.w3.org/2000/svg"}


class Chapter(Value, frozen=True):
    """``body``: elements, with links inside the book not yet resolved; those are ``links``, as (page, anchor).
    ``anchors``: what a link can lead to. ``seal``: a digest of all that.
    """

    path: str  # of its page in the site
    title: str
    depth: int
    language: str
    body: str
    anchors: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    seal: bytes


class Places(Value, frozen=True):
    """Where things are in a book. ``names``: what each page and picture is called in it; ``anchors``: those of each
    page; ``joint``: what stands between the two; ``site``: the address of what is not in it.
    """

    names: Mapping[str, str]
    anchors: Mapping[str, Sequence[str]]
    site: str
    joint: str = "#"

    def address(self, path: str, anchor: str) -> str:
        """What a link to the page, or to its anchor, becomes. Both are as addresses have them: quoted."""
        there = unquote(path)
        if there not in self.names:
            return f"{self.site}/{path.removesuffix('index.html')}"
        known = anchor and unquote(anchor) in self.anchors.get(there, ())
        return f"{self.names[there]}{self.joint + anchor if known else ''}"

    def resolved(self, chapter: Chapter) -> str:
        """The chapter's body with links as the book has them."""
        return _WITHIN.sub(lambda found: f'="{self.address(found[1], found[2] or "")}"', chapter.body)


def chapters(parts: Sequence[Page], pictures: Collection[str], site: str, context: Context) -> list[Chapter]:
    """A chapter a guide, in their order. The docs' index that nobody wrote is none: books have a table of contents.

    ``pictures``: the paths of those that the book may hold.
    """
    guides = [page for page in parts if is_guide(page) and page.view.text]
    held = frozenset(pictures)
    inside = _Inside(frozenset(page.path for page in parts) - held, held, site)
    return context.memo.many(
        f"chapter {key(__version__, context.theme.digest, site, sorted(inside.pages), sorted(inside.pictures)).hex()}",
        [page.seal + page.path.encode() for page in guides],
        lambda missing: [_chapter(guides[i], inside, context) for i in missing],
        Chapter,
    )


class _Inside(Value, frozen=True):
    """The paths that a book may have an address for. Links lead to pages: readers open a picture by itself nowhere."""

    pages: frozenset[str]
    pictures: frozenset[str]
    site: str


def _chapter(page: Page, inside: _Inside, context: Context) -> Chapter:
    view: GuideView = page.view
    html = _main(context.written(page).decode())
    tree = etree.fromstring(html, _PARSER)
    depth = next((entry.depth for entry in view.entries if entry.href == view.here), 0)
    proses = _PROSES(tree)
    named = () if _UNTIDY.search(html) else _NAMED
    for prose in proses:
        _tidy(prose, named, page.path, inside)
    body = "".join(etree.tostring(prose, method="xml", encoding="unicode", with_tail=False) for prose in proses)
    anchors = tuple(str(one) for prose in proses for one in _IDS(prose))
    told = page.path, view.title, depth, view.language or view.frame.language, body, anchors
    links = tuple(dict.fromkeys((found[1], found[2] or "") for found in _WITHIN.finditer(body)))
    return Chapter(*told, links, key(told))


def _main(html: str) -> str:
    """What is outside the text in the page's main part need not be read."""
    start, end = html.find("<main"), html.rfind("</main>")
    if not 0 <= start < end:
        return html
    text = html.find("prose", start, end)
    return html[html.rfind("<", start, text) if text > 0 else start : end]


def _tidy(prose: Any, named: Iterable[str], path: str, inside: _Inside) -> None:
    """Leaves what a book can show and its rules allow; addresses become those of the book or of the web.

    ``named``: the elements that have to be looked at; all, if there are none.
    """
    etree.strip_elements(prose, *_GONE, etree.Comment, etree.PI, with_tail=False)
    for element in list(prose.iter(*_WORDS)):
        if len(element) and any(child.tag in _BLOCKS for child in element):
            element.tag = _FORGIVEN
    for element in list(prose.iter(*named)):
        _plain(element)
        _address_of(element, path, inside)
    etree.strip_tags(prose, _FORGIVEN)


def _plain(element: Any) -> None:
    """Without attributes that are of scripts or of old; with what the rules of XHTML ask for."""
    if element.get("align"):
        element.set("style", f"text-align: {element.get('align')}")
    for name in list(element.attrib):
        if name in _OBSOLETE or name.startswith("data-"):
            del element.attrib[name]
    if element.tag in _NAMESPACES:
        element.set("xmlns", _NAMESPACES[element.tag])
    if element.tag == "dd" and element.getprevious() is None:
        element.addprevious(etree.Element("dt"))  # what is explained was left out


def _address_of(element: Any, path: str, inside: _Inside) -> None:
    """Where a link or a picture leads."""
    if element.tag == "img":
        _picture(element, path, inside)
    elif element.tag == "a" and element.get("href") is not None:
        element.set("href", _address(element.get("href"), path, inside.pages, inside.site))
    elif element.tag == "a":
        element.attrib.pop("rel", None)


def _picture(element: Any, path: str, inside: _Inside) -> None:
    """A picture that is in the book; in place of any other, what it shows in words: a book fetches nothing."""
    source = _address(element.get("src") or "", path, inside.pictures, inside.site)
    if unquote(source.removeprefix(WITHIN)) in inside.pictures and source.startswith(WITHIN):
        element.set("src", source)
        element.set("alt", element.get("alt") or "")
        element.attrib.pop("srcset", None)
        return
    words = element.get("alt") or element.get("title") or ""
    tail = element.tail
    element.attrib.clear()
    element.tag, element.text, element.tail = "span", f"[{words}]" if words else "", tail


def _address(address: str, path: str, inside: frozenset[str], site: str) -> str:
    """The address inside the book, marked so, or an absolute one."""
    if not address or address.startswith("#"):
        return f"{WITHIN}{quote(path)}{address}"
    full = within(address, path, inside, site)
    try:
        parts = urlsplit(full)
    except ValueError:
        return site
    if parts.scheme:
        return quote(full, safe="%/:=&?~#+!$,;'@()*[]")
    there = posixpath.normpath(posixpath.join(posixpath.dirname(quote(path)), parts.path))
    return f"{WITHIN}{there}{'#' + parts.fragment if parts.fragment else ''}"


def heading(chapter: Chapter) -> str:
    """The chapter's title as XHTML."""
    return f"<h1>{escape(chapter.title)}</h1>"
