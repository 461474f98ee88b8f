"""``heartbeat``, ``history export``, ``schema`` and ``init``."""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from statuary.config import load_config
from support_cli import NOW, Done, Site

Run = Callable[..., Done]


@pytest.fixture
def beating(site: Site) -> Site:
    site.write(
        "probes/job.yaml", "component: api\nprobes:\n  - {id: backup, kind: heartbeat, within: 26h, down_after: 1}\n"
    )
    return site


def test_a_heartbeat_is_seen_by_its_probe(statuary: Run, beating: Site) -> None:
    done = statuary("--root", beating.root, "heartbeat", "backup", "--now", NOW)
    assert Done(0, "Heartbeat of backup recorded.\n", "") == done
    assert "backup  up " in statuary("--root", beating.root, "probe", "--now", "2026-11-06T10:00Z").out


def test_a_failed_job_says_so(statuary: Run, beating: Site) -> None:
    statuary("--root", beating.root, "heartbeat", "backup", "--failed", "--now", NOW)
    out = statuary("--root", beating.root, "probe", "--now", "2026-11-06T10:00Z").out
    assert "backup  down      the last heartbeat reported a failure" in out


@pytest.mark.parametrize("name", ["../x", "Backup", ""])
def test_a_heartbeat_without_a_name_is_refused(statuary: Run, beating: Site, name: str) -> None:
    done = statuary("--root", beating.root, "heartbeat", name)
    assert (2, True) == (done.code, f"'{name}' is not an id;" in done.err)


def test_a_heartbeat_that_no_probe_waits_for_is_recorded_and_named(statuary: Run, beating: Site) -> None:
    done = statuary("--root", beating.root, "heartbeat", "backpu", "--now", NOW)
    said = "warning: No probe of kind heartbeat waits for 'backpu'. Did you mean 'backup'?\n"
    assert (0, said, "Heartbeat of backpu recorded.\n") == (done.code, done.err, done.out)


def test_a_heartbeat_is_recorded_however_wrong_the_configuration_is(statuary: Run, beating: Site) -> None:
    beating.write("config/site.yaml", "nam: X\n")
    done = statuary("--root", beating.root, "heartbeat", "backup", "--now", NOW)
    assert (0, "", "Heartbeat of backup recorded.\n") == (done.code, done.err, done.out)


def test_a_heartbeat_elsewhere_makes_no_folder(statuary: Run, tmp_path: Path) -> None:
    done = statuary("--root", tmp_path / "typo", "heartbeat", "backup")
    assert (2, False) == (done.code, (tmp_path / "typo").exists())
    assert "There is no such folder. Name the site with --root." in done.err


@pytest.fixture
def observed(statuary: Run, beating: Site) -> Site:
    """Three results, an hour apart, the first of them late."""
    statuary("--root", beating.root, "heartbeat", "backup", "--now", "2026-11-05T00:00Z")
    statuary("--root", beating.root, "probe", "--now", "2026-11-06T08:00Z")
    statuary("--root", beating.root, "heartbeat", "backup", "--now", "2026-11-06T08:30Z")
    for hour in ("09", "10"):
        statuary("--root", beating.root, "probe", "--now", f"2026-11-06T{hour}:00Z")
    return beating


def test_results_are_exported_oldest_first(statuary: Run, observed: Site) -> None:
    done = statuary("--root", observed.root, "history", "export", "--now", "2026-11-07")
    rows = list(csv.DictReader(done.out.splitlines()))
    assert (0, "") == (done.code, done.err)
    assert [
        ("2026-11-06T08:00:00Z", "down", "heartbeat_late"),
        ("2026-11-06T09:00:00Z", "up", "ok"),
        ("2026-11-06T10:00:00Z", "up", "ok"),
    ] == [(row["at"], row["outcome"], row["reason"]) for row in rows]


def test_an_export_may_be_bounded(statuary: Run, observed: Site) -> None:
    words = ["--since", "2026-11-06T09:00Z", "--until", "2026-11-06T10:00Z", "--format", "jsonl"]
    out = statuary("--root", observed.root, "history", "export", *words).out
    assert ["2026-11-06T09:00:00Z"] == [json.loads(line)["at"] for line in out.splitlines()]


def test_an_export_goes_to_a_file(statuary: Run, observed: Site, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    done = statuary("--root", observed.root, "history", "export", "--out", out, "--now", "2026-11-07")
    assert Done(0, f"3 results written to {out}.\n", "") == done
    assert 4 == len(out.read_text().splitlines())


def test_an_export_without_a_history_is_refused(statuary: Run, site: Site) -> None:
    done = statuary("--root", site.root, "history", "export")
    assert (2, False) == (done.code, (site.root / "history").exists())
    assert "history/history.db: There is no history yet. Run 'statuary' once." in done.err


def test_an_export_that_cannot_be_written_is_a_sentence(statuary: Run, observed: Site, tmp_path: Path) -> None:
    out = tmp_path / "nowhere/results.csv"
    done = statuary("--root", observed.root, "history", "export", "--out", out)
    assert (2, f"statuary: {out} could not be written: No such file or directory.\n") == (done.code, done.err)


def test_schemas_are_listed_and_printed(statuary: Run) -> None:
    listed = statuary("schema").out
    assert [
        "billing_tax", "components", "failover", "monitoring", "probes", "scale", "site", "support",
    ] == sorted(line.split()[0] for line in listed.splitlines())  # fmt: skip
    assert "name" in json.loads(statuary("schema", "site").out)["properties"]


def test_an_unknown_schema_is_refused(statuary: Run) -> None:
    done = statuary("schema", "sites")
    assert (2, True) == (done.code, "There is no schema 'sites'. Did you mean 'site'?" in done.err)


# ----------------------------------------------------------------------------------------------------------------- init


def test_a_new_site_is_in_order_and_builds(statuary: Run, tmp_path: Path) -> None:
    root = tmp_path / "my-site"
    done = statuary("init", root)
    assert (0, "") == (done.code, done.err)
    assert f"  statuary --root {root} build\n" in done.out
    checked = statuary("--root", root, "check")
    assert (0, "") == (checked.code, checked.err)
    assert "My Site Status" == load_config(root).site.name
    assert 0 == statuary("--root", root, "build", "--offline").code
    assert "My Site Status" in (root / "site/index.html").read_text()


def test_what_to_type_next_is_named_as_it_was_typed(
    statuary: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUARY_COMMAND", "python3 build.py")  # as build.py says it
    assert f"  python3 build.py --root {tmp_path / 's'} check\n" in statuary("init", tmp_path / "s").out
    assert "('python3 build.py --help' says more.)" in statuary("bild").err


def test_a_new_site_builds_with_its_probes(statuary: Run, tmp_path: Path) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        root = tmp_path / "my-site"
        statuary("init", root)
        for path in (root / "probes").iterdir():
            address = f"http://127.0.0.1:{server.server_address[1]}/"
            path.write_text(re.sub(r"https://example\.com/", address, path.read_text()))
        done = statuary("--root", root, "probe")
        server.shutdown()
    assert (0, 2) == (done.code, len(re.findall(r"^\S+ +up ", done.out, re.MULTILINE))), done


def test_the_hints_for_editors_lead_to_schemas(statuary: Run, tmp_path: Path) -> None:
    root = tmp_path / "my-site"
    statuary("init", root)
    files = [*(root / "config").glob("*.yaml"), *(root / "probes").glob("*.yaml")]
    assert len(files) >= 4
    for path in files:
        hint = re.match(r"# yaml-language-server: \$schema=(\S+)", path.read_text())
        assert hint
        assert (path.parent / hint[1]).is_file()


def test_what_is_made_is_not_kept_in_git(statuary: Run, tmp_path: Path) -> None:
    import subprocess

    root = tmp_path / "my-site"
    statuary("init", root)
    statuary("--root", root, "build", "--offline")
    subprocess.run(["git", "init", "-q", root], check=True)
    words = ["git", "-C", root, "status", "--porcelain", "--untracked-files=all"]
    status = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert [] == [line for line in status.splitlines() if re.search(r"site/|history/|\.statuary", line[3:])]
    assert "?? config/site.yaml" in status


def test_a_name_of_any_kind_is_kept(statuary: Run, tmp_path: Path) -> None:
    statuary("init", tmp_path / "s", "--name", 'A "B": c # d')
    assert 'A "B": c # d' == load_config(tmp_path / "s").site.name


def test_a_folder_that_holds_something_is_refused(statuary: Run, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("mine")
    done = statuary("init", tmp_path)
    assert (2, ["file.txt"]) == (done.code, [path.name for path in tmp_path.iterdir()])
    assert "This folder is not empty. Name a new one; nothing is overwritten." in done.err


def test_a_fresh_repository_is_a_fine_place(statuary: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert 0 == statuary("init", tmp_path).code
