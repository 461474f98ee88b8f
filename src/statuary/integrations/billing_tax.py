"""``config/billing_tax.json``: who sells, where tax is collected, and how invoices look. Checked, never applied."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from statuary.integrations.common import Country, Settings, refuse_twins
from statuary.options import BelowRoot, Checked, Day, EnvName, Like, Strict

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(_EU.split())
"""The countries whose sales a one-stop shop can report."""
Colour = Annotated[str, Like(r"^#[0-9a-fA-F]{6}$")]


class Branding(Strict, frozen=True, kw_only=True):
    """How checkout and invoices look."""

    primary_color: Annotated[Colour | None, Meta(description="of the page, as #rrggbb")] = None
    secondary_color: Annotated[Colour | None, Meta(description="of buttons and links, as #rrggbb")] = None
    icon: Annotated[
        BelowRoot | None, Meta(description="a square image of at least 128 by 128, below the site's root")
    ] = None
    logo: Annotated[BelowRoot | None, Meta(description="a wide image, likewise")] = None


class Account(Strict, frozen=True, kw_only=True):
    """Who sells."""

    legal_name: Annotated[str, Meta(max_length=200, description="the name in the register; empty: not decided yet")] = (
        ""
    )
    country: Annotated[Country | None, Meta(description="where it is registered: two letters, like DE")] = None
    branding: Annotated[Branding, Meta(description="how checkout and invoices look")] = Branding()


class Address(Strict, frozen=True, kw_only=True):
    """A postal address."""

    line1: Annotated[str, Meta(min_length=1, max_length=200, description="street and number")]
    line2: Annotated[str, Meta(max_length=200, description="what else belongs to it")] = ""
    city: Annotated[str, Meta(max_length=100, description="the town")] = ""
    postal_code: Annotated[str, Meta(max_length=20, description="its code")] = ""
    state: Annotated[str, Meta(max_length=100, description="where countries have them")] = ""
    country: Annotated[Country, Meta(description="two letters, like DE")]


class Defaults(Strict, frozen=True, kw_only=True):
    """What holds for prices that say nothing themselves."""

    tax_behavior: Annotated[
        Literal["exclusive", "inclusive", "inferred_by_currency"],
        Meta(description="whether prices are without tax, with it, or as is usual with their currency"),
    ] = "exclusive"
    tax_code: Annotated[
        str | None,
        Like(r"^txcd_\d{8}$"),
        Meta(description="the kind of goods, as Stripe numbers them: txcd_ and 8 digits"),
    ] = None


class Registration(Strict, frozen=True, kw_only=True):
    """A place where tax is collected."""

    country: Annotated[Country, Meta(description="two letters, like IE; of a one-stop shop the one that runs it")]
    type: Annotated[
        Literal["standard", "oss_union", "oss_non_union", "ioss"],
        Meta(description="a registration of that country's own, or a one-stop shop of the EU"),
    ] = "standard"
    place_of_supply_scheme: Annotated[
        Literal["standard", "small_seller", "inbound_goods"] | None,
        Meta(description="of a standard one: by which rule a sale is there"),
    ] = None
    active_from: Annotated[Day, Meta(description="the first day, like 2026-01-01")]
    expires_at: Annotated[Day | None, Meta(description="the first day on which it is over")] = None

    def __post_init__(self) -> None:
        if self.type != "standard" and self.country not in EU:
            raise ValueError(f"'{self.type}' is a scheme of the EU, and {self.country} is not in it; use 'standard'")
        if self.type != "standard" and self.place_of_supply_scheme:
            raise ValueError("'place_of_supply_scheme' belongs to 'standard' registrations; remove it")
        if self.place_of_supply_scheme == "small_seller" and self.country not in EU:
            raise ValueError("'small_seller' is a rule of the EU; use 'standard'")
        if self.expires_at is not None and self.expires_at <= self.active_from:
            raise ValueError("'expires_at' is not after 'active_from'")


class TaxId(Strict, frozen=True, kw_only=True):
    """A number that invoices carry."""

    type: Annotated[Literal["eu_vat", "gb_vat", "eu_oss_vat"], Meta(description="which kind of number it is")]
    value: Annotated[str, Like(r"^[A-Z]{2}[0-9A-Z+*]{2,13}$"), Meta(description="the number with its country in front")]


def _distinct(value: list[Registration]) -> list[Registration]:
    refuse_twins((f"{one.country} {one.type}" for one in value), "registration")
    return value


class Options(Settings, frozen=True, kw_only=True):
    """``config/billing_tax.json``."""

    secret_key_env: Annotated[EnvName, Meta(description="the variable that holds a restricted key")] = (
        "STRIPE_SECRET_KEY"  # noqa: S105 - the name of a variable
    )
    account: Annotated[Account, Meta(description="who sells")] = Account()
    head_office: Annotated[Address | None, Meta(description="from where; without it Stripe computes no tax")] = None
    defaults: Annotated[Defaults, Meta(description="for prices that say nothing themselves")] = Defaults()
    registrations: Annotated[list[Registration], Checked(_distinct), Meta(description="where tax is collected")] = []
    tax_ids: Annotated[list[TaxId], Meta(description="numbers that invoices carry")] = []
