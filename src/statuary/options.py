"""The building blocks of every kind's ``Options``: strict models, durations, secrets, addresses."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from statuary.instants import parse_duration
from statuary.net.address import host_name, parse_address

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Strict(BaseModel):
    """Unknown keys are errors, text is not a number, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)  # built when first used


def _duration(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str):
        raise ValueError("a duration needs a unit, like 30s, 5m or 1500ms")  # noqa: TRY004 - pydantic wants ValueError
    return parse_duration(value)


Duration = Annotated[
    int, BeforeValidator(_duration), WithJsonSchema({"type": "string", "pattern": r"^(\d+(\.\d+)?(ms|s|m|h|d|w))+$"})
]
"""Milliseconds, written ``5m``, ``1h30m``, ``1500ms``."""


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
