"""The home page: is it them or us, what is affected, since when, what is being done, how old is this knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from statuary.frame import WORKING, World, incident_card, incident_item, texts, work_item
from statuary.instants import DAY
from statuary.languages import latin
from statuary.model import ComponentSummary, MaintenanceStatus, Page, Status
from statuary.theme import BASE, WRITING, Theme, content_hash
from statuary.views import HomeView, Moved, Node, Row

_WINDOWS = ("30d", "90d", "1y")
_NOTICE = 30 * DAY  # planned work is announced here so long before it begins
_FEW = 20  # with so many components or fewer, no group is closed
_CHANGES, _RECENT, _UPCOMING = 8, 5, 5


def home_page(world: World, theme: Theme) -> Page:
    """``index.html``, with its styles inside: one request shows it all."""
    summary = world.summary
    active = [item for item in summary.incidents if item.active]
    over = (item for item in summary.incidents if not item.active)
    style = (theme.assets[BASE] + (b"" if latin(world.frame.language) else theme.assets[WRITING])).decode()
    rows = {id_: _row(component) for id_, component in summary.components.items()}
    checked = [component.checked_at for component in summary.components.values() if component.checked_at is not None]
    view = HomeView(
        frame=world.frame,
        path="",
        root="",
        title=world.frame.name,
        description=world.config.site.description,
        stamps=world.live,
        style_text=style,
        style_hash=content_hash(style),
        status=summary.status,
        headline=summary.headline,
        notes=summary.notes,
        since=summary.since,
        as_of=as_of(world),
        affected=tuple(_affected(rows)),
        unseen=sum(row.status is Status.unknown for row in rows.values()),
        active=tuple(incident_card(item, world) for item in active),
        working=tuple(work_item(item, world) for item in summary.maintenances if item.status in WORKING),
        upcoming=tuple(
            work_item(item, world)
            for item in summary.maintenances
            if item.status is MaintenanceStatus.scheduled and item.maintenance.window.start < world.now + _NOTICE
        )[:_UPCOMING],
        tree=tuple(_node(id_, world, rows) for id_ in summary.tree),
        rows=len(rows),
        changes=tuple(
            Moved(world.component(change.component).text, world.component(change.component).href, change)
            for change in summary.changes[:_CHANGES]
        ),
        recent=tuple(incident_item(item, world) for item in islice(over, _RECENT)),
        checked_at=max(checked, default=None),
        next_check=summary.next_check,
    )
    shown = [text for item in active for text in texts(item.incident.updates, item.incident.source)]
    return Page("index.html", "home.html", view, tuple(shown))


def as_of(world: World) -> int:
    """Up to when the page speaks: the newest check that counts; without any, what people had written by now."""
    return world.now if world.summary.data_as_of is None else world.summary.data_as_of


def _row(component: ComponentSummary) -> Row:
    return Row(
        component.name,
        f"components/{component.id}/",
        component.status,
        component.since,
        component.reason,
        component.days,
        component.weeks,
        tuple(uptime for uptime in component.uptimes if uptime.window in _WINDOWS),
    )


def _affected(rows: dict[str, Row]) -> Iterator[Row]:
    """Components in known trouble, the worst first."""
    troubled = [row for row in rows.values() if row.status.rank > 0]
    yield from sorted(troubled, key=lambda row: -row.status.rank)


def _node(id_: str, world: World, rows: dict[str, Row]) -> Node:
    group = world.summary.groups.get(id_)
    if group is None:
        row = rows[id_]
        return Node(row.name, row.status, row, components=1)
    children = tuple(_node(child, world, rows) for child in group.children)
    opened = group.status is not Status.operational or len(rows) <= _FEW
    count = sum(child.components for child in children)
    return Node(group.name, group.status, None, group.description, opened, count, children)
