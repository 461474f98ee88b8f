"""``summary.json``, ``groups.json`` and ``pulse.json``: the whole page. Each view is the answer itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statuary.api.v1 import shapes
from statuary.api.writing import maybe, stamp
from statuary.config import Config
from statuary.frame import AHEAD, slug, until_now
from statuary.instants import Instant
from statuary.model import (
    Budget,
    ComponentSummary,
    GroupSummary,
    IncidentStatus,
    IncidentSummary,
    MaintenanceSummary,
    Summary,
    Uptime,
)
from statuary.wording import Words


def pulse(summary: Summary) -> shapes.Pulse:
    """What an open page asks every minute: small, so that asking costs nobody anything."""
    return shapes.Pulse(**stamps(summary), status=summary.status, description=summary.headline)


def overview(summary: Summary, config: Config) -> shapes.Overview:
    """All that is so now."""
    url = config.site.url
    return shapes.Overview(
        **stamps(summary),
        fresh=summary.fresh,
        note=Words().notes(summary.notes),
        page=shapes.Site(name=config.site.name, url=url, time_zone=config.site.time_zone),
        status=shapes.State(
            indicator=summary.indicator,  # type: ignore[arg-type]
            description=summary.headline,
            status=summary.status,
            since=maybe(summary.since),
        ),
        components=[_component(component, url) for component in summary.components.values()],
        groups=[
            shapes.GroupItem(id=group.id, name=group.name, status=group.status, children=list(group.children))
            for group in summary.groups.values()
        ],
        incidents=[_incident(item, url, summary.generated_at) for item in summary.incidents if item.active],
        maintenances=[maintenance_item(item, url) for item in summary.maintenances if item.status in AHEAD],
    )


def groups(summary: Summary) -> shapes.Groups:
    """The tree."""
    parents = {child: group.id for group in summary.groups.values() for child in group.children}
    return shapes.Groups(
        **stamps(summary),
        tree=list(summary.tree),
        groups=[
            shapes.Group(
                id=group.id,
                name=group.name,
                status=group.status,
                children=list(group.children),
                description=group.description,
                parent=parents.get(group.id),
                components=list(below(group, summary.groups)),
            )
            for group in summary.groups.values()
        ],
    )


def below(group: GroupSummary, groups: Mapping[str, GroupSummary]) -> Iterator[str]:
    """The components in the group and in those that it holds, in order."""
    for child in group.children:
        if child in groups:
            yield from below(groups[child], groups)
        else:
            yield child


def stamps(summary: Summary) -> dict[str, str | None]:
    """Of what speaks of the present."""
    return {
        "generated_at": stamp(summary.generated_at),
        "data_as_of": maybe(summary.data_as_of),
        "valid_until": maybe(summary.valid_until),
    }


def _component(component: ComponentSummary, url: str) -> shapes.ComponentItem:
    return shapes.ComponentItem(
        id=component.id,
        name=component.name,
        group=component.group,
        status=component.status,
        since=maybe(component.since),
        checked_at=maybe(component.checked_at),
        uptime=uptimes(component),
        slo=slo(component.budget),
        url=f"{url}/components/{component.id}/",
    )


def uptimes(component: ComponentSummary) -> dict[str, shapes.Uptime]:
    """By window."""
    return {uptime.window: _uptime(uptime) for uptime in component.uptimes}


def _uptime(uptime: Uptime) -> shapes.Uptime:
    """Rounded to what a second in a year is worth."""
    return shapes.Uptime(
        ratio=None if uptime.ratio is None else round(uptime.ratio, 8),
        low=round(uptime.low, 8),
        high=round(uptime.high, 8),
        coverage=round(uptime.coverage, 8),
    )


def slo(budget: Budget | None) -> shapes.Slo | None:
    """The objective with its budget."""
    if budget is None:
        return None
    return shapes.Slo(
        target=budget.objective.target,
        window=budget.objective.window,
        budget_ms=budget.total,
        used_ms=budget.used,
        left_ms=budget.total - budget.used,
        unseen_ms=budget.unseen,
        burnt=budget.burnt,
    )


def _incident(item: IncidentSummary, url: str, now: Instant) -> shapes.OpenIncident:
    incident = item.incident
    updates = until_now(incident.updates, now)
    return shapes.OpenIncident(
        id=incident.id,
        title=incident.title,
        status=IncidentStatus(updates[0].status),
        impact=incident.impact,
        started_at=stamp(incident.started_at),
        updated_at=stamp(updates[0].at),
        next_update_at=maybe(item.next_at),
        components=[component for component, _ in item.impacts],
        url=f"{url}/incidents/{slug(incident.id)}/",
        updates=[
            shapes.UpdateItem(status=IncidentStatus(update.status), at=stamp(update.at), text=update.text)
            for update in updates
        ],
    )


def maintenance_item(item: MaintenanceSummary, url: str) -> shapes.MaintenanceItem:
    """Planned work in a list."""
    maintenance = item.maintenance
    return shapes.MaintenanceItem(
        id=maintenance.id,
        title=maintenance.title,
        status=item.status,
        start=stamp(maintenance.window.start),
        end=stamp(maintenance.window.end),
        components=list(maintenance.components),
        url=f"{url}/maintenance/{slug(maintenance.id)}/",
    )
