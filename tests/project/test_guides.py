"""What the guides show can be done: every example is read by what reads such files, and the figures are the site's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from statuary.build import check
from statuary.checking import checked
from statuary.config import load_config
from statuary.configfiles import Site
from statuary.content import incidents, load_content, maintenance
from statuary.content.files import File
from statuary.errors import Refused
from statuary.instants import Instant
from statuary.jsonfile import parse_json
from statuary.kinds import INTEGRATIONS
from statuary.memo import Memo
from statuary.model import Guide
from support_config import write_site
from support_tools import ROOT

NOW: Instant = 1_795_348_800_000
GUIDES = ROOT / "content/guides"
LEVQOR = (
    *("autoscale", "monitoring", "db-migration", "billing-tax", "revenue-analytics", "support-chat", "status-site"),
    *("ui-guide", "marketing-copy", "usage-analytics", "feedback", "multiregion-rollover", "perf-testing"),
    "phase2-report",
)
THEIRS = {"jobs", "scrape_configs", "groups"}
"""Keys at the top of other programs' files: workflows of a code host's, Prometheus' own and its rules."""
ANSWERS = {"generated_at", "step_ms"}
"""Keys of what the API answers; its own tests look at that."""
COMPONENTS = "components:\n  - {{id: {}, name: One}}\n  - {{id: other, name: Other}}\n"
_FENCE = re.compile(r"^([ \t]*)(`{3,})(\w*)[^\n]*\n(.*?)^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def guides() -> dict[str, Guide]:
    content, problems = load_content(load_config(ROOT), Memo(), NOW)
    assert () == problems
    return {guide.path: guide for guide in content.guides}


def examples(*languages: str) -> list[Any]:
    """The fences of these languages, each called by its file and line."""
    found_all = []
    for path in sorted(GUIDES.rglob("*.md")):
        text = path.read_text()
        for found in _FENCE.finditer(text):
            if found[3] in languages and "--8<--" not in found[4]:  # what is included is read where it is
                body = re.sub(rf"^{found[1]}", "", found[4], flags=re.MULTILINE)
                line = text.count("\n", 0, found.start()) + 1
                found_all.append(pytest.param(body, id=f"{path.relative_to(GUIDES)}:{line}"))
    return found_all


@pytest.mark.parametrize("text", examples("yaml"))
def test_an_example_in_yaml_is_read_by_what_reads_such_files(text: str, tmp_path: Path) -> None:
    data = yaml.safe_load(text)
    if THEIRS & {str(key) for key in data}:
        return
    files: dict[str, str | bytes] = {}
    if "probes" in data:
        files["probes/example.yaml"] = text
        files["config/components.yaml"] = COMPONENTS.format(data["component"])
        files["probes/api.yaml"] = "component: other\nprobes: []\n"
    elif "components" in data:
        files["config/components.yaml"] = text
        files["probes/api.yaml"] = f"component: {data['components'][0]['id']}\nprobes: []\n"
    else:
        assert set(data) <= set(Site.__struct_fields__)
        missing = {"name": "Example", "url": "https://status.example.com"}
        files["config/site.yaml"] = text + "".join(f"{k}: {v}\n" for k, v in missing.items() if k not in data)
    assert load_config(write_site(tmp_path, files))


@pytest.mark.parametrize("text", examples("json"))
def test_an_example_in_json_is_part_of_a_file_that_is_read(text: str, tmp_path: Path) -> None:
    data = parse_json(text, "example.json").data
    if "color" in data:
        write_site(tmp_path, {"config/tokens.json": text, "probes/api.yaml": "component: web\nprobes: []\n"})
        assert not [one for one in check(tmp_path, now=NOW).problems if one.severity == "error"]
        return
    if ANSWERS & data.keys():
        return
    names = [name for name, one in INTEGRATIONS.items() if data.keys() <= set(one.Options.__struct_fields__)]
    assert names
    whole = {**json.loads((ROOT / f"config/{names[0]}.json").read_text()), **data}
    checked(INTEGRATIONS[names[0]].Options, whole)


@pytest.mark.parametrize("text", [one for one in examples("markdown") if one.values[0].startswith("---\n")])
def test_an_example_of_content_is_read_without_a_problem(text: str, tmp_path: Path) -> None:
    file = File("content/x/2026-11-06-x.md", "2026-11-06-x", text, "0")
    if "window:" in text:
        parsed: Any = maintenance.parse_all([file], Memo())[0]
        assert (True, ()) == (parsed.value is not None, parsed.problems)
    elif re.search(r"^## \w+ — ", text, re.MULTILINE):
        parsed = incidents.parse(file)
        assert (True, ()) == (parsed.value is not None, parsed.problems)
    else:
        component = re.search(r"components: \[(\w+)\]", text)
        files: dict[str, str | bytes] = {
            "content/guides/x.md": text,
            "config/scale.json": (ROOT / "config/scale.json").read_bytes(),
            "probes/api.yaml": "component: other\nprobes: []\n",
            "config/components.yaml": COMPONENTS.format(component[1] if component else "b"),
        }
        content, problems = load_content(load_config(write_site(tmp_path, files)), Memo(), NOW)
        assert ((), 1) == (problems, len(content.guides))


@pytest.mark.parametrize("text", examples("jinja"))
def test_an_example_of_a_template_renders(text: str, tmp_path: Path) -> None:
    named = re.search(r'extends "theme/(\w+\.html)"', text)
    write_site(tmp_path, {f"templates/{named[1] if named else '404.html'}": text})
    assert not [one for one in check(tmp_path, now=NOW).problems if one.severity == "error"]


@pytest.mark.parametrize("text", examples("bash"))
def test_every_command_and_option_of_statuary_in_an_example_exists(text: str) -> None:
    import click

    from statuary.cli import cli

    for line in text.splitlines():
        found = re.match(r"(?:statuary|python3 build\.py)((?: [^|&;>]+)?)", line.strip())
        if not found or "test" in found[1].split()[:1]:
            continue
        command: click.Command = cli
        for word in found[1].split():
            options = [name for one in (*command.params, *cli.params) for name in one.opts]
            if isinstance(command, click.Group) and word in command.commands:
                command = command.commands[word]
            elif word.startswith("-"):
                assert word in options, line
        assert command is not cli or not found[1].strip(), line


# ----------------------------------------------------------------------------------------------------- followed by hand


def blocks(guide: str, section: str) -> Iterator[tuple[str, str, str]]:
    """The fences of a guide's section, in order: (language, text, what stands before it)."""
    text = (GUIDES / guide).read_text().partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    for found in _FENCE.finditer(text):
        yield found[3], re.sub(rf"^{found[1]}", "", found[4], flags=re.MULTILINE), text[: found.start()]


def stub(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def shell(script: str, folder: Path, **environ: str) -> int:
    """The exit code in bash, which ends at the first failure as CI does; ``folder/bin`` has the programs."""
    variables = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", **environ}
    return subprocess.run(["bash", "-ec", script], cwd=folder, env=variables, check=False, timeout=60).returncode


def test_who_follows_the_first_guide_has_a_site_that_is_in_order(tmp_path: Path) -> None:
    begun = tmp_path / "checkout"
    stub(begun / "bin", "pip", "")
    stub(begun / "bin", "statuary", f'PYTHONPATH="{ROOT}/src" exec "{sys.executable}" -m statuary "$@"')
    here, is_checked = begun, False
    for language, text, before in blocks("statuary/start.md", "Five minutes"):
        if language == "yaml":
            (here / re.findall(r"`((?:config|probes)/\w+\.yaml)`", before)[-1]).write_text(text)
            continue
        moved = re.search(r"^cd (.+)$", text, re.MULTILINE)
        code = shell(text, here, PATH=f"{begun}/bin:{os.environ['PATH']}")
        assert 0 == code, text
        here = (here / moved[1]).resolve() if moved else here
        is_checked = "statuary check" in text
        if is_checked:
            break
    assert is_checked
    assert (tmp_path / "mystatus/probes/shop.yaml").is_file()


@pytest.mark.parametrize(("code", "published"), [(0, True), (1, True), (2, False), (4, False), (70, False)])
def test_what_cron_is_told_publishes_a_site_of_which_problems_are_named(
    code: int, published: bool, tmp_path: Path
) -> None:
    line = next(text for _, text, _ in blocks("statuary/hosting.md", "Run it on a schedule"))
    command = line.split(maxsplit=5)[5].replace("/srv/mystatus", str(tmp_path))
    stub(tmp_path / "bin", "statuary", f"exit {code}")
    stub(tmp_path / "bin", "rsync", "touch published")
    shell(command, tmp_path)
    assert published == (tmp_path / "published").exists()


@pytest.mark.parametrize(("code", "published"), [(0, True), (1, True), (2, False), (4, False), (70, False)])
def test_the_schedule_in_ci_publishes_a_site_of_which_problems_are_named_and_fails_then(
    code: int, published: bool, tmp_path: Path
) -> None:
    text = next(text for _, text, _ in blocks("statuary/ci.md", "Build on a schedule"))
    stub(tmp_path / "bin", "statuary", f"exit {code}")
    done, output, failed = [], tmp_path / "output", False
    for step in yaml.safe_load(text)["jobs"]["build"]["steps"]:
        if failed and "cancelled" not in step.get("if", ""):
            continue
        run = step.get("run", "")
        if "statuary" in run or "exit" in run:
            told = output.read_text().strip().removeprefix("code=") if output.exists() else ""
            said = re.sub(r"\$\{\{ steps\.build\.outputs\.code \}\}", told, run)
            failed = shell(said, tmp_path, GITHUB_OUTPUT=str(output)) != 0
        done.append(step.get("uses", run))
    assert published == ("actions/deploy-pages@v4" in done)
    assert "actions/cache/save@v4" in done
    assert failed == (code != 0)


# ---------------------------------------------------------------------------------------------------- Levqor's fourteen


@pytest.mark.parametrize("name", LEVQOR)
def test_each_of_the_fourteen_says_how_to_come_back_what_it_costs_and_what_needs_a_key(
    guides: dict[str, Guide], name: str
) -> None:
    text = guides[f"levqor/{name}"].text
    headings = set(re.findall(r"^## (.+)$", text, re.MULTILINE))
    assert {"Roll back", "What it costs", "What needs a key"} <= headings
    assert guides[f"levqor/{name}"].description
    assert re.search(r"^1\. ", text, re.MULTILINE), "there are no steps"


@pytest.mark.parametrize("name", sorted(INTEGRATIONS))
def test_each_file_of_the_configuration_is_quoted_by_a_guide(guides: dict[str, Guide], name: str) -> None:
    assert [path for path, guide in guides.items() if f"config/{name}.json" in guide.files]


def numbers(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, f"{path}.{key}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def test_no_figure_of_the_configuration_is_written_out_where_it_could_be_bound() -> None:
    """Each number that a guide speaks of comes from the file; those that only programs read are listed here."""
    unread = {
        "config.scale.keep_warm.interval_s",
        "config.scale.load_test.stress.max_users",
        "config.scale.monitor.api_version",
        "config.monitoring.sentry.cron.recovery_threshold",
    }
    written = "".join(path.read_text() for path in (GUIDES / "levqor").glob("*.md"))
    said = {
        name
        for part in INTEGRATIONS
        for name in numbers(json.loads((ROOT / f"config/{part}.json").read_text()), f"config.{part}")
    }
    assert unread == {name for name in said if not re.search(rf"{re.escape(name)}\b", written)}


def test_a_changed_figure_changes_the_guide(tmp_path: Path, guides: dict[str, Guide]) -> None:
    import shutil

    for name in ("config", "probes", "content", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "config/scale.json"
    path.write_text(path.read_text().replace('"max_instances": 3', '"max_instances": 471'))
    content, _ = load_content(load_config(tmp_path), Memo(), NOW)
    changed = {guide.path for guide in content.guides if guide.text != guides[guide.path].text}
    assert {"levqor/autoscale", "levqor/db-migration"} == changed


def test_a_changed_figure_of_a_probe_changes_the_guide_about_it(tmp_path: Path, guides: dict[str, Guide]) -> None:
    import shutil

    for name in ("config", "probes", "content", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "probes/levqor.yaml"
    path.write_text(path.read_text().replace("1500ms", "1471ms").replace("14}", "47}"))
    content, _ = load_content(load_config(tmp_path), Memo(), NOW)
    changed = {guide.path: guide.text for guide in content.guides if guide.text != guides[guide.path].text}
    assert ["levqor/monitoring"] == list(changed)
    assert not re.search(r"1\.5 s|\b14 |five minutes|ten (?:seconds|minutes)", changed["levqor/monitoring"])


@pytest.mark.parametrize("name", ["supabase-free", "supabase-pro"])
def test_prices_of_databases_are_those_of_the_configuration(guides: dict[str, Guide], name: str) -> None:
    text = (GUIDES / "levqor/db-migration.md").read_text()
    assert f"config.scale.costs.{name}.price" in text
    assert not re.search(r"\$\d", guides["levqor/db-migration"].text)


@pytest.mark.parametrize("path", sorted(GUIDES.rglob("*.md")), ids=lambda path: path.stem)
def test_a_guide_installs_from_what_is_checked_out(path: Path) -> None:
    assert not re.search(r"install [\"']?statuary\b", path.read_text())


def test_a_guide_that_speaks_of_a_deleted_file_is_named(tmp_path: Path) -> None:
    import shutil

    for name in ("config", "probes", "content", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "config/failover.json").unlink()
    _, problems = load_content(load_config(tmp_path), Memo(), NOW)
    assert {"levqor/autoscale.md", "levqor/multiregion-rollover.md", "levqor/phase2-report.md"} == {
        problem.path.removeprefix("content/guides/") for problem in problems
    }


def test_a_refusal_is_what_a_wrong_example_would_get(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        load_config(write_site(tmp_path, {"config/scale.json": '{"platform": "fly", "max_instance": 3}'}))
