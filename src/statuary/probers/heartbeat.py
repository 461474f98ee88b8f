"""Kind ``heartbeat``: a dead-man's switch.

A job says ``statuary heartbeat NAME`` when it is done; silence is the alarm.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from statuary.configfiles import Id, checked_id
from statuary.context import Context
from statuary.instants import MINUTE, SECOND, Instant, Millis, format_duration
from statuary.model import Answer, Outcome
from statuary.options import Duration, Strict

_AHEAD = 5 * MINUTE  # by which the clock of the job's machine may be ahead
_LARGEST = 4096


class Options(Strict, frozen=True, kw_only=True):
    """A job that reports when it is done."""

    heartbeat: Annotated[
        Id | None, Meta(description="the NAME of 'statuary heartbeat NAME'; by default the probe's id")
    ] = None
    within: Annotated[Duration, Meta(ge=SECOND, description="later than this is down, like 26h for a daily job")]


async def probe(options: Options, context: Context) -> Answer:
    """Reads the last heartbeat. No latency: nothing is asked over the network."""
    name = options.heartbeat or context.probe
    try:
        at, ok = read_beat(context.root, name)
    except FileNotFoundError:
        return Answer(Outcome.unknown, "heartbeat_missing", note=f"Let the job run 'statuary heartbeat {name}'.")
    except (OSError, ValueError, KeyError, TypeError):
        return Answer(Outcome.unknown, "heartbeat_unreadable", note=f"The file of heartbeat {name} is damaged.")
    return judge_beat(context.at - at, ok=ok, within=options.within)


def judge_beat(age: Millis, *, ok: bool, within: Millis) -> Answer:
    """What a heartbeat of this age means. One from the future would keep a dead job green."""
    if age < -_AHEAD:
        return Answer(Outcome.unknown, "heartbeat_future", note="The clock was set back, or the job's clock is ahead.")
    if age > within:
        return Answer(Outcome.down, "heartbeat_late", note=f"The last heartbeat came {format_duration(age)} ago.")
    return Answer(Outcome.up, "ok") if ok else Answer(Outcome.down, "heartbeat_failed")


def beat_path(root: Path, name: str) -> Path:
    """Where the heartbeat is kept. Raises ValueError for what is no name."""
    return root / "history" / "heartbeats" / f"{checked_id(name)}.json"


def beat(root: Path, name: str, at: Instant, *, ok: bool = True) -> Path:
    """Records a heartbeat: the old one or the new one is there at every instant. Raises ValueError for a bad name."""
    path = beat_path(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump({"at": at, "ok": ok}, file)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def read_beat(root: Path, name: str) -> tuple[Instant, bool]:
    """When it was, and whether the job was content. Raises OSError, ValueError, KeyError, TypeError."""
    with beat_path(root, name).open("rb") as file:
        told = json.loads(file.read(_LARGEST))
    at, ok = told["at"], told["ok"]
    if isinstance(at, bool) or not isinstance(at, int) or not isinstance(ok, bool):
        raise TypeError("not a heartbeat")
    return at, ok
