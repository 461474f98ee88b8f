"""What was said of an event, in Statuspage's words: its updates, and what each did to components. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statuary.instants import Instant
from statuary.model import Incident, IncidentStatus, Maintenance, MaintenanceStatus, Status, Value
from statuary.summary import maintenance_status
from statuary.timeline import effective_window

_CANCELLED = "Cancelled."
_AUTOMATIC = {
    "in_progress": "Scheduled maintenance is currently in progress. We will provide updates as necessary.",
    "completed": "The scheduled maintenance has been completed.",
}
"""Statuspage's own sentences for what the clock does."""

_CALM = Status.operational  # a member of an enumeration takes a while to find, and this is asked for at every update

Effect = tuple[str, Status, Status]  # component, before, after


class Said(Value, frozen=True, array_like=True):
    """One update. ``key`` is what its id is made of; ``note`` is plain text that comes before the Markdown."""

    key: str
    status: str
    at: Instant  # later than that of the update before it: clients compare
    text: str
    note: str
    effects: tuple[Effect, ...]


def of_incident(incident: Incident) -> list[Said]:
    """Its updates, oldest first. What follows a resolution is calm; what is re-opened is as it was before."""
    said: dict[str, Status] = dict(incident.components)
    shown: dict[str, Status] = {}
    status, closed = IncidentStatus.investigating.value, False
    updates: list[Said] = []
    for number, update in enumerate(incident.updates, 1):
        if update.status != "postmortem":
            closed = update.status == "resolved"
            status = update.status
        elif closed:
            status = update.status
        for component, word in update.components:
            said[component] = word if not closed else said.get(component, _CALM)
        after = dict.fromkeys(said, _CALM) if closed else dict(said)
        key = f"incident/{incident.id}/{number}"
        at = _later(update.at, updates)
        updates.append(Said(key, status, at, update.text, "", _effects(shown, after)))
        shown = after
    return updates


def of_maintenance(maintenance: Maintenance, announced: Instant, now: Instant) -> list[Said]:
    """The announcement, what people said so far, and what the clock did where they said nothing; oldest first."""
    updates: list[Said] = []
    shown: dict[str, Status] = {}
    for at, key, text in sorted(_moments(maintenance, announced, now), key=lambda moment: moment[0]):
        said = maintenance_status(maintenance, at)
        working = said in (MaintenanceStatus.in_progress, MaintenanceStatus.verifying)
        after = dict.fromkeys(maintenance.components, Status.under_maintenance if working else _CALM)
        status, note = said.value, "" if key[-1].isdigit() else _AUTOMATIC[key.rpartition("/")[2]]
        if said is MaintenanceStatus.cancelled:
            status, note = MaintenanceStatus.completed.value, _CANCELLED
        updates.append(Said(key, status, _later(at, updates), text, note, _effects(shown, after)))
        shown = after
    return updates


def _moments(maintenance: Maintenance, announced: Instant, now: Instant) -> Iterator[tuple[Instant, str, str]]:
    """(when, key, Markdown) of all that there is to say by now."""
    base = f"maintenance/{maintenance.id}"
    written = [(update.at, f"{base}/{number}", update.text) for number, update in enumerate(maintenance.updates, 1)]
    if not any(at <= announced for at, _, _ in written):
        yield announced, f"{base}/0", maintenance.text.strip()
    yield from (moment for moment in written if moment[0] <= now)
    window, told = effective_window(maintenance), {at for at, _, _ in written}
    if window.start < window.end:
        for at, word in ((window.start, "in_progress"), (window.end, "completed")):
            if at <= now and at not in told:
                yield at, f"{base}/{word}", ""


def _effects(before: Mapping[str, Status], after: Mapping[str, Status]) -> tuple[Effect, ...]:
    return tuple([(id_, before.get(id_, _CALM), status) for id_, status in after.items()])


def _later(at: Instant, updates: list[Said]) -> Instant:
    return max(at, updates[-1].at + 1) if updates else at
