"""Files beside the Markdown: images and downloads that a text names, published under names that carry their digest."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from statuary.config import Config
from statuary.errors import Problem
from statuary.memo import Memo, key
from statuary.model import Page, Value
from statuary.views import Attached

if TYPE_CHECKING:
    from statuary.render import Context

_IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}
_FILES = {
    ".pdf",
    ".zip",
    ".gz",
    ".tgz",
    ".csv",
    ".json",
    ".yaml",
    ".yml",
    ".txt",
    ".ics",
    ".mp4",
    ".webm",
    ".mp3",
    ".ogg",
}
_LIMIT = 50 << 20  # bytes
_ACTIVE = re.compile(rb"<\s*(?:script|foreignObject|iframe)\b|\son\w+\s*=|javascript:|<!ENTITY", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([\d.]+)(?:px)?\s*")


class File(Value, frozen=True):
    """A file that a text shows. ``fault``: why it cannot be shown."""

    published: str
    digest: str
    width: int = 0
    height: int = 0
    fault: str = ""


class Attachments:
    """Looks for files where texts say they are; ``pages`` are those that were found."""

    def __init__(self, config: Config, memo: Memo) -> None:
        self._root = config.root
        self._memo = memo
        self._found: dict[str, File | None] = {}

    def find(self, plain: str, source: str, *, image: bool) -> File | Problem | None:
        """The file that the path means in the text of ``source``; a problem where it must not be published."""
        suffix = posixpath.splitext(plain)[1].lower()
        if suffix not in _IMAGES and (image or suffix not in _FILES):
            return None
        for path in self._candidates(plain, source):
            file = self._file(path)
            if file and file.fault:
                return Problem("", what=f"{path} {file.fault}")
            if file:
                return file
        return None

    def pages(self) -> Iterator[Page]:
        """The files that texts show, as files of the site."""
        known: dict[str, Page] = {}
        for path, file in self._found.items():
            if file and not file.fault:
                known.setdefault(file.published, Page(file.published, "attached", Attached(path, file.digest)))
        yield from known.values()

    def alike(self, plain: str, source: str) -> str:
        """The same name in other letters, in the same folder."""
        for path in self._candidates(plain, source):
            folder = self._root / posixpath.dirname(path)
            name = posixpath.basename(path).casefold()
            for one in sorted(folder.iterdir()) if folder.is_dir() else ():
                if one.name.casefold() == name and one.name != posixpath.basename(path):
                    return posixpath.join(posixpath.dirname(plain), one.name)
        return ""

    def _candidates(self, plain: str, source: str) -> Iterator[str]:
        """Beside the text; for a path from the root, below the folder of guides or of all content."""
        if plain.startswith("/"):
            yield f"content/guides{posixpath.normpath(plain)}"
            yield f"content{posixpath.normpath(plain)}"
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(source), plain))
            if path.startswith("content/"):
                yield path

    def _file(self, path: str) -> File | None:
        if path not in self._found:
            self._found[path] = self._read(path)
        return self._found[path]

    def _read(self, path: str) -> File | None:
        """What is known of the file: by its inode, size and time, without reading it again."""
        whole = self._root / path
        try:
            about = whole.lstat()
        except (OSError, ValueError):
            return None
        if not whole.is_file():
            return None
        if whole.is_symlink() or whole.resolve() != self._root.resolve() / path:
            return File("", "", fault="leads through a symbolic link; put the file itself there.")
        if any(part.startswith(".") for part in path.split("/")):
            return File("", "", fault="is hidden, so it is not published.")
        if about.st_size > _LIMIT:
            return File("", "", fault=f"is larger than {_LIMIT >> 20} MiB.")
        known = key(path, about.st_ino, about.st_size, about.st_mtime_ns)
        file = self._memo.get("attached", known, File)
        if file is None:
            file = _described(path, whole.read_bytes())
            self._memo.remember("attached", {known: file})
        return file


def _described(path: str, body: bytes) -> File:
    stem, suffix = posixpath.splitext(posixpath.basename(path))
    digest = hashlib.sha256(body).hexdigest()
    if suffix.lower() == ".svg" and _ACTIVE.search(body):
        return File("", digest, fault="runs a script or loads something; an image must not.")
    width, height = _size(suffix.lower(), body)
    return File(f"assets/{stem}-{digest[:10]}{suffix}", digest, width, height)


def _size(suffix: str, body: bytes) -> tuple[int, int]:
    """Width and height in CSS pixels; zeros where they are not known."""
    if suffix == ".svg":
        return _svg_size(body[:4096].decode("utf-8", "replace"))
    if suffix not in _IMAGES:
        return 0, 0
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only for an image that is new

    try:
        with Image.open(io.BytesIO(body)) as opened:
            return opened.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return 0, 0


def _svg_size(text: str) -> tuple[int, int]:
    found = re.search(r"<svg\b[^>]*>", text)
    values = dict(re.findall(r'\s(width|height|viewBox)="([^"]*)"', found[0])) if found else {}
    lengths = [_LENGTH.fullmatch(values.get(name, "")) for name in ("width", "height")]
    if lengths[0] and lengths[1]:
        return round(float(lengths[0][1])), round(float(lengths[1][1]))
    box = re.findall(r"-?[\d.]+", values.get("viewBox", ""))
    return (round(float(box[2])), round(float(box[3]))) if len(box) == 4 else (0, 0)


def attached(view: Attached, context: Context) -> bytes:
    """The renderer of these files."""
    return Path(context.root / view.path).read_bytes()
