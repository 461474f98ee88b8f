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
    fixed: bool = False  # --now was given: the clock stands still

    @property
    def terminal(self) -> Terminal:
        """Where words for people go."""
        from statuary.terminal import Terminal

        return Terminal(quiet=self.quiet or self.as_json, verbose=self.verbose)


class Time(click.ParamType[int]):
    """A moment in ISO 8601, as milliseconds. A day alone is its midnight in UTC; a time needs its zone."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Instant:
        if isinstance(value, int):
            return value
        from datetime import UTC, datetime

        from statuary.instants import from_datetime

        text = re.sub(r"\s+(?:UTC|GMT)$", "Z", str(value).strip())
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{value!r} is not a time; write it like 2026-11-06T09:20Z", param, ctx)
        if moment.tzinfo is None:
            if len(text) > len("2026-11-06"):
                self.fail(f"{value!r} has no time zone; add Z for UTC, or an offset like +01:00", param, ctx)
            moment = moment.replace(tzinfo=UTC)
        instant = from_datetime(moment)
        if instant < 0:
            self.fail(f"{value!r} is before 1970", param, ctx)
        return instant


class Length(click.ParamType[int]):
    """A length of time, ``30m``, as milliseconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Millis:
        if isinstance(value, int):
            return value
        from statuary.instants import parse_duration

        try:
            return parse_duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def said(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that notes a value in the session, where it was given: before or after the command's name."""

    def note(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        source = ctx.get_parameter_source(param.name or "")
        if source is click.core.ParameterSource.COMMANDLINE:
            setattr(ctx.ensure_object(Session), name, value)

    return note


def _stop_clock(ctx: click.Context, _: click.Parameter, value: Instant | None) -> None:
    if value is not None:
        session = ctx.ensure_object(Session)
        session.now, session.fixed = (lambda: value), True


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
        type=Time(),
        metavar="TIME",
        expose_value=False,
        callback=_stop_clock,
        help="The time that it is, like 2026-11-06T09:20Z.",
    )
    return option(function)
