"""A further update in the file of an incident. Every byte that was there stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from statuary.config import load_config
from statuary.errors import nearest
from statuary.instants import MINUTE, Instant, Millis
from statuary.model import Status
from statuary.scaffold.files import Words, keep_if, known_component, read_back, read_content, refused, replace
from statuary.scaffold.words import braces, heading_time, paragraph


def update_incident(
    root: Path,
    id_: str,
    *,
    now: Instant,
    status: str,
    message: str,
    components: Words,
    next_in: Millis | None = None,
) -> Path:
    """Appends an update to the incident's file; every byte that was there stays. Raises Refused.

    Its path, as ``new incident`` prints it, is as good as its id.
    """
    config = load_config(root)
    known_component(config, components)
    content = read_content(config, now)
    incident = next((one for one in content.incidents if id_ in (one.id, str(root / one.source.path))), None)
    if incident is None:
        advice = nearest(id_, [one.id for one in content.incidents if one.resolved_at is None])
        raise refused("", f"There is no incident '{id_}' in content/incidents.", advice or "See the files there.")
    said = list(components)
    if status == "resolved":
        if incident.resolved_at is not None:
            when = heading_time(incident.resolved_at)
            raise refused(incident.source.path, f"It was resolved at {when}.", "Use 'incident update' to say more.")
        spoken = [update.components for update in incident.updates]
        said += well_again(incident.components, spoken, {component for component, _ in said})
    at = max(now - now % MINUTE, -(-incident.updated_at // MINUTE) * MINUTE)  # headings have no seconds
    path = root / incident.source.path
    before = path.read_bytes()
    heading = f"## {status.capitalize()} — {heading_time(at)}{braces(said, next_in)}"
    replace(path, appended(before, f"{heading}\n{paragraph(message)}"))
    keep_if(path, before, lambda: read_back(config, now), root)
    return path


def well_again(
    declared: Sequence[tuple[str, Status]], updates: Sequence[Sequence[tuple[str, Status]]], said: set[str]
) -> Words:
    """What a resolution says of the components that were last said to be unwell."""
    last = dict(declared)
    for update in updates:
        last.update(update)
    return [
        (component, "operational")
        for component, status in last.items()
        if status is not Status.operational and component not in said
    ]


def appended(before: bytes, text: str) -> bytes:
    """The file with a further paragraph, in its own line ends; it ends with a line end if it did before."""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    ended = before.endswith((b"\n", b"\r"))
    stripped = before.rstrip(b"\r\n")
    blank = before[len(stripped) :].count(b"\n")
    between = end * max(0, 2 - blank)
    return before + between + text.encode().replace(b"\n", end) + (end if ended else b"")
