"""What people write in ``config/`` and ``probes/``, as strict values: every key with its meaning and its bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from msgspec import UNSET, Meta, UnsetType, field

from statuary.errors import nearest
from statuary.hosts import HOSTS
from statuary.instants import DAY, MINUTE, SECOND
from statuary.options import Checked, Duration, Latency, Like, Percent, Read, Schema, Strict, Unit

Language = Annotated[
    str, Like(r"^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$"), Meta(description="a BCP 47 tag, like en or pt-BR")
]


def checked_id(value: str) -> str:
    """The id, or ValueError saying what an id looks like."""
    if not re.fullmatch("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", value):
        raise ValueError(f"{value!r} is not an id; use 1 to 64 lower-case letters, digits and hyphens, like 'web-api'")
    return value


Id = Annotated[str, Checked(checked_id)]


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is not a web address; write it with https://")
    if parts.username or parts.password:
        raise ValueError("an address must not carry a user name or password; remove it")
    if parts.query or parts.fragment:
        raise ValueError("the site's address has no query or fragment; remove what follows ? or #")
    return value.rstrip("/")


Address = Annotated[str, Checked(_address)]
"""A web address without a slash at its end."""


# ------------------------------------------------------------------------------------------------------------ site.yaml


def _icon(value: str) -> str:
    if not value.endswith((".svg", ".png")):
        raise ValueError(f"{value!r} is not an icon for every browser; save it as .svg or .png")
    return value


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError(f"{value!r} is not a colour; write six hexadecimal digits, like '#2f5fd0'")
    return value.lower()


def _colour_that_is_there(value: object) -> object:
    if value is None:
        raise ValueError("no colour is written here; one that begins with # stands in quotes, like '#2f5fd0'")
    return value


class Theme(Strict, frozen=True, kw_only=True):
    """How the site looks without touching a template."""

    brand: Annotated[
        Annotated[str, Checked(_colour)] | None,
        Read(_colour_that_is_there),
        Meta(description="the site's colour, as #rrggbb; links and greys come from it"),
    ] = None
    logo: Annotated[str | None, Meta(description="path of an image below templates/assets")] = None
    logo_dark: Annotated[str | None, Meta(description="the same, in place of the logo on dark pages")] = None
    favicon: Annotated[
        Annotated[str, Checked(_icon)] | None,
        Meta(description="path of an SVG or PNG below templates/assets; a PNG beside an SVG serves where none can be"),
    ] = None
    footer: Annotated[str, Meta(description="a line of text at the bottom of every page")] = ""


class HistoryConfig(Strict, frozen=True, kw_only=True):
    """What is remembered. Confirmed changes and roll-ups are kept for ever."""

    raw: Annotated[Duration, Meta(description="how long single results are kept, like 14d")] = 14 * DAY


class Freshness(Strict, frozen=True, kw_only=True):
    """When data stops being current: three observed intervals, but not sooner than this."""

    at_least: Annotated[Duration, Meta(description="data is called current for at least this long")] = 15 * MINUTE


def _networks(value: list[str]) -> list[str]:
    import ipaddress  # noqa: PLC0415 - rarely used

    for network in value:
        ipaddress.ip_network(network)
    return value


class Probing(Strict, frozen=True, kw_only=True):
    """How probes are run."""

    concurrency: Annotated[int, Meta(ge=1, le=500, description="how many probes are asked at once")] = 20
    deadline: Annotated[Duration, Meta(description="after this the run ends; what is unfinished is unknown")] = (
        5 * MINUTE
    )
    allow_private: Annotated[
        list[str], Checked(_networks), Meta(description="networks (CIDR) that redirects may lead to")
    ] = []


class MaintenancePolicy(Strict, frozen=True, kw_only=True):
    """What planned work does to uptime."""

    uptime: Annotated[Literal["excluded", "counted"], Meta(description="excluded: windows do not count in uptime")] = (
        "excluded"
    )


def _hub(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or not value.isascii() or " " in value:
        raise ValueError(f"{value!r} is not a web address; write it with https://")
    return value


class FeedsConfig(Strict, frozen=True, kw_only=True):
    """How readers learn of news."""

    hub: Annotated[
        Annotated[str, Checked(_hub)] | None,
        Meta(description="https address of the WebSub hub that you tell of news, named in all feeds"),
    ] = None


class Limits(Strict, frozen=True, kw_only=True):
    """Bounds against accidents and attacks in content."""

    content_bytes: Annotated[int, Meta(ge=1024, description="the largest content file, in bytes")] = 256 * 1024
    convert: Annotated[Duration, Meta(description="how long one text may take to convert")] = 2 * SECOND


class Badges(Strict, frozen=True, kw_only=True):
    """Which badges there are besides the plain one of each component, each group and the site."""

    styles: Annotated[
        list[Literal["flat-square", "for-the-badge", "dated"]],
        Meta(description="styles besides the plain one; dated says in the badge of which hour it is"),
    ] = field(default_factory=lambda: ["flat-square", "for-the-badge"])
    windows: Annotated[
        list[Literal["24h", "7d", "30d", "90d", "1y"]],
        Meta(description="stretches of which each component has a badge of its uptime"),
    ] = field(default_factory=lambda: ["30d", "90d"])


def _expires(value: object) -> object:
    from statuary.content.text import parse_time  # noqa: PLC0415 - content is read after config

    if not isinstance(value, str):
        raise ValueError("write a day, like 2027-06-01")  # noqa: TRY004 - pydantic wants ValueError
    try:
        return parse_time(f"{value} 00:00 UTC" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value)
    except ValueError:
        raise ValueError(f"{value!r} is not a day that exists; write it like 2027-06-01") from None


Expires = Annotated[int, Read(_expires), Schema({"type": "string"}), Unit("date")]


def _in_security_txt(value: str, *more: str) -> str:
    """The address as a line of security.txt has it. Raises ValueError."""
    beginnings = ("https://", *more)
    if not value.startswith(beginnings) or not re.fullmatch("[!-~]+", value):
        raise ValueError(f"{value!r} is not an address; begin it with {', '.join(beginnings)}, without spaces")
    return value


def _contacts(value: list[str]) -> list[str]:
    return [_in_security_txt(one, "mailto:", "tel:") for one in value]


Page = Annotated[str, Checked(_in_security_txt)]
Key = Annotated[str, Checked(lambda value: _in_security_txt(value, "openpgp4fpr:", "dns:"))]


class SecurityTxt(Strict, frozen=True, kw_only=True):
    """What ``.well-known/security.txt`` says (RFC 9116)."""

    contact: Annotated[
        list[str],
        Checked(_contacts),
        Meta(
            min_length=1,
            description="whom to tell of a weakness: https:, mailto: or tel: addresses, the preferred first",
        ),
    ]
    expires: Annotated[
        Expires,
        Meta(
            description="the day until which this holds, like 2027-06-01; "
            "within a year, then check it and set a new one"
        ),
    ]
    policy: Annotated[Page | None, Meta(description="https address of how weaknesses are dealt with")] = None
    encryption: Annotated[
        Key | None, Meta(description="https:, openpgp4fpr: or dns: address of a key for messages")
    ] = None
    acknowledgments: Annotated[Page | None, Meta(description="https address where finders are thanked")] = None
    hiring: Annotated[Page | None, Meta(description="https address of open positions in security")] = None
    languages: Annotated[list[Language], Meta(description="languages that messages may be in")] = []


class Slo(Strict, frozen=True, kw_only=True):
    """An objective with its own window."""

    target: Annotated[Percent, Meta(description="percent of the time without an outage, like 99.9")]
    window: Annotated[Literal["7d", "30d", "90d", "1y"], Meta(description="how many of the last days count")] = "30d"


_SLO = "the objective: percent of the time without an outage, like 99.9, or {target, window}"


def _contact(value: str) -> str:
    if not value.startswith(("https://", "http://", "mailto:")):
        raise ValueError(f"{value!r} is not an address; begin it with https:// or mailto:")
    return value


def _distinct(value: list[str], beside: Mapping[str, Any]) -> list[str]:
    """Each language once, also not that of the site again."""
    seen = {str(beside.get("language", "")).casefold()}
    for language in value:
        if language.casefold() in seen:
            raise ValueError(f"{language!r} is there already; name each language once")
        seen.add(language.casefold())
    return value


def _hosts(value: list[str]) -> list[str]:
    for host in value:
        if host not in HOSTS:
            raise ValueError(f"{host!r} is not a host that files can be written for. {nearest(host, HOSTS)}")
    return value


def _zone(value: str) -> str:
    import zoneinfo  # noqa: PLC0415 - only where a zone is read

    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        advice = nearest(value, zoneinfo.available_timezones()) or "Use an IANA name, like Europe/Berlin."
        raise ValueError(f"{value!r} is not a time zone. {advice}") from None
    return value


class Site(Strict, frozen=True, kw_only=True):
    """``config/site.yaml``."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="what readers see: the name of the site")]
    url: Annotated[Address, Meta(description="where the site is published, like https://status.example.com")]
    description: Annotated[str, Meta(description="a sentence for search engines and feeds")] = ""
    language: Annotated[Language, Meta(description="the language people write in: a BCP 47 tag, like en or pt-BR")] = (
        "en"
    )
    languages: Annotated[
        list[Language],
        Checked(_distinct, beside=True),
        Meta(max_length=50, description="others that the site is in too, each below its own address"),
    ] = []
    time_zone: Annotated[
        str, Checked(_zone), Meta(description="IANA name, like Europe/Berlin; for display only, all data is UTC")
    ] = "UTC"
    theme: Annotated[Theme, Meta(description="brand colour, logo, footer")] = Theme()
    contact: Annotated[
        Annotated[str, Checked(_contact)] | None,
        Meta(description="where readers reach people: an https: or mailto: address"),
    ] = None
    repository: Annotated[
        Address | None, Meta(description="https address of the site's repository, for edit links")
    ] = None
    history: Annotated[HistoryConfig, Meta(description="what is remembered")] = HistoryConfig()
    freshness: Annotated[Freshness, Meta(description="when data stops being current")] = Freshness()
    probing: Annotated[Probing, Meta(description="how probes are run")] = Probing()
    maintenance: Annotated[MaintenancePolicy, Meta(description="planned work and uptime")] = MaintenancePolicy()
    slo: Annotated[Percent | Slo | None, Meta(description=f"{_SLO}; for components that say nothing of it")] = None
    badges: Annotated[Badges, Meta(description="styles and stretches of badges")] = Badges()
    feeds: Annotated[FeedsConfig, Meta(description="feeds and who is told of them")] = FeedsConfig()
    limits: Annotated[Limits, Meta(description="bounds for content files")] = Limits()
    security: Annotated[
        SecurityTxt | None, Meta(description="whom to tell of a weakness: .well-known/security.txt")
    ] = None
    hosts: Annotated[
        list[str],
        Checked(_hosts),
        Meta(description=f"web hosts to write files for: {', '.join(HOSTS)}; by default all: each reads only its own"),
    ] = field(default_factory=lambda: list(HOSTS))
    canaries: Annotated[
        list[dict[str, Any]],
        Meta(description="probes of unrelated services that tell whether the prober itself is online"),
    ] = []


# ------------------------------------------------------------------------------------------------------ components.yaml


class Link(Strict, frozen=True, kw_only=True):
    text: Annotated[str, Meta(min_length=1, max_length=200, description="what the link says")]
    url: Annotated[str, Like(r"^(https?://|mailto:)"), Meta(description="an https: or mailto: address")]


class Entry(Strict, frozen=True, kw_only=True):
    """A component, or a group when it has ``components``."""

    id: Annotated[Id, Meta(description="lower-case letters, digits and hyphens; part of addresses, never changes")]
    name: Annotated[str, Meta(min_length=1, max_length=200, description="what readers see")]
    description: Annotated[str, Meta(max_length=2000, description="a sentence for readers")] = ""
    owner: Annotated[str, Meta(max_length=200, description="the team that owns it")] = ""
    links: Annotated[list[Link], Meta(description="a list of {text, url}")] = []
    public: Annotated[bool, Meta(description="false: in no output")] = True
    manual: Annotated[bool, Meta(description="true: people report its state, no probe is needed")] = False
    slo: Annotated[
        Percent | Slo | UnsetType | None, Meta(description=f"{_SLO}; null for none; of a group, that of what is in it")
    ] = UNSET
    components: Annotated[list[Entry] | None, Meta(description="makes this a group of these")] = None


class Components(Strict, frozen=True, kw_only=True):
    """``config/components.yaml``."""

    components: Annotated[list[Entry], Meta(description="an ordered tree of components and groups")] = []


# -------------------------------------------------------------------------------------------------------- probes/*.yaml


class Common(Strict, frozen=True, kw_only=True):
    """The keys every probe has, whatever its kind."""

    id: Annotated[Id, Meta(description="lower-case letters, digits and hyphens; the key of its history, never changes")]
    kind: Annotated[str, Meta(description="who asks: http, tcp, tls, dns, icmp, exec, heartbeat, websocket or grpc")]
    name: Annotated[str, Meta(max_length=200, description="what readers see; by default the id")] = ""
    every: Annotated[Duration, Meta(ge=SECOND, description="how often it is due, like 5m")] = 5 * MINUTE
    timeout: Annotated[
        Duration, Meta(ge=10, le=5 * MINUTE, description="the deadline of one attempt, all phases together")
    ] = 10 * SECOND
    attempts: Annotated[int, Meta(ge=1, le=10, description="how often a failing probe is asked in one run")] = 3
    retry_after: Annotated[
        Duration, Meta(description="the pause before the second attempt; later ones wait three times as long")
    ] = SECOND
    down_after: Annotated[int, Meta(ge=1, le=20, description="failed checks in a row before it is down")] = 2
    up_after: Annotated[int, Meta(ge=1, le=20, description="good checks in a row before it is up again")] = 2
    public: Annotated[bool, Meta(description="false: not shown on the component's page")] = True
    latency: Annotated[Latency | None, Meta(description="{degraded, down}: how slow is too slow")] = None


class ProbeFile(Strict, frozen=True, kw_only=True):
    """``probes/*.yaml``: the probes of one component."""

    component: Annotated[str, Meta(description="the id of the component that these probes watch")]
    probes: Annotated[list[dict[str, Any]], Meta(description="a list of probes, each with id and kind")]
