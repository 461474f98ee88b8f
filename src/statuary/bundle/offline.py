"""``docs.zip``: the docs to read from a disk, search included. Nothing in it is fetched from anywhere.

A page is as it is in the site, but for its links: those to a folder name the page in it, since a disk does not, and
those to what is not in the file lead to the site.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from statuary import __version__
from statuary.bundle.packing import Entry, entry, packed
from statuary.memo import key
from statuary.model import Page

if TYPE_CHECKING:
    from statuary.bundle import Bundle
    from statuary.render import Context

_TAG = re.compile(
    r"<(?!(?:button|code|details|div|h[1-6]|li|main|meta|nav|ol|p|path|pre|section|span|svg|table|td|th|ul) )"
    r'[a-z][^"<>]*+(?:"[^"]*+"[^"<>]*+)++>'
)
"""A tag with attributes; most of a page's, which have no addresses, are passed by."""
_ADDRESS = re.compile(r'(\s)(href|src|srcset|data-listed)="([^"]*)"')
_OWN = re.compile(r'\s(?:href|src|srcset)="(?!\.\./|#|https?:)')
"""An address that leads elsewhere from each page of a folder. Tags without one are worked out once a folder."""
_MANY = 2_000  # tags of a folder
_END = re.compile("[?#]")  # of an address's path
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|$", re.IGNORECASE)
_START = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={0}">
<title>{0}</title>
<p><a href="{0}">{0}</a></p>
</html>
"""


def write(view: Bundle, parts: Sequence[Page], context: Context) -> bytes:
    """The ZIP file; its first page leads to that of the docs."""
    inside = frozenset(page.path for page in parts)
    entries = context.memo.many(
        f"docs-zip {key(__version__, context.theme.digest, sorted(inside)).hex()}",
        [page.seal + page.path.encode() for page in parts],
        lambda missing: [_entry(parts[i], inside, view.frame.site, context) for i in missing],
        Entry,
    )
    start = _START.format(f"{view.home}docs/index.html").encode()
    return packed(sorted([entry("index.html", start), *entries], key=lambda one: one.name))


def _entry(page: Page, inside: frozenset[str], site: str, context: Context) -> Entry:
    body = context.written(page)
    if page.path.endswith(".html"):
        body = localised(body.decode(), page.path, inside, site).encode()
    return entry(page.path, body)


def localised(body: str, path: str, inside: frozenset[str], site: str) -> str:
    """The page at ``path`` with links as they must be on a disk."""

    known = _known(f"./{path}".rpartition("/")[0].rpartition("/")[0], inside, site)

    def tag(found: re.Match[str]) -> str:
        tag = found[0]
        if tag in known:
            return known[tag]
        there = _ADDRESS.sub(address, tag)
        if not _OWN.search(tag):
            if len(known) >= _MANY:
                known.clear()  # what the next pages have in common is soon known again
            known[tag] = there
        return there

    def address(found: re.Match[str]) -> str:
        space, name, value = found.groups()
        if name == "data-listed":  # components and incidents are in the site only
            return ""
        return f'{space}{name}="{within(value, path, inside, site)}"'

    return _TAG.sub(tag, body)


@lru_cache(1_000)
def _known(folder: str, inside: frozenset[str], site: str) -> dict[str, str]:  # noqa: ARG001 - what tags depend on
    """Tags of the pages that are one below a folder, as they must be on a disk."""
    return {}


def within(address: str, path: str, inside: frozenset[str], site: str) -> str:
    """An address on the page at ``path``: to a file among those inside, else to the site."""
    return address if _ELSEWHERE.match(address) else _within(address, path.rpartition("/")[0], inside, site)


@lru_cache(10_000)
def _within(address: str, folder: str, inside: frozenset[str], site: str) -> str:
    """The same, for what many pages of a folder name."""
    end = _END.search(address)
    target, rest = (address[: end.start()], address[end.start() :]) if end else (address, "")
    there = _joined(folder, target)
    is_folder = target.endswith(("/", ".")) or not there
    if not is_folder and unquote(there) in inside:
        return address
    if is_folder and f"{unquote(there)}/index.html".lstrip("/") in inside:
        return f"{target.rstrip('/')}/index.html{rest}"
    return f"{site}/{there}{'/' if is_folder and there else ''}{rest}"


def _joined(folder: str, target: str) -> str:
    """The path in the site that ``target`` is in a folder. What is named from the site's root, many pages name."""
    up = "../" * (folder.count("/") + 1)
    return _normal("", target[len(up) :]) if target.startswith(up) and folder else _normal(folder, target)


@lru_cache(10_000)
def _normal(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
