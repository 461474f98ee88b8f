"""The site's mark as files that browsers and phones ask for at fixed addresses."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from statuary.views import Asset

if TYPE_CHECKING:
    from statuary.render import Context

_TOUCH = 180  # what phones put on a home screen
_SIZES = (16, 32, 48)


def touch_icon(view: Asset, context: Context) -> bytes:
    """The renderer of ``apple-touch-icon.png``: on white, since phones fill what is clear with black."""
    mark = _scaled(view, context, _TOUCH)
    ground = Image.new("RGB", mark.size, "white")
    ground.paste(mark, mask=mark)
    return _saved(ground, "PNG")


def favicon(view: Asset, context: Context) -> bytes:
    """The renderer of ``favicon.ico``."""
    marks = [_scaled(view, context, size) for size in _SIZES]
    return _saved(marks[-1], "ICO", append_images=marks[:-1], sizes=[mark.size for mark in marks])


def _scaled(view: Asset, context: Context, size: int) -> Image.Image:
    with PngImageFile(io.BytesIO(context.theme.assets[view.name])) as opened:
        return opened.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)


def _saved(image: Image.Image, format_: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()
