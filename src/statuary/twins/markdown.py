"""The renderer of ``index.md``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statuary.twins import events, present, settled
from statuary.twins.marks import document
from statuary.views import (
    ComponentView,
    GuideView,
    HistoryView,
    HomeView,
    IncidentView,
    MaintenanceView,
    MonthView,
    Shown,
)

if TYPE_CHECKING:
    from statuary.render import Context

_WRITERS: Mapping[type[Shown], Callable[[Any], Iterator[str]]] = {
    HomeView: present.home,
    ComponentView: present.component,
    IncidentView: events.incident,
    MaintenanceView: events.maintenance,
    HistoryView: settled.history,
    MonthView: settled.month,
    GuideView: settled.guide,
}


def write(view: Shown, context: Context) -> bytes:
    """The page as Markdown."""
    del context
    return document(_WRITERS[type(view)](view))
