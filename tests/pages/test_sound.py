"""Every page of every odd world: well-formed, obeying its own policy, with links that lead somewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from lxml import html as lxml_html

from statuary.model import Content
from support_pages import busy, calm, odd_worlds, rendered

DATA = "@type = 'application/ld+json'"  # no script: a policy has nothing to say of it
WORLDS = {"busy": busy(), "calm": (calm(), Content()), **odd_worlds()}


@pytest.fixture(scope="module", params=WORLDS)
def site(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return rendered(*WORLDS[request.param])


def pages(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """The pages; of components a few, which are all alike."""
    alike = [path for path in files if path.startswith("components/")][5:]
    return ((path, files[path].decode()) for path in files if path.endswith(".html") and path not in alike)


def test_every_page_parses_strictly(site: dict[str, bytes]) -> None:
    for _, page in pages(site):
        html5lib.HTMLParser(strict=True).parse(page)


def test_no_page_needs_what_a_strict_policy_forbids(site: dict[str, bytes]) -> None:
    for path, page in pages(site):
        tree = lxml_html.document_fromstring(page)
        assert [] == tree.xpath(
            f"//script[not({DATA}) and (text() or not(@defer or @async))] | //iframe | //object | //embed | //base"
        ), path
        assert [] == tree.xpath("//@style | //@*[starts-with(name(), 'on')]"), path
        assert bool(tree.xpath("//link[@rel='stylesheet']")) != bool(tree.xpath("//style")), path


@pytest.mark.parametrize("path", ["index.html", "history/index.html"])
def test_the_policy_comes_first_and_knows_the_pages_own_style(path: str, site: dict[str, bytes]) -> None:
    page = site[path].decode()
    first = re.search(r"<head>\s*<meta ([^>]*)>", page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert first is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policies = "statuary" if 'id="ask"' in page else "'none'"  # a search brings scripts of the site
    assert first[1] == (
        'http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"script-src 'self'; connect-src 'self'; style-src 'sha256-{digest}'; img-src 'self' data:; "
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        f"require-trusted-types-for 'script'; trusted-types {policies}\""
    )


def test_every_link_inside_the_site_leads_to_a_file(site: dict[str, bytes]) -> None:
    missing = [
        (path, target)
        for path, page in pages(site)
        for target in lxml_html.document_fromstring(page).xpath("//@href | //@src")
        if not urlsplit(target).scheme and not _leads(path, target, site)
    ]
    assert [] == missing


def _leads(path: str, target: str, files: dict[str, bytes]) -> bool:
    parts = urlsplit(target)
    if not parts.path:
        return bool(parts.fragment)
    found = normpath(join("/", path.rpartition("/")[0], unquote(parts.path))).lstrip("/")
    found = normpath(join(found, "index.html")) if parts.path.endswith("/") else found
    return found in files


def test_ids_are_unique_and_labels_point_at_them(site: dict[str, bytes]) -> None:
    for path, page in pages(site):
        tree = lxml_html.document_fromstring(page)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert set(tree.xpath("//@aria-labelledby")) <= set(ids), path


def test_headings_are_in_order_and_the_landmarks_are_there(site: dict[str, bytes]) -> None:
    for path, page in pages(site):
        tree = lxml_html.document_fromstring(page)
        headings = tree.xpath("//*[self::h1|self::h2|self::h3|self::h4][not(ancestor::template)]")
        levels = [int(heading.tag[1]) for heading in headings]
        assert [1] == [level for level in levels if level == 1], path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path
        assert 1 == len(tree.xpath("//main")) == len(tree.xpath("//body/header")) == len(tree.xpath("//body/footer"))
        assert "#main" == tree.xpath("string(//body/*[1]/@href)"), path


def test_every_page_says_where_it_belongs(site: dict[str, bytes]) -> None:
    for path, page in pages(site):
        canonical = lxml_html.document_fromstring(page).xpath("string(//link[@rel='canonical']/@href)")
        today = path.replace("docs/v1/levqor", "docs/levqor").replace("docs/v1/index", "docs/index")
        expected = "" if path == "404.html" else f"https://status.example.com/{today.removesuffix('index.html')}"
        assert expected == unquote(canonical), path
