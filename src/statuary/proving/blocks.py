"""A marked block on its way through the tests, and what can come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from statuary.config import Config
from statuary.errors import Problem
from statuary.instants import MINUTE, SECOND, Instant, Millis, parse_duration
from statuary.links.places import placed
from statuary.model import Marked, Text

if TYPE_CHECKING:
    from statuary.proving.sandbox import Sandbox

SESSIONS = ("console", "shell-session", "sh-session", "shellsession", "bash-session", "terminal")
SHELLS = ("sh", "bash", "shell")
DEADLINE: Millis = 10 * SECOND
_LONGEST: Millis = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Block:
    """``before``: the blocks of its page that prepare for it."""

    marked: Marked
    text: Text
    before: tuple[Block, ...] = ()

    def place(self, offset: int = -1) -> Problem:
        """Where its fence is, or a line of what is in it (from 0)."""
        path, line, _ = placed(self.text, self.marked.line + 1 + offset)
        return Problem(path, line)

    @property
    def deadline(self) -> Millis:
        """How long it may take with all that prepares for it. Raises ValueError where that cannot be read."""
        return parse_duration(self.marked.deadline) if self.marked.deadline else DEADLINE


def blocks_of(text: Text, marked: Sequence[Marked]) -> list[Block]:
    """The text's blocks in order, those that prepare for others among them."""
    found: list[Block] = []
    for one in marked:
        before = tuple(block for block in found if block.marked.prepares)
        found.append(Block(one, text, before))
    return found


@dataclass(frozen=True, slots=True)
class Against:
    """What a block is held against: ``kind`` is ``run``, ``schema`` or ``probe``.

    ``name`` is what readers may see of it. ``digest`` changes with it.
    """

    kind: str
    name: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """How what was seen differs from what is written; ``offset`` is a line of the block, from 0."""

    what: str
    offset: int = -1
    expected: tuple[str, ...] = ()
    got: tuple[str, ...] = ()


class Untried(Exception):
    """Why nothing could be seen: a sentence."""


class Bad(Exception):
    """Why a block cannot be tested as it is marked: a sentence, and what to do."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


def check_deadline(block: Block) -> None:
    """Raises Bad where a block asks for a deadline that it cannot have."""
    try:
        length = block.deadline
    except ValueError as error:
        raise Bad(f"The deadline is not right: {error}.") from None
    if not 0 < length <= _LONGEST:
        raise Bad("The deadline is not right: a block may take up to 5m.")


def check_setup(block: Block) -> None:
    """Raises Bad where a block can prepare nothing."""
    title = PurePosixPath(block.marked.title)
    if block.marked.language in SHELLS:
        return
    if not block.marked.title:
        raise Bad("This block prepares for others, but it is neither a script nor a file.", 'Add title="NAME".')
    if title.is_absolute() or ".." in title.parts or "\0" in block.marked.title or not title.parts:
        raise Bad(f"'{title}' is not a file in the folder that blocks run in.", "Write it like config/site.yaml.")


@dataclass(frozen=True, slots=True)
class Bench:
    """What tests may use."""

    config: Config
    sandbox: Sandbox
    now: Instant
    network: bool = False

    @property
    def root(self) -> Path:
        return self.config.root


class Tester(Protocol):
    """A module that tests blocks of some languages."""

    against: Callable[[Block, Config], Against]
    """What it would be held against. Raises Bad."""
    test: Callable[[Block, Bench], Failure | None]
    """None where it is as it is written. Raises Untried."""
