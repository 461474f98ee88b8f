"""What the search field reads when it is first used: an index of the guides, their text in parts, a list of the rest.

Settled: the index and the texts change when someone writes a guide; the list of components and incidents when someone
writes about those. They are scripts: a page that was opened from a disk can read nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from statuary import __version__
from statuary.frame import World, incident_item
from statuary.instants import Instant
from statuary.memo import key
from statuary.model import Guide, Page, Text, Value
from statuary.shelf import href

if TYPE_CHECKING:
    from statuary.render import Context
    from statuary.searchindex import Section

LISTED = "docs/search/listed.js"
SEARCH = frozenset({"search", "search-text"})
"""The renderers of what guides are searched with."""
_CHUNK = 40_000  # letters of Markdown whose text is brought at once
_INCIDENTS = 100  # the newest; all are in the history


class Searched(Value, frozen=True):
    """One guide: ``href`` relative to the site, ``text`` its Markdown, ``about`` what else was said of it."""

    href: str
    title: str
    about: str
    text: str


class Index(Value, frozen=True):
    """The guides whose text is ``{folder}0.js``, those of ``1.js``, …"""

    folder: str
    chunks: tuple[tuple[Searched, ...], ...]


class Incidental(Value, frozen=True):
    """An incident that can be found."""

    href: str
    title: str
    began: Instant
    components: tuple[str, ...]


class Listed(Value, frozen=True):
    """What can be found besides guides. ``components``: (href, name, description)."""

    language: str
    zone: str
    components: tuple[tuple[str, str, str], ...]
    incidents: tuple[Incidental, ...]


def index_of(folder: str) -> str:
    """The path of the index of the guides below a folder: ``docs/``."""
    return f"{folder}search.js"


def search_pages(world: World) -> Iterator[Page]:
    """The index, the texts and the list, where there is something to search."""
    if world.content.guides:
        yield from guide_search("docs/", world.content.guides)
        yield Page(LISTED, "search-list", _listed(world))


def guide_search(folder: str, guides: Sequence[Guide]) -> Iterator[Page]:
    """The index and the texts of the guides below ``folder``."""
    groups = tuple(_groups(guides))
    index = Index(f"{folder}search/", tuple(tuple(_searched(guide) for guide in group) for group in groups))
    yield Page(index_of(folder), "search", index)  # it asks for few of the texts: what is on most pages is remembered
    for number, group in enumerate(groups):
        yield Page(
            f"{folder}search/{number}.js", "search-text", index.chunks[number], tuple(_text(guide) for guide in group)
        )


def _groups(guides: Iterable[Guide]) -> Iterator[list[Guide]]:
    group: list[Guide] = []
    size = 0
    for guide in guides:
        group.append(guide)
        size += len(guide.text)
        if size > _CHUNK:
            yield group
            group, size = [], 0
    if group:
        yield group


def _searched(guide: Guide) -> Searched:
    return Searched(href(guide.path), guide.title, " ".join([guide.description, *guide.tags]).strip(), guide.text)


def _text(guide: Guide) -> Text:
    return Text("guide", guide.text, guide.source.path, guide.source.line)


def _listed(world: World) -> Listed:
    items = (incident_item(item, world) for item in islice(world.summary.incidents, _INCIDENTS))
    components = (
        (world.component(one.id).href, one.name, one.description) for one in world.summary.components.values()
    )
    incidents = (Incidental(item.href, item.title, item.started_at, item.components) for item in items)
    return Listed(world.frame.language, world.frame.zone, tuple(components), tuple(incidents))


# ------------------------------------------------------------------------------------------------------------ renderers


def write_index(view: Index, context: Context) -> bytes:
    """``{pages: [[href, title], …], words, places, chunks: [the first page of each], folder}``; the first three packed.

    See ``searchindex``.
    """
    from statuary.searchindex import packed, words_of, written  # noqa: PLC0415 - where an index is made, which is seldom

    pages = [page for chunk in view.chunks for page in chunk]
    found = context.memo.many(
        "searched",
        [key(__version__, page) for page in pages],
        lambda missing: [words_of(pages[i].title, pages[i].about, _sections(pages[i], context)) for i in missing],
        dict[str, int],
    )
    firsts = [sum(map(len, view.chunks[:number])) for number in range(len(view.chunks))]
    words, places = written(found)
    told = {"pages": [[_short(page), page.title] for page in pages], "words": words, "places": places}
    return _script({name: packed(one) for name, one in told.items()} | {"chunks": firsts, "folder": view.folder})


def _short(page: Searched) -> str:
    """Its address. Many end in the title: ``~`` is that without spaces, ``-`` in small letters and with hyphens."""
    for sign, end in (("~", page.title.replace(" ", "")), ("-", page.title.lower().replace(" ", "-"))):
        if page.title.isascii() and page.href.endswith(f"/{end}/"):
            return page.href.removesuffix(f"{end}/") + sign
    return page.href


def write_texts(view: tuple[Searched, ...], context: Context) -> bytes:
    """``{href: [[anchor, heading, text], …], …}``."""
    return _script({page.href: _sections(page, context) for page in view})


def write_list(view: Listed, context: Context) -> bytes:
    """``[[href, title, what it is, further words], …]``."""
    words = context.theme.words[view.language]
    component, incident = words.say("Component"), words.say("Incident of %(day)s")
    listed = [[href, name, component, about] for href, name, about in view.components]
    listed += [
        [one.href, one.title, incident % {"day": words.day(one.began, view.zone)}, " ".join(one.components)]
        for one in view.incidents
    ]
    return _script(listed)


def _sections(page: Searched, context: Context) -> Sequence[Section]:
    from statuary.searchindex import sections  # noqa: PLC0415 - see above

    return sections(context.markdown("guide", page.text).html)


def _script(value: object) -> bytes:
    return f"statuary({json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n".encode()
