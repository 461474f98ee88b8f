"""Sanitised HTML as plain text: for readers that show none."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")  # sanitised: no ``>`` in attributes
_WITHIN = re.compile(r"</?(?:strong|em|code|span|del|mark|kbd|b|i)(?: [^>]*)?>")  # says nothing in plain text
_IN_LINE = re.compile(
    r"</?(?:span|code|a|abbr|b|bdi|cite|del|em|i|ins|kbd|mark|q|s|samp|small|strong|sub|sup|u|var)(?: [^>]*)?>"
)
_ANY = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_BLANKS = re.compile(r"[ \t]+(?=\n)|(?<=\n\n)\n+")
_HREF = re.compile(r'href="((?:https?:|mailto:)[^"]*)"')
_ALT = re.compile(r'alt="([^"]*)"')
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "table", "blockquote", "div", "dl"}
)
_ONE_PARAGRAPH = re.compile(r'<p>([^<&\n]*(?:<a href="(?:https?:|mailto:)[^"&]*"[^>]*>[^<&\n]+</a>[^<&\n]*)*)</p>')
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>([^<]*)</a>')
_LINES = frozenset({"li", "tr", "dt", "dd", "summary"})


def plain(html: str) -> str:
    """Paragraphs apart by an empty line, items of lists by a dash, links with their addresses."""
    html = _WITHIN.sub("", html)
    return _paragraph(html) or _read(html)


def in_one_line(html: str) -> str:
    """All that is said, in one line with single spaces: what begins within a word does not part it."""
    return " ".join(unescape(_ANY.sub(" ", _IN_LINE.sub("", html))).split())


def _paragraph(html: str) -> str:
    """What is nothing but a paragraph with links, as most texts are, at once; else nothing."""
    found = _ONE_PARAGRAPH.fullmatch(html)
    text = _LINK.sub(lambda link: link[2] + _address(link[1], link[2].strip()), found[1]).strip() if found else ""
    return "" if "  " in text else text


def _read(html: str) -> str:
    out, at = _Text(), 0
    for tag in _TAG.finditer(html):
        if at < tag.start():
            out.text(html[at : tag.start()])
        at = tag.end()
        out.close(tag[2]) if tag[1] else out.open(tag[2], tag[3])
    out.text(html[at:])
    return _BLANKS.sub("", "".join(out.parts)).strip()


def _address(link: str, said: str) -> str:
    """What has to be said of where it leads."""
    return f" ({link})" if link and said not in (link, link.removeprefix("mailto:")) else ""


class _Text:
    """What has been read so far. No part is empty."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lists: list[int] = []  # of each open list the number of its last item; -1 where items have none
        self.as_it_is = 0
        self.link = ""
        self.link_from = 0

    def text(self, html: str) -> None:
        text = unescape(html) if "&" in html else html
        if not self.as_it_is:
            text = _SPACE.sub(" ", text) if "\n" in text or "  " in text else text
            text = text.lstrip() if not self.parts or self.parts[-1][-1] in "\n " else text
        if text:
            self.parts.append(text)

    def open(self, name: str, attributes: str) -> None:
        if name == "br":
            self.parts.append("\n")
        elif name == "img":
            self.parts.extend(unescape(alt) for alt in _ALT.findall(attributes) if alt)
        elif name == "a":
            self.link = next((unescape(href) for href in _HREF.findall(attributes)), "")
            self.link_from = len(self.parts)
        elif name in ("ul", "ol"):
            self._break()
            self.lists.append(0 if name == "ol" else -1)
        elif name == "li":
            self.parts.append(f"{'  ' * (len(self.lists) - 1)}{self._mark()} ")
        elif name in _PARAGRAPHS:
            self.as_it_is += name == "pre"
            if not self.lists:
                self._break()

    def close(self, name: str) -> None:
        if name == "a":
            said = "".join(self.parts[self.link_from :]).strip()
            self.parts += filter(None, [_address(self.link, said)])
            self.link = ""
        elif name in ("td", "th"):
            self.parts.append("  ")
        elif name in ("ul", "ol"):
            self.lists.pop()
            self._break()
        elif name in _LINES:
            self._end_line()
        elif name in _PARAGRAPHS:
            self.as_it_is -= name == "pre"
            self._break()

    def _break(self) -> None:
        """An empty line; within a list only a new one."""
        self._end_line()
        if self.parts and not self.lists:
            self.parts.append("\n")

    def _end_line(self) -> None:
        if self.parts and self.parts[-1][-1] != "\n":
            self.parts.append("\n")

    def _mark(self) -> str:
        if not self.lists or self.lists[-1] < 0:
            return "-"
        self.lists[-1] += 1
        return f"{self.lists[-1]}."
