"""Feeds: ``history.*`` has an item an incident (edited in place, as with Statuspage), ``updates.*`` an item an update.

The site has them, and each group and component in its folder. They come from what people wrote alone: no clock, so a
feed changes when there is news and at no other time. ``feedfiles`` writes them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from statuary.frame import World
from statuary.instants import DAY, SECOND, Instant
from statuary.model import Incident, Maintenance, Page, Text, Update, Value
from statuary.scopes import Scope, scopes
from statuary.views import FeedsView, Followed, News, Stamps

NEWEST = 50  # items of a feed of the site
NEWEST_OF_A_PART = 25  # of one of a group or component
_PREVIEWED = 10
_NOTICE = 7 * DAY  # an occurrence of recurring work is news this long before it begins


class Said(Value, frozen=True):
    """One update as a feed shows it."""

    status: str
    at: Instant
    text: str


class Entry(Value, frozen=True):
    """One item. ``path`` is relative to the site, ``key`` what its id is made of."""

    key: str
    path: str
    title: str
    published: Instant  # not later than now; of an update, no other update has it
    updates: tuple[Said, ...]  # newest first
    planned: tuple[Instant, Instant] | None = None


class Place(Value, frozen=True):
    """What all feeds of the site share in one language."""

    name: str
    url: str  # of the home page in this language
    language: str
    hub: str | None  # of WebSub


class Feed(Value, frozen=True):
    """``path`` is the feed's own, ``page`` that of what it is about, both relative to the site."""

    path: str
    title: str
    description: str
    page: str
    place: Place
    entries: tuple[Entry, ...]


class Outline(Value, frozen=True):
    """A feed in a list of subscriptions. Addresses are whole."""

    title: str
    feed: str
    page: str


class Subscriptions(Value, frozen=True):
    """``feeds.opml``: the folders of a list of subscriptions."""

    title: str
    language: str
    folders: tuple[tuple[str, tuple[Outline, ...]], ...]


def plan(world: World) -> Iterator[Page]:
    """The feeds of the site, its groups and components in one language, a list of them, and a page about them."""
    told = _told(world)
    everything = tuple(scopes(world))
    for scope in everything:
        yield from _feeds(scope, told, world)
    yield Page("feeds.opml", "opml", _subscriptions(everything, world))
    yield _page(everything, told, world)


def _feeds(scope: Scope, told: Mapping[str, _Told], world: World) -> Iterator[Page]:
    words, site = world.words, world.config.site
    place = Place(site.name, world.frame.url, world.frame.language, site.feeds.hub)
    count = NEWEST_OF_A_PART if scope.depth else NEWEST
    own = told.values() if scope.concerns is None else [told[key] for key in scope.concerns if key in told]
    history = _newest((one.history for one in own), count)
    updates = _newest((update for one in own for update in one.updates), count)
    about = scope.name or site.description or words.say("Incidents and maintenance of %(site)s") % {"site": site.name}
    parts = [
        ("history", words.say("Incident history"), history, ("rss", "atom")),
        ("updates", words.say("Updates"), updates, ("rss", "atom", "jsonfeed")),
    ]
    for name, title, items, kinds in parts:
        whole = " \N{EN DASH} ".join(part for part in (site.name, scope.name, title) if part)
        entries = tuple(item.entry for item in items)
        texts = tuple(text for item in items for text in item.texts)
        for kind in kinds:
            path = f"{scope.folder}{name}.{'json' if kind == 'jsonfeed' else kind}"
            yield Page(path, kind, Feed(path, whole, about, scope.page, place, entries), texts)


def _newest(items: Iterable[_Item], count: int) -> list[_Item]:
    return heapq.nlargest(count, items, key=lambda item: item.entry.published)


# -------------------------------------------------------------------------------------------------------------- entries


class _Step(NamedTuple):
    """One thing that was said. ``number`` counts from the oldest, so a later step changes no earlier one."""

    number: int
    said: Said
    text: Text


class _Story(NamedTuple):
    """An incident or planned work as far as it has been told by now, oldest step first."""

    key: str  # ``incidents/ID``
    title: str
    steps: Sequence[_Step]
    planned: tuple[Instant, Instant] | None = None


class _Item(NamedTuple):
    entry: Entry
    texts: tuple[Text, ...]  # its Markdown


@dataclass(frozen=True, slots=True)
class _Told:
    """What feeds have of one story."""

    history: _Item
    updates: tuple[_Item, ...]


def _told(world: World) -> dict[str, _Told]:
    """Every story that is news by now, by its key."""
    stories = [*_incidents(world), *_works(world)]
    dates = _dates((step.said.at, story.key, step.number) for story in stories for step in story.steps)
    steps = {step.said.status for story in stories for step in story.steps}
    words = {status: world.words.update_status(status) for status in steps}
    return {story.key: _Told(_history(story, dates), tuple(_updates(story, dates, words))) for story in stories}


def _history(story: _Story, dates: Mapping[tuple[str, int], Instant]) -> _Item:
    """An entry for the whole of it. What was planned is left out where others said more."""
    shown = [step for step in story.steps if step.number or step.said.text.strip() or len(story.steps) == 1]
    newest = max(dates[story.key, step.number] for step in story.steps)
    said = tuple([step.said for step in reversed(shown)])
    entry = Entry(story.key, f"{story.key}/", story.title, newest, said, story.planned)
    return _Item(entry, tuple([step.text for step in shown]))


def _updates(story: _Story, dates: Mapping[tuple[str, int], Instant], words: Mapping[str, str]) -> Iterator[_Item]:
    """An entry a step."""
    for number, said, text in story.steps:
        path = f"{story.key}/#u-{number}" if number else f"{story.key}/"
        title, at = f"{words[said.status]}: {story.title}", dates[story.key, number]
        yield _Item(Entry(f"{story.key}/update/{number}", path, title, at, (said,), story.planned), (text,))


def _dates(moments: Iterable[tuple[Instant, str, int]]) -> dict[tuple[str, int], Instant]:
    """A date of its own for every step, in whole seconds: readers drop or misplace items of equal date.

    It is the same in every feed, and what comes later moves none.
    """
    dates: dict[tuple[str, int], Instant] = {}
    last = -SECOND
    for at, key, number in sorted(moments):
        last = max(at // SECOND * SECOND, last + SECOND)
        dates[key, number] = last
    return dates


def _incidents(world: World) -> Iterator[_Story]:
    for item in world.summary.incidents:
        incident = item.incident
        yield _Story(f"incidents/{incident.id}", incident.title, _steps(incident, world.now))


def _works(world: World) -> Iterator[_Story]:
    """Planned work that is news by now. That it was announced is its step 0."""
    for item in world.summary.maintenances:
        work = item.maintenance
        at = news_at(work)
        if at <= world.now:
            announced = Said("scheduled", at, work.text)
            first = _Step(0, announced, Text("incident", work.text, work.source.path, work.source.line))
            planned = (work.window.start, work.window.end)
            yield _Story(f"maintenance/{work.id}", work.title, [first, *_steps(work, world.now)], planned)


def _steps(event: Incident | Maintenance, now: Instant) -> list[_Step]:
    path, line = event.source.path, event.source.line
    return [
        _Step(number, _said(update), Text("incident", update.text, path, update.line or line))
        for number, update in enumerate(event.updates, 1)
        if update.at <= now
    ]


def _said(update: Update) -> Said:
    return Said(update.status, update.at, update.text)


def news_at(work: Maintenance) -> Instant:
    """When planned work is news: as it was announced, and of what recurs shortly before it begins."""
    return max(work.announced_at, work.window.start - _NOTICE) if work.recurrence else work.announced_at


# ------------------------------------------------------------------------------------------------------- lists of feeds


def _subscriptions(everything: Sequence[Scope], world: World) -> Subscriptions:
    """Each feed once, as RSS: readers take either format, and a list with both would subscribe twice."""
    words, frame = world.words, world.frame
    return Subscriptions(
        words.say("Feeds of %(site)s") % {"site": frame.name},
        frame.language,
        tuple(
            (title, tuple(_outline(scope, name, world) for scope in everything))
            for name, title in (("updates", words.say("Every update")), ("history", words.say("Every incident")))
        ),
    )


def _outline(scope: Scope, name: str, world: World) -> Outline:
    url = world.frame.url
    return Outline(scope.name or world.frame.name, f"{url}/{scope.folder}{name}.rss", f"{url}/{scope.page}")


def _page(everything: Sequence[Scope], told: Mapping[str, _Told], world: World) -> Page:
    """``feeds/``: what feeds are, which there are, and what is in them. It changes when there is news."""
    newest = _newest((update for one in told.values() for update in one.updates), _PREVIEWED)
    view = FeedsView(
        frame=world.frame,
        path="feeds/",
        root="../",
        title=world.words.say("Feeds and calendars"),
        card_of="",
        stamps=Stamps(data_as_of=newest[0].entry.published if newest else None),
        site=Followed(world.frame.name, "", 0),
        parts=tuple(Followed(scope.name, scope.folder, scope.depth) for scope in everything[1:]),
        newest=tuple(News(item.entry.title, item.entry.path, item.entry.published) for item in newest),
        hub=world.config.site.feeds.hub is not None,
    )
    return Page("feeds/index.html", "feeds.html", view)
