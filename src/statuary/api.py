"""``api/v1/summary.json`` for programs, ``pulse.json`` for open pages. Stable keys, times in UTC, nothing private."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from statuary.config import Config
from statuary.instants import Instant, iso
from statuary.model import (
    Budget,
    ComponentSummary,
    Content,
    IncidentSummary,
    MaintenanceStatus,
    MaintenanceSummary,
    Page,
    Summary,
    Uptime,
)
from statuary.wording import Words

if TYPE_CHECKING:
    from statuary.render import Context

_AHEAD = (MaintenanceStatus.scheduled, MaintenanceStatus.in_progress, MaintenanceStatus.verifying)


def plan(summary: Summary, content: Content, config: Config) -> tuple[Page, ...]:
    """The API as pages."""
    del content  # what readers may know of it is in the summary
    return (
        Page("api/v1/summary.json", "json", _summary(summary, config)),
        Page("api/v1/pulse.json", "json", _pulse(summary)),
    )


def write(view: Any, context: Context) -> bytes:
    """The view as compact JSON."""
    del context
    return json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()


def _pulse(summary: Summary) -> dict[str, Any]:
    """What an open page asks every minute: small, so that asking costs nobody anything."""
    return {
        "generated_at": iso(summary.generated_at),
        "data_as_of": _time(summary.data_as_of),
        "valid_until": _time(summary.valid_until),
        "status": summary.status.value,
        "description": summary.headline,
    }


def _summary(summary: Summary, config: Config) -> dict[str, Any]:
    url = config.site.url
    return {
        "generated_at": iso(summary.generated_at),
        "data_as_of": _time(summary.data_as_of),
        "valid_until": _time(summary.valid_until),
        "fresh": summary.fresh,
        "note": Words().notes(summary.notes),
        "page": {"name": config.site.name, "url": url, "time_zone": config.site.time_zone},
        "status": {
            "indicator": summary.indicator,
            "description": summary.headline,
            "status": summary.status.value,
            "since": _time(summary.since),
        },
        "components": [_component(component, url) for component in summary.components.values()],
        "groups": [
            {
                "id": group.id,
                "name": group.name,
                "status": group.status.value,
                "children": list(group.children),
            }
            for group in summary.groups.values()
        ],
        "incidents": [_incident(item, url, summary.generated_at) for item in summary.incidents if item.active],
        "maintenances": [_maintenance(item, url) for item in summary.maintenances if item.status in _AHEAD],
    }


def _component(component: ComponentSummary, url: str) -> dict[str, Any]:
    return {
        "id": component.id,
        "name": component.name,
        "group": component.group,
        "status": component.status.value,
        "since": _time(component.since),
        "checked_at": _time(component.checked_at),
        "uptime": {uptime.window: _uptime(uptime) for uptime in component.uptimes},
        "slo": _budget(component.budget),
        "url": f"{url}/components/{component.id}/",
    }


def _uptime(uptime: Uptime) -> dict[str, Any]:
    """Shares of 1, rounded to what a second in a year is worth."""
    return {
        "ratio": None if uptime.ratio is None else round(uptime.ratio, 8),
        "low": round(uptime.low, 8),
        "high": round(uptime.high, 8),
        "coverage": round(uptime.coverage, 8),
    }


def _budget(budget: Budget | None) -> dict[str, Any] | None:
    """The objective in percent and its error budget in milliseconds; ``left_ms`` is below 0 where it was not kept."""
    if budget is None:
        return None
    return {
        "target": budget.objective.target,
        "window": budget.objective.window,
        "budget_ms": budget.total,
        "used_ms": budget.used,
        "left_ms": budget.total - budget.used,
        "unseen_ms": budget.unseen,
        "burnt": budget.burnt,
    }


def _incident(item: IncidentSummary, url: str, now: Instant) -> dict[str, Any]:
    incident = item.incident
    updates = [update for update in incident.updates if update.at <= now]
    return {
        "id": incident.id,
        "title": incident.title,
        "status": updates[-1].status,
        "impact": incident.impact.value,
        "started_at": iso(incident.started_at),
        "updated_at": iso(updates[-1].at),
        "next_update_at": _time(item.next_at),
        "components": [component for component, _ in item.impacts],
        "url": f"{url}/incidents/{incident.id}/",
        "updates": [{"status": update.status, "at": iso(update.at), "text": update.text} for update in updates[::-1]],
    }


def _maintenance(item: MaintenanceSummary, url: str) -> dict[str, Any]:
    maintenance = item.maintenance
    return {
        "id": maintenance.id,
        "title": maintenance.title,
        "status": item.status.value,
        "start": iso(maintenance.window.start),
        "end": iso(maintenance.window.end),
        "components": list(maintenance.components),
        "url": f"{url}/maintenance/{maintenance.id}/",
    }


def _time(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
