"""``docs test`` and ``docs pdf``: what is made of the guides apart from the site."""

from __future__ import annotations

from pathlib import Path

import click

from statuary.commands.common import Group, Session, now_option
from statuary.commands.docs_test import test


@click.group(cls=Group)
def docs() -> None:
    """What is made of the guides."""


@docs.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default="docs.pdf",
    show_default=True,
    metavar="FILE",
    help="Write there.",
)
@now_option
@click.pass_obj
def pdf(session: Session, *, out: Path) -> int:
    """Print the guides as a PDF.

    It needs the extra 'pdf': pip install '.[pdf]' where Statuary is checked out.
    """
    from statuary.build import print_docs
    from statuary.errors import PublishError

    body = print_docs(session.root, now=session.now())
    try:
        out.write_bytes(body)
    except OSError as error:
        raise PublishError(f"{out} could not be written: {error.strerror}.") from None
    session.terminal.say(f"{out}: {len(body) / 1024:,.0f} KiB")
    return 0


docs.add_command(test)
COMMANDS: tuple[click.Command, ...] = (docs,)
