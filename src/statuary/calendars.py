"""``calendar.ics``: planned work in people's calendars (RFC 5545, RFC 7986).

Incidents are not in it: nobody wants them among their appointments. What recurs is listed one by one within bounds, as
each time it takes place it can be moved, cancelled or take longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from statuary.editions import edition_of, is_cancelled, is_listed, said_so_far, window_so_far
from statuary.frame import World
from statuary.instants import SECOND, Instant, iso
from statuary.model import Maintenance, Page, Value
from statuary.scopes import scopes

if TYPE_CHECKING:
    from statuary.render import Context

_REFRESH = "PT1H"
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNIT = re.compile(r"\\?.", re.DOTALL)  # a letter, or an escape
_PIECE = 74  # bytes, and a blank before all but the first
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_BASIC = str.maketrans("", "", "-:")
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
    head = _lines(_head(view))
    events = "".join([_once(event, context) for event in view.events])
    return f"BEGIN:VCALENDAR\r\n{head}{events or _CANONICAL_UTC}END:VCALENDAR\r\n".encode()


def _head(view: Calendar) -> Iterator[str]:
    name, about = _text(_line(view.name)), _text(_line(view.about))
    yield "VERSION:2.0"
    yield "PRODID:-//Statuary//Statuary//EN"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"DESCRIPTION;LANGUAGE={view.language}:{about}"
    yield f"X-WR-CALDESC:{about}"  # as calendars have long known it
    yield f"NAME;LANGUAGE={view.language}:{name}"
    yield f"X-WR-CALNAME:{name}"
    if view.events:
        yield f"LAST-MODIFIED:{_utc(max(event.changed_at for event in view.events))}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}"
    yield f"SOURCE;VALUE=URI:{view.url}"
    yield f"URL:{view.page}"
    yield f"X-PUBLISHED-TTL:{_REFRESH}"


def _once(event: Event, context: Context) -> str:
    known = context.parts.get(event)
    if known is None:
        known = context.parts[event] = _lines(_written(event))
    return known


def _written(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"SUMMARY:{_text(_line(event.title))}"
    yield f"DTSTART:{_utc(event.start)}"
    yield f"DTEND:{_utc(event.end)}"
    yield f"DTSTAMP:{_utc(event.changed_at)}"
    yield f"UID:{_text(event.uid)}"
    yield f"SEQUENCE:{event.number}"
    yield "CLASS:PUBLIC"
    yield f"DESCRIPTION:{_text(_clean(event.text))}"
    yield f"LAST-MODIFIED:{_utc(event.changed_at)}"
    if event.organizer:
        yield f"ORGANIZER;CN={_parameter(_line(event.site))}:{event.organizer}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield f"URL:{event.url}"
    yield "END:VEVENT"


def _lines(lines: Iterable[str]) -> str:
    return "".join([f"{_folded(line)}\r\n" for line in lines])


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes; neither a letter nor an escape is torn apart."""
    if len(line.encode()) <= _PIECE:
        return line
    pieces, size = [""], 0
    for unit in _UNIT.findall(line):
        length = len(unit.encode())
        if size + length > _PIECE:
            pieces.append("")
            size = 0
        pieces[-1] += unit
        size += length
    return "\r\n ".join(pieces)


def _utc(at: Instant) -> str:
    """``20261106T092000Z``."""
    return iso(at - at % SECOND).translate(_BASIC)


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _parameter(text: str) -> str:
    """A parameter's value (RFC 5545, RFC 6868)."""
    value = text.replace("^", "^^").replace('"', "^'")
    return value if value.isalnum() else f'"{value}"'


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
