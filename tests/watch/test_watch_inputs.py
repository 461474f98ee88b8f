"""The loop that builds again: which changes count, and how often."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from statuary.watch import Loop

WITHIN = 5.0  # seconds: far more than a rebuild needs, on a busy machine


class Stop(Exception):
    """Ends the loop: a person's Ctrl-C."""


class Watched:
    """A loop that runs in its own thread. ``builds`` has an entry a build: whether the probes were asked."""

    def __init__(self, root: Path, probe_every: float | None = None) -> None:
        self.root = root
        self.builds: queue.Queue[bool] = queue.Queue()
        self.said: list[str] = []
        self.slow = 0.0
        self._ended = False
        self._loop = Loop(root, self._build, self.said.append, probe_every)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.builds.get(timeout=WITHIN)

    def _run(self) -> None:
        with suppress(Stop):
            self._loop.run()

    def _build(self, probing: bool) -> None:
        for folder in ("config", "content"):
            for path in (self.root / folder).rglob("*.md"):
                path.read_bytes()  # a build reads what it watches
        time.sleep(self.slow)
        if self._ended:
            raise Stop
        self.builds.put(probing)

    def built(self) -> bool:
        """Waits for a build; gives whether the probes were asked."""
        return self.builds.get(timeout=WITHIN)

    def is_quiet(self) -> bool:
        """Whether no build happens for a while."""
        try:
            self.builds.get(timeout=0.4)
        except queue.Empty:
            return True
        return False

    def end(self) -> None:
        self._ended = True
        (self.root / "content").mkdir(exist_ok=True)
        (self.root / "content" / f"end-{time.monotonic_ns()}.md").touch()
        self._thread.join(WITHIN)
        assert not self._thread.is_alive()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    for folder in ("config", "content/incidents", "site", "history", ".statuary"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "config/site.yaml").write_text("name: Example\n")
    (tmp_path / "content/incidents/one.md").write_text("one\n")
    running: list[Watched] = []

    def begin(**options: float) -> Watched:
        running.append(Watched(tmp_path, **options))
        return running[-1]

    yield begin
    for one in running:
        one.end()


def test_a_changed_file_is_a_build_without_probing(watch: Callable[..., Watched], tmp_path: Path) -> None:
    loop = watch()
    (tmp_path / "content/incidents/one.md").write_text("two\n")
    assert loop.built() is False


def test_the_build_comes_within_a_fifth_of_a_second(watch: Callable[..., Watched], tmp_path: Path) -> None:
    loop = watch()
    waits = []
    for number in range(5):
        began = time.monotonic()
        (tmp_path / "content/incidents/one.md").write_text(f"{number}\n")
        loop.built()
        waits.append(time.monotonic() - began)
    assert min(waits) < 0.2


def test_reading_is_no_change(watch: Callable[..., Watched]) -> None:
    assert watch().is_quiet()


def test_a_burst_of_changes_is_few_builds(watch: Callable[..., Watched], tmp_path: Path) -> None:
    loop = watch()
    for number in range(500):
        (tmp_path / f"content/incidents/{number}.md").touch()
    loop.built()
    while not loop.is_quiet():
        pass
    assert loop.builds.qsize() < 5


def test_a_change_during_a_build_is_another_build(watch: Callable[..., Watched], tmp_path: Path) -> None:
    loop = watch()
    loop.slow = 0.3
    (tmp_path / "content/incidents/one.md").write_text("two\n")
    time.sleep(0.2)
    (tmp_path / "content/incidents/one.md").write_text("three\n")
    loop.built()
    loop.built()


@pytest.mark.parametrize("name", ["site/index.html", "history/history.db", ".statuary/memo.db", "README.md"])
def test_what_is_no_input_is_not_built(watch: Callable[..., Watched], tmp_path: Path, name: str) -> None:
    loop = watch()
    (tmp_path / name).write_text("written by a build")
    assert loop.is_quiet()


@pytest.mark.parametrize("name", [".one.md.swp", "one.md~", ".#one.md"])
def test_what_editors_leave_beside_a_file_is_not_built(
    watch: Callable[..., Watched], tmp_path: Path, name: str
) -> None:
    loop = watch()
    (tmp_path / "content/incidents" / name).write_text("swap")
    assert loop.is_quiet()


def test_an_editor_that_replaces_the_file_is_noticed(watch: Callable[..., Watched], tmp_path: Path) -> None:
    loop = watch()
    (tmp_path / "new").write_text("two\n")
    (tmp_path / "new").rename(tmp_path / "content/incidents/one.md")
    loop.built()


def test_a_folder_that_was_deleted_and_made_anew_is_watched_again(
    watch: Callable[..., Watched], tmp_path: Path
) -> None:
    loop = watch()
    shutil.rmtree(tmp_path / "content")
    loop.built()
    (tmp_path / "content").mkdir()
    loop.built()
    while not loop.is_quiet():
        pass
    (tmp_path / "content/one.md").write_text("again\n")
    loop.built()


def test_an_input_that_was_not_there_is_watched_once_it_is(watch: Callable[..., Watched], tmp_path: Path) -> None:
    loop = watch()
    (tmp_path / "templates").mkdir()
    loop.built()
    while not loop.is_quiet():
        pass
    (tmp_path / "templates/home.html").write_text("mine")
    loop.built()


def test_links_in_a_circle_do_no_harm(watch: Callable[..., Watched], tmp_path: Path) -> None:
    (tmp_path / "content/loop").symlink_to(tmp_path / "content")
    loop = watch()
    (tmp_path / "content/incidents/one.md").write_text("two\n")
    loop.built()


def test_the_probes_are_asked_when_it_is_time(watch: Callable[..., Watched]) -> None:
    assert watch(probe_every=0.3).built() is True


def test_without_room_for_watches_it_looks_by_itself(tmp_path: Path) -> None:
    """In a process of its own that may open two further files: the system refuses to watch."""
    import subprocess
    import sys

    (tmp_path / "content").mkdir()
    program = f"""
import os, resource
from pathlib import Path
from statuary.watch import Inputs
taken = [os.dup(0) for _ in range(20)]
resource.setrlimit(resource.RLIMIT_NOFILE, (max(taken) + 3, max(taken) + 3))
watched = Inputs(Path({str(tmp_path)!r}), print)
for one in taken: os.close(one)
(Path({str(tmp_path)!r}) / "content/one.md").write_text("new")
import time
print(watched.wait(time.monotonic() + 10))
watched.close()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert "The system's limit of watched folders is reached; looking once a second instead.\nTrue\n" == done.stdout, (
        done
    )
