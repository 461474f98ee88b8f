"""``firebase.json`` for Firebase Hosting, to be deployed from the site's own folder."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from statuary.hosts.policy import FRESH, Headers, Policy, moves

_OWN = ("firebase.json", "vercel.json", "nginx.conf", "Caddyfile", "_headers", "_redirects", ".statuary.json")
_GLOB = re.compile(r"[*?{}\[\]()!+@\\]")
_RESERVED = re.compile("%(?:2[346BCF]|3[ABDF]|40)", re.IGNORECASE)
_DEFAULT: Headers = (("Cache-Control", FRESH),)  # by itself, Firebase lets everything be kept for an hour


def write(policy: Policy, name: str) -> str:
    del name
    rules = [(rule.pattern, rule.headers) for rule in policy.rules]
    hosting = {
        "public": ".",
        "ignore": list(_OWN),
        "trailingSlash": True,
        "headers": [
            {
                "source": policy.base + pattern,
                "headers": [{"key": key, "value": value} for key, value in headers],
            }
            for pattern, headers in (("**", _DEFAULT), *rules)  # of two that fit, the later one counts
        ],
        "redirects": [
            {"source": _literal(old), "destination": unquote(new), "type": 301} for old, new in moves(policy)
        ],
    }
    return json.dumps({"hosting": hosting}, indent=1, ensure_ascii=False) + "\n"


def _literal(path: str) -> str:
    """The path as it is compared: as JavaScript's decodeURI leaves it, without the marks of globs."""
    kept = _RESERVED.sub(lambda found: f"%25{found[0][1:]}", path)
    return _GLOB.sub(r"[\g<0>]", unquote(kept))
