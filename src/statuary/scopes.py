"""What readers can follow: the whole site, a group, a component. Each has the same files in its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statuary.frame import World
from statuary.model import ComponentSummary, Value


class Scope(Value, frozen=True):
    """``folder`` and ``page`` are relative to the site. ``depth`` 0 is the site, 1 the top of its tree."""

    folder: str  # ``""``, ``groups/ID/``, ``components/ID/``
    name: str  # ``""``: the site
    page: str  # what is to be read about it
    depth: int
    concerns: tuple[str, ...] | None  # ``incidents/ID`` and ``maintenance/ID``; None: everything


def scopes(world: World) -> Iterator[Scope]:
    """All of them, in the order of the tree."""
    yield Scope("", "", "", 0, None)
    for id_ in world.summary.tree:
        yield from _below(id_, world, 1)


def _below(id_: str, world: World, depth: int) -> Iterator[Scope]:
    component = world.summary.components.get(id_)
    if component is not None:
        folder = f"components/{id_}/"
        yield Scope(folder, component.name, folder, depth, _concerns([component]))
        return
    group = world.summary.groups[id_]
    yield Scope(f"groups/{id_}/", group.name, "", depth, _concerns(_components(id_, world)))
    for child in group.children:
        yield from _below(child, world, depth + 1)


def _components(id_: str, world: World) -> Iterator[ComponentSummary]:
    """Those of a group, at any depth."""
    component = world.summary.components.get(id_)
    if component is not None:
        yield component
        return
    for child in world.summary.groups[id_].children:
        yield from _components(child, world)


def _concerns(components: Iterable[ComponentSummary]) -> tuple[str, ...]:
    """What concerns any of them, each once."""
    own = tuple(components)
    incidents = (f"incidents/{id_}" for component in own for id_ in component.incidents)
    works = (f"maintenance/{id_}" for component in own for id_ in component.maintenances)
    return tuple(dict.fromkeys([*incidents, *works]))
