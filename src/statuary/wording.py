"""Times, lengths, shares and codes as people read them. English; everything a reader sees in words comes from here or
from a template, never from a view, so that a later language has one place to look.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup

from statuary.instants import DAY, HOUR, MINUTE, SECOND, Instant, Millis, format_duration, iso, to_datetime
from statuary.reasons import sentence

STATUS = {
    "operational": "Operational",
    "under_maintenance": "Under maintenance",
    "degraded_performance": "Degraded performance",
    "partial_outage": "Partial outage",
    "major_outage": "Major outage",
    "unknown": "Unknown",
}
SHAPE = {
    "operational": "ok",
    "under_maintenance": "mt",
    "degraded_performance": "dg",
    "partial_outage": "po",
    "major_outage": "mo",
    "unknown": "un",
}
"""Status -> the class and the symbol that stand for it: short, since the home page carries hundreds of them."""
WINDOW = {"24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days", "1y": "1 year"}
OUTCOME = {"up": "Up", "degraded": "Degraded", "down": "Down", "unknown": "Unknown"}
OUTCOME_SHAPE = {"up": "ok", "degraded": "dg", "down": "mo", "unknown": "un"}
IMPACT = {"none": "No impact", "minor": "Minor impact", "major": "Major impact", "critical": "Critical impact"}
UPDATE = {"in_progress": "In progress"}
CARD = {
    "home": "Status",
    "component": "Component",
    "incident": "Incident",
    "maintenance": "Maintenance",
    "guide": "Guide",
}
"""Kind of page -> the word above its title on its card; others have none."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CALM = "All Systems Operational"


def status(value: str) -> str:
    """``Partial outage``."""
    return STATUS[value]


def shape(value: str) -> str:
    """The short class of a status."""
    return SHAPE[value]


def update_status(value: str) -> str:
    """The status of an incident's or maintenance's update: ``In progress``."""
    return UPDATE.get(value) or value.capitalize()


def headline(text: str) -> str:
    """The page's state as a sentence that a time follows: a calm state never stands without one."""
    return "Operational" if text == _CALM else text.capitalize()


def reason(code: str) -> str:
    """A reason for readers: ``answered 503``; what people or planned work say is named by their own page."""
    kind, _, _ = code.partition(":")
    return {"incident": "reported in an incident", "maintenance": "planned work"}.get(kind) or sentence(code)


def percent(share: float | None) -> str:
    """``99.98%``, rounded down: only what is whole is called 100%."""
    if share is None:
        return "no data"
    hundredths = int(share * 10_000 + 1e-6)
    if share < 1 and hundredths >= 10_000:
        hundredths = 9_999
    whole, part = divmod(hundredths, 100)
    return f"{whole}%" if not part else f"{whole}.{part:02}%"


def milliseconds(value: float | None) -> str:
    """``84 ms``, ``1.24 s``."""
    if value is None:
        return "\N{EN DASH}"
    if value >= SECOND:
        return f"{value / SECOND:.3g} s"
    return f"{value:.3g} ms" if value < 100 else f"{value:.0f} ms"


@lru_cache(maxsize=4096)
def length(value: Millis) -> str:
    """The two largest units: ``1 h 30 min``."""
    return format_duration(value)


def ahead(at: Instant, now: Instant) -> str:
    """``41 days``: how far ahead, in one whole unit."""
    left = max(at - now, 0)
    for unit, size in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if left >= size:
            return plural(left // size, unit)
    return "less than a minute"


def plural(count: int, noun: str) -> str:
    """``1 component``, ``3 components``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


# ---------------------------------------------------------------------------------------------------------------- times


@lru_cache(maxsize=8192)
def _parts(at: Instant, zone: str) -> tuple[str, str, str]:
    """(``22 Nov 2026``, ``21:40``, ``UTC``)."""
    moment = to_datetime(at)
    label = "UTC"
    if zone != "UTC":
        moment = moment.astimezone(ZoneInfo(zone))
        name = moment.tzname() or ""
        label = name if name.isalpha() else f"UTC{name}"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}", f"{moment:%H:%M}", label


def moment(at: Instant, zone: str) -> str:
    """``22 Nov 2026, 21:40 UTC``."""
    date, clock, label = _parts(at, zone)
    return f"{date}, {clock} {label}"


def as_of(at: Instant, zone: str) -> str:
    """``21:40 UTC 22 Nov 2026``."""
    date, clock, label = _parts(at, zone)
    return f"{clock} {label} {date}"


def day(at: Instant, zone: str = "UTC") -> str:
    """``22 Nov 2026``."""
    return _parts(at, zone)[0]


def month(name: str) -> str:
    """``2026-11`` as ``November 2026``."""
    return f"{_LONG_MONTHS[int(name[5:7]) - 1]} {name[:4]}"


def month_of(at: Instant) -> str:
    """The UTC month: ``2026-11``."""
    return iso(at)[:7]


@lru_cache(maxsize=8192)
def time(at: Instant, zone: str) -> Markup:
    """A ``<time>`` element that says ``22 Nov 2026, 21:40 UTC``."""
    return _time(at, moment(at, zone))


def time_as_of(at: Instant, zone: str) -> Markup:
    """A ``<time>`` element that says ``21:40 UTC 22 Nov 2026``."""
    return _time(at, as_of(at, zone))


def clock(at: Instant, zone: str) -> Markup:
    """A ``<time>`` element that says ``21:40 UTC``."""
    _, hours, label = _parts(at, zone)
    return _time(at, f"{hours} {label}")


def _time(at: Instant, words: str) -> Markup:
    return Markup(f'<time datetime="{iso(at)}">{words}</time>')  # noqa: S704 - digits and names of months and zones


def window(start: Instant, end: Instant, zone: str) -> Markup:
    """From and to, the date once where it is the same: ``6 Nov 2026, 09:00 to 10:00 UTC``."""
    first, last = _parts(start, zone), _parts(end, zone)
    if first[0] != last[0] or first[2] != last[2]:
        return time(start, zone) + " to " + time(end, zone)
    return _time(start, f"{first[0]}, {first[1]}") + " to " + _time(end, f"{last[1]} {last[2]}")
