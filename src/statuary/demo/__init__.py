"""A site to try Statuary on: services of its own on loopback, really probed, and a past that says it is demo data."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from statuary.demo.past import write_past
from statuary.errors import Problem, Refused
from statuary.instants import DAY, HOUR, MINUTE, Instant, day_start, to_datetime
from statuary.scaffold.site import copy_samples
from statuary.scaffold.words import day

MARK = "DEMO.md"
_OURS = (MARK, ".gitignore", "config", "probes", "content", "history")
_TIME = re.compile(r"@(-?\d+)d (\d\d):(\d\d)@")  # a day from today, and a time of that day
_FRESH = re.compile(r"@(-\d+)m@")  # minutes before now
_DATED = re.compile(r"(\d+)d-(.+)\.md")


def prepare(folder: Path, now: Instant, addresses: Mapping[str, str]) -> None:
    """Writes the demo site. ``addresses`` fill the ``@NAME@`` in the samples. Raises Refused for another's folder."""
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        what = "This folder is not empty, and no demo of Statuary's."
        raise Refused([Problem(str(folder), what=what, fix="Name a new one with --dir.")])
    for name in _OURS:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    copy_samples(resources.files("statuary").joinpath("demo", "files"), folder, lambda text: fill(text, now, addresses))
    for path in (folder / "content/incidents").glob("*d-*.md"):
        dated = _DATED.fullmatch(path.name)
        if dated:
            path.rename(path.with_name(f"{day(now - int(dated[1]) * DAY)}-{dated[2]}.md"))
    write_past(folder, now)


def fill(text: str, now: Instant, addresses: Mapping[str, str]) -> str:
    """The sample with its times (relative to now) and addresses."""

    def at(found: re.Match[str]) -> str:
        instant = day_start(now) + int(found[1]) * DAY + int(found[2]) * HOUR + int(found[3]) * MINUTE
        return _written(instant)

    text = _TIME.sub(at, text)
    text = _FRESH.sub(lambda found: _written(now + int(found[1]) * MINUTE), text)
    for name, address in addresses.items():
        text = text.replace(f"@{name}@", address)
    return text


def _written(instant: Instant) -> str:
    return to_datetime(instant).strftime("%Y-%m-%d %H:%M UTC")
