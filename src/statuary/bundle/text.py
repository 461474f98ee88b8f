"""``llms-full.txt``: all guides as one Markdown file, for programs that read text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from statuary.frame import World
from statuary.model import Value

if TYPE_CHECKING:
    from statuary.render import Context

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,5} ")


class FullText(Value, frozen=True):
    """``guides``: (address, title, description, Markdown), in the order of navigation."""

    name: str
    guides: tuple[tuple[str, str, str, str], ...]


def full_text(world: World) -> FullText:
    docs = f"{world.frame.url}/docs/"
    guides = world.content.guides
    told = ((f"{docs}{quote(one.path)}/" if one.path else docs, one.title, one.description, one.text) for one in guides)
    return FullText(world.frame.name, tuple(told))


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
        yield from _below(text.strip("\n"))
        yield ""


def _below(text: str) -> Iterator[str]:
    """The lines with their headings below the guide's own; what is in fences is code."""
    fence = ""
    top = min((len(line) - len(line.lstrip("#")) for line in text.split("\n") if _HEADING.match(line)), default=3)
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
        yield "#" * max(0, 3 - top) + line if not fence and _HEADING.match(line) else line
