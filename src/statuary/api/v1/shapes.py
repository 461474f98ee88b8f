"""What version 1 of the API answers, as types. The OpenAPI document is made of them, so the two cannot differ.

A field may be added at any time; none is removed, renamed or given another meaning within version 1.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from statuary.model import Impact, IncidentStatus, MaintenanceStatus, Outcome, Status

Time = Annotated[str, Meta(description="UTC, RFC 3339.", extra_json_schema={"format": "date-time"})]
Url = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
Share = Annotated[float, Meta(ge=0, le=1, description="A share of 1.")]
Millis = Annotated[int, Meta(description="Milliseconds.")]
Latency = Annotated[float, Meta(ge=0, description="Milliseconds.")]
Id = Annotated[str, Meta(description="As in the address of its page; it never changes.")]
Verdict = Literal["pass", "warn", "fail"]
Indicator = Literal["none", "minor", "major", "critical", "maintenance", "unknown"]


class Shape(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An object with these fields and no others."""


class Stamped(Shape, frozen=True, kw_only=True):
    """How old the knowledge is. What is settled has no ``generated_at`` and does not expire."""

    generated_at: Annotated[Time | None, Meta(description="When this was built; null where all of it is settled.")]
    data_as_of: Annotated[Time | None, Meta(description="When the newest thing in it was seen or said.")]
    valid_until: Annotated[Time | None, Meta(description="After this, call it old; null where it does not age.")]


class Pulse(Stamped, frozen=True, kw_only=True):
    """The page's state in a few bytes, for asking often."""

    status: Status
    description: str


class Site(Shape, frozen=True, kw_only=True):
    """The site that speaks."""

    name: str
    url: Url
    time_zone: Annotated[str, Meta(description="That of its pages, IANA name; the API is in UTC.")]


class State(Shape, frozen=True, kw_only=True):
    """The whole page in a word."""

    indicator: Indicator
    description: Annotated[str, Meta(description="A sentence for people.")]
    status: Status
    since: Time | None


class Uptime(Shape, frozen=True, kw_only=True):
    """The share of observed time without an outage. ``low`` and ``high``: if all unseen time had been down or up."""

    ratio: Annotated[Share | None, Meta(description="null: nothing was observed.")]
    low: Share
    high: Share
    coverage: Annotated[Share, Meta(description="The share of the time that was observed.")]


class Slo(Shape, frozen=True, kw_only=True):
    """An objective and its error budget; ``left_ms`` is below 0 where it was not kept."""

    target: Annotated[float, Meta(description="Percent of the time without an outage.")]
    window: str
    budget_ms: Millis
    used_ms: Millis
    left_ms: Millis
    unseen_ms: Millis
    burnt: bool


class ComponentItem(Shape, frozen=True, kw_only=True):
    """A component in a list."""

    id: Id
    name: str
    group: Annotated[Id | None, Meta(description="The innermost group that holds it.")]
    status: Status
    since: Time | None
    checked_at: Time | None
    uptime: Annotated[dict[str, Uptime], Meta(description="By window: 24h 7d 30d 90d 1y.")]
    slo: Slo | None
    url: Url


class GroupItem(Shape, frozen=True, kw_only=True):
    """A group in a list."""

    id: Id
    name: str
    status: Status
    children: Annotated[list[Id], Meta(description="Components and groups, in order.")]


class UpdateItem(Shape, frozen=True, kw_only=True):
    """An update of an incident that is open."""

    status: IncidentStatus
    at: Time
    text: Annotated[str, Meta(description="Markdown.")]


class OpenIncident(Shape, frozen=True, kw_only=True):
    """An incident that is not resolved."""

    id: Id
    title: str
    status: IncidentStatus
    impact: Impact
    started_at: Time
    updated_at: Time
    next_update_at: Annotated[Time | None, Meta(description="When the next update is promised.")]
    components: list[Id]
    url: Url
    updates: Annotated[list[UpdateItem], Meta(description="Newest first.")]


class MaintenanceItem(Shape, frozen=True, kw_only=True):
    """Planned work in a list."""

    id: Id
    title: str
    status: MaintenanceStatus
    start: Time
    end: Time
    components: list[Id]
    url: Url


class Overview(Stamped, frozen=True, kw_only=True):
    """Everything that is so now."""

    fresh: Annotated[bool, Meta(description="false: the data was already too old when this was built.")]
    note: Annotated[str, Meta(description="What must be said about the data itself; empty if nothing.")]
    page: Site
    status: State
    components: list[ComponentItem]
    groups: list[GroupItem]
    incidents: Annotated[list[OpenIncident], Meta(description="Those that are open, newest first.")]
    maintenances: Annotated[list[MaintenanceItem], Meta(description="Those that are not over, by start.")]


class Group(GroupItem, frozen=True, kw_only=True):
    """A group: the worst of what is below it is its status."""

    description: str
    parent: Id | None
    components: Annotated[list[Id], Meta(description="All components below it, in order.")]


class Groups(Stamped, frozen=True, kw_only=True):
    """All groups."""

    tree: Annotated[list[Id], Meta(description="Components and groups at the top, in order.")]
    groups: list[Group]


# ----------------------------------------------------------------------------------------------------------- components


class Link(Shape, frozen=True, kw_only=True):
    text: str
    url: Url


class StatusColumns(Shape, frozen=True, kw_only=True):
    """One column a status, one row a step: milliseconds of the step in that status. The last step is not over."""

    first: Annotated[Time, Meta(description="When the first step begins.")]
    step_ms: Millis
    worst: Annotated[list[Status], Meta(description="The worst of what was observed; unknown where nothing was.")]
    operational: list[Millis]
    under_maintenance: list[Millis]
    degraded_performance: list[Millis]
    partial_outage: list[Millis]
    major_outage: list[Millis]
    unknown: list[Millis]


class LatencyColumns(Shape, frozen=True, kw_only=True):
    """One row an hour or a day in which there were answers. Quantiles are right to 2 %."""

    start: list[Time]
    count: Annotated[list[int], Meta(description="How many answers.")]
    p50: list[Latency]
    p95: list[Latency]
    p99: list[Latency]


class Phases(Shape, frozen=True, kw_only=True):
    """Where the time of the newest answer went; null where a phase did not happen or was not seen."""

    dns: Latency | None
    connect: Latency | None
    tls: Latency | None
    first_byte: Latency | None
    total: Latency | None


class Probe(Shape, frozen=True, kw_only=True):
    """A question that is asked of the component."""

    id: Id
    name: str
    kind: str
    outcome: Outcome
    reason: str
    checked_at: Time | None
    every_ms: Millis
    latency_ms: Latency | None
    phases_ms: Phases
    certificate_until: Time | None
    hours: Annotated[LatencyColumns, Meta(description="The last 48 hours.")]
    days: Annotated[LatencyColumns, Meta(description="The last 90 days.")]


class Change(Shape, frozen=True, kw_only=True):
    """A move from one status to another."""

    at: Time
    old: Status
    new: Status
    reason: str


class Component(Stamped, frozen=True, kw_only=True):
    """All that is known of one component."""

    id: Id
    name: str
    description: str
    group: Id | None
    links: list[Link]
    status: Status
    since: Time | None
    reason: Annotated[str, Meta(description="A code: ok, http_503, timeout, incident:ID, maintenance:ID …")]
    first_at: Annotated[Time | None, Meta(description="When the first thing that is known of it happened.")]
    checked_at: Time | None
    uptime: dict[str, Uptime]
    slo: Slo | None
    hours: Annotated[StatusColumns, Meta(description="The last 48 hours.")]
    days: Annotated[StatusColumns, Meta(description="The last 90 days, in UTC.")]
    day_incidents: Annotated[dict[str, list[Id]], Meta(description="The incidents of each day that had one.")]
    probes: list[Probe]
    changes: Annotated[list[Change], Meta(description="The newest 50, newest first.")]
    incidents: Annotated[list[Id], Meta(description="Newest first.")]
    maintenances: list[Id]
    url: Url


# -------------------------------------------------------------------------------------------------------------- events


class Stretch(Shape, frozen=True, kw_only=True):
    """A component was said to have this status from ``start`` until ``end``."""

    status: Status
    start: Time
    end: Annotated[Time | None, Meta(description="null: it still has.")]


class Impacted(Shape, frozen=True, kw_only=True):
    """What an incident did to a component."""

    component: Id
    name: str
    spans: list[Stretch]


class Sighting(Shape, frozen=True, kw_only=True):
    """What a check saw of it: its first sign, and once more where it became worse."""

    component: Id
    probe: Id
    name: str
    location: str
    outcome: Annotated[Outcome, Meta(description="What it saw then.")]
    at: Annotated[Time, Meta(description="The first sign may be older than the incident.")]


class Update(Shape, frozen=True, kw_only=True):
    """One thing that people said. ``number`` counts from the oldest, so it never changes."""

    number: int
    status: str
    at: Time
    text: Annotated[str, Meta(description="Markdown.")]
    components: Annotated[dict[str, Status], Meta(description="What it says of components.")]
    url: Url


class IncidentItem(Shape, frozen=True, kw_only=True):
    """An incident in a list."""

    id: Id
    title: str
    status: IncidentStatus
    impact: Impact
    started_at: Time
    updated_at: Time
    resolved_at: Annotated[Time | None, Meta(description="null: it is open.")]
    components: list[Id]
    url: Url


class Incident(Stamped, frozen=True, kw_only=True):
    """An incident with its evidence. Once it is resolved its file keeps its bytes."""

    id: Id
    title: str
    status: IncidentStatus
    impact: Impact
    started_at: Time
    updated_at: Time
    resolved_at: Annotated[Time | None, Meta(description="null: it is open.")]
    components: list[Id]
    url: Url
    next_update_at: Time | None
    impacts: list[Impacted]
    evidence: Annotated[list[Sighting], Meta(description="Which checks saw it, in the order in which they did.")]
    updates: Annotated[list[Update], Meta(description="Newest first.")]


class Incidents(Stamped, frozen=True, kw_only=True):
    """All incidents, newest first. Settled while none is open."""

    incidents: list[IncidentItem]


class Maintenance(MaintenanceItem, frozen=True, kw_only=True):
    """Planned work, once each time it takes place."""

    announced_at: Time
    recurrence: Annotated[str, Meta(description="The RRULE (RFC 5545), if it comes again.")]
    text: Annotated[str, Meta(description="Markdown.")]
    updates: Annotated[list[Update], Meta(description="Newest first.")]


class Maintenances(Stamped, frozen=True, kw_only=True):
    """All planned work, by start."""

    maintenances: list[Maintenance]


# -------------------------------------------------------------------------------------------------------------- health


class Check(Shape, frozen=True, kw_only=True, omit_defaults=True):
    """How one component is, or how quickly it answers."""

    componentId: Id  # noqa: N815 - the draft's words
    componentType: Literal["component"]  # noqa: N815
    observedValue: Status | float  # noqa: N815
    observedUnit: Literal["ms"] | None = None  # noqa: N815
    status: Verdict
    time: Time | None = None
    output: Annotated[str, Meta(description="Why it does not pass.")] = ""
    links: dict[str, Url]


class Health(Stamped, frozen=True, kw_only=True, omit_defaults=True):
    """``health.json``: draft-inadarei-api-health-check-06. A static host answers 200 whatever it says."""

    status: Verdict
    version: Literal["1"]
    serviceId: Url  # noqa: N815
    description: str
    notes: list[str]
    output: Annotated[str, Meta(description="The page's state, where it does not pass.")] = ""
    checks: dict[str, list[Check]]
    links: dict[str, Url]
