"""How much of a component's time was what: uptime by time, error budgets, and days. Pure.

Down is time in a partial or major outage; slow time counts as up, and pages say so. Time nobody observed is neither: it
is left out of the share and shown as coverage. Excluded time (planned work) is left out of everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from statuary.instants import DAY, HOUR, Instant, Millis, day_start
from statuary.model import LADDER, Budget, Day, Objective, Span, Status, Uptime

WINDOWS: tuple[tuple[str, Millis], ...] = (
    ("24h", 24 * HOUR),
    ("7d", 7 * DAY),
    ("30d", 30 * DAY),
    ("90d", 90 * DAY),
    ("1y", 365 * DAY),
)
_DOWN = (Status.partial_outage, Status.major_outage)
_ORDER = (*LADDER, Status.unknown)


def uptimes(spans: Sequence[Span], now: Instant) -> tuple[Uptime, ...]:
    """The uptime over each window that ends now."""
    return tuple(uptime(name, spans, now - length, now) for name, length in WINDOWS)


def uptime(name: str, spans: Iterable[Span], start: Instant, end: Instant) -> Uptime:
    """The share of observed time that was no outage; ``low`` and ``high`` if all unseen time had been down or up."""
    up, down, counted = measured(spans, start, end)
    observed = up + down
    if not counted:
        return Uptime(name, None, 0.0, 1.0, 0.0, 0)
    ratio = up / observed if observed else None
    return Uptime(name, ratio, up / counted, (counted - down) / counted, observed / counted, down)


def budget(objective: Objective, spans: Iterable[Span], now: Instant) -> Budget:
    """What the objective allows over its window, and what there was."""
    up, down, counted = measured(spans, now - dict(WINDOWS)[objective.window], now)
    total = round(counted * (100 - objective.target) / 100)
    return Budget(objective, total, down, max(counted - up - down, 0))


def measured(spans: Iterable[Span], start: Instant, end: Instant) -> tuple[Millis, Millis, Millis]:
    """(up, down, counted): what was seen, of the time that counts."""
    up = down = excluded = 0
    for span in spans:
        length = min(span.end, end) - max(span.start, start)
        if length <= 0:
            continue
        if span.excluded:
            excluded += length
        elif span.status in _DOWN:
            down += length
        elif span.status is not Status.unknown:
            up += length
    return up, down, max(end - start - excluded, 0)


def days(
    spans: Iterable[Span],
    troubles: Iterable[tuple[str, Instant, Instant]],
    now: Instant,
    count: int = 90,
    step: Millis = DAY,
) -> tuple[Day, ...]:
    """The last ``count`` UTC days (or stretches of ``step``), the last one ends with today.

    ``troubles``: (incident id, start, end), newest first.
    """
    first = day_start(now) + DAY - count * step
    named: list[dict[str, None]] = [{} for _ in range(count)]
    for incident, start, end in troubles:
        for number, _ in _by_step(start, end, first, count, step):
            named[number][incident] = None
    return tuple(
        Day(
            first + number * step,
            worst_seen(millis),
            tuple(millis.items()) if len(millis) == 1 else tuple([(s, millis[s]) for s in _ORDER if s in millis]),
            tuple(incidents),
        )
        for number, (millis, incidents) in enumerate(zip(lengths(spans, first, count, step), named, strict=True))
    )


def lengths(spans: Iterable[Span], first: Instant, count: int, step: Millis) -> list[dict[Status, Millis]]:
    """Milliseconds by status in each of the ``count`` steps from ``first``."""
    sums: list[dict[Status, Millis]] = [{} for _ in range(count)]
    for span in spans:
        for number, length in _by_step(span.start, span.end, first, count, step):
            sums[number][span.status] = sums[number].get(span.status, 0) + length
    return sums


def _by_step(start: Instant, end: Instant, first: Instant, count: int, step: Millis) -> Iterable[tuple[int, Millis]]:
    """(its number, milliseconds) for each of the ``count`` steps from ``first`` that the stretch touches."""
    start, end = max(start, first), min(end, first + count * step)
    while start < end:
        number = (start - first) // step
        until = min(end, first + (number + 1) * step)
        yield number, until - start
        start = until


def worst_seen(millis: Mapping[Status, Millis]) -> Status:
    """The worst of what was observed; unknown only where nothing was."""
    if len(millis) == 1:  # nearly always
        return next(iter(millis))
    return max(millis, key=lambda status: status.rank, default=Status.unknown)
