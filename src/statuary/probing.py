"""The network edge: asks every probe, several at once, each attempt under its own deadline, all under that of the run.

Nothing that an endpoint, the network or this machine does ends the run: every failure is an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from statuary.config import Probe
from statuary.context import Context, Ways
from statuary.instants import SECOND, Instant, Millis
from statuary.judging import judge, lookups_failed, lookups_worked
from statuary.kinds import PROBERS
from statuary.model import Answer, Outcome, ProbeResult, ProbeRun, Series
from statuary.net.dial import Connect, connect_tcp
from statuary.net.faults import answer_for
from statuary.net.guard import Guard
from statuary.net.resolver import Lookup, Resolver, system_lookup
from statuary.net.stream import Wanted
from statuary.net.trust import Trust
from statuary.options import Latency
from statuary.reasons import clean_text
from statuary.slots import Slots

__all__ = ["Context", "Tools", "judge", "probe_all"]

_log = logging.getLogger("statuary.probing")

Progress = Callable[[int, int], None]

_LONGEST_WAIT = 5 * SECOND  # however long an endpoint asks us to wait
_WITNESS = "a.root-servers.net"  # exists for as long as there is a domain name system
_WITNESS_SECONDS = 0.4
_TRANSIENT = {"local_resources", "resolver", "rate_limited"}  # unknown, but worth asking again


@dataclass(frozen=True, slots=True)
class Tools:
    """How names are looked up and addresses connected to: tests give their own."""

    lookup: Lookup = system_lookup
    connect: Connect = connect_tcp


def probe_all(
    probes: Sequence[Probe],
    *,
    at: Instant,
    location: str = "default",
    canaries: Sequence[Probe] = (),
    previous: Mapping[Series, Outcome] | None = None,
    concurrency: int,
    deadline: Millis,
    allow_private: tuple[str, ...] = (),
    root: Path,
    progress: Progress | None = None,
    tools: Tools | None = None,
) -> ProbeRun:
    """Asks all, records nothing. Returns at the deadline at the latest (+ 0.5 s); what is unfinished is ``not_run``.

    ``previous``: each series' confirmed outcome, so that only new failures need a witness. ``at`` is the only wall
    clock; all durations are monotonic.
    """
    tools = tools or Tools()
    ways = Ways(Resolver(tools.lookup), Guard.of(allow_private), Trust(root), tools.connect)
    everyone = [*probes, *canaries]
    _prepare(everyone, ways.trust)
    run = _Run(at, location, root, ways, Slots(concurrency))
    results, names_resolve = asyncio.run(run.ask_everyone(everyone, deadline, progress))
    answered = ProbeRun(at, location, tuple(results[: len(probes)]))
    hosts = {probe.id: host_of(probe) for probe in probes}
    return judge(answered, results[len(probes) :], previous or {}, hosts, names_resolve=names_resolve)


def host_of(probe: Probe) -> str:
    """Whom the probe asks over the network; ``""`` where it needs none."""
    options = probe.options
    found = getattr(options, "host", None) or getattr(options, "query", None)
    if found is None and hasattr(options, "url"):
        from statuary.net.address import parse_address  # noqa: PLC0415

        found = parse_address(options.url, ("http", "https", "ws", "wss")).host
    return found or ""


@dataclass(frozen=True, slots=True)
class _Run:
    at: Instant
    location: str
    root: Path
    ways: Ways
    slots: Slots
    began: float = field(default_factory=time.monotonic)

    async def ask_everyone(
        self, probes: Sequence[Probe], deadline: Millis, progress: Progress | None
    ) -> tuple[list[ProbeResult], bool]:
        """The results, and whether a name that surely exists could be looked up, where that matters."""
        results = await self.ask_all(probes, deadline, progress)
        doubtful = lookups_failed(results) and not lookups_worked(results)
        return results, doubtful and await self._names_resolve()

    async def _names_resolve(self) -> bool:
        try:
            async with asyncio.timeout(_WITNESS_SECONDS):
                await self.ways.resolver.resolve(_WITNESS)
        except OSError:  # a timeout is one
            return False
        return True

    async def ask_all(self, probes: Sequence[Probe], deadline: Millis, progress: Progress | None) -> list[ProbeResult]:
        """The results in the order of the probes: the last that was heard of each when the time is over."""
        asyncio.get_running_loop().set_exception_handler(_quietly)
        heard = [self._not_run(probe) for probe in probes]
        done = 0

        async def ask(index: int, probe: Probe) -> None:
            nonlocal done
            async for result in self._attempts(probe):
                heard[index] = result
            done += 1
            if progress:
                progress(done, len(probes))

        tasks = [asyncio.create_task(ask(index, probe)) for index, probe in enumerate(probes)]
        if tasks:
            await asyncio.wait(tasks, timeout=self.began + deadline / 1000 - time.monotonic())
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended  # of our own code: what endpoints do ends as a result
        return heard

    def _not_run(self, probe: Probe) -> ProbeResult:
        return ProbeResult(probe.id, self.location, self.at, Outcome.unknown, "not_run", attempts=0)

    async def _attempts(self, probe: Probe) -> AsyncIterator[ProbeResult]:
        """The result after each attempt. Only failures are asked again, each time on a fresh connection."""
        first = None
        for number in range(1, probe.attempts + 1):
            slot = await self.slots.take()
            try:
                first = first or time.monotonic()
                answer = judge_latency(await self._attempt(probe, number), probe.latency)
            finally:
                slot.leave()
            spread = round((time.monotonic() - first) * 1000)
            yield self._result(probe, answer, number, spread)
            if number == probe.attempts or not again(answer, number):
                return
            await asyncio.sleep(pause(probe, answer, number) / 1000)

    async def _attempt(self, probe: Probe, number: int) -> Answer:
        deadline = time.monotonic() + probe.timeout / 1000
        at = self.at + round((time.monotonic() - self.began) * 1000)
        context = Context(probe.id, at, deadline, self.root, self.ways, number)
        try:
            async with asyncio.timeout(probe.timeout / 1000):
                return await PROBERS[probe.kind].probe(probe.options, context)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not end the run: it is this probe's answer
            _log.debug("%s: attempt %d", probe.id, number, exc_info=error)
            return answer_for(error, context.watch)

    def _result(self, probe: Probe, answer: Answer, attempts: int, spread: Millis) -> ProbeResult:
        return ProbeResult(
            probe=probe.id,
            location=self.location,
            at=self.at,
            outcome=answer.outcome,
            reason=answer.reason,
            latency=None if answer.latency is None else round(answer.latency, 3),
            phases=answer.phases,
            attempts=attempts,
            spread=spread,
            certificate_until=answer.certificate_until,
            note=clean_text(answer.note),
        )


def judge_latency(answer: Answer, limits: Latency | None) -> Answer:
    """Slowness makes a good answer worse; it never makes a bad one better."""
    if limits is None or answer.latency is None or answer.outcome not in (Outcome.up, Outcome.degraded):
        return answer
    if limits.down is not None and answer.latency > limits.down:
        return replace(answer, outcome=Outcome.down, reason="too_slow")
    if limits.degraded is not None and answer.latency > limits.degraded and answer.outcome is Outcome.up:
        return replace(answer, outcome=Outcome.degraded, reason="slow")
    return answer


def again(answer: Answer, number: int) -> bool:
    """Whether a probe is asked once more after its attempt ``number``."""
    failed = answer.outcome is Outcome.down and not answer.reason.startswith("heartbeat_")
    asked_twice_at_most = answer.wait is not None or answer.reason in ("dns_failed", "dns_nxdomain")
    return (failed or answer.reason in _TRANSIENT) and not (asked_twice_at_most and number >= 2)


def pause(probe: Probe, answer: Answer, number: int) -> float:
    """Milliseconds until the next attempt: three times as long each time, and up to a quarter more.

    The quarter is by the probe's id, so that those that failed together do not come back together.
    """
    jitter = zlib.crc32(f"{probe.id}/{number}".encode()) / 2**32 / 4
    return max(probe.retry_after * 3.0 ** (number - 1) * (1 + jitter), min(answer.wait or 0, _LONGEST_WAIT))


def _quietly(_loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    """What asyncio has to say of connections that broke while being closed."""
    _log.debug("asyncio: %s", told.get("message"), exc_info=told.get("exception"))


def _prepare(probes: Sequence[Probe], trust: Trust) -> None:
    """Loads what the probes need before the first of them is timed."""
    for kind in sorted({probe.kind for probe in probes}):
        for module in getattr(PROBERS[kind], "ENGINE", ()):
            with contextlib.suppress(ImportError):  # an extra that is not installed: the prober says so
                importlib.import_module(module)
    if any(getattr(probe.options, "url", "").startswith(("https:", "wss:")) for probe in probes):
        trust.context(Wanted())
