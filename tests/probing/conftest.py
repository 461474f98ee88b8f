"""Servers of a test's own making."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator

import pytest

from support_probing import Server

Script = Callable[[Server, socket.socket], None]


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """``serve(script)``: a server whose connections are handled by ``script(server, connection)``."""
    with contextlib.ExitStack() as stack:

        def start(script: Script | bytes, **settings: object) -> Server:
            def answer(server: Server, connection: socket.socket) -> None:
                server.read(connection)
                connection.sendall(script)  # type: ignore[arg-type]

            chosen = answer if isinstance(script, bytes) else script
            server = Server(lambda connection: chosen(server, connection), **settings)  # type: ignore[arg-type]
            return stack.enter_context(server)

        yield start


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
