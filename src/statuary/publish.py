"""The site goes out whole or not at all.

Beside the published tree stands a spare one, the site as it was before. It is brought up to date with what changed
(unchanged files are hard links, so they keep bytes, inode and time), and then the two change places in one step. Killed
anywhere, the published tree is the old site or the new one, and the next run mends the spare. What a power failure
takes from the disk's cache, the next run notices by size and digest, and mends (docs/decisions/0008).

The manifest inside the tree (``.statuary.json``) says which files are ours: only they are replaced or removed; what
others put there is carried along.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path, PurePosixPath

import msgspec

from statuary.errors import PublishError
from statuary.exchange import exchange, recover
from statuary.memo import Memo, key
from statuary.model import Output, Value

MANIFEST = ".statuary.json"
_NOWHERE = frozenset({"", ".", ".."})
_WRITERS = 2
_AT_ONCE = 500  # files, so that not all bytes are in memory

Stamp = tuple[int, int, int]  # inode, size and mtime (ns) of a file
Signature = tuple[str, int, int, int]  # digest, and the stamp of the file when it was known to have it


class Published(Value, frozen=True):
    """What changed on disk. ``written`` and ``removed`` are paths."""

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]

    def after(self, first: Published) -> Published:
        """Both together, where the first was before in the same build."""
        return Published(
            (*first.written, *self.written), self.unchanged - len(first.written), (*first.removed, *self.removed)
        )


NOTHING = Published((), 0, ())


class Found(Value, frozen=True):
    """What stands where the site goes, and beside it."""

    published: Mapping[str, Stamp]  # by path
    spare: Mapping[str, int]  # inodes


def look(out: Path) -> Found:
    """What is there. Raises OSError."""
    spare = _spare(out)
    return Found(
        {path: _stamp(entry.stat(follow_symlinks=False)) for path, entry in _files(out)},
        {path: entry.inode() for path, entry in _files(spare)},
    )


def standing(out: Path, paths: Iterable[str]) -> Iterator[Output]:
    """What we published at these paths and is still there. Raises PublishError where the folder is not ours."""
    ours = _manifest_of(out)
    there = (path for path in paths if path in ours and (out / path).is_file())
    return (Output(path, ours[path], (out / path).read_bytes) for path in there)


def publish(outputs: Sequence[Output], out: Path, memo: Memo, found: Callable[[], Found] | None = None) -> Published:
    """Makes ``out`` hold the outputs, and what others put there. Raises PublishError; then the old site stands.

    ``found`` gives what ``look`` saw there, where somebody has looked.
    """
    _refuse_bad_paths(outputs)
    try:
        mended = recover(out)
        ours = _manifest_of(out)
        return _publish(outputs, out, ours, look(out) if mended or not found else found(), memo)
    except OSError as error:
        raise PublishError(_sentence(error, out)) from error


def _publish(outputs: Sequence[Output], out: Path, ours: Mapping[str, str], found: Found, memo: Memo) -> Published:
    there = found.published
    known = _Signatures(out, memo)
    unchanged = {output.path for output in outputs if output.path in there and known.has(output, there[output.path])}
    planned = {output.path for output in outputs}
    changed = [output for output in outputs if output.path not in unchanged]
    removed = tuple(sorted(path for path in ours if path in there and path not in planned))
    for output in changed:
        if output.path in there and output.path not in ours:
            raise PublishError(f"{out / output.path} was not written by Statuary and is in the way. Move it elsewhere.")
    if changed or removed or MANIFEST not in there:
        replaced = (planned | ours.keys() | {MANIFEST}) - unchanged
        kept = {path: stamp[0] for path, stamp in there.items() if path not in replaced}
        _replace(out, kept, [*changed, _manifest(outputs)], found.spare)
        known.learn(out, changed)
    known.keep(planned)
    return Published(tuple(output.path for output in changed), len(unchanged), removed)


def _replace(out: Path, kept: Mapping[str, int], changed: Sequence[Output], stale: Mapping[str, int]) -> None:
    """The spare tree, with what is stale in it, becomes the new site, then the published one."""
    spare = _spare(out)
    try:
        _prepare(spare, out, kept, changed, stale)
    except (FileExistsError, FileNotFoundError, IsADirectoryError, NotADirectoryError):
        shutil.rmtree(spare, ignore_errors=True)  # what a crash left there is in the way
        spare.unlink(missing_ok=True)
        _prepare(spare, out, kept, changed, {})
    if out.exists():
        exchange(out, spare)
    else:
        spare.rename(out)


def _prepare(
    spare: Path, out: Path, kept: Mapping[str, int], changed: Sequence[Output], stale: Mapping[str, int]
) -> None:
    """Brings the spare tree up to date: links to what is kept, and the changed files."""
    spare.mkdir(parents=True, exist_ok=True)
    wanted = {**kept, **{output.path: -1 for output in changed}}
    old: set[str] = set()  # what stands where something else will
    for path, inode in stale.items():
        if wanted.get(path) == inode:
            del wanted[path]
        elif path in wanted:
            old.add(path)
        else:
            _remove(spare, path)
    folders: set[str] = set()
    for path in kept:
        if path in wanted:
            _make_folder(spare, path, folders)
            if path in old:
                (spare / path).unlink()
            _link(out / path, spare / path)
    _write_all(spare, changed, folders, old)


# --------------------------------------------------------------------------------------------------------------- checks


def _manifest_of(out: Path) -> Mapping[str, str]:
    """The files that we published there, with digests. Raises PublishError where the folder is not ours."""
    if out.is_symlink():
        raise PublishError(f"{out} is a link; publishing would replace it. Name the folder itself with --out.")
    if not out.exists():
        return {}
    if not out.is_dir():
        raise PublishError(f"{out} is not a folder. Move it elsewhere, or name another place with --out.")
    try:
        data = json.loads((out / MANIFEST).read_bytes())
        return {str(path): str(digest) for path, digest in data["files"].items()}
    except FileNotFoundError:
        if any(out.iterdir()):
            raise PublishError(
                f"{out} holds files that Statuary did not write. Empty it, or name another folder with --out."
            ) from None
        return {}
    except (ValueError, KeyError, AttributeError, TypeError):
        raise PublishError(
            f"{out / MANIFEST} is damaged, so nobody can tell which files are Statuary's. Move {out} away; build again."
        ) from None


def _refuse_bad_paths(outputs: Iterable[Output]) -> None:
    seen: dict[str, str] = {}
    for output in outputs:
        path = output.path
        if "\0" in path or not _NOWHERE.isdisjoint(path.split("/")):
            raise PublishError(f"{path!r} is not a path inside the site.")
        folded = path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
        if folded in seen:
            raise PublishError(
                f"'{output.path}' and '{seen[folded]}' would be one file on some systems. Rename one of them."
            )
        seen[folded] = output.path


def _sentence(error: OSError, out: Path) -> str:
    reasons = {
        errno.ENOSPC: "the disk is full. Make room and build again",
        errno.EDQUOT: "the disk quota is used up. Make room and build again",
        errno.EROFS: "the disk is read-only. Publish elsewhere with --out",
        errno.EACCES: "permission is denied. Change the owner of the folder, or publish elsewhere with --out",
        errno.EPERM: "permission is denied. Change the owner of the folder, or publish elsewhere with --out",
        errno.EXDEV: "it is a disk of its own. Publish into a folder on it with --out",
        errno.EBUSY: "it is in use as a disk. Publish into a folder on it with --out",
        errno.ENAMETOOLONG: "a name is too long for this disk. Shorten the file's name in content/",
    }
    what = reasons.get(error.errno or 0, f"{(error.strerror or str(error)).lower()}. Check the disk and build again")
    return f"The site could not be written to {out}: {what}. The site as it was is untouched."


# ---------------------------------------------------------------------------------------------------------------- files


def _manifest(outputs: Sequence[Output]) -> Output:
    files = {output.path: output.digest for output in sorted(outputs, key=lambda output: output.path)}
    body = msgspec.json.format(msgspec.json.encode({"made_by": "Statuary", "files": files}), indent=1) + b"\n"
    return Output(MANIFEST, hashlib.sha256(body).hexdigest(), lambda: body)


def _spare(out: Path) -> Path:
    return out.with_name(f".{out.name}.spare")


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _files(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below that is no folder, by its path relative to ``root``, if that is a folder."""
    base = f"{root}/"  # plain strings: there are ten thousand folders
    pending = [""] if root.is_dir() else []
    while pending:
        folder = pending.pop()
        with os.scandir(base + folder) as entries:
            for entry in entries:
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{path}/")
                else:
                    yield path, entry


def _write(path: str, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        view = memoryview(body)
        while view:
            view = view[os.write(handle, view) :]
    finally:
        os.close(handle)


def _write_all(root: Path, outputs: Sequence[Output], folders: set[str], old: AbstractSet[str]) -> None:
    """The files in place of the old ones, by two threads: making and removing files is waiting for the disk."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a build without news writes nothing

    def write(files: Iterable[tuple[str, bytes]]) -> None:
        for path, body in files:
            if path in old:
                os.unlink(f"{root}/{path}")  # noqa: PTH108 - thousands: no Path objects
            _write(f"{root}/{path}", body)

    with ThreadPoolExecutor(_WRITERS) as pool:
        for start in range(0, len(outputs), _AT_ONCE):
            some = outputs[start : start + _AT_ONCE]
            for output in some:
                _make_folder(root, output.path, folders)
            bodies = [(output.path, output.body()) for output in some]
            list(pool.map(write, (bodies[number::_WRITERS] for number in range(_WRITERS))))


def _make_folder(root: Path, path: str, made: set[str]) -> None:
    folder = path.rpartition("/")[0]
    if folder not in made:
        os.makedirs(f"{root}/{folder}", exist_ok=True)  # noqa: PTH103 - ten thousand of them: no Path objects
        made.add(folder)


def _remove(root: Path, path: str) -> None:
    """The file, and the folders that it leaves empty."""
    (root / path).unlink()
    for folder in PurePosixPath(path).parents:
        try:
            (root / folder).rmdir()
        except OSError:
            return


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EMLINK}:
            raise
        shutil.copy2(source, target, follow_symlinks=False)  # a file system without hard links


class _Signatures:
    """Which published file has which digest, without reading it: its inode, size and time are as they were.

    A file whose signature is not known (the memo was lost, somebody edited it) is read.
    """

    def __init__(self, out: Path, memo: Memo) -> None:
        self._out = str(out)
        self._memo = memo
        self._place = key("published", str(out.absolute()))
        self._known = dict(memo.get("published", self._place, dict[str, Signature]) or {})
        self._before = dict(self._known)

    def has(self, output: Output, stamp: Stamp) -> bool:
        """Whether the published file, which has that stamp, has the output's bytes."""
        known = self._known.get(output.path)
        if known is None or known[1:] != stamp:
            with open(f"{self._out}/{output.path}", "rb") as file:  # noqa: PTH123 - ten thousand of them: no Path objects
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            known = self._known[output.path] = (digest, *stamp)
        return known[0] == output.digest

    def learn(self, out: Path, written: Iterable[Output]) -> None:
        """The files that have just been written."""
        for output in written:
            self._known[output.path] = (output.digest, *_stamp(os.stat(f"{out}/{output.path}")))  # noqa: PTH116 - thousands

    def keep(self, paths: set[str]) -> None:
        """Remembers the signatures of these paths for the next build."""
        kept = {path: signature for path, signature in self._known.items() if path in paths}
        if kept != self._before:
            self._memo.remember("published", {self._place: kept})
