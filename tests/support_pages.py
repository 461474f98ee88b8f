"""Summaries of a small literal world, and its pages written as files: what the tests of pages look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup, escape

from statuary.config import Component, Config, Group, Site
from statuary.instants import DAY, HOUR, MINUTE, Instant, day_start
from statuary.model import (
    ComponentSummary,
    Content,
    Converted,
    Day,
    GroupSummary,
    Guide,
    Impact,
    Incident,
    IncidentSummary,
    LatencyBucket,
    Maintenance,
    MaintenanceStatus,
    MaintenanceSummary,
    Outcome,
    Page,
    Phases,
    ProbeSummary,
    Source,
    Span,
    Status,
    StatusChange,
    Summary,
    Text,
    Update,
    Uptime,
    Window,
    worst,
)
from statuary.pages import plan
from statuary.render import Context
from statuary.rollup import roll_up
from statuary.theme import Theme, load_theme

NOW: Instant = 1_795_383_600_000 + 40 * MINUTE  # 2026-11-22T21:40:00Z
NOWHERE = Path("/nowhere")
LETTERS = {
    "o": Status.operational,
    "m": Status.under_maintenance,
    "d": Status.degraded_performance,
    "p": Status.partial_outage,
    "x": Status.major_outage,
    "?": Status.unknown,
}


class PlainConverter:
    """Markdown for tests: paragraphs of escaped text."""

    def convert(self, text: Text) -> Converted:
        paragraphs = [part for part in text.text.split("\n\n") if part.strip()]
        return Converted("".join(f"<p>{escape(part)}</p>\n" for part in paragraphs))


def days(letters: str = "", now: Instant = NOW) -> tuple[Day, ...]:
    """90 days that end today; the letters are the last ones, the others were operational."""
    words = letters.rjust(90, "o")
    first = day_start(now) - 89 * DAY
    return tuple(_day(first + number * DAY, LETTERS[letter]) for number, letter in enumerate(words))


def _day(start: Instant, status: Status) -> Day:
    if status in (Status.operational, Status.unknown):
        return Day(start, status, ((status, DAY),))
    return Day(start, status, ((Status.operational, DAY - 42 * MINUTE), (status, 42 * MINUTE)), ("slow-checkout",))


def uptimes(ratio: float | None = 1.0, coverage: float = 1.0) -> tuple[Uptime, ...]:
    seen = (ratio or 0) * coverage
    return tuple(
        Uptime(window, ratio, seen, seen + 1 - coverage, coverage, 0 if ratio in (None, 1.0) else 42 * MINUTE)
        for window in ("24h", "7d", "30d", "90d", "1y")
    )


def buckets(now: Instant, count: int, step: int, middle: float = 84.0) -> tuple[LatencyBucket, ...]:
    """Latencies that go up and down; a few hours in the middle are missing."""
    last = now - now % step
    return tuple(
        LatencyBucket(last - (count - 1 - n) * step, 12, middle + 17 * (n % 7), 2 * middle + 60 * (n % 5), 4 * middle)
        for n in range(count)
        if not 20 <= n < 24
    )


def probe(id_: str = "health", outcome: Outcome = Outcome.up, reason: str = "ok", **more: object) -> ProbeSummary:
    base = ProbeSummary(
        id=id_,
        name=id_,
        kind="http",
        outcome=outcome,
        reason=reason,
        checked_at=NOW - 2 * MINUTE,
        latency=84.2,
        phases=Phases(4.0, 11.0, 22.0, 84.2, 90.0),
        every=5 * MINUTE,
        certificate_until=NOW + 41 * DAY,
        hours=buckets(NOW, 48, HOUR),
        days=buckets(day_start(NOW), 90, DAY),
    )
    return replace(base, **more)  # type: ignore[arg-type]


def component(
    id_: str = "api",
    name: str = "API",
    status: Status = Status.operational,
    letters: str = "",
    **more: object,
) -> ComponentSummary:
    base = ComponentSummary(
        id=id_,
        name=name,
        description="",
        group=None,
        links=(),
        status=status,
        since=NOW - 9 * DAY,
        reason="ok" if status is Status.operational else "http_503",
        checked_at=NOW - 2 * MINUTE,
        days=days(letters),
        uptimes=uptimes(1.0 if not letters.strip("o?") else 0.99932),
        probes=(),
        incidents=(),
        maintenances=(),
        guides=(),
        changes=(),
    )
    return replace(base, **more)  # type: ignore[arg-type]


def incident(
    *updates: tuple[str, Instant, str],
    id_: str = "slow-checkout",
    title: str = "Slow checkout",
    impact: Impact = Impact.minor,
    components: Mapping[str, Status] | None = None,
    now: Instant = NOW,
    next_at: Instant | None = None,
) -> IncidentSummary:
    """An incident of (status, when, text) updates; each of its components was in its status until the resolution."""
    said = tuple((components or {}).items())
    source = Source(f"content/incidents/{id_}.md", "0")
    written = Incident(id_, title, impact, said, tuple(Update(*update) for update in updates), source)
    resolved = written.resolved_at
    end = now if resolved is None else resolved
    impacts = tuple((c, (Span(written.started_at, end, status, f"incident:{id_}"),)) for c, status in said)
    return IncidentSummary(written, resolved is None, resolved, impacts, next_at)


def maintenance(
    start: Instant,
    length: int = HOUR,
    status: MaintenanceStatus = MaintenanceStatus.scheduled,
    *updates: tuple[str, Instant, str],
    id_: str = "database",
    title: str = "Database upgrade",
    components: tuple[str, ...] = (),
    text: str = "We move to a newer version. Writes pause for a minute.",
    recurrence: str = "",
) -> MaintenanceSummary:
    source = Source(f"content/maintenance/{id_}.md", "0")
    own = tuple(Update(*update) for update in updates)
    work = Maintenance(
        id_, title, components, Window(start, start + length), NOW - 3 * DAY, own, text, source, recurrence
    )
    return MaintenanceSummary(work, status)


def guide(path: str, title: str, text: str = "Text.", **more: object) -> Guide:
    source = Source(f"content/guides/{path or 'index'}.md", "0")
    return Guide(path, title, text, source, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Groups:
    """``name``: ids of components."""

    members: Mapping[str, Sequence[str]]


def summary(
    components: Iterable[ComponentSummary] = (),
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    incidents: Sequence[IncidentSummary] = (),
    maintenances: Sequence[MaintenanceSummary] = (),
    changes: Sequence[StatusChange] = (),
    **more: object,
) -> Summary:
    """A summary as of NOW; its state is that of the components and incidents."""
    own = {one.id: one for one in components}
    grouped = groups or {}
    members = {id_ for ids in grouped.values() for id_ in ids}
    state = roll_up((c.status for c in own.values()), (i.incident.impact for i in incidents if i.active))
    base = Summary(
        generated_at=NOW,
        data_as_of=NOW - 2 * MINUTE,
        valid_until=NOW + 13 * MINUTE,
        fresh=True,
        note="",
        status=state.status,
        indicator=state.indicator,
        headline=state.headline,
        since=NOW - 9 * DAY,
        next_check=NOW + 3 * MINUTE,
        tree=(*(_id(name) for name in grouped), *(id_ for id_ in own if id_ not in members)),
        groups={
            _id(name): GroupSummary(_id(name), name, "", worst(own[id_].status for id_ in ids), tuple(ids))
            for name, ids in grouped.items()
        },
        components=own,
        incidents=tuple(incidents),
        maintenances=tuple(maintenances),
        changes=tuple(changes),
    )
    return replace(base, **more)  # type: ignore[arg-type]


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


def config(shown: Summary, **site: object) -> Config:
    settings = {"name": "Example Status", "url": "https://status.example.com", **site}
    return Config(
        NOWHERE,
        Site(**settings),  # type: ignore[arg-type]
        {id_: Component(id_, one.name) for id_, one in shown.components.items()},
        {id_: Group(id_, one.name, "", one.children) for id_, one in shown.groups.items()},
        shown.tree,
    )


def theme() -> Theme:
    return load_theme(NOWHERE)


def planned(shown: Summary, content: Content = Content(), **site: object) -> dict[str, Page]:  # noqa: B008 - immutable
    """The pages by path."""
    return {page.path: page for page in plan(shown, content, config(shown, **site), theme())}


def context(look: Theme | None = None) -> Context:
    return Context(look or theme(), PlainConverter())  # type: ignore[arg-type]


def rendered(shown: Summary, content: Content = Content(), **site: object) -> dict[str, bytes]:  # noqa: B008 - immutable
    """The files by path."""
    look = context()
    return {path: look.write(page) for path, page in planned(shown, content, **site).items()}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, body in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)


def text_of(html: bytes) -> str:
    """The words of a page, in order, single spaces."""
    return " ".join(Markup(html.decode()).striptags().split())
