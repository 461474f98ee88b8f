"""A mergeable latency sketch: counts in buckets that grow by 4 %, so every quantile is right within 2 %.

The idea is DDSketch's (Masson, Rim, Lee: VLDB 2019), the code is short because we need little of it, and the bytes are
compact: an hour of twelve answers takes some twenty of them. Why not a library: docs/decisions/0002.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

_ERROR = 0.02
_GAMMA = (1 + _ERROR) / (1 - _ERROR)
_LOG_GAMMA = math.log(_GAMMA)
_SMALLEST = 0.01  # ms; whatever is quicker counts as this

Sketch = dict[int, int]  # bucket -> count; bucket i holds values up to GAMMA ** i


def add(sketch: Sketch, milliseconds: float) -> None:
    """Counts one value, in place."""
    bucket = math.ceil(math.log(max(milliseconds, _SMALLEST)) / _LOG_GAMMA)
    sketch[bucket] = sketch.get(bucket, 0) + 1


def merge(sketches: Iterable[Sketch]) -> Sketch:
    """One sketch of all values of several."""
    merged: Sketch = {}
    for sketch in sketches:
        for bucket, count in sketch.items():
            merged[bucket] = merged.get(bucket, 0) + count
    return merged


def quantiles(sketch: Sketch, *shares: float) -> tuple[float, ...]:
    """The values below which these shares (ascending) lie, in ms. The sketch must not be empty."""
    total = sum(sketch.values())
    ranks = [share * (total - 1) for share in shares]
    found: list[float] = []
    seen = 0
    for bucket in sorted(sketch):
        seen += sketch[bucket]
        while len(found) < len(ranks) and ranks[len(found)] < seen:
            found.append(2 * _GAMMA**bucket / (_GAMMA + 1))
    return tuple(found)


def encode(sketch: Sketch) -> bytes:
    """Buckets in order as pairs of variable-length numbers: distance from the bucket before, count."""
    out = bytearray()
    last = 0
    for position, bucket in enumerate(sorted(sketch)):
        distance = bucket - last
        _put(out, distance if position else (distance << 1) ^ (distance >> 63))  # only the first may be negative
        _put(out, sketch[bucket])
        last = bucket
    return bytes(out)


def decode(data: bytes) -> Sketch:
    """What ``encode`` wrote. Raises ValueError on anything else."""
    sketch: Sketch = {}
    numbers = list(_numbers(data))
    if len(numbers) % 2:
        raise ValueError("a latency sketch ends in the middle of a pair")
    bucket = 0
    for position in range(0, len(numbers), 2):
        distance = numbers[position]
        bucket += distance if position else (distance >> 1) ^ -(distance & 1)
        sketch[bucket] = numbers[position + 1]
    return sketch


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _numbers(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("a latency sketch ends in the middle of a number")
