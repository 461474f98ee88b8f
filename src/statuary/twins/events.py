"""What twins say of incidents and planned work: items of lists, updates, and pages of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from statuary.model import Update
from statuary.twins.marks import facts, items, line, link, named, quoted, stamps, utc
from statuary.views import Concerned, Frame, IncidentItem, IncidentView, Link, MaintenanceView, WorkItem
from statuary.wording import IMPACT, OUTCOME, STATUS_WITHIN, UPDATE


def twin_of(frame: Frame, href: str) -> str:
    """The address of the twin of a page."""
    return f"{frame.url}/{href}index.md"


def incident(view: IncidentView) -> Iterator[str]:
    item = view.incident.item
    yield f"# {named(view.title)}"
    yield facts(
        [
            ("page", f"{view.frame.url}/{view.path}"),
            ("status", UPDATE[item.status]),
            ("impact", IMPACT[item.impact]),
            ("began", utc(item.started_at)),
            ("resolved", None if item.resolved_at is None else utc(item.resolved_at)),
            ("next update due", None if view.incident.next_at is None else utc(view.incident.next_at)),
            ("language", item.language or view.frame.language),
            *stamps(view.stamps),
        ]
    )
    yield from affected(view.incident.concerned, view.frame)
    yield "## Updates"
    yield from updates(view.incident.updates, view.incident.names, "###")
    if view.evidence:
        yield "## What checks saw"
        yield items(
            f"{utc(one.at)}: {link(one.component, twin_of(view.frame, one.href))}, {named(one.check)}"
            f" from {named(one.location)}: {OUTCOME[one.outcome]}"
            for one in view.evidence
        )
    yield from _guides(view.guides, view.frame)


def maintenance(view: MaintenanceView) -> Iterator[str]:
    work = view.work
    yield f"# {named(view.title)}"
    yield facts(
        [
            ("page", f"{view.frame.url}/{view.path}"),
            ("status", UPDATE[work.status]),
            ("begins", utc(work.window.start)),
            ("ends", utc(work.window.end)),
            ("announced", utc(view.announced_at)),
            ("recurs", "yes" if view.recurring else None),
            ("language", work.language or view.frame.language),
            *stamps(view.stamps),
        ]
    )
    yield quoted(view.text) if view.text else ""
    if view.concerned:
        yield "## Components"
        yield items(link(one.text, twin_of(view.frame, one.href)) for one in view.concerned)
    if view.updates:
        yield "## Updates"
        yield from updates(view.updates, view.names, "###")


def updates(told: Sequence[Update], names: Mapping[str, str], level: str) -> Iterator[str]:
    """Newest first, each below a heading."""
    for update in told:
        yield f"{level} {UPDATE[update.status]}, {utc(update.at)}"
        yield quoted(update.text) if update.text.strip() else ""
        said = [f"{line(names[id_])} {STATUS_WITHIN[status]}" for id_, status in update.components if id_ in names]
        yield f"Components: {named(', '.join(said))}" if said else ""


def affected(concerned: Iterable[Concerned], frame: Frame) -> Iterator[str]:
    lines = []
    for one in concerned:
        spans = [f"{STATUS_WITHIN[span.status]} from {utc(span.start)} to {utc(span.end)}" for span in one.spans]
        lines.append(f"{link(one.name, twin_of(frame, one.href))}: {'; '.join(spans) or STATUS_WITHIN[one.status]}")
    if lines:
        yield "## Affected components"
        yield items(lines)


def incident_line(one: IncidentItem, frame: Frame) -> str:
    end = f"resolved {utc(one.resolved_at)}" if one.resolved_at is not None else "open"
    concerned = f"; {named(', '.join(one.components))}" if one.components else ""
    title = link(one.title, twin_of(frame, one.href))
    return f"{title}: {IMPACT[one.impact].lower()}, began {utc(one.started_at)}, {end}{concerned}"


def work_line(one: WorkItem, frame: Frame) -> str:
    concerned = f"; {named(', '.join(one.components))}" if one.components else ""
    window = f"{utc(one.window.start)} to {utc(one.window.end)}"
    return f"{link(one.title, twin_of(frame, one.href))}: {UPDATE[one.status].lower()}, {window}{concerned}"


def _guides(guides: Sequence[Link], frame: Frame) -> Iterator[str]:
    if guides:
        yield "## Guides"
        yield items(link(one.text, twin_of(frame, one.href)) for one in guides)
