"""Who tests what: the language of a block -> the module that tests it, loaded when there is such a block."""

from __future__ import annotations

import importlib
from typing import cast

from statuary.config import Config
from statuary.errors import Problem, nearest
from statuary.proving.blocks import SESSIONS, SHELLS, Against, Bad, Block, Tester, check_deadline, check_setup

_TESTERS = {
    **dict.fromkeys((*SESSIONS, *SHELLS), "sessions"),
    **dict.fromkeys(("python", "py", "python3", "pycon"), "pythons"),
    **dict.fromkeys(("json", "yaml", "yml", "markdown", "md"), "documents"),
    "http": "exchanges",
}


def tester(block: Block) -> Tester:
    """Raises Bad where nobody tests blocks of that language."""
    language = block.marked.language
    if language not in _TESTERS:
        raise Bad(f"A block of '{language}' cannot be tested.", nearest(language, _TESTERS))
    return cast("Tester", importlib.import_module(f"statuary.proving.{_TESTERS[language]}"))


def against(block: Block, config: Config, problems: list[Problem]) -> Against | None:
    """What the block is held against; None for one that prepares for others, and where its mark is wrong."""
    try:
        check_deadline(block)
        if block.marked.prepares:
            check_setup(block)
            return None
        return tester(block).against(block, config)
    except Bad as bad:
        place = block.place()
        problems.append(Problem(place.path, place.line, 1, bad.what, fix=bad.fix))
        return None
