"""``config/billing_tax.json``: who sells, where tax is collected, and how invoices look. Checked, never applied."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from statuary.integrations.common import Country, Settings, refuse_twins
from statuary.options import BelowRoot, Day, EnvName, Strict

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(_EU.split())
"""The countries whose sales a one-stop shop can report."""
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Branding(Strict):
    """How checkout and invoices look."""

    primary_color: Colour | None = Field(None, description="of the page, as #rrggbb")
    secondary_color: Colour | None = Field(None, description="of buttons and links, as #rrggbb")
    icon: BelowRoot | None = Field(None, description="a square image of at least 128 by 128, below the site's root")
    logo: BelowRoot | None = Field(None, description="a wide image, likewise")


class Account(Strict):
    """Who sells."""

    legal_name: str = Field("", max_length=200, description="the name in the register; empty: not decided yet")
    country: Country | None = Field(None, description="where it is registered: two letters, like DE")
    branding: Branding = Field(default_factory=Branding, description="how checkout and invoices look")


class Address(Strict):
    """A postal address."""

    line1: str = Field(min_length=1, max_length=200, description="street and number")
    line2: str = Field("", max_length=200, description="what else belongs to it")
    city: str = Field("", max_length=100, description="the town")
    postal_code: str = Field("", max_length=20, description="its code")
    state: str = Field("", max_length=100, description="where countries have them")
    country: Country = Field(description="two letters, like DE")


class Defaults(Strict):
    """What holds for prices that say nothing themselves."""

    tax_behavior: Literal["exclusive", "inclusive", "inferred_by_currency"] = Field(
        "exclusive", description="whether prices are without tax, with it, or as is usual with their currency"
    )
    tax_code: str | None = Field(
        None, pattern=r"^txcd_\d{8}$", description="the kind of goods, as Stripe numbers them: txcd_ and 8 digits"
    )


class Registration(Strict):
    """A place where tax is collected."""

    country: Country = Field(description="two letters, like IE; of a one-stop shop the one that runs it")
    type: Literal["standard", "oss_union", "oss_non_union", "ioss"] = Field(
        "standard", description="a registration of that country's own, or a one-stop shop of the EU"
    )
    place_of_supply_scheme: Literal["standard", "small_seller", "inbound_goods"] | None = Field(
        None, description="of a standard one: by which rule a sale is there"
    )
    active_from: Day = Field(description="the first day, like 2026-01-01")
    expires_at: Day | None = Field(None, description="the first day on which it is over")

    @model_validator(mode="after")
    def _is_possible(self) -> Registration:
        if self.type != "standard" and self.country not in EU:
            raise ValueError(f"'{self.type}' is a scheme of the EU, and {self.country} is not in it; use 'standard'")
        if self.type != "standard" and self.place_of_supply_scheme:
            raise ValueError("'place_of_supply_scheme' belongs to 'standard' registrations; remove it")
        if self.place_of_supply_scheme == "small_seller" and self.country not in EU:
            raise ValueError("'small_seller' is a rule of the EU; use 'standard'")
        if self.expires_at is not None and self.expires_at <= self.active_from:
            raise ValueError("'expires_at' is not after 'active_from'")
        return self


class TaxId(Strict):
    """A number that invoices carry."""

    type: Literal["eu_vat", "gb_vat", "eu_oss_vat"] = Field(description="which kind of number it is")
    value: str = Field(pattern=r"^[A-Z]{2}[0-9A-Z+*]{2,13}$", description="the number with its country in front")


class Options(Settings):
    """``config/billing_tax.json``."""

    secret_key_env: EnvName = Field("STRIPE_SECRET_KEY", description="the variable that holds a restricted key")
    account: Account = Field(default_factory=Account, description="who sells")
    head_office: Address | None = Field(None, description="from where; without it Stripe computes no tax")
    defaults: Defaults = Field(default_factory=Defaults, description="for prices that say nothing themselves")
    registrations: list[Registration] = Field(default_factory=list, description="where tax is collected")
    tax_ids: list[TaxId] = Field(default_factory=list, description="numbers that invoices carry")

    @field_validator("registrations")
    @classmethod
    def _are_distinct(cls, value: list[Registration]) -> list[Registration]:
        refuse_twins((f"{one.country} {one.type}" for one in value), "registration")
        return value
