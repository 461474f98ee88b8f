"""A checkout that nobody installed: it runs as it is, also where another copy is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from support_tools import ROOT

GUIDE = '# Guide\n\n```console test deadline="1m"\n$ statuary init s\n…\n$ statuary --root s check\n…\n```\n'


def test_blocks_of_guides_run_the_program_of_the_checkout_with_its_theme(tmp_path: Path) -> None:
    for name in ("src/statuary", "templates"):
        shutil.copytree(ROOT / name, tmp_path / "checkout" / name, ignore=shutil.ignore_patterns("__pycache__"))
    begun = [sys.executable, "-m", "statuary", "--root", str(tmp_path / "site")]
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "checkout/src")}
    subprocess.run([*begun[:3], "init", begun[4]], env=environ, check=True, capture_output=True)
    (tmp_path / "site/content/guides/x.md").write_text(GUIDE)
    done = subprocess.run(
        [*begun, "docs", "test"], env=environ, check=False, capture_output=True, text=True, timeout=60
    )
    assert 0 == done.returncode, done.stdout + done.stderr
