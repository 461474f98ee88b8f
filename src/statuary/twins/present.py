"""Twins of pages that speak of the present: the home page and components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from statuary.model import Uptime
from statuary.twins.events import incident_line, twin_of, updates, work_line
from statuary.twins.marks import facts, items, line, link, named, stamps, utc
from statuary.views import ComponentView, Frame, HomeView, Node, Probed, Row
from statuary.wording import OUTCOME, STATUS_WITHIN, WINDOW, Words

_ALL = 0.99  # as much is called all, as on pages


def home(view: HomeView) -> Iterator[str]:
    frame, words = view.frame, Words()
    yield f"# {named(view.title)}"
    yield f"**{words.headline(view.headline)}** as of {utc(view.as_of)}."
    since = None if view.since is None else utc(view.since)
    yield facts([("page", f"{frame.url}/"), ("since", since), *stamps(view.stamps)])
    yield words.notes(view.notes)
    if view.affected:
        yield "## Affected now"
        yield items(_row(row, frame, words) for row in view.affected)
    for one in view.active:
        yield f"## Open incident: {named(one.item.title)}"
        yield incident_line(one.item, frame)
        yield f"Next update due {utc(one.next_at)}." if one.next_at is not None else ""
        yield from updates(one.updates, one.names, "###")
    yield from _section("Maintenance now", (work_line(one, frame) for one in view.working))
    if view.tree:
        yield "## Components"
        yield "\n".join(_nodes(view.tree, frame, words))
    yield from _section("Planned maintenance", (work_line(one, frame) for one in view.upcoming))
    moves = (
        f"{utc(one.change.at)}: {link(one.name, twin_of(frame, one.href))} {STATUS_WITHIN[one.change.new]}"
        for one in view.changes
    )
    yield from _section("Latest changes", moves)
    yield from _section("Recent incidents", (incident_line(one, frame) for one in view.recent))
    yield items([link("All history", twin_of(frame, "history/"))])


def _nodes(nodes: Sequence[Node], frame: Frame, words: Words, indent: str = "") -> Iterator[str]:
    for node in nodes:
        if node.row:
            yield f"{indent}- {_row(node.row, frame, words)}"
        else:
            yield f"{indent}- {named(node.name)}: {STATUS_WITHIN[node.status]}"
            yield from _nodes(node.children, frame, words, f"{indent}  ")


def _row(row: Row, frame: Frame, words: Words) -> str:
    said = f"{link(row.name, twin_of(frame, row.href))}: {STATUS_WITHIN[row.status]}"
    if row.status.rank and row.since is not None:
        said += f" since {utc(row.since)} ({words.reason(row.reason)})"
    return "; ".join((said, *(_share(one, words) for one in row.uptimes if one.window == "90d")))


def _share(one: Uptime, words: Words) -> str:
    if one.ratio is None:
        return f"nothing observed in {WINDOW[one.window]}"
    seen = "" if one.coverage >= _ALL else f" of the {words.percent(one.coverage)} that were observed"
    return f"{words.percent(one.ratio)} uptime in {WINDOW[one.window]}{seen}"


def component(view: ComponentView) -> Iterator[str]:
    frame, words = view.frame, Words()
    yield f"# {named(view.title)}"
    yield f"**{words.status(view.status)}** as of {utc(view.as_of)}."
    yield facts(
        [
            ("page", f"{frame.url}/{view.path}"),
            ("group", named(view.group)),
            ("reason", words.reason(view.reason) if view.status.rank else None),
            ("since", None if view.since is None else utc(view.since)),
            ("last checked", None if view.checked_at is None else utc(view.checked_at)),
            *stamps(view.stamps),
        ]
    )
    yield words.notes(view.notes)
    yield named(view.about)
    yield items(link(text, href) for text, href in view.links)
    yield "## Uptime"
    yield items(
        f"{WINDOW[one.window]}: {words.percent(one.ratio)} of the {words.percent(one.coverage)} that were observed;"
        f" {words.percent(one.low)} to {words.percent(one.high)} of the whole"
        for one in view.uptimes
    )
    yield from _section("Checks", (_probed(probe, words) for probe in view.probes))
    yield from _section("Incidents", (incident_line(one, frame) for one in view.incidents))
    yield f"{view.older} older: {link('all history', twin_of(frame, 'history/'))}" if view.older else ""
    yield from _section("Maintenance", (work_line(one, frame) for one in view.works))
    moves = (f"{utc(one.at)}: {STATUS_WITHIN[one.new]} ({words.reason(one.reason)})" for one in view.changes)
    yield from _section("Changes", moves)
    yield from _section("Guides", (link(one.text, twin_of(frame, one.href)) for one in view.guides))


def _probed(probe: Probed, words: Words) -> str:
    said = f"{named(probe.name)} ({line(probe.kind)}): {OUTCOME[probe.outcome].lower()}, {words.reason(probe.reason)}"
    return said if probe.latency is None else f"{said} in {words.milliseconds(probe.latency)}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and its list, if there is anything in it."""
    listed = items(lines)
    if listed:
        yield f"## {title}"
        yield listed
