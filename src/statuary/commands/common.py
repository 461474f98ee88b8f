"""What all commands share: the session, the options that may stand anywhere, and times as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from statuary.instants import Instant, Millis
    from statuary.terminal import Terminal

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(slots=True)
class Session:
    """The edge: the clock, the environment, and what was said for every command."""

    now: Callable[[], Instant]
    environ: Mapping[str, str] = field(repr=False)
    root: Path = Path()
    quiet: bool = False
    verbose: bool = False
    as_json: bool = False

    @property
    def terminal(self) -> Terminal:
        """Where words for people go."""
        from statuary.terminal import Terminal

        return Terminal(quiet=self.quiet or self.as_json, verbose=self.verbose)


def moment(text: str) -> Instant:
    """A time in ISO 8601, for ``type=``. A day alone is its midnight in UTC; a time needs its zone."""
    from datetime import UTC, datetime

    from statuary.instants import from_datetime

    plain = re.sub(r"\s+(?:UTC|GMT)$", "Z", text.strip())
    try:
        parsed = datetime.fromisoformat(plain)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a time; write it like 2026-11-06T09:20Z.") from None
    if parsed.tzinfo is None:
        if len(plain) > len("2026-11-06"):
            raise click.BadParameter(f"'{text}' has no time zone; add Z for UTC, or an offset like +01:00.")
        parsed = parsed.replace(tzinfo=UTC)
    instant = from_datetime(parsed)
    if instant < 0:
        raise click.BadParameter(f"'{text}' is before 1970.")
    return instant


def length(text: str) -> Millis:
    """A length of time, ``30m``, for ``type=``."""
    from statuary.instants import parse_duration

    try:
        return parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


def said(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that notes a value in the session, where it was given: before or after the command's name."""

    def note(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        source = ctx.get_parameter_source(param.name or "")
        if source is click.core.ParameterSource.COMMANDLINE:
            setattr(ctx.ensure_object(Session), name, value)

    return note


def _stop_clock(ctx: click.Context, _: click.Parameter, value: Instant | None) -> None:
    if value is not None:
        ctx.ensure_object(Session).now = lambda: value


def common_options() -> list[click.Parameter]:
    """The options that every command takes."""
    folder = click.Path(path_type=Path, file_okay=False)
    return [
        click.Option(
            ["--root"],
            type=folder,
            metavar="DIR",
            expose_value=False,
            callback=said("root"),
            help="The site's folder.  [default: this one]",
        ),
        click.Option(
            ["-q", "--quiet"], is_flag=True, expose_value=False, callback=said("quiet"), help="Only say problems."
        ),
        click.Option(["-v", "--verbose"], is_flag=True, expose_value=False, callback=said("verbose"), help="Say more."),
    ]


class Command(click.Command):
    """A command with the common options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *common_options()]


class Group(click.Group):
    """A group of commands that says what a mistyped one could have been."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from statuary.errors import nearest

            ctx.fail(f"There is no command '{args[0]}'. {nearest(args[0], self.list_commands(ctx))}".rstrip())
        return super().resolve_command(ctx, args)


def json_option(function: Function) -> Function:
    """``--json``: the result for programs."""
    option = click.option(
        "--json", is_flag=True, expose_value=False, callback=said("as_json"), help="Print the result as JSON."
    )
    return option(function)


def now_option(function: Function) -> Function:
    """``--now TIME``: the only clock, for reproducible bytes."""
    option = click.option(
        "--now",
        type=moment,
        metavar="TIME",
        expose_value=False,
        callback=_stop_clock,
        help="The time that it is, like 2026-11-06T09:20Z.",
    )
    return option(function)
