"""Writing a file and reading the site back: a file that the site would refuse does not stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from statuary.config import Config
from statuary.errors import Problem, PublishError, Refused, nearest
from statuary.instants import Instant
from statuary.memo import Memo
from statuary.model import Content, Status

Words = Sequence[tuple[str, str]]  # (component, status) as they were typed


def refused(path: str, what: str, fix: str = "") -> Refused:
    """One problem."""
    return Refused([Problem(path, what=what, fix=fix)])


def known_component(config: Config, words: Words) -> None:
    """Raises Refused for components and statuses that there are not, each with the nearest word."""
    problems = []
    for component, status in words:
        if component not in config.components:
            what = f"There is no component '{component}'."
            problems.append(Problem("", what=what, fix=nearest(component, config.components)))
        if status not in set(Status) - {Status.unknown}:
            known = [one.value for one in Status if one is not Status.unknown]
            problems.append(Problem("", what=f"'{status}' is not a status.", fix=nearest(status, known)))
    if problems:
        raise Refused(problems)


def read_content(config: Config, now: Instant) -> Content:
    """What people wrote. Raises Refused where incidents or maintenance are not in order."""
    from statuary.content import load_content  # noqa: PLC0415 - not for every command

    return load_content(config, Memo(), now)[0]


def read_back(config: Config, now: Instant) -> None:
    """Raises Refused where anything that people wrote is not in order, guides included."""
    from statuary.content import load_content  # noqa: PLC0415

    broken = load_content(config, Memo(), now)[1]
    if any(problem.severity == "error" for problem in broken):
        raise Refused(broken)


def write_new(path: Path, text: str) -> None:
    """Raises Refused where something is there already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, text.encode())
    except FileExistsError:
        raise refused(str(path), "This file exists already.", "Nothing is overwritten; choose another name.") from None
    except OSError as error:
        raise PublishError(f"{path} could not be written: {error.strerror}. Nothing was changed.") from None


def replace(path: Path, body: bytes) -> None:
    """Gives an existing file these bytes: killed anywhere, or with a full disk, it has the old or the new ones."""
    beside = path.with_name(f".{path.name}.new")  # hidden: content readers skip it
    try:
        beside.unlink(missing_ok=True)
        _write(beside, body)
        beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except OSError as error:
        raise PublishError(f"{path} could not be written: {error.strerror}. It is as it was.") from None


def _write(path: Path, body: bytes) -> None:
    """A new file, on disk; none at all if that fails."""
    with path.open("xb") as file:
        try:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink()
            raise


def keep_if(path: Path, before: bytes | None, read: Callable[[], object], root: Path) -> None:
    """Puts the file back as it was (None: not there) if reading the site finds a fault in it. Raises that Refused."""
    name = path.relative_to(root).as_posix()
    try:
        read()
    except Refused as refusal:
        own = [problem for problem in refusal.problems if problem.path == name and problem.severity == "error"]
        if own:
            _put_back(path, before)
            raise Refused(own) from None
    except BaseException:
        _put_back(path, before)
        raise


def _put_back(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink()
    else:
        replace(path, before)
