"""Identifiers as Statuspage has them: twelve lower-case letters and digits.

They are digests of what never changes: the kind and our own id. An update's is made of its number from the oldest, so a
later update changes no earlier one.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

_LENGTH = 12
_DIGITS = bytes(b"0123456789abcdefghijklmnopqrstuvwxyz"[byte % 36] for byte in range(256))


@lru_cache(maxsize=8192)
def id12(kind: str, id_: str) -> str:
    """``page``, ``component`` (groups too), ``incident``, ``maintenance`` or ``update``, and our id of it."""
    return blake2b(f"{kind}\0{id_}".encode(), digest_size=_LENGTH).digest().translate(_DIGITS).decode()
