"""A fresh connection as bytes in and out, with the moment of the first byte taken where it arrives."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, NamedTuple

from statuary.context import Context
from statuary.instants import Instant
from statuary.net.dial import dial
from statuary.options import Family

if TYPE_CHECKING:
    import ssl

_ENOUGH = 64 * 1024  # bytes waiting to be read at which the other side has to wait


class Wanted(NamedTuple):
    """How TLS is to be spoken: ``ca`` is a file below the root, ``protocol`` the one to agree on (ALPN)."""

    verify: bool = True
    ca: str | None = None
    protocol: str | None = None


class Stream(asyncio.Protocol):
    """Raises ConnectionResetError and ssl.SSLError where the connection breaks; ``b""`` is its orderly end.

    ``sent`` and ``first`` are monotonic seconds: the last write, and the first byte after it.
    """

    __slots__ = (
        "_buffer",
        "_ended",
        "_failure",
        "_paused",
        "_waiter",
        "certificate_until",
        "first",
        "sent",
        "transport",
    )

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._ended = False
        self._failure: Exception | None = None
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self.certificate_until: Instant | None = None
        self.sent = 0.0
        self.first: float | None = None

    # asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # TCP transports are both ways

    def data_received(self, data: bytes) -> None:
        if self.first is None:
            self.first = time.monotonic()
        self._buffer += data
        if len(self._buffer) >= _ENOUGH and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self._ended = True
        self._wake()
        return self.transport.get_extra_info("sslcontext") is None  # TLS has no half-closed connections

    def connection_lost(self, error: Exception | None) -> None:
        self._ended = True
        self._failure = error
        self._wake()

    # we call these

    def send(self, data: bytes) -> None:
        """Writes, and waits for a new first byte."""
        self.transport.write(data)
        self.sent = time.monotonic()
        self.first = None

    async def receive(self, most: int) -> bytes:
        """At most that many bytes; ``b""`` at the end."""
        while not self._buffer:
            if self._failure is not None:
                raise self._failure
            if self._ended:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        data = bytes(self._buffer[:most])
        del self._buffer[:most]
        if self._paused and len(self._buffer) < _ENOUGH:
            self._paused = False
            self.transport.resume_reading()
        return data

    def close(self) -> None:
        """At once: nothing more is sent, and nobody waits."""
        self.transport.abort()

    @property
    def first_byte(self) -> float | None:
        """Milliseconds from the last write to the first byte after it."""
        return None if self.first is None else (self.first - self.sent) * 1000

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


async def open_stream(
    host: str,
    port: int,
    context: Context,
    *,
    family: Family = "any",
    guarded: bool = False,
    tls: Wanted | None = None,
    name: str | None = None,
) -> Stream:
    """A fresh connection; with ``tls`` one that speaks it.

    Raises Fault with a TLS reason and, where it could be read, the certificate's expiry.
    """
    sock = await dial(host, port, context, family=family, guarded=guarded)
    if tls is None:
        return await attach(sock)
    from statuary.net.trust import secure  # noqa: PLC0415 - TLS loads where it is spoken

    return await secure(sock, name or host, context, tls)


async def attach(sock: socket.socket, tls: ssl.SSLContext | None = None, name: str | None = None) -> Stream:
    """The connected socket as a stream; closes it where that fails."""
    try:
        loop = asyncio.get_running_loop()
        _, stream = await loop.create_connection(Stream, sock=sock, ssl=tls, server_hostname=name)
    except BaseException:
        sock.close()
        raise
    return stream
