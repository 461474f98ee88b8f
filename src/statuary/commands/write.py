"""``new`` and ``incident``: files edited the way a person would, one command each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from statuary.commands.common import Group, Session, length, moment, now_option

if TYPE_CHECKING:
    from statuary.instants import Instant, Millis

_STATUSES = ("investigating", "identified", "monitoring", "resolved", "postmortem")
_KINDS = ("http", "tcp", "tls", "dns", "icmp", "exec", "heartbeat", "websocket", "grpc")


def _words(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = tuple(value.partition("=") for value in values)
    for name, equals, status in pairs:
        if not (name and equals and status):
            raise click.BadParameter("write it like checkout=degraded_performance.", ctx, param)
    return tuple((name, status) for name, _, status in pairs)


component_states = click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID=STATUS",
    callback=_words,
    help="How a component is, like checkout=degraded_performance. May be repeated.",
)
next_option = click.option("--next", "next_in", type=length, metavar="TIME", help="Promise the next update, like 30m.")
edit_option = click.option("--edit", is_flag=True, help="Open the file in $EDITOR.")


def _done(session: Session, path: Path, *, edit: bool) -> int:
    """Says which file it was. After an editor, the mistakes in it: the file stays as the person left it."""
    from statuary.config import load_config
    from statuary.scaffold.files import read_back

    session.terminal.print(str(path))
    if edit:
        click.edit(filename=str(path))
        read_back(load_config(session.root), session.now())
    return 0


@click.group(cls=Group)
def new() -> None:
    """Write a new incident, maintenance, guide or probe."""


@new.command("incident")
@click.argument("title")
@click.option("--impact", default="minor", show_default=True, metavar="WORD", help="none, minor, major or critical.")
@component_states
@click.option("-m", "--message", default="We are looking into it.", metavar="TEXT", help="What readers should know.")
@next_option
@edit_option
@now_option
@click.pass_obj
def new_incident(
    session: Session,
    *,
    title: str,
    impact: str,
    components: tuple[tuple[str, str], ...],
    message: str,
    next_in: Millis | None,
    edit: bool,
) -> int:
    """Begin an incident.

    \b
    statuary new incident "Slow checkout" --component checkout=degraded_performance
    """
    from statuary.scaffold import new as files

    path = files.new_incident(
        session.root,
        title,
        now=session.now(),
        impact=impact,
        components=components,
        message=message,
        next_in=next_in,
    )
    return _done(session, path, edit=edit)


@new.command("maintenance")
@click.argument("title")
@click.option("--component", "components", multiple=True, metavar="ID", help="What is worked on. May be repeated.")
@click.option("--start", type=moment, required=True, metavar="TIME", help="When it begins, like 2026-12-06T02:00Z.")
@click.option("--end", type=moment, metavar="TIME", help="When it ends.")
@click.option("--duration", type=length, metavar="TIME", help="How long it lasts, instead of --end.")
@click.option("--rrule", "rule", default="", metavar="RULE", help="How it recurs, like FREQ=MONTHLY;BYDAY=1SU.")
@click.option("-m", "--message", default="Planned work.", metavar="TEXT", help="What readers should know.")
@edit_option
@now_option
@click.pass_obj
def new_maintenance(
    session: Session,
    *,
    title: str,
    components: tuple[str, ...],
    start: Instant,
    end: Instant | None,
    duration: Millis | None,
    rule: str,
    message: str,
    edit: bool,
) -> int:
    """Announce planned work."""
    from statuary.scaffold import new as files

    if (end is None) == (duration is None):
        raise click.UsageError("Say when it ends: either --end or --duration.")
    path = files.new_maintenance(
        session.root,
        title,
        now=session.now(),
        start=start,
        end=start + (duration or 0) if end is None else end,
        rule=rule,
        components=components,
        message=message,
    )
    return _done(session, path, edit=edit)


@new.command("guide")
@click.argument("title")
@click.option("--path", default="", metavar="PATH", help="Where below content/guides.  [default: made of the title]")
@click.option("-m", "--message", default="To be written.", metavar="TEXT", help="Its text, in Markdown.")
@edit_option
@now_option
@click.pass_obj
def new_guide(session: Session, *, title: str, path: str, message: str, edit: bool) -> int:
    """Begin a guide."""
    from statuary.scaffold import new as files

    written = files.new_guide(session.root, title, now=session.now(), path=path, message=message)
    return _done(session, written, edit=edit)


@new.command("probe")
@click.argument("name")
@click.argument("target")
@click.option("--component", required=True, metavar="ID", help="What it watches.")
@click.option("--kind", type=click.Choice(_KINDS), default="http", show_default=True, help="Who asks.")
@edit_option
@click.pass_obj
def new_probe(session: Session, *, name: str, target: str, component: str, kind: str, edit: bool) -> int:
    """Add a probe called NAME.

    TARGET is what it asks: an address (http, websocket), host:port (tcp, tls, grpc), a name (dns, icmp), a command
    (exec), or how long may pass (heartbeat).
    """
    from statuary.scaffold import new as files

    path = files.new_probe(session.root, name, target, component=component, kind=kind)
    return _done(session, path, edit=edit)


@click.group(cls=Group)
def incident() -> None:
    """Say more about an incident."""


@incident.command("update")
@click.argument("id")
@click.option("--status", type=click.Choice(_STATUSES), required=True, help="Where it stands.")
@click.option("-m", "--message", required=True, metavar="TEXT", help="What readers should know.")
@component_states
@next_option
@edit_option
@now_option
@click.pass_obj
def update(
    session: Session,
    *,
    id: str,  # noqa: A002 - what people type
    status: str,
    message: str,
    components: tuple[tuple[str, str], ...],
    next_in: Millis | None,
    edit: bool,
) -> int:
    """Add an update to the incident ID.

    The ID is the name of its file without .md.
    """
    from statuary.scaffold.incident import update_incident

    path = update_incident(
        session.root, id, now=session.now(), status=status, message=message, components=components, next_in=next_in
    )
    return _done(session, path, edit=edit)


@incident.command("resolve")
@click.argument("id")
@click.option("-m", "--message", default="This incident is resolved.", metavar="TEXT", help="What it was.")
@component_states
@edit_option
@now_option
@click.pass_obj
def resolve(
    session: Session,
    *,
    id: str,  # noqa: A002 - what people type
    message: str,
    components: tuple[tuple[str, str], ...],
    edit: bool,
) -> int:
    """Resolve the incident ID.

    Its components are operational again, unless you say otherwise.
    """
    from statuary.scaffold.incident import update_incident

    path = update_incident(
        session.root, id, now=session.now(), status="resolved", message=message, components=components
    )
    return _done(session, path, edit=edit)


COMMANDS: tuple[click.Command, ...] = (new, incident)
