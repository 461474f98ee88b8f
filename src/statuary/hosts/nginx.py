"""``nginx.conf``: to be included in a ``server`` block whose ``root`` is the site's folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from statuary.hosts.policy import FRESH, SECURITY, Headers, Policy, Rule, moves, rules_besides_security
from statuary.mediatypes import BY_SUFFIX, UNKNOWN

_HEAD = """\
# Statuary wrote this file. Include it in the server block of the site; that has root, listen, server_name and TLS:
#     server { root /var/www/status; include /var/www/status/nginx.conf; … }
"""


def write(policy: Policy, name: str) -> str:
    del name
    return "\n".join([_HEAD, *_lines(policy)]) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    yield "index index.html;"
    yield f"error_page 404 {policy.base}404.html;"
    yield "etag on;"
    yield "charset utf-8;"
    kinds = {kind.partition(";")[0]: None for kind in BY_SUFFIX.values() if "charset" in kind}
    yield f"charset_types {' '.join(kind for kind in kinds if kind != 'text/html')};"
    yield f"default_type {UNKNOWN};"
    yield "types {"
    yield from (f"    {kind.partition(';')[0]} {suffix[1:]};" for suffix, kind in BY_SUFFIX.items())
    yield "}"
    yield from ("gzip on;", "gzip_vary on;")
    yield f"gzip_types {' '.join(kind for kind in kinds if kind != 'text/html')};"
    yield r"location ~ /\.(?!well-known/) { return 404; }"
    yield from _location("/", (("Cache-Control", FRESH),))  # of locations, nginx takes the one that says most
    for rule in rules_besides_security(policy):
        yield from _location(_pattern(rule, policy), rule.headers)
    for old, new in moves(policy):
        yield f"location = {_text(unquote(old))} {{ return 301 {_text(new)}; }}"


def _location(pattern: str, headers: Headers) -> Iterator[str]:
    """Headers of a location are in place of those around it, so each says all."""
    yield f"location {pattern} {{"
    yield "    try_files $uri $uri/ =404;"
    for name, value in (*SECURITY, *headers):
        if name == "Content-Type":
            yield from ("    types { }", f"    default_type {_text(value)};", "    charset off;")
        else:
            yield f"    add_header {name} {_text(value)} always;"
    yield "}"


def _pattern(rule: Rule, policy: Policy) -> str:
    """``= /calendar.ics``, ``^~ /assets/``, ``~ ^/components/[^/]+/history[.]rss$``."""
    if rule.pattern.endswith("/**"):
        return f"^~ {policy.base}{rule.pattern[:-2]}"
    if "*" not in rule.pattern:
        return f"= {policy.base}{rule.pattern}"
    parts = ["[^/]+" if part == "*" else part.replace(".", "[.]") for part in rule.pattern.split("/")]
    return f"~ ^{re.escape(policy.base)}{'/'.join(parts)}$"


def _text(text: str) -> str:
    """A quoted word. ``$`` begins a variable, and no quoting helps: addresses have it as %24."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
