"""Identifiers as Statuspage has them: twelve lower-case letters and digits.

They are digests of what never changes: the kind and our own id. An update's is made of its number from the oldest, so a
later update changes no earlier one.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 12


@lru_cache(maxsize=8192)
def id12(kind: str, id_: str) -> str:
    """``page``, ``component`` (groups too), ``incident``, ``maintenance`` or ``update``, and our id of it."""
    number = int.from_bytes(blake2b(f"{kind}\0{id_}".encode(), digest_size=16).digest(), "big")
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(digits)
