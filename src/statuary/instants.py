"""Time as whole milliseconds since 1970-01-01 UTC (``Instant``), and lengths of time in milliseconds (``Millis``).

One number type makes the pure middle of the program simple: comparing, subtracting and bucketing need no time zones.
Time zones appear only where people read or write times.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

Instant: TypeAlias = int
Millis: TypeAlias = int

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"ms": 1, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")


def from_datetime(moment: datetime) -> Instant:
    """An aware datetime as an Instant. Integer arithmetic: no float rounding."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def to_datetime(instant: Instant) -> datetime:
    """The Instant as an aware UTC datetime."""
    return _EPOCH + timedelta(milliseconds=instant)


def iso(instant: Instant, *, exact: bool = False) -> str:
    """``2026-11-06T09:20:00Z``; milliseconds only when there are any, or always (``exact``)."""
    day, rest = divmod(instant, DAY)
    minute, rest = divmod(rest, MINUTE)
    second, millis = divmod(rest, SECOND)
    part = f".{millis:03}" if millis or exact else ""
    return f"{_date(day)}T{_clock(minute)}:{second:02}{part}Z"


@lru_cache(maxsize=4096)  # days and minutes come again and again
def _date(day: int) -> str:
    return to_datetime(day * DAY).date().isoformat()


@lru_cache(maxsize=DAY // MINUTE)
def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def day_start(instant: Instant) -> Instant:
    """Midnight UTC of the instant's day."""
    return instant - instant % DAY


def month_start(instant: Instant) -> Instant:
    """Midnight UTC of the first day of the instant's month."""
    return from_datetime(to_datetime(instant - instant % DAY).replace(day=1))


def parse_duration(text: str) -> Millis:
    """``5m``, ``1500ms``, ``1h30m``, ``0.5s`` as milliseconds. Raises ValueError with the allowed form."""
    parts = _PART.findall(text.strip())
    if not parts or "".join(number + unit for number, unit in parts) != text.strip():
        raise ValueError(f"{text!r} is not a duration; write a number and a unit, like 30s, 5m, 1h30m or 1500ms")
    return round(sum(float(number) * _UNITS[unit] for number, unit in parts))


def spelt_duration(length: Millis) -> str:
    """``1h30m``, ``14d``, ``1500ms``: as ``parse_duration`` reads it again."""
    if length % SECOND:
        return f"{length}ms"
    parts = []
    for unit in ("d", "h", "m", "s"):
        count, length = divmod(length, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def format_duration(length: Millis) -> str:
    """The two largest units for people: ``1 h 30 min``, ``45 s``, ``3 d 4 h``."""
    seconds = max(length, 0) // SECOND
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"
