"""Addresses that have moved: old ones lead to the new page, old anchors to the part's new place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from statuary.frame import World, root_of
from statuary.model import Alias, Guide, Page
from statuary.shelf import href
from statuary.views import Link, RedirectView
from statuary.volumes import paths_of


def redirects(world: World) -> tuple[tuple[str, str], ...]:
    """(old, new) of whole pages, relative to the site, for hosts that can redirect: ``docs/old/``, ``docs/new/``."""
    whole, _ = _moved(world)
    there = {href(guide.path) for guide in world.content.guides} | {f"{page.path}/" for page in world.content.pages}
    moves = ((f"{quote(path)}/", link.href) for path, link in whole.items())
    return tuple((old, new) for old, new in moves if old not in there)


def moved_parts(world: World) -> dict[str, tuple[tuple[str, Link], ...]]:
    """By the old page's address, relative to the site: the anchors that went elsewhere."""
    return {f"{quote(path)}/": tuple(parts) for path, parts in _moved(world)[1].items()}


def redirect_pages(world: World, taken: Iterable[Page]) -> Iterator[Page]:
    """A page at every old address that no page has now. It needs no script and no host that redirects."""
    whole, parts = _moved(world)
    if not whole and not parts:
        return
    paths = {path.casefold() for path in paths_of(taken)}
    for path in dict.fromkeys((*whole, *parts)):
        file = f"{path}/index.html"
        above = (file[:end] for end in range(len(file)) if file[end] == "/")
        if file.casefold() in paths or any(one.casefold() in paths for one in above):
            continue
        to = whole.get(path) or parts[path][0][1]
        address = f"{quote(path)}/"
        yield Page(
            file,
            "redirect.html",
            RedirectView(
                frame=world.frame,
                path=address,
                root=root_of(address),
                title=to.text,
                card_of=to.href.partition("#")[0],
                to=to,
                parts=tuple(parts.get(path, ())),
            ),
        )


def aliases(world: World) -> Iterator[tuple[Guide, Link, Alias]]:
    """Every alias with the page that it leads to."""
    for guide in world.content.guides:
        for alias in guide.aliases:
            yield guide, Link(guide.title, href(guide.path)), alias
    for page in world.content.pages:
        for alias in page.aliases:
            yield page, Link(page.title, f"{quote(page.path)}/"), alias


def _moved(world: World) -> tuple[dict[str, Link], dict[str, list[tuple[str, Link]]]]:
    """By old path: where the page is now, and where its parts are."""
    whole: dict[str, Link] = {}
    parts: dict[str, list[tuple[str, Link]]] = {}
    for _, link, alias in aliases(world):
        to = Link(link.text, f"{link.href}#{quote(alias.target)}") if alias.target else link
        if alias.anchor:
            parts.setdefault(alias.path, []).append((alias.anchor, to))
        else:
            whole.setdefault(alias.path, to)
    return whole, parts
