"""The languages of a site: catalogues of words, and dates and numbers as the CLDR has them (by Babel).

A catalogue is gettext's: ``templates/locale/LANG.po``, the package's with the site's own in front, message by message.
English is written in the code and needs none; then nothing is loaded.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from statuary import __version__
from statuary.errors import Problem, Refused, nearest
from statuary.instants import SECOND, Millis
from statuary.memo import Memo, key
from statuary.model import Value
from statuary.wording import English, Formats, Words

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog

ENGLISH = "en"
FOLDER = "locale/"


def words_of(language: str, catalogues: Mapping[str, Path], memo: Memo | None = None) -> Words:
    """The words of a language. ``catalogues``: its .po files, as people know them -> where they are, by rising rank.

    Raises Refused where one of them is not right.
    """
    texts = {name: path.read_text("utf-8", "replace") for name, path in catalogues.items()}
    translations = gettext.GNUTranslations(io.BytesIO(_compiled(language, texts, memo))) if texts else None
    return Words(language, translations, formats_of(language))


@cache
def formats_of(language: str) -> Formats:
    """How the language writes dates, numbers and units."""
    return English() if language.partition("-")[0] == ENGLISH else Local(language)


def spoken(language: str, known: Iterable[str]) -> str:
    """The language with a catalogue that speaks for this one: itself, else what it is a kind of (``de-AT``: ``de``).

    Raises Refused where there is none.
    """
    known = {ENGLISH, *known}
    parts = language.split("-")
    for count in range(len(parts), 0, -1):
        if "-".join(parts[:count]) in known:
            return "-".join(parts[:count])
    fix = nearest(language, known) or f"Add templates/{FOLDER}{language}.po, or use one of {', '.join(sorted(known))}."
    raise Refused([Problem("config/site.yaml", what=f"There are no words in the language '{language}'.", fix=fix)])


def autonym(language: str) -> str:
    """How a language calls itself: ``Deutsch``."""
    if language == ENGLISH:
        return "English"
    locale = _locale(language)
    name = locale.get_display_name(locale) or language
    return name[:1].upper() + name[1:]


def direction(language: str) -> str:
    """Which way a language runs: ``ltr`` or ``rtl``."""
    return "ltr" if language == ENGLISH else _locale(language).text_direction


def latin(language: str) -> bool:
    """Whether Latin letters, or ones that are set like these, are what a language is written in."""
    return direction(language) == "ltr" and language.partition("-")[0] not in ("ja", "ko", "zh")


def _locale(language: str) -> Locale:
    """What the CLDR has for the language, or for what it is a kind of."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - not for English

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        above = language.rpartition("-")[0]
        return _locale(above) if above else Locale(ENGLISH)


# ----------------------------------------------------------------------------------------------------------- catalogues


def _compiled(language: str, texts: Mapping[str, str], memo: Memo | None) -> bytes:
    """The catalogues as gettext reads them (.mo); remembered, since reading them as people write them is slow."""
    known = key(__version__, language, tuple(texts.items()))
    compiled = memo.get("catalogue", known, bytes) if memo else None
    if compiled is None:
        from babel.messages.mofile import write_mo  # noqa: PLC0415 - see above

        file = io.BytesIO()
        write_mo(file, _merged([read_catalogue(path, text, language) for path, text in texts.items()]))
        compiled = file.getvalue()
        if memo:
            memo.remember("catalogue", {known: compiled})
    return compiled


def _merged(catalogues: Sequence[Catalog]) -> Catalog:
    """The first with what the others say instead."""
    first, *others = catalogues
    for other in others:
        for message in other:
            if message.id and any(_forms(message.string)):
                first.delete(message.id, message.context)
                first.add(message.id, message.string, context=message.context)
    return first


def _forms(string: str | Sequence[str] | None) -> Sequence[str]:
    return (string,) if isinstance(string, str) else string or ()


def read_catalogue(path: str, text: str, language: str) -> Catalog:
    """A .po file. Raises Refused with every mistake: what is no catalogue, and what would fail when it is shown."""
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - see above

    try:
        catalogue = read_po(io.StringIO(text), locale=str(_locale(language)), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        line = int(getattr(error, "lineno", -1))
        what = f"This is not a catalogue of messages: {error}."
        fix = "See the GNU gettext manual on .po files."
        raise Refused([Problem(path, line + 1, what=what, fix=fix)]) from None
    problems = [
        Problem(path, message.lineno or 0, what=f"The translation of {_first(message.id)!r} does not fit: {error}.")
        for message in catalogue
        if message.id and any(_forms(message.string))
        for error in message.check(catalogue)
    ]
    if problems:
        raise Refused(problems)
    return catalogue


def _first(id_: str | Sequence[str]) -> str:
    return _forms(id_)[0]


# -------------------------------------------------------------------------------------------------------------- formats


class _Unit(Value, frozen=True):
    name: str
    size: Millis


_UNITS = (_Unit("day", 86_400_000), _Unit("hour", 3_600_000), _Unit("minute", 60_000), _Unit("second", SECOND))


class Local:
    """The formats of any language that the CLDR knows. The day has 24 hours, for times that everyone reads alike."""

    def __init__(self, language: str) -> None:
        self._locale = _locale(language)

    def date(self, moment: datetime) -> str:
        return self._moment("yMMMd", moment)

    def month(self, moment: datetime) -> str:
        return self._moment("yMMMM", moment)

    def clock(self, moment: datetime) -> str:
        return self._moment("Hm", moment)

    def percent(self, hundredths: int) -> str:
        from babel.numbers import format_percent  # noqa: PLC0415 - not for English

        pattern = self._locale.percent_formats[None].pattern
        if hundredths % 100:
            pattern = pattern.replace("#,##0", "#,##0.00")
        return format_percent(Decimal(hundredths) / 10_000, pattern, locale=self._locale)

    def share(self, value: Decimal) -> str:
        from babel.numbers import format_percent  # noqa: PLC0415 - not for English

        pattern = self._locale.percent_formats[None].pattern.replace("#,##0", "#,##0.######")
        return format_percent(value, pattern, locale=self._locale)

    def number(self, value: Decimal) -> str:
        from babel.numbers import format_decimal  # noqa: PLC0415 - not for English

        return format_decimal(value, locale=self._locale, decimal_quantization=False)

    def money(self, amount: Decimal, currency: str) -> str:
        from babel.numbers import format_currency  # noqa: PLC0415 - not for English

        pattern = self._locale.currency_formats["standard"].pattern
        whole = pattern.replace("0.00", "0") if amount == int(amount) else pattern
        return format_currency(amount, currency, whole, locale=self._locale, currency_digits=False)

    def listing(self, parts: Sequence[str]) -> str:
        from babel.lists import format_list  # noqa: PLC0415 - not for English

        return format_list(parts, locale=self._locale)

    def length(self, value: Millis) -> str:
        left = max(value, 0)
        parts = []
        for unit in _UNITS:
            count, left = divmod(left, unit.size)
            if count:
                parts.append(self._unit(count, unit.name, "short"))
        return " ".join(parts[:2]) or self._unit(0, "second", "short")

    def units(self, count: int, unit: str) -> str:
        return self._unit(count, unit, "long")

    def fraction(self, millis: Millis, unit: str) -> str:
        return self._unit(Decimal(millis) / SECOND if unit == "second" else millis, unit, "short")

    def latency(self, value: float) -> str:
        if value >= SECOND:
            return self._unit(float(f"{value / SECOND:.3g}"), "second", "short")
        return self._unit(float(f"{value:.3g}") if value < 100 else round(value), "millisecond", "short")

    def _moment(self, skeleton: str, moment: datetime) -> str:
        from babel.dates import format_skeleton  # noqa: PLC0415 - not for English

        return format_skeleton(skeleton, moment, locale=self._locale)

    def _unit(self, value: float | Decimal, unit: str, length: str) -> str:
        """By the CLDR's inheritance: for a long pattern that is lacking the short one, for a plural form "other".

        Babel's own ``format_unit`` does not know of it, and names the unit instead: ``41 duration-day``.
        """
        from babel.numbers import format_decimal  # noqa: PLC0415 - not for English

        patterns = self._locale._data["unit_patterns"][f"duration-{unit}"]  # noqa: SLF001 - has no public name
        forms = {**patterns["short"], **patterns.get(length, {})}
        pattern: str = forms.get(self._locale.plural_form(value), forms["other"])
        return pattern.format(format_decimal(value, locale=self._locale))
