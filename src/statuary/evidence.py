"""Which checks saw an incident, and from where. Pure.

Evidence comes from confirmed changes alone: they are kept for ever, so what is said of an old incident stays as it is.
Nothing is said of what a check saw after the incident was resolved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from statuary.config import Probe
from statuary.instants import Instant
from statuary.model import Change, History, Outcome, Sighting, Value

_TROUBLE = (Outcome.degraded, Outcome.down)
_FOREVER: Instant = 2**62


class Watch(Value, frozen=True):
    """The troubles of one public probe at one location, oldest first. They do not overlap."""

    probe: Probe
    location: str
    starts: tuple[Instant, ...]
    ends: tuple[Instant, ...]
    outcomes: tuple[Outcome, ...]


def watches(history: History, probes: Iterable[Probe], now: Instant) -> Mapping[str, Sequence[Watch]]:
    """By component, every series that ever saw trouble."""
    public = {probe.id: probe for probe in probes if probe.public}
    found: dict[str, list[Watch]] = {}
    for (id_, location), changes in sorted(history.changes.items()):
        probe = public.get(id_)
        own = [change for change in changes if change.at <= now]
        if probe and any(change.new in _TROUBLE for change in own):
            found.setdefault(probe.component, []).append(_watch(probe, location, own))
    return found


def _watch(probe: Probe, location: str, changes: Sequence[Change]) -> Watch:
    ends = [*(change.at for change in changes[1:]), _FOREVER]
    troubles = [(one.at, end, one.new) for one, end in zip(changes, ends, strict=True) if one.new in _TROUBLE]
    starts, ends_, outcomes = zip(*troubles, strict=True)
    return Watch(probe, location, starts, ends_, outcomes)


def sightings(
    components: Iterable[str], start: Instant, end: Instant, known: Mapping[str, Sequence[Watch]]
) -> tuple[Sighting, ...]:
    """Who saw these components in trouble between two instants, in the order in which it was seen."""
    seen = [one for component in components for watch in known.get(component, ()) for one in _seen(watch, start, end)]
    return tuple(sorted(seen, key=lambda one: one.at))


def _seen(watch: Watch, start: Instant, end: Instant) -> Iterator[Sighting]:
    """The first sign of the trouble, and when it became worse, if this series saw any."""
    last = first = bisect_left(watch.starts, end)
    while first and watch.ends[first - 1] > start:
        first -= 1
    if first < last:
        outcomes, probe = watch.outcomes[first:last], watch.probe
        for number in sorted({0, outcomes.index(Outcome.down) if Outcome.down in outcomes else 0}):
            at = watch.starts[first + number]
            yield Sighting(probe.component, probe.id, probe.name, watch.location, outcomes[number], at)
