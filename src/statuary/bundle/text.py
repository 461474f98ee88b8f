"""``llms-full.txt``: all guides as one Markdown file, for programs that read text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statuary.frame import World
from statuary.model import Guide, Value
from statuary.shelf import href
from statuary.twins.signs import with_signs

if TYPE_CHECKING:
    from statuary.render import Context

_MARKED = re.compile(r"\n(?: {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>.*)|(?P<heading>#{1,5}) )")


class FullText(Value, frozen=True):
    """``guides``: (address, title, description, Markdown), in the order of navigation."""

    name: str
    guides: tuple[tuple[str, str, str, str], ...]


def full_text(world: World) -> FullText:
    url, guides = world.frame.url, world.content.guides
    told = ((f"{url}/{href(one.path)}", one.title, one.description, _text(one)) for one in guides)
    return FullText(world.frame.name, tuple(told))


def _text(guide: Guide) -> str:
    return with_signs(guide.text) if guide.files else guide.text


def write(view: FullText, context: Context) -> bytes:
    del context
    return "\n".join(_lines(view)).encode()


def _lines(view: FullText) -> Iterator[str]:
    yield f"# {view.name}\n"
    for address, title, description, text in view.guides:
        yield f"## {title}\n"
        yield f"<{address}>\n"
        if description:
            yield f"> {description}\n"
        yield _below(text.strip("\n"))
        yield ""


def _below(text: str) -> str:
    """The text with its headings below the guide's own; what is in fences is code."""
    text = f"\n{text}"  # every line begins after a break
    marked = list(_MARKED.finditer(text))
    top = min((len(found["heading"]) for found in marked if found["heading"]), default=3)
    out, at, fence = [], 1, ""
    for found in marked:
        if found["heading"] and not fence:
            out += [text[at : found.start("heading")], "#" * max(0, 3 - top)]
            at = found.start("heading")
        elif found["fence"] and not fence:
            fence = found["fence"]
        elif found["fence"] and found["fence"].startswith(fence) and not found["rest"].strip(" `~"):
            fence = ""
    return "".join([*out, text[at:]])
