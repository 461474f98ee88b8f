"""Blocks that are bound to tests. The HTML has an empty place for what came of each: the page fills it in."""

from __future__ import annotations

import hashlib
import json

from statuary.markup.fences import Fence
from statuary.model import Marked

SETUP = "setup"


def mark(made: str, fence: Fence, source: str, line: int, marked: list[Marked]) -> str:
    """The block's HTML with that place; what it is goes to ``marked``. One that prepares for others has none."""
    test = fence.test or ""
    before = [(one.language, one.title, one.source) for one in marked if one.test == SETUP]
    said = json.dumps([fence.language, test, fence.title, fence.deadline, source, before])
    id_ = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    marked.append(Marked(id_, fence.language, test, source, line, fence.title, fence.deadline))
    return made if test == SETUP else f'<div class="bound">{made}<p class="proof p-{id_}"></p></div>'
