"""The building blocks of every kind's ``Options``: strict models, durations, secrets, addresses."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from statuary.instants import parse_duration
from statuary.net.address import host_name, parse_address

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Strict(BaseModel):
    """Unknown keys are errors, text is not a number, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)  # built when first used


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number or a text of the configuration measures: beside its type, for who writes it out to people."""

    name: Literal["ms", "s", "percent", "share", "money", "date"]


def _duration(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str):
        raise ValueError("a duration needs a unit, like 30s, 5m or 1500ms")  # noqa: TRY004 - pydantic wants ValueError
    return parse_duration(value)


Duration = Annotated[
    int,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+(\.\d+)?(ms|s|m|h|d|w))+$"}),
    Unit("ms"),
]
"""Milliseconds, written ``5m``, ``1h30m``, ``1500ms``."""

Percent = Annotated[float, Field(gt=0, le=100), Unit("percent")]
"""``99.9``."""

# ------------------------------------------------------------------------------------- the same as JSON files have them

Milliseconds = Annotated[int, Field(ge=0), Unit("ms")]
Seconds = Annotated[int, Field(ge=0), Unit("s")]
Share = Annotated[float, Field(ge=0, le=1), Unit("share")]
"""A part of one: ``0.01`` is one percent."""


def _money(value: str) -> str:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})? [A-Z]{3}", value):
        raise ValueError(f"{value!r} is not an amount of money; write it like '26 USD' or '25.50 EUR'")
    return value


Money = Annotated[str, AfterValidator(_money), Unit("money")]
"""``26 USD``: an amount and the code of its currency (ISO 4217)."""


def _date(value: str) -> str:
    try:
        written = date.fromisoformat(value).isoformat()  # which reads other forms, too
    except ValueError:
        written = ""
    if written != value:
        raise ValueError(f"{value!r} is not a day; write it like 2026-11-06")
    return value


Day = Annotated[str, AfterValidator(_date), Unit("date")]
"""``2026-11-06``."""


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,127}", value):
        # what stands here may be the secret itself: it is not repeated
        raise ValueError("this is the name of an environment variable that holds the secret, like SENTRY_DSN")
    return value


EnvName = Annotated[str, AfterValidator(_variable)]
"""The name of an environment variable; what it holds is never written down."""


class SecretText:
    """Text that may name secrets as ``${NAME}``. Its own text is ``***``; only ``reveal`` looks them up."""

    __slots__ = ("_template",)

    def __init__(self, template: str) -> None:
        self._template = template

    def reveal(self, environ: Mapping[str, str] = os.environ) -> str:
        """The text with its secrets filled in, once: a secret's own ``${…}`` stays. KeyError names a missing one."""
        return _REFERENCE.sub(lambda found: environ[found[1]], self._template)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(_REFERENCE.findall(self._template))

    def __str__(self) -> str:
        return "***"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretText) and self._template == other._template

    def __hash__(self) -> int:
        return hash(self._template)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(strict=True),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )


def _url(value: str) -> str:
    if _REFERENCE.search(value):
        raise ValueError("an address must not hold a secret, it is shown in too many places; use 'headers' or 'auth'")
    parse_address(value)
    return value


Url = Annotated[str, BeforeValidator(lambda value: _url(value) if isinstance(value, str) else value)]
"""An http or https address without user name and password."""

Host = Annotated[str, BeforeValidator(lambda value: host_name(value) if isinstance(value, str) else value)]
"""A host name or a numeric address."""

Port = Annotated[int, Field(ge=1, le=65535)]

Family = Literal["any", "ipv4", "ipv6", "both"]
"""Which addresses are asked; ``both``: one of each must be reachable."""


def _below_root(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError("a path is relative to the site's root and stays below it, like config/ca.pem")
    return value


BelowRoot = Annotated[str, BeforeValidator(lambda value: _below_root(value) if isinstance(value, str) else value)]
"""A path relative to the site's root."""


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = ("accept-encoding", "connection", "content-length", "transfer-encoding", "upgrade")


def _header_name(value: object) -> object:
    if isinstance(value, str):
        if not _TOKEN.fullmatch(value):
            raise ValueError(f"{value!r} is not a header's name; write it like X-Api-Version")
        if value.lower() in _OURS:
            raise ValueError(f"the header {value!r} is set by the prober; remove it")
    return value


HeaderName = Annotated[str, BeforeValidator(_header_name)]


class Latency(Strict):
    """How slow is too slow, for the honest latency of the kind."""

    degraded: Duration | None = Field(None, description="slower than this is degraded, like 1500ms")
    down: Duration | None = Field(None, description="slower than this is down")
