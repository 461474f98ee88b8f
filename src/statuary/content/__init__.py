"""What people write: files under ``content/`` become incidents, maintenances, guides and pages.

A mistake in an incident or a maintenance refuses the build: a status page must not go out with half of it. A broken
guide or page is left out and named; the others go out. What a file parses to is remembered by its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from statuary.config import Config
from statuary.content import guides, incidents, maintenance
from statuary.content.bindings import bound
from statuary.content.faraway import relative_links
from statuary.content.files import File, read_folder
from statuary.content.lastchanged import changed
from statuary.content.leftovers import in_events, in_heads
from statuary.content.text import Parsed, unknown_components
from statuary.content.translations import apart, joined, read
from statuary.content.unread import unread
from statuary.errors import Problem, Refused
from statuary.instants import Instant, iso
from statuary.memo import Memo
from statuary.model import Content, Guide, Incident, Maintenance, Text, Translation, Update, Version

__all__ = ["documents", "load_content", "written"]


def load_content(config: Config, memo: Memo, now: Instant) -> tuple[Content, tuple[Problem, ...]]:
    """Everything under ``content/``, and problems that do not stop the build. Raises Refused with all that do.

    ``now`` only bounds how far recurring work is expanded, and tells which updates are dated in the future.
    """
    refused: list[Problem] = []
    incident_files, incident_words = _files(config, "incidents", refused)
    parsed = incidents.parse_all(incident_files, memo)
    work_files, work_words = _files(config, "maintenance", refused)
    works = maintenance.parse_all(work_files, memo)
    everything: list[Parsed[Any]] = [*parsed, *works]
    for entry in everything:
        refused += entry.problems
        refused += unknown_components(entry.path, entry.words, config)
    said = _translations(incident_files, incident_words, memo, refused)
    written = tuple(sorted(joined((one.value for one in parsed if one.value), said, refused), key=_newest_first))
    said = _translations(work_files, work_words, memo, refused)
    plans = [entry.value for entry in works if entry.value]
    firsts = joined((one.first for one in plans), said, refused)
    planned = tuple(
        sorted(
            (
                one
                for plan, first in zip(plans, firsts, strict=True)
                for one in maintenance.occurrences(replace(plan, first=first), now)
            ),
            key=lambda one: (one.window.start, one.id),
        )
    )
    if refused:
        raise Refused(refused)
    broken: list[Problem] = [*_future(written, now), *_future(planned, now)]
    words = (*incident_words.values(), *work_words.values())
    events = [*incident_files, *work_files, *(file for several in words for _, file in several)]
    broken += [*in_events(events), *relative_links(events, config.site.url), *unread(config.root)]
    dates = changed(config.root, memo)
    docs = _guides(config, "guides", memo, dates, broken)
    pages = _guides(config, "pages", memo, dates, broken)
    versions = tuple(_versions(config, memo, dates, broken))
    return Content(written, planned, docs, pages, versions), tuple(broken)


def written(content: Content) -> Iterator[Text]:
    """All Markdown that people wrote in the site's own language."""
    for guide in (*content.guides, *content.pages, *(one for version in content.versions for one in version.guides)):
        yield _text(guide)
    events: tuple[Incident | Maintenance, ...] = (*content.incidents, *content.maintenances)
    for event in events:
        for update in event.updates:
            yield Text("incident", update.text, event.source.path, update.line)


def documents(content: Content) -> Iterator[Text]:
    """The guides and pages, in every language that they are in."""
    for guide in (*content.guides, *content.pages):
        yield _text(guide)
        yield from (_text(said) for said in guide.translations if said.text)


def _text(of: Guide | Translation) -> Text:
    return Text("guide", of.text, of.source.path, of.source.line, of.spliced)


def _files(
    config: Config, folder: str, problems: list[Problem]
) -> tuple[list[File], Mapping[str, Sequence[tuple[str, File]]]]:
    """The folder's files, and the translations by the path of what they translate."""
    limit = config.site.limits.content_bytes
    docs = folder in ("guides", "pages")
    files = read_folder(config.root, config.root / "content" / folder, limit, problems, indexes=docs)
    return apart(files, config.site.languages)


def _translations(
    files: Iterable[File],
    translations: Mapping[str, Sequence[tuple[str, File]]],
    memo: Memo,
    problems: list[Problem],
) -> dict[str, tuple[Translation, ...]]:
    return read(translations, (file.path for file in files), memo, problems) if translations else {}


def _guides(
    config: Config, folder: str, memo: Memo, dates: Mapping[str, Instant], problems: list[Problem]
) -> tuple[Guide, ...]:
    files, words = _files(config, folder, problems)
    said = _translations(files, words, memo, problems)
    found = joined(guides.load(config, files, memo, problems), said, problems)
    whole = guides.completed(found, config, dates, problems)
    problems += in_heads([*files, *(file for several in words.values() for _, file in several)], found)
    return tuple(one for guide in whole if (one := bound(guide, config, problems)))


def _versions(config: Config, memo: Memo, dates: Mapping[str, Instant], problems: list[Problem]) -> Iterator[Version]:
    """The guides that are kept as they were, the newest version first: ``v10`` comes before ``v9``."""
    folder = config.root / "content" / "versions"
    names = (
        [one.name for one in folder.iterdir() if one.is_dir() and one.name[0] not in "._"] if folder.is_dir() else []
    )
    for name in sorted(names, key=_natural, reverse=True):
        guides = _guides(config, f"versions/{name}", memo, dates, problems)
        if guides:
            yield Version(name, guides)


def _natural(name: str) -> list[tuple[int, str]]:
    """Numbers by their size."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def _newest_first(incident: Incident) -> tuple[int, str]:
    return -incident.started_at, incident.id


def _future(items: Iterable[Incident | Maintenance], now: Instant) -> Iterable[Problem]:
    for item in items:
        late: Update | None = item.updates[-1] if item.updates and item.updates[-1].at > now else None
        if late:
            what = f"This update is dated in the future ({iso(late.at)}); it is shown from then on."
            yield Problem(item.source.path, late.line, 1, what, severity="warning")
