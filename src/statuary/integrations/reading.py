"""Reads ``config/NAME.json`` of the integrations that a site has. Absent is fine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import cast

from statuary.errors import Problem, Refused, nearest
from statuary.integrations.common import Settings
from statuary.integrations.secrets import secrets_in
from statuary.jsonfile import parse_json
from statuary.kinds import INTEGRATIONS
from statuary.sources import Sources
from statuary.validation import validate
from statuary.yamlfile import Document

_OTHERS = ("tokens",)  # JSON files in config/ that belong to others


def read_integrations(sources: Sources, problems: list[Problem], warnings: list[Problem]) -> dict[str, Settings]:
    """The settings by name, in the order of the registry; what is wrong with any of them is in ``problems``."""
    present = {PurePosixPath(path).stem: path for path in sources if path.endswith(".json")}
    warnings.extend(_unread(name) for name in present if name not in INTEGRATIONS and name not in _OTHERS)
    found = {name: _read(sources, name, present[name], problems) for name in INTEGRATIONS if name in present}
    return {name: settings for name, settings in found.items() if settings is not None}


def settings_of(name: str, document: Document, problems: list[Problem]) -> Settings | None:
    """What such a file says; None where something is wrong with it: that is in ``problems``."""
    if not isinstance(document.data, dict):
        problems.append(document.problem((), 'The file must be an object ({"key": value}) at its top.'))
        return None
    secrets = secrets_in(document)
    told: list[Problem] = []
    settings = validate(INTEGRATIONS[name].Options, document.data, document, told)
    places = {(one.line, one.column) for one in secrets.values()}
    problems.extend(secrets.values())
    problems.extend(one for one in told if (one.line, one.column) not in places)  # they may repeat the value
    return None if secrets else cast("Settings | None", settings)


def _read(sources: Sources, name: str, path: str, problems: list[Problem]) -> Settings | None:
    problems.extend(sources[path].problems)
    if sources[path].problems:
        return None
    try:
        document = parse_json(sources[path].text, path)
    except Refused as refused:
        problems.extend(refused.problems)
        return None
    return settings_of(name, document, problems)


def _unread(name: str) -> Problem:
    known: Mapping[str, object] = dict.fromkeys((*INTEGRATIONS, *_OTHERS))
    fix = nearest(name, known) or "Remove it, or rename it."
    return Problem(f"config/{name}.json", what="Nothing reads this file.", fix=fix, severity="warning")
