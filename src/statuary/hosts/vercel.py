"""``vercel.json``: headers, redirects, and addresses with a slash at the end, as all links have them."""

from __future__ import annotations

import json
import re

from statuary.hosts.policy import Policy, moves

_SYNTAX = re.compile(r"[(){}:*+?\\]")  # of path-to-regexp


def write(policy: Policy, name: str) -> str:
    del name
    told = {
        "$schema": "https://openapi.vercel.sh/vercel.json",
        "trailingSlash": True,
        "headers": [
            {
                "source": policy.base + _pattern(rule.pattern),
                "headers": [{"key": key, "value": value} for key, value in rule.headers],
            }
            for rule in policy.rules
        ],
        "redirects": [
            {"source": _literal(old), "destination": _literal(new), "statusCode": 301} for old, new in moves(policy)
        ],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _pattern(pattern: str) -> str:
    """``components/:one/history.rss``, ``assets/(.*)``."""
    names = iter(("one", "two", "three"))
    parts = ["(.*)" if part == "**" else f":{next(names)}" if part == "*" else part for part in pattern.split("/")]
    return "/".join(parts)


def _literal(path: str) -> str:
    return _SYNTAX.sub(r"\\\g<0>", path)
