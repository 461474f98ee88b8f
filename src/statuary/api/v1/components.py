"""``components/ID.json``: all that is known of one component, its history as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from statuary.api.v1 import shapes
from statuary.api.v1.overview import slo, stamps, uptimes
from statuary.api.writing import encode, maybe, stamp
from statuary.instants import DAY, HOUR, Instant, Millis
from statuary.model import (
    ComponentSummary,
    LatencyBucket,
    Page,
    Phases,
    ProbeSummary,
    Span,
    Status,
    StatusChange,
    Summary,
    Value,
)
from statuary.uptime import lengths, worst_seen

if TYPE_CHECKING:
    from statuary.render import Context

HOURS = 48
_DAYS = 90  # of latencies: as many as there are of statuses


class View(Value, frozen=True):
    """``stamps`` as the answer has them."""

    now: Instant
    stamps: dict[str, str | None]
    component: ComponentSummary
    url: str  # the site's


def component_pages(summary: Summary, url: str) -> Iterator[Page]:
    """A file a component: always live."""
    live = stamps(summary)
    for component in summary.components.values():
        view = View(summary.generated_at, live, component, url)
        yield Page(f"api/v1/components/{component.id}.json", "api.component", view)


def write(view: View, context: Context) -> bytes:
    """The component as JSON."""
    del context
    component = view.component
    shape = shapes.Component(
        **view.stamps,
        id=component.id,
        name=component.name,
        description=component.description,
        group=component.group,
        links=[shapes.Link(text=text, url=url) for text, url in component.links],
        status=component.status,
        since=maybe(component.since),
        reason=component.reason,
        first_at=maybe(component.first_at),
        checked_at=maybe(component.checked_at),
        uptime=uptimes(component),
        slo=slo(component.budget),
        hours=hours(component.recent, view.now),
        days=_columns(component.days[0].start, DAY, [dict(day.millis) for day in component.days]),
        day_incidents={stamp(day.start)[:10]: list(day.incidents) for day in component.days if day.incidents},
        probes=[_probe(probe, view.now) for probe in component.probes],
        changes=[_change(change) for change in component.changes],
        incidents=list(component.incidents),
        maintenances=list(component.maintenances),
        url=f"{view.url}/components/{component.id}/",
    )
    return encode(shape)


def hours(recent: Sequence[Span], now: Instant) -> shapes.StatusColumns:
    """The last 48 hours; the last row is the hour that is not over."""
    first = now - now % HOUR - (HOURS - 1) * HOUR
    return _columns(first, HOUR, lengths(recent, first, HOURS, HOUR))


def _columns(first: Instant, step: Millis, rows: Sequence[dict[Status, Millis]]) -> shapes.StatusColumns:
    return shapes.StatusColumns(
        first=stamp(first),
        step_ms=step,
        worst=[worst_seen(row) for row in rows],
        **{status.value: [row.get(status, 0) for row in rows] for status in Status},
    )


def _probe(probe: ProbeSummary, now: Instant) -> shapes.Probe:
    return shapes.Probe(
        id=probe.id,
        name=probe.name,
        kind=probe.kind,
        outcome=probe.outcome,
        reason=probe.reason,
        checked_at=maybe(probe.checked_at),
        every_ms=probe.every,
        latency_ms=_rounded(probe.latency),
        phases_ms=_phases(probe.phases),
        certificate_until=maybe(probe.certificate_until),
        hours=_latencies(probe.hours),
        days=_latencies([day for day in probe.days if day.start > now - _DAYS * DAY]),
    )


def _phases(phases: Phases) -> shapes.Phases:
    return shapes.Phases(
        dns=_rounded(phases.dns),
        connect=_rounded(phases.connect),
        tls=_rounded(phases.tls),
        first_byte=_rounded(phases.first_byte),
        total=_rounded(phases.total),
    )


def _latencies(buckets: Sequence[LatencyBucket]) -> shapes.LatencyColumns:
    return shapes.LatencyColumns(
        start=[stamp(bucket.start) for bucket in buckets],
        count=[bucket.count for bucket in buckets],
        p50=[round(bucket.p50, 1) for bucket in buckets],
        p95=[round(bucket.p95, 1) for bucket in buckets],
        p99=[round(bucket.p99, 1) for bucket in buckets],
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _change(change: StatusChange) -> shapes.Change:
    return shapes.Change(at=stamp(change.at), old=change.old, new=change.new, reason=change.reason)
