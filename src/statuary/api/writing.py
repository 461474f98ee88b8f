"""JSON as the API has it: compact UTF-8, and harmless wherever it lands.

``&``, ``<`` and ``>`` are escaped, as Statuspage does, so that no title ends a script that holds the JSON; characters
that steer terminals are left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from statuary.instants import Instant, iso

if TYPE_CHECKING:
    from statuary.render import Context

_encode = msgspec.json.Encoder().encode
_ODD = re.compile(
    rb'\\(?:(?P<kept>["\\/nrt])|[bf]|u00[01][0-9a-f]|u007f)'  # escapes, one after the other: ``\\u0000`` is none
    rb"|\x7f|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]"  # controls and non-characters as UTF-8
)


def encode(value: Any) -> bytes:
    """The value as JSON."""
    body = _encode(value)
    if b"\\" in body or b"\x7f" in body or not body.isascii():  # else there is nothing odd
        body = _ODD.sub(lambda found: found[0] if found["kept"] else b"", body)
    return body.replace(b"&", b"\\u0026").replace(b"<", b"\\u003c").replace(b">", b"\\u003e")


def write(view: Any, context: Context) -> bytes:
    """A view that is the answer itself."""
    del context
    return encode(view)


@lru_cache(maxsize=8192)
def stamp(at: Instant) -> str:
    """The instant in UTC. Files repeat the same few thousand."""
    return iso(at)


def maybe(at: Instant | None) -> str | None:
    """The instant in UTC, if there is one."""
    return None if at is None else stamp(at)
