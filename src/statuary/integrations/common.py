"""What the configuration of every other system has: where editors find its schema, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, field

from statuary.configfiles import Id
from statuary.options import Checked, Day, Money, Strict, spelt


class Cost(Strict, frozen=True, kw_only=True):
    """A price as somebody read it on a day: prices change, so it is never shown without that day."""

    id: Annotated[Id, Meta(description="lower-case letters, digits and hyphens, like sentry-pro")]
    service: Annotated[str, Meta(min_length=1, max_length=100, description="whose price this is")]
    plan: Annotated[str, Meta(min_length=1, max_length=100, description="what the plan is called")]
    price: Annotated[Money, Meta(description="an amount and its currency, like '26 USD'")]
    per: Annotated[Literal["month", "year", "once"], Meta(description="month, year or once")] = "month"
    includes: Annotated[str, Meta(max_length=300, description="what it includes, in a few words")] = ""
    when: Annotated[str, Meta(max_length=300, description="when it is needed, in a few words")] = ""
    as_of: Annotated[Day, Meta(description="the day on which somebody read it, like 2025-11-06")]
    source: Annotated[str, Meta(min_length=1, max_length=300, description="where it was read")]


def refuse_twins(names: Iterable[str], key: str) -> None:
    """Raises ValueError where two of the names are equal."""
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ValueError(f"the {key} {name!r} stands twice; give one of them another")
        seen.add(name.casefold())


def _told_apart(value: list[Cost]) -> list[Cost]:
    refuse_twins((cost.id for cost in value), "id")
    return value


class Settings(Strict, frozen=True, kw_only=True):
    """The top of a ``config/NAME.json``."""

    schema_: Annotated[str | None, Meta(description="where editors find the schema of this file")] = field(
        default=None, name="$schema"
    )
    costs: Annotated[
        list[Cost], Checked(_told_apart), Meta(description="prices that the guides show, each with its day")
    ] = []


_COUNTRY = "[A-Z]{2}"
_HTTPS = r"(https://[^\s/?#@]+|http://(127\.0\.0\.1|localhost)(:[0-9]+)?)([/?#]\S*)?"


def _https(value: str) -> str:
    from statuary.net.address import parse_address  # noqa: PLC0415 - only where one is written

    address = parse_address(value)
    if address.scheme != "https" and address.host not in ("127.0.0.1", "localhost"):
        raise ValueError("write the address with https://; what is sent there must not be read on the way")
    return value


def _country(value: str) -> str:
    if not re.fullmatch(_COUNTRY, value):
        raise ValueError(f"{value!r} is not a country; write its two letters (ISO 3166), like DE")
    return value


SecureUrl = Annotated[str, Checked(_https), spelt(_HTTPS)]
"""An https address; http only on this machine, to try things out."""

Country = Annotated[str, Checked(_country), spelt(_COUNTRY)]
"""Two letters, ISO 3166."""
