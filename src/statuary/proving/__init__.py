"""Blocks of the docs that are bound to tests. A build runs none: it says what was seen of each, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from statuary.config import Config
from statuary.errors import Problem
from statuary.markup.converter import Converter
from statuary.model import Page
from statuary.shelf import is_guide
from statuary.views import Proof

__all__ = ["verify"]

_MAYBE = re.compile(r"^[ \t>*+\d.)-]*(?:`{3}|~{3})[^\n]*[ {,.]test\b", re.MULTILINE)


def verify(
    pages: Sequence[Page], config: Config, converter: Converter, *, told: bool = False
) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages with what was seen of their marked blocks, and marks that are wrong.

    ``told``: blocks that are not verified are problems, too.
    """
    bound = {page.path: page for page in pages if is_guide(page) and _may_be_bound(page.view.text)}
    if not bound:
        return tuple(pages), ()
    from statuary.proving import ledger, testers  # noqa: PLC0415 - most sites have no such blocks
    from statuary.proving.blocks import blocks_of  # noqa: PLC0415

    known = ledger.load(config.root)
    problems: list[Problem] = []
    proofs: dict[str, tuple[Proof, ...]] = {}
    for path, outline in zip(bound, converter.outlines([page.texts[0] for page in bound.values()]), strict=True):
        found: list[Proof] = []
        for block in blocks_of(bound[path].texts[0], outline.marked):
            against = testers.against(block, config, problems)
            if against is None:
                continue
            seen = known.get(ledger.name_of(block, against))
            state = "not" if seen is None else "verified" if seen.passed else "failed"
            found.append(Proof(block.marked.id, state, against.kind, against.name, seen.at if seen else None))
            if told and state != "verified":
                problems.append(_unverified(block.place(), state))
        proofs[path] = tuple(found)
    shown = (
        Page(page.path, page.renderer, replace(page.view, proofs=proofs[page.path]), page.texts)
        if proofs.get(page.path)
        else page
        for page in pages
    )
    return tuple(shown), tuple(dict.fromkeys(problems))


def _may_be_bound(text: str) -> bool:
    return "test" in text and _MAYBE.search(text) is not None


def _unverified(place: Problem, state: str) -> Problem:
    what = "This block failed its test." if state == "failed" else "This block is not verified."
    return Problem(place.path, place.line, 1, what, fix="Run 'statuary docs test'.", severity="warning")
