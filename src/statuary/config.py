"""What a site is: ``config/site.yaml``, ``config/components.yaml`` and ``probes/*.yaml`` as frozen values.

``load_config`` reads them strictly and collects every mistake, each with file, line, column, reason and remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator

from statuary.errors import Problem, Refused, nearest
from statuary.instants import DAY, MINUTE, SECOND, Millis
from statuary.kinds import PROBERS
from statuary.model import Policy
from statuary.options import Duration, Latency, Strict
from statuary.validation import validate
from statuary.yamlfile import Document, Loc, parse_yaml, read_text

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

# ------------------------------------------------------------------------------------------------------------ site.yaml


class Theme(Strict):
    """How the site looks without touching a template."""

    brand: str = Field("#2f5fd0", description="the accent colour, as #rrggbb")
    logo: str | None = Field(None, description="path of an image below templates/assets")
    footer: str = Field("", description="a line of text at the bottom of every page")

    @field_validator("brand")
    @classmethod
    def _is_colour(cls, value: str) -> str:
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


class Limits(Strict):
    """Bounds against accidents and attacks in content."""

    content_bytes: int = Field(256 * 1024, ge=1024, description="the largest content file, in bytes")
    convert: Duration = Field(2 * SECOND, description="how long one text may take to convert")


class Site(Strict):
    """``config/site.yaml``."""

    name: str = Field(min_length=1, max_length=200, description="what readers see: the name of the site")
    url: str = Field(description="where the site is published, like https://status.example.com")
    description: str = Field("", description="a sentence for search engines and feeds")
    language: str = Field(
        "en", pattern=r"^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47 tag, like en or pt-BR"
    )
    time_zone: str = Field("UTC", description="IANA name, like Europe/Berlin; for display only, all data is UTC")
    theme: Theme = Field(default_factory=Theme, description="brand colour, logo, footer")
    contact: str | None = Field(None, description="where readers reach people: an https: or mailto: address")
    repository: str | None = Field(None, description="https address of the site's repository, for edit links")
    history: HistoryConfig = Field(default_factory=HistoryConfig, description="what is remembered")
    freshness: Freshness = Field(default_factory=Freshness, description="when data stops being current")
    probing: Probing = Field(default_factory=Probing, description="how probes are run")
    maintenance: MaintenancePolicy = Field(default_factory=MaintenancePolicy, description="planned work and uptime")
    limits: Limits = Field(default_factory=Limits, description="bounds for content files")
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


class _Link(Strict):
    text: str = Field(min_length=1, max_length=200, description="what the link says")
    url: str = Field(pattern=r"^(https?://|mailto:)", description="an https: or mailto: address")


class _Entry(Strict):
    """A component, or a group when it has ``components``."""

    id: str = Field(description="lower-case letters, digits and hyphens; part of addresses, never changes")
    name: str = Field(min_length=1, max_length=200, description="what readers see")
    description: str = Field("", max_length=2000, description="a sentence for readers")
    owner: str = Field("", max_length=200, description="the team that owns it")
    links: list[_Link] = Field(default_factory=list, description="a list of {text, url}")
    public: bool = Field(True, description="false: in no output")
    manual: bool = Field(False, description="true: people report its state, no probe is needed")
    components: list[_Entry] | None = Field(None, description="makes this a group of these")

    @field_validator("id")
    @classmethod
    def _is_id(cls, value: str) -> str:
        return checked_id(value)


class _Components(Strict):
    """``config/components.yaml``."""

    components: list[_Entry] = Field(default_factory=list, description="an ordered tree of components and groups")


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    name: str
    description: str = ""
    owner: str = ""
    links: tuple[tuple[str, str], ...] = ()  # (text, url)
    public: bool = True
    manual: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name: str
    description: str = ""
    children: tuple[str, ...] = ()  # component and group ids, in order
    public: bool = True


# -------------------------------------------------------------------------------------------------------- probes/*.yaml


class _Common(Strict):
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


class _ProbeFile(Strict):
    """``probes/*.yaml``: the probes of one component."""

    component: str = Field(description="the id of the component that these probes watch")
    probes: list[dict[str, Any]] = Field(description="a list of probes, each with id and kind")


@dataclass(frozen=True, slots=True)
class Probe:
    """A declared question."""

    id: str
    component: str
    kind: str
    name: str
    timeout: Millis
    attempts: int
    retry_after: Millis
    policy: Policy
    latency: Latency | None
    public: bool
    options: BaseModel
    path: str = ""


@dataclass(frozen=True, slots=True)
class SecretUse:
    """Where a file asks for ``${NAME}``."""

    name: str
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Config:
    root: Path
    site: Site
    components: Mapping[str, Component]
    groups: Mapping[str, Group]
    tree: tuple[str, ...]
    probes: tuple[Probe, ...] = ()
    canaries: tuple[Probe, ...] = ()
    secrets: tuple[SecretUse, ...] = ()
    warnings: tuple[Problem, ...] = ()


# -------------------------------------------------------------------------------------------------------------- loading


def checked_id(value: str) -> str:
    """The id, or ValueError saying what an id looks like."""
    if not ID.fullmatch(value):
        raise ValueError(f"{value!r} is not an id; use 1 to 64 lower-case letters, digits and hyphens, like 'web-api'")
    return value


def load_config(root: Path) -> Config:
    """The site's configuration. Raises Refused with every problem of all its files."""
    problems: list[Problem] = []
    site_file = _document(root, root / "config/site.yaml", problems, "Run 'statuary init' to begin a site here.")
    site = validate(Site, site_file.data, site_file, problems) if site_file else None
    tree = _read_components(root, problems)
    uses: list[SecretUse] = []
    probes: list[Probe] = []
    first: dict[str, str] = {}
    for path in sorted((root / "probes").glob("*.y*ml")):
        file = _document(root, path, problems, "")
        if file:
            uses.extend(_secret_uses(file))
            probes.extend(_read_probe_file(file, tree.components, first, problems))
    canaries: list[Probe] = []
    if site_file and site:
        uses.extend(_secret_uses(site_file))
        for index, data in enumerate(site.canaries):
            canary = _read_probe(data, ("canaries", index), site_file, "", problems)
            canaries.extend([canary] if canary else [])
    if problems or site is None:
        raise Refused(problems)
    watched = {probe.component for probe in probes}
    idle = [c for c in tree.components.values() if c.id not in watched and not c.manual]
    return Config(
        root=root,
        site=site,
        components=tree.components,
        groups=tree.groups,
        tree=tree.order,
        probes=tuple(probes),
        canaries=tuple(canaries),
        secrets=tuple(uses),
        warnings=tuple(tree.unwatched(component) for component in idle),
    )


def missing_secrets(config: Config, environ: Mapping[str, str]) -> list[Problem]:
    """A problem for every ``${NAME}`` that the environment does not hold: said before anything is asked."""
    return [
        Problem(
            use.path,
            use.line,
            use.column,
            f"The environment variable {use.name} is not set.",
            fix="Set it, or remove ${…}.",
        )
        for use in config.secrets
        if use.name not in environ
    ]


def _document(root: Path, path: Path, problems: list[Problem], advice: str) -> Document | None:
    name = path.relative_to(root).as_posix()
    if not path.exists() and not path.is_symlink():
        problems.append(Problem(name, what="This file is missing.", fix=advice))
        return None
    try:
        text, _ = read_text(root, path)
        file = parse_yaml(text, name)
    except Refused as refused:
        problems.extend(refused.problems)
        return None
    if not isinstance(file.data, dict):
        what = "The file is empty." if file.data is None else "The file must be a mapping (key: value) at its top."
        problems.append(Problem(name, 1, 1, what))
        return None
    return file


@dataclass(frozen=True, slots=True)
class _Tree:
    components: dict[str, Component]
    groups: dict[str, Group]
    order: tuple[str, ...]
    file: Document | None
    places: dict[str, Loc]

    def unwatched(self, component: Component) -> Problem:
        what = f"No probe watches '{component.id}', so it is shown as unknown."
        fix = "Add one in probes/, or set 'manual: true' if people report its state."
        line, column = self.file.at(*self.places[component.id]) if self.file else (0, 0)
        return Problem("config/components.yaml", line, column, what, fix=fix, severity="warning")


def _read_components(root: Path, problems: list[Problem]) -> _Tree:
    file = _document(
        root, root / "config/components.yaml", problems, "List what readers see: components with id and name."
    )
    tree = _Tree({}, {}, (), file, {})
    model = validate(_Components, file.data, file, problems) if file else None
    if file is None or model is None:
        return tree
    order = _plant(model.components, None, ("components",), tree, file, problems)
    _refuse_equal_names(tree, file, problems)
    return _Tree(tree.components, tree.groups, order, file, tree.places)


def _plant(
    entries: Sequence[_Entry], group: _Entry | None, loc: Loc, tree: _Tree, file: Document, problems: list[Problem]
) -> tuple[str, ...]:
    """Puts the entries of one level into the tree; returns their ids. What is in a private group is private."""
    for index, entry in enumerate(entries):
        here = (*loc, index)
        if entry.id in tree.places:
            line = file.at(*tree.places[entry.id])[0]
            what = f"The id '{entry.id}' stands twice (first in line {line})."
            problems.append(file.problem((*here, "id"), what, fix="Give one of them another id."))
            continue
        tree.places[entry.id] = (*here, "id")
        public = entry.public and (group is None or tree.groups[group.id].public)
        if entry.components is None:
            links = tuple((link.text, link.url) for link in entry.links)
            parent = group.id if group else None
            tree.components[entry.id] = Component(
                entry.id, entry.name, entry.description, entry.owner, links, public, entry.manual, parent
            )
        else:
            tree.groups[entry.id] = Group(entry.id, entry.name, entry.description, (), public)
            children = _plant(entry.components, entry, (*here, "components"), tree, file, problems)
            tree.groups[entry.id] = replace(tree.groups[entry.id], children=children)
    return tuple(entry.id for entry in entries)


def _refuse_equal_names(tree: _Tree, file: Document, problems: list[Problem]) -> None:
    """Clients of the status API tell components apart by name alone, so names are unique."""
    first: dict[str, str] = {}
    everything: list[Component | Group] = [*tree.components.values(), *tree.groups.values()]
    for named in everything:
        key = named.name.strip().casefold()
        if key in first:
            what = f"The name '{named.name}' is also that of '{first[key]}'."
            fix = "Give each its own name: readers and API clients tell them apart by it."
            problems.append(file.problem((*tree.places[named.id][:-1], "name"), what, fix=fix))
        first.setdefault(key, named.id)


def _read_probe_file(
    file: Document, components: Mapping[str, Component], first: dict[str, str], problems: list[Problem]
) -> Iterator[Probe]:
    """The file's probes; ``first`` remembers over all files where each id was first used."""
    model = validate(_ProbeFile, file.data, file, problems)
    if model is None:
        return
    if components and model.component not in components:
        what = f"There is no component '{model.component}' in config/components.yaml."
        problems.append(file.problem(("component",), what, fix=nearest(model.component, components)))
    for index, data in enumerate(model.probes):
        probe = _read_probe(data, ("probes", index), file, model.component, problems)
        if probe is None:
            continue
        line, _ = file.at("probes", index, "id")
        if probe.id in first:
            what = f"The probe id '{probe.id}' stands twice (first at {first[probe.id]})."
            fix = "Give one of them another id: a probe's history is kept under it."
            problems.append(file.problem(("probes", index, "id"), what, fix=fix))
        first.setdefault(probe.id, f"{file.path}:{line}")
        yield probe


def _read_probe(
    data: Mapping[str, Any], at: Loc, file: Document, component: str, problems: list[Problem]
) -> Probe | None:
    """One probe: the common keys by ``_Common``, the others by the options of its kind."""
    common_keys = _Common.model_fields.keys()
    common = validate(_Common, {key: data[key] for key in data if key in common_keys}, file, problems, at=at)
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in PROBERS:
        if isinstance(kind, str):
            problems.append(file.problem((*at, "kind"), f"Unknown kind '{kind}'.", fix=nearest(kind, PROBERS)))
        return None
    own = {key: value for key, value in data.items() if key not in common_keys}
    options = validate(PROBERS[kind].Options, own, file, problems, at=at, also_known=common_keys)
    if common is None or options is None:
        return None
    return Probe(
        id=common.id,
        component=component,
        kind=kind,
        name=common.name or common.id,
        timeout=common.timeout,
        attempts=common.attempts,
        retry_after=common.retry_after,
        policy=Policy(common.every, common.down_after, common.up_after),
        latency=common.latency or getattr(options, "latency", None),
        public=common.public,
        options=options,
        path=file.path,
    )


def _secret_uses(file: Document) -> Iterator[SecretUse]:
    """Every ``${NAME}`` in the document's text values."""

    def walk(value: object, loc: Loc) -> Iterator[SecretUse]:
        if isinstance(value, str) and "${" in value:
            for name in _SECRET.findall(value):
                yield SecretUse(name, file.path, *file.at(*loc))
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in items:
            yield from walk(inner, (*loc, key))

    return walk(file.data, ())


# -------------------------------------------------------------------------------------------------------------- schemas


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas (draft 2020-12) of what people write, by name: for editors and other tools."""
    return {
        "site": _titled(Site.model_json_schema(), "config/site.yaml"),
        "components": _titled(_Components.model_json_schema(), "config/components.yaml"),
        "probes": _probes_schema(),
    }


def _titled(schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _probes_schema() -> dict[str, Any]:
    """One alternative a kind: the common keys and the kind's own."""
    schema = _titled(_ProbeFile.model_json_schema(), "probes/*.yaml")
    definitions: dict[str, Any] = {}
    kinds = []
    common = _Common.model_json_schema(ref_template="#/$defs/common-{model}")
    definitions.update({f"common-{name}": part for name, part in common.pop("$defs", {}).items()})
    for kind, module in PROBERS.items():
        own = module.Options.model_json_schema(ref_template=f"#/$defs/{kind}-{{model}}")
        definitions.update({f"{kind}-{name}": part for name, part in own.pop("$defs", {}).items()})
        properties = {**common["properties"], **own.get("properties", {}), "kind": {"const": kind}}
        required = [*common["required"], *own.get("required", [])]
        kinds.append({"type": "object", "properties": properties, "required": required, "additionalProperties": False})
    schema["properties"]["probes"]["items"] = {"oneOf": kinds}
    schema["$defs"] = definitions
    return schema
