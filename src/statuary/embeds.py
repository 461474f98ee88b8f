"""``embed/``: how the site is, on pages of others. A script, the JSON that it asks for, and a page that shows both.

``embed/v1.0.js`` keeps its bytes for ever, so that others can pin them; ``embed/v1.js`` is the newest of its line. What
may change from build to build, and every word, is in ``embed/v1.json`` (docs/decisions/0030).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from statuary.badges import DATED, FLAT, FOLDER, SITE
from statuary.frame import WORKING, World, root_of, slug, until_now
from statuary.instants import iso
from statuary.model import Page
from statuary.theme import Theme
from statuary.views import Asset, EmbedView, Link, Mark

if TYPE_CHECKING:
    from statuary.render import Context

NEWEST, LINE = "v1.0.js", "v1.js"
_EVENTS = 5  # what a widget could show at most


def plan(worlds: Sequence[World], theme: Theme) -> Iterator[Page]:
    """The scripts, and the JSON in all languages of the site. The first world is that which people write in."""
    for name in theme.embeds:
        yield Page(f"embed/{name}", "embed", Asset(name))
    yield Page(f"embed/{LINE}", "embed", Asset(NEWEST))
    yield Page("embed/v1.json", "json", _told(worlds))


def script(view: Asset, context: Context) -> bytes:
    """The renderer of scripts: as they are, comments and all, for those who want to know what they include."""
    return context.theme.embeds[view.name]


def _told(worlds: Sequence[World]) -> dict[str, Any]:
    written = worlds[0]
    summary = written.summary
    return {
        "generated_at": iso(summary.generated_at),
        "data_as_of": None if summary.data_as_of is None else iso(summary.data_as_of),
        "valid_until": None if summary.valid_until is None else iso(summary.valid_until),
        "page": {"name": written.frame.name, "url": written.frame.url},
        "status": summary.status.value,
        "description": summary.headline,
        "trouble": summary.status.rank > 0 or any(item.active for item in summary.incidents),
        "language": written.frame.language,
        "languages": {world.frame.language: _words(world) for world in worlds},
    }


def _words(world: World) -> dict[str, Any]:
    """What the widget says in a language. Addresses are relative to the site."""
    words = world.words
    headline = words.headline(world.summary.headline)
    return {
        "direction": world.frame.direction,
        "home": _home(world),
        "state": words.say("%(state)s as of %(time)s") % {"state": headline, "time": "{time}"},
        "stale": words.say("No fresh data since %(time)s") % {"time": "{time}"},
        "events": list(_events(world))[:_EVENTS],
    }


def _events(world: World) -> Iterator[dict[str, str]]:
    """Open incidents and work that goes on."""
    for item in world.summary.incidents:
        if item.active:
            one = item.incident
            status = until_now(one.updates, world.now)[0].status
            yield _event(world, one.title, status, f"incidents/{slug(one.id)}/", one.language)
    for work in world.summary.maintenances:
        if work.status in WORKING:
            planned = work.maintenance
            href = f"maintenance/{slug(planned.id)}/"
            yield _event(world, planned.title, work.status.value, href, planned.language)


def _event(world: World, title: str, status: str, href: str, language: str) -> dict[str, str]:
    said = {"title": title, "status": world.words.update_status(status), "href": f"{_home(world)}{href}"}
    return {**said, "lang": language} if language else said


def _home(world: World) -> str:
    """The path of the language's home page: ``""`` or ``de/``."""
    return world.frame.url[len(world.frame.site) :].lstrip("/") + ("/" if world.frame.url != world.frame.site else "")


# ------------------------------------------------------------------------------------------------------------- the page


def embed_page(world: World, theme: Theme) -> Page:
    """``embed/``: the widget and the badges, with what to write to have them. Settled: it holds no state."""
    view = EmbedView(
        frame=world.frame,
        path="embed/",
        root=root_of("embed/"),
        title=world.words.say("Badges and widget"),
        card_of="",
        script=f"embed/{NEWEST}",
        line=f"embed/{LINE}",
        integrity=integrity(theme.embeds[NEWEST]),
        marks=tuple(_marks(world)),
        styles=(FLAT, *(one for one in dict.fromkeys(world.config.site.badges.styles) if one != DATED)),
    )
    return Page("embed/index.html", "embed.html", view)


def integrity(body: bytes) -> str:
    """The digest that a page pins a script by."""
    return "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()


def _marks(world: World) -> Iterator[Mark]:
    """Every badge in its plain style, in the order of the home page."""
    yield Mark(world.frame.name, SITE, "")
    windows = world.config.site.badges.windows
    for id_ in _ordered(world, world.summary.tree):
        group = world.summary.groups.get(id_)
        if group:
            yield Mark(group.name, f"{FOLDER}{slug(id_)}", "")
        else:
            shown = tuple(
                Link(uptime.window, f"{FOLDER}{id_}.uptime-{uptime.window}")
                for uptime in world.summary.components[id_].uptimes
                if uptime.window in windows
            )
            yield Mark(world.names[id_], f"{FOLDER}{id_}", f"components/{id_}/", shown)


def _ordered(world: World, ids: Sequence[str]) -> Iterator[str]:
    for id_ in ids:
        yield id_
        if id_ in world.summary.groups:
            yield from _ordered(world, world.summary.groups[id_].children)
