"""``llms-full.txt``: all guides as one Markdown file, for programs that read text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from statuary.links.places import bare
from statuary.model import Page
from statuary.shelf import is_guide
from statuary.twins.signs import with_signs
from statuary.views import GuideView

if TYPE_CHECKING:
    from statuary.bundle import Bundle
    from statuary.render import Context

_MARKED = re.compile(r"\n(?: {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>.*)|(?P<heading>#{1,5}) )")
_LEADS = r"(?:<([^<>\n]+)>|((?:[^\s()<>]|\([^\s()<>]*\))+))"
_ADDRESSES = {
    "](": re.compile(rf"\]\({_LEADS}"),
    "]:": re.compile(rf"^[ ]{{0,3}}\[[^\]\n]+\]:[ ]*{_LEADS}", re.MULTILINE),
    "href=": re.compile(r"""\bhref=(?:"([^"\n]+)"|'([^'\n]+)')"""),
    "src=": re.compile(r"""\bsrc=(?:"([^"\n]+)"|'([^'\n]+)')"""),
}
"""Where Markdown, or HTML in it, says where a link or an image leads; by a sign that a text with such a place has."""


def write(view: Bundle, parts: Sequence[Page], context: Context) -> bytes:
    """The guides in the order of navigation, each below its title."""
    del context
    guides = (page.view for page in parts if is_guide(page) and page.view.text)
    return "\n".join(_lines(view, guides)).encode()


def _lines(view: Bundle, guides: Iterator[GuideView]) -> Iterator[str]:
    yield f"# {view.frame.name}\n"
    for guide in guides:
        address = f"{view.frame.url}/{guide.path}"
        known = {unquote(one.written): one.href for one in guide.targets}
        yield f"## {guide.title}\n"
        yield f"<{address}>\n"
        if guide.description:
            yield f"> {guide.description}\n"
        text = _led(guide.text.strip("\n"), address, known)
        yield _below(with_signs(text) if guide.files else text)
        yield ""


def _led(text: str, address: str, known: Mapping[str, str]) -> str:
    """The text with links and images that lead to the site from anywhere; what is code stays.

    ``address``: that of its page, ``known``: what addresses become there, where that is not what is written.
    """
    if not any(sign in text for sign in _ADDRESSES):
        return text
    out, at = [], 0
    prose = bare(text)
    places = (found for sign, address in _ADDRESSES.items() if sign in prose for found in address.finditer(prose))
    for found in sorted(places, key=lambda one: one.start()):
        group = found.lastindex or 0
        if found.start(group) < at:
            continue  # within an address
        written = html.unescape(found[group])
        there = urljoin(address, quote(known.get(unquote(written), written), safe="%/:=&?~#+!$,;'@()*[]"))
        out += [text[at : found.start(group)], there]
        at = found.end(group)
    return "".join([*out, text[at:]])


def _below(text: str) -> str:
    """The text with its headings below the guide's own; what is in fences is code."""
    text = f"\n{text}"  # every line begins after a break
    headings = list(_headings(text))
    top = min((len(found["heading"]) for found in headings), default=3)
    out, at = [], 1
    for found in headings:
        out += [text[at : found.start("heading")], "#" * max(0, 3 - top)]
        at = found.start("heading")
    return "".join([*out, text[at:]])


def _headings(text: str) -> Iterator[re.Match[str]]:
    """Those outside fences."""
    fence = ""
    for found in _MARKED.finditer(text):
        if found["heading"] and not fence:
            yield found
        elif found["fence"] and not fence:
            fence = found["fence"]
        elif found["fence"] and found["fence"].startswith(fence) and not found["rest"].strip(" `~"):
            fence = ""
