"""The 297 incidents of the Jenkins project's status site, written as our files, built, counted."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from statuary.build import build
from statuary.instants import HOUR, Instant, from_datetime, iso
from statuary.model import BuildReport
from support_tools import corpora

NOW: Instant = 1_795_348_800_000  # 2026-11-22T12:00:00Z
STATUS = {"down": "major_outage", "disrupted": "partial_outage"}


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "x"


def moment(value: Any) -> Instant | None:
    """cState's dates come in four shapes; an impossible one is none."""
    text = re.sub(r"T(\d):", r"T0\1:", str(value).replace(" ", "T", 1).replace("Z", "+00:00").replace(" ", ""))
    try:
        parsed = value if isinstance(value, datetime) else datetime.fromisoformat(text)
    except ValueError:
        return None
    return from_datetime(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))


def ours(text: str, names: dict[str, str]) -> str:
    """One of cState's files as one of ours: a first update with its text, and a resolution."""
    _, front, body = text.split("---", 2)
    data = yaml.safe_load(front)
    begun = moment(data["date"]) or NOW - HOUR
    affected = {slug(str(name)): str(name) for name in data.get("affected") or []}
    names.update(affected)
    status = STATUS.get(str(data.get("severity", "")).strip().casefold(), "operational")
    head = {"title": str(data["title"]), "components": dict.fromkeys(affected, status)}
    said = re.sub(r"^(\s*)#{1,2} ", r"\1### ", body.strip(), flags=re.MULTILINE)
    lines = ["---", *(f"{key}: {json.dumps(value)}" for key, value in head.items()), "---"]
    lines += [f"## Investigating — {stamp(begun)}", said, ""]
    if data.get("resolved"):
        ended = moment(data.get("resolvedWhen")) or begun
        lines += [f"## Resolved — {stamp(max(ended, begun))}", ""]
    return "\n".join(lines)


def stamp(at: Instant) -> str:
    return iso(at // 1000 * 1000).replace("T", " ").replace("Z", " UTC")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport, int]:
    """The site, the report of its build, and how many files there were."""
    root = tmp_path_factory.mktemp("jenkins")
    names: dict[str, str] = {}
    files = sorted((corpora("cstate") / "jenkins-infra/content/issues").glob("*.md"))
    for folder in ("config", "content/incidents"):
        (root / folder).mkdir(parents=True)
    for file in files:
        (root / "content/incidents" / file.name).write_text(ours(file.read_text(), names))
    components = [{"id": key, "name": name, "manual": True} for key, name in sorted(names.items())]
    (root / "config/components.yaml").write_text(json.dumps({"components": components}))
    (root / "config/site.yaml").write_text("name: Jenkins\nurl: https://status.example.com\n")
    return root, build(root, now=NOW, environ={}, offline=True), len(files)


def test_every_incident_becomes_a_page(built: tuple[Path, BuildReport, int]) -> None:
    root, report, count = built
    assert (297, 0) == (count, report.exit_code), report.problems
    assert count == len(list((root / "site/incidents").glob("*/index.html")))


def test_every_incident_is_in_the_archive_of_its_month(built: tuple[Path, BuildReport, int]) -> None:
    root, _, count = built
    linked = set()
    for month in (root / "site/history").glob("*/index.html"):
        linked |= set(re.findall(r'href="\.\./\.\./incidents/([^/"]+)/"', month.read_text()))
    assert count == len(linked)


def test_the_feeds_hold_the_newest_fifty(built: tuple[Path, BuildReport, int]) -> None:
    root, _, _ = built
    assert 50 == (root / "site/history.atom").read_text().count("<entry>")


def test_building_again_writes_nothing_that_is_settled(built: tuple[Path, BuildReport, int]) -> None:
    root, _, count = built
    report = build(root, now=NOW + HOUR, environ={}, offline=True)
    written = [path for path in report.written if path.startswith("incidents/")]
    open_ones = sum("## Resolved" not in file.read_text() for file in (root / "content/incidents").glob("*.md"))
    assert len(written) <= open_ones < count
