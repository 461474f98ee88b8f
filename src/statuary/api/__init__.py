"""The API: ``api/v1/`` (ours), ``api/v2/`` (Statuspage's), ``health.json`` and the OpenAPI document of all three.

Times are in UTC in ours and in the page's zone in Statuspage's; nothing private is in any.
"""

from __future__ import annotations

from collections.abc import Iterator

from statuary.api import openapi
from statuary.api.events import IncidentFile, incident_files, live_stamps, site_of, so_far
from statuary.api.v1.components import component_pages
from statuary.api.v1.health import health
from statuary.api.v1.incidents import Index
from statuary.api.v1.maintenances import maintenances
from statuary.api.v1.overview import groups, overview, pulse
from statuary.api.v2.ids import id12
from statuary.api.v2.records import records
from statuary.api.v2.views import list_pages
from statuary.config import Config
from statuary.frame import texts
from statuary.memo import key
from statuary.model import Page, Summary
from statuary.views import Stamps


def plan(summary: Summary, config: Config) -> Iterator[Page]:
    """The API as pages."""
    site, known = site_of(config), records(summary)
    items = [so_far(item, summary.generated_at) for item in summary.incidents]
    files = incident_files(summary, items, {record.id: record for record in known}, site)
    yield Page("api/v1/summary.json", "json", overview(summary, config))
    yield Page("api/v1/pulse.json", "json", pulse(summary))
    yield Page("api/v1/groups.json", "json", groups(summary))
    yield Page("api/v1/maintenances.json", "json", maintenances(summary, site.url))
    yield from component_pages(summary, site.url)
    yield from _incident_pages(files, summary, site.url)
    yield from list_pages(summary, items, known, site)
    yield Page("api/v1/openapi.json", "openapi", openapi.View(site.name, site.url))
    yield Page("health.json", "json", health(summary, config))


def _incident_pages(files: list[IncidentFile], summary: Summary, url: str) -> Iterator[Page]:
    """Each incident in both versions, and the index; each is digested once for all three."""
    seals = [key(file) for file in files]
    for file, seal in zip(files, seals, strict=True):
        incident = file.item.incident
        written = texts(incident.updates, incident.source)
        yield Page(f"api/v1/incidents/{incident.id}.json", "api.incident", file, seal=seal)
        yield Page(f"api/v2/incidents/{id12('incident', incident.id)}.json", "statuspage.incident", file, written, seal)
    newest = max((file.item.incident.updates[-1].at for file in files), default=None)
    live = any(file.item.active for file in files)
    stamps = live_stamps(summary) if live else Stamps(data_as_of=newest)
    index = Index(stamps, tuple(file.item for file in files), url)
    yield Page("api/v1/incidents.json", "api.incidents", index, seal=key(stamps, seals, url))
