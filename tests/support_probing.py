"""Probes made in one line, and servers that behave exactly as badly as a test wants."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from statuary.checking import checked
from statuary.config import Probe
from statuary.kinds import PROBERS
from statuary.model import Policy, ProbeResult, ProbeRun
from statuary.options import Latency, settle
from statuary.probing import Tools, probe_all

AT = 1_800_000_000_000
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Type: application/json\r\n\r\n{"ok":true}'


def make_probe(
    kind: str,
    id: str = "p",  # noqa: A002 - its name in the configuration
    *,
    timeout: int = 400,
    attempts: int = 1,
    retry_after: int = 20,
    latency: Latency | None = None,
    **options: Any,
) -> Probe:
    made = checked(PROBERS[kind].Options, options)
    policy = Policy(300_000)
    latency = latency or getattr(made, "latency", None)
    return Probe(id, "api", kind, id, timeout, attempts, retry_after, policy, latency, True, settle(made))


def run(probes: Sequence[Probe], **settings: Any) -> ProbeRun:
    given = {"at": AT, "concurrency": 20, "deadline": 20_000, "root": Path("/nonexistent"), **settings}
    return probe_all(probes, **given)


def ask(probe: Probe, **settings: Any) -> ProbeResult:
    """One probe's result, which must come within its deadlines and half a second."""
    began = time.monotonic()
    result = run([probe], **settings).results[0]
    took = time.monotonic() - began
    pauses = sum(probe.retry_after * 3**n * 1.25 for n in range(probe.attempts - 1))
    assert took <= (probe.timeout * probe.attempts + pauses) / 1000 + 0.5
    return result


def addresses(**names: str) -> Tools:
    """A resolver that knows these names (``_`` for ``.``) and no others."""
    known = {name.replace("_", "."): address.split() for name, address in names.items()}

    def lookup(host: str) -> list[str]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return known[host]

    return Tools(lookup=lookup)


Handler = Callable[[socket.socket], None]


@dataclass
class Server:
    """Accepts on loopback; each connection gets a thread and the handler, and is closed after it."""

    handler: Handler
    family: socket.AddressFamily = socket.AF_INET
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(
            ("::1" if self.family == socket.AF_INET6 else "127.0.0.1", 0), family=self.family
        )
        self._stopped = threading.Event()
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/health"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            self.handler(connection)

    def read(self, connection: socket.socket) -> bytes:
        """The request's head, kept in ``requests``; the body too where its length is told."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                break
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += connection.recv(65536)
        self.requests.append(head + b"\r\n\r\n" + body)
        return data

    def wait(self, seconds: float) -> None:
        """Until the test is over, or for so long."""
        self._stopped.wait(seconds)
