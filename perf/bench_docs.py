"""What guides cost: CPU seconds and memory of whole processes, for 200 guides and for 10,000 small pages.

    .venv/bin/python perf/bench_docs.py            # all of it; peers that are installed are measured in the same run
    .venv/bin/python perf/bench_docs.py guides     # 200 guides only; also: small, watch, weight
    .venv/bin/python perf/bench_docs.py --room 3 guides watch    # fails at more than 3 times what is promised

Each figure stands beside what is promised: of guides the CPU time (user and system, with the workers), of thousands of
pages and of "watch" the time by the clock, for there both processes are used. All of it goes up and down with what else
the machine has to do, so peers are measured in turn with us, and the middle of several rounds is told.
"""

from __future__ import annotations

import gzip
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PROMISED = {
    "200 guides, clean": (2.0, "CPU"),
    "200 guides, nothing changed": (0.35, "CPU"),
    "10,000 pages, clean": (25.0, "clock"),
    "10,000 pages, nothing changed": (3.0, "clock"),
    "10,000 pages, one changed": (3.0, "clock"),
}
SEEN = 200  # ms from saving a guide until the browser shows it
CONFIG = {
    "config/site.yaml": "name: Bench\nurl: https://status.example.com\n",
    "config/components.yaml": "components: [{id: api, name: API, manual: true}]\n",
}
GUIDE = """---
title: Guide {n}
tags: [t{tag}]
---
What guide {n} is about, with a [link to another](guide-{other}.md#steps) and `code`, so that a reader knows what to do
when load grows. It names things like *instances* and **limits**, and says why each matters to who is on call.

## Before you start

You need access to the console and a key. Check the limits of account {n} first[^1].

| setting | default | meaning |
| --- | --- | --- |
| min | {n} | how many instances there are at least |
| max | 10 | how many at most |
| cool | 5m | how long to wait before shrinking |

```yaml title="config/scale-{n}.yaml"
scale:
  min: {n}
  max: 10
  cool_down: 5m
```

## Steps

1. Look at the load for an hour.
2. Change the setting and wait for it to take effect.
3. Look again.

```python hl_lines="4"
import httpx

def load(url: str) -> float:
    answer = httpx.get(f"{{url}}/{n}", timeout=5)
    return float(answer.json()["load"])
```

!!! warning "It costs money"
    Every instance costs. Set a limit that you can pay.

### When it does not work

Look at the logs. There is a line for each decision with the reason, and it is kept for thirty days. Ask for help when
the reason is not clear to you; name guide {n}, what you expected, and what you saw instead.

```sh
curl -s https://api.example.com/health/{n} | jq .ok
statuary check
```

## Rollback

Set the old numbers again. Nothing is lost by that: instances that are not needed any more end by themselves within the
cool-down time, and requests that are under way are answered first. {filler}

| what | how long |
| --- | --- |
| shrink | 5 minutes |
| grow | 1 minute |

[^1]: They are in the contract of account {n}.
"""
_SEEN = """
(() => {
  const told = new Set();
  const look = () => {
    for (const word of document.body?.textContent.match(/Seen\\d+/g) ?? []) {
      if (told.has(word)) continue;
      told.add(word);
      requestAnimationFrame(() => setTimeout(() => console.debug(word, Date.now())));
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})();
"""
"""Tells when the frame has been drawn in which a word can first be read."""
FILLER = "What follows says the same in other words, so that the page has the length that guides have. " * 10
SMALL = """# command-{n}

> Does the thing number {n} to a file.
> More information: <https://example.com/command-{n}>.

- Do it to a file:

`command-{n} {{{{path/to/file}}}}`

- Do it to many files, and say so:

`command-{n} --verbose {{{{path/to/file1 path/to/file2}}}}`
"""


def guides(root: Path, count: int = 200) -> None:
    write(root, CONFIG)
    texts = {
        f"content/guides/section-{n % 10}/guide-{n}.md": GUIDE.format(
            n=n, other=(n + 10) % count, tag=n % 7, filler=FILLER
        )
        for n in range(count)
    }
    write(root, texts)
    mean = sum(len(text.encode()) for text in texts.values()) / count
    print(f"   {count} guides of {mean:,.0f} bytes")


def small(root: Path, count: int = 10_000) -> None:
    write(root, CONFIG)
    write(root, {f"content/guides/{'abcd'[n % 4]}/command-{n}.md": SMALL.format(n=n) for n in range(count)})


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Cost(NamedTuple):
    """What a process and those that it started took: CPU seconds, seconds by the clock, the largest memory in MB."""

    cpu: float
    clock: float
    memory: float


def run(*command: str | Path, cwd: Path | None = None) -> Cost:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([str(one) for one in command], cwd=cwd, capture_output=True, text=True, check=False)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command}: {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock, after.ru_maxrss / 1024)


def build(root: Path) -> Cost:
    return run(sys.executable, "-m", "statuary", "--root", root, "build", "--offline")


shares: list[float] = []
"""What was measured, each as a share of what is promised."""


def tell(name: str, costs: Sequence[Cost]) -> None:
    """The middle of the rounds, and the least, beside what is promised."""
    cpu, clock = (sorted(cost[which] for cost in costs) for which in (0, 1))
    told = [
        f"{kind} {times[len(times) // 2]:.2f} s ({times[0]:.2f})" for kind, times in (("CPU", cpu), ("clock", clock))
    ]
    promise = ""
    if name in PROMISED:
        seconds, kind = PROMISED[name]
        times = cpu if kind == "CPU" else clock
        promise = f"   promised {kind} {seconds} s: {times[len(times) // 2] / seconds:.0%}"
    print(f"{name:30} {', '.join(told)}, {max(cost.memory for cost in costs):.0f} MB{promise}")


def put_aside(root: Path, *names: str) -> None:
    """Out of the way, and not removed: ext4 without a journal steps over each file that was removed within a minute."""
    for name in names:
        if (root / name).exists():
            (root / name).rename(Path(tempfile.mkdtemp(dir=root.parent)) / name)


def clean(root: Path) -> Cost:
    put_aside(root, ".statuary", "site", ".site.spare")
    return build(root)


def measure(what: str, root: Path, page: str, rounds: int) -> None:
    """Clean beside the peers, unchanged, and with one page edited."""
    ours, theirs = [], defaultdict[str, list[Cost]](list)
    for _ in range(rounds):
        ours.append(clean(root))
        for theme, command in peers(root, what).items():
            put_aside(root, f"out-{theme}")
            theirs[theme].append(run(*command, cwd=root))
    tell(f"{what}, clean", ours)
    for theme, costs in theirs.items():
        tell(f"   MkDocs, theme {theme}", costs)
    tell(f"{what}, nothing changed", [build(root) for _ in range(rounds)])
    edited = []
    for number in range(rounds):
        (root / page).write_text((root / page).read_text() + f"\nMore {number}.\n")
        edited.append(build(root))
    tell(f"{what}, one changed", edited)


def peers(root: Path, what: str) -> dict[str, list[str | Path]]:
    """What builds the same guides with MkDocs, where it is installed: a command for each of its themes."""
    mkdocs = os.environ.get("MKDOCS") or shutil.which("mkdocs") or Path(sys.executable).with_name("mkdocs")
    if not Path(mkdocs).exists() or not what.endswith("guides"):
        return {}
    extensions = "[tables, admonition, footnotes, pymdownx.superfences, pymdownx.highlight, {toc: {permalink: false}}]"
    commands: dict[str, list[str | Path]] = {}
    for theme in ("mkdocs", "material"):
        config = f"site_name: x\ndocs_dir: content/guides\nsite_dir: out-{theme}\nmarkdown_extensions: {extensions}\n"
        (root / f"{theme}.yml").write_text(f"{config}theme: {{name: {theme}}}\n")
        commands[theme] = [mkdocs, "build", "-q", "-c", "-f", root / f"{theme}.yml"]
    return commands


def weight(root: Path) -> None:
    """What a guide page weighs with everything, and how much of it is navigation."""
    page = next((root / "site/docs").rglob("guide-1/index.html"))
    html = page.read_text()
    parts = {"page": html.encode()}
    for name in re.findall(r'(?:href|src)="((?:\.\./)+assets/[^"]+\.(?:css|js))"', html):
        parts[name.rpartition("/")[2]] = (page.parent / name).read_bytes()
    sizes = {name: len(gzip.compress(body, 9)) for name, body in parts.items()}
    side = re.search(r'<nav class="side".*?</nav>', html, re.DOTALL)
    print(f"a guide page: {sum(sizes.values()) / 1024:.1f} KB gzip of 20 promised: {sizes}")
    print(f"   its navigation: {len(side[0]) / len(html):.0%} of the page" if side else "   no navigation")


def watch(root: Path) -> None:
    """From saving a guide until the browser has drawn it, by the clock; the page says when that was."""
    from playwright.sync_api import ConsoleMessage, sync_playwright  # noqa: PLC0415 - only here

    command = [sys.executable, "-m", "statuary", "--root", str(root), "watch", "--port", "8377"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    seen: dict[str, float] = {}

    def note(message: ConsoleMessage) -> None:
        word, _, at = message.text.partition(" ")
        if word.startswith("Seen"):
            seen.setdefault(word, float(at))

    try:
        assert process.stdout
        while "Built in" not in process.stdout.readline():
            pass
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page()
            page.on("console", note)
            page.add_init_script(_SEEN)
            path = next((root / "content/guides").rglob("guide-1.md"))
            page.goto(f"http://127.0.0.1:8377/docs/{path.parent.name}/guide-1/")
            text, taken = path.read_text(), []
            time.sleep(2)  # somebody writes: `watch` is at rest
            for number in range(7):
                began = time.time() * 1000
                path.write_text(f"{text}\nSeen{number}.\n")
                page.wait_for_selector(f"text=Seen{number}", timeout=5000)
                page.wait_for_timeout(1_500)
                taken.append(seen[f"Seen{number}"] - began)
            path.write_text(text)
            browser.close()
        taken.sort()
        middle = taken[len(taken) // 2]
        shares.append(middle / SEEN)
        told = ", ".join(f"{one:.0f}" for one in taken)
        print(f"one guide edited in watch, seen after {middle:.0f} ms ({told})   promised {SEEN} ms: {shares[-1]:.0%}")
    finally:
        process.terminate()
        process.wait()


def main(arguments: Sequence[str]) -> None:
    room = float(arguments[1]) if arguments[:1] == ["--room"] else 0.0
    wanted = set(arguments[2:] if room else arguments) or {"guides", "weight", "watch", "small"}
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if wanted & {"guides", "watch", "weight"}:
            guides(root / "guides")
            measure("200 guides", root / "guides", "content/guides/section-1/guide-1.md", 5)
            weight(root / "guides")
        if "watch" in wanted:
            watch(root / "guides")
        if "small" in wanted:
            small(root / "small")
            measure("10,000 pages", root / "small", "content/guides/b/command-1.md", 3)
    if room and max(shares) > room:
        sys.exit(f"Something costs {max(shares):.1f} times what is promised.")


if __name__ == "__main__":
    main(sys.argv[1:])
