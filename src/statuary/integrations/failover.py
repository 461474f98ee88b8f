"""``config/failover.json``: from where a service can be served, and when it moves. Nothing moves by itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from statuary.configfiles import checked_id
from statuary.integrations.common import SecureUrl, Settings, refuse_twins
from statuary.options import Day, Host, Milliseconds, Seconds, Strict

Scalar = str | int | float | bool | None


class Origin(Strict):
    """A place that the service can be served from."""

    name: Annotated[str, AfterValidator(checked_id)] = Field(description="lower-case letters, digits and hyphens")
    provider: str = Field(min_length=1, max_length=100, description="whose machines these are")
    region: str | None = Field(None, max_length=100, description="where they are, as the provider names it")
    url: SecureUrl = Field(description="the address at which it is asked directly")
    role: Literal["primary", "standby"] = Field("standby", description="primary serves, standby waits")
    weight: int = Field(100, ge=0, le=100, description="its share where several serve")


class Health(Strict):
    """When a place is fit to serve."""

    path: str = Field("/health", pattern=r"^/[\x21-\x7e]*$", description="what is asked for")
    timeout_ms: Milliseconds = Field(10_000, ge=10, le=300_000, description="how long an answer may take")
    interval_s: Seconds = Field(300, ge=1, description="how often it is asked")
    fail_after: int = Field(2, ge=1, le=100, description="so many bad answers in a row, and it is unfit")
    recover_after: int = Field(2, ge=1, le=100, description="so many good ones in a row, and it is fit again")
    expect_json: dict[str, Scalar] = Field(default_factory=dict, description="what the answer must say")


class Dns(Strict):
    """The name that is moved."""

    record: Host = Field(description="the name, like api.example.com")
    ttl_s: Seconds = Field(60, ge=1, le=86_400, description="how long resolvers remember where it was")


class Targets(Strict):
    """What a move may cost."""

    rto_s: Seconds = Field(3600, ge=1, description="until it is served again")
    rpo_s: Seconds = Field(86_400, description="how much of the newest data may be lost")


class Drill(Strict):
    """A move that was tried out."""

    date: Day = Field(description="the day, like 2026-11-06")
    result: Literal["done", "failed", "aborted"] = Field(description="how it went")
    rto_s: Seconds | None = Field(None, description="how long it really took")


class Mirror(Strict):
    """Another place where the status site itself is published."""

    url: SecureUrl = Field(description="its address")


class Options(Settings):
    """``config/failover.json``."""

    mode: Literal["manual", "dns", "platform"] = Field("manual", description="who moves it: people, DNS, the platform")
    origins: list[Origin] = Field(min_length=1, description="from where it can be served; one of them is primary")
    health: Health = Field(default_factory=Health, description="when an origin is fit to serve")
    targets: Targets = Field(default_factory=Targets, description="what a move may cost")
    dns: Dns | None = Field(None, description="the name that is moved")
    mirrors: list[Mirror] = Field(default_factory=list, description="where else the status site is published")
    drills: list[Drill] = Field(default_factory=list, description="moves that were tried out")

    @field_validator("origins")
    @classmethod
    def _have_one_primary(cls, value: list[Origin]) -> list[Origin]:
        refuse_twins((origin.name for origin in value), "name")
        if sum(origin.role == "primary" for origin in value) != 1:
            raise ValueError("one origin is the primary, no more and no less; the others are 'standby'")
        return value

    @model_validator(mode="after")
    def _can_be_kept(self) -> Options:
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
        return self
