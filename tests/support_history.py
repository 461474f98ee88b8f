"""Runs to record, stores to record them in, and a process of its own that records one run under faults."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from statuary.history import Store, open_store
from statuary.instants import DAY, MINUTE, Instant
from statuary.model import Outcome, Phases, Policy, ProbeResult, ProbeRun
from support_tools import ROOT
from support_world import LETTERS, REASONS

BEGIN: Instant = 1_793_923_200_000  # 2026-11-06T00:00:00Z
STEP = 5 * MINUTE
POLICIES = {"p": Policy(every=STEP)}

STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: open_store(folder / "history/history.db", keep_raw=2 * DAY, wait=200)
}
Open = Callable[[], Store]


def run(letter: str, at: Instant, *probes: str, latency: float | None = 80.0, location: str = "default") -> ProbeRun:
    """One run of these probes (``p`` alone), all with the same answer."""
    outcome = LETTERS[letter]
    results = tuple(
        ProbeResult(name, location, at, outcome, REASONS[outcome], latency, Phases(1.0, 2.0, None, 70.5, 90.25), 2, 40)
        for name in probes or ("p",)
    )
    return ProbeRun(at, location, results)


def feed(store: Store, letters: str, begin: Instant = BEGIN, location: str = "default") -> None:
    """A run each five minutes for each letter; ``.`` is none."""
    for number, letter in enumerate(letters):
        if letter != ".":
            store.record(run(letter, begin + number * STEP, location=location), POLICIES)


def fill(path: Path, runs: int = 40) -> None:
    """A history of five probes that are up."""
    with open_store(path, keep_raw=14 * DAY) as store:
        for number in range(runs):
            store.record(run("u", BEGIN + number * STEP, *(f"p{n}" for n in range(5))), POLICIES)


def outcomes(store: Store, now: Instant) -> list[tuple[Outcome, int]]:
    """The confirmed changes of ``p``: to what, at which step."""
    changes = store.load(now).changes.get(("p", "default"), ())
    return [(change.new, (change.at - BEGIN) // STEP) for change in changes]


RECORD_ONE = """
from pathlib import Path
from statuary.errors import StatuaryError
from statuary.history import open_store
from statuary.model import Outcome, ProbeResult, ProbeRun
def run(file, at, wait):
    results = tuple(ProbeResult(f"p{n}", "default", at, Outcome.down, "http_503", 80.0) for n in range(5))
    try:
        with open_store(Path(file), keep_raw=14 * 86_400_000, wait=wait) as store:
            store.record(ProbeRun(at, "default", results), {})
            print(*store.warnings)
    except StatuaryError as error:
        print(error)
        return error.exit_code
    return 0
"""


def recording(file: Path, at: Instant, *, wait: int = 100, under: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """A process that records one run of five results at ``at``, perhaps under another program."""
    path = [str(ROOT / "src"), *sys.path]
    program = f"import sys\nsys.path[:0] = {path!r}\n{RECORD_ONE}\nsys.exit(run({str(file)!r}, {at}, {wait}))"
    command = [*under, sys.executable, "-S", "-E", "-c", program]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
