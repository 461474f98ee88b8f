"""Feeds: ``history.*`` has an item an incident (edited in place, as with Statuspage), ``updates.*`` an item an update.

Bytes come from what people wrote alone: no clock, so a feed changes when there is news and at no other time. Written by
feedgen; its defects (found by measurement) are worked round here and nowhere else:

* ``add_entry`` prepends, so entries are appended by name; it takes "now" for what is not set, so every date is set;
* the channel's ``<link>`` is the link that was added last, so the page's own comes last;
* a second link on an entry makes invalid Atom, so there is one;
* ``guid`` overwrites ``id``, so each format sets its own;
* control characters raise, so text is cleaned first.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import escape

from statuary.frame import World, home_of
from statuary.instants import SECOND, Instant, to_datetime
from statuary.model import Incident, Maintenance, MaintenanceStatus, Page, Summary, Text, Update
from statuary.timeline import news_at
from statuary.wording import Words

if TYPE_CHECKING:
    from statuary.render import Context

NEWEST = 50
_EMPTY: Instant = 0  # the date of a feed without entries
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Said:
    """One update as a feed shows it."""

    status: str
    at: Instant
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. ``path`` is relative to the site, ``key`` what its id is made of."""

    key: str
    path: str
    title: str
    published: Instant  # not later than now, and its own within a feed of updates
    updates: tuple[Said, ...]  # newest first
    planned: tuple[Instant, Instant] | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """``path`` is the feed's own, relative to the site."""

    path: str
    title: str
    description: str
    site_name: str
    site_url: str  # of the home page in this language
    home: str  # the path of that: ``""``, ``de/``
    language: str
    entries: tuple[Entry, ...]


def plan(world: World) -> tuple[Page, ...]:
    """The site's four feeds in one language, as pages."""
    summary, words = world.summary, world.words
    feeds = (
        ("history", words.say("Incident history"), tuple(_newest(_history(summary)))),
        ("updates", words.say("Updates"), tuple(_distinct(_newest(_updates(summary, words), 2 * NEWEST)))[:NEWEST]),
    )
    return tuple(
        _page(f"{name}.{kind}", title, entries, world) for name, title, entries in feeds for kind in ("rss", "atom")
    )


def _page(path: str, title: str, entries: tuple[Entry, ...], world: World) -> Page:
    site, frame = world.config.site, world.frame
    description = site.description or world.words.say("Incidents and maintenance of %(site)s") % {"site": site.name}
    home = home_of(frame.language, world.config)
    title = f"{site.name} \N{EN DASH} {title}"
    feed = Feed(path, title, description, site.name, frame.url, home, frame.language, entries)
    texts = tuple(Text("incident", said.text) for entry in entries for said in entry.updates)
    return Page(path, path.rpartition(".")[2], feed, texts)


# -------------------------------------------------------------------------------------------------------------- entries


def _history(summary: Summary) -> Iterator[Entry]:
    """An entry an incident or planned work, with all its updates so far; its date is that of the newest."""
    now = summary.generated_at
    for incident in _recent(summary):
        updates = _said(incident.updates, now)
        yield Entry(f"incidents/{incident.id}", f"incidents/{incident.id}/", incident.title, updates[0].at, updates)
    for maintenance in _announced(summary):
        updates = _said(maintenance.updates, now)
        if maintenance.text.strip() or not updates:
            updates = (*updates, Said("scheduled", news_at(maintenance), maintenance.text))
        yield _work(maintenance, maintenance.title, f"maintenance/{maintenance.id}", "", updates)


def _updates(summary: Summary, words: Words) -> Iterator[Entry]:
    """An entry an update. The number in its id counts from the oldest, so a later update changes no earlier id."""
    now = summary.generated_at
    for incident in _recent(summary):
        for number, update in enumerate(incident.updates, 1):
            if update.at <= now:
                said = Said(update.status, update.at, update.text)
                key, anchor = f"incidents/{incident.id}/update/{number}", f"incidents/{incident.id}/#u-{number}"
                yield Entry(key, anchor, f"{words.update_status(update.status)}: {incident.title}", update.at, (said,))
    for maintenance in _announced(summary):
        key = f"maintenance/{maintenance.id}/update"
        at = news_at(maintenance)
        titles = {status: f"{words.update_status(status)}: {maintenance.title}" for status in MaintenanceStatus}
        said = Said("scheduled", at, maintenance.text)
        yield _work(maintenance, titles[MaintenanceStatus.scheduled], f"{key}/0", "", (said,))
        for number, update in enumerate(maintenance.updates, 1):
            if update.at <= now:
                said = Said(update.status, update.at, update.text)
                title = titles[MaintenanceStatus(update.status)]
                yield _work(maintenance, title, f"{key}/{number}", f"#u-{number}", (said,))


def _recent(summary: Summary) -> list[Incident]:
    """The incidents with the newest updates: those of the newest entries of either feed are among them."""
    now = summary.generated_at
    incidents = (item.incident for item in summary.incidents)
    return heapq.nlargest(
        2 * NEWEST, incidents, key=lambda incident: max(update.at for update in incident.updates if update.at <= now)
    )


def _work(maintenance: Maintenance, title: str, key: str, anchor: str, updates: tuple[Said, ...]) -> Entry:
    window = (maintenance.window.start, maintenance.window.end)
    return Entry(key, f"maintenance/{maintenance.id}/{anchor}", title, updates[0].at, updates, window)


def _announced(summary: Summary) -> Iterator[Maintenance]:
    """Planned work that is news by now."""
    for item in summary.maintenances:
        if news_at(item.maintenance) <= summary.generated_at:
            yield item.maintenance


def _said(updates: Sequence[Update], now: Instant) -> tuple[Said, ...]:
    return tuple(Said(update.status, update.at, update.text) for update in reversed(updates) if update.at <= now)


def _newest(entries: Iterable[Entry], count: int = NEWEST) -> list[Entry]:
    return heapq.nlargest(count, entries, key=lambda entry: (entry.published, entry.key))


def _distinct(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Newest first, a date of its own each, in whole seconds: readers drop or misplace items of equal date."""
    from dataclasses import replace  # noqa: PLC0415 - seldom needed: only where dates collide

    taken: list[Entry] = []
    for entry in reversed(entries):
        at = entry.published // SECOND * SECOND
        if taken and at <= taken[-1].published:
            at = taken[-1].published + SECOND
        taken.append(entry if at == entry.published else replace(entry, published=at))
    return reversed(taken)


# -------------------------------------------------------------------------------------------------------------- writing


def rss(feed: Feed, context: Context) -> bytes:
    """RSS 2.0."""
    generator = _generator(feed)
    for entry in feed.entries:
        item = _entry(generator, entry, feed, context)
        if "/update/" in entry.key:
            item.guid(_tag(feed, entry.key), permalink=False)
        else:
            item.guid(_url(feed, entry.path), permalink=True)
    return bytes(generator.rss_str(pretty=True))


def atom(feed: Feed, context: Context) -> bytes:
    """Atom 1.0."""
    generator = _generator(feed)
    for entry in feed.entries:
        _entry(generator, entry, feed, context).id(_tag(feed, entry.key))
    return bytes(generator.atom_str(pretty=True))


def _generator(feed: Feed) -> Any:
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - only a feed that changed is written

    generator = FeedGenerator()
    generator.id(_tag(feed, feed.path.rpartition(".")[0]))
    generator.title(_clean(feed.title))
    generator.description(_clean(feed.description))
    generator.author({"name": _clean(feed.site_name)})
    generator.language(feed.language)
    generator.link(href=f"{feed.site_url}/{feed.path}", rel="self", type=f"application/{feed.path[-4:].strip('.')}+xml")
    generator.link(href=f"{feed.site_url}/", rel="alternate")
    newest = to_datetime(max((entry.published for entry in feed.entries), default=_EMPTY))
    generator.updated(newest)
    generator.lastBuildDate(newest)
    generator.generator("Statuary")
    generator.docs("https://www.rssboard.org/rss-specification")
    return generator


def _entry(generator: Any, entry: Entry, feed: Feed, context: Context) -> Any:
    item = generator.add_entry(order="append")
    item.title(_clean(entry.title).strip() or entry.path)
    item.link(href=_url(feed, entry.path))
    item.published(to_datetime(entry.published))
    item.updated(to_datetime(entry.published))
    item.content(_clean(_body(entry, feed, context)), type="html")
    return item


def _body(entry: Entry, feed: Feed, context: Context) -> str:
    """HTML in the shape that readers of Statuspage's feeds know: date, status in bold, text, newest first."""
    parts = [_told(said, entry, feed, context) for said in entry.updates]
    if entry.planned:
        start, end = (f"{_small_date(at)}" for at in entry.planned)
        parts.insert(0, f"<p><strong>THIS IS A SCHEDULED EVENT {start} - {end} UTC</strong></p>")
    return "\n".join(parts)


def _told(said: Said, entry: Entry, feed: Feed, context: Context) -> str:
    word = context.theme.words[feed.language].update_status(said.status)
    head = f"<p><small>{_small_date(said.at)} UTC</small><br><strong>{escape(word)}</strong>"
    html = _absolute(context.markdown("incident", said.text).html, _url(feed, entry.path)).strip()
    if html.startswith("<p>"):
        return f"{head} - {html[3:]}"
    return f"{head}</p>\n{html}" if html else f"{head}</p>"


def _absolute(html: str, base: str) -> str:
    """The HTML with relative addresses resolved: a reader shows it elsewhere."""
    if 'href="' not in html and 'src="' not in html:
        return html
    from lxml.html import fragment_fromstring, tostring  # noqa: PLC0415 - feedgen brings it; seldom needed

    root = fragment_fromstring(html, create_parent="div")
    root.make_links_absolute(base)
    return str(tostring(root, encoding="unicode")).removeprefix("<div>").removesuffix("</div>")


def _small_date(at: Instant) -> str:
    """``Oct <var data-var='date'>21</var>, <var data-var='time'>17:39</var>``: what parsers of such feeds look for."""
    moment = to_datetime(at)
    month = _MONTHS[moment.month - 1]
    return f"{month} <var data-var='date'>{moment.day}</var>, <var data-var='time'>{moment:%H:%M}</var>"


def _url(feed: Feed, path: str) -> str:
    return f"{feed.site_url}/{path}"


def _tag(feed: Feed, key: str) -> str:
    """A tag URI (RFC 4151). The year is fixed: an id never changes, not even when an update's time is corrected."""
    return f"tag:{urlsplit(feed.site_url).hostname},2026:{feed.home}{key}"


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
