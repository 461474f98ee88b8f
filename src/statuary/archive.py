"""``history/``: every month that has something to tell, and the newest incidents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from statuary.frame import AHEAD, HISTORY, World, incident_item, work_item
from statuary.model import IncidentSummary, MaintenanceSummary, Page
from statuary.timeline import grouped
from statuary.views import HistoryView, Link, Month, MonthView, Stamps
from statuary.wording import month_of

_RECENT = 20


def history_pages(world: World) -> Iterator[Page]:
    """The index and a page a month. Past months are settled; they change when their incidents do."""
    incidents = grouped((month_of(item.incident.started_at), item) for item in world.summary.incidents)
    past = [item for item in world.summary.maintenances if item.maintenance.window.start <= world.now]
    works = grouped((month_of(item.maintenance.window.start), item) for item in past)
    names = sorted({*incidents, *works}, reverse=True)
    months = tuple(
        Month(name, f"history/{name}/", len(incidents.get(name, ())), len(works.get(name, ()))) for name in names
    )
    yield _index(world, months)
    neighbours = pairwise([None, *months, None])
    for (newer, month), (_, older) in pairwise(neighbours):
        if month is not None:
            own = incidents.get(month.name, ()), works.get(month.name, ())
            yield _month(world, month, *own, older=_link(older, world), newer=_link(newer, world))


def _index(world: World, months: tuple[Month, ...]) -> Page:
    recent = tuple(incident_item(item, world) for item in world.summary.incidents[:_RECENT])
    view = HistoryView(
        frame=world.frame,
        path="history/",
        root="../",
        title=world.words.say("History"),
        stamps=world.live,
        months=months,
        recent=recent,
    )
    return Page("history/index.html", "history.html", view)


def _month(
    world: World,
    month: Month,
    incidents: Sequence[IncidentSummary],
    works: Sequence[MaintenanceSummary],
    *,
    older: Link | None,
    newer: Link | None,
) -> Page:
    current = month.name == month_of(world.now)
    view = MonthView(
        frame=world.frame,
        path=month.href,
        root="../../",
        title=world.words.month(month.name),
        card_of=HISTORY,
        stamps=world.live if current else Stamps(data_as_of=_newest(incidents, works, world.now)),
        incidents=tuple(incident_item(item, world) for item in incidents),
        works=tuple(work_item(item, world) for item in reversed(works)),
        older=older,
        newer=newer,
    )
    return Page(f"{month.href}index.html", "month.html", view)


def _newest(incidents: Sequence[IncidentSummary], works: Sequence[MaintenanceSummary], now: int) -> int:
    """When the newest thing that the page tells happened."""
    told = [update.at for item in incidents for update in item.incident.updates]
    told += [item.maintenance.window.start for item in works]
    told += [update.at for item in works for update in item.maintenance.updates]
    told += [item.maintenance.window.end for item in works if item.status not in AHEAD]
    return max(at for at in told if at <= now)


def _link(month: Month | None, world: World) -> Link | None:
    return Link(world.words.month(month.name), month.href) if month else None
