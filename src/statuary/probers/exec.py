"""Kind ``exec``: a program of the site's own.

Its exit codes are those of Nagios plugins: 0 up, 1 degraded, 2 down, 3 unknown.
"""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta

from statuary.context import Context
from statuary.model import Answer, Outcome
from statuary.net.faults import Fault
from statuary.options import Read, SecretText, Strict
from statuary.reasons import clean_text

ENGINE = ("statuary.program",)

_NAGIOS = {
    0: (Outcome.up, "ok"),
    1: (Outcome.degraded, "exec_warning"),
    2: (Outcome.down, "exec_critical"),
    3: (Outcome.unknown, "exec_unknown"),
}
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ")


def _variable(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise ValueError(f"{value!r} is not a variable's name; use letters, digits and _")
    return value


def _argument(value: object) -> object:
    if isinstance(value, str) and SecretText(value).names:
        raise ValueError("arguments are visible to every user of the machine; give secrets by 'env'")
    return value


class Options(Strict, frozen=True, kw_only=True):
    """A program that is run in the site's folder, without a shell."""

    command: Annotated[
        list[Annotated[str, Read(_argument)]],
        Meta(min_length=1, description="the program and its arguments as a list, like [checks/queue.sh, --max, '10']"),
    ]
    env: Annotated[
        dict[Annotated[str, Read(_variable)], SecretText],
        Meta(description="further environment variables; values may name secrets as ${NAME}"),
    ] = {}


async def probe(options: Options, context: Context) -> Answer:
    """Runs it once; at the deadline it is killed with all it has started. Its first line is the note."""
    from statuary.program import first_line  # noqa: PLC0415 - loads when something is asked

    environ = {name: context.environ[name] for name in _KEPT if name in context.environ}
    environ |= {name: context.reveal(value) for name, value in options.env.items()}
    try:
        line, code = await first_line(options.command, context.root, environ)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        raise Fault("exec_missing", Outcome.unknown, "The program was not found, or may not be run.") from None
    except ValueError:
        raise Fault("secret_unusable", Outcome.unknown, "An argument or a variable holds a NUL character.") from None
    outcome, reason = _NAGIOS.get(code, (Outcome.down, "exec_failed"))
    return Answer(outcome, reason, None, context.watch.phases(), note=clean_text(line.partition("|")[0]))
