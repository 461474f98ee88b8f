"""A small named world of literal values: builders with defaults for what a test does not care about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from statuary.config import Component, Config, Group, Probe
from statuary.configfiles import MaintenancePolicy, Site
from statuary.confirm import advance
from statuary.instants import HOUR, MINUTE, Instant, day_start
from statuary.model import (
    Change,
    History,
    Impact,
    Incident,
    Maintenance,
    Outcome,
    Policy,
    ProbeResult,
    ProbeRun,
    Series,
    Source,
    Status,
    Track,
    Update,
    Window,
)
from statuary.options import Settled

NOON: Instant = day_start(1_793_966_400_000) + 12 * HOUR  # 2026-11-06T12:00:00Z
NOW = NOON
POLICY = Policy(every=5 * MINUTE)
LETTERS = {"u": Outcome.up, "d": Outcome.down, "g": Outcome.degraded, "?": Outcome.unknown}
REASONS = {Outcome.up: "ok", Outcome.down: "http_503", Outcome.degraded: "slow", Outcome.unknown: "offline"}


def result(letter: str, at: Instant, probe: str = "p", location: str = "default", **more: object) -> ProbeResult:
    """One answer: ``u`` up, ``g`` degraded, ``d`` down, ``?`` unknown."""
    outcome = LETTERS[letter]
    return ProbeResult(probe, location, at, outcome, REASONS[outcome], **more)  # type: ignore[arg-type]


def replay(
    letters: str, *, begin: Instant = 0, every: int = 5 * MINUTE, policy: Policy = POLICY
) -> tuple[Track, list[Change]]:
    """Feeds the letters one by one; ``.`` is a run that did not happen."""
    track, changes = Track(), []
    for number, letter in enumerate(letters):
        if letter != ".":
            track, new = advance(track, result(letter, begin + (number + 1) * every), policy)
            changes += new
    return track, changes


def moves(letters: str, policy: Policy = POLICY) -> list[str]:
    """``up@1 down@3``: the confirmed changes, each at the number of the answer it is dated to."""
    return [f"{change.new}@{change.at / (5 * MINUTE):g}" for change in replay(letters, policy=policy)[1]]


def recorded(**letters: str) -> History:
    """A history in which each probe was answered so every 5 minutes, the last time at NOON. ``p__eu``: a location."""
    tracks: dict[Series, Track] = {}
    changes: dict[Series, tuple[Change, ...]] = {}
    latest: dict[Series, ProbeResult] = {}
    for name, answers in letters.items():
        probe, _, location = name.partition("__")
        series = (probe, location or "default")
        begin = NOON - len(answers) * 5 * MINUTE
        tracks[series], new = replay(answers, begin=begin)
        changes[series] = tuple(new)
        seen = [(n, letter) for n, letter in enumerate(answers) if letter != "."]
        if seen:
            latest[series] = result(seen[-1][1], begin + (seen[-1][0] + 1) * 5 * MINUTE, *series)
    first = min((NOON - (len(answers) - 1) * 5 * MINUTE for answers in letters.values()), default=None)
    return History(first, ProbeRun(NOON, "default", tuple(latest.values())), tracks, changes, latest)


def probe(id_: str, component: str) -> Probe:
    return Probe(id_, component, "http", id_, 10_000, 1, 1000, POLICY, None, True, Settled(b"{}"))


def world(
    *components: Component, probes: Iterable[Probe] = (), groups: Iterable[Group] = (), uptime: str = "excluded"
) -> Config:
    """A site of these components; probes default to one ``p`` on the first component that is not manual."""
    watched = next((component.id for component in components if not component.manual), None)
    own = tuple(probes) or ((probe("p", watched),) if watched else ())
    grouped = {child for group in groups for child in group.children}
    tree = (*(group.id for group in groups), *(c.id for c in components if c.id not in grouped))
    site = Site(name="World", url="https://status.example.com", maintenance=MaintenancePolicy(uptime=uptime))  # type: ignore[arg-type]
    return Config(site, {c.id: c for c in components}, {g.id: g for g in groups}, tree, own, root=Path("/nowhere"))


def api(**more: object) -> Component:
    return Component("api", "API", **more)  # type: ignore[arg-type]


def incident(
    *updates: tuple[str, Instant, dict[str, str]], id_: str = "i", impact: str = "minor", **said: str
) -> Incident:
    """An incident that declares ``said`` and then goes through the updates (status, when, what it says)."""
    return Incident(
        id_,
        id_.title(),
        Impact(impact),
        tuple((component, Status(status)) for component, status in said.items()),
        tuple(
            Update(status, at, "Text.", tuple((component, Status(word)) for component, word in words.items()))
            for status, at, words in updates
        ),
        Source(f"content/incidents/{id_}.md", "0"),
    )


def maintenance(
    start: Instant, end: Instant, *updates: tuple[str, Instant], components: tuple[str, ...] = ("api",)
) -> Maintenance:
    own = tuple(Update(status, at, "Text.") for status, at in updates)
    source = Source("content/maintenance/m.md", "0")
    return Maintenance("m", "Works", components, Window(start, end), start - HOUR, own, "", source)
