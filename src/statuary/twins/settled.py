"""Twins of guides, plain pages and the history."""

from __future__ import annotations

from collections.abc import Iterator

from statuary.twins.events import incident_line, twin_of, work_line
from statuary.twins.marks import clean, facts, items, link, named, quoted, stamps, utc
from statuary.twins.signs import with_signs
from statuary.views import GuideView, HistoryView, MonthView
from statuary.wording import STATUS_WITHIN


def guide(view: GuideView) -> Iterator[str]:
    """What was written stands as it was written, values with plain signs: a reader of Markdown is who it is for."""
    frame = view.frame
    yield f"# {named(view.title)}"
    yield facts(
        [
            *(
                (f"about {link(one.name, twin_of(frame, one.href))}", STATUS_WITHIN[one.status])
                for one in view.components
            ),
            ("as of", None if view.as_of is None else utc(view.as_of)),
            ("language", view.language),
            *stamps(view.stamps),
        ]
    )
    for one in view.alerts:
        yield f"Open incident: {incident_line(one.item, frame)}"
        yield quoted(one.workaround) if one.workaround else ""
    yield clean(with_signs(view.text) if view.files else view.text).strip("\n")
    yield items(
        link(one.text, twin_of(frame, one.href)) + (f": {named(one.description)}" if one.description else "")
        for one in view.below
    )


def history(view: HistoryView) -> Iterator[str]:
    yield f"# {named(view.title)}: {named(view.frame.name)}"
    yield facts([("page", f"{view.frame.url}/{view.path}"), *stamps(view.stamps)])
    yield "## Months"
    yield items(
        f"{link(month.name, twin_of(view.frame, month.href))}: incidents {month.incidents}, maintenance {month.works}"
        for month in view.months
    )
    yield "## Newest incidents"
    yield items(incident_line(one, view.frame) for one in view.recent)


def month(view: MonthView) -> Iterator[str]:
    yield f"# {named(view.title)}: {named(view.frame.name)}"
    yield facts([("page", f"{view.frame.url}/{view.path}"), *stamps(view.stamps)])
    yield "## Incidents"
    yield items(incident_line(one, view.frame) for one in view.incidents) or "None."
    yield "## Maintenance"
    yield items(work_line(one, view.frame) for one in view.works) or "None."
    around = ("older", view.older), ("newer", view.newer)
    yield items(f"{name}: {link(one.text, twin_of(view.frame, one.href))}" for name, one in around if one)
