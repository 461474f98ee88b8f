"""The building blocks of every kind's ``Options``: strict values, durations, secrets, addresses.

They are plain values, so that what was accepted can be remembered. What else a type asks of what people write is noted
beside it (``Annotated``); ``checking`` holds what is written against that, where something has to be checked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, TypeVar, get_args

import msgspec
from msgspec import Meta

from statuary.instants import parse_duration
from statuary.model import Value

_REFERENCE = r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}"


class Strict(Value, frozen=True, kw_only=True):
    """Unknown keys are errors, text is not a number, values do not change.

    Checks over several keys are in ``__post_init__``, which raises ValueError.
    """

    @classmethod
    def spelt_out(cls, written: object) -> object:
        """The mapping that a shorthand stands for. Raises ValueError."""
        return written


Written = TypeVar("Written", bound=Strict)


class Settled(Value, frozen=True):
    """Options as they are carried about: only who needs them loads their kind. Their own text is ``***``."""

    body: bytes  # JSON: msgpack has no integers of more than 64 bits

    def read(self, kind: type[Written]) -> Written:
        return msgspec.json.decode(self.body, type=kind)

    def __repr__(self) -> str:
        return "***"


def settle(options: Strict) -> Settled:
    return Settled(msgspec.json.encode(options))


# ---------------------------------------------------------------------------------------- what is noted beside a type


class Unit(Value, frozen=True):
    """What a number or a text of the configuration measures: beside its type, for who writes it out to people."""

    name: Literal["duration", "ms", "s", "percent", "share", "money", "date"]  # duration: ms, written like 5m


class Read(Value, frozen=True):
    """What people write becomes the value by this function. It raises ValueError."""

    by: Callable[[Any], object]


class Checked(Value, frozen=True):
    """A value of the right type goes through this function. It raises ValueError."""

    by: Callable[..., object]
    beside: bool = False  # the function is also given what the keys before this one hold, by name


class Like(Value, frozen=True):
    """A text in which this regular expression is found."""

    pattern: str


class Schema(Value, frozen=True):
    """How people write it, as a JSON Schema."""

    schema: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash(tuple(self.schema))


def spelt(pattern: str, **more: str) -> Schema:
    """The schema of a text that is written like this, all of it: what a build refuses, editors refuse, too."""
    return Schema({"type": "string", "pattern": f"^(?:{pattern})$", **more})


def meaning(annotation: object) -> str:
    """What is said of a value of this type; empty where nothing is."""
    notes = getattr(annotation, "__metadata__", ())
    return next((note.description for note in reversed(notes) if isinstance(note, Meta) and note.description), "")


def kinds_in(annotation: object) -> Iterator[type[Strict]]:
    """The kinds of values that the type names, at any depth, but not those in their keys."""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        yield annotation
    for part in get_args(annotation):
        yield from kinds_in(part)


# ----------------------------------------------------------------------------------------------------- what is measured


def _duration(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str):
        raise ValueError("a duration needs a unit, like 30s, 5m or 1500ms")  # noqa: TRY004 - pydantic wants ValueError
    return parse_duration(value)


Duration = Annotated[
    int,
    Read(_duration),
    Schema({"type": "string", "pattern": r"^(\d+(\.\d+)?(ms|s|m|h|d|w))+$"}),
    Unit("duration"),
]
"""Milliseconds, written ``5m``, ``1h30m``, ``1500ms``."""

Percent = Annotated[float, Meta(gt=0, le=100), Unit("percent")]
"""``99.9``."""

# ------------------------------------------------------------------------------------- the same as JSON files have them

Milliseconds = Annotated[int, Unit("ms")]  # each key has its own bounds
Seconds = Annotated[int, Unit("s")]
Share = Annotated[float, Meta(ge=0, le=1), Unit("share")]
"""A part of one: ``0.01`` is one percent."""


_MONEY = r"[0-9]{1,9}(\.[0-9]{1,2})? [A-Z]{3}"
_DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9])"
_VARIABLE = "[A-Z][A-Z0-9_]{0,127}"


def _money(value: str) -> str:
    if not re.fullmatch(_MONEY, value):
        raise ValueError(f"{value!r} is not an amount of money; write it like '26 USD' or '25.50 EUR'")
    return value


Money = Annotated[str, Checked(_money), spelt(_MONEY), Unit("money")]
"""``26 USD``: an amount and the code of its currency (ISO 4217)."""


def _date(value: str) -> str:
    try:
        written = date.fromisoformat(value).isoformat()  # which reads other forms, too
    except ValueError:
        written = ""
    if written != value:
        raise ValueError(f"{value!r} is not a day; write it like 2026-11-06")
    return value


Day = Annotated[str, Checked(_date), spelt(f"[0-9]{{4}}-({_DAYS})", format="date"), Unit("date")]
"""``2026-11-06``."""


def _variable(value: str) -> str:
    if not re.fullmatch(_VARIABLE, value):
        # what stands here may be the secret itself: it is not repeated
        raise ValueError("this is the name of an environment variable that holds the secret, like SENTRY_DSN")
    return value


EnvName = Annotated[str, Checked(_variable), spelt(_VARIABLE)]
"""The name of an environment variable; what it holds is never written down."""


class SecretText(Value, frozen=True):
    """Text that may name secrets as ``${NAME}``. Its own text is ``***``; only ``reveal`` looks them up."""

    template: str

    def reveal(self, environ: Mapping[str, str] = os.environ) -> str:
        """The text with its secrets filled in, once: a secret's own ``${…}`` stays. KeyError names a missing one."""
        return re.sub(_REFERENCE, lambda found: environ[found[1]], self.template)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(re.findall(_REFERENCE, self.template))

    def __str__(self) -> str:
        return "***"

    __repr__ = __str__


def _url(value: str) -> str:
    if re.search(_REFERENCE, value):
        raise ValueError("an address must not hold a secret, it is shown in too many places; use 'headers' or 'auth'")
    from statuary.net.address import parse_address  # noqa: PLC0415 - only where one is written

    parse_address(value)
    return value


def _host(value: str) -> str:
    from statuary.net.address import host_name  # noqa: PLC0415 - see above

    return host_name(value)


Url = Annotated[str, Read(lambda value: _url(value) if isinstance(value, str) else value)]
"""An http or https address without user name and password."""

Host = Annotated[str, Read(lambda value: _host(value) if isinstance(value, str) else value)]
"""A host name or a numeric address."""

Port = Annotated[int, Meta(ge=1, le=65535)]

Family = Literal["any", "ipv4", "ipv6", "both"]
"""Which addresses are asked; ``both``: one of each must be reachable."""
Families = Annotated[Family, Meta(description="any, ipv4, ipv6, or both: each must be reachable")]


def _below_root(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError("a path is relative to the site's root and stays below it, like config/ca.pem")
    return value


BelowRoot = Annotated[
    str,
    Read(lambda value: _below_root(value) if isinstance(value, str) else value),
    spelt(r"(?!/)(?!(.*/)?\.\.(/|$))(?![./]*$).+"),  # no folder above, and not the root itself
]
"""A path relative to the site's root."""
Authorities = Annotated[
    BelowRoot | None, Meta(description="a PEM file below the root with further certificate authorities")
]
Verified = Annotated[bool, Meta(description="false: an untrusted certificate is no fault")]


_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_OURS = ("accept-encoding", "connection", "content-length", "transfer-encoding", "upgrade")


def _header_name(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(_NAME, value):
            raise ValueError(f"{value!r} is not a header's name; write it like X-Api-Version")
        if value.lower() in _OURS:
            raise ValueError(f"the header {value!r} is set by the prober; remove it")
    return value


HeaderName = Annotated[str, Read(_header_name)]


class Latency(Strict, frozen=True, kw_only=True):
    """How slow is too slow, for the honest latency of the kind."""

    degraded: Annotated[Duration | None, Meta(description="slower than this is degraded, like 1500ms")] = None
    down: Annotated[Duration | None, Meta(description="slower than this is down")] = None

    def __post_init__(self) -> None:
        if self.degraded is not None and self.down is not None and self.down < self.degraded:
            raise ValueError("'down' is less than 'degraded', so nothing would be degraded; exchange them")
