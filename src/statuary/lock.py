"""One build at a time: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from statuary.errors import Locked, PublishError

WAIT = 30.0  # seconds: a build in CI may overlap with the one before it
_PAUSE = 0.05


@contextmanager
def lock(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Holds the lock file at ``path``. Waits up to ``wait`` seconds for another holder; then raises Locked."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PublishError(
            f"{path.parent} cannot be written: {error.strerror}. Statuary needs it for its lock."
        ) from None
    try:
        _take(handle, path, time.monotonic() + wait)
        yield
    finally:
        os.close(handle)  # also gives the lock back


def _take(handle: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Locked(
                    f"Another build of this site runs (it holds {path}). Wait for it or end it; nothing has changed."
                ) from None
            time.sleep(_PAUSE)
        else:
            return
