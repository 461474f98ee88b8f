"""Running a program of the site's owner: its first line and exit code, and nothing left of it afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_KEPT = 4096  # bytes of output; the rest is read and dropped, so that no program ever waits for us
_AT_ONCE = 65_536
_LINGER = 0.2  # seconds for what is still to come after the end: a child left behind may hold the output open for ever


class _Output(asyncio.SubprocessProtocol):
    """Reads a pipe of our own. With asyncio's, a start that is given up waits for ever until the pipe is connected, and
    ``Process.wait`` until nobody holds the output open, which may be never.
    """

    def __init__(self, pipe: int) -> None:
        self.head = b""
        self.exited = asyncio.Event()
        self.closed = asyncio.Event()
        self._pipe = pipe

    def read(self) -> None:
        """Called when there is something to read, and at the end."""
        try:
            data = os.read(self._pipe, _AT_ONCE)
        except BlockingIOError:
            return
        self.head += data[: _KEPT - len(self.head)]
        if not data:
            self.closed.set()
            asyncio.get_running_loop().remove_reader(self._pipe)

    def process_exited(self) -> None:
        self.exited.set()


@contextlib.contextmanager
def _piped() -> Iterator[tuple[_Output, int]]:
    """What reads, and where to write; the latter is closed by who has given it away."""
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    output = _Output(reading)
    loop.add_reader(reading, output.read)
    try:
        yield output, writing
    finally:
        loop.remove_reader(reading)
        os.close(reading)


async def first_line(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> tuple[str, int]:
    """The program's first line and exit code (negative: killed by that signal). Raises OSError, ValueError.

    It runs in a group of its own, which is killed when it has ended or when the caller's time is over.
    """
    with _piped() as (output, writing):
        try:
            transport, _ = await asyncio.get_running_loop().subprocess_exec(
                lambda: output,
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=folder,
                env=environ,
                start_new_session=True,
            )
        finally:
            os.close(writing)
        try:
            await output.exited.wait()
            await _briefly(output.closed)
            code = transport.get_returncode()
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(transport.get_pid(), signal.SIGKILL)
            await _briefly(output.exited)
            transport.close()
    return output.head.partition(b"\n")[0].decode("utf-8", "replace"), code if code is not None else -1


async def _briefly(event: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LINGER):
            await event.wait()
