"""What the configuration of every other system has: where editors find its schema, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from statuary.configfiles import checked_id
from statuary.net.address import parse_address
from statuary.options import Day, Money, Strict


class Cost(Strict):
    """A price as somebody read it on a day: prices change, so it is never shown without that day."""

    id: str = Field(description="lower-case letters, digits and hyphens, like sentry-pro")
    service: str = Field(min_length=1, max_length=100, description="whose price this is")
    plan: str = Field(min_length=1, max_length=100, description="what the plan is called")
    price: Money = Field(description="an amount and its currency, like '26 USD'")
    per: Literal["month", "year", "once"] = Field("month", description="month, year or once")
    includes: str = Field("", max_length=300, description="what it includes, in a few words")
    when: str = Field("", max_length=300, description="when it is needed, in a few words")
    as_of: Day = Field(description="the day on which somebody read it, like 2025-11-06")
    source: str = Field(min_length=1, max_length=300, description="where it was read")

    @field_validator("id")
    @classmethod
    def _is_id(cls, value: str) -> str:
        return checked_id(value)


class Settings(Strict):
    """The top of a ``config/NAME.json``."""

    schema_: str | None = Field(None, alias="$schema", description="where editors find the schema of this file")
    costs: list[Cost] = Field(default_factory=list, description="prices that the guides show, each with its day")

    @field_validator("costs")
    @classmethod
    def _are_told_apart(cls, value: list[Cost]) -> list[Cost]:
        refuse_twins((cost.id for cost in value), "id")
        return value


def refuse_twins(names: Iterable[str], key: str) -> None:
    """Raises ValueError where two of the names are equal."""
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ValueError(f"the {key} {name!r} stands twice; give one of them another")
        seen.add(name.casefold())


def _https(value: str) -> str:
    address = parse_address(value)
    if address.scheme != "https" and address.host not in ("127.0.0.1", "localhost"):
        raise ValueError("write the address with https://; what is sent there must not be read on the way")
    return value


def _country(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isupper():
        raise ValueError(f"{value!r} is not a country; write its two letters (ISO 3166), like DE")
    return value


SecureUrl = Annotated[str, AfterValidator(_https)]
"""An https address; http only on this machine, to try things out."""

Country = Annotated[str, AfterValidator(_country)]
"""Two letters, ISO 3166."""
