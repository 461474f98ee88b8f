"""``config/scale.json``: how many instances serve, what a cold start is, and what a load test must hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from statuary.integrations.common import Settings
from statuary.options import EnvName, Milliseconds, Seconds, Share, Strict

Status = Annotated[int, Field(ge=100, le=599)]
Path = Annotated[str, Field(pattern=r"^/[\x21-\x7e]*$")]


class ColdStart(Strict):
    """Which slow or failing answer is a service that was asleep, and no outage."""

    threshold_ms: Milliseconds = Field(3000, description="an answer slower than this may be a cold start")
    ratio_to_warm_p50: float = Field(4, gt=1, le=1000, description="and so many times slower than a usual one")
    min_idle_s: Seconds = Field(300, description="and nobody asked for so long before")
    wake_statuses: list[Status] = Field(
        default_factory=lambda: [502, 503, 504], description="statuses of a service that is about to wake"
    )
    wake_retries: int = Field(2, ge=0, le=10, description="how often one that wakes is asked again")
    wake_retry_delay_s: Seconds = Field(5, description="the pause before that")


class KeepWarm(Strict):
    """Asking so often that the service never sleeps."""

    enabled: bool = Field(False, description="whether it is done")
    path: Path = Field("/health", description="what is asked for")
    interval_s: Seconds = Field(240, ge=10, description="how often; sooner than it would fall asleep")


class ColdProbe(Strict):
    """Asking so seldom that the service is found asleep."""

    interval_s: Seconds = Field(3600, ge=60, description="how often; later than it falls asleep")


class Monitor(Strict):
    """A monitor elsewhere, whose record is a second opinion."""

    provider: Literal["none", "uptimerobot"] = Field("none", description="whose it is")
    api_version: Literal[2, 3] = Field(3, description="of the provider's interface")
    monitor_ids: list[str] = Field(default_factory=list, description="which monitors, by the provider's ids")
    api_key_env: EnvName = Field("UPTIMEROBOT_API_KEY", description="the variable that holds a read-only key")


class Smoke(Strict):
    """A glance: does it answer at all?"""

    users: int = Field(1, ge=1, le=10, description="how many ask at once")
    duration_s: Seconds = Field(10, ge=1, le=120, description="for how long")


class Load(Strict):
    """A usual busy hour."""

    users: int = Field(10, ge=1, le=1000, description="how many ask at once at the top")
    ramp_s: Seconds = Field(30, ge=1, description="how long it takes to get there")
    hold_s: Seconds = Field(60, ge=1, description="how long it stays there")


class Stress(Strict):
    """More than usual, to see what gives first."""

    start_rate: int = Field(5, ge=1, le=10_000, description="requests a second at first")
    peak_rate: int = Field(50, ge=1, le=10_000, description="requests a second at the top")
    ramp_s: Seconds = Field(60, ge=1, description="how long it takes to get there")
    max_users: int = Field(100, ge=1, le=10_000, description="how many may ask at once at most")
    error_rate: Share = Field(0.05, description="the share of failed requests that is still borne")

    @model_validator(mode="after")
    def _rises(self) -> Stress:
        if self.peak_rate < self.start_rate:
            raise ValueError("'peak_rate' is below 'start_rate'; a stress test rises")
        return self


class LoadTest(Strict):
    """What the scripts in ``perf/`` ask for, and what the answers must hold."""

    paths: list[Path] = Field(default_factory=lambda: ["/health"], min_length=1, description="what is asked for")
    p95_ms: Milliseconds = Field(500, ge=1, description="19 of 20 answers are quicker than this")
    p99_ms: Milliseconds = Field(1500, ge=1, description="99 of 100 answers are quicker than this")
    error_rate: Share = Field(0.01, description="the share of requests that may fail")
    smoke: Smoke = Field(default_factory=Smoke, description="perf/smoke.js")
    load: Load = Field(default_factory=Load, description="perf/load.js")
    stress: Stress = Field(default_factory=Stress, description="perf/stress.js")

    @model_validator(mode="after")
    def _is_ordered(self) -> LoadTest:
        if self.p99_ms < self.p95_ms:
            raise ValueError("'p99_ms' is below 'p95_ms'; 99 of 100 answers cannot be quicker than 19 of 20")
        return self


class Options(Settings):
    """``config/scale.json``."""

    platform: Literal["replit", "railway", "fly", "cloudrun", "other"] = Field(description="where the service runs")
    min_instances: int = Field(1, ge=0, le=1000, description="how many run when nobody asks")
    max_instances: int = Field(3, ge=1, le=1000, description="how many run at most")
    target_concurrency: int = Field(80, ge=1, le=1000, description="requests at once that one of them is meant for")
    scale_to_zero: bool = Field(False, description="whether all of them sleep when nobody asks")
    idle_timeout_s: Seconds = Field(900, ge=1, description="how long nobody asks until one is stopped")
    cold_start: ColdStart = Field(default_factory=ColdStart, description="what a cold start is")
    keep_warm: KeepWarm = Field(default_factory=KeepWarm, description="asking so that it never sleeps")
    cold_probe: ColdProbe = Field(default_factory=ColdProbe, description="asking so that it is found asleep")
    monitor: Monitor = Field(default_factory=Monitor, description="a monitor elsewhere")
    load_test: LoadTest = Field(default_factory=LoadTest, description="what perf/*.js ask for, and what must hold")

    @model_validator(mode="after")
    def _agrees(self) -> Options:
        if self.max_instances < self.min_instances:
            raise ValueError("'max_instances' is below 'min_instances'; raise it")
        if self.scale_to_zero is not (self.min_instances == 0):
            raise ValueError("'scale_to_zero' is true where 'min_instances' is 0, and only there; change one of them")
        if self.keep_warm.enabled and self.keep_warm.interval_s >= self.idle_timeout_s:
            raise ValueError("'keep_warm' asks too seldom: 'interval_s' must be below 'idle_timeout_s'")
        if self.scale_to_zero and self.cold_probe.interval_s <= self.idle_timeout_s:
            raise ValueError("'cold_probe' keeps the service awake: 'interval_s' must be above 'idle_timeout_s'")
        return self
