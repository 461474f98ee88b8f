"""Values of the configuration by their names: ``config.scale.max_instances``. Looked up, never evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from msgspec.structs import FieldInfo, fields

from statuary.config import Component, Config, Group
from statuary.errors import nearest
from statuary.kinds import INTEGRATIONS
from statuary.model import Value
from statuary.options import Percent, Strict, Unit

_NAMES = ("id", "name", "slug")  # by which an item of a list is called


class Unfound(ValueError):
    """There is no such value, or it cannot be shown so: (what, what to do)."""


class Fact(Value, frozen=True):
    """A number, a text, a truth or a list of these; the file that says it, and what it measures."""

    value: Any
    file: str
    unit: str = ""  # of ``Unit``


class _Node(Value, frozen=True):
    """A value on the way, with its type as it was declared."""

    value: Any
    annotation: Any = None


def look_up(config: Config, name: str) -> Fact:
    """The value called ``scale.max_instances``. Raises Unfound."""
    first, *steps = name.split(".")
    file, node = _root(config, first)
    for number, step in enumerate(steps):
        node = _child(node, step, f"config.{'.'.join((first, *steps[:number]))}")
    if node.value is None or node.value in ("", [], ()):  # which readers would not see
        raise Unfound(f"'config.{name}' has no value.", f"Give it one in {file}, or do not name it.")
    _refuse_many(node, f"config.{name}")
    if any("${" in text for text in _scalars(node.value) if isinstance(text, str)):
        raise Unfound(f"'config.{name}' holds a secret.", "Secrets are in no page; name something else.")
    return Fact(node.value, file, _unit(node))


def _root(config: Config, name: str) -> tuple[str, _Node]:
    roots: dict[str, tuple[str, Any]] = {
        "site": ("config/site.yaml", config.site),
        "components": ("config/components.yaml", _components(config)),
        **{key: (f"config/{key}.json", None) for key in config.integrations},
    }
    if name in roots:
        file, value = roots[name]
        return file, _Node(config.integration(name) if name in config.integrations else value)
    if name in INTEGRATIONS:
        raise Unfound(f"There is no config/{name}.json that could say it.", "Write that file first.")
    raise Unfound(f"There is no file of the configuration called '{name}'.", nearest(name, roots))


def _components(config: Config) -> Mapping[str, Any]:
    """What pages may say of components and groups. Private ones are not there at all."""
    named: list[Component | Group] = [*config.components.values(), *config.groups.values()]
    return {one.id: _shown(one) for one in named if one.public}


def _shown(one: Component | Group) -> Mapping[str, Any]:
    shown = {"name": one.name, "description": one.description or None}
    objective = one.objective if isinstance(one, Component) else None
    return {**shown, "slo": _Node(objective.target, Percent) if objective else None}


def _child(node: _Node, step: str, above: str) -> _Node:
    found = _children(node)
    if step not in found:
        kind = "value" if found else "value below"
        raise Unfound(f"There is no {kind} '{above}.{step}'.", nearest(step, found) if found else "It is one itself.")
    return found[step]


def _children(node: _Node) -> Mapping[str, _Node]:
    value = node.value
    if isinstance(value, Strict):
        return {
            key.encode_name: _Node(getattr(value, key.name), key.type)
            for key in _keys(type(value))
            if not key.encode_name.startswith("$")
        }
    if isinstance(value, Mapping):
        return {str(key): one if isinstance(one, _Node) else _Node(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {_called(one, number): _Node(one) for number, one in enumerate(value)}
    return {}


@cache
def _keys(kind: type[Strict]) -> tuple[FieldInfo, ...]:
    return fields(kind)  # which reads the types anew each time


def _called(item: Any, number: int) -> str:
    """An item's own name, else its number from 0."""
    if isinstance(item, Strict):
        return next((str(getattr(item, name)) for name in _NAMES if hasattr(item, name)), str(number))
    return str(number)


def _refuse_many(node: _Node, name: str) -> None:
    if isinstance(node.value, Strict | Mapping) or any(isinstance(one, Strict) for one in _scalars(node.value)):
        names = ", ".join(_children(node)) or "nothing yet"
        raise Unfound(f"'{name}' holds several values.", f"Name one of them: {names}.")


def _scalars(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _unit(node: _Node) -> str:
    return next((one.name for one in _markers(node.annotation) if isinstance(one, Unit)), "")


def _markers(annotation: Any) -> Iterator[Any]:
    """What is noted beside a type, also within an optional one."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for inner in get_args(annotation):
        yield from _markers(inner)
