"""A process that converts Markdown, and can be killed. It speaks msgpack over pipes: texts in, results out."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from types import ModuleType
from urllib.parse import quote, unquote

import msgspec

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
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False

    def begin(self) -> subprocess.Popen[bytes]:
        """Starts it, and does not wait. Raises OSError."""
        command = [sys.executable, "-S", "-E", "-c", _PROGRAM, json.dumps(sys.path)]
        self._is_ready = False
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
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

    def _ready(self) -> subprocess.Popen[bytes]:
        """The process, started. Raises OSError where it does not start."""
        process = self._process or self.begin()
        if not self._is_ready:
            if _receive(process, _START) is None:
                raise OSError("the worker did not start")
            self._is_ready = True
        return process


def _send(process: subprocess.Popen[bytes], data: bytes) -> None:
    stdin = process.stdin
    if stdin:
        stdin.write(len(data).to_bytes(_HEAD, "big") + data)
        stdin.flush()


def _receive(process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
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
    while head := sys.stdin.buffer.read(_HEAD):
        texts = _texts.decode(sys.stdin.buffer.read(int.from_bytes(head, "big")))
        _answer(msgspec.msgpack.encode([convert(text.profile, text.text) for text in texts]))


def _do_without_the_web() -> None:
    """pymdownx takes two functions of ``urllib.request`` that nobody calls here, and with them HTTP, TLS and mail: a
    fifth of all that a worker loads.
    """
    web = ModuleType("urllib.request")
    web.pathname2url, web.url2pathname = quote, unquote  # type: ignore[attr-defined]  # what they are on POSIX
    sys.modules.setdefault(web.__name__, web)


def _answer(data: bytes) -> None:
    sys.stdout.buffer.write(len(data).to_bytes(_HEAD, "big") + data)
    sys.stdout.buffer.flush()
