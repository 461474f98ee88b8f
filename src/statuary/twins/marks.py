"""The little Markdown that twins are written with. Names are text, whatever they look like; texts stay as written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from statuary.instants import Instant, iso
from statuary.views import Stamps

# Controls (a terminal obeys some), what changes the direction of writing, and what is no character.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_MARK = re.compile(r"[\\`*_\[\]#~]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_UNSAFE = re.compile(r"[\s()<>\\]")


def clean(text: str) -> str:
    """The text without what nobody sees; tabs and ends of lines stay."""
    return text if text.isascii() and text.isprintable() else _HARMFUL.sub("", text)


def line(text: str) -> str:
    """The text in one line."""
    return " ".join(clean(text).split())


def named(text: str) -> str:
    """A name or title as Markdown that shows it as it is, also to converters that know HTML."""
    safe = _ENTITY.sub("&amp;", _MARK.sub(r"\\\g<0>", line(text)))
    return safe.replace("<", "&lt;")


@lru_cache(maxsize=8192)  # pages of components, months and the history name the same things
def link(text: str, href: str) -> str:
    return f"[{named(text)}]({_UNSAFE.sub(lambda found: quote(found[0]), clean(href))})"


def quoted(text: str) -> str:
    """What people wrote as a block of its own: what they left open, a fence or a comment, ends with it."""
    return "\n".join(f"> {one}".rstrip() for one in clean(text).strip("\n").split("\n"))


@lru_cache(maxsize=8192)
def utc(at: Instant) -> str:
    """``2026-11-22 21:40 UTC``."""
    return f"{iso(at)[:16].replace('T', ' ')} UTC"


def items(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {one}" for one in lines)


def facts(pairs: Iterable[tuple[str, str | None]]) -> str:
    """A list of ``name: value``; a value that is not there is left out."""
    return items(f"{name}: {value}" for name, value in pairs if value)


def stamps(of: Stamps) -> list[tuple[str, str | None]]:
    """How old the knowledge is, by the names that it has everywhere."""
    names = ("generated_at", "data_as_of", "valid_until")
    times = (of.generated_at, of.data_as_of, of.valid_until)
    return [(name, None if at is None else iso(at)) for name, at in zip(names, times, strict=True)]


def document(blocks: Iterable[str]) -> bytes:
    """Blocks with a blank line between."""
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()
