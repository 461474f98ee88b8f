"""The files of ``api/v2/`` and what each shows. No clock: a file changes when what it tells does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from statuary.api.events import Site
from statuary.api.v2.ids import id12
from statuary.api.v2.records import Record, first_at, still
from statuary.api.v2.said import Said, of_maintenance
from statuary.instants import Instant
from statuary.model import IncidentSummary, Page, Summary, Text, Value
from statuary.timeline import news_at

MOST = 50
_WORKING = "in_progress", "verifying"


class Work(Value, frozen=True):
    """Planned work that is news by now. ``said`` is oldest first; ``url`` is relative to the site."""

    id: str
    title: str
    components: tuple[str, ...]
    start: Instant
    end: Instant
    said: tuple[Said, ...]

    @property
    def status(self) -> str:
        return self.said[-1].status


class State(Value, frozen=True, array_like=True):
    """The whole page in a word, and in one of Statuspage's texts."""

    indicator: str
    description: str


class View(Value, frozen=True):
    """``answer`` is what is asked for: the name of a shape."""

    answer: str
    site: Site
    updated_at: Instant
    records: tuple[Record, ...] = ()
    incidents: tuple[IncidentSummary, ...] = ()
    works: tuple[Work, ...] = ()
    state: State = State("", "")


def list_pages(
    summary: Summary, incidents: Sequence[IncidentSummary], records: tuple[Record, ...], site: Site
) -> Iterator[Page]:
    """The eight endpoints, and a file for each piece of planned work."""
    works = sorted(_works(summary), key=_newest_first)
    told = _told(summary, incidents, works, records)
    observed = max(told, summary.data_as_of or told)
    state = State(_indicator(summary), summary.headline)
    unresolved = tuple(item for item in incidents if item.active)[:MOST]
    ahead = tuple(work for work in works if work.status != "completed")
    yield _page("status", View("status", site, observed, state=state))
    yield _page("components", View("components", site, observed, records))
    yield _page("summary", View("summary", site, observed, records, unresolved, ahead, state))
    for name, items in (("incidents", tuple(incidents[:MOST])), ("incidents/unresolved", unresolved)):
        yield _page(name, View("incidents", site, told, _named(records, items, ()), items))
    lists = {
        "scheduled-maintenances": tuple(works),
        "scheduled-maintenances/upcoming": tuple(work for work in ahead if work.status == "scheduled"),
        "scheduled-maintenances/active": tuple(work for work in ahead if work.status in _WORKING),
    }
    for name, some in lists.items():
        own = some[:MOST]
        yield _page(name, View("maintenances", site, told, _named(records, (), own), works=own))
    yield from _work_pages(works, {record.id: record for record in records}, site)


def _work_pages(works: Iterable[Work], records: Mapping[str, Record], site: Site) -> Iterator[Page]:
    """What is over shows nothing that moves."""
    for work in works:
        own = tuple(records[id_] for id_ in work.components)
        if work.status == "completed":
            own = tuple(still(record) for record in own)
        newest = max([work.said[-1].at, *(record.updated_at for record in own)])
        name = f"scheduled-maintenances/{id12('maintenance', work.id)}"
        yield _page(name, View("maintenance", site, newest, own, works=(work,)))


def _page(name: str, view: View) -> Page:
    return Page(f"api/v2/{name}.json", "statuspage", view, tuple(_texts(view)))


def _texts(view: View) -> Iterator[Text]:
    for item in view.incidents:
        source = item.incident.source
        for update in item.incident.updates:
            yield Text("incident", update.text, source.path, update.line or source.line)
    for work in view.works:
        yield from (Text("incident", said.text) for said in work.said if said.text)


def _works(summary: Summary) -> Iterator[Work]:
    """Planned work that is announced by now."""
    now = summary.generated_at
    for item in summary.maintenances:
        maintenance = item.maintenance
        announced = news_at(maintenance)
        if announced <= now:
            yield Work(
                maintenance.id,
                maintenance.title,
                tuple(id_ for id_ in maintenance.components if id_ in summary.components),
                maintenance.window.start,
                maintenance.window.end,
                tuple(of_maintenance(maintenance, announced, now)),
            )


def _newest_first(work: Work) -> tuple[Instant, Instant, str]:
    """By the newest update, as Statuspage does."""
    return -work.said[-1].at, -work.start, work.id


def _told(
    summary: Summary, incidents: Iterable[IncidentSummary], works: Iterable[Work], records: Iterable[Record]
) -> Instant:
    """When the newest thing was said, or a component changed."""
    said = [item.incident.updates[-1].at for item in incidents]
    said += [work.said[-1].at for work in works]
    said += [record.updated_at for record in records]
    return max(said, default=first_at(summary))


def _named(
    records: Iterable[Record], incidents: Iterable[IncidentSummary], works: Iterable[Work]
) -> tuple[Record, ...]:
    """The records of the components that these speak of."""
    ids = {id_ for item in incidents for id_, _ in item.impacts} | {id_ for work in works for id_ in work.components}
    return tuple(record for record in records if record.id in ids)


def _indicator(summary: Summary) -> str:
    """In Statuspage's words, which have none for what nobody knows (docs/decisions/0020)."""
    return "minor" if summary.indicator == "unknown" else summary.indicator
