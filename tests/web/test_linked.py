"""JSON-LD: in the types of schema.org, strictly; the text of nobody ends its element."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from statuary.instants import DAY, HOUR
from statuary.model import Content, MaintenanceStatus
from support_gallery import worlds
from support_pages import NOW, busy, guide, incident, maintenance, summary, worded
from support_tools import needs, node_tool

Node = dict[str, Any]


def nodes(page: bytes) -> list[Node]:
    """What a search engine finds in the page."""
    found = html.fromstring(page.decode()).xpath('//script[@type="application/ld+json"]/text()')
    data = [json.loads(text) for text in found]
    assert all("https://schema.org" == one.pop("@context") for one in data)
    return [node for one in data for node in one.get("@graph", [one])]


def kinds(page: bytes) -> list[str]:
    return [node["@type"] for node in nodes(page)]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    shown, content = busy()
    work = maintenance(NOW + DAY, 2 * HOUR, MaintenanceStatus.cancelled, id_="off", title="Called off")
    return worded(replace(shown, maintenances=(*shown.maintenances, work)), content)


@pytest.mark.parametrize(
    ("path", "expected"),
    {
        "": ["WebSite"],
        "incidents/errors/": ["LiveBlogPosting", "BreadcrumbList"],
        "maintenance/network/": ["Event", "BreadcrumbList"],
        "docs/levqor/monitoring/": ["TechArticle", "BreadcrumbList"],
        "components/api/": ["BreadcrumbList"],
        "history/2026-10/": ["BreadcrumbList"],
        "about/": ["BreadcrumbList"],
        "docs/ui/": [],
    }.items(),
)
def test_pages_say_what_they_are(path: str, expected: list[str], files: dict[str, bytes]) -> None:
    assert expected == kinds(files[f"{path}index.html"])


def test_an_incident_is_told_update_by_update(files: dict[str, bytes]) -> None:
    incident_, _ = nodes(files["incidents/errors/index.html"])
    assert ("2026-10-14T21:40:00Z", "2026-10-14T23:03:00Z") == (
        incident_["coverageStartTime"],
        incident_["coverageEndTime"],
    )
    newest = incident_["liveBlogUpdate"][0]
    assert ("Postmortem", "https://status.example.com/incidents/errors/#u-4") == (newest["headline"], newest["url"])
    assert b'id="u-4"' in files["incidents/errors/index.html"]


def test_an_open_incident_has_no_end(files: dict[str, bytes]) -> None:
    assert "coverageEndTime" not in nodes(files["incidents/slow-checkout/index.html"])[0]


def test_work_that_was_called_off_is_cancelled(files: dict[str, bytes]) -> None:
    states = [nodes(files[f"maintenance/{id_}/index.html"])[0]["eventStatus"] for id_ in ("off", "network")]
    assert ["https://schema.org/EventCancelled", "https://schema.org/EventScheduled"] == states


def test_the_way_to_a_guide_leads_over_those_above_it(files: dict[str, bytes]) -> None:
    trail = nodes(files["docs/levqor/monitoring/index.html"])[1]["itemListElement"]
    assert [(1, "Status", ""), (2, "Guides", "docs/"), (3, "Levqor", "docs/levqor/")] == [
        (one["position"], one["name"], one["item"].removeprefix("https://status.example.com/")) for one in trail[:-1]
    ]


@pytest.mark.slow
def test_every_property_is_one_of_its_type(files: dict[str, bytes], tmp_path: Path) -> None:
    """The compiler of TypeScript, over the types that Google keeps of schema.org; wrong ones it does not let by."""
    everything = [node for path, page in files.items() if path.endswith(".html") for node in nodes(page)]
    assert {"WebSite", "LiveBlogPosting", "Event", "TechArticle", "BreadcrumbList"} == {x["@type"] for x in everything}
    wrong = [{"@type": "Event", "headline": "no such property"}, {"@type": "LiveBlogPosting", "coverageStartTime": 1}]
    lines = [
        f"export const n{number}: Exclude<schema.{node['@type']}, string> = {json.dumps(node)};"
        for number, node in enumerate([*everything, *wrong])
    ]
    types = node_tool("schema-dts/dist/schema.d.ts")
    head = f"import type * as schema from {json.dumps(str(types.with_suffix('').with_suffix('')))};"
    program = tmp_path / "all.ts"
    program.write_text("\n".join([head, *lines]))
    compiler = [needs("node"), str(node_tool("typescript/bin/tsc")), "--noEmit", "--strict", "--skipLibCheck"]
    options = ["--module", "nodenext", "--moduleResolution", "nodenext"]
    done = subprocess.run([*compiler, *options, str(program)], capture_output=True, text=True, check=False)
    faulty = {int(line) - 2 for line in re.findall(r"all\.ts\((\d+),", done.stdout)}
    assert {len(everything), len(everything) + 1} == faulty, done.stdout


HOSTILE = "</script><script>alert(1)</script><!-- <script> ]]> &amp; \u2028"


def test_no_text_ends_the_element() -> None:
    shown = summary(
        incidents=[incident(("investigating", NOW - HOUR, HOSTILE), title=HOSTILE)],
        maintenances=[maintenance(NOW + DAY, title=HOSTILE, text=HOSTILE)],
    )
    made = worded(shown, Content(guides=(guide("a", HOSTILE, description=HOSTILE),)), name=HOSTILE)
    for path in ("index.html", "incidents/slow-checkout/index.html", "maintenance/database/index.html"):
        (element,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', made[path].decode(), re.DOTALL)
        assert not re.search("[<>&\u2028]", element), path
    assert HOSTILE == nodes(made["incidents/slow-checkout/index.html"])[0]["headline"]


@pytest.mark.parametrize("world", worlds())
def test_what_it_says_can_be_read_in_every_state(world: str) -> None:
    made = worded(*worlds()[world])
    assert ["WebSite"] == kinds(made["index.html"])
    for path, page in made.items():
        if path.endswith("index.html") and not path.startswith("docs/ui/"):
            assert all(node["@type"] for node in nodes(page)), path
