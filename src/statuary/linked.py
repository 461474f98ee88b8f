"""What pages tell search engines of themselves: schema.org in JSON-LD. Data, not script: a policy lets it be."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from statuary.instants import iso
from statuary.model import MaintenanceStatus
from statuary.views import (
    ComponentView,
    Frame,
    GuideView,
    HomeView,
    IncidentView,
    Link,
    MaintenanceView,
    MonthView,
    Shown,
)
from statuary.wording import UPDATE

Node = dict[str, Any]
_VOCABULARY = "https://schema.org"
_INERT = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}  # nothing in it can end the element


def linked(view: Shown) -> Markup:
    """The element for the page's head; nothing for pages that have nothing to tell."""
    nodes = nodes_of(view)
    if not nodes:
        return Markup()
    data: Node = {"@context": _VOCABULARY, **nodes[0]} if len(nodes) == 1 else _graph(nodes)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_INERT)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - see _INERT


def nodes_of(view: Shown) -> list[Node]:
    """Each a thing of schema.org."""
    make = _MAKERS.get(type(view))
    return make(view) if make else []


def _graph(nodes: list[Node]) -> Node:
    return {"@context": _VOCABULARY, "@graph": nodes}


# ---------------------------------------------------------------------------------------------------------------- pages


def _home(view: HomeView) -> list[Node]:
    """Little: all of the home page has to come in one round trip."""
    return [{"@type": "WebSite", "name": view.frame.name, "url": f"{view.frame.url}/"}]


def _incident(view: IncidentView) -> list[Node]:
    item, updates = view.incident.item, view.incident.updates
    told = {
        **_work("LiveBlogPosting", view, item.language),
        "datePublished": iso(item.started_at),
        "dateModified": iso(updates[0].at),
        "coverageStartTime": iso(item.started_at),
        "author": _publisher(view.frame),
        "about": [
            {"@type": "Service", "name": one.name, "url": f"{view.frame.url}/{one.href}"}
            for one in view.incident.concerned
        ],
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "headline": UPDATE[update.status],
                "datePublished": iso(update.at),
                "articleBody": update.text,
                "url": f"{_address(view)}#u-{len(updates) - number}",
            }
            for number, update in enumerate(updates)
        ],
    }
    if item.resolved_at is not None:
        told["coverageEndTime"] = iso(item.resolved_at)
    return [told, _trail(view, _history(view.frame))]


def _maintenance(view: MaintenanceView) -> list[Node]:
    work = view.work
    event = "EventCancelled" if work.status is MaintenanceStatus.cancelled else "EventScheduled"
    told: Node = {
        "@type": "Event",
        "name": view.title,
        "url": _address(view),
        "startDate": iso(work.window.start),
        "endDate": iso(work.window.end),
        "eventStatus": f"{_VOCABULARY}/{event}",
        "eventAttendanceMode": f"{_VOCABULARY}/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": _address(view)},
        "organizer": _publisher(view.frame),
        "image": f"{view.frame.site}/{view.card}",
        "about": [
            {"@type": "Service", "name": one.text, "url": f"{view.frame.url}/{one.href}"} for one in view.concerned
        ],
    }
    if view.text:
        told["description"] = view.text
    return [told, _trail(view, _history(view.frame))]


def _guide(view: GuideView) -> list[Node]:
    if not view.path.startswith("docs/"):
        return [_trail(view, ())]  # a plain page
    told = _work("TechArticle", view, view.language)
    if view.description:
        told["description"] = view.description
    if view.stamps.generated_at is None and view.stamps.data_as_of is not None:
        told["dateModified"] = iso(view.stamps.data_as_of)
    return [told, _trail(view, view.trail)]


def _component(view: ComponentView) -> list[Node]:
    return [_trail(view, ())]


def _month(view: MonthView) -> list[Node]:
    return [_trail(view, _history(view.frame))]


_MAKERS: Mapping[type[Shown], Callable[[Any], list[Node]]] = {
    HomeView: _home,
    ComponentView: _component,
    IncidentView: _incident,
    MaintenanceView: _maintenance,
    MonthView: _month,
    GuideView: _guide,
}


# ---------------------------------------------------------------------------------------------------------------- parts


def _address(view: Shown) -> str:
    return f"{view.frame.url}/{view.path}"


def _work(kind: str, view: Shown, language: str) -> Node:
    return {
        "@type": kind,
        "headline": view.title,
        "url": _address(view),
        "inLanguage": language or view.frame.language,
        "image": f"{view.frame.site}/{view.card}",
        "publisher": _publisher(view.frame),
    }


def _publisher(frame: Frame) -> Node:
    return {"@type": "Organization", "name": frame.name, "url": f"{frame.url}/"}


def _history(frame: Frame) -> tuple[Link, ...]:
    """The history page, by the name that it has in the navigation."""
    return tuple(link for link in frame.nav if link.href == "history/")


def _trail(view: Shown, above: tuple[Link, ...]) -> Node:
    """The way from the home page, which the navigation names first."""
    way = (Link(view.frame.nav[0].text, ""), *above, Link(view.title, view.path))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": link.text, "item": f"{view.frame.url}/{link.href}"}
            for number, link in enumerate(way, 1)
        ],
    }
