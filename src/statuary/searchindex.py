"""The index that ``later/search.js`` reads: which word is on which page, and how. Pure.

Words in order, each without what it shares with the one before; the places of a word as distances from page to page;
what the titles say, the script takes from them. It is compressed as it lies there, inside a script, for a page from a
disk can read nothing else. The script takes a query apart as this takes a text apart; change both.
"""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from os.path import commonprefix
from typing import TYPE_CHECKING

from statuary.plain import in_one_line

if TYPE_CHECKING:
    import regex

ONCE, OFTEN, HEADING, TITLE = range(4)
"""How a word is on a page."""
Section = tuple[str, str, str]
"""Anchor, heading, text. What stands before the first heading has neither."""

_OFTEN = 3  # times
_LONGEST = 40  # letters; what is longer is no word that anybody types
_COMMON = 20  # from so many pages on, words that are on most of them are not told
_DIGITS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "\\|")
_LAST, _MORE = 60, 28  # digits that end a number, and those after which it goes on; two say how a word is there
_MOST_KEPT = 25  # letters of the word before: A to Z
_RUN = "".join(
    rf"\p{{Script={name}}}" for name in ("Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Khmer", "Myanmar")
)
_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
"""What each letter is in words; between them are spaces. A table, since it takes half of what a pattern takes."""
_BETWEEN = "\u00a0\u00ab\u00b7\u00bb\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u2190\u2192\u21a9"
"""Quotation marks, dashes, arrows: what most texts have besides ASCII, and no word has."""
_SEPARATORS = re.compile(f"[{_BETWEEN}]")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i", "ς": "\u03c3"}
)
_ARTICLE = re.compile("^(?:[\u0648\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(?=.{3})")  # Arabic's

_HEADING = re.compile(r'<h([2-6])(?: [^>]*?)? ?id="([^"]*)"[^>]*>(.*?)</h\1>', re.DOTALL)


def fold(text: str) -> str:
    """In lower case and without accents."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", bare).lower().translate(_LETTERS)


def split(text: str) -> list[str]:
    """The words of a text; of scripts without spaces the letters."""
    plain = text if text.isascii() else _SEPARATORS.sub(" ", text)
    if plain.isascii():
        return plain.translate(_ASCII).split()
    return [_ARTICLE.sub("", word) for word in _words().findall(fold(text))]


@cache
def _words() -> regex.Pattern[str]:
    """What finds words in any script."""
    import regex  # noqa: PLC0415 - takes as long to load as many texts to read, and most are plain

    return regex.compile(rf"[{_RUN}\u30fc]|(?:(?![{_RUN}\u30fc])[\p{{L}}\p{{M}}\p{{N}}])+")


@lru_cache(2_000)  # the index asks, and then the texts
def sections(body: str) -> Sequence[Section]:
    """The text of a page's HTML, a section a heading with an anchor."""
    parts = _HEADING.split(body)
    found = [("", "", in_one_line(parts[0]))]
    for at in range(1, len(parts), 4):
        _, anchor, heading, text = parts[at : at + 4]
        found.append((html.unescape(anchor), in_one_line(heading), in_one_line(text)))
    return found if found[0][2] else found[1:]


def words_of(title: str, about: str, parts: Iterable[Section]) -> dict[str, int]:
    """The page's words with how they are on it. ``about``: what is no heading, and says as much."""
    parts = list(parts)
    counts = Counter(split("\n".join(text for _, _, text in parts)))
    found = {word: OFTEN if count >= _OFTEN else ONCE for word, count in counts.items()}
    found |= dict.fromkeys(split(" ".join([about, *(heading for _, heading, _ in parts)])), HEADING)
    found |= dict.fromkeys(split(title), TITLE)
    return {word: how for word, how in found.items() if len(word) <= _LONGEST}


def written(pages: Sequence[Mapping[str, int]]) -> tuple[str, str]:
    """The words, ``AplanEt``: a capital for how much of the word before is kept, and the rest; and the places of each,
    ``##|#``, where it is not in the title. ``!`` stands before those of a word that is on most pages, and they are only
    where it is more than text.
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, words in enumerate(pages):
        for word, how in words.items():
            places[word].append((number, how))
    limit = len(pages) / 2 if len(pages) >= _COMMON else len(pages)
    told = {word: found for word in sorted(places) if (found := _told(places[word], limit))}
    return "".join(_following(told)), "|".join(told.values())


def packed(value: object) -> str:
    """The value as JSON, compressed, in letters that a script may hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    ways = zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED  # places, which seldom repeat, are smaller by the second
    return base64.b64encode(min((_deflated(text, way) for way in ways), key=len)).decode()


def _deflated(text: bytes, way: int) -> bytes:
    engine = zlib.compressobj(9, strategy=way)
    return engine.compress(text) + engine.flush()


def _following(words: Iterable[str]) -> Iterator[str]:
    before = ""
    for word in words:
        kept = word[: min(_shared(before, word), _MOST_KEPT)]
        units = len(kept) if kept.isascii() else len(kept.encode("utf-16-le")) // 2  # as the script counts
        yield f"{chr(ord('A') + units)}{word[len(kept) :]}"
        before = word


def _told(places: Sequence[tuple[int, int]], limit: float) -> str:
    common = len(places) > limit
    told = [(page, how) for page, how in places if how < TITLE and (how >= HEADING or not common)]
    return "!" * common + "".join(_places(told))


def _shared(one: str, other: str) -> int:
    """How many letters two words have in common at their beginning."""
    return len(commonprefix((one, other)))  # noqa: RUF071 - letters are what is meant


def _places(told: Iterable[tuple[int, int]]) -> Iterator[str]:
    last = -1
    for page, how in told:
        yield (_DIGITS[_LAST + _MORE + how - 1] if how else "") + _number(page - last - 1)
        last = page


def _number(value: int) -> str:
    value, digit = divmod(value, _LAST)
    digits = _DIGITS[digit]
    while value:
        value, digit = divmod(value, _MORE)
        digits = _DIGITS[_LAST + digit] + digits
    return digits
