"""Summaries of a small literal world, and its pages written as files: what the tests of pages look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from msgspec.structs import replace

from statuary.checking import checked
from statuary.config import Component, Config, Group
from statuary.configfiles import Site
from statuary.content.includes import Including
from statuary.errors import Problem
from statuary.instants import DAY, HOUR, MINUTE, Instant, day_start
from statuary.languages import ENGLISH
from statuary.markup.convert import convert
from statuary.model import (
    Alias,
    Budget,
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
    Note,
    Objective,
    Outcome,
    Page,
    Phases,
    ProbeSummary,
    Sighting,
    Source,
    Span,
    Status,
    StatusChange,
    Summary,
    Text,
    Update,
    Uptime,
    Version,
    Window,
    worst,
)
from statuary.pages import plan
from statuary.render import Context
from statuary.rollup import roll_up
from statuary.theme import Theme, load_theme
from statuary.views import Proof
from statuary.volumes import unbound
from support_tools import ROOT

NOW: Instant = 1_795_383_600_000  # 2026-11-22T21:40:00Z
NOWHERE = Path("/nowhere")
LETTERS = {
    "o": Status.operational,
    "m": Status.under_maintenance,
    "d": Status.degraded_performance,
    "p": Status.partial_outage,
    "x": Status.major_outage,
    "?": Status.unknown,
}


@cache
def _converted(text: str) -> Converted:
    return convert("guide", text)


class PlainConverter:
    """Markdown for tests: paragraphs of escaped text; guides as they really are."""

    def outlines(self, texts: Sequence[Text]) -> list[Converted]:
        return [self.convert(text) for text in texts]

    def convert(self, text: Text) -> Converted:
        if text.profile == "guide":
            return _converted(text.text)
        paragraphs = [part for part in text.text.split("\n\n") if part.strip()]
        return Converted("".join(f"<p>{escape(part)}</p>\n" for part in paragraphs))


def days(letters: str = "", now: Instant = NOW) -> tuple[Day, ...]:
    """90 days that end today; the letters are the last ones, the others were operational."""
    words = letters.rjust(90, "o")
    first = day_start(now) - 89 * DAY
    return tuple(_day(first + number * DAY, LETTERS[letter]) for number, letter in enumerate(words))


def weeks(letters: str = "", now: Instant = NOW) -> tuple[Day, ...]:
    """52 stretches of seven days that end today; the letters are those of the last days."""
    words = letters.rjust(52 * 7, "o")
    first = day_start(now) + DAY - 52 * 7 * DAY
    return tuple(_week(first + number * 7 * DAY, words[number * 7 : number * 7 + 7]) for number in range(52))


def _week(start: Instant, letters: str) -> Day:
    statuses = [LETTERS[letter] for letter in letters]
    known = [status for status in statuses if status is not Status.unknown]
    millis = tuple((status, statuses.count(status) * DAY) for status in Status if status in statuses)
    return Day(start, worst(known) if known else Status.unknown, millis)


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
        weeks=weeks(letters),
        uptimes=uptimes(1.0 if not letters.strip("o?") else 0.99932),
        probes=(),
        incidents=(),
        maintenances=(),
        guides=(),
        changes=(),
    )
    return replace(base, **more)  # type: ignore[arg-type]


def incident(
    *updates: Update | tuple[str, Instant, str],
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
    written = Incident(id_, title, impact, said, tuple(map(_update, updates)), source)
    resolved = written.resolved_at
    end = now if resolved is None else resolved
    impacts = tuple((c, (Span(written.started_at, end, status, f"incident:{id_}"),)) for c, status in said)
    return IncidentSummary(written, resolved is None, resolved, impacts, next_at)


def _update(given: Update | tuple[str, Instant, str]) -> Update:
    return given if isinstance(given, Update) else Update(*given)


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
        notes=(),
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
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")


def config(shown: Summary, **site: object) -> Config:
    settings = {"name": "Example Status", "url": "https://status.example.com", **site}
    return Config(
        checked(Site, settings),
        {id_: Component(id_, one.name) for id_, one in shown.components.items()},
        {id_: Group(id_, one.name, "", one.children) for id_, one in shown.groups.items()},
        shown.tree,
        root=NOWHERE,
    )


@cache
def theme(*languages: str) -> Theme:
    """The packaged theme."""
    return load_theme(NOWHERE, languages=languages or (ENGLISH,))


@cache
def _renderer(*languages: str) -> Context:
    """Its templates are compiled once for all tests."""
    return context(theme(*languages))


def _languages(site: Mapping[str, Any]) -> tuple[str, ...]:
    return (site.get("language", ENGLISH), *site.get("languages", ()))


def planned(shown: Summary, content: Content = Content(), **site: object) -> dict[str, Page]:  # noqa: B008 - immutable
    """The pages by path."""
    pages = unbound(plan(shown, content, config(shown, **site), theme(*_languages(site))))
    return {page.path: _proven(page) if page.path == "docs/tested/index.html" else page for page in pages}


def _proven(page: Page) -> Page:
    """The page with something seen of each of its marked blocks: verified in every way, failed, not tested."""
    against = [("verified", "run", ""), ("verified", "schema", "site"), ("verified", "probe", "API health")]
    states = [*against, ("failed", "run", ""), ("not", "run", "")]
    proofs = tuple(
        Proof(one.id, state, kind, name, None if state == "not" else NOW - 3 * DAY)
        for one, (state, kind, name) in zip(convert("guide", page.view.text).marked, states, strict=True)
    )
    return Page(page.path, page.renderer, replace(page.view, proofs=proofs), page.texts)


def context(look: Theme) -> Context:
    return Context(look, PlainConverter())  # type: ignore[arg-type]


def rendered(shown: Summary, content: Content = Content(), **site: object) -> dict[str, bytes]:  # noqa: B008 - immutable
    """The files by path."""
    look = _renderer(*_languages(site))
    return {path: look.write(page) for path, page in planned(shown, content, **site).items()}


def some(shown: Summary, content: Content, *paths: str, **site: object) -> dict[str, bytes]:
    """Some of the files by path; no other is rendered."""
    look, pages = _renderer(*_languages(site)), planned(shown, content, **site)
    return {path: look.write(pages[path]) for path in paths}


def worded(shown: Summary, content: Content = Content(), **site: object) -> dict[str, bytes]:  # noqa: B008 - immutable
    """The same without pictures, which take longest."""
    look = _renderer(*_languages(site))
    pages = planned(shown, content, **site)
    return {path: look.write(page) for path, page in pages.items() if not path.endswith((".png", ".ico"))}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, body in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)


def text_of(html: bytes) -> str:
    """The words of a page, in order, single spaces; cells of tables apart from one another."""
    apart = re.sub(r"<style>.*?</style>", "", re.sub(r"</(t[dh]|d[dt]|th)>", r" </\1>", html.decode()))
    return " ".join(Markup(apart).striptags().split())


# --------------------------------------------------------------------------------------------------------------- worlds


def busy() -> tuple[Summary, Content]:
    """A bad day: an open incident, planned work now and later, something nobody observed, guides."""
    open_incident = incident(
        ("investigating", NOW - 95 * MINUTE, "We see slow responses on checkout."),
        ("identified", NOW - 70 * MINUTE, "A bad index after this morning's migration.\n\nWe are rebuilding it."),
        components={"checkout": Status.partial_outage, "api": Status.degraded_performance},
        impact=Impact.major,
        next_at=NOW + 20 * MINUTE,
    )
    sightings = (
        Sighting("checkout", "pay", "pay", "default", Outcome.down, NOW - 97 * MINUTE),
        Sighting("api", "login", "login", "fra1", Outcome.degraded, NOW - 94 * MINUTE),
    )
    way = "Pay by card: *only* wallets are slow."
    written = replace(open_incident.incident, workaround=way)
    open_incident = replace(open_incident, incident=written, evidence=sightings)
    past = incident(
        Update("investigating", NOW - 39 * DAY, "Errors on the API.", next_at=NOW - 39 * DAY + 30 * MINUTE),
        ("identified", NOW - 39 * DAY + 52 * MINUTE, "A full disk."),
        ("resolved", NOW - 39 * DAY + 83 * MINUTE, "Back to normal."),
        ("postmortem", NOW - 36 * DAY, "## What happened\n\nA disk filled up.\n\n## What we do\n\nWe watch it."),
        id_="errors",
        title="Errors on the API",
        components={"api": Status.major_outage},
        impact=Impact.critical,
    )
    changes = (
        StatusChange(
            "checkout", NOW - 95 * MINUTE, Status.operational, Status.partial_outage, "incident:slow-checkout"
        ),
        StatusChange("api", NOW - 9 * DAY, Status.major_outage, Status.operational, "ok"),
    )
    components = [
        component(
            "api",
            "API",
            Status.degraded_performance,
            "x" + "o" * 8 + "d",
            description="What programs talk to.",
            links=(("Reference", "https://docs.example.com/api"),),
            group="core",
            probes=(probe(), probe("login", Outcome.degraded, "slow")),
            incidents=("slow-checkout", "errors"),
            maintenances=("network",),
            guides=("levqor/monitoring",),
            changes=changes[1:],
            budget=Budget(Objective(99.9), 43 * MINUTE, 31 * MINUTE, 2 * HOUR),
        ),
        component("checkout", "Checkout", Status.partial_outage, "p", group="core", incidents=("slow-checkout",)),
        component(
            "web",
            "Website",
            letters="m" + "o" * 40,
            maintenances=("database", "network"),
            budget=Budget(Objective(99.95), 21 * MINUTE, 42 * MINUTE, 0),
        ),
        component("mail", "Mail", Status.unknown, "???", reason="offline"),
    ]
    works = [
        maintenance(
            NOW - 20 * MINUTE,
            HOUR,
            MaintenanceStatus.in_progress,
            ("in_progress", NOW - 20 * MINUTE, "We have begun."),
            components=("web",),
        ),
        maintenance(NOW + 2 * DAY, 2 * HOUR, id_="network", title="Network works", components=("api", "web")),
    ]
    shown = summary(
        components,
        groups={"Core": ["api", "checkout"]},
        incidents=[open_incident, past],
        maintenances=works,
        changes=changes,
        next_check=NOW + 3 * MINUTE,
    )
    guides = (
        guide("", "Guides", "Welcome."),
        guide("levqor", "Levqor", "All about it."),
        guide("levqor/monitoring", "Monitoring", "How we watch.", components=("api",), description="What we ask."),
        guide("levqor/site", "The site"),
    )
    about = Guide("about", "About", "Who we are.", Source("content/pages/about.md", "0"))
    old = Version("v1", (guide("levqor/monitoring", "Monitoring", "How we watched."),))
    return shown, Content(guides=guides, pages=(about,), versions=(old,))


def calm(count: int = 50) -> Summary:
    """Components in groups of ten, each with an odd bad day or none."""
    letters = "o" * 10 + "d" + "o" * 20 + "x" + "o" * 30 + "p" + "o" * 17 + "m" + "o" * 9
    turned = [letters[n * 7 % 90 :] + letters[: n * 7 % 90] for n in range(count)]
    own = [
        component(f"service-{n}", f"Service number {n}", letters=turned[n] if n % 3 else "")
        for n in range(count)
    ]  # fmt: skip
    ids = [one.id for one in own]
    return summary(own, groups={f"Group {n // 10}": ids[n : n + 10] for n in range(0, count, 10)})


def _month_of_incidents() -> list[IncidentSummary]:
    """One a day, the newest first, on one of two components."""
    return [
        incident(
            ("investigating", NOW - (40 + n) * DAY, "We look into it."),
            ("resolved", NOW - (40 + n) * DAY + HOUR, "It was a full disk."),
            id_=f"small-{n}",
            title=f"{'Slow mail' if n % 2 else 'Slow search'} {n}",
            components={"api": Status.degraded_performance} if n % 2 else {},
        )
        for n in range(8)
    ]


_TESTED = """A session:

```console test
$ echo one two
one …
```

A file:

```yaml test="site" title="config/site.yaml"
name: Example Status
url: https://status.example.com
```

1. A request:

    ```http test="api-health"
    GET /health HTTP/1.1

    HTTP/1.1 200 OK

    {"ok": true}
    ```

!!! note "In a note"
    ```python test
    assert False
    ```

```sh test
true
```
"""


def documented() -> tuple[Summary, Content]:
    """Guides with everything that a guide can hold: the one about writing, tags, what has moved."""
    path = "content/guides/statuary/writing.md"
    problems: list[Problem] = []
    written = (ROOT / path).read_text(encoding="utf-8").split("\n---\n", 1)[1]
    text = Including(ROOT, 1 << 20, problems).expanded(written, path, 1).replace("![Three discs", "[Three discs")
    assert not problems
    moved = (Alias("docs/old"), Alias("docs/old", "part"), Alias("docs/start", "limits", "text"))
    guides = (
        guide("", "Guides", "Welcome."),
        guide("start", "Start", "Begin **here**.", tags=("first steps",)),
        guide("writing", "Writing guides", text, tags=("writing", "first steps"), aliases=moved, changed=NOW - 9 * DAY),
        guide("tested", "What is tested", _TESTED),
        *(guide(f"long/{n}", f"Page {n} of many", "Text.") for n in range(60)),
    )
    return summary([component()]), Content(guides=guides)


def odd_worlds() -> dict[str, tuple[Summary, Content]]:
    """States that are seldom looked at, by name."""
    name = "Extraordinarily-long-component-name-without-any-spaces-" * 3 + "and then some words that go on and on"
    unseen = component("web", "Web", Status.unknown, "?" * 90, since=None, uptimes=uptimes(None, 0.0), checked_at=None)
    updates = [
        ("investigating", NOW - (40 - n) * 10 * MINUTE, f"Update {n}. " + "We look into it. " * n) for n in range(40)
    ]
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    return {
        "no components": (summary([], since=None, next_check=None, data_as_of=None, valid_until=None), Content()),
        "offline": (
            summary(
                [unseen], notes=(Note("offline", at=NOW),), since=None, next_check=None, data_as_of=None, fresh=False
            ),
            Content(),
        ),
        "120 components": (calm(120), Content()),
        "everything down": (summary([component(letters="x" * 90, status=Status.major_outage)]), Content()),
        "first day": (
            summary(
                [component(letters="?" * 89 + "o", since=NOW - HOUR, uptimes=uptimes(1.0, 0.04))],
                since=NOW - HOUR,
            ),
            Content(),
        ),
        "three weeks": (
            summary(
                [component(status=Status.partial_outage, letters="p" * 22, maintenances=("database", "network"))],
                incidents=[
                    incident(
                        ("investigating", NOW - 21 * DAY, "Reports of lost mail."),
                        ("identified", NOW - 20 * DAY, "A disk fails slowly."),
                        *(("monitoring", NOW - n * DAY, f"Day {22 - n}: still moving data.") for n in range(19, 0, -1)),
                        components={"api": Status.partial_outage},
                    ),
                    *_month_of_incidents(),
                ],
                maintenances=[
                    maintenance(NOW - HOUR, 3 * HOUR, MaintenanceStatus.in_progress, components=("api",)),
                    maintenance(
                        NOW - 2 * HOUR,
                        3 * HOUR,
                        MaintenanceStatus.in_progress,
                        id_="network",
                        title="Network works",
                        components=("api",),
                    ),
                ],
            ),
            Content(),
        ),
        "long names and 40 updates": (
            summary(
                [component("a", name, Status.major_outage, "x")],
                groups={name[:150]: ["a"]},
                incidents=[incident(*updates, title=name, components={"a": Status.major_outage}, next_at=NOW - HOUR)],
            ),
            Content(guides=(guide("a", name),)),
        ),
        "hostile names": (
            summary(
                [
                    component(
                        "a", hostile, Status.major_outage, "x", description=hostile, probes=(probe("p", name=hostile),)
                    )
                ],
                groups={hostile: ["a"]},
                incidents=[
                    incident(("identified", NOW - HOUR, hostile), title=hostile, components={"a": Status.unknown})
                ],
                maintenances=[maintenance(NOW + DAY, title=hostile, text=hostile, components=("a",))],
            ),
            Content(guides=(guide("a", hostile, f"`{hostile}`", description=hostile),)),
        ),
    }
