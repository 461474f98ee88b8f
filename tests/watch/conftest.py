"""``statuary watch`` and ``statuary serve`` as processes, on a small site."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support_cli import Site
from support_watch import Running


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.write("config/site.yaml", "name: Example Status\nurl: https://status.example.com\n")
    made.write("config/components.yaml", "components:\n  - {id: api, name: API, manual: true}\n")
    made.write("content/guides/one.md", "---\ntitle: One\n---\nThe first text.\n")
    return made


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Starts ``statuary`` with these arguments and waits until it serves."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str | Path) -> Running:
        words = [sys.executable, "-m", "statuary", *map(str, arguments), "--port", "0"]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                return Running(process, int(found[1]))
        raise AssertionError(f"it ended: {said} {process.communicate()}")

    yield begin
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
