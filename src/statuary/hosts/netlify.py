"""``_headers`` and ``_redirects``: what Netlify and Cloudflare read. GitLab reads the second, too.

Both know ``*`` at the end of a path and ``:name`` for one part of it. Cloudflare takes at most 100 rules of headers,
lines of 2,000 characters, and 2,000 redirects; the policy needs some fifty however large the site is.
"""

from __future__ import annotations

from statuary.hosts.policy import Policy, Rule, moves

LONGEST_LINE = 2_000


def write(policy: Policy, name: str) -> str:
    return _headers(policy) if name == "_headers" else _redirects(policy)


def _headers(policy: Policy) -> str:
    return "\n".join(_rule(rule, policy) for rule in policy.rules)


def _rule(rule: Rule, policy: Policy) -> str:
    lines = [f"  {name}: {value}" for name, value in rule.headers]
    return "\n".join([policy.base + _pattern(rule.pattern), *lines]) + "\n"


def _pattern(pattern: str) -> str:
    """``components/:one/history.rss``, ``assets/*``."""
    names = iter(("one", "two", "three"))
    parts = ["*" if part == "**" else f":{next(names)}" if part == "*" else part for part in pattern.split("/")]
    return "/".join(parts)


def _redirects(policy: Policy) -> str:
    lines = (f"{old} {new} 301\n" for old, new in moves(policy))
    return "".join(line for line in lines if len(line) <= LONGEST_LINE)
