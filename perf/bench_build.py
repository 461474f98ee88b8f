#!/usr/bin/env python3
"""Times whole builds (a process each, Python's start included) of a synthetic site, and prints figures and ratios.

    python3 build.py test --co -q          # once, so that .venv exists
    .venv/bin/python perf/bench_build.py --generator PROGRAM [--incidents 1000 10000]

The generator writes the site (``PROGRAM statuary OUT --incidents N …``). Ninety days of history are recorded through
the store, the 50 probes are really asked on loopback. Machines are shared and noisy: compare the ratios of one run, not
figures of two.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from statuary.history import open_store  # noqa: E402
from statuary.instants import DAY, HOUR, MINUTE, from_datetime  # noqa: E402
from statuary.model import Outcome, Phases, Policy, ProbeResult, ProbeRun  # noqa: E402


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float
    megabytes: float  # the memory of the process and its copies at its peak, sampled; what they share counts once


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "11")
        self.end_headers()
        self.wfile.write(b'{"ok":true}')

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 512  # the default of 5 makes connections wait a second when many come at once


@contextmanager
def health_server() -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), _Healthy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/health"
    server.shutdown()


def record_ninety_days(site: Path, probes: int, now: int) -> None:
    """A result every three hours for ninety days, one outage a month for every seventh probe."""
    policy = Policy(every=3 * HOUR)
    with open_store(site / "history/history.db", keep_raw=14 * DAY) as store:
        for at in range(now - 90 * DAY, now - HOUR, 3 * HOUR):
            results = tuple(
                ProbeResult(f"p{k:05d}", "default", at, outcome, reason, 80.0 + k, Phases(first_byte=80.0 + k))
                for k in range(probes)
                for bad in [k % 7 == 0 and (at // DAY) % 30 == k % 30 and at % DAY < DAY // 2]
                for outcome, reason in [(Outcome.down, "http_503") if bad else (Outcome.up, "ok")]
            )
            store.record(ProbeRun(at, "default", results), {f"p{k:05d}": policy for k in range(probes)})


def run(*args: str) -> Cost:
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "statuary", *args],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": ""},  # as Python does by itself
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch_memory, args=(process, peak), daemon=True)
    watcher.start()
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"statuary {' '.join(args)} failed with {process.returncode}:\n{output.decode()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak[0] or usage.ru_maxrss / 1024)


def _watch_memory(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Samples the memory of the process and its children: their proportional set size (a shared page counts once)."""
    while process.returncode is None:
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                if int(stat.read_text().rsplit(")", 1)[1].split()[2]) == process.pid:  # its process group
                    rollup = stat.with_name("smaps_rollup").read_text()
                    total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            except (OSError, IndexError, StopIteration):
                continue
        peak[0] = max(peak[0], total / 1024)
        time.sleep(0.1)


def measure(folder: Path, generator: Path, incidents: int, guides: int, rounds: int) -> dict[str, Cost]:
    with health_server() as url:
        site = folder / f"{incidents}"
        command = [
            sys.executable,
            str(generator),
            "statuary",
            str(site),
            "--incidents",
            str(incidents),
            "--components",
            "50",
        ]
        subprocess.run([*command, "--guides", str(guides), "--probes", "50", "--probe-url", url], check=True)
        now = from_datetime(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
        record_ninety_days(site, 50, now)

        def build(minutes: int, *more: str) -> Cost:
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((now + minutes * MINUTE) / 1000))
            return run("--root", str(site), "build", "--now", moment, "-q", *more)

        costs = {"clean": build(0)}
        costs["new results only"] = min((build(5 * n) for n in range(1, rounds + 1)), key=lambda cost: cost.wall)
        costs["nothing new"] = min((build(5 * rounds, "--offline") for _ in range(rounds)), key=lambda cost: cost.wall)
        return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--generator", type=Path, default=ROOT.parent / "shared/bench/gen_site.py")
    parser.add_argument("--incidents", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--guides", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    version = min((run("--version") for _ in range(5)), key=lambda cost: cost.wall)
    print(f"statuary --version: {version.wall:.3f} s")
    totals: dict[int, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as folder:  # removed at the end: making files beside thousands of others just
        for incidents in options.incidents:  # removed takes ext4 without a journal twenty times as long
            totals[incidents] = measure(Path(folder), options.generator, incidents, options.guides, options.rounds)
            tell(incidents, totals[incidents])
    if len(totals) > 1:
        small, large = min(totals), max(totals)
        growth = totals[large]["clean"].wall / totals[small]["clean"].wall
        print(
            f"growth from {small} to {large} incidents: {growth:.1f} times the time, {large / small:.0f} times the work"
        )


def tell(incidents: int, costs: dict[str, Cost]) -> None:
    for name, cost in costs.items():
        print(
            f"{incidents:6d} incidents, {name:17s} {cost.wall:7.2f} s wall {cost.cpu:7.2f} s CPU "
            f"{cost.megabytes:6.0f} MB  {cost.wall / costs['clean'].wall:5.2f} of clean",
            flush=True,
        )


if __name__ == "__main__":
    main()
