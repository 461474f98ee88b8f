"""argv, environment, clock and exit codes: the edge where commands begin and every error ends as a sentence.

The only module that reads the clock's "now". Everything heavy is imported where it is used: ``--version`` is quick.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

import click

from statuary import __version__
from statuary.commands import begin, data, docs, look, road, write
from statuary.commands.common import Group, Session, common_options

INTERRUPTED = 130
TERMINATED = 143


def main() -> NoReturn:
    """The console script."""
    gc.disable()  # values without cycles, and a process that soon ends: looking for garbage takes a fifth of the time
    _leave(run(sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """Ends the process without taking its memory apart first: that took a tenth of a build's time."""
    atexit._run_exitfuncs()  # noqa: SLF001 - what it has no public name for: workers are ended
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs the command and gives its exit code. Whatever happens is said in a sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a name must not end a build on a terminal without Unicode
    session = Session(now=_clock, environ=os.environ)
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        name = os.environ.get("STATUARY_COMMAND", "statuary")  # build.py says what was typed instead
        code = cli.main(list(arguments), prog_name=name, standalone_mode=False, obj=session)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except BaseException as error:  # noqa: BLE001 - the last place: nobody is shown a traceback
        return _ended(error, session)
    finally:
        signal.signal(signal.SIGTERM, before)
    return code if isinstance(code, int) else 0


def _clock() -> int:
    return time.time_ns() // 1_000_000


def _terminate(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)  # not the default death: locks are given back, the transaction ends


# --------------------------------------------------------------------------------------------------------------- errors


def _ended(error: BaseException, session: Session) -> int:
    """Says why the command ended, in the form that was asked for; gives the exit code."""
    from statuary.errors import StatuaryError

    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return _say("Interrupted. The published site is whole, and what was recorded is kept.", INTERRUPTED)
    if isinstance(error, SystemExit):
        if error.code == TERMINATED:
            return _say("Ended by a signal. The published site is whole, and what was recorded is kept.", TERMINATED)
        return 0  # click's way to end a completion, and where the reader of our output has seen enough
    if isinstance(error, click.ClickException):
        return _refused_arguments(error)
    if isinstance(error, StatuaryError):
        return _refused(error, session)
    return _bug(error, session)


def _say(sentence: str, code: int) -> int:
    print(f"statuary: {sentence}", file=sys.stderr)
    return code


def _refused_arguments(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "statuary"
    message = error.format_message()
    return _say(f"{message if message.endswith(('.', '?')) else message + '.'} ('{command} --help' says more.)", 2)


def _refused(error: Any, session: Session) -> int:
    from statuary.errors import Problem, Refused
    from statuary.terminal import as_json, clean, refusal

    problems = error.problems if isinstance(error, Refused) else (Problem("", what=str(error)),)
    if session.as_json:
        print(as_json({"exit_code": error.exit_code, "problems": problems}))
    elif isinstance(error, Refused):
        print(*refusal(problems), sep="\n", file=sys.stderr)
    else:
        _say(clean(str(error)), error.exit_code)
    return int(error.exit_code)


def _bug(error: BaseException, session: Session) -> int:
    """One line that can be reported as it is; the traceback for who asks for it."""
    import traceback

    from statuary.errors import EXIT_BUG
    from statuary.terminal import bug_sentence

    if session.verbose or session.environ.get("STATUARY_DEBUG"):
        traceback.print_exception(error)
    return _say(bug_sentence(error), EXIT_BUG)


# ------------------------------------------------------------------------------------------------------------- commands


class _Statuary(Group):
    """``build`` is what is meant where no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if ctx.resilient_parsing else _with_command(self, ctx, args))


def _with_command(group: click.Group, ctx: click.Context, args: list[str]) -> list[str]:
    """The arguments with ``build`` put in where the group's own options end and no command follows."""
    flags: dict[str, bool] = {}
    for param in group.get_params(ctx):
        if isinstance(param, click.Option):
            flags.update(dict.fromkeys(param.opts, param.is_flag))
    at = 0
    while at < len(args):
        word = args[at].partition("=")[0]
        if args[at] in {"--help", "--version"}:
            return args
        if word not in flags:
            break
        at += 1 if flags[word] or "=" in args[at] else 2
    if at >= len(args) or args[at].startswith("-"):
        return [*args[:at], "build", *args[at:]]
    return args


@click.group(
    cls=_Statuary,
    name="statuary",
    params=common_options(),
    context_settings={"help_option_names": ["--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="statuary %(version)s")
def cli() -> None:
    """Status pages and docs as a static site: probes, incidents, guides and feeds, one build.

    Without a command it builds.

    \b
    Exit codes: 0 done, 1 published with problems named, 2 refused and nothing changed,
    4 another build runs, 70 a bug of Statuary's.
    """


for _module in (road, docs, look, write, data, begin):
    for _command in _module.COMMANDS:
        cli.add_command(_command)
