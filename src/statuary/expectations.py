"""What an answer must be: status rules and operators over texts and JSON values, as people write them.

Everything here is checked when the configuration is read; judging an answer is in ``verdicts.py``.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType, field
from msgspec.structs import fields

from statuary.errors import nearest
from statuary.options import Read, Schema, Strict

_STATUS = r"([1-5])xx|([1-9]\d\d)(?:-([1-9]\d\d))?"
StatusRange = tuple[int, int]


def _ranges(value: object) -> object:
    rules = value if isinstance(value, list) else [value]
    if not rules:
        raise ValueError("the list of expected statuses is empty; write one, like 200 or 2xx")
    return tuple(_range(rule) for rule in rules)


def _range(rule: object) -> StatusRange:
    if isinstance(rule, tuple) and len(rule) == 2:
        return rule
    found = (
        None
        if isinstance(rule, bool) or not isinstance(rule, (int, str))
        else re.fullmatch(_STATUS, str(rule), re.IGNORECASE)
    )
    if not found:
        raise ValueError(f"{rule!r} is not a status; write 200, 2xx, 200-299 or a list of these")
    if found[1]:
        return int(found[1]) * 100, int(found[1]) * 100 + 99
    low, high = int(found[2]), int(found[3] or found[2])
    if low > high:
        raise ValueError(f"{rule!r} is an empty range; write the smaller status first")
    return low, high


_STATUS_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "integer", "minimum": 100, "maximum": 999},
        {"type": "string", "pattern": "^([1-5][xX]{2}|[1-9][0-9]{2}(-[1-9][0-9]{2})?)$"},
    ]
}
Statuses = Annotated[
    tuple[StatusRange, ...],
    Read(_ranges),
    Schema({"anyOf": [*_STATUS_SCHEMA["anyOf"], {"type": "array", "items": _STATUS_SCHEMA}]}),
]
"""Inclusive ranges, written ``200``, ``2xx``, ``200-299`` or a list of these."""


def _pattern(value: object) -> object:
    if isinstance(value, str):
        from regex import compile as compile_pattern  # noqa: PLC0415 - only where a pattern is written
        from regex import error  # noqa: PLC0415

        try:
            compile_pattern(value)
        except error as why:
            raise ValueError(f"{value!r} is not a regular expression: {why}") from None
    return value


Pattern = Annotated[str, Read(_pattern)]
"""A regular expression. It is searched with a time limit, so no answer can make it run for long."""


def _texts(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[
    list[Annotated[str, Meta(min_length=1)]],
    Read(_texts),
    Schema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class TextRule(Strict, frozen=True, kw_only=True):
    """What a body must hold. A plain text is what it must contain."""

    contains: Annotated[Texts, Meta(description="a text, or several, that must all be in the answer")] = []
    not_contains: Annotated[Texts, Meta(description="a text, or several, that must not be in it")] = []
    matches: Annotated[Pattern | None, Meta(description="a regular expression that must be found in it")] = None

    @classmethod
    def spelt_out(cls, written: object) -> object:
        return {"contains": written} if isinstance(written, str) else written


class Length(Strict, frozen=True, kw_only=True):
    """Bounds for the length of a text, list or mapping."""

    eq: Annotated[int | None, Meta(description="exactly this long")] = None
    ge: Annotated[int | None, Meta(description="at least this long")] = None
    le: Annotated[int | None, Meta(description="at most this long")] = None

    @classmethod
    def spelt_out(cls, written: object) -> object:
        return {"eq": written} if isinstance(written, int) and not isinstance(written, bool) else written


Number = int | float


class ValueRule(Strict, frozen=True, kw_only=True):
    """What a value must be: operators that must all hold, of those that are set. A plain value means ``eq``."""

    eq: Annotated[Any | UnsetType, Meta(description="equal to this; true is not 1 and '1' is not 1")] = UNSET
    ne: Annotated[Any | UnsetType, Meta(description="not equal to this")] = UNSET
    gt: Annotated[Number | UnsetType | None, Meta(description="a number greater than this")] = UNSET
    ge: Annotated[Number | UnsetType | None, Meta(description="a number of at least this")] = UNSET
    lt: Annotated[Number | UnsetType | None, Meta(description="a number less than this")] = UNSET
    le: Annotated[Number | UnsetType | None, Meta(description="a number of at most this")] = UNSET
    one_of: Annotated[list[Any] | UnsetType | None, Meta(description="one of these values")] = field(
        default=UNSET, name="in"
    )
    not_in: Annotated[list[Any] | UnsetType | None, Meta(description="none of these values")] = UNSET
    contains: Annotated[Any | UnsetType, Meta(description="a text or list that holds this")] = UNSET
    matches: Annotated[
        Pattern | UnsetType | None, Meta(description="a text in which this regular expression is found")
    ] = UNSET
    exists: Annotated[bool | UnsetType | None, Meta(description="true: any value; false: there must be none")] = UNSET
    length: Annotated[
        Length | UnsetType | None, Meta(description="the length of a text, list or mapping: a number or {eq, ge, le}")
    ] = UNSET

    @classmethod
    def spelt_out(cls, written: object) -> object:
        if not isinstance(written, dict):
            return {"eq": written}
        known = [key.encode_name for key in fields(cls)]
        unknown = next((key for key in written if key not in known), None)
        if unknown is not None:
            advice = nearest(str(unknown), known) or f"Known: {', '.join(known)}."
            raise ValueError(f"{unknown!r} is not an operator. {advice} To compare with a mapping, write {{eq: …}}.")
        if not written:
            raise ValueError("no operator is given; write a value, or one like {ge: 1}")
        return written


_SCALARS: list[dict[str, Any]] = [{"type": name} for name in ("string", "number", "boolean", "null", "array", "object")]
Rule = Annotated[ValueRule, Schema({"anyOf": _SCALARS})]


def _json_path(value: object) -> object:
    if isinstance(value, str):
        from statuary.jsonvalues import compile_path  # noqa: PLC0415 - only where a path is written

        compile_path(value)
    return value


JsonPath = Annotated[str, Read(_json_path)]
"""An RFC 9535 path (``$.a[0].b``), or bare names (``data.state``)."""
