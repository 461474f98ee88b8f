"""Guides and pages: Markdown files whose folders are sections; an ``index.md`` introduces its section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from statuary.config import Config
from statuary.content.files import File
from statuary.content.text import front_matter, reject_unknown_keys
from statuary.errors import Problem, Refused, nearest
from statuary.model import Binding, Guide, Source
from statuary.yamlfile import Document

_KEYS = ("title", "order", "tags", "components", "description", "bind")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DEFAULT_ORDER = 1000
_TITLE = re.compile(r"\s*# +(.+?)[ \t]*#*[ \t]*(?:\n|$)")


def load(config: Config, files: Iterable[File], problems: list[Problem]) -> tuple[Guide, ...]:
    """The guides in the order of navigation. Broken ones are left out, and named in ``problems``."""
    guides: dict[str, Guide] = {}
    for file in files:
        found: list[Problem] = []
        try:
            guide = _parse(file, config, found)
        except Refused as refused:
            found.extend(refused.problems)
        else:
            if guide.path in guides:
                what = f"It has the same address as {guides[guide.path].source.path}."
                found.append(Problem(file.path, what=what, fix="Rename one of them."))
            if not found:
                guides[guide.path] = guide
        problems += found
    return tuple(_in_order(guides))


def _parse(file: File, config: Config, problems: list[Problem]) -> Guide:
    document, body, line = front_matter(file.text, file.path)
    reject_unknown_keys(document, _KEYS, problems)
    data = document.data
    title, body, line = titled(document, body, line, problems)
    path = "" if file.name == "index" else file.name.removesuffix("/index")
    order = data.get("order", _DEFAULT_ORDER)
    if isinstance(order, bool) or not isinstance(order, int):
        problems.append(document.problem(("order",), "'order' must be a whole number."))
    return Guide(
        path=path,
        title=title or _named(path),
        text=body,
        source=Source(file.path, file.digest, line),
        order=order,
        tags=tuple(_texts(document, "tags", problems)),
        components=tuple(_known(document, config, problems)),
        description=str(data.get("description") or ""),
        bindings=tuple(_bindings(document, problems)),
    )


def titled(document: Document, body: str, line: int, problems: list[Problem]) -> tuple[str, str, int]:
    """The title (empty where there is none), the text without it, and the line where that begins."""
    first = _TITLE.match(body)
    title = document.data.get("title")
    if title is not None and not isinstance(title, str | int | float):
        problems.append(document.problem(("title",), "'title' must be text."))
    if first and (title is None or first[1].strip() == str(title)):  # the page shows its title once
        title = first[1].strip()
        line += body.count("\n", 0, first.end())
        body = body[first.end() :]
    return " ".join(str(title or "").split()), body, line


def _named(path: str) -> str:
    words = path.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Guides"


def _texts(document: Document, name: str, problems: list[Problem]) -> Iterator[str]:
    listed = document.data.get(name, [])
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        problems.append(document.problem((name,), f"'{name}' must be a list of words, like [operations, api]."))
        return
    yield from listed


def _known(document: Document, config: Config, problems: list[Problem]) -> Iterator[str]:
    for index, name in enumerate(_texts(document, "components", problems)):
        if name in config.components:
            yield name
        else:
            what = f"There is no component '{name}' in config/components.yaml."
            problems.append(document.problem(("components", index), what, fix=nearest(name, config.components)))


def _bindings(document: Document, problems: list[Problem]) -> Iterator[Binding]:
    """``bind: {name: config.scale.max_instances | number}``."""
    listed = document.data.get("bind", {})
    if not isinstance(listed, dict):
        what = "'bind' must give names to values, like {most: config.scale.max_instances}."
        problems.append(document.problem(("bind",), what))
        return
    for alias, said in listed.items():
        name, _, form = (part.strip() for part in str(said).partition("|"))
        if not _NAME.fullmatch(alias):
            what = f"'{alias}' cannot be a name: lower-case letters, digits and underscores, a letter first."
            problems.append(document.problem(("bind", alias), what, key=True))
        elif not name.startswith("config."):
            what = f"'{alias}' must name a value of the configuration."
            problems.append(document.problem(("bind", alias), what, fix="Write it like config.scale.max_instances."))
        else:
            yield Binding(alias, name.removeprefix("config."), form, *document.at("bind", alias, key=True))


def _in_order(guides: dict[str, Guide]) -> Iterator[Guide]:
    """Depth first: a section's index, then what is in it by ``order`` and title. A folder sorts by its index."""
    if "" in guides:
        yield guides[""]
    yield from _below("", guides)


def _below(folder: str, guides: dict[str, Guide]) -> Iterator[Guide]:
    prefix = f"{folder}/" if folder else ""
    names = dict.fromkeys(
        path[len(prefix) :].partition("/")[0] for path in guides if path.startswith(prefix) and path != folder and path
    )
    for name in sorted(names, key=lambda name: _rank(prefix + name, guides)):
        if prefix + name in guides:
            yield guides[prefix + name]
        yield from _below(prefix + name, guides)


def _rank(path: str, guides: dict[str, Guide]) -> tuple[int, str]:
    guide = guides.get(path)
    return (guide.order, guide.title.casefold()) if guide else (_DEFAULT_ORDER, path.casefold())
