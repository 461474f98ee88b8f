"""``config/monitoring.json``: who is told of errors, who watches the watcher, and whose records are read."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from statuary.configfiles import Id
from statuary.integrations.common import Settings
from statuary.options import EnvName, Like, Strict

Event = Literal["start", "ok", "fail"]
Minutes = Annotated[int, Meta(ge=1, le=10_080)]


class Cron(Strict, frozen=True, kw_only=True):
    """A check-in of each build, so that silence is noticed."""

    slug: Annotated[Id, Meta(description="the monitor's name there: lower-case letters, digits and hyphens")]
    schedule: Annotated[
        str,
        Like(r"^[\d*/,-]+( [\d*/,A-Za-z-]+){4}$"),
        Meta(description="when builds are due, as cron has it: */5 * * * *"),
    ]
    margin_min: Annotated[Minutes, Meta(description="how many minutes a build may be late")] = 5
    max_runtime_min: Annotated[Minutes, Meta(description="how many minutes it may take")] = 10
    failure_threshold: Annotated[
        int, Meta(ge=1, le=100, description="so many missed or failed ones in a row are an alarm")
    ] = 2
    recovery_threshold: Annotated[int, Meta(ge=1, le=100, description="so many good ones in a row end it")] = 1


class Sentry(Strict, frozen=True, kw_only=True):
    """Where errors of the build go."""

    dsn_env: Annotated[EnvName, Meta(description="the variable that holds the DSN; not set: nothing is sent")] = (
        "SENTRY_DSN"
    )
    environment: Annotated[
        str, Like(r"^[^\s/]+$"), Meta(max_length=64, description="as Sentry groups events, a word like production")
    ] = "production"
    release: Annotated[str, Meta(max_length=200, description="the version that is running; empty: none is named")] = ""
    cron: Annotated[Cron | None, Meta(description="a check-in of each build")] = None
    scrub: Annotated[
        list[str], Meta(description="names of keys whose values never leave, besides Sentry's own list")
    ] = []


class Heartbeat(Strict, frozen=True, kw_only=True):
    """An address elsewhere that each build calls; its silence is their alarm."""

    provider: Annotated[Literal["betterstack", "healthchecks", "url"], Meta(description="whose it is")]
    url_env: Annotated[
        EnvName, Meta(description="the variable that holds the address: who has it can report in our name")
    ]
    on: Annotated[list[Event], Meta(min_length=1, description="what is told: start, ok, fail")] = field(
        default_factory=lambda: list[Event](["ok", "fail"])
    )


class Import(Strict, frozen=True, kw_only=True):
    """A record elsewhere that is read, never written."""

    provider: Annotated[Literal["betterstack", "uptimerobot"], Meta(description="whose it is")]
    ids: Annotated[list[str], Meta(description="which monitors; empty: all")] = []
    token_env: Annotated[EnvName, Meta(description="the variable that holds a read-only key")]


class Options(Settings, frozen=True, kw_only=True):
    """``config/monitoring.json``."""

    sentry: Annotated[Sentry | None, Meta(description="where errors of the build go")] = None
    heartbeats: Annotated[list[Heartbeat], Meta(description="who is told that a build ran")] = []
    imports: Annotated[list[Import], Meta(description="whose records are read")] = []
