"""The building blocks of every kind's ``Options``: strict models, durations, secrets, addresses."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from statuary.instants import parse_duration

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Strict(BaseModel):
    """Unknown keys are errors, text is not a number, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


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
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https"):
        raise ValueError("only http and https addresses are asked; begin it with https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address must not carry a user name or password; use 'auth' with a secret like ${NAME}")
    if not parts.hostname:
        raise ValueError("the address names no host; write it like https://api.example.com/health")
    return value


Url = Annotated[str, BeforeValidator(lambda value: _url(value) if isinstance(value, str) else value)]
"""An http or https address without user name and password."""


class Latency(Strict):
    """How slow is too slow, for the honest latency of the kind."""

    degraded: Duration | None = Field(None, description="slower than this is degraded, like 1500ms")
    down: Duration | None = Field(None, description="slower than this is down")
