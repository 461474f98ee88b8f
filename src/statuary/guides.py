"""``docs/`` with its sidebar, and plain pages. Settled, but for those about components: these say how they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from urllib.parse import quote, unquote

from statuary.frame import World, incident_item, root_of, workaround
from statuary.home import as_of
from statuary.model import Guide, IncidentSummary, Page, Text
from statuary.timeline import grouped
from statuary.views import Alert, Entry, GuideView, Link, Stamps, Standing


def guide_pages(world: World) -> Iterator[Page]:
    """Every guide and every plain page; an index of the guides where nobody wrote one."""
    guides = world.content.guides
    entries = tuple(_entry(guide) for guide in guides if guide.path)
    titles = {guide.path: guide.title for guide in guides}
    below = grouped((_above(guide.path, titles), _entry(guide)) for guide in guides if guide.path)
    if guides and "" not in titles:
        yield _page(
            world, _view(world, Link(world.words.say("Docs"), "docs/"), "", entries, below=tuple(below.get("", ())))
        )
    around = pairwise([None, *guides, None])
    for (before, guide), (_, after) in pairwise(around):
        if guide is not None:
            links = _link(before) if before else None, _link(after) if after else None
            yield _guide(world, guide, entries, titles, tuple(below.get(guide.path, ())), links)
    for page in world.content.pages:
        view = _view(world, Link(page.title, f"{quote(page.path)}/"), page.text, (), of=page)
        yield _page(world, view, page)


def _guide(
    world: World,
    guide: Guide,
    entries: tuple[Entry, ...],
    titles: Mapping[str, str],
    below: tuple[Entry, ...],
    around: tuple[Link | None, Link | None],
) -> Page:
    before, after = around
    trail = _trail(guide.path, titles, world.words.say("Docs"))
    view = _view(
        world, _link(guide), guide.text, entries, of=guide, trail=trail, below=below, before=before, after=after
    )
    return _page(world, view, guide)


def _view(
    world: World,
    link: Link,
    text: str,
    entries: tuple[Entry, ...],
    *,
    of: Guide | None = None,
    trail: tuple[Link, ...] = (),
    below: tuple[Entry, ...] = (),
    before: Link | None = None,
    after: Link | None = None,
) -> GuideView:
    standings = _standings(of, world)
    return GuideView(
        frame=world.frame,
        path=link.href,
        root=root_of(link.href),
        title=link.text,
        description=of.description if of else "",
        stamps=world.live if standings else Stamps(),
        text=text,
        language=of.language if of else "",
        entries=entries,
        here=link.href,
        trail=trail,
        below=below,
        before=before,
        after=after,
        components=standings,
        as_of=as_of(world) if standings else None,
        alerts=tuple(_alert(item, world) for item in _concerning(of, world)),
        files=tuple(Link(path, world.file(path) or "") for path in of.files) if of else (),
        feedback=feedback_of(world) if of and entries else "",
        source=world.source(of.source) if of else None,
    )


def _page(world: World, view: GuideView, of: Guide | None = None) -> Page:
    texts = (Text("guide", of.text, of.source.path, of.source.line),) if of else ()
    ways = (text for item in _concerning(of, world) for text in workaround(item.incident))
    return Page(f"{unquote(view.path)}index.html", "guide.html", view, (*texts, *ways))


def _standings(guide: Guide | None, world: World) -> tuple[Standing, ...]:
    """How the components are that it is about; private ones are none."""
    known = world.summary.components
    named = (known[id_] for id_ in guide.components if id_ in known) if guide else ()
    return tuple(Standing(one.name, f"components/{one.id}/", one.status) for one in named)


def _concerning(guide: Guide | None, world: World) -> Iterator[IncidentSummary]:
    """The open incidents of its components, newest first."""
    about = set(guide.components) if guide else ()
    for item in world.open_incidents if about else ():
        if any(id_ in about for id_, _ in item.impacts):
            yield item


def _alert(item: IncidentSummary, world: World) -> Alert:
    incident = item.incident
    language = incident.workaround_language if incident.workaround else ""
    return Alert(incident_item(item, world), incident.workaround, language)


def feedback_of(world: World) -> str:
    """Where "Was this page helpful?" goes; empty where nobody said so: then it is not asked."""
    support = world.config.integrations.get("support")
    feedback = getattr(support, "feedback", None)
    return feedback.endpoint if feedback else ""


def _entry(guide: Guide) -> Entry:
    return Entry(guide.title, _href(guide), guide.path.count("/"), guide.description)


def _link(guide: Guide) -> Link:
    return Link(guide.title, _href(guide))


def _href(guide: Guide) -> str:
    return f"docs/{quote(guide.path)}/" if guide.path else "docs/"


def _above(path: str, titles: Mapping[str, str]) -> str:
    """The path of the nearest page above; ``""`` is the docs' own index."""
    while path:
        path = path.rpartition("/")[0]
        if path in titles:
            return path
    return ""


def _trail(path: str, titles: Mapping[str, str], docs: str) -> tuple[Link, ...]:
    """The pages above, the docs' own index first; that is called ``docs`` where nobody wrote one."""
    links: list[Link] = []
    while path:
        path = _above(path, titles)
        links.append(Link(titles.get(path, docs), f"docs/{quote(path)}/" if path else "docs/"))
    return tuple(reversed(links))
