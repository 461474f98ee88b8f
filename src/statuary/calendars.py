"""``calendar.ics``: planned work in people's calendars (RFC 5545, RFC 7986). Written by icalendar.

Incidents are not in it: nobody wants them among their appointments. What recurs is listed one by one within bounds, as
each time it takes place it can be moved, cancelled or take longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from statuary.editions import edition_of, is_cancelled, is_listed, said_so_far, window_so_far
from statuary.frame import World
from statuary.instants import Instant, to_datetime
from statuary.model import Maintenance, Page, Value
from statuary.scopes import scopes

if TYPE_CHECKING:
    from statuary.render import Context

_REFRESH = timedelta(hours=1)
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000\ufffe\uffff]")
_BACKSLASH = "\ue000"  # icalendar would make a line break of \N, whatever it was in
_CANONICAL_UTC = (  # a calendar must hold something, and this changes nothing: all times are in UTC
    "BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


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


# -------------------------------------------------------------------------------------------------------------- writing


def write(view: Calendar, context: Context) -> bytes:
    """The calendar, its events each written once for all calendars that have them."""
    head, _, end = _head(view).rpartition("END:VCALENDAR")
    events = "".join(_once(event, context) for event in view.events)
    return f"{head}{events or _CANONICAL_UTC}END:VCALENDAR{end}".encode()


def _head(view: Calendar) -> str:
    from icalendar import Calendar as Written  # noqa: PLC0415 - loads slowly, and few builds change a calendar
    from icalendar import vText  # noqa: PLC0415 - see above

    calendar = Written()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Statuary//Statuary//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for own, common, text in (("name", "x-wr-calname", view.name), ("description", "x-wr-caldesc", view.about)):
        calendar.add(own, vText(_line(text), params={"LANGUAGE": view.language}))
        calendar.add(common, vText(_line(text)))  # as calendars have long known it
    calendar.add("url", view.page)
    calendar.add("source", view.url, {"VALUE": "URI"})
    calendar.add("refresh-interval", _REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if view.events:
        calendar.add("last-modified", _utc(max(event.changed_at for event in view.events)))
    return _text(calendar)


def _once(event: Event, context: Context) -> str:
    known = context.parts.get(event)
    if known is None:
        known = context.parts[event] = _written(event)
    return known


def _written(event: Event) -> str:
    from icalendar import Event as Written  # noqa: PLC0415 - see above
    from icalendar import vCalAddress  # noqa: PLC0415 - see above

    written = Written()
    written.add("uid", event.uid)
    written.add("dtstamp", _utc(event.changed_at))
    written.add("last-modified", _utc(event.changed_at))
    written.add("sequence", event.number)
    written.add("summary", _line(event.title).replace("\\", _BACKSLASH))
    written.add("description", _clean(event.text).replace("\\", _BACKSLASH))
    written.add("url", event.url)
    written.add("dtstart", _utc(event.start))
    written.add("dtend", _utc(event.end))
    written.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    written.add("transp", "TRANSPARENT")
    written.add("class", "PUBLIC")
    if event.organizer:
        written.add("organizer", vCalAddress(event.organizer), {"CN": _line(event.site)})
    return _text(written)


def _text(component: Any) -> str:
    return bytes(component.to_ical()).decode().replace(_BACKSLASH, "\\\\")


def _utc(at: Instant) -> datetime:
    return to_datetime(at).astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
