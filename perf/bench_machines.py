#!/usr/bin/env python3
"""What the files for machines cost: CPU seconds of planning them, of their keys and of writing them, kind by kind.

    .venv/bin/python perf/bench_machines.py --generator PROGRAM [--incidents 1000] [--rounds 5]

The site is that of ``bench_build.py``. A clean build does all three; where nothing has changed, planning and the keys
are left. Each round is a process of its own, with nothing loaded or remembered before, and the least of the rounds
counts. The ratios say how much of a whole build it is: they can be compared where machines cannot.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench_build import health_server, record_ninety_days, run
from statuary import __version__, pages, render
from statuary.config import load_config
from statuary.content import load_content
from statuary.history import open_store
from statuary.instants import from_datetime
from statuary.markup.converter import Converter
from statuary.memo import open_memo
from statuary.model import Page
from statuary.summary import summarise
from statuary.theme import load_theme
from statuary.timeline import fold
from statuary.volumes import unbound

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PROMISED = {"clean": 0.5, "unchanged": 0.1}
PLANNERS = (
    (pages.api, "plan"),
    (pages.badges, "plan"),
    (pages.calendars, "plan"),
    (pages.embeds, "plan"),
    (pages.feeds, "plan"),
    (pages.metrics, "plan"),
    *((pages, name) for name in ("_cards", "_icons", "host_pages", "llms_pages", "manifest_pages", "security_pages")),
    *((pages, name) for name in ("sitemap_pages", "with_twins")),
)
PICTURES = {"card", "favicon.ico", "touch-icon.png", "icon-192.png", "icon-512.png"}  # told, and promised nowhere
OTHERS = {"asset", "attached", "full-text", "search", "search-list", "search-text"}  # for people, or of the guides


def parts(root: Path) -> dict[str, float]:
    """CPU seconds by what they went into, of a site whose Markdown is converted."""
    gc.disable()  # as builds do
    now, spent = from_datetime(NOW), defaultdict[str, float](float)
    config = load_config(root)
    with open_memo(root / ".statuary/memo.db") as memo, Converter(memo, budget=config.site.limits.convert) as converter:
        with open_store(root / "history/history.db", keep_raw=config.site.history.raw) as store:
            history = store.load(now)
        content, _ = load_content(config, memo, now)
        summary = summarise(fold(history, content, config, now), history, content, config)
        theme = load_theme(root, config.site.theme.brand, memo, (config.site.language,))
        for module, name in PLANNERS:
            setattr(module, name, timed(getattr(module, name), spent))
        planned = pages.plan(summary, content, config, theme)
        context = render.Context(theme, converter, root, memo, __version__)
        keys = render._keys(planned, context)  # noqa: SLF001 - a page's key is worked out once for its twin, too
        for page in planned:
            began = time.process_time()
            next(keys)
            if is_for_machines(page):
                spent["keys"] += time.process_time() - began
        opened: list[Page] = []
        for page in planned:
            began = time.process_time()
            inside = list(unbound([page]))
            if all(is_for_machines(one) for one in inside):  # twins are planned with their pages
                spent["opening"] += time.process_time() - began
            opened += inside
        converter.prepare(text for page in opened for text in page.texts)
        for page in filter(is_for_machines, opened):
            began = time.process_time()
            hashlib.sha256(context.write(page)).digest()
            spent[page.renderer] += time.process_time() - began
    return spent


def timed(plan: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    """The planner; what it looks at is there before the clock begins."""

    def planned(*args: Any, **kwargs: Any) -> Any:
        args = tuple(list(one) if isinstance(one, Iterator) else one for one in args)
        began = time.process_time()
        made = plan(*args, **kwargs)
        made = made if isinstance(made, Page) else list(made)
        spent["planning"] += time.process_time() - began
        return made

    return planned


def is_for_machines(page: Page) -> bool:
    return page.renderer in render.RENDERERS and page.renderer not in OTHERS


def measure(generator: Path, incidents: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder, health_server() as url:
        site = str(Path(folder) / "site")
        command = [sys.executable, str(generator), "statuary", site, "--incidents", str(incidents), "--components"]
        subprocess.run([*command, "50", "--guides", "100", "--probes", "50", "--probe-url", url], check=True)
        record_ninety_days(Path(site), 50, from_datetime(NOW))
        whole = {}
        for name in ("clean", "unchanged"):
            whole[name] = run("--root", site, "build", "--offline", "--now", f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "-q").cpu
        again = [sys.executable, __file__, "--parts", site]
        each = [json.loads(subprocess.run(again, capture_output=True, check=True).stdout) for _ in range(rounds)]
    least = {name: min(one[name] for one in each) for name in each[0]}
    for name, seconds in sorted(least.items(), key=lambda item: -item[1]):
        print(f"   {name:22} {seconds * 1000:7.1f} ms CPU")
    clean = sum(seconds for name, seconds in least.items() if name not in PICTURES)
    for name, seconds in (("clean", clean), ("unchanged", least["planning"] + least["keys"])):
        print(
            f"{incidents} incidents, {name:9} {seconds:6.3f} s CPU (promised {PROMISED[name]} s: "
            f"{seconds / PROMISED[name]:.0%}); {seconds / whole[name]:.0%} of a whole build of {whole[name]:.2f} s"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--generator", type=Path, default=Path(__file__).resolve().parents[2] / "shared/bench/gen_site.py"
    )
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.parts:
        print(json.dumps(parts(options.parts)))
    else:
        measure(options.generator, options.incidents, options.rounds)


if __name__ == "__main__":
    main()
