"""Pydantic's findings as sentences with places: what is wrong, why, what to do, and the nearest known word."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from statuary.errors import Problem, nearest
from statuary.yamlfile import Document, Loc

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping (key: value)",
    "mapping_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "none_required": "nothing",
}


def validate(
    model: type[Model],
    data: object,
    document: Document,
    problems: list[Problem],
    *,
    at: Loc = (),
    also_known: Iterable[str] = (),
) -> Model | None:
    """``data`` (found at ``at`` in the document) as a model; None if it is none, with the reasons in ``problems``."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems.extend(_problems(error, model, document, at, tuple(also_known)))
        return None


def _problems(
    error: ValidationError, model: type[BaseModel], document: Document, at: Loc, also_known: tuple[str, ...]
) -> Iterable[Problem]:
    """One problem a place: the members of a union all complain at the same one."""
    grouped: dict[Loc, list[Mapping[str, Any]]] = {}
    for found in error.errors(include_url=False):
        grouped.setdefault(_in_document(document, at, found), []).append(found)
    for loc, group in grouped.items():
        deeper = any(len(other) > len(loc) and other[: len(loc)] == loc for other in grouped)
        if deeper and all(found["type"] in _EXPECTED for found in group):
            continue  # one member of a union wanted another type; a nearer member says more
        yield _problem(group, loc, model, document, at, also_known)


def _in_document(document: Document, at: Loc, found: Mapping[str, Any]) -> Loc:
    """Pydantic's location without the names of union members and validators, which nobody wrote."""
    loc = at
    last = len(found["loc"]) - 1
    for index, part in enumerate(found["loc"]):
        extended = (*loc, part)
        if extended in document.values or (index == last and found["type"] == "missing"):
            loc = extended
    return loc


def _problem(
    group: list[Mapping[str, Any]],
    loc: Loc,
    model: type[BaseModel],
    document: Document,
    at: Loc,
    also_known: tuple[str, ...],
) -> Problem:
    name = str(loc[-1]) if loc else "the file"
    first = group[0]
    kinds = {found["type"] for found in group}
    if first["type"] == "extra_forbidden":
        known = (*_known(model, loc[len(at) : -1]), *(also_known if loc[:-1] == at else ()))
        return document.problem(loc, f"Unknown key '{name}'.", fix=nearest(name, known) or "Remove it.", key=True)
    if first["type"] == "missing":
        return document.problem(loc[:-1], f"'{name}' is missing.", fix=_how_to_add(model, loc[len(at) :]))
    if first["type"] in ("literal_error", "enum"):
        options = [word.strip("' ") for word in first["ctx"]["expected"].replace(" or ", ", ").split(",")]
        value = str(first["input"])
        return document.problem(
            loc, f"'{value}' is not a value of '{name}'.", fix=nearest(value, options) or _list(options)
        )
    if kinds <= _EXPECTED.keys():
        wanted = " or ".join(dict.fromkeys(_EXPECTED[found["type"]] for found in group if found["type"] in _EXPECTED))
        quote = " Put it in quotes." if "text" in wanted and isinstance(first["input"], (int, float)) else ""
        return document.problem(loc, f"'{name}' must be {wanted}, not {_describe(first['input'])}.", fix=quote.strip())
    telling = next((found for found in group if found["type"] == "value_error"), None)
    if telling:
        return document.problem(loc, _named(loc, _sentence(str(telling["ctx"]["error"]))))
    return _outside(next(found for found in group if found["type"] not in _EXPECTED), loc, model, document, at)


def _outside(found: Mapping[str, Any], loc: Loc, model: type[BaseModel], document: Document, at: Loc) -> Problem:
    """The right type, but not within its bounds."""
    meaning = _meaning(model, loc[len(at) :])
    if found["type"] == "string_pattern_mismatch" and meaning:
        what = f"'{loc[-1]}' is not written as it must be."
        return document.problem(loc, what, fix=f"It is: {_sentence(meaning)}")
    return document.problem(loc, _named(loc, _sentence(found["msg"])))


def _named(loc: Loc, sentence: str) -> str:
    """The sentence with the name of what it is about, where that has one: an item of a list has a place alone."""
    return f"'{loc[-1]}': {sentence}" if loc and isinstance(loc[-1], str) else f"{sentence[:1].upper()}{sentence[1:]}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _list(options: Iterable[str]) -> str:
    return f"Known: {', '.join(options)}."


def _describe(value: object) -> str:
    if value is None:
        return "empty"
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a mapping"}
    return names.get(type(value), type(value).__name__)


def _how_to_add(model: type[BaseModel], loc: Loc) -> str:
    if _model_at(model, loc[:-1]) is None or not loc:
        return ""
    meaning = _meaning(model, loc)
    return f"Add it: {meaning}" if meaning else "Add it."


def _meaning(model: type[BaseModel], loc: Loc) -> str:
    """What the key at ``loc`` is, as its model describes it."""
    parent = _model_at(model, loc[:-1]) if loc else None
    fields = parent.model_fields.items() if parent else ()
    return next((info.description or "" for name, info in fields if (info.alias or name) == loc[-1]), "")


def _known(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    found = _model_at(model, loc)
    return tuple(info.alias or name for name, info in found.model_fields.items()) if found else ()


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model that describes the mapping at ``loc``, through optionals, unions, lists and mappings."""
    current: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int) or current is None:
            continue
        info = next((info for name, info in current.model_fields.items() if (info.alias or name) == part), None)
        current = _model_in(info.annotation) if info else None
    return current


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, list, tuple, dict) or get_origin(annotation) is not None:
        return next(filter(None, map(_model_in, get_args(annotation))), None)
    return None
