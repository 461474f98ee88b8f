"""A configuration that was accepted is remembered: it is the same again, and whatever changes is seen."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from statuary import config as configuration
from statuary.build import build
from statuary.config import load_config
from statuary.errors import Refused
from statuary.instants import MINUTE
from statuary.memo import Memo, open_memo
from support_config import write_site
from support_tools import ROOT

NOW = 1_795_348_800_000  # 2026-11-22T12:00:00Z
RICH: dict[str, str | bytes] = {
    "config/site.yaml": "name: Example\nurl: https://status.example.com\nslo: {target: 99.95, window: 7d}\n"
    "security: {contact: ['mailto:a@example.com'], expires: 2027-06-01}\n"
    "canaries:\n  - {id: out, kind: http, url: 'https://example.com/', headers: {X-Key: '${CANARY}'}}\n",
    "config/components.yaml": "components:\n  - id: g\n    name: G\n    slo: null\n    components:\n"
    "      - {id: api, name: API, links: [{text: Docs, url: 'https://example.com/'}]}\n"
    "  - {id: web, name: Web}\n",
    "config/scale.json": '{"platform": "fly", "max_instances": 5}',
    "config/other.json": "{}",
    "probes/api.yaml": "component: api\nprobes:\n"
    "  - {id: a, kind: http, url: 'https://example.com/', auth: {bearer: '${TOKEN}'}, expect: {json: {n: {ge: 1.5}}}}\n"
    "  - {id: b, kind: exec, command: [checks/b], env: {KEY: '${KEY}'}}\n",
}


@pytest.mark.parametrize("files", [{}, RICH], ids=["small", "rich"])
def test_what_is_remembered_is_what_is_read(files: dict[str, str | bytes], tmp_path: Path) -> None:
    root, memo = write_site(tmp_path, files), Memo()
    first, again = load_config(root, memo), load_config(root, memo)
    assert 1 == len(memo.kept)
    assert load_config(root) == first == again
    assert [probe.options for probe in first.probes] == [probe.options for probe in again.probes]


def test_so_it_is_of_this_site() -> None:
    memo = Memo()
    read = load_config(ROOT, memo)
    assert read == load_config(ROOT, memo)
    assert [read.integration(name) for name in read.integrations] == [
        load_config(ROOT, memo).integration(name) for name in read.integrations
    ]


def test_what_is_remembered_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, memo = write_site(tmp_path, RICH), Memo()
    known = load_config(root, memo)
    monkeypatch.setattr("statuary.reading.read_config", None)
    assert known == load_config(root, memo)


@pytest.mark.parametrize("name", [name for name in RICH if name != "config/other.json"])
def test_a_file_that_changes_is_seen_though_its_size_and_time_stay(name: str, tmp_path: Path) -> None:
    root, memo = write_site(tmp_path, RICH), Memo()
    load_config(root, memo)
    path = root / name
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"e", b"?", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert before.st_size == path.stat().st_size
    with pytest.raises(Refused, match=name):
        load_config(root, memo)


def test_files_that_come_and_go_are_seen(tmp_path: Path) -> None:
    root, memo = write_site(tmp_path, RICH), Memo()
    assert ["scale"] == list(load_config(root, memo).integrations)
    (root / "config/scale.json").unlink()
    (root / "config/monitring.json").write_text("{}")
    (root / "probes/web.yaml").write_text("component: web\nprobes: [{id: w, kind: icmp, host: example.com}]\n")
    later = load_config(root, memo)
    assert ({}, ["a", "b", "w"]) == (later.integrations, [probe.id for probe in later.probes])
    assert ["config/monitring.json", "config/other.json"] == sorted(one.path for one in later.warnings)
    (root / "config/site.yaml").unlink()
    with pytest.raises(Refused, match="missing"):
        load_config(root, memo)


def test_a_link_in_place_of_the_file_it_leads_to_is_refused(tmp_path: Path) -> None:
    root, memo = write_site(tmp_path, {}), Memo()
    load_config(root, memo)
    (root / "config/site.yaml").rename(root / "site.yaml")
    (root / "config/site.yaml").symlink_to(root / "site.yaml")
    with pytest.raises(Refused, match="symbolic link"):
        load_config(root, memo)


def test_mistakes_are_not_remembered_and_told_each_time(tmp_path: Path) -> None:
    root, memo = write_site(tmp_path, {"probes/api.yaml": "component: nobody\nprobes: []\n"}), Memo()
    for _ in range(2):
        with pytest.raises(Refused, match="There is no component 'nobody'"):
            load_config(root, memo)
    assert {} == memo.kept


def test_warnings_are_told_each_time(tmp_path: Path) -> None:
    root, memo = write_site(tmp_path, RICH), Memo()
    assert 2 == len(load_config(root, memo).warnings) == len(load_config(root, memo).warnings)


def test_another_version_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, memo = write_site(tmp_path, {}), Memo()
    load_config(root, memo)
    monkeypatch.setattr(configuration, "__version__", "99")
    load_config(root, memo)
    assert 2 == len(memo.kept)


def test_a_site_that_moves_is_where_it_is(tmp_path: Path) -> None:
    memo = Memo()
    load_config(write_site(tmp_path / "a", {}), memo)
    assert tmp_path / "b" == load_config(write_site(tmp_path / "b", {}), memo).root
    assert 1 == len(memo.kept)


@pytest.mark.parametrize("garbage", [b"", b"\xff\xff", b"\x80", b"\x93\x01\x02\x03", b"\xc1" * 1000])
def test_a_damaged_memory_is_none(garbage: bytes, tmp_path: Path) -> None:
    root = write_site(tmp_path, RICH)
    path = root / ".statuary/memo.db"
    with open_memo(path) as memo:
        expected = load_config(root, memo)
    with sqlite3.connect(path) as connection:
        assert 1 == connection.execute("update config set value = ?", (garbage,)).rowcount
    connection.close()
    with open_memo(path) as memo:
        assert expected == load_config(root, memo)


def test_a_number_that_no_memory_holds_is_read_each_time(tmp_path: Path) -> None:
    site = f"name: Example\nurl: https://status.example.com\nlimits: {{content_bytes: {10**30}}}\n"
    root, memo = write_site(tmp_path, {"config/site.yaml": site}), Memo()
    for _ in range(2):
        assert 10**30 == load_config(root, memo).site.limits.content_bytes
    assert {} == memo.kept


PROGRAM = """
import sys
from pathlib import Path
from statuary.build import build

build(Path(sys.argv[1]), now=1_795_348_800_000, environ={}, offline=True)
print(*sorted({"pydantic", "pydantic_core", "yaml"} & sys.modules.keys()))
"""


def built(root: Path) -> str:
    command = [sys.executable, "-c", PROGRAM, root]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


def test_a_build_without_a_change_loads_nothing_that_reads_or_checks(tmp_path: Path) -> None:
    guide = "---\ntitle: Scale\ntags: [a]\n---\nAt most {{ config.scale.max_instances }}.\n"
    tokens = '{"color": {"$type": "color", "brand": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0.5]}}}}'
    root = write_site(tmp_path, {**RICH, "content/guides/a.md": guide, "config/tokens.json": tokens})
    assert ["pydantic_core yaml", "", ""] == [built(root) for _ in range(3)]
    path = root / "probes/api.yaml"
    path.write_text(path.read_text().replace("id: b,", "id: c,"))
    assert ["pydantic_core yaml", ""] == [built(root) for _ in range(2)]


def test_mistakes_are_found_without_the_models_of_pydantic(tmp_path: Path) -> None:
    root = write_site(tmp_path, {"probes/api.yaml": "component: api\nprobes: [{id: a, kind: icmp, hots: 1}]\n"})
    program = "import sys; from statuary.cli import run; run(['check']); print('pydantic' in sys.modules)"
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert "False\n" == ended.stdout
    assert "Unknown key 'hots'. Did you mean 'host'?" in ended.stderr


def test_no_value_of_the_environment_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "s3cr3t-of-the-api"
    command = f"[sh, -c, 'test ${{#KEY}} = {len(secret)}']"
    probe = f"{{id: a, kind: exec, command: {command}, env: {{KEY: '${{KEY}}'}}}}"
    root = write_site(tmp_path, {"probes/api.yaml": f"component: api\nprobes: [{probe}]\n"})
    monkeypatch.setenv("KEY", secret)
    for minutes in (0, 10):
        report = build(root, now=NOW + minutes * MINUTE, environ=os.environ)
        assert (0, ()) == (report.exit_code, tuple(one for one in report.components if one[0] == "API"))
    remembered = b"".join(path.read_bytes() for path in (root / ".statuary").iterdir())
    assert b"${KEY}" in remembered
    assert secret.encode() not in remembered
