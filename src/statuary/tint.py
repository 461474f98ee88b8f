"""The brand colour, made readable: a light and a dark accent with enough contrast, derived from one colour."""

from __future__ import annotations

from functools import lru_cache

_PAPER, _NIGHT = (255, 255, 255), (22, 27, 34)
_ENOUGH = 5.0  # WCAG AA asks for 4.5 on the plain background; tinted panels are a little darker
Colour = tuple[int, int, int]


@lru_cache(maxsize=8)
def tints(brand: str) -> str:
    """CSS that sets ``--accent`` for light and dark pages from ``#rrggbb``."""
    colour = (int(brand[1:3], 16), int(brand[3:5], 16), int(brand[5:7], 16))
    light = _hex(_until_readable(colour, _PAPER, towards=(0, 0, 0)))
    dark = _hex(_until_readable(colour, _NIGHT, towards=(255, 255, 255)))
    return f":root{{--accent:{light}}}@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"


def _until_readable(colour: Colour, ground: Colour, *, towards: Colour) -> Colour:
    for step in range(21):
        mixed = _mix(colour, towards, step / 20)
        if contrast(mixed, ground) >= _ENOUGH:
            return mixed
    return towards


def _mix(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
