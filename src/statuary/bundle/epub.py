"""``docs.epub``: the guides as a book (EPUB 3.3), a chapter a guide. It fetches nothing.

Its identifier is made of what is in it: a book with other text is another edition, and no clock has a part in that.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from statuary import __version__
from statuary.bundle.chapters import Chapter, Places, chapters, heading
from statuary.bundle.packing import Entry, entry, packed
from statuary.bundle.pictures import Picture, pictures, shown
from statuary.languages import direction
from statuary.memo import key
from statuary.model import Page

if TYPE_CHECKING:
    from statuary.bundle import Bundle
    from statuary.render import Context

_BOOK = "later/book.css"
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="{language}" xml:lang="{language}" dir="{direction}">
<head><title>{title}</title><link rel="stylesheet" href="{style}"/></head>
<body>
{body}
</body>
</html>
"""
_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="edition"
 xml:lang="{language}" dir="{direction}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="edition">urn:uuid:{edition}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
<dc:publisher>{publisher}</dc:publisher>
<dc:source>{source}</dc:source>
<meta property="dcterms:modified">1980-01-01T00:00:00Z</meta>
{access}
</metadata>
<manifest>
{manifest}
</manifest>
<spine{progression}>
{spine}
</spine>
</package>
"""


def write(view: Bundle, parts: Sequence[Page], context: Context) -> bytes:
    """The book as bytes."""
    known = pictures(parts, context)
    told = chapters(parts, known, view.frame.site, context)
    files = {f"media/{number}.{one.kind}": one for number, one in enumerate(shown(told, known))}
    names = {one.path: f"{number}.xhtml" for number, one in enumerate(told)}
    inside = {**names, **{one.path: f"../{name}" for name, one in files.items()}}
    places = Places(inside, {one.path: one.anchors for one in told}, view.frame.site)
    docs = context.theme.words[view.frame.language].say("Docs")
    nav = _page(docs, view.frame.language, f"<h1>{escape(docs)}</h1>\n{_contents(told, names)}", "style.css")
    package = _package(view, f"{view.frame.name}: {docs}", told, files)
    return packed(
        [
            entry("mimetype", b"application/epub+zip", plain=True),
            entry("META-INF/container.xml", _CONTAINER.encode()),
            entry("EPUB/package.opf", package.encode()),
            entry("EPUB/nav.xhtml", nav.encode()),
            entry("EPUB/style.css", context.theme.assets[_BOOK]),
            *_entries(told, places, context),
            *(entry(f"EPUB/{name}", one.body, plain=one.kind != "svg") for name, one in files.items()),
        ]
    )


def _entries(told: Sequence[Chapter], places: Places, context: Context) -> list[Entry]:
    """The chapters as they are stored. What is as it was, with links to the same places, is not made again."""

    def written(one: Chapter) -> Entry:
        return entry(f"EPUB/text/{places.names[one.path]}", _chapter(one, places.resolved(one)).encode())

    return context.memo.many(
        "docs-epub",
        [
            key(__version__, places.names[one.path], one.seal, [places.address(*link) for link in one.links])
            for one in told
        ],
        lambda missing: [written(told[number]) for number in missing],
        Entry,
    )


def _page(title: str, language: str, body: str, style: str) -> str:
    return _PAGE.format(title=escape(title), language=language, direction=direction(language), body=body, style=style)


def _chapter(chapter: Chapter, body: str) -> str:
    return _page(chapter.title, chapter.language, f"{heading(chapter)}\n{body}", "../style.css")


def _contents(told: Sequence[Chapter], names: Mapping[str, str]) -> str:
    """The table of contents: a list, in each entry a list of what is below it."""
    lines, open_, before = ['<nav epub:type="toc" id="toc" role="doc-toc">'], 0, -1
    for one in told:
        depth = min(one.depth, before + 1)  # a chapter can be no more than one below that before it
        while open_ > depth + 1:
            lines.append("</li></ol>")
            open_ -= 1
        lines.append("<ol>" if open_ <= depth else "</li>")
        open_ = depth + 1
        before = depth
        lines.append(f'<li><a href="text/{names[one.path]}">{escape(one.title)}</a>')
    return "\n".join([*lines, *["</li></ol>"] * open_, "</nav>"])


def _package(view: Bundle, title: str, told: Sequence[Chapter], files: Mapping[str, Picture]) -> str:
    language = view.frame.language
    backwards = direction(language) == "rtl"
    return _PACKAGE.format(
        edition=uuid.uuid5(uuid.NAMESPACE_URL, f"{view.frame.url}/docs/#{view.written.hex()}"),
        title=escape(title),
        language=language,
        direction=direction(language),
        publisher=escape(view.frame.name),
        source=escape(f"{view.frame.url}/docs/"),
        access="\n".join(_access(told, files)),
        manifest="\n".join(_manifest(told, files)),
        progression=' page-progression-direction="rtl"' if backwards else "",
        spine="\n".join(['<itemref idref="nav"/>', *(f'<itemref idref="c{n}"/>' for n in range(len(told)))]),
    )


def _manifest(told: Sequence[Chapter], files: Mapping[str, Picture]) -> Iterator[str]:
    yield '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    yield '<item id="style" href="style.css" media-type="text/css"/>'
    for number, one in enumerate(told):
        has = " ".join(kind for kind, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in one.body)
        properties = f' properties="{has}"' if has else ""
        yield f'<item id="c{number}" href="text/{number}.xhtml" media-type="application/xhtml+xml"{properties}/>'
    for number, (name, picture) in enumerate(files.items()):
        yield f'<item id="m{number}" href="{name}" media-type="{picture.media_type}"/>'


def _access(told: Sequence[Chapter], files: Mapping[str, Picture]) -> Iterator[str]:
    """What the book asks of its readers, in the words of schema.org."""
    asked = {"accessMode": ["textual"], "accessibilityHazard": ["none"]}
    asked["accessibilityFeature"] = [
        "structuralNavigation",
        "tableOfContents",
        "readingOrder",
        "displayTransformability",
    ]
    if any("<math" in one.body for one in told):
        asked["accessibilityFeature"].append("MathML")
    if files:
        asked["accessMode"].append("visual")
    if not any('alt=""' in one.body for one in told):
        asked["accessModeSufficient"] = ["textual"]
        if files:
            asked["accessibilityFeature"].append("alternativeText")
    asked["accessibilitySummary"] = [
        "Headings, lists and tables are marked as such, and code is text. Pictures have the words of their authors."
    ]
    for name, values in asked.items():
        yield from (f'<meta property="schema:{name}">{escape(value)}</meta>' for value in values)
