"""ZIP files from entries that are compressed already: so each can be remembered, and a change of one costs one.

The format: PKWARE's APPNOTE, 4.3. Times and rights are the same for all, so the same entries are the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

from statuary.model import Value

_MOST = 0xFFFF  # entries that the format can count without its 64-bit extension
_DAY = (1 << 5) | 1  # 1 January 1980, the first that the format knows
_UTF8 = 0x800
_UNIX_FILE = 0o100644 << 16
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


class Entry(Value, frozen=True):
    """A file inside. ``size`` and ``crc`` are those of its bytes, ``body`` is as it is stored."""

    name: str
    method: int
    crc: int
    size: int
    body: bytes


def entry(name: str, body: bytes, *, plain: bool = False) -> Entry:
    """``plain``: not compressed."""
    if plain:
        return Entry(name, 0, zlib.crc32(body), len(body), body)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Entry(name, 8, zlib.crc32(body), len(body), packer.compress(body) + packer.flush())


def packed(entries: Iterable[Entry]) -> bytes:
    """The entries in their order, as a ZIP file. Raises ValueError where they are more than the format counts."""
    parts: list[bytes] = []
    directory, count, at = bytearray(), 0, 0
    for one in entries:
        name = one.name.encode()
        about = struct.pack(
            "<HHHHHIIIHH",
            *(20, 0 if name.isascii() else _UTF8, one.method, 0, _DAY, one.crc, len(one.body), one.size, len(name), 0),
        )
        directory += _CENTRAL + struct.pack("<H", 3 << 8 | 20) + about
        directory += struct.pack("<HHHII", 0, 0, 0, _UNIX_FILE, at) + name
        parts += (_LOCAL, about, name, one.body)
        at += len(_LOCAL) + len(about) + len(name) + len(one.body)
        count += 1
    if count > _MOST:
        raise ValueError(f"{count} files are more than a ZIP file holds ({_MOST})")
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
    return b"".join([*parts, directory, _END, end])
