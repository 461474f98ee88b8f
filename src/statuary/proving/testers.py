"""Who tests what: the language of a block -> the module that tests it."""

from __future__ import annotations

from typing import cast

from statuary.config import Config
from statuary.errors import Problem, nearest
from statuary.markup.marks import SETUP
from statuary.proving import documents, exchanges, pythons, sessions
from statuary.proving.blocks import Against, Bad, Block, Tester, check_deadline
from statuary.proving.folders import check_setup

MODULES = tuple(cast("Tester", module) for module in (sessions, pythons, exchanges, documents))
_TESTERS = {language: module for module in MODULES for language in module.LANGUAGES}


def tester(block: Block) -> Tester:
    """Raises Bad where nobody tests blocks of that language."""
    language = block.marked.language
    if language not in _TESTERS:
        known = ("console", "sh", "python", "http", "json", "yaml", "markdown")
        raise Bad(f"A block of '{language}' cannot be tested.", nearest(language, known))
    return _TESTERS[language]


def against(block: Block, config: Config, problems: list[Problem]) -> Against | None:
    """What the block is held against; None for one that prepares for others, and where its mark is wrong."""
    try:
        check_deadline(block)
        if block.marked.test == SETUP:
            check_setup(block)
            return None
        return tester(block).against(block, config)
    except Bad as bad:
        place = block.place()
        problems.append(Problem(place.path, place.line, 1, bad.what, fix=bad.fix))
        return None
