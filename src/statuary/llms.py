"""``llms.txt`` (llmstxt.org): what there is for programs that read, by the addresses of the Markdown twins."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from statuary.frame import World, incident_item
from statuary.model import Page, Value
from statuary.shelf import href
from statuary.twins.marks import document, items, link, named
from statuary.views import IncidentItem, Link

if TYPE_CHECKING:
    from statuary.render import Context

FILE = "llms.txt"
_RECENT = 20
_DATA = {
    "index.txt": "the state of everything as plain text",
    "api/v1/summary.json": "the same as JSON",
    "api/v1/openapi.json": "a description of the API",
    "api/v2/summary.json": "in the shape of Statuspage's API",
    "health.json": "as application/health+json",
    "metrics.txt": "for Prometheus",
    "calendar.ics": "planned maintenance",
    "updates.atom": "every update",
    "updates.json": "every update as a JSON Feed",
    "history.atom": "every incident",
}
"""What is named if the site has it -> what it is."""


class Described(Value, frozen=True):
    """A page with a few words about it."""

    link: Link
    about: str = ""


class Llms(Value, frozen=True):
    """Addresses are relative to the site."""

    name: str
    site: str
    about: str
    components: tuple[Described, ...]
    incidents: tuple[IncidentItem, ...]
    guides: tuple[Described, ...]
    full: str | None  # where all guides are in one file
    data: tuple[str, ...]  # paths


def llms_pages(world: World, planned: Collection[str]) -> Iterator[Page]:
    """The file. ``planned``: the paths that the site has, so that nothing is named that is not there."""
    view = Llms(
        world.frame.name,
        world.frame.site,
        world.config.site.description,
        tuple(Described(world.component(one.id), one.description) for one in world.summary.components.values()),
        tuple(incident_item(one, world) for one in world.summary.incidents[:_RECENT]),
        tuple(Described(Link(guide.title, href(guide.path)), guide.description) for guide in world.content.guides),
        "llms-full.txt" if "llms-full.txt" in planned else None,
        tuple(path for path in _DATA if path in planned),
    )
    yield Page(FILE, FILE, view)


def write(view: Llms, context: Context) -> bytes:
    """The renderer."""
    del context
    return document(_blocks(view))


def _blocks(view: Llms) -> Iterator[str]:
    yield f"# {named(view.name)}"
    yield f"> {named(view.about or f'Current status, incidents and planned maintenance of {view.name}.')}"
    yield (
        "What nobody observed is called unknown, never operational. Pages that speak of the present say when that is "
        "(data_as_of) and when they may no longer be relied on (valid_until). All times are UTC."
    )
    yield "## Status"
    yield items(
        [
            f"{_twin('Current status', '', view)}: state, open incidents, every component",
            f"{_twin('History', 'history/', view)}: every month",
            *(f"{link(path, f'{view.site}/{path}')}: {_DATA[path]}" for path in view.data),
        ]
    )
    yield from _section("Components", [_described(one, view) for one in view.components])
    yield from _section("Docs", [_described(one, view) for one in view.guides])
    if view.full:
        yield items([f"{link('All guides in one file', f'{view.site}/{view.full}')}"])
    yield from _section("Optional", [_twin(one.title, one.href, view) for one in view.incidents])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield items(lines)


def _described(one: Described, view: Llms) -> str:
    address = _twin(one.link.text, one.link.href, view)
    return f"{address}: {named(one.about)}" if one.about else address


def _twin(text: str, href: str, view: Llms) -> str:
    return link(text, f"{view.site}/{href}index.md")
