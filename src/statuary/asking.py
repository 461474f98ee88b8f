"""Which probes are due, and asking them beside other work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from statuary.config import Config, Probe, missing_secrets
from statuary.errors import Refused
from statuary.history import Store
from statuary.instants import Instant
from statuary.model import History, ProbeRun
from statuary.sharing import Aside

Progress = Callable[[int, int], None]
"""(how many are done, of how many)."""


def asked_aside(
    config: Config,
    store: Store,
    now: Instant,
    environ: Mapping[str, str],
    location: str,
    progress: Progress | None,
) -> Aside[ProbeRun]:
    """The answers of the probes that are due: a copy of this process asks them, unless somebody watches.

    Raises Refused where a secret is missing.
    """
    missing = missing_secrets(config, environ)
    if missing:
        raise Refused(missing)
    history = store.load(now, latency=False)
    probes = [probe for probe in config.probes if due(probe, history, location, now)]
    settings = config.site.probing

    def ask() -> ProbeRun:
        from statuary.probing import probe_all  # noqa: PLC0415 - HTTP and TLS libraries load only where something is asked

        return probe_all(
            probes,
            at=now,
            location=location,
            canaries=config.canaries,
            previous={series: track.outcome for series, track in history.tracks.items()},
            concurrency=settings.concurrency,
            deadline=settings.deadline,
            allow_private=tuple(settings.allow_private),
            root=config.root,
            progress=progress,
        )

    return Aside(ask, ProbeRun, here=progress is not None)


def due(probe: Probe, history: History, location: str, now: Instant) -> bool:
    """Whether it is time to ask. A fifth of the interval early counts: schedulers are not punctual."""
    latest = history.latest.get((probe.id, location))
    return latest is None or now >= latest.at + probe.policy.every * 4 // 5 or now < latest.at
