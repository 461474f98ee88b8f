"""``config/failover.json``: from where a service can be served, and when it moves. Nothing moves by itself."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from statuary.configfiles import Id
from statuary.integrations.common import SecureUrl, Settings, refuse_twins
from statuary.options import Checked, Day, Host, Like, Milliseconds, Seconds, Strict

Scalar = str | int | float | bool | None


class Origin(Strict, frozen=True, kw_only=True):
    """A place that the service can be served from."""

    name: Annotated[Id, Meta(description="lower-case letters, digits and hyphens")]
    provider: Annotated[str, Meta(min_length=1, max_length=100, description="whose machines these are")]
    region: Annotated[
        Annotated[str, Meta(max_length=100)] | None, Meta(description="where they are, as the provider names it")
    ] = None
    url: Annotated[SecureUrl, Meta(description="the address at which it is asked directly")]
    role: Annotated[Literal["primary", "standby"], Meta(description="primary serves, standby waits")] = "standby"
    weight: Annotated[int, Meta(ge=0, le=100, description="its share where several serve")] = 100


class Health(Strict, frozen=True, kw_only=True):
    """When a place is fit to serve."""

    path: Annotated[str, Like(r"^/[\x21-\x7e]*$"), Meta(description="what is asked for, a path like /health")] = (
        "/health"
    )
    timeout_ms: Annotated[Milliseconds, Meta(ge=10, le=300_000, description="how long an answer may take")] = 10_000
    interval_s: Annotated[Seconds, Meta(ge=1, description="how often it is asked")] = 300
    fail_after: Annotated[int, Meta(ge=1, le=100, description="so many bad answers in a row, and it is unfit")] = 2
    recover_after: Annotated[int, Meta(ge=1, le=100, description="so many good ones in a row, and it is fit again")] = 2
    expect_json: Annotated[dict[str, Scalar], Meta(description="what the answer must say")] = {}


class Dns(Strict, frozen=True, kw_only=True):
    """The name that is moved."""

    record: Annotated[Host, Meta(description="the name, like api.example.com")]
    ttl_s: Annotated[Seconds, Meta(ge=1, le=86_400, description="how long resolvers remember where it was")] = 60


class Targets(Strict, frozen=True, kw_only=True):
    """What a move may cost."""

    rto_s: Annotated[Seconds, Meta(ge=1, description="until it is served again")] = 3600
    rpo_s: Annotated[Seconds, Meta(ge=0, description="how much of the newest data may be lost")] = 86_400


class Drill(Strict, frozen=True, kw_only=True):
    """A move that was tried out."""

    date: Annotated[Day, Meta(description="the day, like 2026-11-06")]
    result: Annotated[Literal["done", "failed", "aborted"], Meta(description="how it went")]
    rto_s: Annotated[Annotated[Seconds, Meta(ge=0)] | None, Meta(description="how long it really took")] = None


class Mirror(Strict, frozen=True, kw_only=True):
    """Another place where the status site itself is published."""

    url: Annotated[SecureUrl, Meta(description="its address")]


def _one_primary(value: list[Origin]) -> list[Origin]:
    refuse_twins((origin.name for origin in value), "name")
    if sum(origin.role == "primary" for origin in value) != 1:
        raise ValueError("one origin is the primary, no more and no less; the others are 'standby'")
    return value


class Options(Settings, frozen=True, kw_only=True):
    """``config/failover.json``."""

    mode: Annotated[
        Literal["manual", "dns", "platform"], Meta(description="who moves it: people, DNS, the platform")
    ] = "manual"
    origins: Annotated[
        list[Origin],
        Checked(_one_primary),
        Meta(min_length=1, description="from where it can be served; one of them is primary"),
    ]
    health: Annotated[Health, Meta(description="when an origin is fit to serve")] = Health()
    targets: Annotated[Targets, Meta(description="what a move may cost")] = Targets()
    dns: Annotated[Dns | None, Meta(description="the name that is moved")] = None
    mirrors: Annotated[list[Mirror], Meta(description="where else the status site is published")] = []
    drills: Annotated[list[Drill], Meta(description="moves that were tried out")] = []

    def __post_init__(self) -> None:
        if self.mode == "dns" and self.dns is None:
            raise ValueError("'mode' is 'dns', so 'dns' must say which record is moved")
        if self.mode != "manual" and len(self.origins) < 2:
            raise ValueError(f"'mode' is '{self.mode}', so there must be a second origin to move to")
        unnoticed = self.health.interval_s * self.health.fail_after
        spent = unnoticed + (self.dns.ttl_s if self.dns else 0)
        if self.targets.rto_s < spent:
            raise ValueError(
                f"noticing takes up to {unnoticed} s and the name's ttl comes on top: that is {spent} s, "
                f"more than 'targets.rto_s' allows"
            )
