"""Ninety days of demo data, told to the store as probe runs. The same every time, but for the day it begins."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from pathlib import Path

from statuary.history import open_store
from statuary.instants import DAY, HOUR, MINUTE, Instant, Millis, day_start
from statuary.model import Outcome, Phases, Policy, ProbeResult, ProbeRun

DAYS = 90
_DENSE = 6 * HOUR  # before now runs are as frequent as the real ones; before that every hour is enough
_STEP = 5 * MINUTE
_SEED = 1847

_USUAL = {  # probe: usual latency in ms, and its swing over a day
    "website-home": (64.0, 18.0),
    "orders-api": (38.0, 9.0),
    "search-api": (180.0, 60.0),
    "payments-api": (55.0, 12.0),
    "webhooks-out": (47.0, 15.0),
    "mail-greeting": (12.0, 3.0),
    "door-certificate": (21.0, 4.0),
}
_Trouble = tuple[str, float, float, Outcome, str]
_TROUBLES: tuple[_Trouble, ...] = (  # probe, days from today's midnight (begin, end), what it was
    ("website-home", -71 + 3.0 / 24, -71 + 5.0 / 24, Outcome.down, "timeout"),
    ("search-api", -47 + 9.0 / 24, -47 + 15.0 / 24, Outcome.degraded, "slow"),
    ("search-api", -46 + 8.0 / 24, -46 + 10.0 / 24, Outcome.down, "http_503"),
    ("webhooks-out", -33 + 20.0 / 24, -33 + 23.0 / 24, Outcome.down, "refused"),
    ("orders-api", -19 + 13.0 / 24, -19 + 16.0 / 24, Outcome.degraded, "slow"),
    ("website-home", -12 + 2.0 / 24, -12 + 4.0 / 24, Outcome.down, "unreachable"),  # inside the planned work
    ("door-certificate", -8.0, 2.0, Outcome.degraded, "certificate_soon"),
    ("search-api", -1 + 16.0 / 24, 2.0, Outcome.degraded, "slow"),
)
_UNSEEN = (-58 + 4.0 / 24, -58 + 11.0 / 24)  # the machine that asks was off
_PAYMENTS_FAIL = 95 * MINUTE  # before now


def write_past(root: Path, now: Instant) -> None:
    """Records the demo runs in the history of the site at ``root``."""
    policies = {probe: Policy(every=HOUR) for probe in _USUAL}
    with open_store(root / "history" / "history.db", keep_raw=2 * DAY) as store:
        for run in runs(now):
            store.record(run, policies)


def runs(now: Instant) -> Iterator[ProbeRun]:
    """The runs of the past, oldest first."""
    chance = random.Random(_SEED)  # noqa: S311 - chance that is the same every time
    midnight = day_start(now)
    dense = now - _DENSE
    at = midnight - DAYS * DAY
    while at <= _last(now):
        if not _UNSEEN[0] <= (at - midnight) / DAY < _UNSEEN[1]:
            yield ProbeRun(at, "default", tuple(_result(probe, at, now, chance) for probe in _USUAL))
        at += HOUR if at < dense else _STEP


def _last(now: Instant) -> Instant:
    """The newest run of the past: two minutes ago, so that all probes are due again."""
    return (now - 2 * MINUTE) // _STEP * _STEP


def _result(probe: str, at: Instant, now: Instant, chance: random.Random) -> ProbeResult:
    outcome, reason = _state(probe, at, now)
    usual, swing = _USUAL[probe]
    daily = math.sin((at % DAY) / DAY * 2 * math.pi - math.pi / 2)
    latency = round(usual + swing * daily + chance.lognormvariate(0, 0.6) * usual / 12, 1)
    if reason == "slow":
        latency = round(latency + 380 + chance.random() * 120, 1)
    if outcome is Outcome.down:
        return ProbeResult(probe, "default", at, outcome, reason, attempts=3)
    phases = Phases(dns=0.4, connect=round(latency / 12, 1), first_byte=latency, total=round(latency * 1.05, 1))
    until = _certificate(now) if probe == "door-certificate" else None
    return ProbeResult(probe, "default", at, outcome, reason, latency, phases, certificate_until=until)


def _state(probe: str, at: Instant, now: Instant) -> tuple[Outcome, str]:
    if probe == "payments-api" and at >= now - _PAYMENTS_FAIL:
        return Outcome.down, "http_503"
    if probe == "webhooks-out" and at >= now - _DENSE // 2:
        steps = (_last(now) - at) // _STEP  # the last is up: the real service then begins with a failure
        return (Outcome.down, "http_503") if steps % 2 else (Outcome.up, "ok")
    days = (at - day_start(now)) / DAY
    for name, begin, end, outcome, reason in _TROUBLES:
        if name == probe and begin <= days < end:
            return outcome, reason
    return Outcome.up, "ok"


def _certificate(now: Instant) -> Millis:
    return now + 6 * DAY
