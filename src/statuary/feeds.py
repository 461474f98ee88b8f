"""Feeds: ``history.*`` has an item an incident (edited in place, as with Statuspage), ``updates.*`` an item an update.

The site has them, and each group and component in its folder. They come from what people wrote alone: no clock, so a
feed changes when there is news and at no other time. ``feedfiles`` writes them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from statuary.frame import World
from statuary.instants import SECOND, Instant
from statuary.memo import Sealed
from statuary.model import Incident, Maintenance, Page, Text, Value
from statuary.scopes import Scope, scopes
from statuary.timeline import news_at
from statuary.views import FeedsView, Followed, News, Stamps
from statuary.wording import UPDATE

NEWEST = 50  # items of a feed of the site
NEWEST_OF_A_PART = 25  # of one of a group or component
_PREVIEWED = 10


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
    sealed: Sealed[tuple[Entry, ...]]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Newest first."""
        return self.sealed.value


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
    stories = {story.key: story for story in (*_incidents(world), *_works(world))}
    followed = [(scope, _newest(scope, stories)) for scope in scopes(world)]
    told = _told({story.key: story for _, own in followed for story in own}, _dates(stories.values()), world)
    for scope, own in followed:
        yield from _feeds(scope, [told[story.key] for story in own], world)
    everything = [scope for scope, _ in followed]
    yield Page("feeds.opml", "opml", _subscriptions(everything, world))
    yield _page(everything, [told[story.key] for story in followed[0][1]], world)


def _feeds(scope: Scope, told: Sequence[_Told], world: World) -> Iterator[Page]:
    words, site = world.words, world.config.site
    place = Place(site.name, world.frame.url, world.frame.language, site.feeds.hub)
    about = words.say("Incidents and maintenance of %(site)s") % {"site": scope.name or site.name}
    about = about if scope.depth else site.description or about
    parts = (
        ("history", words.say("Incident history"), [one.history for one in told], ("rss", "atom")),
        ("updates", words.say("Updates"), _latest(told, _count(scope)), ("rss", "atom", "jsonfeed")),
    )
    for name, title, items, kinds in parts:
        whole = " \N{EN DASH} ".join(part for part in (site.name, scope.name, title) if part)
        entries = Sealed(tuple([item.entry for item in items]))
        texts = tuple(chain.from_iterable([item.texts for item in items]))
        for kind in kinds:
            path = f"{scope.folder}{name}.{'json' if kind == 'jsonfeed' else kind}"
            yield Page(path, kind, Feed(path, whole, about, scope.page, place, entries), texts)


# -------------------------------------------------------------------------------------------------------------- stories


class _Story(NamedTuple):
    """An incident or planned work that is news by now. Planned work was announced then."""

    key: str  # ``incidents/ID``
    event: Incident | Maintenance
    newest: Instant  # when something was last said
    announced_at: Instant | None = None


def _incidents(world: World) -> Iterator[_Story]:
    now = world.now
    for item in world.summary.incidents:
        incident = item.incident
        yield _Story(f"incidents/{incident.id}", incident, _last(incident, now, incident.started_at))


def _works(world: World) -> Iterator[_Story]:
    for item in world.summary.maintenances:
        work = item.maintenance
        at = news_at(work)
        if at <= world.now:
            yield _Story(f"maintenance/{work.id}", work, _last(work, world.now, at), at)


def _last(event: Incident | Maintenance, now: Instant, first: Instant) -> Instant:
    updates = event.updates
    if updates and updates[-1].at <= now:
        return max(updates[-1].at, first)
    return max([first, *(update.at for update in updates if update.at <= now)])


def _count(scope: Scope) -> int:
    return NEWEST_OF_A_PART if scope.depth else NEWEST


def _newest(scope: Scope, stories: Mapping[str, _Story]) -> list[_Story]:
    """Those with the newest updates: the newest updates are all theirs."""
    own = stories.values() if scope.concerns is None else [stories[key] for key in scope.concerns if key in stories]
    return heapq.nlargest(_count(scope), own, key=lambda story: (story.newest, story.key))


def _dates(stories: Iterable[_Story]) -> Mapping[tuple[str, int], Instant]:
    """The dates of steps (by their story's key and their number) that another step in the same second has moved.

    Readers drop or misplace items of equal date, so each gets its own, in whole seconds; the same in every feed, and
    what comes later moves none. Where no two are equal there is nothing to do.
    """
    moments = [(at, story.key, number) for story in stories for number, at in _moments(story)]
    seconds = {at // SECOND for at, _, _ in moments}
    if len(seconds) == len(moments):
        return {}
    moved: dict[tuple[str, int], Instant] = {}
    last = -SECOND
    for at, key, number in sorted(moments):
        own = at // SECOND * SECOND
        last = max(own, last + SECOND)
        if last != own:
            moved[key, number] = last
    return moved


def _moments(story: _Story) -> list[tuple[int, Instant]]:
    """When each of its steps was said; the announcement of planned work is step 0, and updates count from 1.

    Also those to come: they move none before them.
    """
    moments = [(number, update.at) for number, update in enumerate(story.event.updates, 1)]
    return moments if story.announced_at is None else [(0, story.announced_at), *moments]


# -------------------------------------------------------------------------------------------------------------- entries


class _Item(NamedTuple):
    entry: Entry
    texts: tuple[Text, ...]  # its Markdown


class _Told(Value, frozen=True):
    """What feeds have of one story, newest first."""

    history: _Item
    updates: Sequence[_Item]


def _told(stories: Mapping[str, _Story], dates: Mapping[tuple[str, int], Instant], world: World) -> Mapping[str, _Told]:
    words = {status: world.words.update_status(status) for status in UPDATE}
    return {key: _tell(story, dates, words, world.now) for key, story in stories.items()}


def _tell(story: _Story, dates: Mapping[tuple[str, int], Instant], words: Mapping[str, str], now: Instant) -> _Told:
    """An entry for the whole story, and one a step; numbers count from the oldest, so what comes later changes none."""
    key, event = story.key, story.event
    window = (event.window.start, event.window.end) if isinstance(event, Maintenance) else None
    updates = []
    for number, said, text in _steps(story, now):
        at = dates.get((key, number), said.at // SECOND * SECOND)
        path = f"{key}/#u-{number}" if number else f"{key}/"
        planned = None if number else window  # a window that is moved changes no item but that of the announcement
        entry = Entry(f"{key}/update/{number}", path, f"{words[said.status]}: {event.title}", at, (said,), planned)
        updates.append(_Item(entry, (text,)))
    silent = story.announced_at is not None and not updates[0].texts[0].text.strip() and len(updates) > 1
    shown = updates[1:] if silent else updates  # that it was announced is left out where others said more
    newest = max([one.entry.published for one in updates])
    said_in_all = tuple([one.entry.updates[0] for one in reversed(shown)])
    history = Entry(key, f"{key}/", event.title, newest, said_in_all, window)
    updates.reverse()
    return _Told(_Item(history, tuple([one.texts[0] for one in shown])), updates)


def _steps(story: _Story, now: Instant) -> Iterator[tuple[int, Said, Text]]:
    """What has been said by now, oldest first."""
    event = story.event
    path, line = event.source.path, event.source.line
    if isinstance(event, Maintenance):
        yield 0, Said("scheduled", story.announced_at or 0, event.text), Text("incident", event.text, path, line)
    for number, update in enumerate(event.updates, 1):
        if update.at <= now:
            text = Text("incident", update.text, path, update.line or line)
            yield number, Said(update.status, update.at, update.text), text


def _latest(told: Iterable[_Told], count: int) -> list[_Item]:
    updates = chain.from_iterable([one.updates for one in told])
    return sorted(updates, key=lambda item: item.entry.published, reverse=True)[:count]


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


def _page(everything: Sequence[Scope], told: Sequence[_Told], world: World) -> Page:
    """``feeds/``: what feeds are, which there are, and what is in them. It changes when there is news."""
    newest = _latest(told, _PREVIEWED)
    view = FeedsView(
        frame=world.frame,
        path="feeds/",
        root="../",
        title=world.words.say("Feeds and calendars"),
        card_of="",
        stamps=Stamps(data_as_of=newest[0].entry.published if newest else None),
        site=Followed(world.frame.name, ""),
        parts=tuple(Followed(scope.name, scope.folder) for scope in everything[1:]),
        newest=tuple(News(item.entry.title, item.entry.path, item.entry.published) for item in newest),
        hub=world.config.site.feeds.hub is not None,
    )
    return Page("feeds/index.html", "feeds.html", view)
