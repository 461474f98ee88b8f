"""What people write becomes a value, or all that is wrong with it is found: by the engine of pydantic.

The engine goes by a schema, a mapping like ``{"type": "int", "ge": 1}`` with others in it, as ``pydantic_core`` has
them. It is made from a kind of value (``options.Strict``), whose types have beside them all that is asked.
Pydantic itself makes such schemas of its models; to load it takes longer than all that is done here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import cache, reduce
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from msgspec import NODEFAULT, Meta, UnsetType
from msgspec.structs import FieldInfo, fields
from pydantic_core import PydanticKnownError, SchemaValidator

from statuary.options import Checked, Like, Read, Schema, SecretText, Strict, Written, kinds_in

Core = dict[str, Any]
"""A schema of the engine. Its ``metadata`` is for ``schemas``: what a JSON Schema says besides, or ``instead``."""


def checked(kind: type[Written], data: object) -> Written:
    """``data`` as this kind of value. Raises ValidationError."""
    return cast("Written", _validator(kind).validate_python(data, strict=True))


@cache
def _validator(kind: type[Strict]) -> SchemaValidator:
    return SchemaValidator(cast("Any", core_schema(kind)), {"title": kind.__name__})


def core_schema(kind: type[Strict]) -> Core:
    """By what such a value is checked; it and the values in it are defined once, whoever refers to them."""
    return {"type": "definitions", "schema": _reference(kind), "definitions": list(map(_mapping, _with_inner(kind)))}


@cache
def keys_of(kind: type[Strict]) -> tuple[FieldInfo, ...]:
    """Its keys. Their types are text until somebody asks; to read it takes the longest of all here."""
    return fields(kind)


# ---------------------------------------------------------------------------------------------------------------- kinds


def _with_inner(kind: type[Strict], known: tuple[type[Strict], ...] = ()) -> tuple[type[Strict], ...]:
    """Those that are known, this one, and all that its keys lead to."""
    known = (*known, kind)
    for key in keys_of(kind):
        for inner in kinds_in(key.type):
            known = known if inner in known else _with_inner(inner, known)
    return known


def _name(kind: type[Strict]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _reference(kind: type[Strict]) -> Core:
    return {"type": "definition-ref", "schema_ref": _name(kind)}


def _mapping(kind: type[Strict]) -> Core:
    """A mapping of these keys and no others; before, shorthands are spelt out, and after, the value is made of it."""
    keys = {key.name: _key(key) for key in keys_of(kind)}
    mapping = {"type": "typed-dict", "cls": kind, "fields": keys, "extra_behavior": "forbid"}
    return {**_before(kind.spelt_out, _after(lambda told: kind(**told), mapping)), "ref": _name(kind)}


def _key(key: FieldInfo) -> Core:
    schema = _understood(key.type)
    default = key.default if key.default_factory is NODEFAULT else key.default_factory()
    if default is not NODEFAULT and default not in ([], {}) and not isinstance(default, Strict):
        schema = {"type": "default", "schema": schema, "default": default}  # of the others a JSON Schema says nothing
    name = key.encode_name
    return {"type": "typed-dict-field", "schema": schema, "required": key.required, "validation_alias": name}


# ---------------------------------------------------------------------------------------------------------------- types


def _understood(annotation: Any) -> Core:
    """The type with all that is noted in it, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return _reference(annotation)
    shape = _SHAPES.get(get_origin(annotation))
    return shape(*get_args(annotation)) if shape else _PLAIN[annotation]


def _union(*parts: Any) -> Core:
    """One of these. Nobody can write UNSET."""
    choices = [_understood(part) for part in parts if part not in (NoneType, UnsetType)]
    schema = choices[0] if len(choices) == 1 else {"type": "union", "choices": choices}
    return {"type": "nullable", "schema": schema} if NoneType in parts else schema


def _tuple(first: Any, *others: Any) -> Core:
    if others == (...,):
        return {"type": "tuple", "items_schema": [_understood(first)], "variadic_item_index": 0}
    return {"type": "tuple", "items_schema": [_understood(item) for item in (first, *others)]}


def _before(function: Callable[[Any], object], schema: Core) -> Core:
    return {"type": "function-before", "function": {"type": "no-info", "function": function}, "schema": schema}


def _after(function: Callable[..., object], schema: Core, *, beside: bool = False) -> Core:
    takes_one = {"type": "no-info", "function": function}
    takes_both = {"type": "with-info", "function": lambda value, info: function(value, info.data)}
    return {"type": "function-after", "function": takes_both if beside else takes_one, "schema": schema}


_PLAIN: Mapping[Any, Core] = {
    str: {"type": "str"},
    int: {"type": "int"},
    float: {"type": "float"},
    bool: {"type": "bool"},
    Any: {"type": "any"},
    SecretText: _after(SecretText, {"type": "str"}),
}
_SHAPES: Mapping[Any, Callable[..., Core]] = {
    Annotated: lambda inner, *notes: reduce(_noted, notes, _understood(inner)),
    Literal: lambda *words: {"type": "literal", "expected": list(words)},
    Union: _union,
    UnionType: _union,
    list: lambda item: {"type": "list", "items_schema": _understood(item)},
    dict: lambda key, value: {"type": "dict", "keys_schema": _understood(key), "values_schema": _understood(value)},
    tuple: _tuple,
}

# -------------------------------------------------------------------------------------------- what is noted beside them


def _noted(schema: Core, note: object) -> Core:
    match note:
        case Read(by=function):
            return _before(function, schema)
        case Checked(by=function, beside=beside):
            return _after(function, schema, beside=beside)
        case Like(pattern=pattern):
            return _bounded(schema, {"pattern": pattern})
        case Schema(schema=instead):
            return _told(schema, {"instead": instead})
        case Meta():
            bounds = {name: bound for name in _BOUNDS if (bound := getattr(note, name)) is not None}
            return _told(_bounded(schema, bounds), {"description": note.description} if note.description else {})
    return schema


def _bounded(schema: Core, bounds: Mapping[str, Any]) -> Core:
    """Within these bounds. The engine has them for plain types; what a function makes is held against them after it."""
    if schema["type"] == "nullable":
        return {**schema, "schema": _bounded(schema["schema"], bounds)}
    if schema["type"] in _MEASURED:
        return {**schema, **bounds}
    said = {_ITEMS[name]: bound for name, bound in bounds.items() if name in _ITEMS and _is_list(schema)}
    return _told(reduce(lambda inner, bound: _after(_hold(*bound), inner), bounds.items(), schema), said)


def _hold(name: str, bound: Any) -> Callable[[Any], object]:
    """A function that gives back what is within the bound, and finds wrong what is not."""
    holds, broken = _BOUNDS[name]

    def held(value: Any) -> object:
        measure = len(value) if name in _ITEMS else value
        if not holds(measure, bound):  # the last two words are for lengths
            raise PydanticKnownError(broken, {name: bound, "field_type": "Value", "actual_length": measure})
        return value

    return held


def _is_list(schema: Core) -> bool:
    return schema["type"] == "list" or ("schema" in schema and _is_list(schema["schema"]))


def _told(schema: Core, notes: Mapping[str, Any]) -> Core:
    return {**schema, "metadata": {**schema.get("metadata", {}), **notes}}


_MEASURED = ("int", "float", "str", "list", "dict")
"""The types of which the engine itself keeps bounds."""
_BOUNDS: Mapping[str, tuple[Callable[[Any, Any], bool], Any]] = {
    "ge": (operator.ge, "greater_than_equal"),
    "le": (operator.le, "less_than_equal"),
    "gt": (operator.gt, "greater_than"),
    "lt": (operator.lt, "less_than"),
    "min_length": (operator.ge, "too_short"),
    "max_length": (operator.le, "too_long"),
}
"""By a bound's name: what holds within it, and what the engine calls it where that does not hold."""
_ITEMS = {"min_length": "minItems", "max_length": "maxItems"}
"""What JSON Schemas call the length of a list."""
