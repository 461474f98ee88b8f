"""A new incident, maintenance, guide or probe: one file, read back, never written over another."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path

from statuary.config import Config, load_config
from statuary.configfiles import checked_id
from statuary.errors import nearest
from statuary.instants import MINUTE, Instant, Millis
from statuary.model import Impact
from statuary.scaffold.files import Words, keep_if, known_component, read_back, refused, write_new
from statuary.scaffold.words import as_yaml, braces, day, front_matter, heading_time, paragraph, slug, title_line


def new_incident(
    root: Path, title: str, *, now: Instant, impact: str, components: Words, message: str, next_in: Millis | None
) -> Path:
    """``content/incidents/YYYY-MM-DD-slug.md`` with its first update. Raises Refused, then nothing was written."""
    config = load_config(root)
    known_component(config, components)
    if impact not in set(Impact):
        raise refused("", f"'{impact}' is not an impact.", nearest(impact, list(Impact)))
    front = [title_line(title), f"impact: {impact}"]
    if components:
        front.append(f"components: {{{', '.join(f'{name}: {status}' for name, status in components)}}}")
    told = braces([], next_in)
    text = f"{front_matter(front)}## Investigating — {heading_time(now)}{told}\n{paragraph(message)}\n"
    return add(root, "content/incidents", f"{day(now)}-{slug(title) or 'incident'}", text, config, now)


def new_maintenance(
    root: Path,
    title: str,
    *,
    now: Instant,
    start: Instant,
    end: Instant,
    rule: str,
    components: Sequence[str],
    message: str,
) -> Path:
    """``content/maintenance/YYYY-MM-DD-slug.md``, dated by its start; ``rule``: an RRULE, or "". Raises Refused."""
    config = load_config(root)
    known_component(config, [(component, "operational") for component in components])
    if end <= start:
        raise refused("", "The work would end before it begins.", "Give a later --end, or a longer --duration.")
    front = [title_line(title), f"components: [{', '.join(components)}]"]
    if rule:
        front += ["window:", f"  start: {heading_time(start)}", f"  duration: {(end - start) // MINUTE}m"]
        front.append(f"  rrule: {as_yaml(rule)}")
    else:
        front.append(f"window: {{start: {heading_time(start)}, end: {heading_time(end)}}}")
    text = f"{front_matter(front)}{paragraph(message)}\n"
    return add(root, "content/maintenance", f"{day(start)}-{slug(title) or 'maintenance'}", text, config, now)


def new_guide(root: Path, title: str, *, now: Instant, path: str, message: str) -> Path:
    """A guide at ``path`` (by default made of the title) below content/guides. Raises Refused."""
    config = load_config(root)
    name = path.strip("/").removesuffix(".md") or slug(title) or "guide"
    if any(part in {"", ".", ".."} for part in name.split("/")):
        raise refused("", f"'{path}' is not a path below content/guides.", "Write it like operations/backups.")
    text = f"{front_matter([title_line(title)])}{paragraph(message)}\n"
    folder, _, stem = name.rpartition("/")
    return add(root, f"content/guides/{folder}".rstrip("/"), stem, text, config, now, counted=False)


def new_probe(root: Path, id_: str, target: str, *, component: str, kind: str) -> Path:
    """``probes/ID.yaml`` with one probe. Raises Refused, then nothing was written."""
    config = load_config(root)
    known_component(config, [(component, "operational")])
    try:
        checked_id(id_)
    except ValueError as error:
        raise refused("", f"{error}.") from None
    lines = [f"component: {component}", "probes:", f"  - id: {id_}", f"    kind: {kind}"]
    lines += [f"    {key}: {value}" for key, value in _asks(kind, target).items()]
    hint = "# yaml-language-server: $schema=../schemas/probes.json\n"
    path = root / "probes" / f"{id_}.yaml"
    write_new(path, f"{hint if (root / 'schemas/probes.json').exists() else ''}{chr(10).join(lines)}\n")
    keep_if(path, None, lambda: load_config(root), root)
    return path


def _asks(kind: str, target: str) -> dict[str, str]:
    """What a probe of the kind needs, from the one thing that people type: an address, a name, a command, a time."""
    host, colon, port = target.rpartition(":")
    if not colon or not port.isdigit() or host.endswith(":"):
        host, port = target, ""
    if kind == "tcp" and not port:
        raise refused("", f"'{target}' names no port.", "Write it like db.example.com:5432.")
    if kind in {"tcp", "tls", "grpc"}:
        return {"host": as_yaml(host.strip("[]")), **({"port": port} if port else {})}
    if kind == "exec":
        return {"command": json.dumps(_split(target), ensure_ascii=False)}
    word = {"dns": "query", "icmp": "host", "heartbeat": "within"}.get(kind, "url")
    return {word: as_yaml(target)}


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        raise refused("", f"The command cannot be read: {str(error).lower()}.", "Check its quotes.") from None


def add(root: Path, folder: str, stem: str, text: str, config: Config, now: Instant, *, counted: bool = True) -> Path:
    """Writes a new content file and reads it back; ``counted``: a taken name gets a number. Raises Refused."""
    taken = {path.stem.casefold() for path in (root / folder).rglob("*.md")}
    name, number = stem, 1
    while counted and name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}"
    path = root / folder / f"{name}.md"
    write_new(path, text)
    keep_if(path, None, lambda: read_back(config, now), root)
    return path
