"""How many attempts are under way at once: few that work, more that merely wait for a silent endpoint.

Few at once keep latencies honest. But a dozen dead hosts would then hold every place until their deadlines; so an
attempt that is still waiting after a second gives its place to the next, within what the machine can hold open.
"""

from __future__ import annotations

import asyncio
import resource

_PATIENCE = 1.0  # seconds
_STEP = 0.001  # seconds from the beginning of one attempt to that of the next: about what one costs
_WAITING = 5  # attempts that wait, for each that works


class Slots:
    """``working`` places for attempts in their first second; ``most`` for all, each at least one file descriptor."""

    def __init__(self, concurrency: int) -> None:
        """Fewer than asked for where the limit on open files is low: a quarter of it."""
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = max(1, limit // 4) if limit > 0 else concurrency * _WAITING
        self.working = asyncio.Semaphore(min(concurrency, most))
        self.next = 0.0
        self.open = asyncio.Semaphore(min(concurrency * _WAITING, most))

    async def take(self) -> Slot:
        """A place for one attempt, when there is one. To be given back with ``Slot.leave``."""
        await self.open.acquire()
        try:
            await self.working.acquire()
        except BaseException:
            self.open.release()
            raise
        slot = Slot(self)
        try:
            await self._in_step()
        except BaseException:
            slot.leave()
            raise
        return slot

    async def _in_step(self) -> None:
        """Attempts that begin together are answered together, and then wait for one another to be read."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        begin = max(now, self.next)
        self.next = begin + _STEP
        if begin > now:
            await asyncio.sleep(begin - now)


class Slot:
    """One attempt's place."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._patience = asyncio.get_running_loop().call_later(_PATIENCE, self._make_room)
        self._working = True

    def _make_room(self) -> None:
        self._working = False
        self._slots.working.release()

    def leave(self) -> None:
        self._patience.cancel()
        self._slots.open.release()
        if self._working:
            self._slots.working.release()
