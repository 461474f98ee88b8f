"""Looking up names, once per name and run, where no dead name can delay another or the end of the program.

The system's resolver can hang for tens of seconds and cannot be interrupted, so each lookup has a thread of its own
that nobody waits for. asyncio's own pool would be blocked by a handful of dead names, and healthy services would be
reported as down.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from statuary.net.address import numeric

Lookup = Callable[[str], list[str]]

_MOST_THREADS = 256


def system_lookup(host: str) -> list[str]:
    """The numeric addresses of a name, in the system's order of preference."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


@dataclass(frozen=True, slots=True)
class Found:
    """Addresses in order, and how long it took to find them (ms); None where nothing had to be looked up."""

    addresses: tuple[str, ...]
    millis: float | None = None


@dataclass(slots=True)
class Resolver:
    """The names of one run. Only successes are remembered: a retry asks again."""

    lookup: Lookup = system_lookup
    _known: dict[str, asyncio.Future[Found | OSError]] = field(default_factory=dict)
    _running: int = 0

    async def resolve(self, host: str) -> Found:
        """Raises OSError (socket.gaierror) where the name has no address. Waits for as long as the caller allows."""
        address = numeric(host)
        if address:
            return Found((address,))
        if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
            return Found(("127.0.0.1", "::1"))
        pending = self._known.get(host)
        if pending is None:
            pending = self._known[host] = self._begin(host)
        found = await asyncio.shield(pending)
        if isinstance(found, OSError):
            if self._known.get(host) is pending:
                del self._known[host]
            raise type(found)(*found.args)
        return found

    def _begin(self, host: str) -> asyncio.Future[Found | OSError]:
        if self._running >= _MOST_THREADS:
            raise OSError(errno.EAGAIN, "too many lookups are unanswered")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Found | OSError] = loop.create_future()

        def done(found: Found | OSError) -> None:
            self._running -= 1
            if not future.done():
                future.set_result(found)

        def work() -> None:
            found = _look_up(self.lookup, host)
            with contextlib.suppress(RuntimeError):  # the run has ended: nobody waits any more
                loop.call_soon_threadsafe(done, found)

        try:
            threading.Thread(target=work, name="statuary-lookup", daemon=True).start()
        except RuntimeError:
            raise OSError(errno.EAGAIN, "no thread for a lookup") from None
        self._running += 1
        return future


def _look_up(lookup: Lookup, host: str) -> Found | OSError:
    began = time.monotonic()
    try:
        addresses = tuple(lookup(host))
    except OSError as error:
        return error
    except (UnicodeError, ValueError):
        return socket.gaierror(socket.EAI_NONAME, "not a name")
    if not addresses:
        return socket.gaierror(socket.EAI_NONAME, "no addresses")
    return Found(addresses, (time.monotonic() - began) * 1000)
