"""Three projects' docs as sites of ours: all of their pages are published, and what is named is really so there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from statuary.model import BuildReport
from support_road import Site
from support_tools import corpora

pytestmark = pytest.mark.slow
CONFIG = "name: Docs\nurl: https://docs.example.com\n"


@dataclass
class Docs:
    """One set, built. ``files``: its Markdown."""

    site: Site
    report: BuildReport
    files: list[Path]

    def said(self, *words: str) -> list[str]:
        """The problems that have all of the words in them."""
        return [str(one) for one in self.report.problems if all(word in str(one) for word in words)]

    def pages(self) -> list[str]:
        return [path for path in self.site.tree() if path.startswith("docs/") and path.endswith("/index.html")]


def built(folder: Path, source: Path) -> Docs:
    site = Site(folder)
    site.write("config/site.yaml", CONFIG)
    site.write("config/components.yaml", "components: [{id: api, name: API, manual: true}]\n")
    shutil.copytree(source, folder / "content/guides", copy_function=shutil.copyfile)
    report = site.build(offline=True)
    return Docs(site, report, sorted((folder / "content/guides").rglob("*.md")))


@pytest.fixture(scope="module")
def runbooks(tmp_path_factory: pytest.TempPathFactory) -> Docs:
    """Hugo."""
    return built(tmp_path_factory.mktemp("runbooks"), corpora("docs/prometheus-operator-runbooks/content"))


@pytest.fixture(scope="module")
def pagerduty(tmp_path_factory: pytest.TempPathFactory) -> Docs:
    """MkDocs."""
    return built(tmp_path_factory.mktemp("pagerduty"), corpora("docs/pagerduty-incident-response/docs"))


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Docs:
    """MkDocs with everything that Material has; some of its pages are not in the corpus."""
    return built(tmp_path_factory.mktemp("material"), corpora("docs/mkdocs-material/docs"))


@pytest.mark.parametrize("name", ["runbooks", "pagerduty", "material"])
def test_every_file_is_published(name: str, request: pytest.FixtureRequest) -> None:
    docs: Docs = request.getfixturevalue(name)
    guides = docs.site.root / "content/guides"
    wanted = {path.relative_to(guides).as_posix().removesuffix(".md") for path in docs.files}
    addresses = {f"{path}/".removesuffix("_index/").removesuffix("index/") for path in wanted}
    assert {f"docs/{address}index.html" for address in addresses} <= set(docs.pages())
    assert [] == docs.said("could not be rendered")
    assert [] == docs.said("convert")


@pytest.mark.parametrize(("name", "most"), [("runbooks", 0.15), ("pagerduty", 0.09), ("material", 0.07)])
def test_the_index_of_the_search_is_small_however_short_the_guides_are(
    name: str, most: float, request: pytest.FixtureRequest
) -> None:
    """Runbooks have 800 bytes each, half of their words stand on one page only."""
    docs: Docs = request.getfixturevalue(name)
    folder = docs.site.root / "site/docs"
    text = sum(path.stat().st_size for path in (folder / "search").glob("[0-9]*.js"))
    assert (folder / "search.js").stat().st_size <= most * text


@pytest.mark.parametrize("name", ["runbooks", "pagerduty", "material"])
def test_a_link_that_is_called_broken_is_broken_there(name: str, request: pytest.FixtureRequest) -> None:
    """What is said to be missing is in no folder of theirs under that name, or written in other letters."""
    docs: Docs = request.getfixturevalue(name)
    guides = docs.site.root / "content/guides"
    there = [path.relative_to(guides).as_posix() for path in guides.rglob("*") if path.is_file()]
    for problem in docs.report.problems:
        if problem.what.startswith(("There is no page or file", "There is no image")):
            wanted = problem.what.split("'")[1]
            beside = (guides.parent.parent / problem.path).parent / wanted
            assert not beside.is_file(), problem
            bare = wanted.lstrip("./").rstrip("/")
            assert not any(path in (bare, f"{bare}.md", f"{bare}/index.md") for path in there), problem


def test_the_runbooks_need_nothing_but_a_parameter(runbooks: Docs) -> None:
    assert 119 == len(runbooks.files)
    assert 1 == len(runbooks.said("'{{< param' is a shortcode of Hugo's", "docs/add-runbook.md:28:"))
    assert [] == [str(one) for one in runbooks.report.problems if one.severity == "error"]
    page = runbooks.site.page("docs/runbooks/node/NodeFilesystemSpaceFillingUp/index.html")
    assert 'href="../../../../docs/runbooks/node/NodeFilesystemFilesFillingUp/"' in page or "NodeFilesystem" in page


def test_the_incident_response_guide_lacks_its_pictures_and_one_heading(pagerduty: Docs) -> None:
    assert 36 == len(pagerduty.files)
    errors = [str(one) for one in pagerduty.report.problems if one.severity == "error"]
    assert ["content/guides/training/courses/incident_response.md:974:54"] == [
        one.split(": ")[0] for one in errors if "There is no anchor" in one
    ]
    assert [] == [one for one in errors if "page or file" in one]
    assert 2 == sum("Unknown key" in one for one in errors)
    assert 3 == len(pagerduty.said("'<iframe' is an element of HTML"))


def test_materials_docs_lead_to_what_the_corpus_has(material: Docs) -> None:
    assert len(material.files) >= 90
    assert [] == material.said("There is no page or file", "setup/index.md'")
    assert any("is an icon of Material for MkDocs" in one for one in material.said("icon"))
    tabs = material.site.page("docs/reference/content-tabs/index.html")
    assert '<div class="tabs">' in tabs
    assert '<p class="tab-label">' in tabs
