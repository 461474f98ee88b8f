"""Guides and pages: Markdown files whose folders are sections; an ``index.md`` introduces its section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from statuary import __version__
from statuary.config import Config
from statuary.content.files import File
from statuary.content.foreign import NONE, SAME
from statuary.content.includes import MARK, Including
from statuary.content.text import Word, front_matter, named_twice, reject_unknown_keys, unknown_components
from statuary.errors import Problem, Refused
from statuary.instants import Instant
from statuary.memo import Memo, key
from statuary.model import Alias, Binding, Guide, Source, Translation, Value
from statuary.yamlfile import Document

_KEYS = ("title", "order", "tags", "components", "description", "bind", "aliases", "listed", "draft")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_INDEXES = ("index", "_index", "README", "readme")
Written = TypeVar("Written", Guide, Translation)
_DEFAULT_ORDER = 1000
_TITLE = re.compile(r"\s*# +(.+?)[ \t]*#*[ \t]*(?:\n|$)")


class Read(Value, frozen=True):
    """What a file says by itself, and what is wrong in it."""

    guide: Guide | None = None  # None: a draft, or it could not be read
    words: tuple[Word, ...] = ()  # its components, where they stand
    problems: tuple[Problem, ...] = ()  # it is left out
    harmless: tuple[Problem, ...] = ()  # it goes out all the same
    foreign: tuple[tuple[str, Problem], ...] = ()  # words that mean something to another program


def load(config: Config, files: Sequence[File], memo: Memo, problems: list[Problem]) -> tuple[Guide, ...]:
    """The guides in the order of navigation. Broken ones are left out, and named in ``problems``."""
    guides: dict[str, Guide] = {}
    foreign: dict[str, list[Problem]] = {}
    keys = [key(__version__, file.path, file.name, file.digest) for file in files]
    for read in memo.many("guide", keys, lambda missing: [_read(files[at]) for at in missing], Read):
        problems += read.harmless
        for name, place in read.foreign:
            foreign.setdefault(name, []).append(place)
        guide, found = read.guide, [*read.problems]
        if guide:
            found += unknown_components(guide.source.path, read.words, config)
            found += named_twice(guide.source.path, read.words)
        if guide and guide.path in guides:
            what = f"It has the same address as {guides[guide.path].source.path}."
            found.append(Problem(guide.source.path, what=what, fix="Rename one of them."))
        if guide and not found:
            guides[guide.path] = guide
        problems += found
    problems += (_foreign(name, places) for name, places in foreign.items())
    return tuple(_in_order(guides))


def completed(
    guides: Iterable[Guide], config: Config, dates: Mapping[str, Instant], problems: list[Problem]
) -> Iterator[Guide]:
    """The guides with what they include, and when they were last changed; so their translations."""
    for guide in guides:
        own = _completed(guide, config, dates, problems)
        said = tuple(_completed(one, config, dates, problems) for one in own.translations)
        yield replace(own, translations=said) if said else own


def _completed(one: Written, config: Config, dates: Mapping[str, Instant], problems: list[Problem]) -> Written:
    path, line = one.source.path, one.source.line
    if path in dates:
        one = replace(one, changed=dates[path])
    if MARK not in one.text:
        return one
    including = Including(config.root, config.site.limits.content_bytes, problems)
    text = including.expanded(one.text, path, line)
    return replace(one, text=text, spliced=tuple(including.spliced))


def _read(file: File) -> Read:
    """Pure: the file's text and nothing else."""
    problems: list[Problem] = []
    harmless: list[Problem] = []
    try:
        document, body, line = front_matter(file.text, file.path)
    except Refused as refused:
        return Read(problems=refused.problems)
    document, foreign = _ours(document)
    reject_unknown_keys(document, _KEYS, harmless)
    data = document.data
    title, body, line = titled(document, body, line, problems)
    folder, _, name = file.name.rpartition("/")
    path = folder if name in _INDEXES else file.name
    if _flag(document, "draft", problems):
        return Read(problems=tuple(problems), harmless=tuple(harmless), foreign=foreign)
    order = data.get("order", _DEFAULT_ORDER)
    if isinstance(order, bool) or not isinstance(order, int):
        problems.append(document.problem(("order",), "'order' must be a whole number."))
        order = _DEFAULT_ORDER
    components = tuple(_texts(document, "components", problems))
    guide = Guide(
        path=path,
        title=title or _named(path),
        text=body,
        source=Source(file.path, file.digest, line),
        order=order,
        tags=tuple(_texts(document, "tags", problems)),
        components=components,
        description=" ".join(str(data.get("description") or "").split()),
        bindings=tuple(_bindings(document, problems)),
        aliases=tuple(_aliases(document, file.path, harmless)),
        listed=_flag(document, "listed", problems, otherwise=True),
    )
    words = (Word(one, *document.at("components", index)) for index, one in enumerate(components))
    return Read(guide, tuple(words), tuple(problems), tuple(harmless), foreign)


def _foreign(name: str, places: list[Problem]) -> Problem:
    """One problem for a word that many files may have."""
    others = f", nor in {len(places) - 1} other file{'s' * (len(places) > 2)}" if len(places) > 1 else ""
    what = f"'{name}' means something to another program; it has no effect here{others}."
    return replace(places[0], what=what, severity="warning")


def _ours(document: Document) -> tuple[Document, tuple[tuple[str, Problem], ...]]:
    """The front matter in our words, and without what only means something to another program: that, too."""
    foreign: list[tuple[str, Problem]] = []
    data = dict(document.data)
    keys, values = dict(document.keys), dict(document.values)
    for name in document.data:
        word = SAME.get(name)
        if name not in _KEYS and word and word not in data:
            data[word] = data.pop(name)
            keys[word,], values[word,] = document.at(name, key=True), document.at(name)
        elif name not in _KEYS and (word or name in NONE):
            del data[name]
            foreign.append((name, document.problem((name,), "", key=True)))
    return Document(document.path, data, keys, values), tuple(foreign)


def _flag(document: Document, name: str, problems: list[Problem], *, otherwise: bool = False) -> bool:
    value = document.data.get(name, otherwise)
    if not isinstance(value, bool):
        problems.append(document.problem((name,), f"'{name}' must be true or false."))
    return value is True


def _aliases(document: Document, path: str, problems: list[Problem]) -> Iterator[Alias]:
    """``[old/address/, old/address/#part, {old/address/#part: "#new-part"}]``; a leading / is the site's root."""
    listed = document.data.get("aliases", [])
    fix = "Write addresses, like [old/name/, {old/name/#part: '#new-part'}]."
    if not isinstance(listed, list):
        problems.append(document.problem(("aliases",), "'aliases' must be a list.", fix=fix))
        return
    below = "docs/" if path.startswith("content/guides/") else ""
    for index, one in enumerate(listed):
        old, new = next(iter(one.items()), ("", "")) if isinstance(one, dict) else (one, "")
        if not isinstance(old, str) or not isinstance(new, str) or not (address := old.strip()):
            problems.append(document.problem(("aliases", index), "This is not an address.", fix=fix))
            continue
        place, _, anchor = address.partition("#")
        place = place.lstrip("/") if place.startswith("/") else below + place
        bare = re.sub(r"(?:(?:^|(?<=/))(?:index|README))?\.(?:html?|md)$", "", place).strip("/")
        if ".." in bare.split("/") or not bare:
            problems.append(document.problem(("aliases", index), f"'{old}' is not an address of this site.", fix=fix))
            continue
        yield Alias(bare, anchor, new.lstrip("#"), *document.at("aliases", index))


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
    below: dict[str, dict[str, None]] = {}
    for path in guides:
        part = path
        while part:
            folder = part.rpartition("/")[0]
            names = below.setdefault(folder, {})
            known = part in names
            names[part] = None
            part = "" if known else folder
    if "" in guides:
        yield guides[""]
    yield from _below("", guides, below)


def _below(folder: str, guides: dict[str, Guide], below: dict[str, dict[str, None]]) -> Iterator[Guide]:
    for path in sorted(below.get(folder, ()), key=lambda path: _rank(path, guides)):
        if path in guides:
            yield guides[path]
        yield from _below(path, guides, below)


def _rank(path: str, guides: dict[str, Guide]) -> tuple[int, str]:
    guide = guides.get(path)
    return (guide.order, guide.title.casefold()) if guide else (_DEFAULT_ORDER, path.casefold())
