"""Kind ``exec``: a program of the site's own.

Its exit codes are those of Nagios plugins: 0 up, 1 degraded, 2 down, 3 unknown.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import BeforeValidator, Field

from statuary.context import Context
from statuary.model import Answer, Outcome
from statuary.net.faults import Fault
from statuary.options import SecretText, Strict
from statuary.reasons import clean_text

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process

_NAGIOS = {
    0: (Outcome.up, "ok"),
    1: (Outcome.degraded, "exec_warning"),
    2: (Outcome.down, "exec_critical"),
    3: (Outcome.unknown, "exec_unknown"),
}
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ")
_FIRST_LINE = 4096
_LINGER = 0.2  # seconds for output after the end: what the program left behind may hold it open for ever


def _variable(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise ValueError(f"{value!r} is not a variable's name; use letters, digits and _")
    return value


class Options(Strict):
    """A program that is run in the site's folder, without a shell."""

    command: Annotated[list[str], Field(min_length=1)] = Field(
        description="the program and its arguments as a list, like [checks/queue.sh, --max, '10']"
    )
    env: dict[Annotated[str, BeforeValidator(_variable)], SecretText] = Field(
        default_factory=dict, description="further environment variables; values may name secrets as ${NAME}"
    )


async def probe(options: Options, context: Context) -> Answer:
    """Runs it once; at the deadline it is killed with all it has started. Its first line is the note."""
    import asyncio  # noqa: PLC0415 - the configuration is read without it

    environ = {name: context.environ[name] for name in _KEPT if name in context.environ}
    environ |= {name: context.reveal(value) for name, value in options.env.items()}
    try:
        process = await asyncio.create_subprocess_exec(
            *options.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=context.root,
            env=environ,
            start_new_session=True,
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        raise Fault("exec_missing", Outcome.unknown, "The program was not found, or may not be run.") from None
    except ValueError:
        raise Fault("secret_unusable", Outcome.unknown, "An argument or a variable holds a NUL character.") from None
    try:
        line, code = await _watch(process)
    finally:
        await _end(process)
    outcome, reason = _NAGIOS.get(code, (Outcome.down, "exec_failed"))
    return Answer(outcome, reason, None, context.watch.phases(), note=line)


async def _watch(process: Process) -> tuple[str, int]:
    """The first line, and the exit code. Whatever else it prints is read and dropped, so that it never blocks."""
    import asyncio  # noqa: PLC0415

    reading = asyncio.create_task(_first_line(cast("StreamReader", process.stdout)))
    try:
        code = await process.wait()
        await asyncio.wait([reading], timeout=_LINGER)
        return (reading.result() if reading.done() else ""), code
    finally:
        reading.cancel()


async def _first_line(output: StreamReader) -> str:
    head = b""
    while chunk := await output.read(_FIRST_LINE):
        if len(head) < _FIRST_LINE:
            head += chunk
    return clean_text(head.partition(b"\n")[0][:_FIRST_LINE].decode("utf-8", "replace").partition("|")[0])


async def _end(process: Process) -> None:
    """Kills what is left of the process and its group, and lets go of its output, which a runaway may hold open."""
    import asyncio  # noqa: PLC0415
    import contextlib  # noqa: PLC0415
    import signal  # noqa: PLC0415

    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LINGER):
            await process.wait()
    process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - there is no other way to close its pipe
