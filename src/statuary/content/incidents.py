"""An incident: one file, its updates as headings, newest last."""

from __future__ import annotations

from collections.abc import Sequence

from statuary import __version__
from statuary.content.files import File
from statuary.content.text import (
    STATUSES,
    Parsed,
    Word,
    front_matter,
    reject_unknown_keys,
    split,
    swallowed,
    text_at,
    title_of,
    updates,
)
from statuary.errors import Problem, Refused, nearest
from statuary.memo import Memo, key
from statuary.model import Impact, Incident, IncidentStatus, Source, Status
from statuary.yamlfile import Document

_KEYS = ("title", "impact", "components", "workaround")
_STATUSES = tuple(status.value for status in IncidentStatus)
_IMPACTS = tuple(impact.value for impact in Impact)
_IMPACT_OF = {
    Status.major_outage: Impact.critical,
    Status.partial_outage: Impact.major,
    Status.degraded_performance: Impact.minor,
}


def parse_all(files: Sequence[File], memo: Memo) -> list[Parsed[Incident]]:
    """Each file's incident, or why it has none; remembered by path and bytes."""
    keys = [key(__version__, file.path, file.digest) for file in files]
    parsed = memo.many("incident", keys, lambda missing: [parse(files[i]) for i in missing], Parsed[Incident])
    return [*parsed, *_same_ids(files)]


def parse(file: File) -> Parsed[Incident]:
    """Pure: the file's text and nothing else."""
    problems: list[Problem] = []
    try:
        document, body, line = front_matter(file.text, file.path)
    except Refused as refused:
        return Parsed(file.path, None, problems=refused.problems)
    reject_unknown_keys(document, _KEYS, problems)
    title = title_of(document, problems)
    words, components = _components(document, problems)
    before, headings = split(body, line)
    if before.strip():
        at = line + len(before) - len(before.lstrip("\n"))
        what = "This text stands before the first update, so it would be shown nowhere."
        problems.append(Problem(file.path, at, 1, what, fix="Put it below a heading."))
    problems.extend(swallowed(body, line, file.path))
    if not headings:
        fix = "Add one, like '## Investigating — 2026-11-06 09:20 UTC'."
        problems.append(Problem(file.path, line, 1, "There is no update.", fix=fix))
    found, more = updates(headings, file.path, _STATUSES, problems)
    impact = _impact(document, [status for _, status in components], problems)
    workaround = text_at("workaround", document, problems)
    if problems or not found:
        return Parsed(file.path, None, (*words, *more), tuple(problems))
    source = Source(file.path, file.digest, line)
    incident = Incident(
        file.id, title, impact, tuple(components), tuple(found), source, workaround=workaround.strip("\n")
    )
    return Parsed(file.path, incident, (*words, *more))


def _components(document: Document, problems: list[Problem]) -> tuple[list[Word], list[tuple[str, Status]]]:
    data = document.data.get("components")
    if data is None:
        return [], []
    if not isinstance(data, dict):
        what = "'components' must say how each is, like {checkout: degraded_performance}."
        problems.append(document.problem(("components",), what))
        return [], []
    words, said = [], []
    for name, status in data.items():
        if not isinstance(status, str) or status not in STATUSES:
            what = f"'{status}' is not a component's status."
            problems.append(document.problem(("components", name), what, fix=nearest(str(status), STATUSES)))
        else:
            words.append(Word(str(name), *document.at("components", name, key=True)))
            said.append((str(name), Status(status)))
    return words, said


def _impact(document: Document, statuses: Sequence[Status], problems: list[Problem]) -> Impact:
    """As written; else what the worst component makes of it (the rule of Statuspage)."""
    data = document.data.get("impact")
    if data is None:
        worst = max(statuses, key=lambda status: status.rank, default=Status.operational)
        return _IMPACT_OF.get(worst, Impact.none)
    if not isinstance(data, str) or data not in _IMPACTS:
        what = f"'{data}' is not an impact."
        problems.append(document.problem(("impact",), what, fix=nearest(str(data), _IMPACTS)))
        return Impact.none
    return Impact(data)


def _same_ids(files: Sequence[File]) -> list[Parsed[Incident]]:
    """Folders below sort files and are no part of the id, so two files may claim one."""
    first: dict[str, str] = {}
    twins: list[Parsed[Incident]] = []
    for file in files:
        folded = file.id.casefold()
        if folded in first:
            what = f"The id '{file.id}' is also that of {first[folded]}."
            problem = Problem(file.path, what=what, fix="Rename one of the files.")
            twins.append(Parsed(file.path, None, problems=(problem,)))
        first.setdefault(folded, file.path)
    return twins
