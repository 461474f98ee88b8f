"""The views of single incidents: one value that both versions of the API show, so that it is digested once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from statuary.api.v2.records import Record, still
from statuary.config import Config
from statuary.instants import Instant
from statuary.model import IncidentSummary, Summary, Value
from statuary.views import Stamps


class Site(Value, frozen=True, array_like=True):
    """What every file says of the site."""

    name: str
    url: str
    time_zone: str


class IncidentFile(Value, frozen=True):
    """``records`` are those of its components: once it is settled, without their status."""

    site: Site
    stamps: Stamps
    item: IncidentSummary
    records: tuple[Record, ...]


def site_of(config: Config) -> Site:
    """The site."""
    return Site(config.site.name, config.site.url, config.site.time_zone)


def live_stamps(summary: Summary) -> Stamps:
    """Of what speaks of the present."""
    return Stamps(summary.generated_at, summary.data_as_of, summary.valid_until)


def so_far(item: IncidentSummary, now: Instant) -> IncidentSummary:
    """The incident without what is dated later than now."""
    incident = item.incident
    if incident.updates[-1].at <= now:
        return item
    updates = tuple(update for update in incident.updates if update.at <= now)
    return replace(item, incident=replace(incident, updates=updates), resolved_at=None)


def incident_files(
    summary: Summary, items: Iterable[IncidentSummary], records: Mapping[str, Record], site: Site
) -> list[IncidentFile]:
    """A view an incident. What is resolved shows nothing that moves."""
    live = live_stamps(summary)
    calm = {id_: still(record) for id_, record in records.items()}
    return [
        IncidentFile(
            site,
            live if item.active else Stamps(data_as_of=item.incident.updates[-1].at),
            item,
            tuple([known[id_] for id_, _ in item.impacts if id_ in known]),
        )
        for item in items
        for known in (records if item.active else calm,)
    ]
