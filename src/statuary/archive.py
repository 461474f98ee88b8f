"""``history/``: every month that has something to tell, and the newest incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from statuary.frame import AHEAD, HISTORY, World, incident_item, until_now, work_item
from statuary.memo import key
from statuary.model import IncidentSummary, MaintenanceSummary, Page
from statuary.timeline import grouped
from statuary.twins import TWIN, with_twins
from statuary.views import HistoryView, Link, Month, MonthView, Stamps
from statuary.volumes import Volume, bound
from statuary.wording import month_of

_RECENT = 20


def history_pages(world: World) -> Iterator[Page]:
    """The index and a page a month. Months of which all is settled are volumes."""
    incidents = grouped((month_of(item.incident.started_at), item) for item in world.summary.incidents)
    shelved = {month.name: month for month in world.shelf.months if month.name != month_of(world.now)}
    shared = key(world.frame, world.names)
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
            planned = partial(_month, world, month, *own, older=_link(older, world), newer=_link(newer, world))
            settled = shelved.get(month.name)
            if settled and len(settled.items) == month.incidents and not any(work.status in AHEAD for work in own[1]):
                seal = key(shared, settled.seal, own[1], older, newer)
                files = (f"{month.href}index.html", f"{month.href}{TWIN}")
                volume = Volume(seal, files, ((month.href, _newest(*own, world.now)),))
                yield bound(month.href, volume, partial(_twinned, planned))
            else:
                yield planned()


def _twinned(planned: Callable[[], Page]) -> Iterator[Page]:
    return with_twins([planned()])


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
    told = [update.at for item in incidents for update in until_now(item.incident.updates, now)[:1]]
    told += [item.maintenance.window.start for item in works]
    told += [update.at for item in works for update in item.maintenance.updates]
    told += [item.maintenance.window.end for item in works if item.status not in AHEAD]
    return max(at for at in told if at <= now)


def _link(month: Month | None, world: World) -> Link | None:
    return Link(world.words.month(month.name), month.href) if month else None
