"""The guide about theming, followed word by word: the site it leads to is built, and looks as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from statuary.build import build
from statuary.instants import Instant
from support_config import write_site
from support_tools import ROOT

NOW: Instant = 1_795_348_800_000
GUIDE = (ROOT / "content/guides/statuary/theming.md").read_text()
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example(language: str, beginning: str = "") -> str:
    return next(body for name, body in _FENCE.findall(GUIDE) if name == language and body.startswith(beginning))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("themed")
    drawing = example("svg").encode()
    write_site(
        root,
        {
            "config/site.yaml": example("yaml"),
            "templates/assets/logo.svg": drawing,
            "templates/assets/mark.svg": drawing,
            "templates/base.html": example("jinja", "{% extends"),
            "templates/404.html": example("jinja", "<!DOCTYPE"),
        },
    )
    report = build(root, now=NOW, environ={}, offline=True)
    assert () == tuple(problem for problem in report.problems if problem.severity == "error")
    return root / "site"


def test_the_brand_colours_the_page(site: Path) -> None:
    assert "#0b7285" in (site / "index.html").read_text()


def test_the_logo_stands_at_the_top(site: Path) -> None:
    top = (site / "index.html").read_text().partition("</header>")[0]
    found = re.search(r'<img src="(assets/logo-\w+\.svg)"', top)
    assert found
    assert (site / found[1]).exists()


def test_the_mark_is_the_pages_icon(site: Path) -> None:
    icon = re.search(r'<link rel="icon" href="([^"]+)"', (site / "index.html").read_text())
    assert icon
    assert "%230b7285" in icon[1] or "0b7285" in (site / icon[1]).read_text()


def test_the_footer_and_the_line_below_it_are_on_every_page_that_extends_the_theme(site: Path) -> None:
    pages = [site / "index.html", site / "history/index.html", site / "components/web/index.html"]
    for page in pages:
        text = page.read_text()
        assert "Example Ltd." in text
        assert "<p>Call us: +00 000 000</p>" in text


def test_a_whole_layout_is_the_page(site: Path) -> None:
    text = (site / "404.html").read_text()
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<title>Lost? Example Status</title>')
    assert '<span class="s un">Unknown</span>' in text


def test_a_token_of_the_guide_does_what_the_short_way_does(site: Path, tmp_path: Path) -> None:
    config = re.sub(r"^  brand:.*\n", "", example("yaml"), flags=re.MULTILINE)
    files: dict[str, str | bytes] = {"config/site.yaml": config, "config/tokens.json": example("json")}
    files |= {f"templates/assets/{name}.svg": example("svg") for name in ("logo", "mark")}
    write_site(tmp_path, files)
    build(tmp_path, now=NOW, environ={}, offline=True)
    styles = [re.search(r"--accent:[^;]+", (one / "index.html").read_text()) for one in (site, tmp_path / "site")]
    assert styles[0]
    assert styles[1]
    assert styles[0][0] == styles[1][0]
