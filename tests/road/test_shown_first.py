"""Somebody is looking: pages are published before what is made of all of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from statuary.build import build
from statuary.instants import MINUTE
from statuary.model import BuildReport
from statuary.publish import Published
from support_road import NOW, Site

GUIDE = "---\ntitle: Guide\n---\n"
LATE = {"docs.zip", "docs.epub", "docs/search.js", "llms-full.txt"}


@pytest.fixture
def guided(make_site: Callable[..., Site]) -> Site:
    """A site with a guide, built; then the guide was changed."""
    site = make_site()
    site.write("content/guides/one.md", f"{GUIDE}Before.\n")
    site.build(offline=True)
    site.write("content/guides/one.md", f"{GUIDE}Afterwards.\n")
    return site


def watched(site: Site, look: Callable[[Published], None]) -> BuildReport:
    return build(site.root, now=NOW + MINUTE, environ={}, offline=True, ahead=look)


def test_pages_are_new_before_bundles_are(guided: Site) -> None:
    seen: dict[str, bytes] = {}
    old = guided.tree()
    report = watched(guided, lambda _: seen.update(guided.tree()))
    assert b"Afterwards." in seen["docs/one/index.html"]
    assert {name: old[name] for name in LATE} == {name: seen[name] for name in LATE}
    assert {"docs/one/index.html", *LATE} <= {*report.written}
    with zipfile.ZipFile(io.BytesIO(guided.tree()["docs.zip"])) as bundle:
        assert b"Afterwards." in bundle.read("docs/one/index.html")


def test_all_that_was_written_is_reported_once(guided: Site) -> None:
    told: list[Published] = []
    report = watched(guided, told.append)
    assert 1 == len(told)
    assert len(report.written) == len({*report.written})
    assert len(guided.tree()) - 1 == len(report.written) + report.unchanged  # all but the list of what is ours


def test_nothing_is_shown_ahead_of_a_first_build(make_site: Callable[..., Site]) -> None:
    told: list[Published] = []
    site = make_site()
    watched(site, told.append)
    assert [] == told
    assert "index.html" in site.tree()


def test_a_bundle_that_somebody_removed_is_there_again(guided: Site) -> None:
    (guided.root / "site/docs.zip").unlink()
    watched(guided, lambda _: None)
    assert "docs.zip" in guided.tree()


def test_the_last_guide_takes_the_bundles_with_it(guided: Site) -> None:
    (guided.root / "content/guides/one.md").unlink()
    report = watched(guided, lambda _: None)
    assert {*LATE} <= {*report.removed}
    assert not LATE & {*guided.tree()}
