"""Text in the order and the forms in which it is drawn, for what draws letter by letter from left to right.

Hebrew and Arabic run the other way, and Arabic letters join. A text engine would know this, and more than the lines of
a card need; its answers would depend on what is installed, and a card has the same bytes everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

_LAM = "\N{ARABIC LETTER LAM}"
_FORM = {
    (False, False): "<isolated>",
    (False, True): "<initial>",
    (True, True): "<medial>",
    (True, False): "<final>",
}
"""(joined to the letter before, to the letter after) -> Unicode's word for it."""
_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))
# Scripts whose letters change place or melt together: what draws letter by letter would misspell them.
_COMPLEX = re.compile("[\u0700-\u074f\u07c0-\u085f\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1a20-\u1cff\ua880-\uabff]+")


def plain(text: str) -> str:
    """The text in composed letters and single spaces, without marks above them and what could not be spelt.

    Vowel points of Hebrew and Arabic go: readers do without, and where they sit is more than a letter's width tells.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    known = _COMPLEX.sub("", unicodedata.normalize("NFC", text))
    return " ".join("".join(letter for letter in known if letter == "\t" or _has_shape(letter)).split())


def _has_shape(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn")


def is_rtl(text: str) -> bool:
    """Whether the text runs from right to left: its first letter says."""
    return next((kind != "L" for kind in map(_kind, text) if kind in ("L", "R")), False)


def visual(text: str, *, rtl: bool) -> str:
    """The line as it is drawn from left to right, in a text that as a whole runs as ``rtl`` says."""
    if text.isascii() and not rtl:
        return text
    letters = _joined(text)
    levels = _levels([_kind(letter) for letter in letters], 1 if rtl else 0)
    shown = [
        _MIRRORED.get(letter, letter) if level % 2 else letter for letter, level in zip(letters, levels, strict=True)
    ]
    for least in range(max(levels, default=0), 0, -1):
        shown, levels = _reversed_runs(shown, levels, least)
    return "".join(shown)


# ------------------------------------------------------------------------------------------------------------ direction


def _kind(letter: str) -> str:
    """``L``, ``R``, number ``EN`` or ``AN``, what goes with numbers (``ES`` ``CS`` ``ET``), else ``ON``."""
    kind = unicodedata.bidirectional(letter)
    if kind == "AL":
        return "R"
    return kind if kind in ("L", "R", "EN", "AN", "ES", "CS", "ET") else "ON"


def _levels(kinds: list[str], base: int) -> list[int]:
    """How deep each letter is embedded: even levels run to the right. Unicode's algorithm (UAX 9) for plain lines."""
    kinds = _numbers(kinds, "R" if base else "L")
    side = ["R" if kind in ("EN", "AN") else kind for kind in kinds]
    levels = []
    for at, kind in enumerate(kinds):
        if kind in ("EN", "AN"):
            levels.append(2)
        elif kind in ("L", "R"):
            levels.append(_level(kind, base))
        else:
            before = next((side[i] for i in range(at - 1, -1, -1) if side[i] in ("L", "R")), "R" if base else "L")
            after = next((side[i] for i in range(at + 1, len(side)) if side[i] in ("L", "R")), "R" if base else "L")
            levels.append(_level(before, base) if before == after else base)
    return levels


def _level(kind: str, base: int) -> int:
    return 1 if kind == "R" else 2 * base


def _numbers(kinds: list[str], before: str) -> list[str]:
    """Signs within a number as the number, numbers among Latin letters as these."""
    made: list[str] = []
    strong = before
    for at, kind in enumerate(kinds):
        last = made[-1] if made else "ON"
        following = kinds[at + 1] if at + 1 < len(kinds) else "ON"
        if (kind in ("ES", "CS") and last in ("EN", "L") and following == "EN") or (
            kind == "ET" and "EN" in (last, following)
        ):
            kind = last if last in ("EN", "L") else "EN"  # noqa: PLW2901 - what it is from here on
        if kind == "EN" and strong == "L":
            kind = "L"  # noqa: PLW2901
        strong = kind if kind in ("L", "R") else strong
        made.append(kind)
    return made


def _reversed_runs(shown: list[str], levels: list[int], least: int) -> tuple[list[str], list[int]]:
    """Every stretch of at least this level the other way round."""
    turned: list[tuple[str, int]] = []
    for deep, run in groupby(zip(shown, levels, strict=True), key=lambda pair: pair[1] >= least):
        stretch = list(run)
        turned += reversed(stretch) if deep else stretch
    return [letter for letter, _ in turned], [level for _, level in turned]


# --------------------------------------------------------------------------------------------------------------- Arabic


@cache
def _forms() -> dict[str, dict[str, str]]:
    """What Arabic letters look like alone, at the beginning, in the middle and at the end, from Unicode's own table."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE70, 0xFEFD)):
        tag, *bases = unicodedata.decomposition(chr(code)).split() or [""]
        letters = "".join(chr(int(base, 16)) for base in bases)
        if tag in ("<initial>", "<medial>", "<final>", "<isolated>") and (len(letters) == 1 or letters[0] == _LAM):
            forms.setdefault(letters, {})[tag] = chr(code)
    return forms


def _joined(text: str) -> list[str]:
    """The text's letters, Arabic ones in the form that their neighbours give them. Lam and alef are one."""
    forms = _forms()
    letters = list(_units(text))
    known = [forms.get(letter, {}) for letter in letters]
    shown = []
    for letter, own, before, after in zip(letters, known, [{}, *known], [*known[1:], {}], strict=False):
        tied = "<initial>" in before and "<final>" in own
        ties = "<initial>" in own and "<final>" in after
        shown.append(own.get(_FORM[tied, ties], letter))
    return shown


def _units(text: Sequence[str]) -> Iterator[str]:
    """Letter by letter, lam with an alef after it as one."""
    forms = _forms()
    at = 0
    while at < len(text):
        pair = text[at : at + 2]
        step = 2 if len(pair) == 2 and pair in forms else 1
        yield str(text[at : at + step])
        at += step
