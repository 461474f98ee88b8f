"""``docs test``: what is made of the guides apart from the site."""

from __future__ import annotations

import click

from statuary.commands.common import Group
from statuary.commands.docs_test import test


@click.group(cls=Group)
def docs() -> None:
    """What is made of the guides."""


docs.add_command(test)

COMMANDS: tuple[click.Command, ...] = (docs,)
