"""The one truth that pages, feeds, API and notifications are views of. Pure. Private components are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from statuary.config import Component, Config, Probe
from statuary.evidence import Watch, sightings, watches
from statuary.instants import DAY, HOUR, Instant
from statuary.model import (
    ComponentSummary,
    Content,
    GroupSummary,
    History,
    Incident,
    IncidentSummary,
    Maintenance,
    MaintenanceStatus,
    MaintenanceSummary,
    Note,
    Outcome,
    Phases,
    ProbeResult,
    ProbeSummary,
    Span,
    Status,
    StatusChange,
    Summary,
    Timelines,
    worst,
)
from statuary.rollup import Rollup, roll_up
from statuary.timeline import effective_window, grouped
from statuary.uptime import budget, days, uptimes

CHANGES_OF_A_COMPONENT = 50
CHANGES_OF_THE_PAGE = 100
RECENT = 48 * HOUR


def summarise(timelines: Timelines, history: History, content: Content, config: Config) -> Summary:
    """What there is to say as of ``timelines.now``."""
    now = timelines.now
    public = {component.id for component in config.components.values() if component.public}
    known = watches(history, config.probes, now)
    incidents = tuple(
        _incidents(content.incidents, timelines, public, known, everything=len(public) == len(config.components))
    )
    maintenances = tuple(_maintenances(content.maintenances, public, now))
    latest = _latest(history, now)
    components = _components(config, timelines, history, content, latest, incidents, maintenances)
    groups = _groups(config, components)
    state = roll_up(
        (component.status for component in components.values()),
        (item.incident.impact for item in incidents if item.active),
    )
    changes = sorted((change for component in components.values() for change in component.changes), key=_newest_first)
    stale = timelines.valid_until is not None and now > timelines.valid_until
    return Summary(
        generated_at=now,
        data_as_of=timelines.data_as_of,
        valid_until=timelines.valid_until,
        fresh=not stale,
        notes=tuple(_notes(history, timelines, config, stale=stale)),
        status=state.status,
        indicator=state.indicator,
        headline=state.headline,
        since=_since(state, tuple(components.values()), incidents),
        next_check=_next_check(config.probes, latest),
        tree=tuple(id_ for id_ in config.tree if id_ in components or id_ in groups),
        groups=groups,
        components=components,
        incidents=incidents,
        maintenances=maintenances,
        changes=tuple(changes[:CHANGES_OF_THE_PAGE]),
    )


# ------------------------------------------------------------------------------------------- incidents and maintenances


def _incidents(
    incidents: Iterable[Incident],
    timelines: Timelines,
    public: set[str],
    known: Mapping[str, Sequence[Watch]],
    *,
    everything: bool,
) -> Iterator[IncidentSummary]:
    """Those that have begun and concern readers. One that is only about private components is left out."""
    for incident in incidents:
        if incident.started_at > timelines.now:
            continue
        impacts = timelines.impacts[incident.id]
        if not everything and impacts:
            impacts = tuple((component, spans) for component, spans in impacts if component in public)
            if not impacts:
                continue
            incident = _without_private(incident, public)  # noqa: PLW2901 - the public face of the same incident
        resolved = incident.resolved_at
        active = resolved is None or resolved > timelines.now
        if active:
            impacts = tuple((component, _clipped(spans, timelines.now)) for component, spans in impacts)
        promised = [update.next_at for update in incident.updates if update.at <= timelines.now]
        end = timelines.now if active or resolved is None else resolved
        seen = sightings((component for component, _ in impacts), incident.started_at, end, known)
        yield IncidentSummary(incident, active, resolved, impacts, promised[-1] if active else None, seen)


def _clipped(spans: Sequence[Span], now: Instant) -> tuple[Span, ...]:
    return tuple(replace(span, end=min(span.end, now)) for span in spans)


def _without_private(incident: Incident, public: set[str]) -> Incident:
    def shown(said: tuple[tuple[str, Status], ...]) -> tuple[tuple[str, Status], ...]:
        return tuple((component, status) for component, status in said if component in public)

    updates = tuple(replace(update, components=shown(update.components)) for update in incident.updates)
    return replace(incident, components=shown(incident.components), updates=updates)


def _maintenances(maintenances: Iterable[Maintenance], public: set[str], now: Instant) -> Iterator[MaintenanceSummary]:
    for maintenance in maintenances:
        shown = tuple(component for component in maintenance.components if component in public)
        if maintenance.components and not shown:
            continue
        if shown != maintenance.components:
            updates = tuple(
                replace(update, components=tuple(said for said in update.components if said[0] in public))
                for update in maintenance.updates
            )
            maintenance = replace(maintenance, components=shown, updates=updates)  # noqa: PLW2901 - its public face
        yield MaintenanceSummary(maintenance, maintenance_status(maintenance, now))


def maintenance_status(maintenance: Maintenance, now: Instant) -> MaintenanceStatus:
    """What its updates say; else what the clock says of its window."""
    said = [update.status for update in maintenance.updates if update.at <= now]
    if said and said[-1] in ("cancelled", "completed"):
        return MaintenanceStatus(said[-1])
    window = effective_window(maintenance)
    if now < window.start:
        return MaintenanceStatus.scheduled
    if now >= window.end:
        return MaintenanceStatus.completed
    return MaintenanceStatus.verifying if said and said[-1] == "verifying" else MaintenanceStatus.in_progress


# ----------------------------------------------------------------------------------------------------------- components


def _components(
    config: Config,
    timelines: Timelines,
    history: History,
    content: Content,
    latest: Mapping[str, ProbeResult],
    incidents: Sequence[IncidentSummary],
    maintenances: Sequence[MaintenanceSummary],
) -> dict[str, ComponentSummary]:
    concerned = grouped(
        (component, (item.incident.id, spans)) for item in incidents for component, spans in item.impacts
    )
    planned = grouped((id_, item.maintenance.id) for item in maintenances for id_ in item.maintenance.components)
    guides = grouped((id_, guide.path) for guide in content.guides for id_ in guide.components)
    probes = grouped((probe.component, probe) for probe in config.probes)
    firsts = _firsts(config, history, incidents, maintenances, timelines.now)

    def summary(component: Component) -> ComponentSummary:
        spans = timelines.spans[component.id]
        own = probes.get(component.id, ())
        troubles = [(id_, span.start, span.end) for id_, said in concerned.get(component.id, ()) for span in said]
        status, reason = (spans[-1].status, spans[-1].reason) if spans else (Status.unknown, "not_run")
        return ComponentSummary(
            id=component.id,
            name=component.name,
            description=component.description,
            group=component.group,
            links=component.links,
            status=status,
            since=_begun(spans),
            reason=reason,
            checked_at=max((latest[probe.id].at for probe in own if probe.id in latest), default=None),
            days=days(spans, troubles, timelines.now),
            weeks=days(spans, (), timelines.now, 52, 7 * DAY),
            uptimes=uptimes(spans, timelines.now),
            probes=tuple(_probe(probe, timelines, history, latest) for probe in own if probe.public),
            incidents=tuple(id_ for id_, _ in concerned.get(component.id, ())),
            maintenances=tuple(planned.get(component.id, ())),
            guides=tuple(guides.get(component.id, ())),
            changes=_changes(component.id, spans),
            budget=budget(component.objective, spans, timelines.now) if component.objective else None,
            first_at=firsts.get(component.id, history.first_at),
            recent=tuple(span for span in spans if span.end > timelines.now - RECENT),
        )

    return {component.id: summary(component) for component in config.components.values() if component.public}


def _firsts(
    config: Config,
    history: History,
    incidents: Iterable[IncidentSummary],
    maintenances: Iterable[MaintenanceSummary],
    now: Instant,
) -> dict[str, Instant]:
    """When each component was first observed or spoken of. Changes and words are kept for ever, so it stays."""
    watched = {probe.id: probe.component for probe in config.probes}
    known = [(watched[id_], own[0].at) for (id_, _), own in history.changes.items() if own and id_ in watched]
    known += [(id_, item.incident.started_at) for item in incidents for id_, _ in item.impacts]
    known += [(id_, item.maintenance.announced_at) for item in maintenances for id_ in item.maintenance.components]
    firsts: dict[str, Instant] = {}
    for id_, at in known:
        if at <= now:
            firsts[id_] = min(at, firsts.get(id_, at))
    return firsts


def _begun(spans: Sequence[Span]) -> Instant | None:
    """Since when the status is what it is now."""
    begun = None
    for span in reversed(spans):
        if span.status is not spans[-1].status:
            break
        begun = span.start
    return begun


def _changes(component: str, spans: Sequence[Span]) -> tuple[StatusChange, ...]:
    moves = [
        StatusChange(component, after.start, before.status, after.status, after.reason)
        for before, after in pairwise(spans)
        if before.status is not after.status
    ]
    return tuple(moves[: -CHANGES_OF_A_COMPONENT - 1 : -1])


def _newest_first(change: StatusChange) -> tuple[int, str]:
    return -change.at, change.component


def _latest(history: History, now: Instant) -> dict[str, ProbeResult]:
    """Each probe's newest result, over all locations."""
    newest: dict[str, ProbeResult] = {}
    for (probe, _), result in sorted(history.latest.items()):
        if result.at <= now and (probe not in newest or result.at > newest[probe].at):
            newest[probe] = result
    return newest


def _probe(probe: Probe, timelines: Timelines, history: History, latest: Mapping[str, ProbeResult]) -> ProbeSummary:
    """What may be said of a probe in public: neither its address nor what it was answered."""
    outcome = timelines.probes.get(probe.id, Outcome.unknown)
    result = latest.get(probe.id)
    confirmed = [track.reason for (id_, _), track in sorted(history.tracks.items()) if id_ == probe.id]
    if result and result.outcome is outcome:
        reason = result.reason
    elif outcome is Outcome.unknown:
        reason = "stale" if confirmed and result else "not_run"
    else:
        reason = confirmed[0] if confirmed else "not_run"
    return ProbeSummary(
        id=probe.id,
        name=probe.name,
        kind=probe.kind,
        outcome=outcome,
        reason=reason,
        checked_at=result.at if result else None,
        latency=result.latency if result else None,
        phases=result.phases if result else Phases(),
        every=probe.policy.every,
        certificate_until=result.certificate_until if result else None,
        hours=tuple(history.hours.get(probe.id, ())),
        days=tuple(history.days.get(probe.id, ())),
    )


def _groups(config: Config, components: Mapping[str, ComponentSummary]) -> dict[str, GroupSummary]:
    """Public groups that hold something public, with the worst of what is below them."""

    def below(id_: str) -> list[Status]:
        if id_ in components:
            return [components[id_].status]
        group = config.groups.get(id_)
        return [status for child in group.children for status in below(child)] if group and group.public else []

    return {
        group.id: GroupSummary(
            group.id,
            group.name,
            group.description,
            worst(statuses),
            tuple(child for child in group.children if below(child)),
        )
        for group in config.groups.values()
        if (statuses := below(group.id))
    }


# ----------------------------------------------------------------------------------------------------------- whole page


def _since(
    state: Rollup, components: Sequence[ComponentSummary], incidents: Iterable[IncidentSummary]
) -> Instant | None:
    """When what the headline says began: the last recovery when all is well, else the first of the worst."""
    begun = [component.since for component in components if component.since is not None]
    if state.status is Status.operational:
        return max(begun, default=None)
    known = [component.status for component in components if component.status is not Status.unknown]
    leading = worst(known) if state.status is not Status.unknown else Status.unknown
    wrong = [component.since for component in components if component.since is not None and component.status is leading]
    if leading in (Status.operational, Status.under_maintenance) and state.status.rank > leading.rank:
        wrong = [item.incident.started_at for item in incidents if item.active]  # people alone say so
    return min(wrong or begun, default=None)


def _next_check(probes: Iterable[Probe], latest: Mapping[str, ProbeResult]) -> Instant | None:
    """When the first probe is due again, if the schedule is kept."""
    return min((latest[probe.id].at + probe.policy.every for probe in probes if probe.id in latest), default=None)


def _notes(history: History, timelines: Timelines, config: Config, *, stale: bool) -> Iterator[Note]:
    """What readers must be told about the data itself."""
    run = history.last_run
    if not config.probes:
        return
    if run is None or run.at > timelines.now:
        yield Note("unchecked")
        return
    if run.verdict == "offline":
        yield Note("offline", at=run.at)
    elif run.verdict == "inconclusive":
        yield Note("inconclusive", at=run.at)
    if stale and timelines.data_as_of is not None:
        yield Note("stale", age=timelines.now - timelines.data_as_of)
    elif run.verdict == "offline" and timelines.data_as_of is None:
        yield Note("unknown")
