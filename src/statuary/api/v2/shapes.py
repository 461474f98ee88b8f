"""Statuspage's objects: keys in the order in which it serves them, every key always there unless said."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Id = Annotated[str, Meta(pattern="^[0-9a-z]{12}$")]
Time = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$",
        description="Milliseconds and the offset of the page's time zone, always.",
    ),
]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Url = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
ComponentStatus = Literal["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"]
Impact = Literal["none", "minor", "major", "critical"]
IncidentStatus = Literal["investigating", "identified", "monitoring", "resolved", "postmortem"]
MaintenanceStatus = Literal["scheduled", "in_progress", "verifying", "completed"]


class Object(Struct, frozen=True, forbid_unknown_fields=True):
    """An object with these keys and no others."""


class Page(Object, frozen=True):
    """The page. ``updated_at`` is when the newest thing that the file tells was seen or said."""

    id: Id
    name: str
    url: Url
    time_zone: str
    updated_at: Time


class Status(Object, frozen=True):
    indicator: Literal["none", "minor", "major", "critical", "maintenance"]
    description: Annotated[str, Meta(min_length=1)]


class Component(Object, frozen=True):
    """A component or, with ``group``, a group of them: only that has ``components``."""

    id: Id
    name: str
    status: ComponentStatus
    created_at: Time
    updated_at: Time
    position: Annotated[int, Meta(ge=1)]
    description: str | None
    showcase: bool
    start_date: Date | None
    group_id: Id | None
    page_id: Id
    group: bool
    only_show_if_degraded: bool
    components: list[Id] | UnsetType = UNSET


class AffectedComponent(Object, frozen=True):
    code: Id
    name: Annotated[str, Meta(description="With its group: Group - Component.")]
    old_status: ComponentStatus
    new_status: ComponentStatus


class Update(Object, frozen=True):
    id: Id
    status: IncidentStatus | MaintenanceStatus
    body: Annotated[str, Meta(description="Plain text.")]
    incident_id: Id
    created_at: Time
    updated_at: Time
    display_at: Time
    affected_components: list[AffectedComponent] | None
    deliver_notifications: bool
    custom_tweet: None
    tweet_id: None


class Event(Object, frozen=True):
    """What incidents and maintenances have in common."""

    id: Id
    name: str
    status: IncidentStatus | MaintenanceStatus
    created_at: Time
    updated_at: Time
    monitoring_at: Time | None
    resolved_at: Time | None
    impact: Impact | Literal["maintenance"]
    shortlink: Url
    started_at: Time
    page_id: Id
    incident_updates: Annotated[list[Update], Meta(min_length=1, description="Newest first.")]
    components: list[Component]


class Incident(Event, frozen=True):
    reminder_intervals: None


class Maintenance(Event, frozen=True):
    """``started_at`` is the announcement; ``scheduled_for`` is when the work begins."""

    scheduled_for: Time
    scheduled_until: Time


class StatusAnswer(Object, frozen=True):
    page: Page
    status: Status


class ComponentsAnswer(Object, frozen=True):
    page: Page
    components: list[Component]


class IncidentsAnswer(Object, frozen=True):
    page: Page
    incidents: Annotated[list[Incident], Meta(max_length=50)]


class IncidentAnswer(Object, frozen=True):
    page: Page
    incident: Incident


class MaintenancesAnswer(Object, frozen=True):
    page: Page
    scheduled_maintenances: Annotated[list[Maintenance], Meta(max_length=50)]


class MaintenanceAnswer(Object, frozen=True):
    page: Page
    scheduled_maintenance: Maintenance


class SummaryAnswer(Object, frozen=True):
    """Incidents that are not resolved, maintenances that are not over."""

    page: Page
    components: list[Component]
    incidents: list[Incident]
    scheduled_maintenances: list[Maintenance]
    status: Status
