"""JSON from strangers, read strictly, and the values that a path selects in it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

Select = Callable[[Any], list[Any]]

_BARE = re.compile(r"[^\s.\[\]$@?*'\"()]+(?:\.[^\s.\[\]$@?*'\"()]+)*")
_PLAIN = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\[\d+\])*")
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_DEEPEST = 100


class BadJson(ValueError):
    """The text is no JSON that two readers would read alike."""


def read_json(body: bytes) -> Any:
    """The value. Refuses what readers understand differently: NaN, infinities, duplicate keys, depth over 100."""
    try:
        value = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refused, parse_float=_finite
        )
    except (ValueError, RecursionError) as why:
        raise BadJson(str(why)) from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadJson("a key stands twice")
    return found


def _refused(word: str) -> Any:
    raise BadJson(f"{word} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadJson("a number is too large")
    return number


@lru_cache(maxsize=4096)
def compile_path(path: str) -> Select:
    """How to find the values that ``path`` selects. Raises ValueError where it is no path."""
    if _BARE.fullmatch(path):
        return _walker(tuple(path.split(".")))
    if _PLAIN.fullmatch(path):
        return _walker(tuple(name or int(index) for name, index in _STEP.findall(path)))
    return _rfc9535(path if path.startswith("$") else f"$.{path}")


def _walker(steps: tuple[str | int, ...]) -> Select:
    def select(value: Any) -> list[Any]:
        for step in steps:
            there = step in value if isinstance(value, dict) else _is_index(step, value)
            if not there:
                return []
            value = value[step]
        return [value]

    return select


def _is_index(step: str | int, value: Any) -> bool:
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _rfc9535(path: str) -> Select:
    from jsonpath_rfc9535 import JSONPathError  # noqa: PLC0415 - only for filters and wildcards
    from jsonpath_rfc9535 import compile as compile_query  # noqa: PLC0415

    outside_quotes = _QUOTED.sub("''", path)
    if outside_quotes.count("..") > 1 or re.search(r"\b(match|search)\s*\(", outside_quotes):
        raise ValueError("on a hostile answer this path could run for long; use '..' once at most, and 'matches'")
    try:
        query = compile_query(path)
    except JSONPathError as why:
        raise ValueError(f"this is not a JSON path: {why}") from None

    def select(value: Any) -> list[Any]:
        try:
            return query.find(value).values()
        except (JSONPathError, RecursionError):
            return []

    return select
