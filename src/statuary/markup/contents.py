"""The headings of a text with their anchors: Python-Markdown's table of contents where it is nothing but a list."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor, nest_toc_tokens, unescape, unique

_MARKED = frozenset("\u0002<>&")  # what has to be rendered to be read: the library's own marks, tags, entities


class _Contents(TocTreeprocessor):
    """The library renders every heading on its own, and looks for a place to show the table at on the whole page."""

    def run(self, doc: Element) -> None:
        ids: set[str] = set()
        headings: list[Element] = []
        for element in doc.iter():
            if "id" in element.attrib:
                ids.add(element.attrib["id"])
            if element.text and self.marker in element.text:
                return super().run(doc)
            if isinstance(element.tag, str) and self.header_rgx.match(element.tag):
                headings.append(element)
        if not all(map(_is_plain, headings)):
            return super().run(doc)
        counters: dict[str, int] = {}
        tokens: list[Any] = [self._token(one, ids, counters) for one in headings]
        self.md.toc_tokens = nest_toc_tokens(tokens)  # type: ignore[attr-defined]  # as the library does
        return None

    def _token(self, heading: Element, ids: set[str], counters: dict[str, int]) -> dict[str, Any]:
        name = " ".join((heading.text or "").split())
        if "id" not in heading.attrib:
            heading.set("id", unique(self.slugify(name, self.sep), ids, counters))
        return {"level": int(heading.tag[1]), "id": unescape(heading.attrib["id"]), "name": name}


def _is_plain(heading: Element) -> bool:
    """Whether the heading's text is its name as it is."""
    bare = len(heading.tag) == 2 and not len(heading) and heading.attrib.keys() <= {"id"}
    return bare and _MARKED.isdisjoint(heading.text or "")


class Contents(TocExtension):
    """In place of the library's own."""

    TreeProcessorClass = _Contents
