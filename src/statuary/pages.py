"""The plan: every file of the site, with what it shows. Pure. Every address is known here; collisions are refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from statuary import api, feeds
from statuary.archive import history_pages
from statuary.config import Config
from statuary.errors import Problem, Refused
from statuary.frame import World, base_path, see
from statuary.guides import guide_pages
from statuary.home import home_page
from statuary.model import Content, Page, Summary
from statuary.permalinks import component_pages, incident_pages, maintenance_pages
from statuary.search import search_pages
from statuary.theme import BASE, STYLE, Theme
from statuary.ui import ui_page
from statuary.views import Asset, Card, NotFoundView, Shown

RESERVED = frozenset(
    {"404", "api", "assets", "badges", "components", "docs", "feeds", "history", "incidents", "index", "maintenance"}
)
"""First parts of addresses that are the site's own."""


def plan(summary: Summary, content: Content, config: Config, theme: Theme) -> tuple[Page, ...]:
    """Every file of the site. Raises Refused where two would have the same address, also if only case differs."""
    world = see(summary, content, config, theme)
    problems = list(_taken(content))
    pages = tuple(
        chain(
            [home_page(world, theme)],
            component_pages(world),
            incident_pages(world),
            maintenance_pages(world),
            history_pages(world),
            guide_pages(world),
            search_pages(world),
            [ui_page(world, theme), _not_found(world)],
            feeds.plan(summary, content, config),
            api.plan(summary, content, config),
            _assets(theme),
            _icons(world),
        )
    )
    pages += tuple(_cards(pages, world))
    problems += _collisions(pages)
    if problems:
        raise Refused(problems)
    return pages


def _assets(theme: Theme) -> Iterator[Page]:
    yield Page(theme.published(STYLE), "asset", Asset(STYLE))
    for name in theme.assets:
        if name not in (STYLE, BASE):
            yield Page(theme.published(name), "asset", Asset(name))


def _icons(world: World) -> Iterator[Page]:
    """What browsers ask for at fixed addresses, and some cannot have as a drawing."""
    if world.icon:
        yield Page("favicon.ico", "favicon.ico", Asset(world.icon))
        yield Page("apple-touch-icon.png", "touch-icon.png", Asset(world.icon))


def _cards(pages: Iterable[Page], world: World) -> Iterator[Page]:
    """A picture for each page that has its own."""
    for page in pages:
        if isinstance(page.view, Shown) and page.view.card_of is None:
            kind = page.renderer.removesuffix(".html")
            card = Card(world.frame.name, kind, page.view.title, world.icon)
            yield Page(page.path.removesuffix("index.html") + "card.png", "card", card)


def _not_found(world: World) -> Page:
    root = base_path(world.frame.url)
    view = NotFoundView(frame=world.frame, path="404.html", root=root, title="Not found", card_of="")
    return Page("404.html", "404.html", view)


def _taken(content: Content) -> Iterator[Problem]:
    """Plain pages whose address would begin like one of the site's own."""
    for page in content.pages:
        first = page.path.partition("/")[0].casefold()
        if first in RESERVED or not first:
            what = f"The address /{page.path}/ is the site's own." if first else "The site's first page is its status."
            yield Problem(page.source.path, what=what, fix="Give the page another file name.")


def _collisions(pages: Iterable[Page]) -> Iterator[Problem]:
    """Files of the same name, and files where another file's folder would be."""
    first: dict[str, Page] = {}
    for page in pages:
        key = page.path.casefold()
        if key in first and page.renderer != "card":  # its page has been named
            yield _collision(page, first[key])
        first.setdefault(key, page)
    folders = {parent for key in first for parent in _parents(key)}
    for key in sorted(folders & first.keys()):
        yield Problem(_origin(first[key]), what=f"The file {key} would be where a folder has to be.", fix=_RENAME)


_RENAME = "Give one of them another file name."


def _collision(page: Page, other: Page) -> Problem:
    same = f"also that of {_origin(other)}" if _origin(other) else "taken"
    what = f"Its address /{page.path.removesuffix('index.html')} is {same}."
    return Problem(_origin(page), what=what, fix=_RENAME)


def _origin(page: Page) -> str:
    """The file that a person wrote for this page; else the page's own path."""
    return next((text.path for text in page.texts if text.path), page.path)


def _parents(path: str) -> Iterator[str]:
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
