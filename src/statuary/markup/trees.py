"""Steps on the tree that Python-Markdown makes: headings below the page's own, tabs that read well without a script."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from statuary.markup import formulas


class NoHtml(Extension):
    """Raw HTML is text like any other."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


class Demote(Extension):
    """A page has one h1, its title: headings in texts begin below it."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - see above
        md.treeprocessors.register(_Demoter(self._top), "demote", 1)


class _Demoter(Treeprocessor):
    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top

    def run(self, root: Any) -> None:
        for element in root.iter():
            if (
                isinstance(element.tag, str)
                and len(element.tag) == 2
                and element.tag[0] == "h"
                and element.tag[1].isdigit()
            ):
                element.tag = f"h{max(int(element.tag[1]), self._top)}"


class Tabs(Treeprocessor):
    """Linked tabs as sections one after the other, each with its label; the page's script makes tabs of them."""

    def run(self, root: Element) -> None:
        for parent in root.iter("div"):
            if "tabbed-set" in parent.get("class", "").split():
                self._rewrite(parent)

    def _rewrite(self, tabs: Element) -> None:
        labels = [label for part in tabs if part.get("class") == "tabbed-labels" for label in part]
        blocks = [block for part in tabs if part.get("class") == "tabbed-content" for block in part]
        tabs[:] = []
        tabs.attrib = {"class": "tabs"}
        for label, block in zip(labels, blocks, strict=True):
            section = SubElement(tabs, "div", {"class": "tab"})
            label.tag, label.attrib, label.tail = "p", {"class": "tab-label"}, None
            section.append(label)
            section.extend(block)
            section.text = block.text


class Formula(InlineProcessor):
    """A formula within a line."""

    def __init__(self, md: Markdown, said: list[tuple[str, str]], pattern: re.Pattern[str] = formulas.INLINE) -> None:
        super().__init__(pattern.pattern, md)
        self._said = said

    def handleMatch(self, m: Any, data: str) -> tuple[Any, int, int]:  # type: ignore[override]  # noqa: ARG002, N802 - the library's
        made = formulas.shown(next(filter(None, m.groups())), self._said, display=False)
        return self.md.htmlStash.store(made), m.start(0), m.end(0)


class Bars(Treeprocessor):
    """In a table, a bar within code is written with a backslash, which is not of the code."""

    def run(self, root: Element) -> None:
        for cell in (*root.iter("td"), *root.iter("th")):
            for code in cell.iter("code"):
                code.text = AtomicString((code.text or "").replace("\\|", "|"))


class LostReference(InlineProcessor):
    """A link whose address is nowhere given stays text, and is noted."""

    def __init__(self, md: Markdown, said: list[tuple[str, str]]) -> None:
        super().__init__(r"(?<![\w\]!\\])\[(?!\^)[^\[\]\n\x02]+\]\[(?!\^)[^\[\]\n\x02]+\](?![(\[])", md)
        self._said = said

    def handleMatch(self, m: Any, data: str) -> tuple[Any, Any, Any]:  # type: ignore[override]  # noqa: ARG002, N802 - the library's
        self._said.append(("reference", m.group(0)))
        return None, None, None


class LostNote(InlineProcessor):
    """A footnote that is nowhere defined stays text, and is noted."""

    def __init__(self, md: Markdown, said: list[tuple[str, str]]) -> None:
        super().__init__(r"\[\^([^\]\s]+)\](?!\()", md)
        self._said = said

    def handleMatch(self, m: Any, data: str) -> tuple[Any, Any, Any]:  # type: ignore[override]  # noqa: ARG002, N802 - the library's
        self._said.append(("footnote", m.group(0)))
        return None, None, None
