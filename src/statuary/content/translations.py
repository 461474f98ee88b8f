"""Translations of what people write: ``NAME.LANG.md`` beside ``NAME.md``, in a language of the site.

A translation has words only: a title, text, and the updates by their time. What happened, when and to what is said
once, in the file that is translated. What it does not translate is shown as it is there, and said to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from statuary import __version__
from statuary.content.files import File
from statuary.content.guides import titled
from statuary.content.text import Parsed, front_matter, reject_unknown_keys, split, swallowed, text_at, time_of
from statuary.errors import Problem, Refused
from statuary.instants import iso
from statuary.memo import Memo, key
from statuary.model import Guide, Incident, Maintenance, Source, Translation

Translated = TypeVar("Translated", Incident, Maintenance, Guide)
_KEYS = ("title", "description")
_OF_INCIDENTS = ("title", "workaround")
_SHARED = ("aliases", "bind", "components", "draft", "impact", "listed", "order", "tags", "window")
"""What is written once, in the file that is translated."""


def apart(files: Iterable[File], languages: Sequence[str]) -> tuple[list[File], dict[str, list[tuple[str, File]]]]:
    """The files themselves, and by the path of what they translate those that are translations, with their language."""
    own: list[File] = []
    found: dict[str, list[tuple[str, File]]] = {}
    for file in files:
        _name, dot, language = file.name.rpartition(".")
        if dot and language in languages:
            found.setdefault(f"{file.path.removesuffix(f'.{language}.md')}.md", []).append((language, file))
        else:
            own.append(file)
    return own, found


def read(
    files: Mapping[str, Sequence[tuple[str, File]]], known: Iterable[str], memo: Memo, problems: list[Problem]
) -> dict[str, tuple[Translation, ...]]:
    """The translations by the path of what they translate; ``known`` are the paths that there are."""
    listed = [(path, *one) for path, several in files.items() for one in several]
    keys = [key(__version__, file.path, file.digest) for _, _, file in listed]
    parsed = memo.many(
        "translation", keys, lambda missing: [parse(*listed[i][1:]) for i in missing], Parsed[Translation]
    )
    there = set(known)
    translations: dict[str, tuple[Translation, ...]] = {}
    for (path, _, file), entry in zip(listed, parsed, strict=True):
        problems += entry.problems
        if path not in there:
            what = f"There is no {path} that it could be a translation of."
            problems.append(Problem(file.path, what=what, fix="Give it that file's name with the language's code."))
        elif entry.value:
            translations[path] = (*translations.get(path, ()), entry.value)
    return translations


def parse(language: str, file: File) -> Parsed[Translation]:
    """Pure: the file's text and nothing else."""
    problems: list[Problem] = []
    try:
        document, body, line = front_matter(file.text, file.path)
    except Refused as refused:
        return Parsed(file.path, None, problems=refused.problems)
    shared = [name for name in _SHARED if name in document.data]
    what = "is not translated: it comes from the file that this translates."
    problems += [document.problem((name,), f"'{name}' {what}", fix="Remove it here.", key=True) for name in shared]
    own = _OF_INCIDENTS if "/incidents/" in file.path else _KEYS
    reject_unknown_keys(document, own, problems, told=shared)
    if "/incidents/" not in file.path and "/maintenance/" not in file.path:
        title, body, line = titled(document, body, line, problems)
        said = Translation(language, title, body, Source(file.path, file.digest, line), _description(document.data))
        return Parsed(file.path, None if problems else said, problems=tuple(problems))
    text, headings = split(body, line)
    problems.extend(swallowed(body, line, file.path))
    updates = []
    for heading in headings:
        at = time_of(heading, file.path, problems)
        if at is not None:
            updates.append((at, heading.body, heading.line))
    source = Source(file.path, file.digest, line)
    title = " ".join(str(document.data.get("title") or "").split())
    workaround = text_at("workaround", document, problems).strip("\n")
    said = Translation(language, title, text.strip("\n"), source, updates=tuple(updates), workaround=workaround)
    return Parsed(file.path, None if problems else said, problems=tuple(problems))


def _description(data: Mapping[str, object]) -> str:
    return str(data.get("description") or "")


def joined(
    items: Iterable[Translated], translations: Mapping[str, tuple[Translation, ...]], problems: list[Problem]
) -> list[Translated]:
    """The items with their translations. One of an update that is not there is a problem."""
    result = []
    for item in items:
        own = translations.get(item.source.path, ())
        if own and not isinstance(item, Guide):
            problems += _strays(item, own)
        result.append(replace(item, translations=own) if own else item)
    return result


def _strays(item: Incident | Maintenance, translations: Iterable[Translation]) -> Iterable[Problem]:
    times = {update.at for update in item.updates}
    for translation in translations:
        for at, _, line in translation.updates:
            if at not in times:
                what = f"There is no update of {iso(at)} in {item.source.path}."
                yield Problem(translation.source.path, line, 1, what, fix="Give it the time of what it translates.")
