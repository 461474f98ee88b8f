"""Pages of one thing each: a component, an incident, planned work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from statuary.confirm import STALE
from statuary.frame import (
    AHEAD,
    HISTORY,
    SOON,
    World,
    incident_card,
    incident_item,
    slug,
    texts,
    until_now,
    work_item,
    workaround,
)
from statuary.home import as_of
from statuary.memo import key
from statuary.model import (
    ComponentSummary,
    IncidentSummary,
    MaintenanceStatus,
    MaintenanceSummary,
    Page,
    ProbeSummary,
    Sighting,
    Text,
)
from statuary.shelf import href
from statuary.timeline import grouped
from statuary.twins import TWIN, with_twins
from statuary.views import (
    ComponentView,
    Followed,
    IncidentCard,
    IncidentView,
    Link,
    MaintenanceView,
    Probed,
    Sighted,
    Stamps,
)
from statuary.volumes import Month, Volume, bound

_UP = "../../"
_PICTURED = 25  # so much of the newest planned work has a card of its own (decisions/0013)
_INCIDENTS, _CHANGES, _WORKS = 10, 20, 20  # the history pages have them all


# ----------------------------------------------------------------------------------------------------------- components


def component_pages(world: World) -> Iterator[Page]:
    """``components/ID/``: always live."""
    incidents = {item.incident.id: item for item in world.summary.incidents}
    works = {item.maintenance.id: item for item in world.summary.maintenances}
    guides = {guide.path: Link(guide.title, href(guide.path)) for guide in world.content.guides}
    for component in world.summary.components.values():
        view = _component(component, world, incidents, works, guides)
        yield Page(f"components/{component.id}/index.html", "component.html", view)


def _component(
    component: ComponentSummary,
    world: World,
    incidents: Mapping[str, IncidentSummary],
    works: Mapping[str, MaintenanceSummary],
    guides: Mapping[str, Link],
) -> ComponentView:
    group = world.summary.groups.get(component.group) if component.group else None
    own_works = [works[id_] for id_ in component.maintenances]
    return ComponentView(
        frame=world.frame,
        path=f"components/{component.id}/",
        root=_UP,
        title=component.name,
        description=component.description,
        stamps=world.live,
        now=world.now,
        about=component.description,
        group=group.name if group else "",
        links=component.links,
        status=component.status,
        since=component.since,
        reason=component.reason,
        as_of=as_of(world),
        notes=world.summary.notes,
        checked_at=component.checked_at,
        days=component.days,
        uptimes=component.uptimes,
        budget=component.budget,
        probes=tuple(map(_probed, component.probes)),
        incidents=tuple(incident_item(incidents[id_], world) for id_ in component.incidents[:_INCIDENTS]),
        older=max(len(component.incidents) - _INCIDENTS, 0),
        works=tuple(work_item(item, world) for item in own_works if item.status in AHEAD)[:_WORKS],
        guides=tuple(guides[path] for path in component.guides if path in guides),
        changes=component.changes[:_CHANGES],
        followed=Followed(component.name, f"components/{component.id}/"),
    )


def _probed(probe: ProbeSummary) -> Probed:
    return Probed(
        probe.name,
        probe.kind,
        probe.outcome,
        probe.reason,
        probe.checked_at,
        None if probe.reason == STALE else probe.latency,
        probe.phases,
        probe.every,
        probe.certificate_until,
        probe.hours,
        probe.days,
    )


# ------------------------------------------------------------------------------------------------------------ incidents


def incident_pages(world: World) -> Iterator[Page]:
    """``incidents/ID/``: live while open, settled after; months of settled ones are volumes, with their twins."""
    guides = _guides(world)
    for number, item in enumerate(world.shelf.alone):
        yield _incident(item, guides, world, has_card=number < world.shelf.newest or item.active)
    shared = key(world.frame, world.names, guides, world.config.site.repository)
    for month in world.shelf.months:
        places = [f"incidents/{item.incident.id}/" for item in month.items]
        files = tuple([place + name for place in places for name in ("index.html", TWIN)])
        news = tuple([(f"incidents/{slug(one.incident.id)}/", one.incident.updates[-1].at) for one in month.items])
        planned = partial(_month, month, guides, world)
        yield bound(f"incidents/{month.name}", Volume(key(shared, month.seal), files, news), planned)


def _month(month: Month, guides: Mapping[str, Sequence[Link]], world: World) -> Iterator[Page]:
    return with_twins(_incident(item, guides, world, has_card=False) for item in month.items)


def _incident(item: IncidentSummary, guides: Mapping[str, Sequence[Link]], world: World, *, has_card: bool) -> Page:
    incident = item.incident
    card = incident_card(item, world)
    resolved = card.item.resolved_at
    view = IncidentView(
        frame=world.frame,
        path=card.item.href,
        root=_UP,
        title=incident.title,
        description=_told(card),
        card_of=None if has_card else HISTORY,
        stamps=world.live if item.active else Stamps(data_as_of=card.updates[0].at),
        incident=card,
        until=world.now if resolved is None else resolved,
        evidence=tuple(_sighted(one, world) for one in item.evidence if one.component in world.names),
        workaround=incident.workaround,
        workaround_language=incident.workaround_language if incident.workaround else "",
        guides=tuple(dict.fromkeys(link for id_, _ in item.impacts for link in guides.get(id_, ()))),
        source=world.source(incident.source),
    )
    path = f"incidents/{incident.id}/index.html"
    return Page(path, "incident.html", view, (*texts(incident.updates, incident.source), *workaround(incident)))


def _guides(world: World) -> Mapping[str, Sequence[Link]]:
    """The guides about each component."""
    return grouped(
        (id_, Link(guide.title, href(guide.path))) for guide in world.content.guides for id_ in guide.components
    )


def _sighted(one: Sighting, world: World) -> Sighted:
    link = world.component(one.component)
    return Sighted(link.text, link.href, one.name, one.location, one.outcome, one.at)


def _told(card: IncidentCard) -> str:
    """The newest update in plain text for search engines and previews."""
    words = " ".join(word for word in card.updates[0].text[:400].split() if word.strip("#"))  # no marks of headings
    return words if len(words) <= 160 else f"{words[:159].rstrip()}…"


# ---------------------------------------------------------------------------------------------------------- maintenance


def maintenance_pages(world: World) -> Iterator[Page]:
    """``maintenance/ID/``: live from a week before it begins until it is over."""
    left = len(world.summary.maintenances)
    for number, item in enumerate(world.summary.maintenances):
        maintenance = item.maintenance
        view = MaintenanceView(
            frame=world.frame,
            path=f"maintenance/{slug(maintenance.id)}/",
            root=_UP,
            title=maintenance.title,
            card_of=None if left - number <= _PICTURED else HISTORY,
            stamps=_work_stamps(item, world),
            work=work_item(item, world),
            announced_at=maintenance.announced_at,
            text=maintenance.text.strip(),
            text_language=maintenance.text_language or maintenance.language,
            concerned=tuple(
                Link(name, f"components/{id_}/") for id_, name in world.named(maintenance.components).items()
            ),
            names=world.named(id_ for update in maintenance.updates for id_, _ in update.components),
            updates=until_now(maintenance.updates, world.now),
            recurring=bool(maintenance.recurrence),
            source=world.source(maintenance.source),
        )
        source = maintenance.source
        shown = (Text("incident", view.text, source.path, source.line), *texts(maintenance.updates, source))
        yield Page(f"maintenance/{maintenance.id}/index.html", "maintenance.html", view, shown)


def _work_stamps(item: MaintenanceSummary, world: World) -> Stamps:
    """What is far ahead only promises to be looked at again in time, so that recurring work leaves its pages alone."""
    maintenance = item.maintenance
    newest = max([maintenance.announced_at, *(u.at for u in maintenance.updates if u.at <= world.now)])
    if item.status not in AHEAD:
        return Stamps(data_as_of=newest)
    soon = maintenance.window.start - SOON
    if item.status is MaintenanceStatus.scheduled and world.now < soon:
        return Stamps(data_as_of=newest, valid_until=soon)
    return world.live
