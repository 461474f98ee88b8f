"""``docs/ui/``: every part that pages are made of, in every state, drawn by the very macros the pages use.

The samples are made up and say so; their times are fixed, so the page changes only with the theme.
"""

from __future__ import annotations

from collections.abc import Iterator

from statuary.frame import World
from statuary.instants import DAY, HOUR, MINUTE, Instant, day_start
from statuary.memo import key
from statuary.model import (
    LADDER,
    Day,
    Impact,
    LatencyBucket,
    MaintenanceStatus,
    Page,
    Span,
    Status,
    Text,
    Update,
    Uptime,
    Window,
)
from statuary.theme import Theme
from statuary.views import (
    Concerned,
    Entry,
    Followed,
    IncidentCard,
    IncidentItem,
    Link,
    News,
    Node,
    Row,
    Stamps,
    Swatch,
    Tongue,
    UiView,
    WorkItem,
)
from statuary.volumes import Volume, bound

_FILE = "docs/ui/index.html"
_NOW: Instant = 1_794_000_000_000  # 2026-11-06T21:20:00Z
_WEEK = 7 * DAY
_REASON = {Status.operational: "ok", Status.under_maintenance: "maintenance:sample", Status.unknown: "offline"}


def ui_page(world: World, theme: Theme) -> Page:
    """The UI guide. Settled: it speaks of the theme alone."""
    volume = Volume(key(world.frame, theme.digest), (_FILE,))
    return bound("docs/ui/", volume, lambda: [_page(world, theme)])


def _page(world: World, theme: Theme) -> Page:
    cards = tuple(_cards())
    view = UiView(
        frame=world.frame,
        path="docs/ui/",
        root="../../",
        title="UI guide",
        description="Every part that the pages of this site are made of, in every state.",
        card_of="",
        now=_NOW,
        sample_stamps=Stamps(_NOW, _NOW - 2 * MINUTE, _NOW + 13 * MINUTE),
        link=Link("Sample guide", "docs/ui/"),
        entries=(Entry("Sample section", "", 0), Entry("Sample guide", "docs/ui/", 1)),
        tongues=(Tongue("en", "English", "", ""), Tongue("ar", "العربية", "", "")),
        versions=(Link("Current", ""), Link("v2", ""), Link("v1", "")),
        statuses=tuple(Status),
        cards=cards,
        works=tuple(_works()),
        rows=tuple(_rows()),
        groups=tuple(_groups()),
        followed=Followed("Sample", ""),
        news=tuple(News(f"Investigating: {card.item.title}", "docs/ui/", card.item.started_at) for card in cards[:2]),
        hours=tuple(_hours()),
        swatches=tuple(Swatch(name, code) for name, code in theme.design.colours.items()),
        pairs=theme.design.pairs,
        likeness=theme.design.likeness,
        sizes=tuple(theme.design.sizes.items()),
    )
    shown = tuple(Text("incident", update.text) for card in cards for update in card.updates)
    return Page(_FILE, "ui.html", view, shown)


def _cards() -> Iterator[IncidentCard]:
    """One incident of each impact, at each stage of its course."""
    said = (
        ("investigating", 90, "We see errors on the sample component. This text is a sample."),
        ("identified", 60, "The cause is known: a sample of a cause."),
        ("monitoring", 30, "A change is out, and we watch what it does."),
        ("resolved", 10, "It works again."),
    )
    statuses = (Status.degraded_performance, Status.partial_outage, Status.major_outage, Status.operational)
    for number, (impact, status) in enumerate(zip(Impact, statuses, strict=True), 1):
        updates = tuple(
            Update(word, _NOW - ago * MINUTE, text, (("sample", status),) if word == "investigating" else ())
            for word, ago, text in said[:number]
        )
        spans = (Span(updates[0].at, _NOW, status),)
        solved = updates[-1].at if updates[-1].status == "resolved" else None
        item = IncidentItem(
            "docs/ui/", f"Sample incident {number}", updates[-1].status, impact, updates[0].at, solved, ("Sample",)
        )
        concerned = (Concerned("Sample", "docs/ui/", status, spans),)
        promised = None if solved else _NOW + (number * 20 - 30) * MINUTE  # the first was not kept
        yield IncidentCard(item, solved is None, promised, concerned, {"sample": "Sample"}, updates[::-1])


def _works() -> Iterator[WorkItem]:
    """Planned work in each of its states."""
    for number, status in enumerate(MaintenanceStatus):
        start = _NOW + (1 - number) * DAY
        yield WorkItem(
            "docs/ui/", f"Sample maintenance {number + 1}", status, Window(start, start + 2 * HOUR), ("Sample",)
        )


def _rows() -> Iterator[Row]:
    """A component in each status, and one on its first day."""
    for number, status in enumerate(Status):
        letters = [Status.operational] * 88 + [LADDER[number % len(LADDER)], status]
        yield _row(f"Sample: {status.replace('_', ' ')}", status, letters, 1 - number / 1000, 1.0)
    first = [Status.unknown] * 89 + [Status.operational]
    yield _row("Sample: first day", Status.operational, first, 1.0, 0.004)
    yield _row("Sample: never observed", Status.unknown, [Status.unknown] * 90, None, 0.0)


def _row(name: str, status: Status, days: list[Status], ratio: float | None, coverage: float) -> Row:
    first = day_start(_NOW) - 89 * DAY
    weeks = [Status.unknown] * 39 + [max(days[at : at + 7], key=lambda one: one.rank) for at in range(0, 90, 7)]
    return Row(
        name,
        "./",
        status,
        _NOW - 3 * HOUR,
        _REASON.get(status, "http_503"),
        tuple(_day(first + number * DAY, one, DAY) for number, one in enumerate(days)),
        tuple(_day(first + (number - 39) * _WEEK, one, _WEEK) for number, one in enumerate(weeks)),
        tuple(
            Uptime(window, ratio, (ratio or 0) * coverage, 1 - coverage * (1 - (ratio or 0)), coverage, 0)
            for window in ("30d", "90d", "1y")
        ),
    )


def _day(start: Instant, status: Status, length: int) -> Day:
    calm = status in (Status.operational, Status.unknown)
    part = length if calm else 42 * MINUTE
    rest = () if calm else ((Status.operational, length - part),)
    return Day(start, status, (*rest, (status, part)))


def _groups() -> Iterator[Node]:
    """A group that is well and closed, one in trouble and open."""
    rows = list(_rows())
    for row, opened in ((rows[0], False), (rows[4], True)):
        node = Node(row.name, row.status, row, components=1)
        yield Node("Sample group", row.status, None, "What this group is.", opened, 1, (node,))


def _hours() -> Iterator[LatencyBucket]:
    """Two days of response times, with a gap."""
    start = _NOW - _NOW % HOUR - 47 * HOUR
    for number in range(48):
        if number not in range(20, 24):
            middle = 80 + 30 * ((number * 7) % 5) + (200 if number == 33 else 0)
            yield LatencyBucket(start + number * HOUR, 12, middle, middle * 1.4, middle * 1.9)
