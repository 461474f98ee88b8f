"""Docs of versions that were kept, beside those of today."""

from __future__ import annotations

import base64
import json
import zlib

from statuary.model import Content, Version
from support_pages import calm, guide, rendered, text_of

OLD = Version("v1", (guide("start", "Begin", "As it was."), guide("gone", "Gone", "No more.")))
NEW = (guide("", "Docs", "Welcome."), guide("start", "Start", "As it is."))


def site() -> dict[str, bytes]:
    return rendered(calm(1), Content(guides=NEW, versions=(OLD,)))


def test_an_old_page_says_so_and_leads_to_that_of_today() -> None:
    page = site()["docs/v1/start/index.html"]
    assert "This is the documentation of version v1. The same page today" in text_of(page)
    assert b'<a href="../../../docs/start/">The same page today</a>' in page
    assert b'<link rel="canonical" href="https://status.example.com/docs/start/">' in page
    assert b"noindex" not in page


def test_an_old_page_that_is_no_more_is_not_for_search_engines() -> None:
    page = site()["docs/v1/gone/index.html"]
    assert b'<meta name="robots" content="noindex">' in page
    assert b'<link rel="canonical" href="https://status.example.com/docs/v1/gone/">' in page


def test_every_page_leads_to_itself_in_other_versions() -> None:
    there = site()
    assert b'<li><a href="../../docs/v1/start/"><bdi>v1</bdi></a></li>' in there["docs/start/index.html"]
    assert b'<a href="../../../docs/v1/gone/" aria-current="true">' in there["docs/v1/gone/index.html"]
    assert b'<a href="../../../docs/"><bdi>Current</bdi></a>' in there["docs/v1/gone/index.html"]


def test_a_version_without_an_index_gets_one_with_its_guides_only() -> None:
    page = text_of(site()["docs/v1/index.html"])
    assert "Begin Gone" in page
    assert "Welcome" not in page


def test_each_version_is_searched_by_itself() -> None:
    there = site()
    assert b'data-index="docs/v1/search.js"' in there["docs/v1/start/index.html"]
    assert "Gone" in titles(there["docs/v1/search.js"])
    assert "Gone" not in titles(there["docs/search.js"])


def titles(script: bytes) -> list[str]:
    """The titles of the pages that the index knows."""
    index = json.loads(script[script.index(b"(") + 1 : script.rindex(b")")])
    return [page[1] for page in json.loads(zlib.decompress(base64.b64decode(index["pages"])))]


def test_a_site_with_one_version_says_nothing_of_versions() -> None:
    there = rendered(calm(1), Content(guides=NEW))
    assert b"versions" not in there["docs/start/index.html"]
