"""What an answer must be: status rules and operators over texts and JSON values, as people write them.

Everything here is checked when the configuration is read; judging an answer is in ``verdicts.py``.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, JsonValue, WithJsonSchema, model_validator

from statuary.errors import nearest
from statuary.options import Strict

_STATUS = re.compile(r"([1-5])xx|([1-9]\d\d)(?:-([1-9]\d\d))?", re.IGNORECASE)
StatusRange = tuple[int, int]


def _ranges(value: object) -> object:
    rules = value if isinstance(value, list) else [value]
    if not rules:
        raise ValueError("the list of expected statuses is empty; write one, like 200 or 2xx")
    return tuple(_range(rule) for rule in rules)


def _range(rule: object) -> StatusRange:
    if isinstance(rule, tuple) and len(rule) == 2:
        return rule
    found = None if isinstance(rule, bool) or not isinstance(rule, (int, str)) else _STATUS.fullmatch(str(rule))
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
    BeforeValidator(_ranges),
    WithJsonSchema({"anyOf": [*_STATUS_SCHEMA["anyOf"], {"type": "array", "items": _STATUS_SCHEMA}]}),
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


Pattern = Annotated[str, BeforeValidator(_pattern)]
"""A regular expression. It is searched with a time limit, so no answer can make it run for long."""


def _texts(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    BeforeValidator(_texts),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class TextRule(Strict):
    """What a body must hold. A plain text is what it must contain."""

    contains: Texts = Field(default_factory=list, description="a text, or several, that must all be in the answer")
    not_contains: Texts = Field(default_factory=list, description="a text, or several, that must not be in it")
    matches: Pattern | None = Field(None, description="a regular expression that must be found in it")

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        return {"contains": value} if isinstance(value, str) else value


class Length(Strict):
    """Bounds for the length of a text, list or mapping."""

    eq: int | None = Field(None, description="exactly this long")
    ge: int | None = Field(None, description="at least this long")
    le: int | None = Field(None, description="at most this long")

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        return {"eq": value} if isinstance(value, int) and not isinstance(value, bool) else value


Number = int | float


class ValueRule(Strict):
    """What a value must be: operators that must all hold. A plain value means ``eq``."""

    eq: JsonValue = Field(None, description="equal to this; true is not 1 and '1' is not 1")
    ne: JsonValue = Field(None, description="not equal to this")
    gt: Number | None = Field(None, description="a number greater than this")
    ge: Number | None = Field(None, description="a number of at least this")
    lt: Number | None = Field(None, description="a number less than this")
    le: Number | None = Field(None, description="a number of at most this")
    one_of: list[JsonValue] | None = Field(None, alias="in", description="one of these values")
    not_in: list[JsonValue] | None = Field(None, description="none of these values")
    contains: JsonValue = Field(None, description="a text or list that holds this")
    matches: Pattern | None = Field(None, description="a text in which this regular expression is found")
    exists: bool | None = Field(None, description="true: any value; false: there must be none")
    length: Length | None = Field(None, description="the length of a text, list or mapping: a number or {eq, ge, le}")

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value if isinstance(value, cls) else {"eq": value}
        known = [info.alias or name for name, info in cls.model_fields.items()]
        unknown = next((key for key in value if key not in known), None)
        if unknown is not None:
            advice = nearest(str(unknown), known) or f"Known: {', '.join(known)}."
            raise ValueError(f"{unknown!r} is not an operator. {advice} To compare with a mapping, write {{eq: …}}.")
        if not value:
            raise ValueError("no operator is given; write a value, or one like {ge: 1}")
        return value


_SCALARS: list[dict[str, Any]] = [{"type": name} for name in ("string", "number", "boolean", "null", "array", "object")]
Rule = Annotated[ValueRule, WithJsonSchema({"anyOf": _SCALARS})]


def _json_path(value: object) -> object:
    if isinstance(value, str):
        from statuary.jsonvalues import compile_path  # noqa: PLC0415 - only where a path is written

        compile_path(value)
    return value


JsonPath = Annotated[str, BeforeValidator(_json_path)]
"""An RFC 9535 path (``$.a[0].b``), or bare names (``data.state``)."""
