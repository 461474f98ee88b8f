#!/usr/bin/env python3
"""Lighthouse, as a throttled phone, on the kinds of page that people open: every score 100, the largest paint in time.

    (cd tests/tools && npm ci)               # once
    .venv/bin/python perf/lighthouse.py      # exits 1 where a page is over its budget

The demo, and a home page of 50 components, are served on loopback as a static host does: compressed, and files with a
digest in their name kept for a year. What else a shared machine does only ever adds time, so the best of up to eight
runs counts; and the processor is slowed down to the same speed everywhere, by what Lighthouse measured of it (its
docs/throttling.md: four times where its index is 1,750).
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from msgspec.structs import replace  # noqa: E402

from statuary.instants import DAY  # noqa: E402
from support_pages import calm, rendered, write  # noqa: E402

LIGHTHOUSE = ROOT / "tests/tools/node_modules/lighthouse/cli/index.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
AIM, MOST_LCP = 0.8, 0.85  # seconds of the largest paint: what is promised, and what a busy machine may add to it
SLOWDOWN, AT_INDEX = 4, 1750  # how much slower a telephone is than a processor of this index
MOST_RUNS = 8


@dataclass(frozen=True)
class Run:
    scores: tuple[int, ...]
    lcp: float
    bytes: int
    requests: int
    faults: tuple[str, ...]  # what cost points
    speed: float  # Lighthouse's index of the processor while it ran

    def is_within(self, seconds: float) -> bool:
        return set(self.scores) == {100} and self.lcp <= seconds

    @property
    def badness(self) -> tuple[int, float]:
        return -sum(self.scores), self.lcp


class _StaticHost(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 9)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        lasting = path.parent.name == "assets"
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_StaticHost, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def made(folder: Path) -> Path:
    """The demo's site, with the home page of another of 50 components in it."""
    statuary = [sys.executable, "-m", "statuary", "demo", "--no-serve", "--dir", str(folder / "demo")]
    subprocess.run(statuary, check=True, timeout=120, stdout=subprocess.DEVNULL)
    site = folder / "demo/site"
    now = time.time_ns() // 1_000_000  # a page past its time would paint a second time, to say so
    fresh = replace(calm(50), generated_at=now, data_as_of=now, valid_until=now + DAY)
    write(site / "fifty", rendered(fresh, url="https://status.example.com/fifty"))
    return site


def pages(site: Path) -> dict[str, str]:
    """The address of each kind's heaviest page."""

    def heaviest(pattern: str, *, settled: bool = False) -> str:
        pages = (path for path in site.glob(pattern) if path.parent.name != "ui")
        found = (path for path in pages if ("<style>" not in path.read_text("utf-8")) == settled)
        return max(found, key=lambda path: path.stat().st_size).parent.relative_to(site).as_posix() + "/"

    return {
        "home": "",
        "home of 50": "fifty/",
        "component": heaviest("components/*/index.html"),
        "incident": heaviest("incidents/*/index.html"),
        "settled one": heaviest("incidents/*/index.html", settled=True),
        "guide": heaviest("docs/*/index.html"),
    }


def measured(url: str, slowdown: float) -> Run:
    """What Lighthouse says of a page, in a fresh browser."""
    slower = f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}"
    quiet = ["--quiet", "--no-enable-error-reporting", f"--chrome-flags={FLAGS}", "--output=json", slower]
    environ = {**os.environ, "CHROME_PATH": CHROMIUM}
    command = ["node", str(LIGHTHOUSE), url, *quiet]
    said = json.loads(subprocess.run(command, check=True, timeout=120, stdout=subprocess.PIPE, env=environ).stdout)
    audits, categories = said["audits"], said["categories"]
    counted = (one["id"] for name in CATEGORIES for one in categories[name]["auditRefs"] if one["weight"])
    return Run(
        scores=tuple(round(100 * (categories[name]["score"] or 0)) for name in CATEGORIES),
        lcp=audits["largest-contentful-paint"]["numericValue"] / 1000,
        bytes=audits["total-byte-weight"]["numericValue"],
        requests=len(audits["network-requests"]["details"]["items"]),
        faults=tuple(audits[id_]["title"] for id_ in counted if audits[id_]["score"] not in (None, 1)),
        speed=said["environment"]["benchmarkIndex"],
    )


def best(url: str) -> Run:
    """The best of the runs; no more of them than it takes to keep what is promised."""
    runs = [measured(url, SLOWDOWN)]
    while not runs[-1].is_within(AIM) and len(runs) < MOST_RUNS:
        runs.append(measured(url, SLOWDOWN * min(runs[-1].speed / AT_INDEX, 1)))
    return min(runs, key=lambda run: run.badness)


def main() -> int:
    good = True
    print(f"{'':12}{'perf':>6}{'a11y':>6}{'best':>6}{'seo':>6}{'LCP':>9}{'bytes':>8}{'requests':>10}")
    with tempfile.TemporaryDirectory() as folder:
        site = made(Path(folder))
        with served(site) as address:
            for name, path in pages(site).items():
                run = best(address + path)
                scores = "".join(f"{score:6}" for score in run.scores)
                print(f"{name:12}{scores}{run.lcp:7.2f} s{run.bytes:8}{run.requests:10}  {'; '.join(run.faults)}")
                good = good and run.is_within(MOST_LCP)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
