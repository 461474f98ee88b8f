"""Secrets of probes that somebody wrote out, and names of secrets that are not written as such. By their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statuary.errors import Problem
from statuary.yamlfile import Document, Loc

_WHOLE = frozenset({"bearer", "password"})
"""Keys of secrets, and of nothing else."""
_AMONG = frozenset({"headers", "metadata", "env"})
"""Mappings in which a secret may stand, under a name that tells it."""
_TELLING = re.compile(
    r"authorization|cookie|(?:^|[-_])(?:key|token|secret|passw(?:or)?d|auth)(?:$|[-_])", re.IGNORECASE
)
_TEXTS = frozenset({"body", "send"})
_REFERENCE = re.compile(r"\$\{[A-Za-z_]\w*\}")
_ALMOST = re.compile(
    r"\$\{[A-Z_][A-Z0-9_]*(?![\w}])|\$[A-Z_][A-Z0-9_]{2,}\b"
)  # in small letters, bodies have their own
_SCHEME = re.compile(r"(?:basic|bearer|digest|token)\s*", re.IGNORECASE)


def written_out(document: Document) -> Iterator[Problem]:
    """A warning for each. The value is not repeated."""
    for loc, text in document.texts():
        name = str(loc[-1])
        among = len(loc) > 1 and loc[-2] in _AMONG
        if not (name in _WHOLE or name in _TEXTS or among):
            continue
        if almost := _ALMOST.search(_REFERENCE.sub("", text)):
            known = re.sub(r"\W", "", almost[0])
            what = f"'{almost[0]}' names no secret as it is written; it is sent like this."
            yield _warning(document, loc, what, f"Write ${{{known}}}.")
        elif (name in _WHOLE or (among and _TELLING.search(name))) and _is_open(text):
            what = f"The value of '{name}' is written out, where all who can read this file can read it."
            yield _warning(document, loc, what, "Put it into an environment variable, and write ${NAME} here.")


def _is_open(text: str) -> bool:
    """Whether something is said besides how it is meant."""
    return "${" not in text and _SCHEME.sub("", text, count=1).strip() != ""


def _warning(document: Document, loc: Loc, what: str, fix: str) -> Problem:
    line, column = document.at(*loc)
    return Problem(document.path, line, column, what, fix=fix, severity="warning")
