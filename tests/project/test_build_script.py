"""``build.py`` at the root: sets itself up on a fresh machine and hands over. Tried on a small project."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without libraries whose command prints how it was called."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "build.py", folder)
    (folder / "requirements").mkdir()
    (folder / "requirements/run.txt").write_text("# none\n")
    (folder / "src/statuary").mkdir(parents=True)
    program = "import os, sys; print(os.environ['STATUARY_COMMAND'], 'called with', sys.argv[1:])\n"
    (folder / "src/statuary/__main__.py").write_text(program)
    return folder


def run(project: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(project / "build.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environ}, check=False)


def test_two_at_once_set_up_one_environment_and_both_hand_over(project: Path) -> None:
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda word: run(project, word), ["build", "check"]))
    assert [0, 0] == [process.returncode for process in done]
    assert [f"python3 build.py called with ['--root', '{project}', '{word}']\n" for word in ("build", "check")] == [
        p.stdout for p in done
    ]
    assert 1 == sum("Setting up" in process.stderr for process in done)


def test_a_ready_environment_is_used_as_it_is(project: Path) -> None:
    run(project)
    before = (project / ".venv/pyvenv.cfg").stat()
    process = run(project, "--root", "elsewhere", "check")
    assert ("python3 build.py called with ['--root', 'elsewhere', 'check']\n", "") == (process.stdout, process.stderr)
    after = (project / ".venv/pyvenv.cfg").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_changed_requirements_are_installed_and_a_failure_is_a_sentence(project: Path) -> None:
    run(project)
    (project / "requirements/run.txt").write_text("no-such-thing==1.0 --hash=sha256:" + "0" * 64 + "\n")
    process = run(project, PIP_NO_INDEX="1")
    (project / "requirements/run.txt").write_text("# none\n")
    assert (2, "") == (process.returncode, process.stdout)
    assert "build.py: The libraries in requirements/run.txt could not be installed." in process.stderr
    assert "Traceback" not in process.stderr
    assert 0 == run(project).returncode


def test_a_half_made_environment_is_made_anew(project: Path) -> None:
    shutil.rmtree(project / ".venv", ignore_errors=True)
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").write_text("broken")
    assert 0 == run(project).returncode


def test_it_is_plain_enough_for_an_old_python_to_say_that_it_is_too_old() -> None:
    ast.parse((ROOT / "build.py").read_text(), feature_version=(3, 7))


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_every_requirement_is_pinned_by_hash_and_carries_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert "://" not in text
