"""The settled past in volumes: what no longer changes is planned, named and looked up a month at a time.

A volume stands for the files of one month's settled incidents. Where its digest is known, so are theirs, and not one of
them has to be planned. The newest incidents, those that are open and those with news ahead stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from statuary.instants import Instant
from statuary.memo import key
from statuary.model import IncidentSummary, Page, Value
from statuary.timeline import grouped
from statuary.wording import month_of

VOLUME = "volume"
"""The renderer of what is no file: a volume's pages are its ``parts``."""

NEWEST = 25  # incidents that always stand alone: they have a card of their own (decisions/0013)


class Volume(Value, frozen=True):
    """``seal``: a digest of all that its pages show. ``news``: (address, time of the newest fact) for the sitemap."""

    seal: bytes
    files: tuple[str, ...]  # paths
    news: tuple[tuple[str, Instant | None], ...] = ()


class Month(Value, frozen=True):
    """The settled incidents that began in a month, newest first, and their digest."""

    name: str  # 2026-11
    items: tuple[IncidentSummary, ...]
    seal: bytes


class Shelf(Value, frozen=True):
    """All incidents: those that stand alone, and the months of the others; newest first."""

    alone: tuple[IncidentSummary, ...]
    months: tuple[Month, ...]
    newest: int  # so many of ``alone`` are there because they are the newest


def shelve(incidents: Sequence[IncidentSummary], now: Instant) -> Shelf:
    """The shelf of these incidents, which come newest first."""
    alone: list[IncidentSummary] = list(incidents[:NEWEST])
    settled: list[IncidentSummary] = []
    for item in incidents[NEWEST:]:
        (alone if item.active or item.incident.updates[-1].at > now else settled).append(item)
    months = grouped((month_of(item.incident.started_at), item) for item in settled)
    bound_up = tuple(Month(name, tuple(items), key(items)) for name, items in months.items())
    return Shelf(tuple(alone), bound_up, min(NEWEST, len(incidents)))


def bound(name: str, volume: Volume, pages: Callable[[], Iterable[Page]]) -> Page:
    """The volume as an entry of the plan."""
    return Page(name, VOLUME, volume, seal=volume.seal, parts=pages)


def is_volume(page: Page) -> bool:
    """Whether the entry stands for many."""
    return page.renderer == VOLUME


def unbound(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages with those of the volumes in their place."""
    for page in pages:
        if is_volume(page) and page.parts:
            yield from page.parts()
        else:
            yield page


def paths_of(pages: Iterable[Page]) -> Iterator[str]:
    """The path of every file."""
    for page in pages:
        if is_volume(page):
            yield from page.view.files
        else:
            yield page.path
