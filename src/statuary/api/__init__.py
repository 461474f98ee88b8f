"""The API: ``api/v1/`` (ours), ``api/v2/`` (Statuspage's), ``health.json`` and the OpenAPI document of all three.

Times are in UTC in ours and in the page's zone in Statuspage's; nothing private is in any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from statuary.api import openapi
from statuary.api.events import Site, incident_files, live_stamps, site_of, so_far
from statuary.api.v1.components import component_pages
from statuary.api.v1.health import health
from statuary.api.v1.incidents import Index
from statuary.api.v1.maintenances import maintenances
from statuary.api.v1.overview import groups, overview, pulse
from statuary.api.v2.ids import id12
from statuary.api.v2.records import Record, records, still
from statuary.api.v2.views import list_pages
from statuary.config import Config
from statuary.frame import texts
from statuary.memo import key
from statuary.model import IncidentSummary, Page, Summary, Value
from statuary.views import Stamps
from statuary.volumes import Shelf, Volume, bound, shelve


def plan(summary: Summary, config: Config, shelf: Shelf | None = None) -> Iterator[Page]:
    """The API as pages."""
    site, known = site_of(config), records(summary)
    items = [so_far(item, summary.generated_at) for item in summary.incidents]
    files = _Files(summary, {record.id: record for record in known}, site)
    yield Page("api/v1/summary.json", "json", overview(summary, config))
    yield Page("api/v1/pulse.json", "json", pulse(summary))
    yield Page("api/v1/groups.json", "json", groups(summary))
    yield Page("api/v1/maintenances.json", "json", maintenances(summary, site.url))
    yield from component_pages(summary, site.url)
    yield from _incident_pages(files, items, shelf or shelve(summary.incidents, summary.generated_at))
    yield from list_pages(summary, items, known, site)
    yield Page("api/v1/openapi.json", "openapi", openapi.View(site.name, site.url))
    yield Page("health.json", "json", health(summary, config))


class _Files(Value, frozen=True):
    """What the files of incidents are made with."""

    summary: Summary
    records: Mapping[str, Record]
    site: Site

    def pages(self, items: Iterable[IncidentSummary]) -> Iterator[Page]:
        """Each incident in both versions; its view is digested once for both."""
        for file in incident_files(self.summary, items, self.records, self.site):
            incident, seal = file.item.incident, key(file)
            written = texts(incident.updates, incident.source)
            yield Page(_V1.format(incident.id), "api.incident", file, seal=seal)
            yield Page(_V2.format(id12("incident", incident.id)), "statuspage.incident", file, written, seal)


_V1, _V2 = "api/v1/incidents/{}.json", "api/v2/incidents/{}.json"


def _incident_pages(files: _Files, items: Sequence[IncidentSummary], shelf: Shelf) -> Iterator[Page]:
    """The incidents, settled months of them as volumes, and the index of all."""
    summary, site = files.summary, files.site
    alone = list(files.pages(so_far(item, summary.generated_at) for item in shelf.alone))
    yield from alone
    shared = key(site, [still(record) for record in files.records.values()])
    for month in shelf.months:
        ids = [item.incident.id for item in month.items]
        paths = tuple([path for one in ids for path in (_V1.format(one), _V2.format(id12("incident", one)))])
        planned = partial(files.pages, month.items)
        yield bound(f"api/v1/incidents/{month.name}", Volume(key(shared, month.seal), paths), planned)
    newest = max((item.incident.updates[-1].at for item in items), default=None)
    live = any(item.active for item in items)
    stamps = live_stamps(summary) if live else Stamps(data_as_of=newest)
    seals = [page.seal for page in alone], [month.seal for month in shelf.months]
    index = Index(stamps, tuple(items), site.url)
    yield Page("api/v1/incidents.json", "api.incidents", index, seal=key(stamps, seals, site.url))
