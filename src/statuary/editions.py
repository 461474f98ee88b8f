"""Which edition of a piece of planned work this is: calendars take a change only where its number has grown.

People edit files, and no file says that it was edited. So the history remembers what calendars were last told of each
piece of work (docs/decisions/0026). Pure: what is remembered comes in and goes out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from statuary.instants import DAY, Instant, month_start
from statuary.memo import key
from statuary.model import Content, Edition, Maintenance, Update, Window
from statuary.timeline import effective_window

_PAST = 90 * DAY
_AHEAD = 190 * DAY  # of what recurs; other work is listed however far ahead it is


def is_listed(work: Maintenance, now: Instant) -> bool:
    """Whether calendars have it. The bounds move with the month, so that they seldom change a calendar."""
    month = month_start(now)
    if work.window.end < month - _PAST:
        return False
    return not work.recurrence or work.window.start < month + _AHEAD


def window_so_far(work: Maintenance, now: Instant) -> Window:
    """When it takes place as far as it is known; when it would have, if it was cancelled."""
    said = said_so_far(work, now)
    if is_cancelled(said):
        return work.window
    return effective_window(replace(work, updates=tuple(said)))


def said_so_far(work: Maintenance, now: Instant) -> list[Update]:
    """Its updates, oldest first."""
    return [update for update in work.updates if update.at <= now]


def is_cancelled(said: Sequence[Update]) -> bool:
    """Whether it does not take place."""
    return bool(said) and said[-1].status == "cancelled"


def with_editions(
    content: Content, known: Mapping[str, Edition], public: Collection[str], now: Instant
) -> tuple[Content, dict[str, Edition]]:
    """The content with the edition of each piece of work that calendars have, and what is to be remembered anew."""
    fresh: dict[str, Edition] = {}
    works = []
    for work in content.maintenances:
        if is_listed(work, now):
            before = known.get(work.id)
            edition = edition_of(work, before, public, now)
            if edition != before and (before is None or before.at <= now):
                fresh[work.id] = edition
            work = replace(work, edition=edition)  # noqa: PLW2901 - the same work, as calendars know it
        works.append(work)
    return replace(content, maintenances=tuple(works)), fresh


def edition_of(work: Maintenance, known: Edition | None, public: Collection[str], now: Instant) -> Edition:
    """The edition that is known if nothing has changed since, else the next one.

    At first sight its number is that of the updates, and its time that of the newest thing said: the same without any
    memory. One that a later build has made (``now`` is in the past then) is not counted on from.
    """
    said = said_so_far(work, now)
    shown = [id_ for id_ in work.components if id_ in public]
    digest = key(work.title, work.text, work.window, shown, [(update.status, update.at) for update in said])
    if known is None or known.at > now:
        newest = max(
            [work.announced_at if work.planned_at is None else work.planned_at, *(update.at for update in said)]
        )
        return Edition(digest, len(said), min(newest, now))
    if known.digest == digest:
        return known
    return Edition(digest, max(known.number + 1, len(said)), now)
