"""Badges: how a component, a group or the site is, as a small drawing for other pages, and as shields.io reads it.

``badges/ID.svg`` and ``badges/ID.json``; the site's own are ``badge.svg`` and ``badge.json``. What is not the plain
badge says so between dots (``badges/api.uptime-30d.flat-square.svg``): an id has none, so no two badges can have one
address. A badge holds no time, so that it changes with what it says alone (docs/decisions/0028).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statuary.frame import World
from statuary.instants import HOUR
from statuary.model import ComponentSummary, Page, Status, Uptime, Value
from statuary.wording import WINDOW

if TYPE_CHECKING:
    from statuary.render import Context

FLAT, DATED = "flat", "dated"
SITE, FOLDER = "badge", "badges/"
FIGURE = "figure"  # the tone of a number that nobody has judged
_WHOLE = 0.99  # of a window; where less was observed, the badge says how much
_LEAST_KEPT = 300  # seconds: shields.io keeps no badge for less


class Badge(Value, frozen=True):
    """What a badge shows: whose it is, and how it is. ``tone``: a status, or ``figure``."""

    label: str
    message: str
    tone: str
    style: str = FLAT


def plan(world: World) -> Iterator[Page]:
    """The badges of the site, its groups and components, in the language that people write in."""
    summary, words = world.summary, world.words
    headline = words.headline(summary.headline) if summary.fresh else words.say("No data")
    yield from _pages(SITE, Badge(world.frame.name, headline, _tone(world, summary.status)), world, dated=True)
    for group in summary.groups.values():
        yield from _pages(f"{FOLDER}{group.id}", _state(group.name, group.status, world), world, dated=True)
    for component in summary.components.values():
        stem = f"{FOLDER}{component.id}"
        yield from _pages(stem, _state(component.name, component.status, world), world, dated=True)
        for uptime in component.uptimes:
            if uptime.window in world.config.site.badges.windows:
                yield from _pages(f"{stem}.uptime-{uptime.window}", _share(component, uptime, world), world)


def _pages(stem: str, badge: Badge, world: World, *, dated: bool = False) -> Iterator[Page]:
    """The badge in every style, and for shields.io."""
    yield Page(f"{stem}.svg", "badge", badge)
    yield Page(f"{stem}.json", "shield", badge)
    for style in dict.fromkeys(world.config.site.badges.styles):
        if style != DATED:
            yield Page(f"{stem}.{style}.svg", "badge", Badge(badge.label, badge.message, badge.tone, style))
        elif dated:
            yield Page(f"{stem}.{style}.svg", "badge", Badge(badge.label, _dated(badge.message, world), badge.tone))


def _state(name: str, status: Status, world: World) -> Badge:
    tone = _tone(world, status)
    return Badge(name, world.words.say("No data") if tone == Status.unknown else world.words.status(tone), tone)


def _tone(world: World, status: Status) -> str:
    """What is too old to be current is not known."""
    return status.value if world.summary.fresh else Status.unknown.value


def _share(component: ComponentSummary, uptime: Uptime, world: World) -> Badge:
    """A component's uptime over a window; in the colour of its objective, if that is of the same window."""
    words = world.words
    values = {"name": component.name, "window": words.say(WINDOW[uptime.window])}
    label = words.say("%(name)s uptime, %(window)s") % values
    if uptime.ratio is None or not world.summary.fresh:
        return Badge(label, words.say("No data"), Status.unknown.value)
    message = words.percent(uptime.ratio)
    if uptime.coverage < _WHOLE:
        seen = words.percent(int(uptime.coverage * 100) / 100)
        message = words.say("%(share)s (%(coverage)s observed)") % {"share": message, "coverage": seen}
    return Badge(label, message, _judged(component, uptime.window))


def _judged(component: ComponentSummary, window: str) -> str:
    budget = component.budget
    if budget is None or budget.objective.window != window:
        return FIGURE
    return (Status.partial_outage if budget.burnt else Status.operational).value


def _dated(message: str, world: World) -> str:
    """The message with the hour that it is of: a reader sees how old it is, also where nothing is built any more."""
    summary = world.summary
    at = summary.generated_at if summary.data_as_of is None else summary.data_as_of
    hour = world.words.as_of(at - at % HOUR, world.frame.zone)
    return world.words.say("%(state)s as of %(time)s") % {"state": message, "time": hour}


def draw(view: Badge, context: Context) -> bytes:
    """The renderer of drawings."""
    from statuary.badgeart import drawn  # noqa: PLC0415 - most builds draw none

    return drawn(view, context.theme.design.colours).encode()


def shield(view: Badge, context: Context) -> bytes:
    """The renderer of what shields.io reads from an endpoint of others (its schema 1)."""
    from statuary.badgeart import clean, ground  # noqa: PLC0415 - see above

    said = {
        "schemaVersion": 1,
        "label": clean(view.label),
        "message": clean(view.message),
        "color": ground(view.tone, context.theme.design.colours),
        "cacheSeconds": _LEAST_KEPT,
    }
    if view.tone == Status.unknown:
        said["isError"] = True  # whoever includes it cannot paint it green
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
