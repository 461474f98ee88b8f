"""The Nu validator has nothing to say about any HTML, CSS or SVG of whole sites."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support_cli import command
from support_gallery import worlds
from support_pages import rendered, write
from support_tools import JVM, ROOT, needs, node_tool

OPTIONS = ["--format", "json", "--also-check-css", "--also-check-svg", "--skip-non-html"]
WRONG = {
    "wrong.html": b"<!DOCTYPE html><title>x</title><p></b>",
    "wrong.css": b"p { colour: red }",
    "wrong.svg": b"<svg>",
}
WHOLE = ("busy", "hostile-names")  # of the other worlds, without what is made by the same lines as something of these:
ALIKE = re.compile(r"badge|docs/ui/|components/service-\d\d|docs/long/\d\d|.*\.css$")
SITES = [*worlds(), "demo", "levqor"]
pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites, each in its folder, and one with a mistake in each file."""
    folder, made = tmp_path_factory.mktemp("sites"), tmp_path_factory.mktemp("made")
    for name, world in worlds().items():
        files = rendered(*world, url=f"https://status.example.com/{name}")
        write(folder / name, {path: files[path] for path in files if name in WHOLE or not ALIKE.match(path)})
    write(folder / "wrong", WRONG)
    for name in ("config", "probes", "content"):
        shutil.copytree(ROOT / name, made / "levqor" / name)
    command("--root", made / "levqor", "build", "--offline", "--out", folder / "levqor", check=True)
    command("demo", "--no-serve", "--dir", made / "demo", check=True)
    (made / "demo/site").rename(folder / "demo")
    return folder


@pytest.fixture(scope="module")
def said(sites: Path) -> dict[str, list[str]]:
    """What the validator says about each."""
    java, jar = needs("java"), node_tool("vnu-jar/build/dist/vnu.jar")
    validator = [java, *JVM, "-jar", str(jar), *OPTIONS, "--filterfile", str(ROOT / "tests/tools/vnu.txt"), str(sites)]
    done = subprocess.run(validator, capture_output=True, text=True, timeout=280, check=False)
    messages: dict[str, list[str]] = {name: [] for name in (*SITES, "wrong")}
    for one in json.loads(done.stderr)["messages"]:
        site, _, path = one["url"].removeprefix(f"file:{sites}/").partition("/")
        messages[site].append(f"{path}:{one.get('lastLine')}: {one['message']}")
    return messages


@pytest.mark.parametrize("site", SITES)
def test_every_file_is_valid(site: str, said: dict[str, list[str]]) -> None:
    assert [] == said[site]


def test_the_validator_looks_at_pages_styles_and_drawings(said: dict[str, list[str]]) -> None:
    assert set(WRONG) == {message.partition(":")[0] for message in said["wrong"]}
