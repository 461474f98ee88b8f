"""``docs/``, and beside the docs of today those of versions that were kept (``docs/v1/``), each leading to the others.

A kept version is a folder of guides, ``content/versions/v1/``, as they were. It is searched by itself; search engines
are led to the page of today, and where there is none they are asked to leave the old one alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as replaced
from urllib.parse import quote

from msgspec.structs import replace

from statuary.frame import World
from statuary.guides import guide_pages
from statuary.model import Content, Guide, Page, Source, Version
from statuary.search import guide_search, index_of
from statuary.shelf import is_guide
from statuary.views import Entry, GuideView, Link

FILES = (Link("ZIP", "docs.zip"), Link("EPUB", "docs.epub"), Link("Markdown", "llms-full.txt"))
"""What the docs of today can be taken away in."""


def docs_pages(world: World) -> Iterator[Page]:
    """The guides of every version, plain pages, and what the kept versions are searched with."""
    paths = {guide.path for guide in world.content.guides}
    for page in guide_pages(world):
        yield _shelved(page, world, "", paths) if page.path.startswith("docs/") and is_guide(page) else page
    for version in world.content.versions:
        guides = tuple(_below(guide, version.name) for guide in _whole(version))
        own = replaced(world, content=Content(guides=guides))
        for page in guide_pages(own):
            if page.path.startswith(f"docs/{version.name}/") and is_guide(page):
                yield _shelved(page, world, version.name, paths)
        yield from guide_search(f"docs/{version.name}/", guides)


def _whole(version: Version) -> tuple[Guide, ...]:
    """Its guides with an index."""
    if any(not guide.path for guide in version.guides):
        return version.guides
    return (Guide("", version.name, "", Source("", "")), *version.guides)


def _below(guide: Guide, name: str) -> Guide:
    return replace(guide, path=f"{name}/{guide.path}" if guide.path else name, components=())


def _shelved(page: Page, world: World, name: str, current: set[str]) -> Page:
    """The page with its search and its versions."""
    view: GuideView = page.view
    folder = f"docs/{quote(name)}/" if name else "docs/"
    path = page.path.removesuffix("index.html").removeprefix(f"docs/{name}/" if name else "docs/").rstrip("/")
    there = _href("", path) if name and (path in current or not path) else ""
    shelved = replace(
        view,
        search=index_of(folder),
        version=name,
        versions=tuple(_versions(world, path)) if world.content.versions else (),
        canonical=there if name else "",
        card_of=(there or "docs/") if name else view.card_of,
        bundles=FILES if not name and not path else (),
        tags=() if name else view.tags,
        entries=tuple(_raised(one) for one in view.entries) if name else view.entries,
    )
    return replace(page, view=shelved)


def _raised(entry: Entry) -> Entry:
    """Without the level that the version's folder is."""
    return replace(entry, depth=max(entry.depth - 1, 0))


def _versions(world: World, path: str) -> Iterator[Link]:
    """Where the same page is in each version, else the version's first page. The docs of today come first."""
    today = Version("", world.content.guides)
    for version in (today, *world.content.versions):
        known = any(guide.path == path for guide in version.guides)
        yield Link(version.name or world.words.say("Current"), _href(version.name, path if known else ""))


def _href(name: str, path: str) -> str:
    return "".join(f"{quote(part)}/" for part in ("docs", name, path) if part)
