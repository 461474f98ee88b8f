"""``calendar.ics`` as RFC 5545 and RFC 7986 have it, written by icalendar."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import icalendar

from statuary.calendars import Calendar, Event
from statuary.instants import Instant, to_datetime

if TYPE_CHECKING:
    from statuary.render import Context

_REFRESH = timedelta(hours=1)
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000\ufffe\uffff]")
_BACKSLASH = "\ue000"  # icalendar would make a line break of \N, whatever it was in
_CANONICAL_UTC = (  # a calendar must hold something, and this changes nothing: all times are in UTC
    "BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def write(view: Calendar, context: Context) -> bytes:
    """The calendar, its events each written once for all calendars that have them."""
    head, _, end = _head(view).rpartition("END:VCALENDAR")
    events = "".join(_once(event, context) for event in view.events)
    return f"{head}{events or _CANONICAL_UTC}END:VCALENDAR{end}".encode()


def _head(view: Calendar) -> str:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Statuary//Statuary//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for own, common, text in (("name", "x-wr-calname", view.name), ("description", "x-wr-caldesc", view.about)):
        calendar.add(own, icalendar.vText(_line(text), params={"LANGUAGE": view.language}))
        calendar.add(common, icalendar.vText(_line(text)))  # as calendars have long known it
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
    written = icalendar.Event()
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
        written.add("organizer", icalendar.vCalAddress(event.organizer), {"CN": _line(event.site)})
    return _text(written)


def _text(component: Any) -> str:
    return bytes(component.to_ical()).decode().replace(_BACKSLASH, "\\\\")


def _utc(at: Instant) -> datetime:
    return to_datetime(at).astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
