"""What W3C's feed validator would say of a feed: the rules it documents for what our feeds hold, checked here.

The validator itself (github.com/w3c/feedvalidator) is on no package registry. Both its errors and its warnings count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.entities import name2codepoint
from typing import Any
from urllib.parse import urlsplit

from html5lib import HTMLParser
from html5lib.html5parser import ParseError
from lxml import etree

from statuary.instants import HOUR, Instant, to_datetime

ATOM = "http://www.w3.org/2005/Atom"
_LINK = re.compile(r"https?://[0-9A-Za-z.\-]+(:\d+)?(/[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]*)?")
_TAG = re.compile(r"tag:[a-z0-9.\-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*")
_RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MARKUP = re.compile(r"</(\w+)>|&#[x0-9]|<[/a-zA-Z]")
_CHANNEL = {"title", "link", "description", "docs", "generator", "language", "lastBuildDate", "item"}
_ITEM = {"title", "link", "description", "guid", "pubDate"}
_ELEMENTS = re.compile(
    "a|abbr|b|bdi|blockquote|br|caption|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|h[1-6]|hr|i|img"
    "|input|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|tt"
    "|u|ul|var|wbr"
)
_ATTRIBUTES = re.compile(
    "abbr|align|alt|checked|cite|class|colspan|datetime|dir|disabled|height|href|id|lang|open|rel|rowspan|scope|src|start"
    "|title|type|width|data-.+"
)


def complaints(data: bytes, url: str, now: Instant) -> list[str]:
    """What is wrong with the RSS or Atom feed that is served at ``url``."""
    root = etree.fromstring(data)
    found = _rss(root, url, now) if root.tag == "rss" else _atom(root, url, now)
    return [*found, *_signs(data.decode()), *_characters(root)]


# ------------------------------------------------------------------------------------------------------------------ RSS


def _rss(root: Any, url: str, now: Instant) -> Iterator[str]:
    if root.get("version") != "2.0":
        yield "InvalidRSSVersion"
    channel = root.find("channel")
    yield from _children(channel, _CHANNEL, repeated={"item"})
    yield from (f"MissingElement {name}" for name in ("title", "link", "description") if channel.find(name) is None)
    yield from _links(channel.findall(f"{{{ATOM}}}link"), url)
    yield from _texts(channel, ("title", "description"))
    yield from _address(channel.findtext("link"))
    yield from _language(channel.findtext("language"))
    yield from _rfc822(channel.findtext("lastBuildDate"), now)
    names = [child.tag for child in channel]
    if "item" in names and set(names[names.index("item") :]) != {"item"}:
        yield "MisplacedItem"
    items = channel.findall("item")
    for item in items:
        yield from _children(item, _ITEM)
        yield from _texts(item, ("title",))
        yield from _address(item.findtext("link"))
        yield from _html(item.findtext("description"))
        yield from _rfc822(item.findtext("pubDate"), now)
        yield from _guid(item.find("guid"))
    yield from _repeated("DuplicateValue guid", [item.findtext("guid") for item in items])


def _guid(guid: Any) -> Iterator[str]:
    if guid is None:
        yield "MissingGuid"
    elif guid.get("isPermaLink") == "true":
        yield from _address(guid.text)
    elif guid.get("isPermaLink") != "false":
        yield "InvalidBooleanAttribute isPermaLink"
    elif not _TAG.fullmatch(guid.text):
        yield f"InvalidTAG {guid.text}"


def _rfc822(text: str | None, now: Instant) -> Iterator[str]:
    if text is None or not _RFC822.fullmatch(text):
        yield f"ProblematicalRFC822Date {text}"
        return
    moment = parsedate_to_datetime(text)
    if f"{moment:%a}" != text[:3]:
        yield f"IncorrectDOW {text}"
    yield from _plausible(moment, now)


# ----------------------------------------------------------------------------------------------------------------- Atom


def _atom(root: Any, url: str, now: Instant) -> Iterator[str]:
    if root.tag != f"{{{ATOM}}}feed":
        yield f"UndefinedElement {root.tag}"
    yield from _metadata(root, now)
    yield from _links(root.findall(f"{{{ATOM}}}link"), url)
    yield from _language(root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    yield from _texts(root, (f"{{{ATOM}}}title", f"{{{ATOM}}}subtitle"))
    if not root.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name"):
        yield "MissingElement author"
    names = [etree.QName(child).localname for child in root]
    if "entry" in names and set(names[names.index("entry") :]) != {"entry"}:
        yield "MisplacedMetadata"
    entries = root.findall(f"{{{ATOM}}}entry")
    for entry in entries:
        yield from _metadata(entry, now)
        yield from _texts(entry, (f"{{{ATOM}}}title",))
        yield from _content(entry.find(f"{{{ATOM}}}content"))
        yield from _alternates(entry)
    for name in ("id", "updated"):
        yield from _repeated(f"Duplicate {name}", [entry.findtext(f"{{{ATOM}}}{name}") for entry in entries])


def _metadata(element: Any, now: Instant) -> Iterator[str]:
    """An id, a title and dates, once each."""
    for name in ("id", "title", "updated"):
        if len(element.findall(f"{{{ATOM}}}{name}")) != 1:
            yield f"MissingElement {name}"
    if not _TAG.fullmatch(element.findtext(f"{{{ATOM}}}id") or ""):
        yield f"InvalidTAG {element.findtext(f'{{{ATOM}}}id')}"
    for name in ("updated", "published"):
        for date in element.findall(f"{{{ATOM}}}{name}"):
            if not _RFC3339.fullmatch(date.text or ""):
                yield f"InvalidRFC3339Date {date.text}"
                continue
            yield from _plausible(datetime.fromisoformat(date.text), now)


def _content(content: Any) -> Iterator[str]:
    if content is None:
        yield "MissingTextualContent"
    elif content.get("type") != "html":
        yield f"InvalidMIMEType {content.get('type')}"
    else:
        yield from _html(content.text)


def _alternates(entry: Any) -> Iterator[str]:
    links = entry.findall(f"{{{ATOM}}}link")
    if [link.get("rel", "alternate") for link in links] != ["alternate"]:
        yield "DuplicateAtomLink"
    for link in links:
        yield from _address(link.get("href"))


# ----------------------------------------------------------------------------------------------------------------- both


def _links(links: list[Any], url: str) -> Iterator[str]:
    own = [link.get("href") for link in links if link.get("rel") == "self"]
    if not own:
        yield "MissingSelf"
    elif own != [url]:
        yield f"SelfDoesntMatchLocation {own}"
    for link in links:
        yield from _address(link.get("href"))
        if link.get("rel", "alternate") not in ("alternate", "self", "hub"):
            yield f"UnregisteredAtomLinkRel {link.get('rel')}"
    yield from _repeated("DuplicateAtomLink", [f"{link.get('rel', 'alternate')} {link.get('type')}" for link in links])


def _children(element: Any, known: set[str], repeated: set[str] = frozenset()) -> Iterator[str]:  # type: ignore[assignment]
    names = [child.tag for child in element if not child.tag.startswith("{")]
    yield from (f"UndefinedElement {name}" for name in set(names) - known)
    yield from _repeated("DuplicateElement", [name for name in names if name not in repeated])


def _repeated(what: str, values: list[Any]) -> Iterator[str]:
    yield from (f"{what} {value}" for value, count in Counter(values).items() if count > 1)


def _texts(element: Any, names: tuple[str, ...]) -> Iterator[str]:
    """What is plain text is not blank and has no tags in it; whether its signs are right is to be seen in the bytes."""
    for name in names:
        for found in element.findall(name):
            text = "".join(found.itertext())
            if not text.strip() or len(found):
                yield f"NotBlank {name}"
            if re.search(r"</(\w+)>", text):
                yield f"ContainsHTML {text}"


def _signs(xml: str) -> Iterator[str]:
    """The RSS profile: signs that could be taken for HTML are written as hexadecimal references."""
    for text in re.findall(r"<(?:title|name|subtitle)>([^<]*)<", xml):
        plain = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        entities = [name for name in re.findall(r"&(\w+)", plain) if name in name2codepoint or name == "apos"]
        if "&#x" not in text and (entities or _MARKUP.search(plain)):
            yield f"CharacterData {text}"


def _characters(root: Any) -> Iterator[str]:
    for text in root.itertext():
        if re.search("[\x80-\x9f\ufffd]", text):
            yield f"BadCharacters {text!r}"


def _address(text: str | None) -> Iterator[str]:
    if text is None or not _LINK.fullmatch(text) or not urlsplit(text).hostname:
        yield f"InvalidFullLink {text}"


def _language(text: str | None) -> Iterator[str]:
    if text is None or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        yield f"InvalidLanguage {text}"


def _plausible(moment: datetime, now: Instant) -> Iterator[str]:
    if not datetime(1990, 1, 1, tzinfo=UTC) <= moment <= to_datetime(now + HOUR // 6):
        yield f"ImplausibleDate {moment}"


def _html(html: str | None) -> Iterator[str]:
    """HTML without errors, with nothing that a reader would throw away, and whole addresses."""
    try:
        root = HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html or "")
    except ParseError as error:
        yield f"NotHtml {error}: {html}"
        return
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        if not _ELEMENTS.fullmatch(element.tag):
            yield f"SecurityRisk {element.tag}"
        for name, value in element.attrib.items():
            if not _ATTRIBUTES.fullmatch(name):
                yield f"SecurityRiskAttr {element.tag} {name}"
            if name in ("href", "src") and not re.match(r"\w+:", value):
                yield f"ContainsRelRef {value}"
