"""The temporary folder that a block runs in, as the blocks before it on its page prepare it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from statuary.proving.blocks import SHELLS, Bench, Block, Failure
from statuary.proving.sandbox import OUTPUT, Ran, environment

_HERE = str(Path(__file__).parents[2])  # another copy may be installed, and is not what runs
_STARTER = f"import sys; sys.path.insert(0, {_HERE!r}); from statuary.cli import main; main()"
_TOLD = 20  # lines of output that a failure shows


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with what is run in it. All that happens for one block has one deadline."""

    bench: Bench
    folder: Path  # where programs begin, and their home
    over: float  # on the monotonic clock

    def run(self, *command: str) -> Ran:
        """The program in the folder, for as long as is left."""
        whole = self.folder.parent
        environ = environment(self.folder, whole / "bin", whole / "tmp")
        return self.bench.sandbox.run(command, self.folder, whole, environ, max(self.over - time.monotonic(), 0.01))

    def script(self, source: str) -> Ran:
        """A script of the shell's, which ends where a command fails."""
        return self.run(shell(), "-ec", source)

    def write(self, name: str, text: str) -> None:
        """A file that a block asks for. Raises OSError where it cannot be, ValueError where it leads elsewhere."""
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder):
            raise ValueError(f"'{name}' leads out of the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@contextmanager
def place(block: Block, bench: Bench) -> Iterator[tuple[Place, Failure | None]]:
    """The prepared folder, and why it could not be prepared; it is gone afterwards."""
    whole = Path(tempfile.mkdtemp(prefix="statuary-")).resolve()
    try:
        for name in ("home", "tmp", "bin"):
            (whole / name).mkdir()
        starter = whole / "bin/statuary"
        starter.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(_STARTER)} "$@"\n')
        starter.chmod(0o755)
        here = Place(bench, whole / "home", time.monotonic() + block.deadline / 1000)
        yield here, _prepared(here, block)
    finally:
        _remove(whole)


def _remove(whole: Path) -> None:
    """Also what a block has made unreadable."""
    for folder, below, _ in os.walk(whole):
        for name in below:
            path = Path(folder, name)
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(0o700)
    shutil.rmtree(whole, ignore_errors=True)


def _prepared(here: Place, block: Block) -> Failure | None:
    for one in block.before:
        line = one.place().line
        if one.marked.language in SHELLS:
            failure = ended_badly(here.script(one.marked.source), f"The script in line {line}, which prepares for it,")
            if failure:
                return failure
        else:
            try:
                here.write(one.marked.title, f"{one.marked.source}\n")
            except (OSError, ValueError) as error:
                return Failure(f"The file in line {line}, which prepares for it, could not be written ({error}).")
    return None


def ended_badly(ran: Ran, what: str) -> Failure | None:
    """Why a program that should have ended well did not."""
    got = tuple(line for line in ran.lines if line.strip())[-_TOLD:]
    if ran.ended == "deadline":
        return Failure(f"{what} took longer than it may.", got=got)
    if ran.ended == "output":
        return Failure(f"{what} printed more than {OUTPUT // 1024} KiB.", got=got[-3:])
    if ran.code:
        how = f"with {ran.code}" if ran.code > 0 else f"by signal {-ran.code}"
        return Failure(f"{what} ended {how}.", got=got)
    return None


def shell() -> str:
    """Bash where there is one: most sessions are written for it."""
    return shutil.which("bash") or "/bin/sh"
