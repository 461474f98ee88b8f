"""The drawing of a badge: two fields of text and a sign. No font is loaded; how wide a text is comes from a table.

The drawing says how long its text has to be (``textLength``), so it looks right in whatever font the reader has, in
every script, and has the same bytes on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import escape

from statuary.badges import FIGURE, FLAT, Badge
from statuary.drawing import SIGN
from statuary.lettering import is_rtl
from statuary.model import Value

# Advance widths of DejaVu Sans from space to tilde, in hundredths of the size; Verdana's are nearly the same.
_ASCII = (
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
)  # fmt: skip
_WIDE, _OTHER, _BOLD = 100, 66, 1.12
_FONT = "Verdana,DejaVu Sans,Geneva,sans-serif"
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # what XML cannot hold, and controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+"  # what turns the text around it
)
_JOINERS = "\u200c\u200d"


class Style(Value, frozen=True):
    """Measures in pixels; ``most``: the width of a field's text."""

    height: int
    size: float  # of letters
    radius: int
    pad: int
    capitals: bool = False
    most: int = 260


STYLES: Mapping[str, Style] = {
    FLAT: Style(20, 11, 4, 7),
    "flat-square": Style(20, 11, 0, 7),
    "for-the-badge": Style(28, 10.5, 0, 11, capitals=True, most=320),
}


class _Field(Value, frozen=True):
    text: str
    width: float
    bold: bool = False


def clean(text: str) -> str:
    """The text on one line, without what would break or turn the text around it."""
    return " ".join(_UNFIT.sub(" ", text).split())


@lru_cache(maxsize=4096)  # a component's badges say its name in every style
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is in letters of this size, to a tenth."""
    return round(sum(map(_advance, text)) * size / 100 * (_BOLD if bold else 1), 1)


def _advance(letter: str) -> int:
    code = ord(letter)
    if 32 <= code < 127:
        return _ASCII[code - 32]
    if letter in _JOINERS or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return _WIDE
    base = ord(unicodedata.normalize("NFD", letter)[0])
    return _ASCII[base - 32] if 32 <= base < 127 else _OTHER


def cut(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """The text, or what fits of it with an ellipsis; no letter loses its marks."""
    if width(text, size, bold=bold) <= most:
        return text
    end, room = 0, most - width("…", size, bold=bold)
    while width(text[: end + 1], size, bold=bold) <= room:
        end += 1
    while end and (text[end] in _JOINERS or text[end - 1] in _JOINERS or unicodedata.combining(text[end])):
        end -= 1
    return f"{text[:end].rstrip()}…"


def ground(tone: str, colours: Mapping[str, str]) -> str:
    """The colour of the message's field, as ``#rrggbb``."""
    return colours["color.light.accent" if tone == FIGURE else f"color.light.{tone}.banner"]


def drawn(badge: Badge, colours: Mapping[str, str]) -> str:
    """The badge as SVG. Its name says all of it; its sign tells states apart without colour."""
    style = STYLES[badge.style]
    label, message = _field(badge.label, style), _field(badge.message, style, bold=style.capitals)
    sign = SIGN.get(badge.tone)
    aside = style.size + 4 if sign else 0
    left, right = label.width + 2 * style.pad, message.width + 2 * style.pad + aside
    whole = _number(left + right)
    on = colours["color.light.paper" if badge.tone == FIGURE else f"color.light.{badge.tone}.on"]
    name = escape(f"{clean(badge.label)}: {clean(badge.message)}")
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{style.height}" role="img"',
            f' aria-label="{name}"><title>{name}</title>',
            _grounds(left, right, style, (colours["color.light.ink"], ground(badge.tone, colours))),
            f'<g font-family="{_FONT}" font-size="{style.size:g}" text-anchor="middle">',
            _text(label, style.pad + label.width / 2, style, colours["color.light.paper"]),
            _text(message, left + style.pad + aside + message.width / 2, style, on),
            f"</g>{_sign(sign, left + style.pad, style, on) if sign else ''}</svg>",
        )
    )


def _field(text: str, style: Style, *, bold: bool = False) -> _Field:
    shown = clean(text).upper() if style.capitals else clean(text)
    shown = cut(shown, style.size, style.most, bold=bold)
    return _Field(shown, width(shown, style.size, bold=bold), bold)


def _grounds(left: float, right: float, style: Style, colours: tuple[str, str]) -> str:
    """The message's field as wide as the badge, and the label's over it."""
    height, r = style.height, style.radius
    rounded = f"H{r}a{r} {r} 0 0 1-{r}-{r}V{r}a{r} {r} 0 0 1 {r}-{r}" if r else "H0V0"
    return (
        f'<rect width="{_number(left + right)}" height="{height}" rx="{r}" fill="{colours[1]}"/>'
        f'<path d="M{_number(left)} 0v{height}{rounded}z" fill="{colours[0]}"/>'
    )


def _text(field: _Field, middle: float, style: Style, colour: str) -> str:
    more = ' direction="rtl"' if is_rtl(field.text) else ""
    more += ' font-weight="bold"' if field.bold else ""
    base = _number(style.height / 2 + style.size * 0.36)
    return (
        f'<text x="{_number(middle)}" y="{base}" textLength="{_number(field.width)}" lengthAdjust="spacingAndGlyphs"'
        f'{more} fill="{colour}">{escape(field.text)}</text>'
    )


def _sign(path: str, x: float, style: Style, colour: str) -> str:
    y = _number((style.height - style.size) / 2)
    return (
        f'<path transform="translate({_number(x)} {y})scale({_number(style.size / 32)})" d="{path}" fill="none"'
        f' stroke="{colour}" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
