"""Planned work: one file, one window or a series of them (RFC 5545's RRULE, by dateutil)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from statuary import __version__
from statuary.content.files import File
from statuary.content.text import (
    Parsed,
    Word,
    front_matter,
    named_twice,
    parse_time,
    reject_unknown_keys,
    split,
    swallowed,
    title_of,
    updates,
)
from statuary.errors import Problem, Refused
from statuary.instants import DAY, Instant, Millis, from_datetime, parse_duration, to_datetime
from statuary.memo import Memo, key
from statuary.model import Maintenance, MaintenanceStatus, Source, Value, Window
from statuary.yamlfile import Document

_KEYS = ("title", "components", "window", "announced")
_WINDOW_KEYS = ("start", "end", "duration", "rrule", "exclude", "time_zone")
_STATUSES = tuple(status.value for status in MaintenanceStatus)
_NOTICE = 7 * DAY  # planned work counts as announced so long before it begins, if the file does not say when
_BACK, _AHEAD, _MOST = 400 * DAY, 365 * DAY, 200
_OFTEN = re.compile(r"FREQ\s*=\s*(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
_COUNT = re.compile(r";?\s*COUNT\s*=\s*(\d+)", re.IGNORECASE)


class Plan(Value, frozen=True):
    """A file's work: its first occurrence, and how it comes again."""

    first: Maintenance
    exclude: tuple[Instant, ...] = ()
    time_zone: str = "UTC"


def parse_all(files: Sequence[File], memo: Memo) -> list[Parsed[Plan]]:
    """Each file's plan, or why it has none; remembered by path and bytes."""
    keys = [key(__version__, file.path, file.digest) for file in files]
    return memo.many("maintenance", keys, lambda missing: [parse(files[i]) for i in missing], Parsed[Plan])


def parse(file: File) -> Parsed[Plan]:
    """Pure: the file's text and nothing else."""
    problems: list[Problem] = []
    try:
        document, body, line = front_matter(file.text, file.path)
    except Refused as refused:
        return Parsed(file.path, None, problems=refused.problems)
    reject_unknown_keys(document, _KEYS, problems)
    title = title_of(document, problems)
    words = _components(document, problems)
    window = _window(document, problems)
    text, headings = split(body, line)
    problems.extend(swallowed(body, line, file.path))
    found, more = updates(headings, file.path, _STATUSES, problems)
    announced = _time(document, ("announced",), problems) if "announced" in document.data else None
    if problems or window is None:
        return Parsed(file.path, None, (*words, *more), tuple(problems))
    times, rule, exclude, zone = window
    first = Maintenance(
        id=file.id,
        title=title,
        components=tuple(word.text for word in words),
        window=times,
        announced_at=announced if announced is not None else _announced(times, [update.at for update in found]),
        updates=tuple(found),
        text=text.strip("\n"),
        source=Source(file.path, file.digest, line),
        recurrence=rule,
    )
    return Parsed(file.path, Plan(first, exclude, zone), (*words, *more))


def occurrences(plan: Plan, now: Instant) -> Iterator[Maintenance]:
    """The work, each time it takes place: from 400 days ago until a year ahead, at most 200 times.

    The first keeps the file's id, the others add their start. An update belongs to the last occurrence begun by then.
    """
    first = plan.first
    if not first.recurrence:
        yield first
        return
    length = first.window.end - first.window.start
    starts = _starts(first.window.start, first.recurrence, plan.time_zone, now + _AHEAD)
    shown = [at for at in starts if at + length >= now - _BACK and at not in plan.exclude][:_MOST]
    for number, at in enumerate(shown):
        until = shown[number + 1] if number + 1 < len(shown) else now + 2 * _AHEAD
        since = at if number else 0
        suffix = "" if at == first.window.start else f"-{to_datetime(at):%Y%m%dT%H%M}"
        yield replace(
            first,
            id=first.id + suffix,
            window=Window(at, at + length),
            announced_at=first.announced_at + at - first.window.start,
            planned_at=first.announced_at,
            updates=tuple(update for update in first.updates if since <= update.at < until),
        )


def _announced(window: Window, said: Sequence[Instant]) -> Instant:
    return min([window.start - _NOTICE, *said])


def _components(document: Document, problems: list[Problem]) -> list[Word]:
    data = document.data.get("components", [])
    if not isinstance(data, list) or not all(isinstance(name, str) for name in data):
        problems.append(document.problem(("components",), "'components' must be a list of ids, like [api, web]."))
        return []
    words = [Word(name, *document.at("components", index)) for index, name in enumerate(data)]
    problems.extend(named_twice(document.path, words))
    return words


_Window = tuple[Window, str, tuple[Instant, ...], str]


def _window(document: Document, problems: list[Problem]) -> _Window | None:
    data = document.data.get("window")
    if not isinstance(data, dict):
        what = "'window' is missing." if data is None else "'window' must be a mapping."
        fix = "Add a line like window: {start: 2026-12-06 02:00 UTC, end: 2026-12-06 04:00 UTC}"
        problems.append(document.problem(("window",), what, fix=fix))
        return None
    count = len(problems)
    for name in data:
        if name not in _WINDOW_KEYS:
            fix = f"Known: {', '.join(_WINDOW_KEYS)}."
            problems.append(document.problem(("window", name), f"Unknown key '{name}'.", fix=fix, key=True))
    start = _time(document, ("window", "start"), problems)
    end = _end(document, data, start, problems)
    rule = _rule(document, data, problems)
    zone = _zone(document, data, problems)
    exclude = _exclude(document, data, problems)
    if len(problems) > count or start is None or end is None:
        return None
    return Window(start, end), rule, exclude, zone


def _time(document: Document, loc: tuple[str, ...], problems: list[Problem]) -> Instant | None:
    data = document.data
    for part in loc:
        data = data.get(part)
    if not isinstance(data, str):
        what = f"'{loc[-1]}' is missing." if data is None else f"'{loc[-1]}' must be a time."
        problems.append(document.problem(loc, what, fix="Write it like 2026-12-06 02:00 UTC."))
        return None
    try:
        return parse_time(data)
    except ValueError as error:
        problems.append(document.problem(loc, f"'{loc[-1]}': {error}."))
        return None


def _end(document: Document, data: dict[str, object], start: Instant | None, problems: list[Problem]) -> Instant | None:
    if ("end" in data) is ("duration" in data):
        what = "A window has either an 'end' or a 'duration'."
        problems.append(document.problem(("window",), what))
        return None
    if "end" in data:
        end = _time(document, ("window", "end"), problems)
    else:
        length = _length(document, data["duration"], problems)
        end = None if start is None or length is None else start + length
    if start is not None and end is not None and end <= start:
        problems.append(document.problem(("window",), "The window ends before it begins.", fix="Correct its times."))
        return None
    return end


def _length(document: Document, data: object, problems: list[Problem]) -> Millis | None:
    try:
        return parse_duration(data if isinstance(data, str) else str(data))
    except ValueError as error:
        problems.append(document.problem(("window", "duration"), f"'duration': {error}."))
        return None


def _rule(document: Document, data: dict[str, object], problems: list[Problem]) -> str:
    rule = data.get("rrule", "")
    if not rule:
        return ""
    text = str(rule).removeprefix("RRULE:").strip()
    if _OFTEN.search(text):
        what = "Work that comes more often than daily is no plan for readers."
        problems.append(document.problem(("window", "rrule"), what, fix="Use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
        return ""
    try:
        if not all("=" in part for part in text.strip(";").split(";")):
            raise ValueError("each part of it is NAME=VALUE")  # noqa: TRY301 - dateutil says it of its own variables
        list(islice(_recurring(datetime(2026, 1, 1), text, datetime(2027, 1, 1)), 3))  # noqa: DTZ001 - a wall clock
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        fix = "Write it like FREQ=WEEKLY;BYDAY=SU (RFC 5545)."
        problems.append(document.problem(("window", "rrule"), f"'{text}' is not a recurrence: {error}.", fix=fix))
    return text


def _zone(document: Document, data: dict[str, object], problems: list[Problem]) -> str:
    name = data.get("time_zone", "UTC")
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        what = f"'{name}' is not a time zone."
        problems.append(document.problem(("window", "time_zone"), what, fix="Use an IANA name, like Europe/Berlin."))
    return str(name)


def _exclude(document: Document, data: dict[str, object], problems: list[Problem]) -> tuple[Instant, ...]:
    listed = data.get("exclude", [])
    times = []
    for index, text in enumerate(listed if isinstance(listed, list) else [listed]):
        try:
            times.append(parse_time(str(text)))
        except ValueError as error:
            problems.append(document.problem(("window", "exclude", index), f"'exclude': {error}."))
    return tuple(times)


def _starts(first: Instant, rule: str, zone_name: str, until: Instant) -> Iterator[Instant]:
    """Every start up to ``until``. The clock on the wall recurs: 02:00 stays 02:00 when summer time begins."""
    zone = ZoneInfo(zone_name)
    wall = to_datetime(first).astimezone(zone).replace(tzinfo=None)
    last = to_datetime(until).astimezone(zone).replace(tzinfo=None)
    for moment in _recurring(wall, rule, last):
        yield from_datetime(moment.replace(tzinfo=zone).astimezone(UTC))


def _recurring(begin: datetime, rule: str, last: datetime) -> Iterator[datetime]:
    """The rule's times in [begin, last]. It always ends: a rule that never comes true is not searched for ever."""
    from dateutil.rrule import rrule, rrulestr  # noqa: PLC0415 - only where work recurs

    count = _COUNT.search(rule)
    parsed = rrulestr(_COUNT.sub("", rule).lstrip(";"), dtstart=begin, ignoretz=True)
    if not isinstance(parsed, rrule):
        raise ValueError("it holds more than one rule")  # noqa: TRY004 - the words of the rule are at fault
    if _has_no_day(parsed._bymonth, parsed._bymonthday, parsed._bynmonthday):  # type: ignore[attr-defined]  # noqa: SLF001 - dateutil has no public names for them
        return iter(())
    until = parsed._until  # type: ignore[attr-defined]  # noqa: SLF001 - likewise
    bounded = parsed.replace(until=min(until, last) if until else last)
    return islice(iter(bounded), int(count[1]) if count else None)


def _has_no_day(months: Sequence[int] | None, days: Sequence[int], from_the_end: Sequence[int]) -> bool:
    """Whether no month of a rule has a day of the rule: dateutil would look for one until the year 9999."""
    leap_year = 2024
    longest = max(monthrange(leap_year, month)[1] for month in months or range(1, 13))
    return bool(days) and not from_the_end and min(days) > longest
