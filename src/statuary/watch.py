"""The same build in a loop: again whenever something that people write changes, and now and then with the probes asked.

A burst of changes is one build. A build that fails leaves the last good site as it is and is shown in the page.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserverVFS

INPUTS = ("config", "probes", "content", "templates")
_QUIET = 0.01  # seconds without a change that end a burst: editors write in several steps
_LONGEST = 0.5  # seconds after which a burst that does not end is built all the same
_REST = 1.0  # seconds after a build in which nothing happens: then there is time for what can wait
_CHANGES: list[type[FileSystemEvent]] = [  # and not that files are read, as they are by our own build
    events.FileAttribEvent,
    events.FileClosedEvent,
    events.FileCreatedEvent,
    events.FileDeletedEvent,
    events.FileModifiedEvent,
    events.FileMovedEvent,
    events.DirCreatedEvent,
    events.DirDeletedEvent,
    events.DirMovedEvent,
]


class Inputs(FileSystemEventHandler):
    """Notices changes below the inputs of the site at ``root``. Folders may come and go."""

    def __init__(self, root: Path, say: Callable[[str], None]) -> None:
        self._root = root.absolute()
        self._say = say
        self._changed = threading.Event()
        self._folders: dict[str, tuple[int, ObservedWatch]] = {}  # input -> (inode, its watch)
        self._stack = ExitStack()
        self._watching(lambda: self._begin(Observer))

    def close(self) -> None:
        """Ends the observer's threads."""
        self._stack.close()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by the observer's thread."""
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        if any(self._matters(path) for path in paths):
            self._changed.set()

    def _matters(self, path: Path) -> bool:
        """Something below an input; not what editors leave beside a file for a moment."""
        if not path.is_relative_to(self._root):
            return False
        parts = path.relative_to(self._root).parts
        return bool(parts) and parts[0] in INPUTS and not parts[-1].startswith(".") and not parts[-1].endswith("~")

    def wait(self, until: float | None) -> bool:
        """Waits for a burst of changes and for its end; False if the time (monotonic, seconds) came first."""
        left = None if until is None else max(0.0, until - time.monotonic())
        if not self._changed.wait(left):
            return False
        end = time.monotonic() + _LONGEST
        while self._changed.is_set() and time.monotonic() < end:
            self._changed.clear()
            self._changed.wait(_QUIET)
        self._changed.clear()
        self._watching(self._follow)
        return True

    def _watching(self, step: Callable[[], None]) -> None:
        """The step; where the system's limit refuses it, from then on by looking again and again."""
        try:
            step()
        except OSError:
            self._say("The system's limit of watched folders is reached; looking once a second instead.")
            self._stack.close()
            self._begin(lambda: PollingObserverVFS(os.lstat, os.scandir, polling_interval=1))

    def _begin(self, observer: Callable[[], BaseObserver]) -> None:
        self._folders.clear()
        self._observer = observer()
        self._observer.start()
        self._stack.callback(self._observer.join)
        self._stack.callback(self._observer.stop)
        self._observer.schedule(self, str(self._root), event_filter=_CHANGES)
        self._follow()

    def _follow(self) -> None:
        """Watches the inputs that are there now; a folder that was made anew is another folder."""
        for name in INPUTS:
            folder = self._root / name
            inode = folder.stat().st_ino if folder.is_dir() and not folder.is_symlink() else 0
            known, watch = self._folders.get(name, (0, None))
            if watch and inode != known:
                with suppress(KeyError):
                    self._observer.unschedule(watch)
                del self._folders[name]
            if inode and inode != known:
                watch = self._observer.schedule(self, str(folder), recursive=True, event_filter=_CHANGES)
                self._folders[name] = (inode, watch)


@contextmanager
def inputs(root: Path, say: Callable[[str], None]) -> Iterator[Inputs]:
    """The watched inputs of a site."""
    watched = Inputs(root, say)
    try:
        yield watched
    finally:
        watched.close()


@dataclass(frozen=True, slots=True)
class Loop:
    """Builds after every change; every ``probe_every`` seconds the probes are asked as well."""

    root: Path
    rebuild: Callable[[bool], None]  # whether to ask the probes
    say: Callable[[str], None]
    probe_every: float | None = None
    rest: Callable[[], None] = lambda: None  # what can wait until nobody is waiting

    def run(self, *, built: bool = False) -> None:
        """Until interrupted. ``built``: the site is up to date, so the first build waits for a change."""
        with inputs(self.root, self.say) as watched:
            if not built:
                self.rebuild(False)
            due, rested = self._next(), False
            while True:
                pause = None if rested else time.monotonic() + _REST
                if watched.wait(min((at for at in (due, pause) if at is not None), default=None)):
                    self.rebuild(False)
                elif due is not None and time.monotonic() >= due:
                    self.rebuild(True)
                    due = self._next()
                else:
                    self.rest()
                    rested = True
                    continue
                rested = False

    def _next(self) -> float | None:
        return None if self.probe_every is None else time.monotonic() + self.probe_every
