"""sitemap.xml and robots.txt, as parsers of others read them."""

from __future__ import annotations

import urllib.robotparser

import pytest
from lxml import etree

from statuary import sitemap
from statuary.instants import DAY, HOUR, MINUTE, iso
from statuary.memo import key
from statuary.model import Content, Page, Status, Summary
from statuary.summary import summarise
from statuary.timeline import fold
from support_pages import NOW, busy, calm, incident, planned, summary, worded
from support_world import NOON, Component, recorded, world
from support_world import incident as written

SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ROOT = "https://status.example.com/"


def read(body: bytes) -> dict[str, str | None]:
    """Address -> time."""
    tree = etree.fromstring(body)
    assert f"{{{SPACES['s']}}}urlset" == tree.tag
    return {
        one.findtext("s:loc", namespaces=SPACES) or "": one.findtext("s:lastmod", namespaces=SPACES)
        for one in tree.iterfind("s:url", SPACES)
    }


def test_it_has_every_page_for_readers_and_only_those() -> None:
    files = worded(*busy())
    pages = {path.removesuffix("index.html") for path in files if path.endswith("index.html")} - {"docs/ui/"}
    pages = {path for path in pages if not path.startswith("docs/v1/")}
    assert {f"{ROOT}{path}" for path in pages} == read(files["sitemap.xml"]).keys()
    assert all(f'rel="canonical" href="{ROOT}{path}"'.encode() in files[f"{path}index.html"] for path in pages)


def test_a_page_has_the_time_of_its_newest_fact() -> None:
    times = read(worded(*busy())["sitemap.xml"])
    expected = {
        "": iso(NOW - 20 * MINUTE),  # maintenance began
        "components/api/": iso(NOW - 95 * MINUTE),
        "incidents/errors/": iso(NOW - 36 * DAY),  # its postmortem
        "incidents/slow-checkout/": iso(NOW - 70 * MINUTE),
        "maintenance/network/": iso(NOW - 3 * DAY),  # announced
        "history/2026-10/": iso(NOW - 36 * DAY),
        "docs/levqor/": None,
    }
    assert expected == {path: times[f"{ROOT}{path}"] for path in expected}


def seen(minutes: int) -> dict[str, Page]:
    """The pages of a world some minutes after noon, really judged, with an open incident."""
    config = world(Component("api", "API"))
    content = Content(incidents=(written(("investigating", NOON - HOUR, {}), api="partial_outage"),))
    history = recorded(p="uuuu")
    found = summarise(fold(history, content, config, NOON + minutes * MINUTE), history, content, config)
    return planned(found, content)


def test_new_checks_alone_do_not_change_it() -> None:
    before, after = seen(0), seen(5)
    assert key(before["index.html"].view) != key(after["index.html"].view)
    assert key(before["sitemap.xml"].view) == key(after["sitemap.xml"].view)


def test_in_several_languages_each_page_names_itself_in_all_of_them() -> None:
    tree = etree.fromstring(worded(*busy(), languages=["de", "fr"])["sitemap.xml"])
    (one,) = [
        url for url in tree.iterfind("s:url", SPACES) if url.findtext("s:loc", "", SPACES) == f"{ROOT}de/history/"
    ]
    assert [
        ("en", f"{ROOT}history/"),
        ("de", f"{ROOT}de/history/"),
        ("fr", f"{ROOT}fr/history/"),
        ("x-default", f"{ROOT}history/"),
    ] == [(link.get("hreflang"), link.get("href")) for link in one.iterfind("x:link", SPACES)]


def test_what_is_too_long_for_one_file_is_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(worded(calm(20))["sitemap.xml"]).keys()
    monkeypatch.setattr(sitemap, "_MOST", 8)
    files = worded(calm(20))
    index = etree.fromstring(files["sitemap.xml"])
    assert f"{{{SPACES['s']}}}sitemapindex" == index.tag
    names = [(one.text or "").removeprefix(ROOT) for one in index.iterfind("s:sitemap/s:loc", SPACES)]
    assert ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"] == names
    parts = [read(files[name]).keys() for name in names]
    assert [8, 8] == [len(part) for part in parts[:-1]]
    assert whole == set().union(*parts)
    assert len(whole) == sum(map(len, parts))


def test_an_address_with_an_ampersand_is_still_xml() -> None:
    one = incident(("investigating", NOW - HOUR, "x"), id_="a&b", components={"api": Status.unknown})
    assert f"{ROOT}incidents/a%26b/" in read(worded(summary(incidents=[one]))["sitemap.xml"])


def test_robots_are_led_to_it_and_kept_from_nothing() -> None:
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(worded(*busy())["robots.txt"].decode().splitlines())
    assert [f"{ROOT}sitemap.xml"] == robots.site_maps()
    assert robots.can_fetch("Anybot", f"{ROOT}incidents/errors/")


def test_a_site_of_nothing_has_one_too() -> None:
    empty: Summary = summary([], data_as_of=None, valid_until=None)
    assert {ROOT, f"{ROOT}embed/", f"{ROOT}feeds/", f"{ROOT}history/"} == read(worded(empty)["sitemap.xml"]).keys()
