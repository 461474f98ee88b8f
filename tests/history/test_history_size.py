"""A year of results stays small and loads quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support_tools import ROOT


@pytest.mark.slow
def test_a_year_stays_within_its_budgets() -> None:
    """Ten probes stand for fifty: all but the list of runs is kept by series."""
    command = [sys.executable, str(ROOT / "perf/bench_history.py"), "--probes", "10", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
