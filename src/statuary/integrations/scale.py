"""``config/scale.json``: how many instances serve, what a cold start is, and what a load test must hold."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from statuary.integrations.common import Settings
from statuary.options import EnvName, Like, Milliseconds, Seconds, Share, Strict

Status = Annotated[int, Meta(ge=100, le=599)]
Path = Annotated[str, Like(r"^/[\x21-\x7e]*$"), Meta(description="a path without spaces, like /health")]


class ColdStart(Strict, frozen=True, kw_only=True):
    """Which slow or failing answer is a service that was asleep, and no outage."""

    threshold_ms: Annotated[Milliseconds, Meta(ge=0, description="an answer slower than this may be a cold start")] = (
        3000
    )
    ratio_to_warm_p50: Annotated[
        float, Meta(gt=1, le=1000, description="and so many times slower than a usual one")
    ] = 4
    min_idle_s: Annotated[Seconds, Meta(ge=0, description="and nobody asked for so long before")] = 300
    wake_statuses: Annotated[list[Status], Meta(description="statuses of a service that is about to wake")] = field(
        default_factory=lambda: [502, 503, 504]
    )
    wake_retries: Annotated[int, Meta(ge=0, le=10, description="how often one that wakes is asked again")] = 2
    wake_retry_delay_s: Annotated[Seconds, Meta(ge=0, description="the pause before that")] = 5


class KeepWarm(Strict, frozen=True, kw_only=True):
    """Asking so often that the service never sleeps."""

    enabled: Annotated[bool, Meta(description="whether it is done")] = False
    path: Annotated[Path, Meta(description="what is asked for, a path like /health")] = "/health"
    interval_s: Annotated[Seconds, Meta(ge=10, description="how often; sooner than it would fall asleep")] = 240


class ColdProbe(Strict, frozen=True, kw_only=True):
    """Asking so seldom that the service is found asleep."""

    interval_s: Annotated[Seconds, Meta(ge=60, description="how often; later than it falls asleep")] = 3600


class Monitor(Strict, frozen=True, kw_only=True):
    """A monitor elsewhere, whose record is a second opinion."""

    provider: Annotated[Literal["none", "uptimerobot"], Meta(description="whose it is")] = "none"
    api_version: Annotated[Literal[2, 3], Meta(description="of the provider's interface")] = 3
    monitor_ids: Annotated[list[str], Meta(description="which monitors, by the provider's ids")] = []
    api_key_env: Annotated[EnvName, Meta(description="the variable that holds a read-only key")] = "UPTIMEROBOT_API_KEY"


class Smoke(Strict, frozen=True, kw_only=True):
    """A glance: does it answer at all?"""

    users: Annotated[int, Meta(ge=1, le=10, description="how many ask at once")] = 1
    duration_s: Annotated[Seconds, Meta(ge=1, le=120, description="for how long")] = 10


class Load(Strict, frozen=True, kw_only=True):
    """A usual busy hour."""

    users: Annotated[int, Meta(ge=1, le=1000, description="how many ask at once at the top")] = 10
    ramp_s: Annotated[Seconds, Meta(ge=1, description="how long it takes to get there")] = 30
    hold_s: Annotated[Seconds, Meta(ge=1, description="how long it stays there")] = 60


class Stress(Strict, frozen=True, kw_only=True):
    """More than usual, to see what gives first."""

    start_rate: Annotated[int, Meta(ge=1, le=10_000, description="requests a second at first")] = 5
    peak_rate: Annotated[int, Meta(ge=1, le=10_000, description="requests a second at the top")] = 50
    ramp_s: Annotated[Seconds, Meta(ge=1, description="how long it takes to get there")] = 60
    max_users: Annotated[int, Meta(ge=1, le=10_000, description="how many may ask at once at most")] = 100
    error_rate: Annotated[Share, Meta(description="the share of failed requests that is still borne")] = 0.05

    def __post_init__(self) -> None:
        if self.peak_rate < self.start_rate:
            raise ValueError("'peak_rate' is below 'start_rate'; a stress test rises")


class LoadTest(Strict, frozen=True, kw_only=True):
    """What the scripts in ``perf/`` ask for, and what the answers must hold."""

    paths: Annotated[list[Path], Meta(min_length=1, description="what is asked for, paths like /health")] = field(
        default_factory=lambda: ["/health"]
    )
    p95_ms: Annotated[Milliseconds, Meta(ge=1, description="19 of 20 answers are quicker than this")] = 500
    p99_ms: Annotated[Milliseconds, Meta(ge=1, description="99 of 100 answers are quicker than this")] = 1500
    error_rate: Annotated[Share, Meta(description="the share of requests that may fail")] = 0.01
    smoke: Annotated[Smoke, Meta(description="perf/smoke.js")] = Smoke()
    load: Annotated[Load, Meta(description="perf/load.js")] = Load()
    stress: Annotated[Stress, Meta(description="perf/stress.js")] = Stress()

    def __post_init__(self) -> None:
        if self.p99_ms < self.p95_ms:
            raise ValueError("'p99_ms' is below 'p95_ms'; 99 of 100 answers cannot be quicker than 19 of 20")


class Options(Settings, frozen=True, kw_only=True):
    """``config/scale.json``."""

    platform: Annotated[
        Literal["replit", "railway", "fly", "cloudrun", "other"], Meta(description="where the service runs")
    ]
    min_instances: Annotated[int, Meta(ge=0, le=1000, description="how many run when nobody asks")] = 1
    max_instances: Annotated[int, Meta(ge=1, le=1000, description="how many run at most")] = 3
    target_concurrency: Annotated[
        int, Meta(ge=1, le=1000, description="requests at once that one of them is meant for")
    ] = 80
    scale_to_zero: Annotated[bool, Meta(description="whether all of them sleep when nobody asks")] = False
    idle_timeout_s: Annotated[Seconds, Meta(ge=1, description="how long nobody asks until one is stopped")] = 900
    cold_start: Annotated[ColdStart, Meta(description="what a cold start is")] = ColdStart()
    keep_warm: Annotated[KeepWarm, Meta(description="asking so that it never sleeps")] = KeepWarm()
    cold_probe: Annotated[ColdProbe, Meta(description="asking so that it is found asleep")] = ColdProbe()
    monitor: Annotated[Monitor, Meta(description="a monitor elsewhere")] = Monitor()
    load_test: Annotated[LoadTest, Meta(description="what perf/*.js ask for, and what must hold")] = LoadTest()

    def __post_init__(self) -> None:
        if self.max_instances < self.min_instances:
            raise ValueError("'max_instances' is below 'min_instances'; raise it")
        if self.scale_to_zero is not (self.min_instances == 0):
            raise ValueError("'scale_to_zero' is true where 'min_instances' is 0, and only there; change one of them")
        if self.keep_warm.enabled and self.keep_warm.interval_s >= self.idle_timeout_s:
            raise ValueError("'keep_warm' asks too seldom: 'interval_s' must be below 'idle_timeout_s'")
        if self.scale_to_zero and self.cold_probe.interval_s <= self.idle_timeout_s:
            raise ValueError("'cold_probe' keeps the service awake: 'interval_s' must be above 'idle_timeout_s'")
