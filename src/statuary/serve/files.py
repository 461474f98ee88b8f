"""From a request's path to a file of the site: no way out, no links, nothing hidden."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its name, bytes and validator (``""``: none)."""

    name: str
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A folder that was asked for without its slash."""

    path: str


def find(site: Path, path: str) -> Found | Moved | None:
    """What ``path`` (of a request, without its query) names in the site; None: nothing that may be shown."""
    names = _names(path)
    if names is None:
        return None
    try:
        folder = os.open(site, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    return _walk(folder, names, path.endswith("/"))


def _names(path: str) -> list[str] | None:
    """The path's parts, decoded once; None if it is not plain: empty or dotted parts, backslashes, controls."""
    if not path.startswith("/"):
        return None
    try:
        plain = unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        return None
    names = plain[1:].removesuffix("/").split("/") if plain != "/" else []
    for depth, name in enumerate(names):
        hidden = name.startswith(".") and not (depth == 0 and name == ".well-known")
        if not name or hidden or any(c == "\\" or c < " " or c == "\x7f" for c in name):
            return None
    return names


def _walk(folder: int, names: list[str], wants_folder: bool) -> Found | Moved | None:
    """Opens part after part, each below the one before: a link anywhere on the way is not followed."""
    current = folder
    try:
        for name in [*names, "index.html"] if wants_folder else names:
            below = os.open(name, _OPEN, dir_fd=current)
            os.close(current)
            current = below
        about = os.fstat(current)
        if stat.S_ISDIR(about.st_mode):
            return None if wants_folder else Moved(f"/{'/'.join(map(quote, names))}/")
        if not stat.S_ISREG(about.st_mode):
            return None
        with open(current, "rb", closefd=False) as file:
            etag = f'"{about.st_ino:x}-{about.st_size:x}-{about.st_mtime_ns:x}"'
            return Found("index.html" if wants_folder else names[-1], file.read(), etag)
    except OSError:
        return None
    finally:
        os.close(current)
