"""Components and groups as Statuspage knows them: two levels, no ``unknown`` (docs/decisions/0020)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from statuary.api.v1.overview import below
from statuary.instants import Instant
from statuary.model import ComponentSummary, Status, Summary, Value, worst

UNDATED: Instant = 0
"""Of what nothing is known, not even since when."""


class Record(Value, frozen=True, array_like=True):
    """What is said of a component or a group wherever it stands. ``id`` and ``group`` are ours."""

    id: str
    name: str
    description: str
    position: int
    group: str  # the outermost, "" for none
    group_name: str
    created_at: Instant
    start: Instant | None = None
    status: str = ""  # "": as the event that names it left it
    updated_at: Instant = UNDATED
    members: tuple[str, ...] | None = None  # of a group


def spoken(status: Status) -> Status:
    """The status in Statuspage's words. What nobody observed must read neither as well nor as an outage."""
    return Status.degraded_performance if status is Status.unknown else status


def still(record: Record) -> Record:
    """Without what moves: for events that are over."""
    return replace(record, status="", updated_at=UNDATED)


def records(summary: Summary) -> tuple[Record, ...]:
    """All of them by position, as Statuspage serves them: those of all groups mixed."""
    return tuple(sorted(_records(summary), key=lambda record: record.position))


def _records(summary: Summary) -> Iterator[Record]:
    for position, id_ in enumerate(summary.tree, 1):
        group = summary.groups.get(id_)
        if group is None:
            yield _component(summary.components[id_], position, "", "", summary)
            continue
        members = [
            _component(summary.components[child], number, id_, group.name, summary)
            for number, child in enumerate(below(group, summary.groups), 1)
        ]
        yield from members
        yield _group(id_, group.name, group.description, position, members)


def _component(component: ComponentSummary, position: int, group: str, group_name: str, summary: Summary) -> Record:
    created = first_at(summary) if component.first_at is None else component.first_at
    changed = component.changes[0].at if component.changes else created
    return Record(
        component.id,
        component.name,
        component.description,
        position,
        group,
        group_name,
        created,
        component.first_at,
        spoken(component.status),
        max(changed, created),
    )


def _group(id_: str, name: str, description: str, position: int, members: Iterable[Record]) -> Record:
    """Worst wins, by what is published of the members, so that nobody can find them at odds."""
    own = tuple(members)
    return Record(
        id_,
        name,
        description,
        position,
        "",
        "",
        min(record.created_at for record in own),
        None,
        worst(Status(record.status) for record in own),
        max(record.updated_at for record in own),
        tuple(record.id for record in own),
    )


def first_at(summary: Summary) -> Instant:
    """When the first thing that is known of the whole site happened."""
    known = (component.first_at for component in summary.components.values())
    return min((at for at in known if at is not None), default=UNDATED)
