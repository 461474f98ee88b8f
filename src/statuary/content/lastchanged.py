"""When files were last changed, as git knows it: one look at the log for all, remembered by its newest commit.

A shallow clone does not know what its oldest commits changed: they seem to have made every file. A file whose last
commit is one of these has no date, since a wrong one is worse.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from statuary.instants import Instant
from statuary.memo import Memo, key

_DEADLINE = 20  # seconds
_FOLDERS = ("content/guides", "content/pages")


def changed(root: Path, memo: Memo) -> Mapping[str, Instant]:
    """By path from the root. Empty without git, outside a repository, and where git refuses to speak."""
    if not any((folder / ".git").exists() for folder in (root.absolute(), *root.absolute().parents)):
        return {}
    about = _git(root, "rev-parse", "HEAD", "--is-shallow-repository", "--show-prefix", "--git-common-dir")
    if about is None or about.count("\n") < 4:
        return {}
    head, shallow, prefix, folder = about.split("\n")[:4]
    known = key(head, shallow, prefix)
    dates = memo.get("changed", known, dict[str, Instant])
    if dates is None:
        boundary = _boundary(root / folder) if shallow == "true" else frozenset()
        dates = _read(root, prefix, boundary)
        memo.remember("changed", {known: dates})
    return dates


def _boundary(folder: Path) -> frozenset[str]:
    try:
        return frozenset((folder / "shallow").read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _read(root: Path, prefix: str, boundary: frozenset[str]) -> dict[str, Instant]:
    log = _git(root, "log", "--format=%x01%H %ct", "--name-only", "--no-renames", "-z", "--", *_FOLDERS)
    dates: dict[str, Instant] = {}
    seen: set[str] = set()
    for commit in (log or "").split("\x01")[1:]:
        head, *names = commit.split("\0")
        digest, _, seconds = head.strip().partition(" ")
        for name in names:
            path = name.strip("\n").removeprefix(prefix)
            if path and path not in seen:
                seen.add(path)
                if digest not in boundary:
                    dates[path] = int(seconds) * 1000
    return dates


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None where it is missing, fails or takes too long. It asks nobody and runs nothing else."""
    command = ["git", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_DEADLINE, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
