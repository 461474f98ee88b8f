"""``config/support.json``: how readers reach people: a chat, hours, an address, and whether a page was helpful."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from msgspec import Meta

from statuary.errors import nearest
from statuary.integrations.common import SecureUrl, Settings
from statuary.options import Checked, Like, Strict, spelt

_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HOURS = "([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"


def _hours(value: str) -> str:
    begin, _, end = value.partition("-")
    if not re.fullmatch(_HOURS, value) or begin >= end:
        raise ValueError(f"{value!r} are not hours of a day; write them like 09:00-17:00")
    return value


OfDay = Annotated[str, Checked(_hours), spelt(_HOURS)]


def _zone(value: str) -> str:
    import zoneinfo  # noqa: PLC0415 - only where a zone is read

    if value not in zoneinfo.available_timezones():
        advice = nearest(value, zoneinfo.available_timezones()) or "Use an IANA name, like Europe/Berlin."
        raise ValueError(f"{value!r} is not a time zone. {advice}")
    return value


class Hours(Strict, frozen=True, kw_only=True):
    """When people answer; a day that is not named is closed."""

    tz: Annotated[str, Checked(_zone), Meta(description="the time zone, an IANA name like Europe/Berlin")] = "UTC"
    monday: Annotated[OfDay | None, Meta(description="like 09:00-17:00")] = None
    tuesday: Annotated[OfDay | None, Meta(description="likewise")] = None
    wednesday: Annotated[OfDay | None, Meta(description="likewise")] = None
    thursday: Annotated[OfDay | None, Meta(description="likewise")] = None
    friday: Annotated[OfDay | None, Meta(description="likewise")] = None
    saturday: Annotated[OfDay | None, Meta(description="likewise")] = None
    sunday: Annotated[OfDay | None, Meta(description="likewise")] = None


class Feedback(Strict, frozen=True, kw_only=True):
    """Where "Was this page helpful?" goes."""

    endpoint: Annotated[
        SecureUrl, Meta(description="the https address that takes the form; the answers are kept there")
    ]


class Options(Settings, frozen=True, kw_only=True):
    """``config/support.json``."""

    provider: Annotated[Literal["none", "crisp", "intercom"], Meta(description="whose chat it is")] = "none"
    id: Annotated[
        str | None, Meta(description="which one: Crisp's website id or Intercom's app id; it is no secret")
    ] = None
    region: Annotated[Literal["us", "eu", "au"] | None, Meta(description="of Intercom: where the data are kept")] = None
    pages: Annotated[list[str], Meta(description="pages that offer the chat; the others stay free of it")] = []
    load: Annotated[Literal["click"], Meta(description="when the chat is loaded: once a reader has asked for it")] = (
        "click"
    )
    consent_text: Annotated[str, Meta(max_length=500, description="what a reader is told before")] = ""
    email: Annotated[
        str | None,
        Like(r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$"),
        Meta(description="an address for readers without the chat"),
    ] = None
    hours: Annotated[Hours | None, Meta(description="when people answer")] = None
    first_answer_h: Annotated[
        Annotated[int, Meta(ge=1, le=720)] | None, Meta(description="within how many working hours they do")
    ] = None
    feedback: Annotated[
        Feedback | None, Meta(description="where 'Was this page helpful?' goes; without it, not asked")
    ] = None

    def __post_init__(self) -> None:
        if (self.provider == "none") is not (self.id is None):
            raise ValueError("'provider' and 'id' belong together: name both, or 'none' and no id")
        if self.provider == "crisp" and not re.fullmatch(_UUID, self.id or ""):
            raise ValueError("'id' is not a website id of Crisp's; its settings show it")
        if self.region and self.provider != "intercom":
            raise ValueError("'region' belongs to Intercom; remove it")
