"""``sitemap.xml`` and ``robots.txt``: what there is for search engines, and when it last changed.

A page's time is that of its newest fact, not that of the build: a page that speaks of the present is made anew every
few minutes, but has news only when something happened (docs/decisions/0043).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from markupsafe import escape

from statuary.frame import World
from statuary.instants import Instant, iso
from statuary.model import MaintenanceStatus, Page, Value
from statuary.views import (
    ComponentView,
    GuideView,
    HistoryView,
    HomeView,
    IncidentItem,
    IncidentView,
    MaintenanceView,
    MonthView,
    Shown,
    WorkItem,
)
from statuary.volumes import Volume, is_volume

if TYPE_CHECKING:
    from statuary.render import Context

SITEMAP = "sitemap.xml"
_MOST = 50_000  # addresses in a file, as sitemaps.org has it
_MOST_LINKS = 200_000  # with those of other languages: a file may have 50 MB
_SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Sitemap(Value, frozen=True):
    """Pages by path, each with its time; in several languages, the address of the home page of each."""

    urls: tuple[tuple[str, str], ...]  # (language, address of its home page); the first is that people write in
    pages: tuple[tuple[str, Instant | None], ...]


class Sitemaps(Value, frozen=True):
    """The addresses of the files that the sitemap is in."""

    urls: tuple[str, ...]


class Robots(Value, frozen=True):
    sitemap: str  # address


def _entries(page: Page) -> Sequence[tuple[str, Instant | None]]:
    """What search engines should know: not old versions, which lead them to the page of today."""
    if is_volume(page):
        return cast("Volume", page.view).news
    is_named = page.renderer.endswith(".html") and not page.view.is_kept
    return [(page.view.path, news_at(page.view))] if is_named else []


def sitemap_pages(world: World, pages: Iterable[Page]) -> Iterator[Page]:
    """The sitemap of these pages, in several files if it must be, and the robots.txt that names it."""
    site = world.frame.site
    entries = tuple([entry for page in pages for entry in _entries(page)])
    tongues = tuple((one.language, one.url) for one in world.frame.tongues) or ((world.frame.language, site),)
    alternates = len(tongues) + 1 if len(tongues) > 1 else 0
    most = min(_MOST, _MOST_LINKS // (1 + alternates)) // len(tongues)
    parts = [entries[at : at + most] for at in range(0, len(entries), most)]
    if len(parts) == 1:
        yield Page(SITEMAP, "sitemap", Sitemap(tongues, parts[0]))
    else:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        yield Page(SITEMAP, "sitemaps", Sitemaps(tuple(f"{site}/{name}" for name in names)))
        yield from (Page(name, "sitemap", Sitemap(tongues, part)) for name, part in zip(names, parts, strict=True))
    yield Page("robots.txt", "robots.txt", Robots(f"{site}/{SITEMAP}"))


# ---------------------------------------------------------------------------------------------------------------- times


def news_at(view: Shown) -> Instant | None:
    """When the newest thing happened that the page tells; None where nothing has a time."""
    known = view.stamps.data_as_of if view.stamps.generated_at is None else None
    if isinstance(view, GuideView):  # there may be ten thousand
        return known
    times: list[Instant | None] = [known]
    if isinstance(view, IncidentView):
        times = [view.incident.updates[0].at]
    elif isinstance(view, MaintenanceView):
        times = [view.announced_at, *(update.at for update in view.updates), *_work(view.work)]
    elif isinstance(view, HomeView):
        times += [one.change.at for one in view.changes[:1]]
        times += [one.updates[0].at for one in view.active]
        times += [at for one in view.recent for at in _item(one)]
        times += [at for one in view.working for at in _work(one)]
    elif isinstance(view, ComponentView):
        times += [one.at for one in view.changes[:1]]
        times += [at for one in view.incidents for at in _item(one)]
    elif isinstance(view, HistoryView):
        times += [at for one in view.recent for at in _item(one)]
    elif isinstance(view, MonthView) and view.stamps.generated_at is not None:
        times += [at for one in view.incidents for at in _item(one)]
        times += [at for one in view.works for at in _work(one)]
    return max((at for at in times if at is not None), default=None)


def _item(one: IncidentItem) -> tuple[Instant | None, ...]:
    return one.started_at, one.resolved_at


def _work(one: WorkItem) -> tuple[Instant, ...]:
    """What has happened of it."""
    if one.status is MaintenanceStatus.completed:
        return (one.window.start, one.window.end)
    under_way = one.status in (MaintenanceStatus.in_progress, MaintenanceStatus.verifying)
    return (one.window.start,) if under_way else ()


# -------------------------------------------------------------------------------------------------------------- writing


def write(view: Sitemap, context: Context) -> bytes:
    """The renderer of a sitemap."""
    del context
    several = len(view.urls) > 1
    lines = [_head("urlset", f"{_SPACES} {_LINKS}" if several else _SPACES)]
    for path, at in view.pages:
        time = "" if at is None else f"<lastmod>{iso(at)}</lastmod>"
        links = "".join(_alternates(view, path)) if several else ""
        lines += [f"<url><loc>{escape(f'{url}/{path}')}</loc>{time}{links}</url>" for _, url in view.urls]
    return "\n".join([*lines, "</urlset>\n"]).encode()


def write_index(view: Sitemaps, context: Context) -> bytes:
    """The renderer of the list of sitemaps."""
    del context
    lines = [f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in view.urls]
    return "\n".join([_head("sitemapindex", _SPACES), *lines, "</sitemapindex>\n"]).encode()


def write_robots(view: Robots, context: Context) -> bytes:
    """The renderer of robots.txt. It forbids nothing: what is private is not published."""
    del context
    return f"User-agent: *\nDisallow:\n\nSitemap: {view.sitemap}\n".encode()


def _head(element: str, spaces: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} {spaces}>'


def _alternates(view: Sitemap, path: str) -> Iterator[Any]:
    """The page in every language, and for those who speak none of them in the first."""
    for language, url in (*view.urls, ("x-default", view.urls[0][1])):
        address = escape(f"{url}/{path}")
        yield f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
