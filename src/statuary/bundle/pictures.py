"""The pictures that guides show, for books: those of kinds that every reader of books knows, and that fetch nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from statuary.model import Page, Value

if TYPE_CHECKING:
    from statuary.bundle.chapters import Chapter
    from statuary.render import Context

_STARTS = (
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
)
"""How a file of each kind begins: readers of books do not go by names."""
_SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"}
_SVG = "{http://www.w3.org/2000/svg}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_DTD = "-//W3C//DTD SVG 1.1//EN"  # the only one that a book may name
_HREF = frozenset(("href", "{http://www.w3.org/1999/xlink}href", "src"))
_FETCHED = re.compile(r"""url\((?!["']?(?:#|data:))|@import\b""", re.IGNORECASE)

_NAMED = re.compile(r"""url\(["']?#([^"')]*)""")


class Picture(Value, frozen=True):
    """``kind``: png, jpeg, gif, webp or svg."""

    path: str  # in the site
    kind: str
    body: bytes

    @property
    def media_type(self) -> str:
        return "image/svg+xml" if self.kind == "svg" else f"image/{self.kind}"


def pictures(parts: Sequence[Page], context: Context) -> dict[str, Picture]:
    """Those that a book may hold, by their path, which is their order. The theme's own are none of them."""
    found = {}
    for page in sorted(parts, key=lambda page: page.path):
        if page.renderer == "attached" and any(page.path.lower().endswith(suffix) for suffix in _SUFFIXES):
            body = context.written(page)
            kind = _kind(page.path, body)
            if kind:
                found[page.path] = Picture(page.path, kind, body)
    return found


def shown(told: Iterable[Chapter], known: Mapping[str, Picture]) -> list[Picture]:
    """Those that the chapters show, in their order."""
    named = {unquote(path) for one in told for path, _ in one.links}
    return [picture for path, picture in known.items() if path in named]


def _kind(path: str, body: bytes) -> str:
    """What it is by its bytes; empty for what a book must not hold."""
    if path.lower().endswith(".svg"):
        return "svg" if _is_drawing(body) else ""
    return next((kind for kind, start in _STARTS if start.match(body)), "")


def _is_drawing(body: bytes) -> bool:
    """Whether it is SVG that can be shown without anything else."""
    try:
        root = etree.fromstring(body, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return False
    about = root.getroottree().docinfo
    if root.tag != f"{_SVG}svg" or (about.system_url and about.public_id != _DTD):
        return False
    addresses, ids = list(_addresses(root)), [str(one) for one in root.xpath("//@id")]
    if root.xpath("//processing-instruction()") or any(map(_FETCHED.search, addresses)):  # one may name a stylesheet
        return False
    named = {one for text in addresses for one in _NAMED.findall(text)}
    return len(ids) == len(set(ids)) and named <= set(ids)


def _addresses(root: etree._Element) -> Iterator[str]:
    """Styles, and every address that is more than a link, written as styles have them: ``url(…)``."""
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if name not in _HREF:
                yield str(value)
            elif element.tag != f"{_SVG}a":
                yield f"url({str(value).strip()})"
        if element.tag == f"{_SVG}style":
            yield element.text or ""
