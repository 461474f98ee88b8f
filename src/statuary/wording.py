"""Times, lengths, shares and codes as people read them, in one language.

Everything a reader sees in words comes from here or from a template. Views hold values, but for titles, which are
taken from here when a page is planned. English is written in the code; other languages are catalogues, and their dates
and numbers are those of the CLDR (``languages``).
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from statuary.instants import DAY, HOUR, MINUTE, SECOND, Instant, Millis, format_duration, iso, to_datetime
from statuary.model import Note
from statuary.reasons import REASONS, http_status


def _(text: str) -> str:
    """Marks a text of a table as one that catalogues have."""
    return text


STATUS = {
    "operational": _("Operational"),
    "under_maintenance": _("Under maintenance"),
    "degraded_performance": _("Degraded performance"),
    "partial_outage": _("Partial outage"),
    "major_outage": _("Major outage"),
    "unknown": _("Unknown"),
}
STATUS_WITHIN = {
    "operational": _("operational"),
    "under_maintenance": _("under maintenance"),
    "degraded_performance": _("degraded performance"),
    "partial_outage": _("partial outage"),
    "major_outage": _("major outage"),
    "unknown": _("not observed"),
}
"""The same within a sentence."""
SHAPE = {
    "operational": "ok",
    "under_maintenance": "mt",
    "degraded_performance": "dg",
    "partial_outage": "po",
    "major_outage": "mo",
    "unknown": "un",
}
"""Status -> the class and the symbol that stand for it: short, since the home page carries hundreds of them."""
HEADLINE = {
    "All Systems Operational": _("Operational"),
    "Service Under Maintenance": _("Service under maintenance"),
    "Partially Degraded Service": _("Partially degraded service"),
    "Degraded System Service": _("Degraded system service"),
    "Minor Service Outage": _("Minor service outage"),
    "Partial System Outage": _("Partial system outage"),
    "Major System Outage": _("Major system outage"),
    "Current State Unknown": _("Current state unknown"),
}
"""The page's state in the words of machines -> as a sentence that a time follows: a calm state never stands alone."""
WINDOW = {"24h": _("24 hours"), "7d": _("7 days"), "30d": _("30 days"), "90d": _("90 days"), "1y": _("1 year")}
OUTCOME = {"up": _("Up"), "degraded": _("Degraded"), "down": _("Down"), "unknown": _("Unknown")}
OUTCOME_SHAPE = {"up": "ok", "degraded": "dg", "down": "mo", "unknown": "un"}
IMPACT = {
    "none": _("No impact"),
    "minor": _("Minor impact"),
    "major": _("Major impact"),
    "critical": _("Critical impact"),
}
UPDATE = {
    "investigating": _("Investigating"),
    "identified": _("Identified"),
    "monitoring": _("Monitoring"),
    "resolved": _("Resolved"),
    "postmortem": _("Postmortem"),
    "scheduled": _("Scheduled"),
    "in_progress": _("In progress"),
    "verifying": _("Verifying"),
    "completed": _("Completed"),
    "cancelled": _("Cancelled"),
}
CARD = {
    "home": _("Status"),
    "component": _("Component"),
    "incident": _("Incident"),
    "maintenance": _("Maintenance"),
    "guide": _("Guide"),
}
"""Kind of page -> the word above its title on its card; others have none."""
NOTE = {
    "unchecked": _("Nothing has been checked yet."),
    "offline": _("The prober was offline at %(time)s: nothing could be checked then."),
    "inconclusive": _("The checks of %(time)s were inconclusive and do not count."),
    "stale": _("The newest check that counts is %(age)s old, too old to say how things are now."),
    "unknown": _("The current state is unknown."),
}


class Formats(Protocol):
    """Dates, numbers and units as a language writes them."""

    def date(self, moment: datetime) -> str:
        """``22 Nov 2026``."""

    def month(self, moment: datetime) -> str:
        """``November 2026``."""

    def clock(self, moment: datetime) -> str:
        """``21:40``."""

    def percent(self, hundredths: int) -> str:
        """``99.98%`` for 9,998; whole ones without decimals."""

    def share(self, value: Decimal) -> str:
        """``99.95%`` for 0.9995, with as many decimals as there are."""

    def number(self, value: Decimal) -> str:
        """``1,500``, with as many decimals as there are."""

    def money(self, amount: Decimal, currency: str) -> str:
        """``$26``, ``€25.50`` for a currency's code."""

    def listing(self, parts: Sequence[str]) -> str:
        """``a, b and c``."""

    def length(self, value: Millis) -> str:
        """The two largest units: ``1 h 30 min``."""

    def units(self, count: int, unit: str) -> str:
        """``41 days``; ``unit`` is day, hour, minute or second."""

    def fraction(self, millis: Millis, unit: str) -> str:
        """``12.345 s``, ``84 ms``: nothing is rounded; ``unit`` is second or millisecond."""

    def latency(self, value: float) -> str:
        """``84.2 ms``, ``840 ms``, ``1.24 s`` of milliseconds."""


class English:
    """The formats of English. No library is loaded for them: most sites need no other."""

    _MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    _LONG_MONTHS = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    _SIGNS: ClassVar = {"USD": "$", "EUR": "€", "GBP": "£"}

    def date(self, moment: datetime) -> str:
        return f"{moment.day} {self._MONTHS[moment.month - 1]} {moment.year}"

    def month(self, moment: datetime) -> str:
        return f"{self._LONG_MONTHS[moment.month - 1]} {moment.year}"

    def clock(self, moment: datetime) -> str:
        return f"{moment:%H:%M}"

    def percent(self, hundredths: int) -> str:
        whole, part = divmod(hundredths, 100)
        return f"{whole}.{part:02}%" if part else f"{whole}%"

    def share(self, value: Decimal) -> str:
        return f"{self.number(value * 100)}%"

    def number(self, value: Decimal) -> str:
        return f"{int(value):,}" if value == int(value) else f"{value.normalize():,f}"

    def money(self, amount: Decimal, currency: str) -> str:
        sign = self._SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
        return f"{sign}{amount:,.2f}".removesuffix(".00")

    def listing(self, parts: Sequence[str]) -> str:
        *first, last = parts or [""]
        return f"{', '.join(first)} and {last}" if first else last

    def length(self, value: Millis) -> str:
        return format_duration(value)

    def units(self, count: int, unit: str) -> str:
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

    def fraction(self, millis: Millis, unit: str) -> str:
        return f"{self.number(Decimal(millis) / SECOND)} s" if unit == "second" else f"{millis} ms"

    def latency(self, value: float) -> str:
        if value >= SECOND:
            return f"{value / SECOND:.3g} s"
        return f"{value:.3g} ms" if value < 100 else f"{value:.0f} ms"


class Words:
    """One language. What is asked for again and again is remembered."""

    def __init__(
        self,
        language: str = "en",
        translations: gettext.NullTranslations | None = None,
        formats: Formats | None = None,
    ) -> None:
        self.language = language
        self.translations = translations or gettext.NullTranslations()
        self.formats = formats or English()
        self._ = self.translations.gettext
        self.comma = self._("%(one)s, %(other)s") % {"one": "", "other": ""}
        self._parts: dict[tuple[Instant, str], tuple[str, str, str]] = {}
        self._moments: dict[tuple[Instant, str], str] = {}
        self._times: dict[tuple[Instant, str], Markup] = {}
        self._latencies: dict[float, str] = {}
        self._lists: dict[tuple[str, ...], Markup] = {}
        self._lengths: dict[Millis, str] = {}

    # ---------------------------------------------------------------------------------------------------------- codes

    def say(self, text: str) -> str:
        """One text of our own."""
        return self._(text)

    def table(self, texts: Mapping[str, str]) -> dict[str, str]:
        """One of the tables above in this language."""
        return {code: self._(text) for code, text in texts.items()}

    def status(self, value: str) -> str:
        """``Partial outage``."""
        return self._(STATUS[value])

    def status_within(self, value: str) -> str:
        """``partial outage``, as within a sentence."""
        return self._(STATUS_WITHIN[value])

    def update_status(self, value: str) -> str:
        """The status of an incident's or maintenance's update: ``In progress``."""
        return self._(UPDATE[value])

    def headline(self, text: str) -> str:
        """The page's state, before a time."""
        return self._(HEADLINE[text])

    def reason(self, code: str) -> str:
        """A reason for readers: ``answered 503``; what people or planned work say is named by their own page."""
        kind, _colon, _id = code.partition(":")
        if kind == "incident":
            return self._("reported in an incident")
        if kind == "maintenance":
            return self._("planned work")
        status = http_status(code)
        if status:
            return self._("answered %(code)s") % {"code": status}
        return self._(REASONS[code]) if code in REASONS else code.replace("_", " ")

    def notes(self, notes: Iterable[Note], zone: str = "UTC") -> str:
        """What must be said about the data itself."""
        return " ".join(
            self._(NOTE[note.kind])
            % {
                "time": "" if note.at is None else self.moment(note.at, zone),
                "age": "" if note.age is None else self.length(note.age),
            }
            for note in notes
        )

    def listed(self, names: Iterable[str]) -> Markup:
        """Names that people gave, each running its own way."""
        key = tuple(names)
        known = self._lists.get(key)
        if known is None:
            said = self.comma.join([f"<bdi>{escape(name)}</bdi>" for name in key])
            known = self._lists[key] = Markup(said)  # noqa: S704 - escaped, and a catalogue's comma
        return known

    # -------------------------------------------------------------------------------------------------------- numbers

    def percent(self, share: float | None) -> str:
        """``99.98%``, rounded down: only what is whole is called 100%."""
        if share is None:
            return self._("no data")
        hundredths = int(share * 10_000 + 1e-6)
        if share < 1 and hundredths >= 10_000:
            hundredths = 9_999
        return self.formats.percent(hundredths)

    def milliseconds(self, value: float | None) -> str:
        """``84 ms``, ``1.24 s``."""
        if value is None:
            return "\N{EN DASH}"
        known = self._latencies.get(value)
        if known is None:
            known = self._latencies[value] = self.formats.latency(value)
        return known

    def length(self, value: Millis) -> str:
        """The two largest units: ``1 h 30 min``."""
        known = self._lengths.get(value)
        if known is None:
            known = self._lengths[value] = self.formats.length(value)
        return known

    def ahead(self, at: Instant, now: Instant) -> str:
        """``41 days``: how far ahead, in one whole unit."""
        left = max(at - now, 0)
        for unit, size in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
            if left >= size:
                return self.formats.units(left // size, unit)
        return self._("less than a minute")

    def days(self, count: int, unit: str = "day") -> str:
        """``1 day``, ``52 weeks``."""
        ngettext = self.translations.ngettext
        if unit == "week":
            return ngettext("%(num)s week", "%(num)s weeks", count) % {"num": count}
        return ngettext("%(num)s day", "%(num)s days", count) % {"num": count}

    # ---------------------------------------------------------------------------------------------------------- times

    def _split(self, at: Instant, zone: str) -> tuple[str, str, str]:
        """(``22 Nov 2026``, ``21:40``, ``UTC``)."""
        known = self._parts.get((at, zone))
        if known is None:
            moment = to_datetime(at)
            label = "UTC"
            if zone != "UTC":
                moment = moment.astimezone(ZoneInfo(zone))
                name = moment.tzname() or ""
                label = name if name.isalpha() else f"UTC{name}"
            known = self._parts[at, zone] = self.formats.date(moment), self.formats.clock(moment), label
        return known

    def moment(self, at: Instant, zone: str) -> str:
        """``22 Nov 2026, 21:40 UTC``."""
        known = self._moments.get((at, zone))
        if known is None:
            date, clock, label = self._split(at, zone)
            text = self._("%(date)s, %(clock)s %(zone)s")
            known = self._moments[at, zone] = text % {"date": date, "clock": clock, "zone": label}
        return known

    def as_of(self, at: Instant, zone: str) -> str:
        """``21:40 UTC 22 Nov 2026``."""
        date, clock, label = self._split(at, zone)
        return self._("%(clock)s %(zone)s %(date)s") % {"date": date, "clock": clock, "zone": label}

    def day(self, at: Instant, zone: str = "UTC") -> str:
        """``22 Nov 2026``."""
        return self._split(at, zone)[0]

    def month(self, name: str) -> str:
        """``2026-11`` as ``November 2026``."""
        return self.formats.month(datetime(int(name[:4]), int(name[5:7]), 1))  # noqa: DTZ001 - a month has no zone

    def time(self, at: Instant, zone: str) -> Markup:
        """A ``<time>`` element that says ``22 Nov 2026, 21:40 UTC``."""
        known = self._times.get((at, zone))
        if known is None:
            known = self._times[at, zone] = _time(at, self.moment(at, zone))
        return known

    def time_as_of(self, at: Instant, zone: str) -> Markup:
        """A ``<time>`` element that says ``21:40 UTC 22 Nov 2026``."""
        return _time(at, self.as_of(at, zone))

    def clock(self, at: Instant, zone: str) -> Markup:
        """A ``<time>`` element that says ``21:40 UTC``."""
        _date, clock, label = self._split(at, zone)
        return _time(at, f"{clock} {label}")

    def window(self, start: Instant, end: Instant, zone: str) -> Markup:
        """From and to, the date once where it is the same: ``6 Nov 2026, 09:00 to 10:00 UTC``."""
        first, last = self._split(start, zone), self._split(end, zone)
        if first[0] != last[0] or first[2] != last[2]:
            both = self.time(start, zone), self.time(end, zone)
        else:
            begin = self._("%(date)s, %(clock)s") % {"date": first[0], "clock": first[1]}
            both = _time(start, begin), _time(end, f"{last[1]} {last[2]}")
        return Markup(self._("%(start)s to %(end)s")) % {"start": both[0], "end": both[1]}  # noqa: S704 - our own


def month_of(at: Instant) -> str:
    """The UTC month: ``2026-11``."""
    return _month_of_day(at // DAY)


@cache
def _month_of_day(day: int) -> str:
    """Many events happened on one day."""
    return iso(day * DAY)[:7]


def shape(value: str) -> str:
    """The short class of a status."""
    return SHAPE[value]


def _time(at: Instant, words: str) -> Markup:
    return Markup(f'<time datetime="{iso(at)}">{words}</time>')  # noqa: S704 - digits and a catalogue's words
