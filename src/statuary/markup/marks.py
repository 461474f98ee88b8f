"""Blocks that are bound to tests. The HTML has an empty place for what came of each: the page fills it in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from statuary.markup.fences import WORD, Fence, value_of
from statuary.model import Marked


@dataclass(frozen=True, slots=True)
class Mark:
    """What a fence's first line says of its test. ``against``: a schema's or a probe's name, ``setup``, or nothing."""

    against: str = ""
    deadline: str = ""


def read_mark(info: str) -> Mark | None:
    """``console test``, ``{.console .test}``, ``yaml test="site"``; None without such a word after the language."""
    against, deadline, named = None, "", False
    for found in WORD.finditer(info):
        if found["key"] == "test":
            against = value_of(found)
        elif found["key"] == "deadline":
            deadline = value_of(found)
        elif named and against is None and (found["word"] or "").lstrip(".") == "test":
            against = ""
        named = named or bool(found["word"])
    return None if against is None else Mark(against, deadline)


def mark(made: str, test: Mark, fence: Fence, source: str, line: int, marked: list[Marked]) -> str:
    """The block's HTML with that place; what it is goes to ``marked``. One that prepares for others has none."""
    before = [(one.language, one.title, one.source) for one in marked if one.prepares]
    said = json.dumps([fence.language, test.against, fence.title, test.deadline, source, before])
    id_ = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
    marked.append(Marked(id_, fence.language, test.against, source, line, fence.title, test.deadline))
    return made if marked[-1].prepares else f'<div class="bound">{made}<p class="proof p-{id_}"></p></div>'
