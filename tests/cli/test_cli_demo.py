"""``demo``: services that are really probed, and a past that says it is demo data."""

from __future__ import annotations

import json
import re
import ssl
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from statuary.demo.past import DAYS, runs
from statuary.demo.services import services
from statuary.instants import DAY, MINUTE
from support_cli import Done, command

Run = Callable[..., Done]
NOON = 1_794_052_800_000  # 2026-11-07T12:00:00Z


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, built once."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    done = command("demo", "--no-serve", "--dir", folder)
    assert (0, "") == (done.returncode, done.stderr), done
    assert "Payments" in done.stdout
    return folder


def told(demo: Path) -> dict[str, str]:
    done = command("--root", demo, "--offline", "--json")
    return {entry["name"]: entry["status"] for entry in json.loads(done.stdout)["components"]}


def test_the_services_are_as_they_are_meant(demo: Path) -> None:
    assert {
        "Search": "degraded_performance",
        "Payments": "major_outage",
        "Webhooks": "degraded_performance",
        "Secure entrance": "degraded_performance",
    } == told(demo)


def test_every_page_about_trouble_says_that_it_is_a_demo(demo: Path) -> None:
    pages = [*(demo / "site/incidents").glob("*/index.html"), *(demo / "site/maintenance").glob("*/index.html")]
    assert 6 == len(pages)
    assert [] == [path for path in [*pages, demo / "site/index.html"] if "Demo data" not in path.read_text()]


def test_the_past_is_ninety_days_long() -> None:
    past = list(runs(NOON))
    assert NOON - past[0].at >= DAYS * DAY
    assert 0 < NOON - past[-1].at < 15 * MINUTE
    assert past == list(runs(NOON))


@pytest.mark.slow
def test_the_demo_may_be_made_again(demo: Path) -> None:
    assert 0 == command("demo", "--no-serve", "--dir", demo).returncode


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    done = command("demo", "--no-serve", "--dir", tmp_path)
    assert (2, []) == (done.returncode, list((tmp_path / "config").iterdir()))
    assert "This folder is not empty, and no demo of Statuary's. Name a new one with --dir." in done.stderr


def test_the_services_speak_on_loopback_alone_and_end() -> None:
    with services() as addresses:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", addresses["HEALTH"])
        with urllib.request.urlopen(f"{addresses['HEALTH']}/steady", timeout=5) as answer:
            assert {"ok": True, "status": "operational"} == json.load(answer)
        context = ssl.create_default_context(cadata=addresses["AUTHORITY"])
        with urllib.request.urlopen(
            f"https://127.0.0.1:{addresses['TLS_PORT']}/steady", timeout=5, context=context
        ) as answer:
            assert 200 == answer.status
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{addresses['HEALTH']}/steady", timeout=5)
