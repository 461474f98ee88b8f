"""``site.webmanifest``: the site as something to put on a home screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statuary.frame import World
from statuary.model import Page, Value
from statuary.theme import Theme
from statuary.views import Asset

if TYPE_CHECKING:
    from statuary.render import Context

FILE = "site.webmanifest"
ICONS = ("icon-192.png", "icon-512.png")
_SHORT = 12  # letters that fit below an icon


class WebManifest(Value, frozen=True):
    name: str
    description: str
    language: str
    direction: str
    colour: str  # #rrggbb, behind everything
    icons: tuple[str, ...]


def manifest_pages(world: World, theme: Theme) -> Iterator[Page]:
    """The manifest, and its icons where there is a mark to draw them from."""
    frame = world.frame
    icons = ICONS if world.icon else ()
    colour = theme.design.colours["color.light.ground"]
    view = WebManifest(frame.name, world.config.site.description, frame.language, frame.direction, colour, icons)
    yield Page(FILE, FILE, view)
    if world.icon:
        yield from (Page(name, name, Asset(world.icon)) for name in icons)


def write(view: WebManifest, context: Context) -> bytes:
    """The renderer. Addresses are relative: the site may be in a folder of its host."""
    del context
    data = {
        "id": "./",
        "name": view.name,
        "short_name": short(view.name),
        "description": view.description,
        "lang": view.language,
        "dir": view.direction,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": view.colour,
        "theme_color": view.colour,
        "icons": [_icon(name) for name in view.icons],
    }
    return json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False, indent=1).encode()


def short(name: str) -> str:
    """As many whole words as fit below an icon; at least some letters."""
    words = name.split()
    while len(words) > 1 and len(" ".join(words)) > _SHORT:
        words.pop()
    return " ".join(words)[:_SHORT].rstrip()


def _icon(name: str) -> dict[str, str]:
    size = name.removeprefix("icon-").removesuffix(".png")
    return {"src": name, "sizes": f"{size}x{size}", "type": "image/png"}
