"""The site's mark as files that browsers and phones ask for at fixed addresses."""

from __future__ import annotations

import io
import struct
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from statuary.raster import plain_png
from statuary.views import Asset

if TYPE_CHECKING:
    from statuary.render import Context

_TOUCH = 180  # what phones put on a home screen
_SIZES = (16, 32, 48)
_GAP = 3.0  # much smaller pictures are scaled in two steps, the first a coarse one; nobody sees a difference
_HEAD, _ENTRY = 6, 16  # bytes of an icon file's head, and of its list for each picture


def touch_icon(view: Asset, context: Context) -> bytes:
    """The renderer of ``apple-touch-icon.png``: on white, since phones fill what is clear with black."""
    mark = scaled(context.theme.assets[view.name], _TOUCH)
    ground = Image.new("RGBA", mark.size, "white")
    ground.alpha_composite(mark)
    return plain_png(ground)


def icon_192(view: Asset, context: Context) -> bytes:
    """The renderer of ``icon-192.png``."""
    return plain_png(scaled(context.theme.assets[view.name], 192))


def icon_512(view: Asset, context: Context) -> bytes:
    """The renderer of ``icon-512.png``: the mark itself where it has this size."""
    body = context.theme.assets[view.name]
    return body if _opened(body)[0].size == (512, 512) else plain_png(scaled(body, 512))


def favicon(view: Asset, context: Context) -> bytes:
    """The renderer of ``favicon.ico``: PNGs of some sizes behind a list of them."""
    pictures = [plain_png(scaled(context.theme.assets[view.name], size)) for size in _SIZES]
    at = _HEAD + _ENTRY * len(pictures)
    entries = []
    for size, picture in zip(_SIZES, pictures, strict=True):
        entries.append(struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), at))
        at += len(picture)
    return b"".join([struct.pack("<HHH", 0, 1, len(pictures)), *entries, *pictures])


def scaled(body: bytes, size: int) -> Image.Image:
    """The mark, a PNG, as a square of this side: red, green, blue, clear."""
    mark, weighed = _opened(body)
    if mark.size == (size, size):
        return mark
    return weighed.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=_GAP).convert("RGBA")


@lru_cache(maxsize=1)  # several files are drawn from the same
def _opened(body: bytes) -> tuple[Image.Image, Image.Image]:
    """The mark, and its colours as much as they cover: so what is clear has no say in what it is scaled to."""
    with PngImageFile(io.BytesIO(body)) as opened:
        mark = opened.convert("RGBA")
        return mark, mark.convert("RGBa")
