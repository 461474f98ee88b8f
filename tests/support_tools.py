"""What a test needs of the machine. Missing, the test is skipped; with ``--require-all`` it fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
"""How Java runs a program that is over before better machine code would pay."""


def needs(program: str) -> str:
    """The program's path."""
    return found if (found := shutil.which(program)) else _missing(f"{program} is not installed")


def needs_file(path: str) -> str:
    """A file of the system's."""
    return path if Path(path).exists() else _missing(f"{path} is not there")


def node_tool(path: str) -> Path:
    """A file of a pinned npm package, installed by ``npm ci`` in tests/tools."""
    found = ROOT / "tests/tools/node_modules" / path
    return found if found.exists() else Path(_missing(f"{path} is not there (run `npm ci` in tests/tools)"))


def corpora(name: str) -> Path:
    """The folder of real incidents, configs and payloads of that name."""
    folder = Path(os.environ.get("STATUARY_CORPORA", ROOT.parent / "shared/corpora")) / name
    return folder if folder.exists() else Path(_missing(f"the corpus {name} is not there (set STATUARY_CORPORA)"))


def _missing(what: str) -> str:
    if os.environ.get("STATUARY_REQUIRE_ALL"):
        pytest.fail(what)
    pytest.skip(what)
