"""Values of the configuration as a language writes them: a small fixed set of formats. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from statuary.content.facts import Fact, Unfound
from statuary.errors import nearest
from statuary.instants import DAY, HOUR, MINUTE, SECOND, Instant, Millis, spelt_duration, to_datetime
from statuary.model import Value
from statuary.wording import Formats

_MARKS = re.compile(r"(?<!\d)[.:]|[.:](?!\d)|[!-$&-+/;-@\[-`{-~-]")
"""Signs that Markdown may take for its own: all but ``,`` and ``%``, and what stands within a number or a time."""


def written(fact: Fact, form: str, formats: Formats) -> str:
    """The value as Markdown that shows exactly it. ``form``: a name of FORMATS, or empty. Raises Unfound."""
    if form and form not in FORMATS:
        raise Unfound(f"There is no format '{form}'.", nearest(form, FORMATS))
    usual = next((name for name, one in FORMATS.items() if one.is_usual and one.fits(fact)), "text")
    chosen = FORMATS[form or usual]
    if not chosen.fits(fact):
        fitting = ", ".join(name for name, one in FORMATS.items() if one.fits(fact))
        raise Unfound(f"The format '{form}' is for {chosen.of}, which this is not.", f"These fit: {fitting}.")
    return chosen.write(fact, formats)


def in_angles(fact: Fact, form: str, formats: Formats) -> str:
    """The same for a value within ``<`` and ``>``: an address becomes a link, all else is shown with its brackets."""
    if form in ("", "text", "link") and FORMATS["link"].fits(fact):
        return written(fact, "link", formats)
    return f"&lt;{written(fact, form, formats)}&gt;"


def escaped(text: str) -> str:
    """Text that no Markdown, and no HTML, takes for its own: signs as references to characters, on one line."""
    return _MARKS.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


# -------------------------------------------------------------------------------------------------------------- formats

_UNITS = {"day": DAY, "hour": HOUR, "minute": MINUTE, "second": SECOND}


class _Format(Value, frozen=True):
    of: str  # what it is for, in words
    fits: Callable[[Fact], bool]
    write: Callable[[Fact, Formats], str]
    is_usual: bool = True  # where none is named


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _text(value: Any, formats: Formats) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return formats.number(Decimal(str(value))) if _is_number(value) else str(value)


def _length(fact: Fact, formats: Formats) -> str:
    """Every unit of it, since what was written is not rounded; in full where there is but one."""
    left: Millis = fact.value * (SECOND if fact.unit == "s" else 1)
    if left < SECOND:
        return escaped(formats.fraction(left, "millisecond") if left else formats.length(0))
    parts = []
    for unit, size in _UNITS.items():
        count, left = divmod(left, size)
        parts += [(count, unit)] if count else []
    if len(parts) == 1 and not left:
        return escaped(formats.units(*parts[0]))
    if not left:
        return escaped(" ".join(formats.length(count * _UNITS[unit]) for count, unit in parts))
    seconds = parts.pop()[0] if parts and parts[-1][1] == "second" else 0
    whole = [formats.length(count * _UNITS[unit]) for count, unit in parts]
    return escaped(" ".join([*whole, formats.fraction(seconds * SECOND + left, "second")]))


def _share(fact: Fact, formats: Formats) -> str:
    value = Decimal(str(fact.value))
    return escaped(formats.share(value if fact.unit == "share" else value / 100))


def _money(fact: Fact, formats: Formats) -> str:
    amount, _, currency = fact.value.partition(" ")
    return escaped(formats.money(Decimal(amount), currency))


def _date(fact: Fact, formats: Formats) -> str:
    return escaped(formats.date(_day(fact.value)))


def _day(value: str | Instant) -> datetime:
    return to_datetime(value) if isinstance(value, int) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _listing(fact: Fact, formats: Formats) -> str:
    return escaped(formats.listing([_text(one, formats) for one in fact.value]))


def _code(fact: Fact, _: Formats) -> str:
    values = fact.value if isinstance(fact.value, list | tuple) else [fact.value]
    return ", ".join(f"<code>{escaped(_spelt(one, fact.unit))}</code>" for one in values)


def _spelt(value: Any, unit: str) -> str:
    """As files have it. Of lengths of time, days and fractions what was read is known, not how it was written."""
    if isinstance(value, bool):
        return str(value).lower()
    if unit == "duration":
        return spelt_duration(value)
    if unit == "date":
        return _day(value).date().isoformat()
    whole = isinstance(value, float) and value.is_integer()  # 99 is read as 99.0 where there may be a fraction
    return str(int(value) if whole else value)


def _link(fact: Fact, _: Formats) -> str:
    return f"[{escaped(fact.value)}](<{escaped(fact.value)}>)"


FORMATS: Mapping[str, _Format] = {
    "duration": _Format(
        "a length of time",
        lambda fact: fact.unit in ("duration", "ms", "s") and _is_number(fact.value),
        _length,
    ),
    "percent": _Format(
        "a share or a percentage", lambda fact: fact.unit in ("percent", "share") and _is_number(fact.value), _share
    ),
    "money": _Format("an amount of money", lambda fact: fact.unit == "money", _money),
    "date": _Format("a day", lambda fact: fact.unit == "date", _date),
    "list": _Format("a list", lambda fact: isinstance(fact.value, list | tuple), _listing),
    "number": _Format(
        "a number",
        lambda fact: _is_number(fact.value) and fact.unit != "date",
        lambda fact, formats: escaped(_text(fact.value, formats)),
    ),
    "link": _Format(
        "an address",
        lambda fact: isinstance(fact.value, str) and fact.value.startswith(("https://", "http://", "mailto:")),
        _link,
        is_usual=False,
    ),
    "code": _Format(
        "one value or a list", lambda fact: _is_scalar(fact.value) or isinstance(fact.value, list), _code, False
    ),
    "text": _Format(
        "one value",
        lambda fact: _is_scalar(fact.value) and not (fact.unit == "date" and _is_number(fact.value)),
        lambda fact, formats: escaped(_text(fact.value, formats)),
    ),
}
"""By name; of those that fit, the first is the usual one."""
