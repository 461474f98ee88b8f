"""Secrets that somebody wrote into a file, by their looks. A file of a repository is read by more than its owner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statuary.errors import Problem
from statuary.yamlfile import Document, Loc

_LOOKS = {
    "a key of Stripe's": r"\b[rs]k_(live|test)_\w{8,}|\bwhsec_\w{8,}",
    "a DSN of Sentry's": r"https?://[0-9a-f]{16,}(:[0-9a-f]+)?@",
    "an address with a password": r"\b\w+://[^/\s:@]*:[^/\s@]+@",
    "a token of Slack's": r"\bxox[abposr]-[\w-]{8,}|hooks\.slack\.com/services/\w",
    "a token of GitHub's": r"\b(gh[opsur]_\w{20,}|github_pat_\w{20,})",
    "a key of Amazon's": r"\bAKIA[0-9A-Z]{16}\b",
    "a key of UptimeRobot's": r"\b[um]\d{5,}-[0-9a-f]{16,}",
    "the address of a heartbeat": r"/api/v1/heartbeat/\w+|hc-ping\.com/[\w-]{8,}",
    "a signed token": r"\beyJ[\w-]{8,}\.[\w-]{8,}\.",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a secret": r"(?<![\w/+-])(?=(?:[^\d\s]*\d){4})(?=\w*[A-Za-z])[A-Za-z0-9+/_]{32,}={0,2}(?![\w-])",
}
_PATTERNS = {kind: re.compile(look) for kind, look in _LOOKS.items()}


def secrets_in(document: Document) -> dict[Loc, Problem]:
    """A problem for each text that looks like a secret, by its place. It is not repeated."""
    return {loc: _problem(document, loc, kind) for loc, text in _texts(document.data, ()) if (kind := _kind(text))}


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(text)), "")


def _problem(document: Document, loc: Loc, kind: str) -> Problem:
    name = next((part for part in reversed(loc) if isinstance(part, str)), "the file")
    what = f"The value of '{name}' looks like {kind}."
    why = "What is in this file is kept with the site, and guides may show it."
    fix = "Put it into an environment variable, name that in a key that ends in _env, and have this one replaced."
    return document.problem(loc, what, why, fix)


def _texts(value: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield loc, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _texts(inner, (*loc, key))
