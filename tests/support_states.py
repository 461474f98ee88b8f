"""Sites in the states that what machines read is looked at in, and the files of their feeds and calendars."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from statuary import calendars, feeds
from statuary.config import Component, Config, Group
from statuary.frame import see
from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.markup.convert import convert
from statuary.model import Content, Converted, History, Incident, Maintenance, Text
from statuary.render import Context
from statuary.summary import summarise
from statuary.timeline import fold
from support_pages import theme
from support_world import NOON, incident, maintenance, recorded, world

URL = "https://status.example.com"
HOSTILE = "</title><script>alert(1)</script>]]> & &amp; &#x3C;b>\r\nBEGIN:VEVENT\x00\x85\ufffd\u202e"
HOSTILE_TEXT = (
    "<script>alert(1)</script> [x](javascript:alert(1)) ![y](//evil/z) [rel](../../docs/) <b>bold</b>\n\n"
    "| a | b |\n|--|:-:|\n| 1 | 2 |\n\n```html\n<iframe>\n```\n\n- one\n- two\n\n> ]]> quoted &nbsp; \x07\n"
)


class Markdown:
    """Conversion in this process."""

    def convert(self, text: Text) -> Converted:
        return convert(text.profile, text.text)


def titled(event: Incident, title: str, text: str = "Text.") -> Incident:
    return replace(event, title=title, updates=tuple(replace(update, text=text) for update in event.updates))


def _work(id_: str, start: Instant, *updates: tuple[str, Instant], text: str = "We move.") -> Maintenance:
    work = maintenance(start, start + 2 * HOUR, *updates, components=("c0", "c1"))
    return replace(work, id=id_, text=text, announced_at=NOON - 5 * DAY)


OPEN = incident(
    ("investigating", NOON - 3 * HOUR, {}), ("identified", NOON - 2 * HOUR, {}), id_="outage", c0="major_outage"
)
OVER = incident(
    ("investigating", NOON - 9 * DAY, {}),
    ("resolved", NOON - 8 * DAY, {}),
    ("postmortem", NOON - 7 * DAY, {}),
    id_="over",
    c1="partial_outage",
)
SECRET = incident(("investigating", NOON - HOUR, {"vault": "major_outage"}), id_="secret-outage", vault="major_outage")
COMPONENTS = tuple(Component(f"c{n}", f"C{n}", manual=True) for n in range(3))
GROUPS = (Group("inner", "Inner", "", ("c1",)), Group("outer", "Outer", "", ("c0", "inner")))


def _site(*written: Incident | Maintenance, config: Config | None = None) -> tuple[Content, Config, History]:
    incidents = tuple(item for item in written if isinstance(item, Incident))
    works = tuple(item for item in written if isinstance(item, Maintenance))
    return Content(incidents, works), config or world(*COMPONENTS), History()


def _many() -> list[Incident]:
    each = (("investigating", NOON - HOUR, {}), ("resolved", NOON - 30 * MINUTE, {}))
    return [incident(*each, id_=f"i{n:02}", c0="partial_outage") for n in range(60)]  # all at the same times


@cache
def states() -> dict[str, tuple[Content, Config, History]]:
    """What people wrote, the configuration and what was observed, by name."""
    hostile = tuple(Component(f"c{n}", f"{HOSTILE}{n}", HOSTILE, manual=True) for n in range(2))
    vault = Component("vault", "Hidden Vault", public=False, manual=True)
    nested = replace(world(*COMPONENTS, groups=GROUPS), tree=("outer", "c2"))
    return {
        "all well": _site(OVER),
        "nothing ever happened": _site(),
        "active incident": _site(OPEN, OVER),
        "several incidents": _site(OPEN, replace(OPEN, id="second"), OVER),
        "maintenance scheduled": _site(_work("m", NOON + DAY)),
        "maintenance in progress": _site(_work("m", NOON - HOUR, ("in_progress", NOON - HOUR))),
        "maintenance completed": _site(_work("m", NOON - DAY, ("completed", NOON - 23 * HOUR))),
        "maintenance cancelled": _site(_work("m", NOON + DAY, ("cancelled", NOON - HOUR), text="")),
        "unknown data": (Content((OPEN,)), world(Component("c0", "C0"), *COMPONENTS[1:]), recorded(p="uu..????")),
        "groups": _site(OPEN, OVER, _work("m", NOON + DAY), config=nested),
        "private components": _site(OPEN, SECRET, config=world(*COMPONENTS, vault)),
        "60 incidents": _site(*_many(), _work("m", NOON + DAY)),
        "hostile names": _site(
            titled(OPEN, HOSTILE, HOSTILE_TEXT),
            replace(_work("m", NOON + DAY, text=HOSTILE_TEXT), title=HOSTILE),
            config=replace(world(*hostile), site=replace(world().site, name=HOSTILE, description=HOSTILE)),
        ),
    }


@cache
def files(state: str, hub: str | None = None) -> dict[str, bytes]:
    """Feeds and calendars of a site in this state, by path."""
    content, config, history = states()[state]
    return written(content, config, history, hub=hub)


def written(
    content: Content,
    config: Config,
    history: History = History(),  # noqa: B008 - immutable
    now: Instant = NOON,
    hub: str | None = None,
) -> dict[str, bytes]:
    """Feeds and calendars of such a site."""
    site = replace(config.site, feeds=replace(config.site.feeds, hub=hub))
    config = replace(config, site=site)
    summary = summarise(fold(history, content, config, now), history, content, config)
    look = see(summary, content, config, theme())
    context = Context(theme(), Markdown())  # type: ignore[arg-type]
    pages = (*feeds.plan(look), *calendars.plan(look))
    return {page.path: context.write(page) for page in pages if not page.path.endswith(".html")}
