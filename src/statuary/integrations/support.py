"""``config/support.json``: how readers reach people: a chat, hours, an address, and whether a page was helpful."""

from __future__ import annotations

import re
import zoneinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from statuary.errors import nearest
from statuary.integrations.common import SecureUrl, Settings
from statuary.options import Strict

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")


def _hours(value: str) -> str:
    begin, _, end = value.partition("-")
    if not _HOURS.fullmatch(value) or begin >= end:
        raise ValueError(f"{value!r} are not hours of a day; write them like 09:00-17:00")
    return value


OfDay = Annotated[str, AfterValidator(_hours)]


class Hours(Strict):
    """When people answer; a day that is not named is closed."""

    tz: str = Field("UTC", description="the time zone, an IANA name like Europe/Berlin")
    monday: OfDay | None = Field(None, description="like 09:00-17:00")
    tuesday: OfDay | None = Field(None, description="likewise")
    wednesday: OfDay | None = Field(None, description="likewise")
    thursday: OfDay | None = Field(None, description="likewise")
    friday: OfDay | None = Field(None, description="likewise")
    saturday: OfDay | None = Field(None, description="likewise")
    sunday: OfDay | None = Field(None, description="likewise")

    @field_validator("tz")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            advice = nearest(value, zoneinfo.available_timezones()) or "Use an IANA name, like Europe/Berlin."
            raise ValueError(f"{value!r} is not a time zone. {advice}")
        return value


class Feedback(Strict):
    """Where "Was this page helpful?" goes."""

    endpoint: SecureUrl = Field(description="the https address that takes the form; the answers are kept there")


class Options(Settings):
    """``config/support.json``."""

    provider: Literal["none", "crisp", "intercom"] = Field("none", description="whose chat it is")
    id: str | None = Field(None, description="which one: Crisp's website id or Intercom's app id; it is no secret")
    region: Literal["us", "eu", "au"] | None = Field(None, description="of Intercom: where the data are kept")
    pages: list[str] = Field(default_factory=list, description="pages that offer the chat; the others stay free of it")
    load: Literal["click"] = Field("click", description="when the chat is loaded: once a reader has asked for it")
    consent_text: str = Field("", max_length=500, description="what a reader is told before")
    email: str | None = Field(
        None, pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$", description="an address for readers without the chat"
    )
    hours: Hours | None = Field(None, description="when people answer")
    first_answer_h: int | None = Field(None, ge=1, le=720, description="within how many working hours they do")
    feedback: Feedback | None = Field(None, description="where 'Was this page helpful?' goes; without it, not asked")

    @model_validator(mode="after")
    def _is_whole(self) -> Options:
        if (self.provider == "none") is not (self.id is None):
            raise ValueError("'provider' and 'id' belong together: name both, or 'none' and no id")
        if self.provider == "crisp" and not _UUID.fullmatch(self.id or ""):
            raise ValueError("'id' is not a website id of Crisp's; its settings show it")
        if self.region and self.provider != "intercom":
            raise ValueError("'region' belongs to Intercom; remove it")
        return self
