"""What people write in ``config/`` and ``probes/``, as strict models: every key with its meaning and its bounds."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from statuary.errors import nearest
from statuary.hosts import HOSTS
from statuary.instants import DAY, MINUTE, SECOND
from statuary.options import Duration, Latency, Percent, Strict

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


Language = Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def checked_id(value: str) -> str:
    """The id, or ValueError saying what an id looks like."""
    if not ID.fullmatch(value):
        raise ValueError(f"{value!r} is not an id; use 1 to 64 lower-case letters, digits and hyphens, like 'web-api'")
    return value


# ------------------------------------------------------------------------------------------------------------ site.yaml


class Theme(Strict):
    """How the site looks without touching a template."""

    brand: str | None = Field(None, description="the site's colour, as #rrggbb; links and greys come from it")
    logo: str | None = Field(None, description="path of an image below templates/assets")
    logo_dark: str | None = Field(None, description="the same, in place of the logo on dark pages")
    favicon: str | None = Field(
        None, description="path of an SVG or PNG below templates/assets; a PNG beside an SVG serves where none can be"
    )
    footer: str = Field("", description="a line of text at the bottom of every page")

    @field_validator("favicon")
    @classmethod
    def _is_icon(cls, value: str | None) -> str | None:
        if value is not None and not value.endswith((".svg", ".png")):
            raise ValueError(f"{value!r} is not an icon for every browser; save it as .svg or .png")
        return value

    @field_validator("brand")
    @classmethod
    def _is_colour(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise ValueError(f"{value!r} is not a colour; write six hexadecimal digits, like '#2f5fd0'")
        return value.lower()


class HistoryConfig(Strict):
    """What is remembered. Confirmed changes and roll-ups are kept for ever."""

    raw: Duration = Field(14 * DAY, description="how long single results are kept, like 14d")


class Freshness(Strict):
    """When data stops being current: three observed intervals, but not sooner than this."""

    at_least: Duration = Field(15 * MINUTE, description="data is called current for at least this long")


class Probing(Strict):
    """How probes are run."""

    concurrency: int = Field(20, ge=1, le=500, description="how many probes are asked at once")
    deadline: Duration = Field(5 * MINUTE, description="after this the run ends; what is unfinished is unknown")
    allow_private: list[str] = Field(default_factory=list, description="networks (CIDR) that redirects may lead to")

    @field_validator("allow_private")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        import ipaddress  # noqa: PLC0415 - rarely used

        for network in value:
            ipaddress.ip_network(network)
        return value


class MaintenancePolicy(Strict):
    """What planned work does to uptime."""

    uptime: Literal["excluded", "counted"] = Field("excluded", description="excluded: windows do not count in uptime")


class FeedsConfig(Strict):
    """How readers learn of news."""

    hub: str | None = Field(
        None, description="https address of the WebSub hub that you tell of news, named in all feeds"
    )

    @field_validator("hub")
    @classmethod
    def _is_https(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or not value.isascii() or " " in value:
            raise ValueError(f"{value!r} is not a web address; write it with https://")
        return value


class Limits(Strict):
    """Bounds against accidents and attacks in content."""

    content_bytes: int = Field(256 * 1024, ge=1024, description="the largest content file, in bytes")
    convert: Duration = Field(2 * SECOND, description="how long one text may take to convert")


class Badges(Strict):
    """Which badges there are besides the plain one of each component, each group and the site."""

    styles: list[Literal["flat-square", "for-the-badge", "dated"]] = Field(
        ["flat-square", "for-the-badge"],
        description="styles besides the plain one; dated says in the badge of which hour it is",
    )
    windows: list[Literal["24h", "7d", "30d", "90d", "1y"]] = Field(
        ["30d", "90d"], description="stretches of which each component has a badge of its uptime"
    )


def _expires(value: object) -> object:
    from statuary.content.text import parse_time  # noqa: PLC0415 - content is read after config

    if not isinstance(value, str):
        raise ValueError("write a day, like 2027-06-01")  # noqa: TRY004 - pydantic wants ValueError
    try:
        return parse_time(f"{value} 00:00 UTC" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value)
    except ValueError:
        raise ValueError(f"{value!r} is not a day that exists; write it like 2027-06-01") from None


Expires = Annotated[int, BeforeValidator(_expires), WithJsonSchema({"type": "string"})]


class SecurityTxt(Strict):
    """What ``.well-known/security.txt`` says (RFC 9116)."""

    contact: list[str] = Field(
        min_length=1, description="whom to tell of a weakness: https:, mailto: or tel: addresses, the preferred first"
    )
    expires: Expires = Field(
        description="the day until which this holds, like 2027-06-01; within a year, then check it and set a new one"
    )
    policy: str | None = Field(None, description="https address of how weaknesses are dealt with")
    encryption: str | None = Field(None, description="https:, openpgp4fpr: or dns: address of a key for messages")
    acknowledgments: str | None = Field(None, description="https address where finders are thanked")
    hiring: str | None = Field(None, description="https address of open positions in security")
    languages: list[Language] = Field(default_factory=list, description="languages that messages may be in")

    @field_validator("contact")
    @classmethod
    def _are_contacts(cls, value: list[str]) -> list[str]:
        for one in value:
            _checked_address(one, "https://", "mailto:", "tel:")
        return value

    @field_validator("policy", "encryption", "acknowledgments", "hiring")
    @classmethod
    def _is_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        more = ("openpgp4fpr:", "dns:") if info.field_name == "encryption" else ()
        return value if value is None else _checked_address(value, "https://", *more)


def _checked_address(value: str, *beginnings: str) -> str:
    """The address as a line of security.txt has it. Raises ValueError."""
    if not value.startswith(beginnings) or not re.fullmatch("[!-~]+", value):
        raise ValueError(f"{value!r} is not an address; begin it with {', '.join(beginnings)}, without spaces")
    return value


class Slo(Strict):
    """An objective with its own window."""

    target: Percent = Field(description="percent of the time without an outage, like 99.9")
    window: Literal["7d", "30d", "90d", "1y"] = Field("30d", description="how many of the last days count")


_SLO = "the objective: percent of the time without an outage, like 99.9, or {target, window}"


class Site(Strict):
    """``config/site.yaml``."""

    name: str = Field(min_length=1, max_length=200, description="what readers see: the name of the site")
    url: str = Field(description="where the site is published, like https://status.example.com")
    description: str = Field("", description="a sentence for search engines and feeds")
    language: Language = Field("en", description="the language people write in: a BCP 47 tag, like en or pt-BR")
    languages: list[Language] = Field(
        default_factory=list, max_length=50, description="others that the site is in too, each below its own address"
    )
    time_zone: str = Field("UTC", description="IANA name, like Europe/Berlin; for display only, all data is UTC")
    theme: Theme = Field(default_factory=Theme, description="brand colour, logo, footer")
    contact: str | None = Field(None, description="where readers reach people: an https: or mailto: address")
    repository: str | None = Field(None, description="https address of the site's repository, for edit links")
    history: HistoryConfig = Field(default_factory=HistoryConfig, description="what is remembered")
    freshness: Freshness = Field(default_factory=Freshness, description="when data stops being current")
    probing: Probing = Field(default_factory=Probing, description="how probes are run")
    maintenance: MaintenancePolicy = Field(default_factory=MaintenancePolicy, description="planned work and uptime")
    slo: Percent | Slo | None = Field(None, description=f"{_SLO}; for components that say nothing of it")
    badges: Badges = Field(default_factory=Badges, description="styles and stretches of badges")
    feeds: FeedsConfig = Field(default_factory=FeedsConfig, description="feeds and who is told of them")
    limits: Limits = Field(default_factory=Limits, description="bounds for content files")
    security: SecurityTxt | None = Field(None, description="whom to tell of a weakness: .well-known/security.txt")
    hosts: list[str] = Field(
        default_factory=lambda: list(HOSTS),
        description=f"web hosts to write files for: {', '.join(HOSTS)}; by default all: each reads only its own",
    )
    canaries: list[dict[str, Any]] = Field(
        default_factory=list, description="probes of unrelated services that tell whether the prober itself is online"
    )

    @field_validator("url")
    @classmethod
    def _is_site_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{value!r} is not a web address; write it with https://")
        if parts.username or parts.password:
            raise ValueError("an address must not carry a user name or password; remove it")
        if parts.query or parts.fragment:
            raise ValueError("the site's address has no query or fragment; remove what follows ? or #")
        return value.rstrip("/")

    @field_validator("repository")
    @classmethod
    def _is_https(cls, value: str | None) -> str | None:
        return value if value is None else cls._is_site_url(value)

    @field_validator("contact")
    @classmethod
    def _is_contact(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://", "mailto:")):
            raise ValueError(f"{value!r} is not an address; begin it with https:// or mailto:")
        return value

    @field_validator("languages")
    @classmethod
    def _are_distinct(cls, value: list[str], info: ValidationInfo) -> list[str]:
        seen = {str(info.data.get("language", "")).casefold()}
        for language in value:
            if language.casefold() in seen:
                raise ValueError(f"{language!r} is there already; name each language once")
            seen.add(language.casefold())
        return value

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str]) -> list[str]:
        for host in value:
            if host not in HOSTS:
                raise ValueError(f"{host!r} is not a host that files can be written for. {nearest(host, HOSTS)}")
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        import zoneinfo  # noqa: PLC0415 - only where a zone is read

        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            advice = nearest(value, zoneinfo.available_timezones()) or "Use an IANA name, like Europe/Berlin."
            raise ValueError(f"{value!r} is not a time zone. {advice}") from None
        return value


# ------------------------------------------------------------------------------------------------------ components.yaml


class Link(Strict):
    text: str = Field(min_length=1, max_length=200, description="what the link says")
    url: str = Field(pattern=r"^(https?://|mailto:)", description="an https: or mailto: address")


class Entry(Strict):
    """A component, or a group when it has ``components``."""

    id: str = Field(description="lower-case letters, digits and hyphens; part of addresses, never changes")
    name: str = Field(min_length=1, max_length=200, description="what readers see")
    description: str = Field("", max_length=2000, description="a sentence for readers")
    owner: str = Field("", max_length=200, description="the team that owns it")
    links: list[Link] = Field(default_factory=list, description="a list of {text, url}")
    public: bool = Field(True, description="false: in no output")
    manual: bool = Field(False, description="true: people report its state, no probe is needed")
    slo: Percent | Slo | None = Field(None, description=f"{_SLO}; null for none; of a group, that of what is in it")
    components: list[Entry] | None = Field(None, description="makes this a group of these")

    @field_validator("id")
    @classmethod
    def _is_id(cls, value: str) -> str:
        return checked_id(value)


class Components(Strict):
    """``config/components.yaml``."""

    components: list[Entry] = Field(default_factory=list, description="an ordered tree of components and groups")


# -------------------------------------------------------------------------------------------------------- probes/*.yaml


class Common(Strict):
    """The keys every probe has, whatever its kind."""

    id: str = Field(description="lower-case letters, digits and hyphens; the key of its history, never changes")
    kind: str = Field(description="who asks: http, tcp, tls, dns, icmp, exec, heartbeat, websocket or grpc")
    name: str = Field("", max_length=200, description="what readers see; by default the id")
    every: Duration = Field(5 * MINUTE, ge=SECOND, description="how often it is due, like 5m")
    timeout: Duration = Field(
        10 * SECOND, ge=10, le=5 * MINUTE, description="the deadline of one attempt, all phases together"
    )
    attempts: int = Field(3, ge=1, le=10, description="how often a failing probe is asked in one run")
    retry_after: Duration = Field(
        SECOND, description="the pause before the second attempt; later ones wait three times as long"
    )
    down_after: int = Field(2, ge=1, le=20, description="failed checks in a row before it is down")
    up_after: int = Field(2, ge=1, le=20, description="good checks in a row before it is up again")
    public: bool = Field(True, description="false: not shown on the component's page")
    latency: Latency | None = Field(None, description="{degraded, down}: how slow is too slow")

    @field_validator("id")
    @classmethod
    def _is_id(cls, value: str) -> str:
        return checked_id(value)


class ProbeFile(Strict):
    """``probes/*.yaml``: the probes of one component."""

    component: str = Field(description="the id of the component that these probes watch")
    probes: list[dict[str, Any]] = Field(description="a list of probes, each with id and kind")
