"""Markdown within HTML, as GitHub and Hugo have it: a block of HTML ends at an empty line, and what follows is Markdown
again, though its elements are still open. Python-Markdown reads on to where they end, unless they say ``markdown``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|li|"
    "main|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
BLOCK = re.compile(rf"</?(?:{_BLOCKS})(?=[\s/>]|$)", re.IGNORECASE)
"""How a block of HTML begins."""
_TAG = re.compile(rf"<(/?)({_BLOCKS})((?:\s[^<>]*)?)>", re.IGNORECASE)
_CELLS = frozenset(("td", "th", "li", "dd", "dt"))  # may hold blocks, which they are not taken to do unless they say so


def opened(lines: Sequence[str]) -> list[str]:
    """The lines of a block of HTML. What is open at its end, before an empty line, is said to hold Markdown."""
    text = "\n".join(lines)
    open_: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1] and not tag[3].rstrip().endswith("/"):
            open_.append(tag)
        while tag[1] and any(one[2].lower() == name for one in open_) and open_.pop()[2].lower() != name:
            pass  # what was not closed before its parent is closed with it
    for tag in reversed(open_):
        if "markdown=" not in tag[3]:
            how = "block" if tag[2].lower() in _CELLS else "1"
            text = f'{text[: tag.end(2)]} markdown="{how}"{text[tag.end(2) :]}'
    return text.split("\n")
