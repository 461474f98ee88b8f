"""Sessions in a shell (``$ command``, then what it prints), and scripts that must end well."""

from __future__ import annotations

import re
import secrets
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statuary.config import Config
from statuary.proving.blocks import SESSIONS, SHELLS, Against, Bad, Bench, Block, Failure
from statuary.proving.patterns import lines_match

if TYPE_CHECKING:
    from statuary.proving.folders import Place
    from statuary.proving.sandbox import Ran

_PROMPT = "$ "
_STATUS = re.compile(r"echo (\"?)\$\?\1")


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and the lines that it should print. ``offset``: its line in the block, from 0."""

    offset: int
    command: str
    expected: tuple[str, ...]


def against(block: Block, config: Config) -> Against:  # noqa: ARG001 - as all testers have it
    if block.marked.test:
        raise Bad(f"A session is run; it is not held against '{block.marked.test}'.", "Write the word test alone.")
    source = block.marked.source
    if block.marked.language in SESSIONS and (not source.startswith(_PROMPT) or not steps(source)):
        raise Bad("This session does not begin with a command.", "Begin it with a line like '$ statuary --version'.")
    return Against("run")


def test(block: Block, bench: Bench) -> Failure | None:
    from statuary.proving.folders import ended_badly, place  # noqa: PLC0415 - only where something is run

    with place(block, bench) as (here, failure):
        if failure:
            return failure
        if block.marked.language in SHELLS:
            return ended_badly(here.script(block.marked.source), "The script")
        return _session(here, steps(block.marked.source))


def steps(source: str) -> list[Step]:
    """The commands with what each should print; ``> `` goes on with a command, as does a line after a backslash."""
    found: list[tuple[int, list[str], list[str]]] = []
    for offset, line in enumerate(source.split("\n")):
        if line.startswith(_PROMPT):
            found.append((offset, [line.removeprefix(_PROMPT)], []))
        elif found and not found[-1][2] and (line.startswith("> ") or found[-1][1][-1].endswith("\\")):
            found[-1][1].append(line.removeprefix("> "))
        elif found:
            found[-1][2].append(line)
    return [Step(offset, "\n".join(command), tuple(expected)) for offset, command, expected in found]


def _session(here: Place, session: list[Step]) -> Failure | None:
    """All commands in one shell; the first that is not as it is written ends what can be told."""
    from statuary.proving.folders import shell  # noqa: PLC0415 - see above

    mark = f"statuary-{secrets.token_hex(8)}"
    script = "".join(
        f"(exit $_statuary); eval {shlex.quote(step.command)}\n_statuary=$?; printf '\\n%s %d\\n' {mark} $_statuary\n"
        for step in session
    )
    ran = here.run(shell(), "-c", f"_statuary=0\n{script}")
    said = re.split(rf"\n{mark} (\d+)\n", "\n".join(ran.lines))
    for number, step in enumerate(session):
        if number * 2 + 1 >= len(said):
            return _unfinished(ran, step, said[-1])
        got = said[number * 2].split("\n")
        following = session[number + 1].command if number + 1 < len(session) else ""
        failure = _judged(step, got, int(said[number * 2 + 1]), following)
        if failure:
            return failure
    return None


def _judged(step: Step, got: list[str], code: int, following: str) -> Failure | None:
    """A command may fail where the next one asks for its exit code."""
    printed = got[:-1] if got[-1] == "" else got
    if not lines_match(step.expected, printed):
        return Failure(f"{_quoted(step)} printed something else.", step.offset, step.expected, tuple(printed))
    if code and not _STATUS.fullmatch(following.strip()):
        what = f"{_quoted(step)} ended with {code}; where that is meant, '$ echo $?' follows."
        return Failure(what, step.offset, step.expected, tuple(printed))
    return None


def _unfinished(ran: Ran, step: Step, said: str) -> Failure:
    from statuary.proving.sandbox import OUTPUT  # noqa: PLC0415 - see above

    why = {
        "deadline": "took longer than it may",
        "output": f"printed more than {OUTPUT // 1024} KiB",
        "itself": "ended the session",
    }[ran.ended]
    got = tuple(said.rstrip("\n").split("\n")[:20]) if said.strip() else ()
    return Failure(f"{_quoted(step)} {why}.", step.offset, step.expected, got)


def _quoted(step: Step) -> str:
    first, *more = step.command.split("\n")
    return f"'{first}{' …' if more else ''}'"
