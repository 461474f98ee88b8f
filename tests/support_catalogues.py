"""The texts that catalogues translate, as they stand in templates and code."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from statuary.reasons import REASONS

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "templates/locale"
TEMPLATE = LOCALE / "statuary.pot"
SPOKEN = (
    "wording",
    "drawing",
    "frame",
    "archive",
    "guides",
    "pages",
    "proofs",
    "feeds",
    "calendars",
    "badges",
    "embeds",
    "weaving",
    "search",
    "versions",
)
"""Modules that say something to readers."""
_KEYWORDS = {"_": None, "say": None, "ngettext": (1, 2)}
_ENGLISH_ONLY = ("ui.html",)


@cache
def messages() -> Catalog:
    """All of them, in the order in which they are found, each with the files that it is in."""
    catalog = Catalog(fuzzy=False)
    for name, id_ in _found():
        catalog.add(id_, locations=[(name, 0)])
    return catalog


def _found() -> Iterator[tuple[str, str | tuple[str, str]]]:
    for path in sorted((ROOT / "templates").glob("*.html")):
        if path.name not in _ENGLISH_ONLY:
            yield from _extracted(f"templates/{path.name}", "jinja2.ext:babel_extract", path.read_bytes())
    for module in SPOKEN:
        path = ROOT / f"src/statuary/{module}.py"
        yield from _extracted(f"src/statuary/{module}.py", "python", path.read_bytes())
    for text in REASONS.values():
        yield "src/statuary/reasons.py", text


def _extracted(name: str, method: str, body: bytes) -> Iterator[tuple[str, str | tuple[str, str]]]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for _, found, _, _ in extract(method, io.BytesIO(body), _KEYWORDS, options=options):
        yield name, found if isinstance(found, str) else (found[0], found[1])


def template() -> str:
    """``statuary.pot``: what a translator begins with. It carries no dates, so that it changes with the texts alone."""
    file = io.BytesIO()
    write_po(file, messages(), width=120, omit_header=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head + re.sub(r":0\b", "", file.getvalue().decode())
