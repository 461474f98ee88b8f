"""``docs test``: tests what is marked, remembers what was seen, and tells of all that is not as it is written."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from statuary.config import Config
from statuary.errors import Problem, Refused, nearest
from statuary.model import Marked, Text
from statuary.proving import ledger
from statuary.proving.blocks import Against, Bench, Block, Failure, Untried, blocks_of
from statuary.proving.ledger import Ledger, Seen
from statuary.proving.testers import against, tester

_NOTHING = "No guide here has a block that is marked for a test."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one block. ``state``: verified, remembered, failed or untried."""

    block: Block
    against: Against
    state: str
    seen: Seen | None = None
    failure: Failure | None = None
    why: str = ""  # it could not be tried

    @property
    def problem(self) -> Problem | None:
        """The failure with its place, or None."""
        if self.failure is None:
            return None
        place = self.block.place(self.failure.offset)
        return Problem(place.path, place.line, 0, self.failure.what)

    @property
    def diff(self) -> list[str]:
        """Expected and got as a unified diff; what a program said, where nothing was expected."""
        if self.failure is None:
            return []
        if not self.failure.expected:
            return list(self.failure.got)
        return list(
            difflib.unified_diff(
                [line.rstrip() for line in self.failure.expected],
                [line.rstrip() for line in self.failure.got],
                "expected",
                "got",
                lineterm="",
            )
        )


def chosen(texts: Iterable[tuple[Text, Sequence[Marked]]], paths: Sequence[Path], root: Path) -> list[Block]:
    """The blocks of the guides that the paths name: files or folders, from here or from the root. Raises Refused."""
    texts = list(texts)
    wanted = [_from_root(path, root) for path in paths]
    known = {text.path for text, _ in texts}
    problems = [
        Problem(str(path), what=_NOTHING, fix=nearest(one, known))
        for path, one in zip(paths, wanted, strict=True)
        if not any(_is_in(file, one) for file in known)
    ]
    if problems:
        raise Refused(problems)
    return [
        block
        for text, marked in texts
        if not wanted or any(_is_in(text.path, one) for one in wanted)
        for block in blocks_of(text, marked)
    ]


def held(blocks: Iterable[Block], config: Config) -> list[tuple[Block, Against]]:
    """What each block is held against; those that prepare are left out. Raises Refused with all wrong marks."""
    problems: list[Problem] = []
    found = [(block, against(block, config, problems)) for block in blocks]
    if problems:
        raise Refused(dict.fromkeys(problems))
    return [(block, one) for block, one in found if one is not None]


def run(pairs: Sequence[tuple[Block, Against]], bench: Bench, known: Ledger, *, again: bool) -> list[Verdict]:
    """A verdict a block, in order; some are tried at the same time. What has passed is not tried again."""

    def one(pair: tuple[Block, Against]) -> Verdict:
        seen = known.get(ledger.name_of(*pair))
        anew = bench.network if pair[1].kind == "probe" else again  # a service may answer otherwise today
        if seen and seen.passed and not anew:
            return Verdict(*pair, "remembered", seen)
        return _tried(*pair, bench, seen)

    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        return list(pool.map(one, pairs))


def recorded(verdicts: Sequence[Verdict], known: Ledger, *, whole: bool) -> dict[str, Seen]:
    """The ledger afterwards; ``whole``: all blocks were looked at, so what is not among them is gone."""
    now = {ledger.name_of(one.block, one.against): one.seen for one in verdicts}
    kept: Mapping[str, Seen] = {} if whole else known
    return {**kept, **{name: seen for name, seen in now.items() if seen is not None}}


def _tried(block: Block, against: Against, bench: Bench, seen: Seen | None) -> Verdict:
    try:
        failure = tester(block).test(block, bench)
    except Untried as untried:
        return Verdict(block, against, "untried", seen, why=str(untried))
    fresh = Seen(bench.now, failure is None, block.text.path)
    return Verdict(block, against, "failed" if failure else "verified", fresh, failure)


def _from_root(path: Path, root: Path) -> str:
    """``content/guides/a.md``, however the path is written."""
    here = path.absolute() if path.exists() else root.absolute() / path
    whole = Path(os.path.normpath(here))
    base = root.absolute()
    return whole.relative_to(base).as_posix() if whole.is_relative_to(base) else str(path)


def _is_in(file: str, wanted: str) -> bool:
    return wanted in (file, ".") or file.startswith(f"{wanted.rstrip('/')}/")
