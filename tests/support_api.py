"""The API's files of small literal worlds, parsed: one world a state that clients meet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from statuary import api
from statuary.config import Component, Config, Group
from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.model import Content, History, Incident, Page, Summary, Update
from statuary.summary import summarise
from statuary.timeline import fold
from statuary.volumes import unbound
from support_pages import context, theme
from support_world import NOON, incident, maintenance, probe, recorded, world

Files = dict[str, Any]
State = tuple[Config, Content, History]

WELL = recorded(p="u" * 30)
HOSTILE = "</script>\N{RIGHT-TO-LEFT OVERRIDE}\N{PILE OF POO}\x1b[31m&amp;\"'\\\x00\x7f\x9b"


def summed(state: State, now: Instant = NOON) -> Summary:
    config, content, history = state
    return summarise(fold(history, content, config, now), history, content, config)


def pages(state: State, now: Instant = NOON) -> list[Page]:
    return list(unbound(api.plan(summed(state, now), state[0])))


def bodies(state: State, now: Instant = NOON) -> dict[str, bytes]:
    look = context(theme())
    return {page.path: look.write(page) for page in pages(state, now)}


def files(state: State, now: Instant = NOON) -> Files:
    return {path: json.loads(body) for path, body in bodies(state, now).items()}


def well() -> State:
    return world(Component("api", "API"), Component("web", "Web", manual=True)), Content(), WELL


def active() -> State:
    one = incident(
        ("investigating", NOON - 2 * HOUR, {}),
        ("identified", NOON - HOUR, {"api": "major_outage", "web": "degraded_performance"}),
        ("monitoring", NOON - 30 * MINUTE, {"api": "degraded_performance"}),
        id_="slow",
        api="partial_outage",
    )
    return well()[0], Content((one,)), WELL


def several() -> State:
    incidents = (
        incident(("investigating", NOON - HOUR, {}), id_="new", impact="critical", api="major_outage"),
        incident(
            ("investigating", NOON - 5 * HOUR, {}),
            ("resolved", NOON - 4 * HOUR, {}),
            ("investigating", NOON - 3 * HOUR, {}),
            id_="back-again",
            web="partial_outage",
        ),
        incident(
            ("investigating", NOON - 3 * DAY, {}),
            ("identified", NOON - 3 * DAY, {}),  # in the same minute
            ("resolved", NOON - 2 * DAY, {}),
            ("postmortem", NOON - DAY, {}),
            id_="over",
            impact="major",
            api="partial_outage",
        ),
        incident(("resolved", NOON - 6 * DAY, {}), id_="blip", impact="none"),
    )
    return well()[0], Content(incidents), WELL


def planned(start: int, end: int, *updates: tuple[str, Instant], text: str = "We move.") -> State:
    """Works on ``api``, hours from now."""
    work = replace(maintenance(NOON + start * HOUR, NOON + end * HOUR, *updates), text=text)
    return well()[0], Content(maintenances=(replace(work, announced_at=NOON - 2 * DAY),)), WELL


def unknown() -> State:
    config = world(Component("api", "API"), Component("web", "Web"), probes=(probe("p", "api"), probe("q", "web")))
    return config, Content(), recorded(p="u" * 30, q="?" * 30)


def grouped() -> State:
    config = world(
        Component("api", "API", group="core"),
        Component("db", "Database", group="inner", manual=True),
        Component("cache", "Cache", group="inner", manual=True),
        Component("web", "Web", manual=True),
        groups=(
            Group("core", "Core", "What all needs.", ("api", "inner")),
            Group("inner", "Storage", "", ("db", "cache")),
        ),
    )
    config = replace(config, tree=("web", "core"))
    one = incident(("investigating", NOON - HOUR, {}), id_="disk", db="partial_outage")
    return config, Content((one,)), WELL


def private() -> State:
    config = world(
        Component("api", "API"),
        Component("vault", "Hidden Vault", "Hidden words.", public=False, manual=True),
        groups=(Group("inner", "Inner Circle", "", ("vault",)),),
    )
    incidents = (
        incident(("investigating", NOON - HOUR, {"vault": "major_outage"}), id_="both", api="partial_outage"),
        incident(("investigating", NOON - HOUR, {}), id_="secret", vault="major_outage"),
    )
    works = (maintenance(NOON - HOUR, NOON + HOUR, components=("api", "vault")),)
    return config, Content(incidents, works), WELL


def sixty() -> State:
    return well()[0], Content(tuple(map(_daily, range(60)))), WELL


def _daily(number: int) -> Incident:
    begun = NOON - number * DAY - HOUR
    return incident(
        ("investigating", begun, {}), ("resolved", begun + MINUTE, {}), id_=f"i{number}", api="major_outage"
    )


def hostile() -> State:
    config = world(
        Component("api", f"API {HOSTILE}", HOSTILE, group="g", links=((HOSTILE, "https://example.com/?a=1&b=<2>"),)),
        groups=(Group("g", f"Group {HOSTILE}", HOSTILE, ("api",)),),
    )
    one = incident(("investigating", NOON - HOUR, {}), api="partial_outage")
    one = replace(one, id="na\u00efve id", title=HOSTILE, updates=(Update("investigating", NOON - HOUR, HOSTILE),))
    work = replace(maintenance(NOON + HOUR, NOON + 2 * HOUR), title=HOSTILE, text=HOSTILE)
    return config, Content((one,), (work,)), WELL


def nothing() -> State:
    """Nobody watches anything, and nobody has said anything yet."""
    return world(Component("web", "Web", manual=True)), Content(), History()


STATES: dict[str, Callable[[], State]] = {
    "all well": well,
    "an incident": active,
    "several incidents": several,
    "planned": lambda: planned(1, 2),
    "in progress": lambda: planned(-1, 2),
    "verifying": lambda: planned(-2, 1, ("in_progress", NOON - 2 * HOUR), ("verifying", NOON - HOUR)),
    "completed": lambda: planned(-3, -2),
    "cancelled": lambda: planned(3, 4, ("cancelled", NOON - HOUR)),
    "unknown": unknown,
    "groups": grouped,
    "private": private,
    "sixty incidents": sixty,
    "hostile names": hostile,
    "nothing known": nothing,
}
