"""Secrets that somebody wrote into a file, by their looks. A file of a repository is read by more than its owner."""

from __future__ import annotations

import re

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
    "a signed token": r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
}
_PATTERNS = {kind: re.compile(look) for kind, look in _LOOKS.items()}
_LONG = re.compile(r"(?<![\w/+-])[A-Za-z0-9+/_]{32,}={0,2}(?![\w-])")
_DIGITS = 4  # words and their numbers have fewer, what is random has more
_QUERY = re.compile(r"[?#]")
_BETWEEN = re.compile(r"[/@]")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}/")
_CAPITAL = re.compile(r"[A-Z]")
_NAMED_DIGEST = re.compile(r"\bsha(?:1|256|384|512)[:-][0-9a-f]{40,128}\b")
_DIGEST = re.compile(r"(?<![\w+/=-])(?:[0-9a-f]{40}|[0-9a-f]{64})(?![\w+/=-])")  # SHA-1, as git has it, and SHA-256
_OF_GIT = re.compile(r"(?<![\w+/=-])[0-9a-f]{40}(?![\w+/=-])")
_OF_DIGESTS = re.compile(r"commit|revision|sha|digest|hash|checksum|etag|version|release|build|tree", re.IGNORECASE)
_OF_SECRETS = re.compile(r"key|token|secret|passw|credential|auth|dsn|_env$", re.IGNORECASE)


def secrets_in(document: Document) -> dict[Loc, Problem]:
    """A problem for each text that looks like a secret, by its place. It is not repeated."""
    texts = ((loc, _kind(text, _name(loc))) for loc, text in document.texts())
    return {loc: _problem(document, loc, kind) for loc, kind in texts if kind}


def _kind(text: str, name: str) -> str:
    """What the text of the key ``name`` looks like; empty for nothing of the kind."""
    told = next((kind for kind, pattern in _PATTERNS.items() if pattern.search(text)), "")
    parts = (_without_digests(part, name) for word in text.split() for part in _parts(word))
    return told or ("a secret" if any(_is_random(run) for part in parts for run in _LONG.findall(part)) else "")


def _parts(word: str) -> list[str]:
    """What is looked at by itself: an address or a path is as long as its folders are many, and that tells nothing.

    Base64 has slashes, too, but capitals among them.
    """
    head, *rest = _QUERY.split(word, maxsplit=1)
    is_path = "://" in head or head.startswith("/") or _HOST.match(head) or not _CAPITAL.search(head)
    return [*_BETWEEN.split(head), *rest] if is_path else [word]


def _is_random(run: str) -> bool:
    return sum(map(str.isdigit, run)) >= _DIGITS and any(map(str.isalpha, run))


def _without_digests(text: str, name: str) -> str:
    """The text without digests of what everybody may see: those that say so, and those of commits."""
    digest = _DIGEST if _OF_DIGESTS.search(name) else _OF_GIT
    return _NAMED_DIGEST.sub("", text if _OF_SECRETS.search(name) else digest.sub("", text))


def _name(loc: Loc) -> str:
    return next((part for part in reversed(loc) if isinstance(part, str)), "the file")


def _problem(document: Document, loc: Loc, kind: str) -> Problem:
    name = _name(loc)
    what = f"The value of '{name}' looks like {kind}."
    why = "What is in this file is kept with the site, and guides may show it."
    fix = "Put it into an environment variable, name that in a key that ends in _env, and have this one replaced."
    return document.problem(loc, what, why, fix)
