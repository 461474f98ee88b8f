"""The pydantic model of what people write: it checks, says all that is wrong, and has a JSON Schema.

It is made from the frozen value that the program works with (``options.Strict``): what people write comes in by it.
This module is loaded where something has to be checked; ``config`` remembers what was accepted before.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from msgspec import NODEFAULT, UNSET, Meta, UnsetType
from msgspec.structs import FieldInfo, fields
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
    model_validator,
)

from statuary.options import Checked, Like, Read, Schema, Strict, Written

_CONFIG = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)  # built when first used
_BOUNDS = ("ge", "le", "gt", "lt", "min_length", "max_length", "description")


def checked(kind: type[Written], data: object) -> Written:
    """``data`` as this kind of value. Raises ValidationError."""
    return cast("Written", model_of(kind).model_validate(data))


@cache
def model_of(kind: type[Strict]) -> type[BaseModel]:
    """What checks such a value; ``model_validate`` returns the value itself, with its own defaults."""

    def made(_: type[BaseModel], written: object, validate: Callable[[object], BaseModel]) -> Strict:
        told = validate(kind.spelt_out(written))
        return kind(**{name: getattr(told, name) for name in told.model_fields_set})

    wrap: Any = model_validator(mode="wrap")(cast("Any", classmethod(made)))
    keys: dict[str, Any] = {key.name: (_understood(key.type), _key(key)) for key in fields(kind)}
    return create_model(
        kind.__name__,
        __config__=_CONFIG,
        __doc__=kind.__doc__,
        __module__=kind.__module__,
        __validators__={"made": wrap},
        **keys,
    )


def _key(key: FieldInfo) -> Any:
    alias = key.encode_name if key.encode_name != key.name else None
    value = key.default if key.default_factory is NODEFAULT else key.default_factory()
    if value is NODEFAULT:
        return Field(alias=alias)
    if value in ([], {}) or isinstance(value, Strict):
        return Field(default_factory=lambda: value, alias=alias)  # a schema does not say what is no news
    return Field(None if value is UNSET else value, alias=alias)


def _understood(annotation: Any) -> Any:
    """The type with all that is noted in it, at any depth, in pydantic's words."""
    parts, origin = get_args(annotation), get_origin(annotation)
    if origin is Annotated:
        return Annotated[(_understood(parts[0]), *map(_note, annotation.__metadata__))]
    if not parts or origin is Literal:
        return annotation
    told = tuple(_understood(part) for part in parts if part is not UnsetType)
    return Union[told] if origin in (Union, types.UnionType) else origin[told]  # noqa: UP007 - of a tuple


def _note(note: object) -> Any:
    match note:
        case Meta():
            return Field(**{name: bound for name in _BOUNDS if (bound := getattr(note, name)) is not None})
        case Read(by=function):
            return BeforeValidator(function)
        case Checked(by=function):
            return AfterValidator(function)
        case Like(pattern=pattern):
            return Field(pattern=pattern)
        case Schema(schema=schema):
            return WithJsonSchema(dict(schema))
    return note
