"""One command, from a probe to a published page."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from statuary.errors import HistoryError, PublishError, Refused
from support_road import NOW, Service, Site

MakeSite = Callable[..., Site]

INCIDENT = """---
title: Slow checkout
impact: minor
components: {web: degraded_performance}
---
## Investigating — 2026-11-06 09:20 UTC
We see slow responses.

## Resolved — 2026-11-06 10:30 UTC
The index is rebuilt.
"""


def test_a_healthy_endpoint_is_shown_as_operational(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    report = site.build()
    assert (0, 1) == (report.exit_code, service.asked)
    assert "All Systems Operational" == json.loads(site.page("api/v1/summary.json"))["status"]["description"]


def test_what_was_learnt_is_recorded_though_the_theme_is_refused(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.write("config/tokens.json", "{")
    with pytest.raises(Refused):
        site.build()
    assert 1 == service.asked
    (site.root / "config/tokens.json").unlink()
    site.build(1, offline=True)
    assert "operational" == json.loads(site.page("api/v1/summary.json"))["components"][0]["status"]


def test_a_failing_endpoint_is_shown_as_an_outage_after_two_checks_and_since_the_first(
    make_site: MakeSite, service: Service
) -> None:
    site = make_site(probe_url=service.url)
    site.build(0)
    service.status = 503
    site.build(5)
    assert "major_outage" not in site.page("api/v1/summary.json")
    site.build(10)
    api = json.loads(site.page("api/v1/summary.json"))["components"][0]
    assert ("major_outage", "2026-11-0") == (api["status"], api["since"][:9])
    assert api["since"].endswith("12:05:00Z")


def test_a_site_that_was_never_probed_is_unknown_and_not_green(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    assert 0 == site.build(offline=True).exit_code
    assert "unknown" == json.loads(site.page("api/v1/summary.json"))["status"]["indicator"]
    assert "All Systems Operational" not in site.page()


def test_data_that_grew_old_is_unknown_and_not_green(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.build()
    site.build(60, offline=True)
    assert "unknown" == json.loads(site.page("api/v1/summary.json"))["status"]["indicator"]


def test_what_people_report_is_shown_without_any_probe(make_site: MakeSite) -> None:
    site = make_site()
    site.write("content/incidents/2026-11-06-slow-checkout.md", INCIDENT)
    site.build()
    assert "Slow checkout" in site.page("incidents/2026-11-06-slow-checkout/index.html")


def test_the_same_input_gives_the_same_bytes_in_any_zone_locale_and_hash_seed(make_site: MakeSite) -> None:
    trees = []
    for number, environ in enumerate(
        (
            {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "Australia/Lord_Howe", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
        )
    ):
        site = make_site(f"s{number}")
        site.write("content/incidents/2026-11-06-slow-checkout.md", INCIDENT)
        site.write("content/guides/start.md", "---\ntitle: Start\n---\n# Start\n\n```python\nx = 1\n```\n")
        command = [
            sys.executable,
            "-m",
            "statuary",
            "--root",
            str(site.root),
            "build",
            "--offline",
            "--now",
            "2026-11-22T12:00:00Z",
        ]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environ})
        trees.append(site.tree())
    assert trees[0] == trees[1]


def test_settled_pages_keep_their_inode_and_time_when_only_results_are_new(
    make_site: MakeSite, service: Service
) -> None:
    site = make_site(probe_url=service.url)
    site.write("content/incidents/2026-11-06-slow-checkout.md", INCIDENT)
    site.write("content/guides/start.md", "---\ntitle: Start\n---\nHello.\n")
    site.build(0)
    settled = [
        "incidents/2026-11-06-slow-checkout/index.html",
        "docs/start/index.html",
        "history.atom",
        "updates.rss",
        "404.html",
    ]
    before = [(site.root / "site" / path).stat() for path in settled]
    report = site.build(5)
    after = [(site.root / "site" / path).stat() for path in settled]
    assert [(s.st_ino, s.st_mtime_ns) for s in before] == [(s.st_ino, s.st_mtime_ns) for s in after]
    assert "index.html" in report.written


def test_a_broken_incident_keeps_the_old_site_and_the_new_result(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.build(0)
    before = site.tree()
    site.write("content/incidents/2026-11-06-bad.md", INCIDENT.replace("{web:", "{wbe:"))
    with pytest.raises(Refused) as refused:
        site.build(5)
    assert "content/incidents/2026-11-06-bad.md:4:14: " in str(refused.value)
    assert "Did you mean 'web'?" in str(refused.value)
    assert before == site.tree()
    assert 2 == sqlite3.connect(site.root / "history/history.db").execute("select count(*) from runs").fetchone()[0]


def test_a_broken_guide_is_named_and_everything_else_is_published(make_site: MakeSite) -> None:
    site = make_site()
    site.write("content/guides/bad.md", "---\ntitle: [\n---\nHello\n")
    site.write("content/guides/good.md", "---\ntitle: Good\n---\nHello\n")
    report = site.build()
    assert 1 == report.exit_code
    assert any(problem.path == "content/guides/bad.md" for problem in report.problems)
    assert "Hello" in site.page("docs/good/index.html")


def test_bad_configuration_asks_nothing_and_changes_nothing(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.write("config/components.yaml", "components:\n  - {id: api}\n")
    with pytest.raises(Refused):
        site.build()
    assert (0, False, False) == (service.asked, (site.root / "site").exists(), (site.root / "history").exists())


def test_a_missing_secret_is_named_before_anything_is_asked(make_site: MakeSite, service: Service) -> None:
    site = make_site()
    site.write(
        "probes/api.yaml",
        f"component: api\nprobes:\n  - id: api-health\n    kind: http\n    url: {service.url}\n"
        "    headers: {X-Key: '${STATUARY_TEST_KEY}'}\n",
    )
    with pytest.raises(
        Refused, match=r"probes/api\.yaml:6:\d+: The environment variable STATUARY_TEST_KEY is not set\."
    ):
        site.build()
    assert 0 == service.asked


def test_a_secret_reaches_the_endpoint_and_nothing_that_is_written(
    make_site: MakeSite, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUARY_TEST_KEY", "canary-5f3a-secret")
    site = make_site()
    site.write(
        "probes/api.yaml",
        f"component: api\nprobes:\n  - id: api-health\n    kind: http\n    url: {service.url}\n"
        "    headers: {X-Key: '${STATUARY_TEST_KEY}'}\n    attempts: 1\n",
    )
    service.body = b"you sent canary-5f3a-secret"
    service.status = 500
    site.build(STATUARY_TEST_KEY="canary-5f3a-secret")
    assert "canary-5f3a-secret" == service.headers[0]["X-Key"]
    written = [path for path in site.root.rglob("*") if path.is_file() and b"canary-5f3a" in path.read_bytes()]
    assert [] == written


def test_a_private_component_is_in_no_output(make_site: MakeSite) -> None:
    site = make_site()
    site.write(
        "content/incidents/2026-11-06-a.md",
        INCIDENT.replace("{web: degraded_performance}", "{web: degraded_performance, vault: major_outage}"),
    )
    site.write(
        "content/incidents/2026-11-07-b.md",
        INCIDENT.replace("{web:", "{vault:").replace("Slow checkout", "Vault trouble"),
    )
    site.build()
    leaks = {
        path for path, data in site.tree().items() for word in (b"vault", b"Vault") if word in data or "vault" in path
    }
    assert set() == leaks


@pytest.mark.parametrize("name", ["content/guides/new", "history", "config/../probes/x"])
def test_the_site_does_not_go_where_it_comes_from(make_site: MakeSite, name: str) -> None:
    site = make_site()
    with pytest.raises(PublishError, match="holds what the site is made of"):
        site.build(out=site.root / name)
    assert not (site.root / "content/guides/new").exists()


def test_a_history_from_a_newer_version_is_left_alone_and_so_is_the_site(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.build(0)
    before = site.tree()
    with sqlite3.connect(site.root / "history/history.db") as database:
        database.execute("insert into migrations values (9999, '9999_future.sql', 'x')")
    database.close()
    with pytest.raises(HistoryError, match="newer Statuary"):
        site.build(5)
    assert before == site.tree()


def test_a_damaged_history_is_set_aside_and_never_means_up(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.build(0)
    (site.root / "history/history.db").write_bytes(os.urandom(20_000))
    for leftover in (site.root / "history").glob("history.db-*"):
        leftover.unlink()
    report = site.build(5, offline=True)
    assert "unknown" == json.loads(site.page("api/v1/summary.json"))["status"]["indicator"]
    assert any("set aside" in str(problem) for problem in report.problems)
    assert [1] == [len(list((site.root / "history").glob("*.corrupt-*")))]


def test_a_clock_set_back_loses_nothing(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.build(60)
    report = site.build(0)
    assert report.exit_code in (0, 1)
    rows = sqlite3.connect(site.root / "history/history.db").execute("select count(*) from runs").fetchone()[0]
    assert rows >= 1
    site.build(65)
    assert "none" == json.loads(site.page("api/v1/summary.json"))["status"]["indicator"]


def test_a_probe_is_not_asked_again_before_it_is_due(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.build(0)
    site.build(2)
    assert 1 == service.asked
    site.build(5)
    assert 2 == service.asked


def test_deleting_the_cache_changes_no_byte(make_site: MakeSite) -> None:
    import shutil

    site = make_site()
    site.write("content/incidents/2026-11-06-slow-checkout.md", INCIDENT)
    site.build(offline=True)
    before = site.tree()
    shutil.rmtree(site.root / ".statuary")
    site.build(offline=True)
    assert before == site.tree()


def test_another_folder_can_be_built_into(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site()
    site.build(offline=True, out=tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere/index.html").exists()
    assert not (site.root / "site").exists()
    assert NOW
