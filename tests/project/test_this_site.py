"""The site that this repository is: Levqor's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from statuary.build import build, check
from statuary.config import load_config
from statuary.content import load_content
from statuary.instants import Instant
from statuary.kinds import INTEGRATIONS
from statuary.memo import Memo
from statuary.schemas import schemas
from support_tools import ROOT, needs

NOW: Instant = 1_795_348_800_000


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a person checked out, without what was built there."""
    for name in ("config", "probes", "content", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_it_is_without_mistakes_and_what_its_guides_show_is_so(copy: Path) -> None:
    command = [sys.executable, "-m", "statuary", "--root", str(copy), "docs", "test", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    told = json.loads(done.stdout)
    assert (0, {"verified"}) == (done.returncode, {one["state"] for one in told["blocks"]}), done.stdout
    assert {"incidents", "probes", "testing-docs", "truth"} <= {Path(one["path"]).stem for one in told["blocks"]}
    report = check(copy, now=NOW)
    assert (0, ()) == (report.exit_code, report.problems)


def test_it_asks_the_two_endpoints_for_what_they_must_answer() -> None:
    asked = {probe.options.url: probe.options for probe in load_config(ROOT).probes}  # type: ignore[attr-defined]
    expected = {
        "https://api.levqor.ai/health": {"ok": True},
        "https://api.levqor.ai/status": {"status": "operational"},
    }
    assert expected == {
        url: {path: rule.eq for path, rule in options.expect.values.items()}  # type: ignore[attr-defined]
        for url, options in asked.items()
    }


def test_it_reports_no_incident_that_nobody_had() -> None:
    content, _ = load_content(load_config(ROOT), Memo(), NOW)
    assert ((), ()) == (content.incidents, content.maintenances)


def test_without_network_it_is_published_and_says_that_it_does_not_know(copy: Path) -> None:
    unshare = needs("unshare")
    command = [unshare, "-n", sys.executable, "-m", "statuary", "--root", str(copy), "build"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert 0 == done.returncode, done.stderr
    assert "unknown" == json.loads((copy / "site/api/v1/summary.json").read_text())["status"]["indicator"]
    assert "The prober was offline at " in (copy / "site/index.html").read_text()


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_that_editors_read_are_those_of_the_program(name: str) -> None:
    assert schemas()[name] == json.loads((ROOT / "schemas" / f"{name}.json").read_text())


def test_every_configuration_file_points_editors_at_its_schema() -> None:
    for path in [*(ROOT / "config").glob("*.yaml"), *(ROOT / "probes").glob("*.yaml")]:
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text())
        assert found, path
        assert (path.parent / found[1]).is_file()


@pytest.mark.parametrize("name", sorted(INTEGRATIONS))
def test_its_json_files_are_what_their_schemas_say(name: str) -> None:
    path = ROOT / "config" / f"{name}.json"
    data = json.loads(path.read_text())
    assert (path.parent / data["$schema"]).resolve() == ROOT / "schemas" / path.name
    jsonschema.validate(data, json.loads((ROOT / "schemas" / path.name).read_text()))


def test_every_guide_is_where_the_navigation_says(copy: Path) -> None:
    build(copy, now=NOW, environ={}, offline=True)
    page = (copy / "site/docs/index.html").read_text()
    linked = set(re.findall(r'href="\.\./docs/([a-z/-]+/)"', page))
    assert {"levqor/monitoring/", "statuary/start/"} <= linked
    assert [] == [link for link in linked if not (copy / "site/docs" / link / "index.html").is_file()]
