"""Kind ``http``: one request, judged by status, headers, body, JSON values, latency and certificate."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from statuary.context import Context
from statuary.expectations import JsonPath, Rule, Statuses, TextRule
from statuary.model import Answer
from statuary.options import BelowRoot, Family, HeaderName, Host, Latency, SecretText, Strict, Url

ENGINE = ("statuary.net.http", "statuary.verdicts")


class Auth(Strict):
    """Who asks: a user with a password, or a bearer token."""

    username: SecretText | None = Field(None, description="basic: the user name")
    password: SecretText | None = Field(None, description="basic: the password, like ${API_PASSWORD}")
    bearer: SecretText | None = Field(None, description="the token, like ${API_TOKEN}")

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Auth:
        basic = self.username is not None and self.password is not None
        half = (self.username is None) is not (self.password is None)
        if half or basic is (self.bearer is not None):
            raise ValueError("'auth' is either {username, password} or {bearer}")
        return self


class Redirects(Strict):
    """How far redirects are followed. They never lead to private addresses that nobody named."""

    max: int = Field(5, ge=0, le=10, description="how many are followed; 0: the redirect itself is the answer")
    allow: list[Host] = Field(default_factory=list, description="hosts they may lead to even at private addresses")
    downgrade: bool = Field(False, description="true: they may lead from https to http")


class Expect(Strict):
    """What the answer must be."""

    status: Statuses = Field(((200, 299),), description="200, 2xx, 200-299 or a list of these")
    headers: dict[HeaderName, Rule] = Field(
        default_factory=dict, description="by header name, a value or operators like {contains: json}"
    )
    body: TextRule | None = Field(None, description="a text it contains, or {contains, not_contains, matches}")
    values: dict[JsonPath, Rule] = Field(
        default_factory=dict, alias="json", description="by name or RFC 9535 path, a value or operators like {ge: 1}"
    )
    latency: Latency | None = Field(None, description="{degraded, down}: how slow is too slow")
    certificate_days: int | None = Field(
        None, ge=0, le=1000, description="degraded when the certificate lasts fewer days than this"
    )


class Options(Strict):
    """An http or https address that is asked."""

    url: Url = Field(description="the address, like https://api.example.com/health")
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = Field(
        "GET", description="the request's method"
    )
    headers: dict[HeaderName, SecretText] = Field(
        default_factory=dict, description="headers to send; values may name secrets as ${NAME}"
    )
    body: SecretText | None = Field(None, description="text to send; it may name secrets as ${NAME}")
    auth: Auth | None = Field(None, description="{username, password} or {bearer}, with secrets as ${NAME}")
    expect: Expect = Field(default_factory=Expect, description="what the answer must be; by default any 2xx")
    redirects: Redirects = Field(default_factory=Redirects, description="{max, allow, downgrade}")
    verify: bool = Field(True, description="false: an untrusted certificate is no fault; its expiry is still read")
    ca: BelowRoot | None = Field(None, description="a PEM file below the root with further certificate authorities")
    family: Family = Field("any", description="any, ipv4, ipv6, or both: each must be reachable")

    @field_validator("method", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @property
    def latency(self) -> Latency | None:
        return self.expect.latency


async def probe(options: Options, context: Context) -> Answer:
    """Asks once, following redirects. Latency is the time from the request sent to the first byte of the answer."""
    from statuary.net.http import fetch  # noqa: PLC0415 - the HTTP library loads when something is asked
    from statuary.verdicts import judge_response  # noqa: PLC0415

    return judge_response(await fetch(options, context), options, context)
