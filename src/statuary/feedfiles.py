"""Feeds as files: RSS 2.0, Atom 1.0, JSON Feed 1.1, and OPML 2.0 for the list of them.

RSS and Atom are written by feedgen; its defects (found by measurement) are worked round here and nowhere else:

* an item is written once and put into every feed that has it: feedgen writes the head of a feed, and single items;
* it takes "now" for what is not set, so every date is set, also that of a feed without items;
* the channel's ``<link>`` is the link that was added last, so the page's own comes last;
* it writes no hub into RSS, so that is added to the head;
* a second link on an entry makes invalid Atom, so there is one;
* ``guid`` overwrites ``id``, so each format sets its own;
* control characters raise, so text is cleaned first.

Titles are plain text, but many a reader takes them for HTML. So nothing in them looks like a tag, and their signs are
written as the RSS Advisory Board recommends (``&#x26;``, not ``&amp;``): both keep W3C's validator silent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from statuary.feeds import Entry, Feed, Place, Said, Subscriptions
from statuary.instants import Instant, day_start, iso, to_datetime

if TYPE_CHECKING:
    from statuary.render import Context

_EMPTY: Instant = day_start(1_767_225_600_000)  # 2026-01-01: the date of a feed without entries; 1970 is implausible
_RELATIVE = re.compile(r'(?:href|src)="(?![a-zA-Z][a-zA-Z0-9+.-]*:)')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
_TAG_BEGINS = re.compile("<(?=[/!?A-Za-z])")
_TEXTS = re.compile(r"<(title|name|subtitle|description)>([^<]*)<")
_TITLE = re.compile(r"<(title)>([^<]*)<")


def rss(feed: Feed, context: Context) -> bytes:
    """RSS 2.0."""
    head = _head(feed, "application/rss+xml").rss_str(pretty=True).decode()
    hub = f'    <atom:link href="{escape(feed.place.hub)}" rel="hub"/>\n' if feed.place.hub else ""
    return _filled(_with_plain_signs(head, _TEXTS), "  </channel>", hub, _rss_item, feed, context)


def atom(feed: Feed, context: Context) -> bytes:
    """Atom 1.0."""
    head = _head(feed, "application/atom+xml").atom_str(pretty=True).decode()
    return _filled(_with_plain_signs(head, _TEXTS), "</feed>", "", _atom_entry, feed, context)


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
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def opml(view: Subscriptions, context: Context) -> bytes:
    """OPML 2.0."""
    from lxml import etree  # noqa: PLC0415 - feedgen brings it

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


def _head(feed: Feed, kind: str) -> Any:
    """The feed without its items."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - only a feed that changed is written

    place = feed.place
    generator = FeedGenerator()
    generator.id(_tag(place, feed.path.rpartition(".")[0]))
    generator.title(_plain(feed.title))
    generator.description(_plain(feed.description))
    generator.author({"name": _plain(place.name)})
    generator.language(place.language)
    if place.hub:
        generator.link(href=place.hub, rel="hub")
    generator.link(href=f"{place.url}/{feed.path}", rel="self", type=kind)
    generator.link(href=f"{place.url}/{feed.page}", rel="alternate")
    newest = to_datetime(feed.entries[0].published if feed.entries else _EMPTY)
    generator.updated(newest)
    generator.lastBuildDate(newest)
    generator.generator("Statuary")
    generator.docs("https://www.rssboard.org/rss-specification")
    return generator


def _filled(
    head: str,
    end: str,
    more: str,
    write: Callable[[Entry, Place, Context], str],
    feed: Feed,
    context: Context,
) -> bytes:
    """The feed with its items before its end, each written once for all feeds."""
    before, _, after = head.rpartition(end)
    items = "".join(_once(write, entry, feed.place, context) for entry in feed.entries)
    return f"{before}{more}{items}{end}{after}".encode()


def _once(write: Callable[[Entry, Place, Context], str], entry: Entry, place: Place, context: Context) -> str:
    key = (write, entry, place)
    known = context.parts.get(key)
    if known is None:
        known = context.parts[key] = write(entry, place, context)
    return known


def _rss_item(entry: Entry, place: Place, context: Context) -> str:
    item = _item(entry, place, context)
    if "/update/" in entry.key:
        item.guid(_tag(place, entry.key), permalink=False)
    else:
        item.guid(f"{place.url}/{entry.path}", permalink=True)
    return _written(item.rss_entry())


def _atom_entry(entry: Entry, place: Place, context: Context) -> str:
    item = _item(entry, place, context)
    item.id(_tag(place, entry.key))
    return _written(item.atom_entry())


def _item(entry: Entry, place: Place, context: Context) -> Any:
    from feedgen.entry import FeedEntry  # noqa: PLC0415 - see above

    item = FeedEntry()
    item.title(_plain(entry.title) or entry.path)
    item.link(href=f"{place.url}/{entry.path}")
    item.published(to_datetime(entry.published))
    item.updated(to_datetime(entry.published))
    item.content(_once(_body, entry, place, context), type="html")
    return item


def _written(element: Any) -> str:
    from lxml import etree  # noqa: PLC0415 - see above

    return _with_plain_signs(etree.tostring(element, encoding="unicode", pretty_print=True), _TITLE)


def _json_item(entry: Entry, feed: Feed, context: Context) -> dict[str, str]:
    return {
        "id": _tag(feed.place, entry.key),
        "url": f"{feed.place.url}/{entry.path}",
        "title": _plain(entry.title) or entry.path,
        "content_html": _once(_body, entry, feed.place, context),
        "date_published": iso(entry.published),
    }


# ----------------------------------------------------------------------------------------------------------------- HTML


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


def _small_date(at: Instant) -> str:
    """``Oct <var data-var='date'>21</var>, <var data-var='time'>17:39</var>``: what parsers of such feeds look for."""
    moment = to_datetime(at)
    month = _MONTHS[moment.month - 1]
    return f"{month} <var data-var='date'>{moment.day}</var>, <var data-var='time'>{moment:%H:%M}</var>"


# ----------------------------------------------------------------------------------------------------------------- text


def _tag(place: Place, key: str) -> str:
    """A tag URI (RFC 4151). The year is fixed: an id never changes, not even when an update's time is corrected."""
    url = urlsplit(place.url)
    host = (url.hostname or "").encode("idna").decode()
    return f"tag:{host},2026:{f'{url.path}/{key}'.lstrip('/')}"


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that could be taken for a tag."""
    return _TAG_BEGINS.sub("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", " ".join(_clean(text).split()))


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _with_plain_signs(xml: str, elements: re.Pattern[str]) -> str:
    return elements.sub(
        lambda found: f"<{found[1]}>{found[2].replace('&amp;', '&#x26;').replace('&lt;', '&#x3C;')}<", xml
    )
