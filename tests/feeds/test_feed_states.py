"""Every feed of every state: valid by W3C's rules and the schema, and read by third parties as it is meant."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from lxml import etree

from support_feeds import complaints
from support_states import HOSTILE, URL, files, states
from support_tools import ROOT, needs, node_tool
from support_world import NOON

HUB = "https://hub.example.com/?a=1&b=2"
STATES = list(states())
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_ADDRESS = {"type": "string", "pattern": "^https://", "format": "uri"}
_ITEM = {
    "type": "object",
    "required": ["id", "url", "title", "content_html", "date_published"],
    "additionalProperties": False,
    "properties": {
        "id": _TEXT,
        "url": _ADDRESS,
        "title": _TEXT,
        "content_html": _TEXT,
        "date_published": {"type": "string", "format": "date-time", "pattern": "Z$"},
    },
}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _ADDRESS,
        "feed_url": _ADDRESS,
        "description": _TEXT,
        "language": _TEXT,
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "hubs": {"type": "array", "items": {"required": ["type", "url"], "properties": {"url": _ADDRESS}}},
        "items": {"type": "array", "items": _ITEM},
    },
}
"""What version 1.1 of the specification says of the keys that our feeds have."""


def xml(state: str, hub: str | None = None) -> dict[str, bytes]:
    return {path: body for path, body in files(state, hub).items() if path.endswith((".rss", ".atom"))}


@pytest.mark.parametrize("state", STATES)
def test_the_rules_of_w3c_find_neither_an_error_nor_a_warning(state: str) -> None:
    assert {} == {path: bad for path, body in xml(state).items() if (bad := complaints(body, f"{URL}/{path}", NOON))}


@pytest.mark.parametrize("state", STATES)
def test_a_json_feed_is_what_its_specification_says(state: str) -> None:
    validator = jsonschema.Draft202012Validator(JSON_FEED, format_checker=jsonschema.FormatChecker())
    feeds = {path: json.loads(body) for path, body in files(state).items() if path.endswith(".json")}
    assert {} == {
        path: [e.message for e in validator.iter_errors(feed)]
        for path, feed in feeds.items()
        if not validator.is_valid(feed)
    }
    assert {f"{URL}/{path}" for path in feeds} == {feed["feed_url"] for feed in feeds.values()}


@pytest.mark.parametrize("state", STATES)
def test_feedparser_finds_the_same_items_in_each_format(state: str) -> None:
    parsed = {path: feedparser.parse(body) for path, body in xml(state).items()}
    assert [] == [path for path, feed in parsed.items() if feed.bozo]
    for path, feed in parsed.items():
        if path.endswith("updates.rss"):
            twin = parsed[path.replace(".rss", ".atom")]
            other = json.loads(files(state)[path.replace(".rss", ".json")])["items"]
            ids = [entry.id for entry in feed.entries]
            assert ids == [entry.id for entry in twin.entries] == [item["id"] for item in other]


@pytest.mark.parametrize("state", STATES)
def test_every_scope_has_all_feeds(state: str) -> None:
    names = ("history.rss", "history.atom", "updates.rss", "updates.atom", "updates.json", "calendar.ics")
    ids = [component.id for component in states()[state][1].components.values() if component.public]
    groups = [group.id for group in states()[state][1].groups.values()]
    folders = ["", *(f"components/{id_}/" for id_ in ids), *(f"groups/{id_}/" for id_ in groups)]
    assert {"feeds.opml", *(f"{folder}{name}" for folder in folders for name in names)} == files(state).keys()


def test_a_hub_is_named_in_every_feed_and_breaks_none() -> None:
    feeds = xml("active incident", HUB)
    assert [] == [bad for path, body in feeds.items() for bad in complaints(body, f"{URL}/{path}", NOON)]
    for path, body in feeds.items():
        links = [(link.rel, link.href) for link in feedparser.parse(body).feed.links]
        assert {("hub", HUB), ("self", f"{URL}/{path}")} <= set(links)
        assert feedparser.parse(body).feed.link == f"{URL}/{path.rpartition('/')[0]}/".replace(f"{URL}//", f"{URL}/")
    assert [{"type": "WebSub", "url": HUB}] == json.loads(files("active incident", HUB)["updates.json"])["hubs"]


def test_without_a_hub_none_is_named() -> None:
    assert {} == {path: body for path, body in files("active incident").items() if b"hub" in body}


def test_nothing_private_is_in_a_feed() -> None:
    words = (b"vault", b"secret")
    assert [] == [
        path
        for path, body in files("private components").items()
        if any(word in path.encode() + body.lower() for word in words)
    ]


def test_no_feed_carries_a_script_or_a_broken_sign() -> None:
    feeds = {path: body for path, body in files("hostile names").items() if not path.endswith(".ics")}
    for path, body in feeds.items():
        text = body.decode()
        assert "<script" not in text, path
        assert not {"\x00", "\x85", "\ufffd"} & set(text), path


def test_a_hostile_title_is_still_legible() -> None:
    title = feedparser.parse(files("hostile names")["history.atom"]).entries[0].title
    assert "alert(1)" in title
    assert HOSTILE[:2] == "</"
    assert title.startswith("\u2039/title>\u2039script>")


def test_a_group_has_what_concerns_its_components_at_any_depth() -> None:
    feeds = {path: feedparser.parse(body) for path, body in xml("groups").items()}
    links = {
        name: [entry.link for entry in feeds[f"{name}history.atom"].entries]
        for name in ("groups/inner/", "groups/outer/")
    }
    work, over, outage = (f"{URL}/{path}/" for path in ("maintenance/m", "incidents/over", "incidents/outage"))
    assert {"groups/inner/": {work, over}, "groups/outer/": {outage, over, work}} == {
        k: set(v) for k, v in links.items()
    }


def test_an_item_is_the_same_item_in_every_feed_that_has_it() -> None:
    feeds = [json.loads(body) for path, body in files("60 incidents").items() if path.endswith(".json")]
    seen: dict[str, dict[str, str]] = {}
    for item in (item for feed in feeds for item in feed["items"]):
        assert item == seen.setdefault(item["id"], item)


def test_of_sixty_incidents_the_site_tells_fifty_updates_and_a_component_twenty_five() -> None:
    counts = {path: len(feedparser.parse(body).entries) for path, body in xml("60 incidents").items()}
    assert {"updates.rss": 50, "history.rss": 50, "components/c0/updates.rss": 25, "components/c0/history.rss": 25} == {
        path: counts[path]
        for path in ("updates.rss", "history.rss", "components/c0/updates.rss", "components/c0/history.rss")
    }
    assert 0 == counts["components/c2/updates.rss"]


def test_the_list_of_feeds_is_opml_that_names_every_feed_once() -> None:
    opml = etree.fromstring(files("groups")["feeds.opml"])
    assert ("opml", "2.0", ["head", "body"]) == (opml.tag, opml.get("version"), [child.tag for child in opml])
    outlines = [one for one in opml.iter("outline") if one.get("type")]
    assert all({"text", "title", "xmlUrl", "htmlUrl", "language"} <= set(one.attrib) for one in outlines)
    expected = sorted(f"{URL}/{path}" for path in files("groups") if path.endswith(".rss"))
    assert expected == sorted(one.get("xmlUrl") for one in outlines)


CLIENTS = """
const fs = require("fs"), Parser = require("rss-parser"), feedsmith = require("feedsmith");
const strip = (feed, items) => ({title: feed.title, ids: items.map((i) => i.guid?.value ?? i.guid ?? i.id)});
(async () => {
  const said = {};
  for (const path of process.argv.slice(2)) {
    const text = fs.readFileSync(path, "utf8");
    if (path.endsWith(".opml")) {
      said[path] = {opml: feedsmith.parseOpml(text).body.outlines.map((o) => [o.text, o.outlines.length])};
      continue;
    }
    const {feed} = feedsmith.parseFeed(text);
    said[path] = {feedsmith: strip(feed, feed.items ?? feed.entries ?? [])};
    if (!path.endsWith(".json")) {
      const own = await new Parser().parseString(text);
      said[path].rssparser = {
        ...strip(own, own.items),
        dates: own.items.map((i) => i.isoDate),
        links: own.items.map((i) => i.link),
      };
    }
  }
  console.log(JSON.stringify(said));
})();
"""


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What rss-parser and feedsmith read, by state and path."""
    node, module = needs("node"), node_tool("rss-parser")
    node_tool("feedsmith")
    folder = tmp_path_factory.mktemp("feeds")
    paths: list[Path] = []
    for state in STATES:
        for path, body in files(state).items():
            if not path.endswith(".ics"):
                file = folder / state / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(body)
                paths.append(file)
    script = folder / "clients.cjs"
    script.write_text(CLIENTS)
    done = subprocess.run(
        [node, str(script), *map(str, paths)],
        env={"NODE_PATH": str(module.parent), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    return {name.removeprefix(f"{folder}/"): said for name, said in json.loads(done.stdout).items()}


@pytest.mark.parametrize("state", STATES)
def test_rss_parser_and_feedsmith_read_what_feedparser_reads(state: str, clients: dict[str, Any]) -> None:
    for path, body in xml(state).items():
        feed, said = feedparser.parse(body), clients[f"{state}/{path}"]
        ids = [entry.id for entry in feed.entries]
        assert (ids, ids) == (said["feedsmith"]["ids"], said["rssparser"]["ids"]), path
        assert [entry.link for entry in feed.entries] == said["rssparser"]["links"]
        assert sorted(said["rssparser"]["dates"], reverse=True) == said["rssparser"]["dates"]
        assert len(set(said["rssparser"]["dates"])) == len(ids)


def test_feedsmith_reads_json_feeds_and_the_list_of_feeds(clients: dict[str, Any]) -> None:
    items = json.loads(files("groups")["updates.json"])["items"]
    assert [item["id"] for item in items] == clients["groups/updates.json"]["feedsmith"]["ids"]
    assert [["Every update", 6], ["Every incident", 6]] == clients["groups/feeds.opml"]["opml"]
