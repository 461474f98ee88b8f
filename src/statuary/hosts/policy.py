"""What every web host should do with a site: security, who may read a file from elsewhere, how long it may be kept.

A host that takes several rules for one path joins what they say of one header, or takes the last: so no two rules that
can meet speak of the same header. Why each is as it is: the guide "Put it on the web", and docs/decisions/0045.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statuary.mediatypes import BY_NAME
from statuary.model import Value

FRESH = (
    "public, max-age=0, must-revalidate"  # what speaks of the present, and pages, whose styles have other names soon
)
NEWS = "public, max-age=60, must-revalidate"  # what many programs ask for
SELDOM = "public, max-age=86400"  # icons
NEVER = "public, max-age=31536000, immutable"  # names that carry a digest of what is in the file

Headers = tuple[tuple[str, str], ...]

SECURITY: Headers = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    # The rest of its policy each page carries itself: only here can be said who may frame it.
    ("Content-Security-Policy", "frame-ancestors 'none'; object-src 'none'; base-uri 'none'"),
)
SHARED: Headers = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Date"),  # the widget goes by the host's clock
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
_FEEDS = ("history.atom", "history.rss", "updates.atom", "updates.json", "updates.rss", "calendar.ics")
_BADGES = ("badge.json", "badge.svg", "badge.flat-square.svg", "badge.for-the-badge.svg", "badge.dated.svg")
_ICONS = ("favicon.ico", "apple-touch-icon.png", "icon-192.png", "icon-512.png")


class Rule(Value, frozen=True):
    """Headers for the paths that a pattern fits.

    A pattern is parts between slashes, relative to the site: ``*`` is any one part, ``**`` at its end all that follows.
    """

    pattern: str
    headers: Headers


class Policy(Value, frozen=True):
    """``base`` is ``/``, or the folder of the host that the site is in: ``/status/``."""

    base: str
    rules: tuple[Rule, ...]
    redirects: tuple[tuple[str, str], ...]  # (old, new), relative to the site


def policy_of(base: str, redirects: Iterable[tuple[str, str]], *, several_languages: bool) -> Policy:
    """The policy of a site. ``redirects``: addresses relative to the site, as in links (``docs/old/``)."""
    return Policy(base, tuple(_rules(several_languages)), tuple(redirects))


def moves(policy: Policy) -> Iterator[tuple[str, str]]:
    """Old path and new, encoded as in links; the old one with and without the slash at its end."""
    for old, new in policy.redirects:
        for one in dict.fromkeys((old, old.rstrip("/"))):
            yield policy.base + one, policy.base + new


def rules_besides_security(policy: Policy) -> tuple[Rule, ...]:
    """Those for some paths only."""
    return tuple(rule for rule in policy.rules if rule.headers != SECURITY)


def is_shared(path: str) -> bool:
    """Whether pages of other sites may read this file of a site."""
    return any(rule.headers[: len(SHARED)] == SHARED and _fits(path, rule.pattern) for rule in _rules(True))


def _fits(path: str, pattern: str) -> bool:
    parts, wanted = path.split("/"), pattern.split("/")
    if wanted[-1] == "**":
        return len(parts) >= len(wanted) and all(map(_fits_part, parts, wanted[:-1]))
    return len(parts) == len(wanted) and all(map(_fits_part, parts, wanted))


def _fits_part(part: str, wanted: str) -> bool:
    return wanted in ("*", part)


def _rules(several_languages: bool) -> Iterator[Rule]:
    yield Rule("**", SECURITY)
    yield Rule("assets/**", (("Cache-Control", NEVER),))
    yield from (Rule(name, (("Cache-Control", SELDOM),)) for name in _ICONS)
    yield Rule("api/**", (*SHARED, ("Cache-Control", FRESH)))
    yield from (Rule(f"{folder}/**", (*SHARED, ("Cache-Control", NEWS))) for folder in ("badges", "embed"))
    yield from (_shared(name, name, NEWS) for name in _BADGES)
    yield from (_shared(name, name, FRESH) for name in ("health.json", "metrics.txt"))
    for home in ("", "*/") if several_languages else ("",):
        for place in ("", "components/*/", "groups/*/"):
            yield from (_shared(f"{home}{place}{name}", name, NEWS) for name in _FEEDS)


def _shared(pattern: str, name: str, cache: str) -> Rule:
    """A file that others may read, of a type that hosts do not guess."""
    kind = (("Content-Type", BY_NAME[name]),) if name in BY_NAME else ()
    return Rule(pattern, (*SHARED, ("Cache-Control", cache), *kind))
