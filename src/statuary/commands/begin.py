"""``init`` and ``demo``: where people begin."""

from __future__ import annotations

from pathlib import Path

import click

from statuary.commands.common import Command, Session, now_option


@click.command(cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="TEXT", help="What readers see.  [default: made of DIR]")
@click.pass_obj
def init(session: Session, *, folder: Path, name: str) -> int:
    """Begin a site in the new or empty folder DIR."""
    from statuary.scaffold.site import begin_site

    title = name or f"{folder.resolve().name.replace('-', ' ').replace('_', ' ').strip().title() or 'My'} Status"
    written = begin_site(folder, title)
    terminal, command = session.terminal, click.get_current_context().find_root().command_path
    terminal.say(f"A site begins in {folder}:", *(f"  {path}" for path in written))
    terminal.say("Put your names and addresses into config/ and probes/, then:")
    terminal.say(*(f"  {command} --root {folder} {next_}" for next_ in ("check", "build", "serve --open")))
    return 0


@click.command(cls=Command)
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Where."
)
@click.option("--port", type=click.IntRange(0, 65535), help="The port of the site.  [default: 8000 or the next]")
@click.option("--no-serve", is_flag=True, help="Build it once, and end.")
@click.option("--no-open", is_flag=True, help="Open no browser.")
@now_option
@click.pass_obj
def demo(session: Session, *, folder: Path, port: int | None, no_serve: bool, no_open: bool) -> int:
    """Try it: sample services and a site about them.

    The services run on this machine and are really probed; the 90 days before are made up, and say so.
    """
    from statuary.commands.look import keep_building
    from statuary.commands.road import build_and_tell
    from statuary.demo import prepare
    from statuary.demo.services import services

    with services() as addresses:
        session.root = folder
        terminal = session.terminal
        terminal.say(f"Preparing {folder}/: sample services, a site about them, and 90 days of demo data …")
        prepare(folder, session.now(), addresses)
        code = build_and_tell(session)
        if not no_serve:
            keep_building(session, "127.0.0.1", port, browse=not no_open, probe_every=60_000, built=True)
    return code


COMMANDS: tuple[click.Command, ...] = (init, demo)
