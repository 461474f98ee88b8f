"""The reference pages of the guides, as the program has it: every kind of probe, every key of the configuration."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import NODEFAULT, UNSET
from msgspec.structs import FieldInfo, fields

from statuary.configfiles import Common, Components, ProbeFile, Site
from statuary.instants import SECOND, format_duration
from statuary.kinds import INTEGRATIONS, PROBERS
from statuary.options import Strict, Unit, meaning
from support_tools import ROOT

FOLDER = ROOT / "content/guides/statuary"
_HEAD = "---\ntitle: {title}\ndescription: {about}\norder: {order}\ntags: [reference]\n---\n"
_MADE = "This page is made from the program: it has every key that is read, and no other is.\n"


def pages() -> dict[str, str]:
    """Each page by the name of its file."""
    return {"probe-reference.md": _probes(), "config-reference.md": _configuration()}


def _probes() -> str:
    about = "Every kind of probe and every key, with what it means and what holds where it is not written."
    parts = [_HEAD.format(title="Every kind of probe", about=about, order=61), _MADE]
    parts += ["## A file in `probes/`\n", *_table(ProbeFile)]
    parts += ["## Keys that every probe has\n", *_table(Common)]
    for kind, module in PROBERS.items():
        parts += [f"## Kind `{kind}`\n", _said(module.Options), *_table(module.Options)]
    return "\n".join(parts)


def _configuration() -> str:
    about = "Every key of every file in config/, with what it means and what holds where it is not written."
    parts = [_HEAD.format(title="Every key of the configuration", about=about, order=62), _MADE]
    parts += ["## `config/site.yaml`\n", *_table(Site), "## `config/components.yaml`\n", *_table(Components)]
    for name, module in INTEGRATIONS.items():
        parts += [f"## `config/{name}.json`\n", *_table(module.Options)]
    return "\n".join(parts)


def _said(kind: type[Strict]) -> str:
    return f"{(kind.__doc__ or '').strip()}\n"


def _table(kind: type[Strict]) -> list[str]:
    rows = [f"| `{name}` | {_meaning(key)} | {_default(key)} |" for name, key in _keys(kind, "", ())]
    return ["| key | meaning | if it is not written |", "|---|---|---|", *rows, ""]


def _keys(kind: type[Strict], prefix: str, above: tuple[type, ...]) -> Iterator[tuple[str, FieldInfo]]:
    """Each key with those below it; ``[]`` stands for the items of a list."""
    for key in fields(kind):
        name = f"{prefix}{key.encode_name}"
        yield name, key
        for inner, many in _kinds(key.type):
            if inner not in (*above, kind):
                yield from _keys(inner, f"{name}[]." if many else f"{name}.", (*above, kind))


def _kinds(annotation: Any, many: bool = False) -> Iterator[tuple[type[Strict], bool]]:
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        yield annotation, many
    for inner in get_args(annotation):
        yield from _kinds(inner, many or get_origin(annotation) is list)


def _meaning(key: FieldInfo) -> str:
    words = _choices(key.type)
    one_of = f"; one of {', '.join(f'`{word}`' for word in words)}" if words else ""
    return f"{_cell(meaning(key.type))}{one_of}"


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    if get_origin(annotation) is Annotated:
        return _choices(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType, list):
        return [word for inner in get_args(annotation) for word in _choices(inner)]
    return []


def _default(key: FieldInfo) -> str:
    if key.required:
        return "**must be written**"
    value = key.default if key.default_factory is NODEFAULT else key.default_factory()
    units = [one.name for one in key.type.__metadata__ if isinstance(one, Unit)]
    if units and units[0] in ("duration", "ms", "s") and isinstance(value, int) and value:
        millis = value * (SECOND if units[0] == "s" else 1)
        return f"{millis} ms" if millis % SECOND else format_duration(millis)
    if value in (None, UNSET, "", [], {}, ()) or isinstance(value, Strict):
        return ""
    shown = value if isinstance(value, str) else json.dumps(value, default=str)
    return f"`{_cell(shown)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")
