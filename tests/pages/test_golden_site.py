"""A small site, kept as files that people review. STATUARY_ACCEPT=1 writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from support_pages import busy, rendered

GOLDEN = Path(__file__).parents[1] / "golden"
PAGES = [
    "404.html",
    "about/index.html",
    "components/checkout/index.html",
    "docs/index.html",
    "docs/levqor/monitoring/index.html",
    "history/2026-10/index.html",
    "feeds/index.html",
    "history/index.html",
    "incidents/errors/index.html",
    "incidents/slow-checkout/index.html",
    "index.html",
    "maintenance/database/index.html",
]


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return rendered(*busy())


def steady(body: bytes) -> str:
    """The page without the styles and their digests: those are looked at, not read."""
    text = re.sub(r"<style>.*?</style>", "<style>…</style>", body.decode(), flags=re.DOTALL)
    text = re.sub(r"data:image/svg\+xml,[^\"]*", "data:ICON", text)
    return re.sub(r"sha256-[^']*|(?<=-)[0-9a-f]{10}(?=\.(?:css|js|svg))", "DIGEST", text)


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_as_it_was_accepted(path: str, site: dict[str, bytes]) -> None:
    kept = GOLDEN / path.replace("/index.html", ".html").replace("/", "-")
    if os.environ.get("STATUARY_ACCEPT"):
        GOLDEN.mkdir(exist_ok=True)
        kept.write_text(steady(site[path]), encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == steady(site[path])
