"""Kind ``http``: one request, judged by status, headers, body, JSON values, latency and certificate."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from statuary.context import Context
from statuary.expectations import JsonPath, Rule, Statuses, TextRule
from statuary.model import Answer
from statuary.options import Authorities, Families, HeaderName, Host, Latency, Read, SecretText, Strict, Url

ENGINE = ("statuary.net.http", "statuary.verdicts")


class Auth(Strict, frozen=True, kw_only=True):
    """Who asks: a user with a password, or a bearer token."""

    username: Annotated[SecretText | None, Meta(description="basic: the user name")] = None
    password: Annotated[SecretText | None, Meta(description="basic: the password, like ${API_PASSWORD}")] = None
    bearer: Annotated[SecretText | None, Meta(description="the token, like ${API_TOKEN}")] = None

    def __post_init__(self) -> None:
        basic = self.username is not None and self.password is not None
        half = (self.username is None) is not (self.password is None)
        if half or basic is (self.bearer is not None):
            raise ValueError("'auth' is either {username, password} or {bearer}")


class Redirects(Strict, frozen=True, kw_only=True):
    """How far redirects are followed. They never lead to private addresses that nobody named."""

    max: Annotated[
        int, Meta(ge=0, le=10, description="how many are followed; 0: the redirect itself is the answer")
    ] = 5
    allow: Annotated[list[Host], Meta(description="hosts they may lead to even at private addresses")] = []
    downgrade: Annotated[bool, Meta(description="true: they may lead from https to http")] = False


class Expect(Strict, frozen=True, kw_only=True):
    """What the answer must be."""

    status: Annotated[Statuses, Meta(description="200, 2xx, 200-299 or a list of these")] = ((200, 299),)
    headers: Annotated[
        dict[HeaderName, Rule], Meta(description="by header name, a value or operators like {contains: json}")
    ] = {}
    body: Annotated[TextRule | None, Meta(description="a text it contains, or {contains, not_contains, matches}")] = (
        None
    )
    values: Annotated[
        dict[JsonPath, Rule], Meta(description="by name or RFC 9535 path, a value or operators like {ge: 1}")
    ] = field(default_factory=dict, name="json")
    latency: Annotated[Latency | None, Meta(description="{degraded, down}: how slow is too slow")] = None
    certificate_days: Annotated[
        Annotated[int, Meta(ge=0, le=1000)] | None,
        Meta(description="degraded when the certificate lasts fewer days than this"),
    ] = None


Method = Annotated[
    Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    Read(lambda value: value.upper() if isinstance(value, str) else value),
]


class Options(Strict, frozen=True, kw_only=True):
    """An http or https address that is asked."""

    url: Annotated[Url, Meta(description="the address, like https://api.example.com/health")]
    method: Annotated[Method, Meta(description="the request's method")] = "GET"
    headers: Annotated[
        dict[HeaderName, SecretText], Meta(description="headers to send; values may name secrets as ${NAME}")
    ] = {}
    body: Annotated[SecretText | None, Meta(description="text to send; it may name secrets as ${NAME}")] = None
    auth: Annotated[Auth | None, Meta(description="{username, password} or {bearer}, with secrets as ${NAME}")] = None
    expect: Annotated[Expect, Meta(description="what the answer must be; by default any 2xx")] = Expect()
    redirects: Annotated[Redirects, Meta(description="{max, allow, downgrade}")] = Redirects()
    verify: Annotated[
        bool, Meta(description="false: an untrusted certificate is no fault; its expiry is still read")
    ] = True
    ca: Authorities = None
    family: Families = "any"

    @property
    def latency(self) -> Latency | None:
        return self.expect.latency


async def probe(options: Options, context: Context) -> Answer:
    """Asks once, following redirects. Latency is the time from the request sent to the first byte of the answer."""
    from statuary.net.http import fetch  # noqa: PLC0415 - the HTTP library loads when something is asked
    from statuary.verdicts import judge_response  # noqa: PLC0415

    return judge_response(await fetch(options, context), options, context)
