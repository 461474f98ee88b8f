"""The Content-Security-Policy of a page that is served for looking at it: the page's own, and what live reload needs.

The page carries its policy in a ``<meta>``; one there can only be narrowed by a header, so it moves into the header.
"""

from __future__ import annotations

import html
import re

_META = re.compile(rb"<meta\s[^>]*?http-equiv=[\"']?content-security-policy[\"']?[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(rb"content=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_PLAIN = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


def plain_policy() -> str:
    """For what is no page."""
    return f"{_PLAIN}; frame-ancestors 'none'"


def page_policy(body: bytes) -> tuple[bytes, str]:
    """The page without its ``<meta>`` policy, and the policy for the header."""
    meta = _META.search(body)
    content = _CONTENT.search(meta[0]) if meta else None
    if meta is None or content is None:
        return body, _with_live_reload(_PLAIN)
    text = (content[1] or content[2] or b"").decode("utf-8", "replace")
    return body[: meta.start()] + body[meta.end() :], _with_live_reload(html.unescape(text))


def _with_live_reload(policy: str) -> str:
    directives: dict[str, list[str]] = {}
    for directive in policy.replace("\n", " ").split(";"):
        name, *values = directive.split() or [""]
        if name and name.lower() not in directives:
            directives[name.lower()] = values
    directives.pop("upgrade-insecure-requests", None)  # this server speaks plain HTTP
    fallback = directives.get("default-src", ["'self'"])
    for name in ("script-src", "connect-src"):
        values = [value for value in directives.get(name, fallback) if value != "'none'"]
        directives[name] = values if "'self'" in values else [*values, "'self'"]
    directives["frame-ancestors"] = ["'none'"]
    return "; ".join(" ".join((name, *values)) for name, values in directives.items())
