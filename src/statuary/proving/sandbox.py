"""Runs a program of the docs' where it can do little harm: a folder of its own, a deadline, no network, no secrets.

What a system does not allow is left out, and ``lacks`` says so. Nothing here makes it safe to run what a stranger wrote
on a machine that matters.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from statuary.proving import jail

OUTPUT = 64 * 1024  # bytes that are kept; a program that says more is ended
_LINGER = 0.2  # seconds for what is still to come once the program has ended
_TRY = 10  # seconds in which a form of isolation answers whether it works
_LIMITS = {"AS": 4 << 30, "FSIZE": 64 << 20, "NOFILE": 256, "CORE": 0}
_PROCESSES = 128
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/nix", "/proc")
_SAME_USER = ("--user", "--map-current-user")
_OWN_PROCESSES = ("--pid", "--fork", "--kill-child=SIGKILL")
_FORMS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((*_SAME_USER, "--net", *_OWN_PROCESSES, "--mount-proc"), ("network", "processes")),
    (("--net", *_OWN_PROCESSES, "--mount-proc"), ("network", "processes")),
    ((*_SAME_USER, "--net", *_OWN_PROCESSES), ("network", "processes")),
    ((*_SAME_USER, "--net"), ("network",)),
    (("--net",), ("network",)),
)
"""Arguments of ``unshare``, and what they keep apart; the first that the system allows is taken."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended: ``code`` is its exit code, or minus the signal that ended it."""

    code: int
    output: bytes
    ended: Literal["itself", "deadline", "output"] = "itself"

    @property
    def lines(self) -> list[str]:
        return self.output.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What this system allows. ``unshare``: how a program begins that is kept apart."""

    unshare: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()  # network, processes, files

    @classmethod
    def of_this_system(cls) -> Sandbox:
        """Tries what is possible; that takes some hundredths of a second."""
        files = ("files",) if jail.landlock() else ()
        program = shutil.which("unshare")
        for arguments, apart in _FORMS if program else ():
            if program and _works([program, *arguments, "true"]):
                return cls((program, *arguments), (*apart, *files))
        network = ("network",) if jail.landlock() >= 4 else ()  # TCP at least
        return cls((), (*network, *files))

    @property
    def lacks(self) -> tuple[str, ...]:
        """Sentences about what this system did not allow."""
        return tuple(sentence for name, sentence in _LACKING.items() if name not in self.apart)

    def run(
        self, command: Sequence[str], folder: Path, writable: Path, environ: Mapping[str, str], seconds: float
    ) -> Ran:
        """Runs it in ``folder``. At the deadline it is killed with all that it has started."""
        limits = {**_LIMITS, "CPU": int(seconds) + 1, **({"NPROC": _PROCESSES} if self.unshare else {})}
        settings = {"limits": limits, "readable": _readable(environ), "writable": [str(writable)]}
        words = [*self.unshare, sys.executable, "-I", "-S", jail.__file__, json.dumps(settings), *command]
        process = subprocess.Popen(  # noqa: S603 - a block of the docs', which is what this is for
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environ),
            start_new_session=True,
        )
        try:
            output, ended = _heard(process, time.monotonic() + seconds)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
            if process.stdout:
                process.stdout.close()
        return Ran(code, output, ended)


_LACKING = {
    "network": "This system did not allow blocks to be kept from the network.",
    "processes": "This system did not allow blocks to have processes of their own: one that hides may go on running.",
    "files": "This system did not allow blocks to be kept from reading files of yours.",
}


def environment(home: Path, programs: Path, temporary: Path) -> dict[str, str]:
    """All that a program may know: where programs are, and its own folders."""
    path = os.pathsep.join((str(programs), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    fixed = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "100"}
    own = {"HOME": str(home), "TMPDIR": str(temporary)}
    return {"PATH": path, **fixed, **own, "PYTHONDONTWRITEBYTECODE": "1"}


def _works(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=_TRY, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def _readable(environ: Mapping[str, str]) -> list[str]:
    """The system, Python with its libraries, this program, and whatever is in a folder of programs."""
    ours = [str(Path(__file__).parent.parent), str(_theme())]
    found = [*_SYSTEM, sys.prefix, sys.base_prefix, *sys.path, *ours, *environ.get("PATH", "").split(os.pathsep)]
    return [path for path in dict.fromkeys(found) if path.startswith("/") and path not in ("/", str(Path.home()))]


def _theme() -> Path:
    from statuary.theme import packaged_folder  # noqa: PLC0415 - loads what a page takes

    return packaged_folder()


def _heard(process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, Literal["itself", "deadline", "output"]]:
    """What the program says until it ends, says too much, or its time is over.

    One that leaves another behind, which holds the output open, has ended nevertheless.
    """
    stdout = process.stdout.fileno() if process.stdout else -1
    output, over = b"", deadline
    while (left := over - time.monotonic()) > 0:
        ready, _, _ = select.select([stdout], [], [], min(left, _LINGER))
        chunk = os.read(stdout, OUTPUT) if ready else b""
        output += chunk
        if len(output) > OUTPUT:
            return output[:OUTPUT], "output"
        if ready and not chunk:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0))
            break
        if over == deadline and process.poll() is not None:
            over = min(deadline, time.monotonic() + _LINGER)
    return output, "itself" if process.poll() is not None else "deadline"
