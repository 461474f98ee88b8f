"""Running a program of the site's owner: its first line and exit code, and nothing left of it afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

_KEPT = 4096  # bytes of output; the rest is read and dropped, so that no program ever waits for us
_LINGER = 0.2  # seconds for what is still to come after the end: a child left behind may hold the output open for ever


class _Output(asyncio.SubprocessProtocol):
    """asyncio's own ``Process.wait`` waits until nobody holds the output open, which may be never."""

    def __init__(self) -> None:
        self.head = b""
        self.exited = asyncio.Event()
        self.closed = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - there is one pipe
        self.head += data[: _KEPT - len(self.head)]

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002
        self.closed.set()

    def process_exited(self) -> None:
        self.exited.set()


async def first_line(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> tuple[str, int]:
    """The program's first line and exit code (negative: killed by that signal). Raises OSError, ValueError.

    It runs in a group of its own, which is killed when it has ended or when the caller's time is over.
    """
    loop = asyncio.get_running_loop()
    transport, output = await loop.subprocess_exec(
        _Output,
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
        env=environ,
        start_new_session=True,
    )
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
