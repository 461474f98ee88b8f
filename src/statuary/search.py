"""``docs/search.json``: what the search field knows of each guide. Settled: it changes when someone writes."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from statuary.frame import World
from statuary.model import Page, Text, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statuary.render import Context

INDEX = "docs/search.json"


class Searched(Value, frozen=True):
    """One guide: ``href`` relative to the site, ``text`` its Markdown."""

    href: str
    title: str
    text: str


def search_pages(world: World) -> Iterator[Page]:
    """The index, where there is something to search."""
    guides = world.content.guides
    if guides:
        pages = tuple(
            Searched(f"docs/{quote(guide.path)}/" if guide.path else "docs/", guide.title, guide.text)
            for guide in guides
        )
        texts = tuple(Text("guide", guide.text, guide.source.path, guide.source.line) for guide in guides)
        yield Page(INDEX, "search", pages, texts)


def write(view: tuple[Searched, ...], context: Context) -> bytes:
    """A row a guide: ``[href, title, [[anchor, heading], …], distinct words]``."""
    return json.dumps([_row(page, context) for page in view], ensure_ascii=False, separators=(",", ":")).encode()


def _row(page: Searched, context: Context) -> list[object]:
    converted = context.markdown("guide", page.text)
    headings = [[anchor, text] for _, anchor, text in converted.headings]
    text = Markup(converted.html.replace("<", " <")).striptags()  # noqa: S704 - sanitised; one block ends a word
    words = sorted(set(_words(text)) - set(_words(page.title)))
    return [page.href, page.title, headings, " ".join(words)]


def _words(text: str) -> list[str]:
    """In lower case and without accents, as the script takes a query apart."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return re.findall(r"[^\W_]+", bare.lower())
