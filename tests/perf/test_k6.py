"""The load tests in ``perf/``, by the real k6, against the demo's services on loopback and never against others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from statuary.demo.services import services
from support_tools import ROOT, needs

SCRIPTS = ("smoke", "load", "stress")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def k6() -> str:
    beside = Path(sys.executable).parent / "k6"
    return str(beside) if beside.exists() else shutil.which("k6") or needs("k6")


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    with services() as words:
        yield words["HEALTH"]


@pytest.fixture
def run(k6: str, tmp_path: Path) -> Run:
    """``run("smoke", base, "run", p95_ms=…)``: the script with a short test of its own."""

    def started(script: str, base: str | None, command: str = "run", *more: str, **said: Any) -> Any:
        test = {
            "paths": ["/steady"],
            "p95_ms": 5000,
            "p99_ms": 9000,
            "error_rate": 0.01,
            "smoke": {"users": 1, "duration_s": 1},
            "load": {"users": 2, "ramp_s": 1, "hold_s": 1},
            "stress": {"start_rate": 2, "peak_rate": 10, "ramp_s": 1, "max_users": 10, "error_rate": 0.05},
            **said,
        }
        config = tmp_path / "scale.json"
        config.write_text(json.dumps({"load_test": test}))
        words = [f"CONFIG={config}", f"SUMMARY={tmp_path / 'summary.json'}", *more]
        words += [f"BASE_URL={base}"] if base is not None else []
        flags = [flag for word in words for flag in ("-e", word)]
        quiet = ["-q", "--no-usage-report", "--address", ""] if command == "run" else []
        return subprocess.run(
            [k6, command, *quiet, *flags, str(ROOT / f"perf/{script}.js")],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "K6_NO_USAGE_REPORT": "true", "HOME": str(tmp_path)},
        )

    return started


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_steady_service_holds(run: Run, demo: str, script: str, tmp_path: Path) -> None:
    done = run(script, demo)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "MISSED" not in done.stdout
    metrics = json.loads((tmp_path / "summary.json").read_text())["metrics"]
    assert metrics["http_reqs"]["values"]["count"] > 0
    assert metrics["checks"]["values"] == {
        "rate": 1,
        "passes": metrics["http_reqs"]["values"]["count"],
        "fails": 0,
    }


@pytest.mark.parametrize(
    ("path", "missed"),
    [
        ("/slow", "MISSED     http_req_duration p(95)<300"),  # it takes 450 ms
        ("/failing", "MISSED     http_req_failed rate<0.01"),
    ],
)
def test_one_that_is_slow_or_fails_misses_what_the_configuration_asks(
    run: Run, demo: str, path: str, missed: str
) -> None:
    done = run("smoke", demo, paths=[path], p95_ms=300)
    assert (99, True) == (done.returncode, missed in done.stdout), done.stdout + done.stderr


def test_a_service_that_is_not_there_misses_too(run: Run) -> None:
    done = run("smoke", "http://127.0.0.1:9")
    assert (99, True) == (done.returncode, "MISSED     http_req_failed" in done.stdout), done.stdout + done.stderr


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    ("base", "more"),
    [
        (None, ()),
        ("https://api.levqor.ai", ()),
        ("https://api.levqor.ai", ("ALLOW_HOST=1",)),
        ("https://api.levqor.ai", ("ALLOW_HOST=levqor.ai",)),
        ("http://127.0.0.1@api.levqor.ai", ()),
        ("http://127.0.0.1.example.com", ()),
        ("http://localhost:80@example.com/", ()),
        ("ftp://127.0.0.1", ()),
        ("http://127.0.0.1/deep/path", ()),
    ],
)
def test_nobody_else_is_asked_without_their_exact_name(
    run: Run, script: str, base: str | None, more: tuple[str]
) -> None:
    done = run(script, base, "inspect", *more)
    assert 107 == done.returncode, done.stdout
    assert "is not this machine. If its owner agrees" in done.stderr or "BASE_URL must say whom to ask" in done.stderr


def test_a_host_that_is_named_exactly_may_be_asked(run: Run) -> None:
    assert 0 == run("load", "https://staging.example.com", "inspect", "ALLOW_HOST=staging.example.com").returncode


def test_a_figure_that_the_configuration_does_not_say_is_named(run: Run, demo: str) -> None:
    done = run("load", demo, "inspect", load={"users": 2, "ramp_s": 1})
    assert (107, True) == (done.returncode, "does not say load_test.load.hold_s" in done.stderr)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_sites_own_figures_make_a_test_that_k6_understands(k6: str, script: str) -> None:
    command = [k6, "inspect", "-e", "BASE_URL=http://127.0.0.1:1", str(ROOT / f"perf/{script}.js")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    said = json.loads((ROOT / "config/scale.json").read_text())["load_test"]
    options = json.loads(done.stdout)
    assert [f"p(95)<{said['p95_ms']}", f"p(99)<{said['p99_ms']}"] == options["thresholds"]["http_req_duration"]
    assert (0, [script]) == (options["maxRedirects"], list(options["scenarios"]))
