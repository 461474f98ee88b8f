"""A process that converts Markdown, and can be killed. It speaks msgpack over pipes: texts in, results out."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn
from urllib.parse import quote, unquote

import msgspec

from statuary.copies import can_copy, keep_only
from statuary.instants import Millis
from statuary.model import Converted, Text

_START = 30.0  # seconds that starting may take on a machine under load; the budget is for converting
_MEMORY = 1 << 30  # bytes of address space
_PROGRAM = """
import gc, json, sys
gc.disable()
sys.path[:] = json.loads(sys.argv[1])
from statuary.markup.worker import serve
serve()
"""
_HEAD = 4  # bytes of length before each message

_texts = msgspec.msgpack.Decoder(list[Text])
_results = msgspec.msgpack.Decoder(list[Converted])


class Worker:
    """Started when it is first asked, or told to begin; started anew when it had to be killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | _Copy | None = None
        self._is_ready = False

    def begin(self, *, copy: bool = False) -> subprocess.Popen[bytes] | _Copy:
        """Starts it, and does not wait. Raises OSError.

        ``copy``: as a copy of this process where that can be, which has half of what a worker loads. For a process that
        knows little yet, as all that it knows a worker would know.
        """
        self._is_ready = False
        self._process = _Copy() if copy and sys.platform == "linux" and can_copy() else _started()
        return self._process

    def ask(self, texts: Sequence[Text], budget: Millis) -> list[Converted] | None:
        """The results in order; None if the worker did not answer within the budget, or died."""
        try:
            process = self._ready()
            _send(process, msgspec.msgpack.encode(list(texts)))
            data = _receive(process, budget / 1000)
        except OSError:
            data = None
        if data is None:
            self.close()
            return None
        return _results.decode(data)

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ready(self) -> subprocess.Popen[bytes] | _Copy:
        """The process, started. Raises OSError where it does not start."""
        process = self._process or self.begin()
        if not self._is_ready:
            if _receive(process, _START) is None:
                raise OSError("the worker did not start")
            self._is_ready = True
        return process


def _started() -> subprocess.Popen[bytes]:
    """A Python of its own."""
    command = [sys.executable, "-S", "-E", "-c", _PROGRAM, json.dumps(sys.path)]
    return subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


class _Copy:
    """A copy of this process that converts. It has what is asked here of ``Popen``."""

    def __init__(self) -> None:
        (questions, question), (answers, answer) = os.pipe(), os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            _be_the_copy(questions, answer)
        os.close(questions)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(question, "wb"), os.fdopen(answers, "rb")

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self) -> None:
        """Waits for its end."""
        with contextlib.suppress(OSError):  # what was to be written to it
            self.stdin.close()
        self.stdout.close()
        self.wait()

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode


def _be_the_copy(questions: int, answer: int) -> NoReturn:
    """It ends here, whatever happens: what this process has open is not the copy's to close."""
    try:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_DFL)
        os.dup2(questions, 0)
        os.dup2(answer, 1)
        keep_only([0, 1])
        serve()
    finally:
        os._exit(0)


def _send(process: subprocess.Popen[bytes] | _Copy, data: bytes) -> None:
    stdin = process.stdin
    if stdin:
        stdin.write(len(data).to_bytes(_HEAD, "big") + data)
        stdin.flush()


def _receive(process: subprocess.Popen[bytes] | _Copy, seconds: float) -> bytes | None:
    """A message, or None when the time is over or the worker has ended."""
    deadline = time.monotonic() + seconds
    data, wanted = b"", _HEAD
    stdout = process.stdout.fileno() if process.stdout else -1
    head = True
    while len(data) < wanted:
        ready, _, _ = select.select([stdout], [], [], max(deadline - time.monotonic(), 0))
        chunk = os.read(stdout, wanted - len(data)) if ready else b""
        if not chunk:
            return None
        data += chunk
        if head and len(data) == _HEAD:
            head, wanted, data = False, int.from_bytes(data, "big"), b""
    return data


def serve() -> None:
    """The worker's side: answers until its input ends."""
    import gc  # noqa: PLC0415 - the worker's alone
    import resource  # noqa: PLC0415 - likewise

    _do_without_the_web()
    from statuary.markup.convert import convert  # noqa: PLC0415 - what it takes to convert is loaded here only

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sys.setrecursionlimit(2000)
    convert("guide", "")
    gc.freeze()
    gc.set_threshold(50_000)  # a text's tree is large, and free as soon as it is written
    gc.enable()
    _answer(b"ready")
    with open(0, "rb", closefd=False) as questions:
        while head := questions.read(_HEAD):
            texts = _texts.decode(questions.read(int.from_bytes(head, "big")))
            _answer(msgspec.msgpack.encode([convert(text.profile, text.text) for text in texts]))


def _do_without_the_web() -> None:
    """pymdownx takes two functions of ``urllib.request`` that nobody calls here, and with them HTTP, TLS and mail: a
    fifth of all that a worker loads.
    """
    web = ModuleType("urllib.request")
    web.pathname2url, web.url2pathname = quote, unquote  # type: ignore[attr-defined]  # what they are on POSIX
    sys.modules.setdefault(web.__name__, web)


def _answer(data: bytes) -> None:
    with open(1, "wb", closefd=False) as answers:
        answers.write(len(data).to_bytes(_HEAD, "big") + data)
