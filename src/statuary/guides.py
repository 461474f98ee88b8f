"""``docs/`` with its sections and tags, and plain pages. Settled, but for those about components."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote, unquote

from statuary.frame import World, incident_item, root_of, workaround
from statuary.home import as_of
from statuary.model import Guide, IncidentSummary, Page, Text
from statuary.redirects import moved_parts
from statuary.shelf import DOCS, Shelf, href
from statuary.timeline import grouped
from statuary.views import Alert, Entry, GuideView, Link, Stamps, Standing, Tagged, TagsView

TAGS = f"{DOCS}tags/"


def guide_pages(world: World) -> Iterator[Page]:
    """Every guide and every plain page; one for each section that nobody wrote one for, and one of all tags."""
    moved = moved_parts(world)
    if world.content.guides:
        shelf = Shelf.of(world.content.guides, world.words.say("Docs"))
        for (before, guide), (_, after) in pairwise(pairwise([None, *shelf.listed, None])):
            if guide is not None:
                around = _link(before) if before else None, _link(after) if after else None
                yield _guide(world, shelf, guide, around, moved)
        for guide in shelf.guides:
            if not guide.listed:
                yield _guide(world, shelf, guide, (None, None), moved)
        yield from _tags(world, shelf)
    for page in world.content.pages:
        link = Link(page.title, f"{quote(page.path)}/")
        yield _page(world, _view(world, link, page, moved=moved.get(link.href, ())), page)


def _guide(
    world: World,
    shelf: Shelf,
    guide: Guide,
    around: tuple[Link | None, Link | None],
    moved: dict[str, tuple[tuple[str, Link], ...]],
) -> Page:
    link = _link(guide)
    view = _view(
        world,
        link,
        guide,
        entries=shelf.around(guide.path),
        trail=shelf.trail(guide.path),
        below=shelf.below(guide.path),
        around=around,
        moved=moved.get(link.href, ()),
    )
    return _page(world, view, guide)


def _view(
    world: World,
    link: Link,
    of: Guide,
    *,
    entries: tuple[Entry, ...] = (),
    trail: tuple[Link, ...] = (),
    below: tuple[Entry, ...] = (),
    around: tuple[Link | None, Link | None] = (None, None),
    moved: tuple[tuple[str, Link], ...] = (),
) -> GuideView:
    standings = _standings(of, world)
    return GuideView(
        frame=world.frame,
        path=link.href,
        root=root_of(link.href),
        title=link.text,
        description=of.description,
        stamps=world.live if standings else Stamps(),
        text=of.text,
        language=of.language if of.source.path else "",
        entries=entries,
        here=link.href,
        trail=trail,
        below=below,
        before=around[0],
        after=around[1],
        components=standings,
        as_of=as_of(world) if standings else None,
        alerts=tuple(_alert(item, world) for item in _concerning(of, world)),
        tags=tuple(Link(tag, f"{TAGS}#{quote(anchor_of(tag))}") for tag in of.tags),
        files=tuple(Link(path, world.file(path) or "") for path in of.files),
        feedback=feedback_of(world) if entries and of.source.path else "",
        source=world.source(of.source) if of.source.path else None,
        changed=of.changed,
        moved=moved,
    )


def _page(world: World, view: GuideView, of: Guide) -> Page:
    texts = (Text("guide", of.text, of.source.path, of.source.line, of.spliced),) if of.text else ()
    ways = (text for item in _concerning(of, world) for text in workaround(item.incident))
    return Page(f"{unquote(view.path)}index.html", "guide.html", view, (*texts, *ways))


def _standings(guide: Guide, world: World) -> tuple[Standing, ...]:
    """How the components are that it is about; private ones are none."""
    known = world.summary.components
    named = (known[id_] for id_ in guide.components if id_ in known)
    return tuple(Standing(one.name, f"components/{one.id}/", one.status) for one in named)


def _concerning(guide: Guide, world: World) -> Iterator[IncidentSummary]:
    """The open incidents of its components, newest first."""
    about = set(guide.components)
    for item in world.open_incidents if about else ():
        if any(id_ in about for id_, _ in item.impacts):
            yield item


def _alert(item: IncidentSummary, world: World) -> Alert:
    incident = item.incident
    language = incident.workaround_language if incident.workaround else ""
    return Alert(incident_item(item, world), incident.workaround, language)


def feedback_of(world: World) -> str:
    """Where "Was this page helpful?" goes; empty where nobody said so: then it is not asked."""
    support = world.config.integration("support")
    feedback = getattr(support, "feedback", None)
    return feedback.endpoint if feedback else ""


def _link(guide: Guide) -> Link:
    return Link(guide.title, href(guide.path))


def anchor_of(tag: str) -> str:
    """``Scale up`` -> ``scale-up``: where the page of all tags speaks of it."""
    return "-".join(tag.casefold().split())


def _tags(world: World, shelf: Shelf) -> Iterator[Page]:
    """All tags on one page, if there are any."""
    tagged = grouped((tag, guide) for guide in shelf.listed for tag in guide.tags)
    if not tagged:
        return
    rows = tuple(
        Tagged(tag, anchor_of(tag), tuple(Entry(one.title, href(one.path), 0, one.description) for one in tagged[tag]))
        for tag in sorted(tagged, key=lambda tag: (tag.casefold(), tag))
    )
    view = TagsView(
        frame=world.frame,
        path=TAGS,
        root=root_of(TAGS),
        title=world.words.say("Tags"),
        card_of=DOCS,
        trail=shelf.trail("tags"),
        tags=rows,
    )
    yield Page(f"{TAGS}index.html", "tags.html", view)
