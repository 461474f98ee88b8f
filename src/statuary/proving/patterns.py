"""``…`` in what a block expects: within a line any words, alone in one any lines; in JSON any value, or more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

ANY = "…"
Item = TypeVar("Item")
Other = TypeVar("Other")


def lines_match(expected: Sequence[str], got: Sequence[str]) -> bool:
    """Whether the lines are as expected; space at their ends and empty lines at the end do not count."""
    return _globbed(_trimmed(expected), _trimmed(got), lambda line: line.strip() == ANY, _line_matches)


def value_matches(expected: Any, got: Any) -> bool:
    """The same for JSON: text that is ``…`` is any value, as an item any number of them, as a key any further keys."""
    if expected == ANY:
        return True
    if isinstance(expected, dict) and isinstance(got, dict):
        named = {key: value for key, value in expected.items() if key != ANY}
        closed = ANY in expected or named.keys() == got.keys()
        return closed and all(key in got and value_matches(value, got[key]) for key, value in named.items())
    if isinstance(expected, list) and isinstance(got, list):
        return _globbed(expected, got, lambda item: bool(item == ANY), value_matches)
    if isinstance(expected, str) and isinstance(got, str):
        return _line_matches(expected, got)
    same = type(expected) is type(got) or (_is_number(expected) and _is_number(got))
    return same and bool(expected == got)


def _is_number(value: object) -> bool:
    """``1`` and ``1.0`` are the same number in JSON; Python takes ``True`` for one, too."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _trimmed(lines: Sequence[str]) -> list[str]:
    bare = [line.rstrip() for line in lines]
    while bare and not bare[-1]:
        bare.pop()
    return bare


def _line_matches(pattern: str, text: str) -> bool:
    return pattern == text or (
        ANY in pattern
        and _globbed(list(pattern), list(text), lambda char: char == ANY, lambda one, other: one == other)
    )


def _globbed(
    pattern: Sequence[Item], found: Sequence[Other], many: Callable[[Item], bool], same: Callable[[Item, Other], bool]
) -> bool:
    """Whether the items are as the pattern says; it goes back to the last wildcard only, so it is never slow."""
    at = here = 0
    last: tuple[int, int] | None = None
    while here < len(found):
        if at < len(pattern) and many(pattern[at]):
            last = at, here
            at += 1
        elif at < len(pattern) and same(pattern[at], found[here]):
            at, here = at + 1, here + 1
        elif last:
            last = last[0], last[1] + 1
            at, here = last[0] + 1, last[1]
        else:
            return False
    return all(many(one) for one in pattern[at:])
