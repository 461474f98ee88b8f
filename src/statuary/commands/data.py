"""``heartbeat``, ``history export``, ``schema`` and ``completion``: values in and out for other programs."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from statuary.commands.common import Command, Group, Session, moment, now_option

if TYPE_CHECKING:
    from statuary.errors import Problem
    from statuary.instants import Instant


@click.command(cls=Command)
@click.argument("name")
@click.option("--failed", is_flag=True, help="The job failed.")
@now_option
@click.pass_obj
def heartbeat(session: Session, *, name: str, failed: bool) -> int:
    """Report that the job NAME is done.

    The last line of a job whose silence is an alarm: a probe of kind heartbeat watches it.
    """
    from statuary.errors import Problem, PublishError, Refused
    from statuary.probers.heartbeat import beat

    if not session.root.is_dir():
        raise Refused([Problem(str(session.root), what="There is no such folder.", fix="Name the site with --root.")])
    try:
        beat(session.root, name, session.now(), ok=not failed)
    except ValueError as error:
        raise Refused([Problem("", what=f"{error}.")]) from None
    except OSError as error:
        raise PublishError(f"The heartbeat could not be written: {error.strerror}.") from None
    session.terminal.problems(_unwatched(session.root, name))
    session.terminal.say(f"Heartbeat of {name} recorded{' as failed' if failed else ''}.")
    return 0


def _unwatched(root: Path, name: str) -> list[Problem]:
    """That no probe waits for it, where the configuration can be read: the name may be misspelt."""
    from statuary.config import load_config
    from statuary.errors import Problem, Refused, nearest

    try:
        probes = load_config(root).probes
    except Refused:
        return []
    watched = [probe.options.heartbeat or probe.id for probe in probes if probe.kind == "heartbeat"]
    if name in watched:
        return []
    what = f"No probe of kind heartbeat waits for '{name}'."
    return [Problem("", what=what, fix=nearest(name, watched), severity="warning")]


@click.group(cls=Group)
def history() -> None:
    """What was observed."""


@history.command()
@click.option(
    "--format", "fmt", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True, help="The form."
)
@click.option("--since", type=moment, metavar="TIME", help="From then on.  [default: all that is kept]")
@click.option("--until", type=moment, metavar="TIME", help="Until then, not included.  [default: now]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="[default: stdout]")
@now_option
@click.pass_obj
def export(
    session: Session, *, fmt: Literal["csv", "jsonl"], since: Instant | None, until: Instant | None, out: Path | None
) -> int:
    """Write single results as CSV or JSON lines, oldest first."""
    from statuary.config import load_config
    from statuary.errors import Problem, PublishError, Refused
    from statuary.history import open_store
    from statuary.history.export import export_history
    from statuary.terminal import counted

    config = load_config(session.root)
    path = session.root / "history" / "history.db"
    if not path.exists():
        raise Refused([Problem("history/history.db", what="There is no history yet.", fix="Run 'statuary' once.")])
    try:
        target = out.open("w", encoding="utf-8", newline="") if out else nullcontext(sys.stdout)
        with open_store(path, keep_raw=config.site.history.raw) as store, target as stream:
            number = export_history(store, fmt, since or 0, session.now() + 1 if until is None else until, stream)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PublishError(f"{out or 'stdout'} could not be written: {error.strerror}.") from None
    if out:
        session.terminal.say(f"{counted(number, 'result')} written to {out}.")
    return 0


@click.command(cls=Command)
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write all as NAME.json.")
@click.pass_obj
def schema(session: Session, *, name: str | None, out: Path | None) -> int:
    """Print the JSON Schema called NAME, or list them."""
    from statuary.errors import Problem, Refused, nearest
    from statuary.scaffold.site import write_schemas
    from statuary.schemas import schemas
    from statuary.terminal import as_json

    known = schemas()
    if out:
        write_schemas(out)
        session.terminal.say(f"Written to {out}: {', '.join(f'{one}.json' for one in known)}.")
    elif name is None:
        session.terminal.print(*(f"{one:12} {text.get('title', '')}".rstrip() for one, text in known.items()))
    elif name in known:
        print(as_json(known[name]))
    else:
        raise Refused([Problem("", what=f"There is no schema '{name}'.", fix=nearest(name, known))])
    return 0


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, *, shell: str) -> int:
    """Print the completion script of a shell.

    \b
    For bash and zsh: eval "$(statuary completion bash)"
    For fish:         statuary completion fish | source
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:
        raise click.BadParameter(f"'{shell}' is not known.")
    root = ctx.find_root()
    click.echo(script(root.command, {}, "statuary", "_STATUARY_COMPLETE").source())
    return 0


COMMANDS: tuple[click.Command, ...] = (heartbeat, history, schema, completion)
