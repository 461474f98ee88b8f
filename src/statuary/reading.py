"""What the files of the configuration say, read strictly: every mistake with file, line, column, reason and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from statuary.config import Component, Declared, Group, Probe, SecretUse
from statuary.configfiles import Common, Components, Entry, ProbeFile, Site, Slo
from statuary.errors import Problem, Refused, nearest
from statuary.kinds import PROBERS
from statuary.model import Objective, Policy
from statuary.openly import written_out
from statuary.options import Settled, settle
from statuary.sources import COMPONENTS, SITE, Sources
from statuary.validation import validate
from statuary.yamlfile import Document, Loc, parse_yaml

_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def read_config(sources: Sources) -> Declared:
    """What all the files say. Raises Refused with every problem of them."""
    problems: list[Problem] = []
    site_file = _document(sources, SITE, problems, "Run 'statuary init' to begin a site here.")
    site = validate(Site, site_file.data, site_file, problems) if site_file else None
    tree = _read_components(sources, _objective(site.slo if site else None), problems)
    uses: list[SecretUse] = []
    probes: list[Probe] = []
    first: dict[str, str] = {}
    warnings: list[Problem] = []
    for name in (name for name in sources if name.startswith("probes/")):
        file = _document(sources, name, problems, "")
        if file:
            uses.extend(_secret_uses(file))
            warnings.extend(written_out(file))
            probes.extend(_read_probes(file, tree, first, problems))
    canaries: list[Probe] = []
    if site_file and site:
        uses.extend(_secret_uses(site_file))
        warnings.extend(written_out(site_file))
        canaries = _read_canaries(site, site_file, problems)
    integrations = _read_integrations(sources, problems, warnings)
    if problems or site is None:
        raise Refused(problems)
    watched = {probe.component for probe in probes}
    idle = [c for c in tree.components.values() if c.id not in watched and not c.manual]
    return Declared(
        site=site,
        components=tree.components,
        groups=tree.groups,
        tree=tree.order,
        probes=tuple(probes),
        canaries=tuple(canaries),
        secrets=tuple(uses),
        warnings=(*warnings, *(tree.unwatched(component) for component in idle)),
        integrations=integrations,
    )


def check_site(file: Document, problems: list[Problem]) -> None:
    """All that a build refuses in the settings of a site, into ``problems``."""
    site = validate(Site, file.data, file, problems)
    if site:
        _read_canaries(site, file, problems)


def _read_canaries(site: Site, file: Document, problems: list[Problem]) -> list[Probe]:
    read = (_read_probe(data, ("canaries", at), file, "", problems) for at, data in enumerate(site.canaries))
    return [canary for canary in read if canary]


def _read_integrations(sources: Sources, problems: list[Problem], warnings: list[Problem]) -> Mapping[str, Settled]:
    """What the site has of ``config/*.json``; their values load only where there is one."""
    if not any(name.endswith(".json") for name in sources):
        return {}
    from statuary.integrations.reading import read_integrations  # noqa: PLC0415 - see above

    found = read_integrations(sources, problems, warnings)
    return {name: settle(settings) for name, settings in found.items()}


def _document(sources: Sources, name: str, problems: list[Problem], advice: str) -> Document | None:
    if name not in sources:
        problems.append(Problem(name, what="This file is missing.", fix=advice))
        return None
    problems.extend(sources[name].problems)
    if sources[name].problems:
        return None
    try:
        file = parse_yaml(sources[name].text, name)
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
        return Problem(COMPONENTS, line, column, what, fix=fix, severity="warning")


def _read_components(sources: Sources, objective: Objective | None, problems: list[Problem]) -> _Tree:
    file = _document(sources, COMPONENTS, problems, "List what readers see: components with id and name.")
    return _planted(file, objective, problems) if file else _Tree({}, {}, (), None, {})


def check_components(file: Document, problems: list[Problem]) -> None:
    """All that a build refuses in the tree of components, into ``problems``."""
    _planted(file, None, problems)


def _planted(file: Document, objective: Objective | None, problems: list[Problem]) -> _Tree:
    tree = _Tree({}, {}, (), file, {})
    model = validate(Components, file.data, file, problems)
    if model is None:
        return tree
    order = _plant(model.components, None, objective, ("components",), tree, file, problems)
    _refuse_equal_names(tree, file, problems)
    return _Tree(tree.components, tree.groups, order, file, tree.places)


def _plant(
    entries: Sequence[Entry],
    group: Entry | None,
    inherited: Objective | None,
    loc: Loc,
    tree: _Tree,
    file: Document,
    problems: list[Problem],
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
        objective = inherited if entry.slo is UNSET else _objective(entry.slo)
        if entry.components is None:
            links = tuple((link.text, link.url) for link in entry.links)
            parent = group.id if group else None
            tree.components[entry.id] = Component(
                entry.id, entry.name, entry.description, entry.owner, links, public, entry.manual, parent, objective
            )
        else:
            tree.groups[entry.id] = Group(entry.id, entry.name, entry.description, (), public)
            children = _plant(entry.components, entry, objective, (*here, "components"), tree, file, problems)
            tree.groups[entry.id] = replace(tree.groups[entry.id], children=children)
    return tuple(entry.id for entry in entries)


def _objective(slo: float | Slo | None) -> Objective | None:
    if slo is None:
        return None
    return Objective(slo.target, slo.window) if isinstance(slo, Slo) else Objective(slo)


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


def check_probes(file: Document, problems: list[Problem]) -> None:
    """All that a build refuses in a file of probes, whatever components there are, into ``problems``."""
    list(_read_probes(file, _Tree({}, {}, (), None, {}), {}, problems))


def _read_probes(file: Document, tree: _Tree, first: dict[str, str], problems: list[Problem]) -> Iterator[Probe]:
    """The file's probes; ``first`` remembers over all files where each id was first used."""
    model = validate(ProbeFile, file.data, file, problems)
    if model is None:
        return
    if model.component in tree.groups:
        what = f"'{model.component}' is a group, and a probe watches one component."
        inside = ", ".join(tree.groups[model.component].children)
        fix = f"Write which: {inside}." if inside else "Nothing is in it; add a component."
        problems.append(file.problem(("component",), what, fix=fix))
    elif tree.components and model.component not in tree.components:
        what = f"There is no component '{model.component}' in config/components.yaml."
        problems.append(file.problem(("component",), what, fix=nearest(model.component, tree.components)))
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
    """One probe: the common keys by ``Common``, the others by the options of its kind."""
    common_keys = Common.__struct_fields__
    common = validate(Common, {key: data[key] for key in data if key in common_keys}, file, problems, at=at)
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
        settled=settle(options),
        path=file.path,
    )


def _secret_uses(file: Document) -> Iterator[SecretUse]:
    """Every ``${NAME}`` in the document's text values."""
    for loc, text in file.texts():
        for name in _SECRET.findall(text):
            yield SecretUse(name, file.path, *file.at(*loc))
