"""From what was recorded and what people wrote to what each component was, and when. Pure.

Every source is a *layer*: a list of moves, each saying from when on a value holds. Layers are joined by one sweep over
their moves in order of time, so the work grows with what happened, not with the days that are shown.

* A probe's locations vote: down when more than half of those that know say so (and two, or the only one); less is
  degraded; unknown where nobody knows.
* A component's probes add up: all that know down is a major outage, some a partial one, slow is degraded; unknown where
  any is unknown and none is bad. A probe has no say before its first answer. ``manual`` components are what people say.
* People raise severity and never lower it; automation never ends what a person began.
* Planned work shows as ``under_maintenance``. Under the policy ``excluded`` what automation sees meanwhile is not
  counted; an incident that a person reports still shows, and counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from statuary.config import Config, Probe
from statuary.confirm import expiry
from statuary.instants import DAY, Instant
from statuary.model import (
    Content,
    History,
    Incident,
    Maintenance,
    Outcome,
    Series,
    Span,
    Status,
    Timelines,
    Window,
    worst,
)

REACH = 400 * DAY  # how far back spans go
NOTICE = 7 * DAY  # an occurrence of recurring work is news this long before it begins
FOREVER: Instant = 2**62  # where an impact ends that has not ended

T = TypeVar("T")
U = TypeVar("U")
Layer: TypeAlias = Sequence[tuple[Instant, T]]
Seen: TypeAlias = tuple[Outcome, str]  # with its reason
State: TypeAlias = tuple[Status, str]
Effect: TypeAlias = tuple[Status, str, bool]  # status, reason, excluded


def fold(history: History, content: Content, config: Config, now: Instant) -> Timelines:
    """The timelines as of ``now``. Nothing that is dated later than ``now`` counts."""
    probed = {probe.id: _probe_layer(probe, history, now) for probe in config.probes}
    impacts = {incident.id: _impacts(incident, now) for incident in content.incidents}
    people = grouped(
        (component, (span.start, span.end, (span.status, span.reason)))
        for incident in content.incidents
        for component, spans in impacts[incident.id]
        for span in spans
    )
    planned = grouped(
        (component, (window.start, window.end, (Status.under_maintenance, f"maintenance:{maintenance.id}")))
        for maintenance in content.maintenances
        for window in [effective_window(maintenance)]
        for component in maintenance.components
        if window.start < window.end
    )
    excluded = config.site.maintenance.uptime == "excluded"
    begin = _first_known(history, content, now)
    spans = {}
    for component in config.components.values():
        own = [probed[probe.id] for probe in config.probes if probe.component == component.id]
        seen = _component_layer(own, begin, manual=component.manual)
        spans[component.id] = _spans(
            seen, people.get(component.id, ()), planned.get(component.id, ()), now, excluded=excluded
        )
    as_of, until = _freshness(history, config.probes, now)
    outcomes = {probe: layer[-1][1][0] if layer else Outcome.unknown for probe, layer in probed.items()}
    return Timelines(now, as_of, until, spans, impacts, outcomes)


def effective_window(maintenance: Maintenance) -> Window:
    """When the work was really done: what its updates say, else what was planned. Empty if it was cancelled before."""
    start, end = maintenance.window.start, maintenance.window.end
    begun = next((update.at for update in maintenance.updates if update.status == "in_progress"), None)
    over = next((update.at for update in maintenance.updates if update.status in ("completed", "cancelled")), None)
    if begun is not None:
        start = begun
    if over is not None:
        return Window(start, max(start, over))
    running = (update.at for update in maintenance.updates if update.status in ("in_progress", "verifying"))
    return Window(start, max(end, *running, start))


def news_at(maintenance: Maintenance) -> Instant:
    """From when on planned work is news: when it was announced, but what comes again not before a week ahead."""
    if maintenance.recurrence:
        return max(maintenance.announced_at, maintenance.window.start - NOTICE)
    return maintenance.announced_at


# --------------------------------------------------------------------------------------------------------------- layers


def join(layers: Sequence[Layer[T]], combine: Callable[[Sequence[T | None]], U]) -> list[tuple[Instant, U]]:
    """One layer of ``combine(values)`` over all layers; a layer's value is None before its first move."""
    if len(layers) == 1:
        return _without_repeats((at, combine([value])) for at, value in layers[0])
    current: list[T | None] = [None] * len(layers)
    moves = sorted((at, index, step) for index, layer in enumerate(layers) for step, (at, _) in enumerate(layer))
    joined: dict[Instant, U] = {}
    for at, index, step in moves:
        current[index] = layers[index][step][1]
        joined[at] = combine(current)  # the last of several moves at one instant stands
    return _without_repeats(joined.items())


def _without_repeats(moves: Iterable[tuple[Instant, U]]) -> list[tuple[Instant, U]]:
    kept: list[tuple[Instant, U]] = []
    for at, value in moves:
        if not kept or kept[-1][1] != value:
            kept.append((at, value))
    return kept


def _probe_layer(probe: Probe, history: History, now: Instant) -> Layer[Seen]:
    keys = [series for series in history.changes if series[0] == probe.id]
    keys += [series for series in history.tracks if series[0] == probe.id and series not in history.changes]
    layers = [layer for series in sorted(keys) if (layer := _series_layer(series, history, now))]
    return join(layers, _vote) if layers else ()


def _series_layer(series: Series, history: History, now: Instant) -> Layer[Seen]:
    moves = [(change.at, (change.new, change.reason)) for change in history.changes.get(series, ()) if change.at <= now]
    track = history.tracks.get(series)
    silent = expiry(track, now) if track else None
    if silent and moves and silent.at > moves[-1][0]:
        moves.append((silent.at, (silent.new, silent.reason)))
    return moves


def _vote(seen: Sequence[Seen | None]) -> Seen:
    """What the locations say together (module docstring)."""
    voters = [vote for vote in seen if vote and vote[0] is not Outcome.unknown]
    if not voters:
        return next((vote for vote in seen if vote), (Outcome.unknown, "not_run"))
    down = [vote for vote in voters if vote[0] is Outcome.down]
    if 2 * len(down) > len(voters) and len(down) >= min(2, len(voters)):
        return down[0]
    if down:
        return Outcome.degraded, down[0][1]
    return next((vote for vote in voters if vote[0] is Outcome.degraded), voters[0])


def _component_layer(probes: Sequence[Layer[Seen]], begin: Instant, *, manual: bool) -> Layer[State]:
    known = [layer for layer in probes if layer]
    if known:
        return join(known, _add_up)
    if manual and not probes:
        return [(begin, (Status.operational, "manual"))]
    return [(begin, (Status.unknown, "not_run" if probes else "no_probe"))]


def _add_up(seen: Sequence[Seen | None]) -> State:
    """What a component's probes say together (module docstring)."""
    votes = [vote for vote in seen if vote]
    down = [reason for outcome, reason in votes if outcome is Outcome.down]
    slow = [reason for outcome, reason in votes if outcome is Outcome.degraded]
    unseen = [reason for outcome, reason in votes if outcome is Outcome.unknown]
    if down:
        everything = len(down) + len(unseen) == len(votes)
        return (Status.major_outage if everything else Status.partial_outage), down[0]
    if slow:
        return Status.degraded_performance, slow[0]
    if unseen:
        return Status.unknown, unseen[0]
    return Status.operational, votes[0][1] if votes else "ok"


# --------------------------------------------------------------------------------------------------------------- people


def _impacts(incident: Incident, now: Instant) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """What the incident said of each component, in spans; a resolution ends them all, re-opening brings them back.

    What lasts ends at ``FOREVER``.
    """
    said: dict[str, Status] = dict(incident.components)
    spans: dict[str, list[Span]] = {component: [] for component in said}
    reason = f"incident:{incident.id}"
    updates = [update for update in incident.updates if update.at <= now]
    ends = [*(update.at for update in updates[1:]), FOREVER]
    closed = False
    for update, end in zip(updates, ends, strict=False):
        if update.status != "postmortem":
            closed = update.status == "resolved"
        for component, status in update.components:
            spans.setdefault(component, [])
            if not closed:
                said[component] = status
        if closed or update.at == end:
            continue
        for component, status in said.items():
            if status is not Status.operational:
                _extend(spans[component], Span(update.at, end, status, reason))
    return tuple((component, tuple(own)) for component, own in spans.items())


def _extend(spans: list[Span], span: Span) -> None:
    """Adds the span, or lengthens the last one where nothing but time differs."""
    if spans and spans[-1].end == span.start and spans[-1].status is span.status and spans[-1].reason == span.reason:
        span = Span(spans.pop().start, span.end, span.status, span.reason, span.excluded)
    spans.append(span)


def grouped(items: Iterable[tuple[str, T]]) -> Mapping[str, Sequence[T]]:
    """Each key's items, in the order in which they came."""
    groups: dict[str, list[T]] = {}
    for key, item in items:
        groups.setdefault(key, []).append(item)
    return groups


# ---------------------------------------------------------------------------------------------------------------- spans

_Interval: TypeAlias = tuple[Instant, Instant, State]


def _spans(
    seen: Layer[State], people: Sequence[_Interval], planned: Sequence[_Interval], now: Instant, *, excluded: bool
) -> tuple[Span, ...]:
    """One component's spans: the sweep over everything that began or ended. What begins now is there, and empty."""
    horizon = now - REACH
    automation: State = (Status.unknown, "not_run")
    open_: tuple[dict[int, State], dict[int, State]] = ({}, {})
    # (when, source, number, value): source 0 is automation, 1 people, 2 planned work; None ends an interval
    moves: list[tuple[Instant, int, int, State | None]] = [(at, 0, 0, state) for at, state in seen]
    for source, intervals in ((1, people), (2, planned)):
        for number, (start, end, said) in enumerate(intervals):
            if end > horizon and start <= now:
                moves += [(start, source, number, said), (end, source, number, None)]
    moves.sort(key=lambda move: move[0])
    effects: list[tuple[Instant, Effect]] = []
    for at, source, number, state in moves:
        if at > now:
            break
        if state is None:
            open_[source - 1].pop(number, None)
        elif source == 0:
            automation = state
        else:
            open_[source - 1][number] = state
        effect = _effect(automation, open_[0].values(), open_[1].values(), excluded=excluded)
        if effects and effects[-1][0] == at:
            effects.pop()
        if not effects or effects[-1][1] != effect:
            effects.append((at, effect))
    ends = [*(at for at, _ in effects[1:]), now]
    return tuple(
        Span(max(at, horizon), end, *effect) for (at, effect), end in zip(effects, ends, strict=False) if end > horizon
    )


def _effect(automation: State, people: Iterable[State], planned: Iterable[State], *, excluded: bool) -> Effect:
    """What readers are told, and whether the time counts (module docstring)."""
    work = next(iter(planned), None)
    said = max(people, key=lambda state: state[0].rank, default=None)
    if work is None:
        return (*_worse(automation, said), False)
    if excluded:
        status, reason = _worse(work, said)
        return status, reason, status is work[0]
    return (*_worse(_worse(work, automation), said), False)


def _worse(known: State, other: State | None) -> State:
    return other if other and worst((known[0], other[0])) is not known[0] else known


def _first_known(history: History, content: Content, now: Instant) -> Instant:
    """Since when the site can say anything at all: the first run or the first thing that people wrote."""
    firsts = [history.first_at] if history.first_at is not None else []
    firsts += [incident.started_at for incident in content.incidents]
    firsts += [min(item.window.start, item.announced_at) for item in content.maintenances]
    return min(min(firsts, default=now), now - 1)


def _freshness(history: History, probes: Sequence[Probe], now: Instant) -> tuple[Instant | None, Instant | None]:
    """The newest observation, and when the first of those that still speak for the present stops to do so."""
    ids = {probe.id for probe in probes}
    tracks = [track for (probe, _), track in history.tracks.items() if probe in ids and 0 < track.last_at <= now]
    if not tracks:
        return None, None
    current = [track.expires for track in tracks if track.expires >= now]
    return max(track.last_at for track in tracks), min(current, default=max(track.expires for track in tracks))
