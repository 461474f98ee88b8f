"""From a host's name to a connected socket: resolve once, check, connect to what was checked."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

from statuary.context import Context
from statuary.net.faults import is_local
from statuary.options import Family

Connect = Callable[[str, int], Awaitable[socket.socket]]

_IMPATIENCE = 2.0  # seconds that an address may take while there is another one to try


async def connect_tcp(address: str, port: int) -> socket.socket:
    """A connected non-blocking socket. ``address`` is numeric."""
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return sock


async def addresses_of(host: str, context: Context, family: Family, *, guarded: bool = False) -> tuple[str, ...]:
    """The host's addresses in the order to try them: a retry begins with another one.

    Raises Fault where ``guarded`` and one of them is private, OSError where there are none.
    """
    watch = context.watch
    watch.stage = "dns"
    found = await context.ways.resolver.resolve(host)
    watch.stage = ""
    if found.millis is not None:
        watch.add("dns", found.millis)
    if guarded:
        context.ways.guard.check(found.addresses)
    wanted = [address for address in found.addresses if family == "any" or (":" in address) is (family == "ipv6")]
    if not wanted:
        raise socket.gaierror(socket.EAI_NONAME, "no address of this family")
    first = (context.attempt - 1) % len(wanted)
    return (*wanted[first:], *wanted[:first])


async def dial(
    host: str, port: int, context: Context, *, family: Family = "any", guarded: bool = False
) -> socket.socket:
    """A connected socket, from the first address that answers. Phases ``dns`` and ``connect`` are recorded.

    For ``both``, of the sixth version, after the fourth was reached too: one must not hide that the other is dead.
    """
    if family == "both":
        (await dial(host, port, context, family="ipv4", guarded=guarded)).close()
        return await dial(host, port, context, family="ipv6", guarded=guarded)
    addresses = await addresses_of(host, context, family, guarded=guarded)
    context.watch.stage = "connect"
    failure: OSError | None = None
    for index, address in enumerate(addresses):
        last = index == len(addresses) - 1
        began = time.monotonic()
        try:
            sock = await _within(None if last else min(_IMPATIENCE, context.remaining / 2), address, port, context)
        except OSError as error:  # TimeoutError is one of them
            failure = _more_telling(failure, error)
        else:
            context.watch.add("connect", (time.monotonic() - began) * 1000)
            return sock
    raise failure or TimeoutError


async def _within(seconds: float | None, address: str, port: int, context: Context) -> socket.socket:
    if seconds is None:
        return await context.ways.connect(address, port)
    async with asyncio.timeout(max(seconds, 0)):
        return await context.ways.connect(address, port)


def _more_telling(first: OSError | None, second: OSError) -> OSError:
    """What the other side did says more than what our own side lacks (IPv6, most often)."""
    return second if first is None or is_local(first) else first
