"""``incidents/ID.json`` with its evidence, and ``incidents.json``, which lists all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from statuary.api.events import IncidentFile
from statuary.api.v1 import shapes
from statuary.api.writing import encode, maybe, stamp
from statuary.frame import slug
from statuary.instants import Instant
from statuary.model import IncidentStatus, IncidentSummary, Sighting, Span, Update, Value
from statuary.views import Stamps

if TYPE_CHECKING:
    from statuary.render import Context


class Index(Value, frozen=True):
    """All incidents, newest first."""

    stamps: Stamps
    items: tuple[IncidentSummary, ...]
    url: str  # the site's


def write(view: IncidentFile, context: Context) -> bytes:
    """The incident as JSON."""
    del context
    item, incident, url = view.item, view.item.incident, _url(view.item, view.site.url)
    names = {record.id: record.name for record in view.records}
    shape = shapes.Incident(
        **stamped(view.stamps),
        **_head(item, url),
        next_update_at=maybe(item.next_at),
        impacts=[
            shapes.Impacted(component=id_, name=names[id_], spans=list(_stretches(spans, item, view.stamps)))
            for id_, spans in item.impacts
            if id_ in names
        ],
        evidence=[_sighting(one) for one in item.evidence],
        updates=updates(incident.updates, url),
    )
    return encode(shape)


def write_index(view: Index, context: Context) -> bytes:
    """The list as JSON."""
    del context
    items = [shapes.IncidentItem(**_head(item, _url(item, view.url))) for item in view.items]
    return encode(shapes.Incidents(**stamped(view.stamps), incidents=items))


def stamped(stamps: Stamps) -> dict[str, Any]:
    """The stamps as answers have them."""
    return {
        "generated_at": maybe(stamps.generated_at),
        "data_as_of": maybe(stamps.data_as_of),
        "valid_until": maybe(stamps.valid_until),
    }


def updates(said: Sequence[Update], url: str, until: Instant | None = None) -> list[shapes.Update]:
    """Newest first."""
    return [
        shapes.Update(
            number=number,
            status=update.status,
            at=stamp(update.at),
            text=update.text,
            components=dict(update.components),
            url=f"{url}#u-{number}",
        )
        for number, update in reversed(list(enumerate(said, 1)))
        if until is None or update.at <= until
    ]


def _head(item: IncidentSummary, url: str) -> dict[str, Any]:
    """What lists show of it too."""
    incident = item.incident
    return {
        "id": incident.id,
        "title": incident.title,
        "status": IncidentStatus(incident.updates[-1].status),
        "impact": incident.impact,
        "started_at": stamp(incident.started_at),
        "updated_at": stamp(incident.updates[-1].at),
        "resolved_at": maybe(item.resolved_at),
        "components": [component for component, _ in item.impacts],
        "url": url,
    }


def _stretches(spans: Sequence[Span], item: IncidentSummary, stamps: Stamps) -> Iterator[shapes.Stretch]:
    """What an open incident says up to now goes on."""
    for span in spans:
        lasts = item.active and span.end == stamps.generated_at
        yield shapes.Stretch(status=span.status, start=stamp(span.start), end=None if lasts else stamp(span.end))


def _sighting(one: Sighting) -> shapes.Sighting:
    return shapes.Sighting(
        component=one.component,
        probe=one.probe,
        name=one.name,
        location=one.location,
        outcome=one.outcome,
        at=stamp(one.at),
    )


def _url(item: IncidentSummary, site: str) -> str:
    return f"{site}/incidents/{slug(item.incident.id)}/"
