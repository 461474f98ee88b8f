"""Views as Statuspage's JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import UNSET, Struct

from statuary.api.events import IncidentFile, Site
from statuary.api.v2 import shapes
from statuary.api.v2.ids import id12
from statuary.api.v2.records import Record
from statuary.api.v2.said import Said, of_incident
from statuary.api.v2.views import View, Work
from statuary.api.writing import encode
from statuary.frame import slug
from statuary.instants import Instant, iso, to_datetime
from statuary.model import Incident
from statuary.plain import plain

if TYPE_CHECKING:
    from statuary.render import Context


def write(view: View, context: Context) -> bytes:
    """One of the endpoints, or one piece of planned work."""
    desk = _Desk(view.site, view.records, context)
    page = desk.page(view.updated_at)
    return encode(_ANSWERS[view.answer](view, page, desk))


def write_incident(view: IncidentFile, context: Context) -> bytes:
    """One incident. Settled, it tells of its components as it left them."""
    desk = _Desk(view.site, view.records, context)
    said = of_incident(view.item.incident)
    newest = max([said[-1].at, *(record.updated_at for record in view.records)])
    return encode(shapes.IncidentAnswer(desk.page(newest), desk.incident(view.item.incident, said)))


_ANSWERS: Mapping[str, Callable[[View, shapes.Page, _Desk], Struct]] = {
    "status": lambda view, page, _: shapes.StatusAnswer(page, _status(view)),
    "components": lambda _, page, desk: shapes.ComponentsAnswer(page, desk.components()),
    "summary": lambda view, page, desk: shapes.SummaryAnswer(
        page, desk.components(), _incidents(view, desk), _works(view, desk), _status(view)
    ),
    "incidents": lambda view, page, desk: shapes.IncidentsAnswer(page, _incidents(view, desk)),
    "maintenances": lambda view, page, desk: shapes.MaintenancesAnswer(page, _works(view, desk)),
    "maintenance": lambda view, page, desk: shapes.MaintenanceAnswer(page, desk.maintenance(view.works[0])),
}


def _status(view: View) -> shapes.Status:
    return shapes.Status(view.state.indicator, view.state.description)  # type: ignore[arg-type]


def _incidents(view: View, desk: _Desk) -> list[shapes.Incident]:
    return [desk.incident(item.incident, of_incident(item.incident)) for item in view.incidents]


def _works(view: View, desk: _Desk) -> list[shapes.Maintenance]:
    return [desk.maintenance(work) for work in view.works]


@dataclass(slots=True)
class _Desk:
    """What everything in one file is written with."""

    site: Site
    records: Sequence[Record]
    context: Context
    known: dict[str, Record] = field(init=False)

    def __post_init__(self) -> None:
        self.known = {record.id: record for record in self.records}

    @property
    def page_id(self) -> str:
        return id12("page", self.site.url)

    def page(self, updated_at: Instant) -> shapes.Page:
        zone = "Etc/UTC" if self.site.time_zone == "UTC" else self.site.time_zone
        return shapes.Page(self.page_id, self.site.name, self.site.url, zone, self.time(updated_at))

    def time(self, at: Instant) -> str:
        return _stamp(at, self.site.time_zone)

    def components(self) -> list[shapes.Component]:
        return [self.component(record, record.description or None) for record in self.records]

    def component(self, record: Record, description: str | None, left_at: Instant = 0) -> shapes.Component:
        group = record.members is not None
        return shapes.Component(
            id12("component", record.id),
            record.name,
            record.status or "operational",  # type: ignore[arg-type]
            self.time(record.created_at),
            self.time(record.updated_at or max(left_at, record.created_at)),
            record.position,
            description,
            not group,
            None if record.start is None else self.time(record.start)[:10],
            id12("component", record.group) if record.group else None,
            self.page_id,
            group,
            False,  # only_show_if_degraded
            UNSET if record.members is None else [id12("component", id_) for id_ in record.members],
        )

    def incident(self, incident: Incident, said: Sequence[Said]) -> shapes.Incident:
        id_ = id12("incident", incident.id)
        event = self.event(id_, incident.title, f"incidents/{slug(incident.id)}/", said, incident.impact.value)
        return shapes.Incident(**event, reminder_intervals=None)

    def maintenance(self, work: Work) -> shapes.Maintenance:
        id_ = id12("maintenance", work.id)
        event = self.event(id_, work.title, f"maintenance/{slug(work.id)}/", work.said, "maintenance")
        return shapes.Maintenance(**event, scheduled_for=self.time(work.start), scheduled_until=self.time(work.end))

    def event(self, id_: str, name: str, path: str, said: Sequence[Said], impact: str) -> dict[str, Any]:
        """What incidents and maintenances have in common."""
        newest, started = said[-1], self.time(said[0].at)
        spoken = dict.fromkeys(component for one in said for component, _, _ in one.effects)
        concerned = [self.known[component] for component in spoken if component in self.known]
        return {
            "id": id_,
            "name": name,
            "status": newest.status,
            "created_at": started,
            "updated_at": self.time(newest.at),
            "monitoring_at": self.latest(said, "monitoring", "verifying"),
            "resolved_at": self.latest(said, "resolved", "completed")
            if newest.status in ("resolved", "postmortem", "completed")
            else None,
            "impact": impact,
            "shortlink": f"{self.site.url}/{path}",
            "started_at": started,
            "page_id": self.page_id,
            "incident_updates": [self.update(one, id_) for one in reversed(said)],
            "components": [self.component(record, None, newest.at) for record in concerned],
        }

    def latest(self, said: Sequence[Said], *statuses: str) -> str | None:
        return next((self.time(one.at) for one in reversed(said) if one.status in statuses), None)

    def update(self, said: Said, event: str) -> shapes.Update:
        at = self.time(said.at)
        return shapes.Update(
            id12("update", said.key),
            said.status,  # type: ignore[arg-type]
            self.body(said),
            event,
            at,
            at,
            at,
            list(self.affected(said)) or None,
            True,  # deliver_notifications: feeds carry every update
            None,
            None,
        )

    def body(self, said: Said) -> str:
        text = plain(self.context.markdown("incident", said.text).html) if said.text else ""
        return f"{said.note} {text}".strip()

    def affected(self, said: Said) -> Iterator[shapes.AffectedComponent]:
        for id_, old, new in said.effects:
            if id_ in self.known:
                record = self.known[id_]
                name = f"{record.group_name} - {record.name}" if record.group else record.name
                yield shapes.AffectedComponent(id12("component", id_), name, old, new)  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def _stamp(at: Instant, zone: str) -> str:
    """``2026-08-02T14:59:36.991-04:00``; UTC, and what had an odd offset long ago, with a Z."""
    if zone != "UTC":
        there = to_datetime(at).astimezone(ZoneInfo(zone))
        if (there.utcoffset() or timedelta()) % timedelta(minutes=1) == timedelta():
            return there.isoformat(timespec="milliseconds")
    return iso(at, exact=True)
