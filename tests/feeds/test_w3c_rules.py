"""The checker of W3C's rules finds what is wrong, one mistake at a time."""

from __future__ import annotations

import pytest

from statuary.instants import DAY
from support_feeds import complaints
from support_world import NOON

URL = "https://status.example.com/updates"
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>World</title><link>https://status.example.com/</link><description>All of it</description>
<atom:link href="https://status.example.com/updates" rel="self" type="application/rss+xml"/>
<language>en</language><lastBuildDate>Fri, 06 Nov 2026 11:00:00 +0000</lastBuildDate>
<item><title>Resolved</title><link>https://status.example.com/i/</link>
<description>&lt;p&gt;Over.&lt;/p&gt;</description>
<guid isPermaLink="false">tag:status.example.com,2026:i/1</guid>
<pubDate>Fri, 06 Nov 2026 11:00:00 +0000</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:status.example.com,2026:updates</id>
<title>World</title><updated>2026-11-06T11:00:00+00:00</updated><author><name>World</name></author>
<link href="https://status.example.com/updates" rel="self"/><link href="https://status.example.com/"/>
<entry><id>tag:status.example.com,2026:i/1</id><title>Resolved</title><updated>2026-11-06T11:00:00+00:00</updated>
<content type="html">&lt;p&gt;Over.&lt;/p&gt;</content><link href="https://status.example.com/i/"/></entry></feed>"""


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_a_good_feed_is_not_complained_of(feed: str) -> None:
    assert [] == complaints(feed.encode(), URL, NOON)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("06 Nov 2026 11:00:00 +0000</lastBuildDate>", "06 Nov 1970 11:00:00 +0000</lastBuildDate>", "ImplausibleDate"),
        ("Fri, 06 Nov 2026 11:00:00 +0000</pub", "Thu, 06 Nov 2026 11:00:00 +0000</pub", "IncorrectDOW"),
        ("Fri, 06 Nov 2026 11:00:00 +0000</pub", "6.11.2026</pub", "ProblematicalRFC822Date"),
        ("<title>Resolved", "<title>R &amp;amp; D", "CharacterData"),
        ("<title>Resolved", "<title>&lt;b", "CharacterData"),
        ("<title>Resolved", "<title>&#x3C;b>x&#x3C;/b>", "ContainsHTML"),
        ("<title>Resolved</title>", "<title></title>", "NotBlank"),
        ("<title>Resolved</title>", "<titel>Resolved</titel>", "UndefinedElement"),
        ("&lt;p&gt;Over.", "&lt;p&gt;&lt;script&gt;x", "NotHtml"),
        ("&lt;p&gt;Over.", "&lt;p onclick='x'&gt;Over.", "SecurityRiskAttr"),
        ("&lt;p&gt;Over.", '&lt;p&gt;&lt;a href="../x"&gt;y&lt;/a&gt;', "ContainsRelRef"),
        ("&lt;p&gt;Over.", "&lt;p&gt;&lt;video&gt;&lt;/video&gt;", "SecurityRisk"),
        ("https://status.example.com/i/", "/i/", "InvalidFullLink"),
        ("https://status.example.com/i/", "https://status.example.com/ü/", "InvalidFullLink"),
        ("tag:status.example.com,2026:i/1", "tag:status.example.com:i/1", "InvalidTAG"),
        ('isPermaLink="false"', 'isPermaLink="no"', "InvalidBooleanAttribute"),
        ('isPermaLink="false"', 'isPermaLink="true"', "InvalidFullLink"),
        ('rel="self"', 'rel="other"', "MissingSelf"),
        ("example.com/updates", "example.com/elsewhere", "SelfDoesntMatchLocation"),
        ("All of it", "All of it \ufffd", "BadCharacters"),
        ("</item>", "</item><ttl>5</ttl>", "MisplacedItem"),
        ("<language>en", "<language>english!", "InvalidLanguage"),
    ],
)
def test_a_mistake_in_rss_is_named(right: str, wrong: str, complaint: str) -> None:
    assert complaint in {one.partition(" ")[0] for one in complaints(RSS.replace(right, wrong).encode(), URL, NOON)}


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("</entry>", "</entry><title>World</title>", "MisplacedMetadata"),
        ("</content>", '</content><link href="https://status.example.com/i/"/>', "DuplicateAtomLink"),
        ('type="html"', 'type="text/plain"', "InvalidMIMEType"),
        ("<author><name>World</name></author>", "", "MissingElement"),
        ("2026-11-06T11:00:00+00:00</updated><author>", "yesterday</updated><author>", "InvalidRFC3339Date"),
        ("2026:i/1</id>", "2026:ü</id>", "InvalidTAG"),
    ],
)  # fmt: skip
def test_a_mistake_in_atom_is_named(right: str, wrong: str, complaint: str) -> None:
    assert complaint in {one.partition(" ")[0] for one in complaints(ATOM.replace(right, wrong).encode(), URL, NOON)}


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_items_that_share_an_id_or_a_date_are_named(feed: str) -> None:
    item = "item" if "rss" in feed else "entry"
    begin, end = feed.index(f"<{item}>"), feed.index(f"</{item}>") + len(f"</{item}>")
    assert complaints((feed[:end] + feed[begin:]).encode(), URL, NOON)


def test_a_date_in_the_future_is_named() -> None:
    assert "ImplausibleDate" in " ".join(complaints(ATOM.encode(), URL, NOON - DAY))
