"""The plan: every file of the site, with what it shows. Pure. Every address is known here; collisions are refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from urllib.parse import urlsplit

from msgspec import structs

from statuary import api, badges, calendars, embeds, feeds, metrics
from statuary.archive import history_pages
from statuary.bundle import bundle_pages
from statuary.config import Config
from statuary.errors import Problem, Refused
from statuary.frame import World, base_path, see
from statuary.home import home_page
from statuary.hosts import host_pages
from statuary.hosts.policy import Policy, policy_of
from statuary.languages import ENGLISH
from statuary.llms import llms_pages
from statuary.manifest import manifest_pages
from statuary.model import Content, Page, Summary
from statuary.permalinks import component_pages, incident_pages, maintenance_pages
from statuary.redirects import redirect_pages, redirects
from statuary.search import search_pages
from statuary.security import security_pages
from statuary.sitemap import sitemap_pages
from statuary.theme import BASE, STYLE, WRITING, Theme
from statuary.twins import with_twins
from statuary.ui import ui_page
from statuary.versions import docs_pages
from statuary.views import Asset, Card, NotFoundView
from statuary.volumes import bound, is_volume, paths_of, unbound
from statuary.wording import CARD

RESERVED = frozenset(
    {
        "404",
        "api",
        "assets",
        "badges",
        "components",
        "docs",
        "embed",
        "feeds",
        "groups",
        "history",
        "incidents",
        "index",
        "maintenance",
    }
)
"""First parts of addresses that are the site's own."""


def plan(summary: Summary, content: Content, config: Config, theme: Theme) -> tuple[Page, ...]:
    """Every file of the site. Raises Refused where two would have the same address, also if only case differs."""
    world = see(summary, content, config, theme)
    problems = list(_taken(content, config))
    read = list(_read(world, theme))
    pages = [
        *read,
        ui_page(_in_english(world, theme), theme),
        _not_found(world),
        *api.plan(summary, config, world.shelf),
        *badges.plan(world),
        metrics.plan(summary, config),
        *_assets(theme),
        *_icons(world),
        *sitemap_pages(world, read),
        *security_pages(world),
        *manifest_pages(world, theme),
        *host_pages(config.site.hosts, _policy(world)),
    ]
    pages += _cards(pages, world)
    pages += redirect_pages(world, pages)
    others = [see(summary, content, config, theme, language) for language in config.site.languages]
    for there in others:
        below = f"{there.frame.language}/"
        own = list(_read(there, theme))
        pages += (_below(page, below) for page in chain(own, redirect_pages(there, own)))
    pages += embeds.plan([world, *others], theme)
    pages += llms_pages(world, set(paths_of(pages)))
    problems += _collisions(pages)
    if problems:
        raise Refused(problems)
    return tuple(pages)


def _read(world: World, theme: Theme) -> Iterator[Page]:
    """What there is in every language of the site."""
    pages = [
        home_page(world, theme),
        *component_pages(world),
        *incident_pages(world),
        *maintenance_pages(world),
        *history_pages(world),
        *docs_pages(world),
        embeds.embed_page(world, theme),
    ]
    searched = list(search_pages(world))
    bundled = bundle_pages(world, [*pages, *searched], theme)
    return chain(with_twins(pages), searched, bundled, feeds.plan(world), calendars.plan(world))


def _in_english(world: World, theme: Theme) -> World:
    """The world of pages that are in English only."""
    frame = structs.replace(world.frame, language=ENGLISH, direction="ltr", tongues=())
    return replace(world, frame=frame, words=theme.words[ENGLISH])


def _below(page: Page, folder: str) -> Page:
    """The page in a folder of its own. Cards are shared: their letters are those of the site's own language."""
    if not is_volume(page):
        return structs.replace(page, path=folder + page.path)
    view = structs.replace(page.view, files=tuple([folder + file for file in page.view.files]))
    return bound(folder + page.path, view, lambda: (_below(one, folder) for one in unbound([page])))


def _assets(theme: Theme) -> Iterator[Page]:
    yield Page(theme.published(STYLE), "asset", Asset(STYLE))
    for name in theme.assets:
        if name not in (STYLE, BASE, WRITING):
            yield Page(theme.published(name), "asset", Asset(name))


def _icons(world: World) -> Iterator[Page]:
    """What browsers ask for at fixed addresses, and some cannot have as a drawing."""
    if world.icon:
        yield Page("favicon.ico", "favicon.ico", Asset(world.icon))
        yield Page("apple-touch-icon.png", "touch-icon.png", Asset(world.icon))


def _policy(world: World) -> Policy:
    """How hosts should serve the site."""
    several = bool(world.config.site.languages)
    return policy_of(base_path(world.config.site.url), redirects(world), several_languages=several)


def _cards(pages: Iterable[Page], world: World) -> Iterator[Page]:
    """A picture for each page that has its own."""
    host = urlsplit(world.frame.site).hostname or ""
    for page in pages:
        if page.renderer.endswith(".html") and page.view.card_of is None:
            kind = page.renderer.removesuffix(".html")
            word = world.words.table(CARD).get(kind, "")
            card = Card(world.frame.name, word, page.view.title, world.icon, host)
            yield Page(page.path.removesuffix("index.html") + "card.png", "card", card)


def _not_found(world: World) -> Page:
    root = base_path(world.frame.url)
    frame = structs.replace(world.frame, tongues=())
    view = NotFoundView(frame=frame, path="404.html", root=root, title=world.words.say("Not found"), card_of="")
    return Page("404.html", "404.html", view)


def _taken(content: Content, config: Config) -> Iterator[Problem]:
    """Plain pages whose address would begin like one of the site's own."""
    own = RESERVED | {language.casefold() for language in config.site.languages}
    for page in content.pages:
        first = page.path.partition("/")[0].casefold()
        if first in own or not first:
            what = f"The address /{page.path}/ is the site's own." if first else "The site's first page is its status."
            yield Problem(page.source.path, what=what, fix="Give the page another file name.")


def _collisions(pages: Iterable[Page]) -> Iterator[Problem]:
    """Files of the same name, and files where another file's folder would be."""
    first: dict[str, Page] = {}
    for page in pages:
        for path in page.view.files if is_volume(page) else (page.path,):
            key = path.casefold()
            if key in first and page.renderer not in _BESIDE:
                yield _collision(page, first[key])
            first.setdefault(key, page)
    folders = {parent for folder in {key.rpartition("/")[0] for key in first} for parent in _parents(f"{folder}/")}
    for key in sorted(folders & first.keys()):
        yield Problem(_origin(first[key]), what=f"The file {key} would be where a folder has to be.", fix=_RENAME)


_BESIDE = ("card", "twin")  # what lies beside a page that has been named
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
