"""What people write: files under ``content/`` become incidents, maintenances, guides and pages.

A mistake in an incident or a maintenance refuses the build: a status page must not go out with half of it. A broken
guide or page is left out and named; the others go out. What a file parses to is remembered by its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from statuary.config import Config
from statuary.content import guides, incidents, maintenance
from statuary.content.files import read_folder
from statuary.content.text import Parsed, Word
from statuary.errors import Problem, Refused, nearest
from statuary.instants import Instant, iso
from statuary.memo import Memo
from statuary.model import Content, Incident, Maintenance, Update

__all__ = ["load_content"]


def load_content(config: Config, memo: Memo, now: Instant) -> tuple[Content, tuple[Problem, ...]]:
    """Everything under ``content/``, and problems that do not stop the build. Raises Refused with all that do.

    ``now`` only bounds how far recurring work is expanded, and tells which updates are dated in the future.
    """
    folder = config.root / "content"
    limit = config.site.limits.content_bytes
    refused: list[Problem] = []
    incident_files = read_folder(config.root, folder / "incidents", limit, refused)
    parsed = incidents.parse_all(incident_files, memo)
    work_files = read_folder(config.root, folder / "maintenance", limit, refused)
    works = maintenance.parse_all(work_files, memo)
    everything: list[Parsed[Any]] = [*parsed, *works]
    for entry in everything:
        refused += entry.problems
        refused += _unknown_components(entry.path, entry.words, config)
    written = tuple(sorted((entry.value for entry in parsed if entry.value), key=_newest_first))
    planned = tuple(
        sorted(
            (one for entry in works if entry.value for one in maintenance.occurrences(entry.value, now)),
            key=lambda one: (one.window.start, one.id),
        )
    )
    if refused:
        raise Refused(refused)
    broken: list[Problem] = [*_future(written, now), *_future(planned, now)]
    docs = guides.load(config, folder / "guides", limit, broken)
    pages = guides.load(config, folder / "pages", limit, broken)
    return Content(written, planned, docs, pages), tuple(broken)


def _unknown_components(path: str, words: Iterable[Word], config: Config) -> Iterable[Problem]:
    for word in words:
        if word.text not in config.components:
            what = f"There is no component '{word.text}' in config/components.yaml."
            yield Problem(path, word.line, word.column, what, fix=nearest(word.text, config.components))


def _newest_first(incident: Incident) -> tuple[int, str]:
    return -incident.started_at, incident.id


def _future(items: Iterable[Incident | Maintenance], now: Instant) -> Iterable[Problem]:
    for item in items:
        late: Update | None = item.updates[-1] if item.updates and item.updates[-1].at > now else None
        if late:
            what = f"This update is dated in the future ({iso(late.at)}); it is shown from then on."
            yield Problem(item.source.path, late.line, 1, what, severity="warning")
