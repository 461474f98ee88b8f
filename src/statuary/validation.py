"""What the engine finds, as sentences with places: what is wrong, why, what to do, and the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from msgspec.structs import FieldInfo
from pydantic_core import ValidationError

from statuary.checking import checked, keys_of
from statuary.errors import Problem, nearest
from statuary.instants import spelt_duration
from statuary.options import Strict, Written, kinds_in, meaning
from statuary.yamlfile import Document, Loc

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
    "none_required": "nothing",
}

_BOUNDS = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
_ELSEWHERE = {
    "endpoint": "url",
    "frequency": "every",
    "interval": "every",
    "retries": "attempts",
    "tries": "attempts",
    "type": "kind",
}
"""What other programs call a key -> what it is called here."""


def validate(
    kind: type[Written],
    data: object,
    document: Document,
    problems: list[Problem],
    *,
    at: Loc = (),
    also_known: Iterable[str] = (),
) -> Written | None:
    """``data`` (found at ``at`` in the document) as such a value; None if it is none: why is in ``problems``."""
    try:
        return checked(kind, data)
    except ValidationError as error:
        problems.extend(_problems(error, kind, document, at, tuple(also_known)))
        return None


def _problems(
    error: ValidationError, kind: type[Strict], document: Document, at: Loc, also_known: tuple[str, ...]
) -> Iterable[Problem]:
    """One problem a place: the members of a union all complain at the same one."""
    grouped: dict[Loc, list[Mapping[str, Any]]] = {}
    for found in error.errors(include_url=False):
        grouped.setdefault(_in_document(document, at, found), []).append(found)
    for loc, group in grouped.items():
        deeper = any(len(other) > len(loc) and other[: len(loc)] == loc for other in grouped)
        if deeper and all(found["type"] in _EXPECTED for found in group):
            continue  # one member of a union wanted another type; a nearer member says more
        yield _problem(group, loc, kind, document, at, also_known)


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
    kind: type[Strict],
    document: Document,
    at: Loc,
    also_known: tuple[str, ...],
) -> Problem:
    name = str(loc[-1]) if loc else "the file"
    first = group[0]
    kinds = {found["type"] for found in group}
    if first["type"] == "extra_forbidden":
        known = (*_known(kind, loc[len(at) : -1]), *(also_known if loc[:-1] == at else ()))
        meant = _ELSEWHERE.get(name, "")
        fix = f"Did you mean '{meant}'?" if meant in known else nearest(name, known) or "Remove it."
        return document.problem(loc, f"Unknown key '{name}'.", fix=fix, key=True)
    if first["type"] == "missing":
        return document.problem(loc[:-1], f"'{name}' is missing.", fix=_how_to_add(kind, loc[len(at) :]))
    if first["type"] in ("literal_error", "enum"):
        options = [word.strip("' ") for word in first["ctx"]["expected"].replace(" or ", ", ").split(",")]
        value = str(first["input"])
        return document.problem(
            loc, f"'{value}' is not a value of '{_key(loc)}'.", fix=nearest(value, options) or _list(options)
        )
    if kinds <= _EXPECTED.keys():
        wanted = " or ".join(dict.fromkeys(_EXPECTED[found["type"]] for found in group if found["type"] in _EXPECTED))
        quote = " Put it in quotes." if "text" in wanted and isinstance(first["input"], (int, float)) else ""
        what = f"{_called(loc)} must be {wanted}, not {_describe(first['input'])}."
        return document.problem(loc, what, fix=quote.strip())
    telling = next((found for found in group if found["type"] == "value_error"), None)
    if telling:
        return document.problem(loc, _named(loc, _sentence(str(telling["ctx"]["error"]))))
    return _outside(next(found for found in group if found["type"] not in _EXPECTED), loc, kind, document, at)


def _outside(found: Mapping[str, Any], loc: Loc, kind: type[Strict], document: Document, at: Loc) -> Problem:
    """The right type, but not within its bounds."""
    meaning = _meaning(kind, loc[len(at) :])
    if found["type"] == "string_pattern_mismatch" and meaning:
        what = f"{_called(loc)} is not written as it must be."
        return document.problem(loc, what, fix=f"It is: {_sentence(meaning)}")
    for name, words in _BOUNDS.items():
        if name in found.get("ctx", {}):
            bound = _as_written(found["ctx"][name], document, loc)
            return document.problem(loc, f"{_called(loc)} must be {words} {bound}.")
    return document.problem(loc, f"{_called(loc)}: {_sentence(found['msg'])}")


def _as_written(bound: float, document: Document, loc: Loc) -> str:
    """The bound in the words of the value: lengths of time are written with their units."""
    value = document.data
    for part in loc:
        value = value[part]
    return spelt_duration(int(bound)) if isinstance(value, str) else f"{bound:g}"


def _called(loc: Loc) -> str:
    """What a sentence calls the value: by its key; of a list, one of its items, which has a place alone."""
    return f"An item of '{_key(loc)}'" if loc and isinstance(loc[-1], int) else f"'{_key(loc)}'"


def _key(loc: Loc) -> str:
    return next((part for part in reversed(loc) if isinstance(part, str)), "the file")


def _named(loc: Loc, sentence: str) -> str:
    """The sentence with the name of what it is about, where that has one: an item's says itself what it is about."""
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


def _how_to_add(kind: type[Strict], loc: Loc) -> str:
    if _kind_at(kind, loc[:-1]) is None or not loc:
        return ""
    meaning = _meaning(kind, loc)
    return f"Add it: {meaning}" if meaning else "Add it."


def _meaning(kind: type[Strict], loc: Loc) -> str:
    """What the key at ``loc`` is, as its kind describes it; of an item, what its type says, or else its list."""
    keys = [index for index, part in enumerate(loc) if isinstance(part, str)]
    if not keys:
        return ""
    end = keys[-1]
    parent = _kind_at(kind, loc[:end])
    info = _keys(parent).get(loc[end]) if parent else None
    if info is None:
        return ""
    item = "" if end == len(loc) - 1 else next(filter(None, _meanings(info.type)), "")
    return item or meaning(info.type)


def _meanings(annotation: object) -> Iterator[str]:
    """What the types inside this one say of themselves, the outermost first."""
    for part in get_args(annotation):
        yield meaning(part)
        yield from _meanings(part)


def _known(kind: type[Strict], loc: Loc) -> tuple[str, ...]:
    found = _kind_at(kind, loc)
    return tuple(map(str, _keys(found))) if found else ()


def _keys(kind: type[Strict]) -> dict[str | int, FieldInfo]:
    """Its keys by the names that people write."""
    return {key.encode_name: key for key in keys_of(kind)}


def _kind_at(kind: type[Strict], loc: Loc) -> type[Strict] | None:
    """The kind of the mapping at ``loc``, through optionals, unions, lists and mappings."""
    current: type[Strict] | None = kind
    for part in loc:
        if isinstance(part, int) or current is None:
            continue
        info = _keys(current).get(part)
        current = next(kinds_in(info.type), None) if info else None
    return current
