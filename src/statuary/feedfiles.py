"""Feeds as files: RSS 2.0, Atom 1.0, JSON Feed 1.1, and OPML 2.0 for the list of them.

RSS and Atom are written by feedgen, once: heads and items with names in place of what differs. These are filled in for
every feed and item (docs/decisions/0051). Its defects (found by measurement) are worked round here and nowhere else:

* it takes "now" for what is not set, so every date is set, also that of a feed without items;
* the channel's ``<link>`` is the link that was added last, so the page's own comes last;
* it writes no hub into RSS, so that is added to the head;
* a second link on an entry makes invalid Atom, so there is one;
* ``guid`` overwrites ``id``, so each format has its own;
* control characters raise, so text is cleaned first.

Titles are plain text, but many a reader takes them for HTML. So nothing in them looks like a tag, and their signs are
written as the RSS Advisory Board recommends (``&#x26;``, not ``&amp;``): both keep W3C's validator silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from statuary.feeds import Entry, Feed, Place, Said, Subscriptions
from statuary.instants import DAY, Instant, day_start, iso, to_datetime

if TYPE_CHECKING:
    from statuary.render import Context

_EMPTY: Instant = day_start(1_767_225_600_000)  # 2026-01-01: the date of a feed without entries; 1970 is implausible
_RELATIVE = re.compile(r'="(?<=ref="|src=")(?![a-zA-Z][a-zA-Z0-9+.-]*:)')  # begins with what is quickly found
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
_TAG_BEGINS = re.compile("<(?=[/!?A-Za-z])")


def rss(feed: Feed, context: Context) -> bytes:
    """RSS 2.0."""
    return _filled(feed, "rss", "  </channel>", _rss_item, context)


def atom(feed: Feed, context: Context) -> bytes:
    """Atom 1.0."""
    return _filled(feed, "atom", "</feed>", _atom_entry, context)


def jsonfeed(feed: Feed, context: Context) -> bytes:
    """JSON Feed 1.1."""
    place = feed.place
    hubs = {"hubs": [{"type": "WebSub", "url": place.hub}]} if place.hub else {}
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _plain(feed.title),
        "home_page_url": f"{place.url}/{feed.page}",
        "feed_url": f"{place.url}/{feed.path}",
        "description": _plain(feed.description),
        "language": place.language,
        "authors": [{"name": _plain(place.name), "url": f"{place.url}/"}],
        **hubs,
        "items": [_json_item(entry, feed, context) for entry in feed.entries],
    }
    return msgspec.json.encode(whole)


def opml(view: Subscriptions, context: Context) -> bytes:
    """OPML 2.0."""
    del context
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _plain(view.title)
    body = etree.SubElement(root, "body")
    for name, outlines in view.folders:
        folder = etree.SubElement(body, "outline", text=name)
        for one in outlines:
            title = _plain(one.title)
            own = {"type": "rss", "text": title, "title": title, "xmlUrl": one.feed, "htmlUrl": one.page}
            etree.SubElement(folder, "outline", **own, version="RSS2", language=view.language)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


# ---------------------------------------------------------------------------------------------------------------- parts


def _filled(feed: Feed, kind: str, end: str, write: Callable[[Entry, Place, Context], str], context: Context) -> bytes:
    """The feed with its items before its end, each written once for all feeds."""
    before, _, after = _head(feed, kind).rpartition(end)
    items = "".join([_once(write, entry, feed.place, context) for entry in feed.entries])
    return b"".join(part.encode() for part in (before, items, end, after))


def _head(feed: Feed, kind: str) -> str:
    """The feed without its items."""
    place = feed.place
    return _head_pattern(kind, has_hub=place.hub is not None) % {
        "id": _text(_tag(place, feed.path.rpartition(".")[0])),
        "title": _title(feed.title),
        "about": _title(feed.description),
        "author": _title(place.name),
        "language": _attribute(place.language),
        "hub": _attribute(place.hub or ""),
        "own": _attribute(f"{place.url}/{feed.path}"),
        "page": _attribute(f"{place.url}/{feed.page}"),
        "date": _DATES[kind](feed.entries[0].published if feed.entries else _EMPTY),
    }


def _once(write: Callable[[Entry, Place, Context], str], entry: Entry, place: Place, context: Context) -> str:
    """What is written of the entry: in one language, none has the key of another."""
    key = (write, place.language, entry.key)
    known = context.parts.get(key)
    if known is None:
        known = context.parts[key] = write(entry, place, context)
    return known


def _rss_item(entry: Entry, place: Place, context: Context) -> str:
    own = "/update/" in entry.key
    id_ = _tag(place, entry.key) if own else f"{place.url}/{entry.path}"
    return _item(entry, "rss", id_, "false" if own else "true", place, context)


def _atom_entry(entry: Entry, place: Place, context: Context) -> str:
    return _item(entry, "atom", _tag(place, entry.key), "", place, context)


def _item(entry: Entry, kind: str, id_: str, permalink: str, place: Place, context: Context) -> str:
    return _item_pattern(kind) % {
        "id": _text(id_),
        "permalink": permalink,
        "title": _title(entry.title) or _text(entry.path),
        "page": _attribute(f"{place.url}/{entry.path}"),
        "date": _DATES[kind](entry.published),
        "body": _once(_escaped_body, entry, place, context),
    }


def _json_item(entry: Entry, feed: Feed, context: Context) -> dict[str, str]:
    return {
        "id": _tag(feed.place, entry.key),
        "url": f"{feed.place.url}/{entry.path}",
        "title": _plain(entry.title) or entry.path,
        "content_html": _once(_body, entry, feed.place, context),
        "date_published": iso(entry.published),
    }


# ------------------------------------------------------------------------------------------------------------- patterns


@cache
def _head_pattern(kind: str, *, has_hub: bool) -> str:
    """A feed without items as feedgen writes it, with names in place of what differs: ``%(title)s``."""
    generator = FeedGenerator()
    generator.id("%(id)s")
    generator.title("%(title)s")
    generator.description("%(about)s")
    generator.author({"name": "%(author)s"})
    generator.language("%(language)s")
    if has_hub:
        generator.link(href="%(hub)s", rel="hub")
    generator.link(href="%(own)s", rel="self", type=f"application/{kind}+xml")
    generator.link(href="%(page)s", rel="alternate")
    generator.updated(to_datetime(_EMPTY))
    generator.lastBuildDate(to_datetime(_EMPTY))
    generator.generator("Statuary")
    generator.docs("https://www.rssboard.org/rss-specification")
    if kind == "atom":
        return _undated(generator.atom_str(pretty=True).decode(), kind)
    hub = '    <atom:link href="%(hub)s" rel="hub"/>\n' if has_hub else ""
    before, end, after = generator.rss_str(pretty=True).decode().rpartition("  </channel>")
    return _undated(f"{before}{hub}{end}{after}", kind)


@cache
def _item_pattern(kind: str) -> str:
    """An item likewise."""
    item = FeedEntry()
    item.title("%(title)s")
    item.link(href="%(page)s")
    item.published(to_datetime(_EMPTY))
    item.updated(to_datetime(_EMPTY))
    item.content("%(body)s", type="html")
    item.guid("%(id)s", permalink="%(permalink)s")
    element = item.rss_entry() if kind == "rss" else item.atom_entry()
    return _undated(etree.tostring(element, encoding="unicode", pretty_print=True), kind)


def _undated(pattern: str, kind: str) -> str:
    return pattern.replace(_DATES[kind](_EMPTY), "%(date)s")


# ----------------------------------------------------------------------------------------------------------------- HTML


def _escaped_body(entry: Entry, place: Place, context: Context) -> str:
    return _text(_once(_body, entry, place, context))


def _body(entry: Entry, place: Place, context: Context) -> str:
    """HTML in the shape that readers of Statuspage's feeds know: date, status in bold, text, newest first."""
    parts = [_told(said, f"{place.url}/{entry.path}", place.language, context) for said in entry.updates]
    if entry.planned:
        start, end = (f"{_small_date(at)}" for at in entry.planned)
        parts.insert(0, f"<p><strong>THIS IS A SCHEDULED EVENT {start} - {end} UTC</strong></p>")
    return _clean("\n".join(parts))


def _told(said: Said, url: str, language: str, context: Context) -> str:
    word = context.theme.words[language].update_status(said.status)
    head = f"<p><small>{_small_date(said.at)} UTC</small><br><strong>{escape(word)}</strong>"
    html = _absolute(context.markdown("incident", said.text).html, url).strip()
    if html.startswith("<p>"):
        return f"{head} - {html[3:]}"
    return f"{head}</p>\n{html}" if html else f"{head}</p>"


def _absolute(html: str, base: str) -> str:
    """The HTML with relative addresses resolved: a reader shows it elsewhere."""
    if not _RELATIVE.search(html):
        return html
    from lxml.html import fragment_fromstring, tostring  # noqa: PLC0415 - seldom needed

    root = fragment_fromstring(html, create_parent="div")
    root.make_links_absolute(base)
    return str(tostring(root, encoding="unicode")).removeprefix("<div>").removesuffix("</div>")


# ---------------------------------------------------------------------------------------------------------------- dates


def _rfc_2822(at: Instant) -> str:
    """``Fri, 13 Nov 2026 11:05:00 +0000``."""
    return f"{_day(at // DAY)} {iso(at)[11:19]} +0000"


def _rfc_3339(at: Instant) -> str:
    return f"{iso(at)[:19]}+00:00"


def _small_date(at: Instant) -> str:
    """``Oct <var data-var='date'>21</var>, <var data-var='time'>17:39</var>``: what parsers of such feeds look for."""
    _, day, month, _ = _day(at // DAY).split()
    return f"{month} <var data-var='date'>{int(day)}</var>, <var data-var='time'>{iso(at)[11:16]}</var>"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    """``Fri, 13 Nov 2026``."""
    return format_datetime(to_datetime(number * DAY))[:16]


_DATES: Mapping[str, Callable[[Instant], str]] = {"rss": _rfc_2822, "atom": _rfc_3339}


# ----------------------------------------------------------------------------------------------------------------- text


def _tag(place: Place, key: str) -> str:
    """A tag URI (RFC 4151). The year is fixed: an id never changes, not even when an update's time is corrected."""
    host, path = _authority(place.url)
    return f"tag:{host},2026:{f'{path}/{key}'.lstrip('/')}"


@lru_cache
def _authority(address: str) -> tuple[str, str]:
    url = urlsplit(address)
    return (url.hostname or "").encode("idna").decode(), url.path


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that could be taken for a tag."""
    return _TAG_BEGINS.sub("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", " ".join(_clean(text).split()))


def _clean(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _UNPRINTABLE.sub("", text)


def _title(text: str) -> str:
    """Plain text for an element that many readers take for HTML."""
    return _plain(text).replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;")


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")
