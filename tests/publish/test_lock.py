"""One build at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from statuary.errors import EXIT_LOCKED, Locked
from statuary.lock import lock

SRC = Path(__file__).resolve().parents[2] / "src"
_HOLD = """
import sys, time
sys.path[:0] = {path!r}
from pathlib import Path
from statuary.lock import lock
with lock(Path({file!r})):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(path: Path) -> subprocess.Popen[str]:
    code = _HOLD.format(path=[str(SRC)], file=str(path))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert "held\n" == process.stdout.readline()
    return process


def test_a_lock_that_is_held_is_said_with_exit_code_four(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as other:
        with (
            pytest.raises(Locked, match="Another build of this site runs") as refused,
            lock(tmp_path / "lock", wait=0.2),
        ):
            pass
        other.kill()
    assert EXIT_LOCKED == refused.value.exit_code


def test_a_lock_dies_with_its_holder(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as other:
        other.kill()
        with lock(tmp_path / "lock", wait=10):
            pass


def test_a_lock_is_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with lock(tmp_path / "deep/lock", wait=0):
            pass
