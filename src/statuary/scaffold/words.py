"""Text as a person would write it into a file: titles, front matter, headings, messages."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence

from statuary.errors import Refused
from statuary.instants import MINUTE, SECOND, Instant, Millis, to_datetime
from statuary.scaffold.files import Words, refused
from statuary.yamlfile import parse_yaml

_LONGEST_SLUG = 48


def slug(title: str) -> str:
    """The title as part of an address: ``Slow checkout (EU)`` -> ``slow-checkout-eu``; "" if no letter is Latin."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(words) <= _LONGEST_SLUG:
        return words
    return words[:_LONGEST_SLUG].rpartition("-")[0] or words[:_LONGEST_SLUG]


def as_yaml(text: str) -> str:
    """A YAML scalar on one line: plain where that reads back as the same text, else quoted."""
    line = " ".join(text.split())
    try:
        if parse_yaml(f"{{title: {line}}}", "").data == parse_yaml(f"title: {line}", "").data == {"title": line}:
            return line
    except Refused:
        pass
    return json.dumps(line, ensure_ascii=False)


def title_line(title: str) -> str:
    """``title: …``. Raises Refused for an empty one."""
    if not title.strip():
        raise refused("", "The title is empty.", "Say in a few words what this is.")
    return f"title: {as_yaml(title)}"


def front_matter(lines: Sequence[str]) -> str:
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n"


def day(instant: Instant) -> str:
    return to_datetime(instant).strftime("%Y-%m-%d")


def heading_time(instant: Instant) -> str:
    """``2026-11-06 09:20 UTC``."""
    return to_datetime(instant).strftime("%Y-%m-%d %H:%M UTC")


def braces(components: Words, next_in: Millis | None) -> str:
    """`` {checkout=partial_outage next=30m}``, or ""."""
    words = [f"{component}={status}" for component, status in components]
    if next_in is not None:
        words.append(f"next={next_in // MINUTE}m" if next_in % MINUTE == 0 else f"next={next_in // SECOND}s")
    return f" {{{' '.join(words)}}}" if words else ""


def paragraph(message: str) -> str:
    """The message without blank ends; a line that would be read as a heading of an update is refused."""
    text = message.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise refused("", "The message is empty.", "Say what readers should know.")
    if any(re.match(r"##(?!#)", line) for line in text.split("\n")):
        raise refused("", "A line of the message begins with '##', which begins an update.", "Write it without.")
    return text
