"""The feeds as readers and validators see them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import feedparser
import pytest
from feedgen.entry import FeedEntry
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from statuary import feedfiles, feeds
from statuary.config import Component
from statuary.frame import see
from statuary.instants import DAY, HOUR, MINUTE, to_datetime
from statuary.model import Content, Converted, History, Incident, Maintenance, Page
from statuary.summary import summarise
from statuary.theme import Theme
from statuary.timeline import fold
from support_pages import theme
from support_world import NOON, incident, maintenance, world

KINDS = ("history.rss", "history.atom", "updates.rss", "updates.atom")


@dataclass
class Plain:
    """Markdown stands for itself: what is tested is the feed around it."""

    html: str = "<p>Text.</p>"
    theme: Theme = field(default_factory=theme)
    parts: dict[object, str] = field(default_factory=dict)

    def markdown(self, profile: str, text: str) -> Converted:
        assert "incident" == profile
        return Converted(self.html or text)


def plan(*written: Incident | Maintenance, components: int = 1) -> dict[str, Page]:
    content = Content(
        tuple(item for item in written if isinstance(item, Incident)),
        tuple(item for item in written if isinstance(item, Maintenance)),
    )
    config = world(*(Component(f"c{n}", f"C{n}", manual=True) for n in range(components)))
    summary = summarise(fold(History(), content, config, NOON), History(), content, config)
    return {page.path: page for page in feeds.plan(see(summary, content, config, theme()))}


def written(page: Page, html: str = "<p>Text.</p>") -> bytes:
    write = feedfiles.rss if page.renderer == "rss" else feedfiles.atom
    return write(page.view, Plain(html))  # type: ignore[arg-type]


OUTAGE = incident(
    ("investigating", NOON - 3 * HOUR, {}),
    ("identified", NOON - 2 * HOUR, {}),
    ("resolved", NOON - HOUR, {}),
    id_="2026-11-06-outage",
    c0="major_outage",
)
EARLIER = incident(("investigating", NOON - 9 * DAY, {}), ("resolved", NOON - 8 * DAY, {}), id_="2026-10-28-earlier")


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_is_well_formed_and_readers_find_nothing_wrong(kind: str) -> None:
    data = written(plan(OUTAGE, EARLIER)[kind])
    parsed = feedparser.parse(data)
    assert not parsed.bozo
    assert (2 if "history" in kind else 5) == len(parsed.entries)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_facts_are_the_same_bytes(kind: str) -> None:
    assert written(plan(OUTAGE)[kind]) == written(plan(OUTAGE)[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_feed_is_a_valid_feed(kind: str) -> None:
    parsed = feedparser.parse(written(plan()[kind]))
    assert (False, 0) == (bool(parsed.bozo), len(parsed.entries))


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_links_to_the_page_and_to_itself(kind: str) -> None:
    parsed = feedparser.parse(written(plan(OUTAGE)[kind]))
    links = {link.rel: link.href for link in parsed.feed.links}
    assert f"https://status.example.com/{kind}" == links["self"]
    assert ("https://status.example.com/", links["alternate"]) == (parsed.feed.link, "https://status.example.com/")


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_comes_first(kind: str) -> None:
    dates = [entry.published_parsed for entry in feedparser.parse(written(plan(EARLIER, OUTAGE)[kind])).entries]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_an_atom_entry_has_one_link_and_every_entry_an_id_of_its_own(kind: str) -> None:
    entries = feedparser.parse(written(plan(OUTAGE, EARLIER)[kind])).entries
    assert [1] * len(entries) == [len(entry.links) for entry in entries]
    assert len(entries) == len({entry.id for entry in entries})


def test_an_incident_keeps_its_guid_when_it_goes_on() -> None:
    before = incident(("investigating", NOON - 3 * HOUR, {}), id_="2026-11-06-outage")
    for kind in ("history.rss", "history.atom"):
        ids = {feedparser.parse(written(plan(item)[kind])).entries[0].id for item in (before, OUTAGE)}
        assert 1 == len(ids)


def test_a_later_update_changes_no_earlier_id() -> None:
    before = incident(("investigating", NOON - 3 * HOUR, {}), ("identified", NOON - 2 * HOUR, {}), id_=OUTAGE.id)
    old, new = ([e.id for e in feedparser.parse(written(plan(i)["updates.atom"])).entries] for i in (before, OUTAGE))
    assert old == new[1:]


def test_only_a_permalink_is_called_one() -> None:
    history, updates = (etree.fromstring(written(plan(OUTAGE)[kind])) for kind in ("history.rss", "updates.rss"))
    assert [("true", "https://status.example.com/incidents/2026-11-06-outage/")] == [
        (guid.get("isPermaLink"), guid.text) for guid in history.iter("guid")
    ]
    assert {"false"} == {guid.get("isPermaLink") for guid in updates.iter("guid")}
    assert all(guid.text.startswith("tag:status.example.com,2026:incidents/") for guid in updates.iter("guid"))


def test_an_update_links_to_its_place_on_the_page() -> None:
    links = [entry.link for entry in feedparser.parse(written(plan(OUTAGE)["updates.atom"])).entries]
    assert "https://status.example.com/incidents/2026-11-06-outage/#u-3" == links[0]


def test_updates_at_one_time_get_dates_of_their_own() -> None:
    twins = [incident(("investigating", NOON - HOUR, {}), id_=f"i{n}") for n in range(4)]
    dates = [entry.published for entry in feedparser.parse(written(plan(*twins)["updates.rss"])).entries]
    assert 4 == len(set(dates))


def test_a_feed_holds_the_fifty_newest() -> None:
    many = [incident(("investigating", NOON - n * HOUR, {}), id_=f"i{n:03d}") for n in range(1, 80)]
    for kind in KINDS:
        entries = feedparser.parse(written(plan(*many)[kind])).entries
        assert (50, True) == (len(entries), entries[0].link.startswith("https://status.example.com/incidents/i001/"))


def test_an_item_reads_as_readers_of_statuspage_feeds_know_it() -> None:
    data = written(plan(OUTAGE)["history.rss"])
    html = etree.fromstring(data).find("channel/item/description").text
    found = re.findall(r"<small>(\w+) <var data-var='date'>(\d+)</var>.*?<strong>(\w+)</strong> - ([^<]+)", html)
    assert [("Nov", "6", "Resolved", "Text."), ("Nov", "6", "Identified", "Text.")] == found[:2]


def test_planned_work_is_news_when_it_is_announced() -> None:
    page = plan(maintenance(NOON + HOUR // 2, NOON + 2 * HOUR, components=("c0",)))["history.rss"]
    assert [NOON - HOUR // 2] == [entry.published for entry in page.view.entries]
    html = etree.fromstring(written(page)).find("channel/item/description").text
    assert html.startswith("<p><strong>THIS IS A SCHEDULED EVENT Nov <var data-var='date'>6</var>")


def test_planned_work_that_is_not_announced_yet_is_no_news() -> None:
    assert () == plan(maintenance(NOON + 3 * DAY, NOON + 4 * DAY, components=("c0",)))["history.rss"].view.entries


def test_an_update_dated_after_now_is_not_in_the_feed() -> None:
    future = incident(("investigating", NOON - HOUR, {}), ("resolved", NOON + HOUR, {}), id_="i")
    assert 1 == len(plan(future)["updates.atom"].view.entries)


def test_relative_links_are_made_absolute() -> None:
    data = written(plan(OUTAGE)["history.atom"], '<p><a href="../../docs/a/">a</a></p>')
    assert b"https://status.example.com/docs/a/" in data


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)
@given(title=st.text(min_size=1, max_size=30), html=st.text(max_size=40))
def test_no_text_breaks_a_feed(kind: str, title: str, html: str) -> None:
    from msgspec.structs import replace

    page = plan(replace(OUTAGE, title=title))[kind]
    assert not feedparser.parse(written(page, html or "x")).bozo


def test_nothing_in_a_title_can_be_taken_for_a_tag() -> None:
    from msgspec.structs import replace

    page = plan(replace(OUTAGE, title="<b>&amp; ]]></b>"))["history.rss"]
    assert "\u2039b>&amp; ]]>\u2039/b>" == etree.fromstring(written(page)).find("channel/item/title").text


def test_feeds_do_not_change_while_time_passes_and_nothing_is_said() -> None:
    content = Content((OUTAGE,))
    config = world(Component("c0", "C0", manual=True))
    views = []
    for now in (NOON, NOON + 5 * MINUTE):
        summary = summarise(fold(History(), content, config, now), History(), content, config)
        views.append([page.view for page in feeds.plan(see(summary, content, config, theme()))])
    assert views[0] == views[1]


@settings(deadline=None)
@given(st.text(max_size=40), st.text("<>&\"'%(s)\r\n\t\u00fc ab", max_size=60))
def test_an_item_is_what_feedgen_writes_of_it(title: str, html: str) -> None:
    entry = feeds.Entry("incidents/a/update/2", "incidents/a/#u-2", title, NOON, (feeds.Said("resolved", NOON, html),))
    place, context = feeds.Place("World", "https://status.example.com", "en", None), Plain(html)
    item = FeedEntry()
    item.title(feedfiles._plain(title) or entry.path)
    item.link(href="https://status.example.com/incidents/a/#u-2")
    item.published(to_datetime(NOON))
    item.updated(to_datetime(NOON))
    item.content(feedfiles._body(entry, place, context), type="html")  # type: ignore[arg-type]
    item.guid("tag:status.example.com,2026:incidents/a/update/2", permalink=False)
    for write, expected in ((feedfiles._rss_item, item.rss_entry()), (feedfiles._atom_entry, item.atom_entry())):
        text = write(entry, place, context)  # type: ignore[arg-type]
        written = etree.fromstring(text, etree.XMLParser(remove_blank_text=True))
        assert etree.tostring(expected, method="c14n") == etree.tostring(written, method="c14n")
