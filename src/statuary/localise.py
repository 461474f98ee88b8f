"""The same site in another of its languages: what people translated, in place of what they wrote first. Pure.

What is not translated stays as it was written and carries its language, so that a page can say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from statuary.instants import Instant
from statuary.model import Content, Guide, Incident, Maintenance, Summary, Translation, Update

Event = TypeVar("Event", Incident, Maintenance)


def localised(summary: Summary, content: Content, language: str, written: str) -> tuple[Summary, Content]:
    """Summary and content in ``language``; what is not translated is in the language ``written``."""
    incidents = tuple(replace(item, incident=_event(item.incident, language, written)) for item in summary.incidents)
    works = tuple(
        replace(item, maintenance=_event(item.maintenance, language, written)) for item in summary.maintenances
    )
    guides, pages = (tuple(_guide(one, language, written) for one in some) for some in (content.guides, content.pages))
    versions = tuple(
        replace(one, guides=tuple(_guide(guide, language, written) for guide in one.guides)) for one in content.versions
    )
    return (
        replace(summary, incidents=incidents, maintenances=works),
        replace(content, guides=guides, pages=pages, versions=versions),
    )


def _of(translations: Sequence[Translation], language: str) -> Translation | None:
    return next((one for one in translations if one.language == language), None)


def _event(event: Event, language: str, written: str) -> Event:
    said = _of(event.translations, language)
    texts = {at: (text, line) for at, text, line in said.updates} if said else {}
    updates = tuple(_update(update, texts, said, written) for update in event.updates)
    if said is None:
        own = replace(event, updates=updates, language=written)  # of a maintenance: of its text, too
        return own if isinstance(own, Maintenance) else replace(own, workaround_language=written)
    own = replace(event, updates=updates, title=said.title or event.title, language="" if said.title else written)
    if isinstance(own, Maintenance):
        if said.text:
            return replace(own, text=said.text, source=said.source)
        return replace(own, text_language=written)
    if said.workaround:
        return replace(own, workaround=said.workaround)
    return replace(own, workaround_language=written)


def _update(update: Update, texts: Mapping[Instant, tuple[str, int]], said: Translation | None, written: str) -> Update:
    if said is None or update.at not in texts:
        return replace(update, language=written)
    text, line = texts[update.at]
    return replace(update, text=text, line=line)


def _guide(guide: Guide, language: str, written: str) -> Guide:
    said = _of(guide.translations, language)
    if said is None:
        return replace(guide, language=written)
    return replace(
        guide,
        title=said.title or guide.title,
        text=said.text,
        description=said.description or guide.description,
        source=said.source,
        changed=said.changed,
        spliced=said.spliced,
        files=said.files,
    )
