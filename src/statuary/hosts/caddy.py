"""``Caddyfile``: to be imported into the block of a site whose ``root`` is the site's folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from statuary.hosts.policy import FRESH, SECURITY, Headers, Policy, moves, rules_besides_security
from statuary.mediatypes import BY_SUFFIX

_HEAD = """\
# Statuary wrote this file. Import it into the block of the site, which has the name and the root:
#     status.example.com {
#         root * /var/www/status
#         import /var/www/status/Caddyfile
#     }
"""
_SYNTAX = re.compile(r"[.()\[\]{}*+?^$|\\]")  # of regular expressions


def write(policy: Policy, name: str) -> str:
    del name
    return "\n".join([_HEAD, *_lines(policy)]) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    yield "route {"  # here, what is written later counts
    for suffix, kind in BY_SUFFIX.items():
        yield f"    @{suffix[1:]} path *{suffix}"
        yield f"    header @{suffix[1:]} Content-Type {_text(kind)}"
    yield from _header("*", (*SECURITY, ("Cache-Control", FRESH)))
    for rule in rules_besides_security(policy):
        yield from _header(policy.base + rule.pattern.replace("**", "*"), rule.headers)
    for number, (old, new) in enumerate(moves(policy)):
        yield f"    @moved{number} path_regexp {_text(f'^{_literal(unquote(old))}$')}"
        yield f"    redir @moved{number} {_text(new)} 301"
    yield "    encode zstd gzip"
    yield "    file_server {"
    yield "        hide .statuary.json"
    yield "    }"
    yield "}"
    yield "handle_errors {"
    yield f"    rewrite * {policy.base}404.html"
    yield from _header("*", (("Cache-Control", FRESH), ("Content-Type", BY_SUFFIX[".html"])))
    yield "    file_server"
    yield "}"


def _header(pattern: str, headers: Headers) -> Iterator[str]:
    yield f"    header {pattern} {{"
    yield from (f"        {name} {_text(value)}" for name, value in headers)
    yield "    }"


def _literal(path: str) -> str:
    return _SYNTAX.sub(r"\\\g<0>", path)


def _text(text: str) -> str:
    """A quoted word, in which a backslash is one unless a quote follows."""
    return '"' + text.replace('"', '\\"') + '"'
