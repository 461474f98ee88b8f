"""Bars, lanes and latency charts as SVG, and the tables that say the same. Pure; strings are put together by hand since
a template loop over thousands of bars costs thirty times as much.

Colour and height of a state come from the stylesheet by its short class; height grows with severity, so that bars can
be told apart without colour. All text in here is a catalogue's, which is trusted as a template is, or escaped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from statuary.instants import DAY, HOUR, Instant, Millis
from statuary.model import Budget, Day, LatencyBucket, Phases, Span, Status
from statuary.wording import SHAPE, Words

if TYPE_CHECKING:
    from statuary.views import IncidentItem

_PITCH = 4  # a day's bar and the gap after it, in the drawing's units
_TALL = 34
_HEIGHT = {"ok": 22, "mt": 14, "dg": 26, "po": 30, "mo": 34, "un": 4, "ok h": 11}
_LENGTH = {"day": DAY, "week": 7 * DAY}
_PARTLY = 0.1  # a quiet day of which a greater part was not observed is drawn at half height
_TROUBLE = (Status.under_maintenance, Status.degraded_performance, Status.partial_outage, Status.major_outage)
_CHART = (600, 120)  # drawn at any size: strokes do not scale
SIGN = {
    "operational": "M16 2a14 14 0 1 0 .1 0M9.5 16.5l4.5 4.5 8.5-9",
    "under_maintenance": "M4 4h24v24H4zM16 10v6l4 4",
    "degraded_performance": "M16 3 30 28H2zM16 12v7M16 23.5v.1",
    "partial_outage": "M16 2 30 16 16 30 2 16zM16 9.5v8M16 22v.1",
    "major_outage": "M11 2h10l9 9v10l-9 9H11l-9-9V11zM11 11l10 10M21 11 11 21",
    "unknown": "M16 2a14 14 0 1 0 .1 0M12 12.5c.5-5 8-4.5 8 0 0 3-4 3-4 6.500M16 23v.1",
}
"""Status -> its sign, as the path of a stroke in a square of 32."""


# ----------------------------------------------------------------------------------------------------------------- bars


def bars(words: Words, days: Sequence[Day], name: str = "", unit: str = "day") -> Markup:
    """A bar a day (or week), oldest first. Days of trouble say what they were; equal quiet days are one dashed line."""
    width = len(days) * _PITCH - 1
    label = f"{name}: {_bars_words(words, days, unit)}" if name else _bars_words(words, days, unit)
    paths = "".join(_bar_paths(words, days, unit))
    return Markup(  # noqa: S704 - built from numbers and escaped text
        f'<svg class="b {unit[0]}" viewBox="0 0 {width} {_TALL}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(label)}">{paths}</svg>'
    )


def _bar_paths(words: Words, days: Sequence[Day], unit: str) -> Iterator[str]:
    position = 0
    for shape, run in groupby(days, key=lambda day: _shape(day, _LENGTH[unit], today=day is days[-1])):
        same = list(run)
        if shape in ("ok", "un") or unit == "week":
            yield _stroke(shape, position, len(same))
        else:
            for number, day in enumerate(same, position):
                said = f"{words.day(day.start)}: {_day_words(words, day, today=day is days[-1])}"
                yield _stroke(shape, number, 1, f"<title>{said}</title>")
        position += len(same)


def _shape(day: Day, length: Millis, *, today: bool) -> str:
    shape = SHAPE[day.worst]
    if shape != "ok" or day.millis == ((Status.operational, length),):  # nearly all days
        return shape
    return "ok h" if _unseen(day, length, today=today) > length * _PARTLY else shape


def _stroke(shape: str, first: int, count: int, title: str = "") -> str:
    middle = _TALL - _HEIGHT[shape] / 2
    line = f'<path class="{shape}" d="M{first * _PITCH} {middle:g}h{count * _PITCH - 1}"'
    return f"{line}>{title}</path>" if title else f"{line}/>"


def _unseen(day: Day, length: Millis = DAY, *, today: bool) -> Millis:
    """How much of the day (or week) nobody observed; what of today is still to come is not counted."""
    known = sum(part for status, part in day.millis if status is not Status.unknown)
    return dict(day.millis).get(Status.unknown, 0) if today else max(length - known, 0)


def _day_words(words: Words, day: Day, *, today: bool) -> str:
    """``major outage, 42 min``, ``operational, 14 h not observed``."""
    status = words.status_within(day.worst)
    if day.worst in _TROUBLE:
        return f"{status}, {words.length(dict(day.millis)[day.worst])}"
    unseen = words.length(_unseen(day, today=today))
    return words.say("%(status)s, %(length)s not observed") % {"status": status, "length": unseen}


def _bars_words(words: Words, days: Sequence[Day], unit: str = "day") -> str:
    """``90 days: 87 operational, 2 major outage, 1 not observed``."""
    counts = Counter(day.worst for day in days)
    said = words.comma.join(
        f"{counts[status]} {words.status_within(status)}" for status in Status if counts.get(status)
    )
    return f"{words.days(len(days), unit)}: {said}" if said else words.say("no days yet")


def day_table(words: Words, days: Sequence[Day]) -> Markup:
    """The rows of the table behind the bars, newest first."""
    known: dict[tuple[object, ...], str] = {}  # most days are alike
    rows = []
    for day in reversed(days):
        like = day.worst, day.millis, day is days[-1]
        if like not in known:
            known[like] = _day_cells(words, day, today=day is days[-1])
        rows.append(f'<tr><th scope="row">{words.day(day.start)}</th>{known[like]}</tr>')
    return Markup("".join(rows))  # noqa: S704 - numbers and our own words


def _day_cells(words: Words, day: Day, *, today: bool) -> str:
    trouble = sum(length for status, length in day.millis if status in _TROUBLE)
    said = words.say("Not observed") if day.worst is Status.unknown else words.status(day.worst)
    return (
        f'<td><span class="s {SHAPE[day.worst]}">{said}</span></td>'
        f"<td>{_length(words, trouble)}</td><td>{_length(words, _unseen(day, today=today))}</td>"
    )


def _length(words: Words, value: Millis) -> str:
    return words.length(value) if value else "\N{EN DASH}"


# ---------------------------------------------------------------------------------------------------------------- lanes


def course(spans: Iterable[Span], start: Instant, end: Instant) -> Markup:
    """What one component went through between two instants, as a lane. The table beside it says the same."""
    whole = max(end - start, 1)
    parts = []
    for span in spans:
        first, last = max(span.start, start), min(span.end, end)
        if last > first:
            shape = SHAPE[span.status]
            height = _HEIGHT[shape] * 16 // _TALL
            left, width = (first - start) * 1000 / whole, max((last - first) * 1000 / whole, 4)
            parts.append(f'<path class="{shape}" d="M{left:.0f} {16 - height}h{width:.0f}v{height}h-{width:.0f}z"/>')
    drawn = "".join(parts)
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="lane" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    )


# --------------------------------------------------------------------------------------------------------------- shares


def budget_bar(budget: Budget) -> Markup:
    """How much of an error budget is used, as a bar. The words beside it say the same."""
    used = 1000 if budget.burnt else round(1000 * budget.used / max(budget.total, 1))
    shape = "mo" if budget.burnt else "dg" if used > 750 else "ok"
    return Markup(  # noqa: S704 - numbers only
        '<svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="rest" d="M0 0h1000v10H0z"/><path class="{shape}" d="M0 0h{used}v10H0z"/></svg>'
    )


def phases_bar(phases: Phases) -> Markup:
    """Where the time of one answer went, as a bar of up to four parts in the order in which they happen."""
    parts = [phases.dns or 0.0, phases.connect or 0.0, phases.tls or 0.0, phases.first_byte or 0.0]
    scale, left, drawn = 1000 / max(sum(parts), 0.001), 0.0, []
    for number, part in enumerate(parts, 1):
        if part:
            wide = max(part * scale, 2)
            drawn.append(f'<path class="ph{number}" d="M{left * scale:.0f} 0h{wide:.0f}v10h-{wide:.0f}z"/>')
        left += part
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{"".join(drawn)}</svg>'
    )


# -------------------------------------------------------------------------------------------------------------- latency


def latency_chart(
    buckets: Sequence[LatencyBucket],
    start: Instant,
    end: Instant,
    step: Millis,
    bands: Iterable[tuple[Instant, Instant]] = (),
) -> Markup:
    """Median, 95th and 99th percentile between two instants; where nothing was measured there is a gap.

    ``bands``: stretches to be marked, as those of incidents.
    """
    shown = [bucket for bucket in buckets if start <= bucket.start < end]
    top = nice(max((bucket.p99 for bucket in shown), default=1.0))
    width, height = _CHART
    scale = width / max(end - start, 1)

    lines: dict[str, list[str]] = {"p99": [], "p95": [], "p50": []}
    for run in _runs(shown, step):
        stops = [bucket.start + step // 2 for bucket in run]
        across = [f"{(at - start) * scale:.1f}" for at in (run[0].start, *stops, run[-1].start + step)]
        for name, parts in lines.items():
            values = _ends([getattr(bucket, name) for bucket in run])
            up = [f"{height - min(value / top, 1) * height:.1f}" for value in values]
            parts.append("M" + "L".join(map(" ".join, zip(across, up, strict=True))))
    drawn = "".join(f'<path class="{name}" d="{"".join(parts)}"/>' for name, parts in lines.items())
    grid = "".join(f"M0 {height * part / 4:g}h{width}" for part in range(1, 4))
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="plot" viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true">'
        f"{_bands(bands, start, end)}"
        f'<path class="grid" d="{grid}"/>'
        f"{drawn}</svg>"
    )


def incident_bands(incidents: Iterable[IncidentItem], now: Instant) -> tuple[tuple[Instant, Instant], ...]:
    """When each of them began and ended, or now."""
    return tuple((one.started_at, now if one.resolved_at is None else one.resolved_at) for one in incidents)


def _bands(bands: Iterable[tuple[Instant, Instant]], start: Instant, end: Instant) -> str:
    """Stretches of the chart from top to bottom, wide enough to be seen."""
    width, height = _CHART
    scale = width / max(end - start, 1)
    drawn = []
    for first, last in bands:
        left, right = max(first, start), min(last, end)
        if right > left:
            wide = max((right - left) * scale, 2)
            drawn.append(f"M{(left - start) * scale:.1f} 0h{wide:.1f}v{height}h-{wide:.1f}z")
    return f'<path class="band" d="{"".join(drawn)}"/>' if drawn else ""


def _ends(values: Sequence[float]) -> list[float]:
    """The values with the first and the last drawn out to the edges of their buckets."""
    return [values[0], *values, values[-1]]


def _runs(buckets: Sequence[LatencyBucket], step: Millis) -> Iterator[list[LatencyBucket]]:
    """Stretches of buckets without a gap."""
    run: list[LatencyBucket] = []
    for bucket in buckets:
        if run and bucket.start - run[-1].start > step:
            yield run
            run = []
        run.append(bucket)
    if run:
        yield run


def nice(value: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    unit = 1.0
    while unit * 10 < value:
        unit *= 10
    return next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= value or factor == 10)


def latency_top(buckets: Iterable[LatencyBucket], start: Instant) -> float:
    """What the top of the chart stands for, in ms."""
    return nice(max((bucket.p99 for bucket in buckets if bucket.start >= start), default=1.0))


def latency_table(words: Words, buckets: Sequence[LatencyBucket], start: Instant, step: Millis, zone: str) -> Markup:
    """The rows of the table behind the chart, newest first."""
    rows = []
    for bucket in reversed(buckets):
        if bucket.start < start:
            break
        at = words.moment(bucket.start, zone) if step == HOUR else words.day(bucket.start)
        cells = "</td><td>".join(map(words.milliseconds, (bucket.p50, bucket.p95, bucket.p99)))
        rows.append(f'<tr><th scope="row">{at}</th><td>{cells}</td><td>{bucket.count}</td></tr>')
    return Markup("".join(rows))  # noqa: S704 - numbers and our own words
