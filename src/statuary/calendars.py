"""Planned work in people's calendars: which there are, and what is in them. ``calendarfiles`` writes them.

Incidents are not in it: nobody wants them among their appointments. What recurs is listed one by one within bounds, as
each time it takes place it can be moved, cancelled or take longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from statuary.editions import edition_of, is_cancelled, is_listed, said_so_far, window_so_far
from statuary.frame import World
from statuary.instants import Instant
from statuary.model import Maintenance, Page, Value
from statuary.scopes import scopes


class Event(Value, frozen=True):
    """Planned work as a calendar shows it. ``url`` is whole."""

    uid: str
    title: str
    text: str
    url: str
    start: Instant
    end: Instant
    number: int  # grows when something changed
    changed_at: Instant
    cancelled: bool
    organizer: str | None  # a mailto: address
    site: str


class Calendar(Value, frozen=True):
    """Addresses are whole."""

    name: str
    about: str
    url: str
    page: str
    language: str
    events: tuple[Event, ...]


def plan(world: World) -> Iterator[Page]:
    """A calendar of the site, and of each group and component."""
    words, frame = world.words, world.frame
    events = {f"maintenance/{work.id}": _event(work, world) for work in _listed(world)}
    about = words.say("Planned maintenance of %(site)s")
    for scope in scopes(world):
        own = events.values() if scope.concerns is None else [events[key] for key in scope.concerns if key in events]
        title = " \N{EN DASH} ".join(part for part in (frame.name, scope.name, words.say("Maintenance")) if part)
        path = f"{scope.folder}calendar.ics"
        view = Calendar(
            title,
            about % {"site": scope.name or frame.name},
            f"{frame.url}/{path}",
            f"{frame.url}/{scope.page}",
            frame.language,
            tuple(sorted(own, key=lambda event: (event.start, event.uid))),
        )
        yield Page(path, "calendar", view)


def _listed(world: World) -> Iterator[Maintenance]:
    return (item.maintenance for item in world.summary.maintenances if is_listed(item.maintenance, world.now))


def _event(work: Maintenance, world: World) -> Event:
    edition = work.edition or edition_of(work, None, world.names, world.now)
    window = window_so_far(work, world.now)
    url = f"{world.frame.url}/maintenance/{work.id}/"
    names = ", ".join(world.named(work.components).values())
    affects = world.words.say("Affects: %(components)s") % {"components": names} if names else ""
    contact = world.config.site.contact or ""
    return Event(
        _uid(work, world.config.site.url),
        work.title,
        "\n\n".join(part for part in (work.text.strip(), affects, url) if part),
        url,
        window.start,
        window.end,
        edition.number,
        edition.at,
        is_cancelled(said_so_far(work, world.now)),
        contact if contact.startswith("mailto:") else None,
        world.frame.name,
    )


def _uid(work: Maintenance, site: str) -> str:
    """The same in every calendar and language: it is one event."""
    url = urlsplit(site)
    return f"{f'{url.path}/maintenance/{work.id}'.lstrip('/')}@{url.hostname}"
