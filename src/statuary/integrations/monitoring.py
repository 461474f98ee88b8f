"""``config/monitoring.json``: who is told of errors, who watches the watcher, and whose records are read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from statuary.configfiles import checked_id
from statuary.integrations.common import Settings
from statuary.options import EnvName, Strict

Event = Literal["start", "ok", "fail"]
Minutes = Annotated[int, Field(ge=1, le=10_080)]


class Cron(Strict):
    """A check-in of each build, so that silence is noticed."""

    slug: str = Field(description="the monitor's name there: lower-case letters, digits and hyphens")
    schedule: str = Field(
        pattern=r"^[\d*/,-]+( [\d*/,A-Za-z-]+){4}$", description="when builds are due, as cron has it: */5 * * * *"
    )
    margin_min: Minutes = Field(5, description="how many minutes a build may be late")
    max_runtime_min: Minutes = Field(10, description="how many minutes it may take")
    failure_threshold: int = Field(2, ge=1, le=100, description="so many missed or failed ones in a row are an alarm")
    recovery_threshold: int = Field(1, ge=1, le=100, description="so many good ones in a row end it")

    @field_validator("slug")
    @classmethod
    def _is_id(cls, value: str) -> str:
        return checked_id(value)


class Sentry(Strict):
    """Where errors of the build go."""

    dsn_env: EnvName = Field("SENTRY_DSN", description="the variable that holds the DSN; not set: nothing is sent")
    environment: str = Field("production", max_length=64, pattern=r"^[^\s/]+$", description="as Sentry groups events")
    release: str = Field("", max_length=200, description="the version that is running; empty: none is named")
    cron: Cron | None = Field(None, description="a check-in of each build")
    scrub: list[str] = Field(
        default_factory=list, description="names of keys whose values never leave, besides Sentry's own list"
    )


class Heartbeat(Strict):
    """An address elsewhere that each build calls; its silence is their alarm."""

    provider: Literal["betterstack", "healthchecks", "url"] = Field(description="whose it is")
    url_env: EnvName = Field(description="the variable that holds the address: who has it can report in our name")
    on: list[Event] = Field(
        default_factory=lambda: list[Event](["ok", "fail"]), min_length=1, description="what is told: start, ok, fail"
    )


class Import(Strict):
    """A record elsewhere that is read, never written."""

    provider: Literal["betterstack", "uptimerobot"] = Field(description="whose it is")
    ids: list[str] = Field(default_factory=list, description="which monitors; empty: all")
    token_env: EnvName = Field(description="the variable that holds a read-only key")


class Options(Settings):
    """``config/monitoring.json``."""

    sentry: Sentry | None = Field(None, description="where errors of the build go")
    heartbeats: list[Heartbeat] = Field(default_factory=list, description="who is told that a build ran")
    imports: list[Import] = Field(default_factory=list, description="whose records are read")
