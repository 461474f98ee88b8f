"""Where and in which order all tests run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes free from which on temporary folders are kept in memory: a run of all tests writes a quarter of that."""
LONGEST = ("test_valid.py", "test_build_script.py", "test_this_site.py", "test_watch_command.py", "test_axe.py")
"""Begun first, so that no worker is left with one of them when the others have nothing more to do."""


def in_memory() -> bool:
    """Whether there is a file system in memory with room, of which programs may be run."""
    try:
        found = os.statvfs(MEMORY)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


# The tests make 70,000 files. A disk without a journal, as many machines of CI have it, makes a file up to twenty times
# more slowly in the minutes after so many were deleted.
if in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    os.environ.setdefault("TMPDIR", str(MEMORY))


@pytest.fixture
def disk() -> Iterator[Path]:
    """A temporary folder on a disk, for tests of what a file system does."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="statuary-") as folder:
        yield Path(folder)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests also wait, for servers, browsers and time to pass."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))
