"""Pictures in the making: letters of several fonts, discs, a palette of shades, a small PNG."""

from __future__ import annotations

import io
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from math import floor

from PIL import Image, ImageDraw, ImageFont

from statuary.lettering import plain, visual

Colour = tuple[int, ...]
Ramp = bytes
"""Value of a mask -> number of a colour."""
_LONGEST = 160  # letters of a text; what is longer would not fit anyway
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_UNKNOWN = "\U0010ffff"  # no font has it: it looks like what a font has not
_ADLER = 65521
_SMOOTH = 4  # discs are drawn so many times as large


class Type:
    """Letters of one size, each from the first font that has it."""

    def __init__(self, size: int, fonts: Iterable[bytes]) -> None:
        self.size = size
        # The plain layout is the same everywhere; the other asks a library of the machine for directions.
        layout = ImageFont.Layout.BASIC
        self._fonts = [ImageFont.truetype(io.BytesIO(body), size, layout_engine=layout) for body in fonts]
        self._unknown = [bytes(font.getmask(_UNKNOWN)) for font in self._fonts]
        self._known: dict[str, int | None] = {" ": 0}
        self._spelt: dict[str, str] = {}  # the site's name and what pages are stand on many cards
        self._widths: dict[str, float] = {}
        self._steps: dict[tuple[str, str], float] = {}
        self._shapes: dict[str, tuple[Image.Image | None, tuple[int, int]]] = {}

    def spelt(self, text: str) -> str:
        """What of the text can be shown: letters that no font has are left out; all of it, where they are many."""
        if text not in self._spelt:
            self._spelt[text] = self._spell(text)
        return self._spelt[text]

    def _spell(self, text: str) -> str:
        letters = "".join(letter for letter in plain(text)[:_LONGEST] if self._font(letter) is not None)
        return " ".join(letters.split()) if _counted(letters) * 3 >= _counted(text[:_LONGEST]) * 2 else ""

    def wrapped(self, text: str, room: int) -> list[str]:
        """Lines that fit; about equally long, as far as that takes no more of them."""
        words = [part for word in text.split() for part in self._parts(word, room)]
        lines = self._lines(words, room)
        if len(lines) < 2:
            return lines
        for share in (0.55, 0.65, 0.75, 0.85):
            narrow = self._lines(words, room * share)
            if len(narrow) == len(lines) and all(self._length(line) <= room for line in narrow):
                return narrow
        return lines

    def cut(self, text: str, room: int) -> str:
        """The text, with an ellipsis where it does not fit."""
        if self._length(text) <= room:
            return text
        fit = bisect_right(range(len(text)), float(room), key=lambda count: self._length(text[:count] + _ELLIPSIS))
        return text[: max(fit - 1, 0)].rstrip(" ,.;:") + _ELLIPSIS

    def write(self, mask: Image.Image, text: str, at: tuple[int, int], *, rtl: bool) -> None:
        """Writes into a mask (0 to 255). ``at`` is the line's beginning, on its base line: its right end if ``rtl``."""
        line = visual(text, rtl=rtl)
        widths = [self._step(letter, following) for letter, following in pairwise([*line, ""])]
        left = at[0] - sum(widths) if rtl else float(at[0])
        for letter, width in zip(line, widths, strict=True):
            shape, (right, down) = self._shape(letter)
            if shape:
                mask.paste(255, (floor(left + 0.5) + right, at[1] + down), shape)
            left += width

    def _shape(self, letter: str) -> tuple[Image.Image | None, tuple[int, int]]:
        """Its mask, and where that lies from its place on the base line. Drawn once: hinting takes the longest."""
        if letter not in self._shapes:
            mask, offset = self._fonts[self._font(letter) or 0].getmask2(letter, anchor="ls")
            self._shapes[letter] = Image.frombytes("L", mask.size, bytes(mask)) if all(mask.size) else None, offset
        return self._shapes[letter]

    def _step(self, letter: str, following: str) -> float:
        """How far the next letter is; fonts have some pairs nearer to each other."""
        if (letter, following) not in self._steps:
            number = self._font(letter) or 0
            pair = following if following and number == (self._font(following) or 0) else ""
            font = self._fonts[number]
            self._steps[letter, following] = font.getlength(letter + pair) - font.getlength(pair)
        return self._steps[letter, following]

    def _font(self, letter: str) -> int | None:
        """Which font has the letter."""
        if letter not in self._known:
            having = (
                number
                for number, (font, unknown) in enumerate(zip(self._fonts, self._unknown, strict=True))
                if bytes(font.getmask(letter)) != unknown
            )
            self._known[letter] = next(having, None)
        return self._known[letter]

    def _runs(self, line: str) -> Iterator[tuple[int, str]]:
        for number, run in groupby(line, key=lambda letter: self._font(letter) or 0):
            yield number, "".join(run)

    def _length(self, line: str) -> float:
        words = line.split()
        return sum(map(self._width, words)) + self._width(" ") * (len(words) - 1)

    def _width(self, word: str) -> float:
        if word not in self._widths:
            runs = self._runs(visual(word, rtl=False))
            self._widths[word] = sum(self._fonts[number].getlength(run) for number, run in runs)
        return self._widths[word]

    def _lines(self, words: Sequence[str], room: float) -> list[str]:
        lines: list[str] = []
        length, space = 0.0, self._width(" ")
        for word in words:
            width = self._width(word)
            if lines and length + space + width <= room:
                lines[-1] += f" {word}"
                length += space + width
            else:
                lines.append(word)
                length = width
        return lines

    def _parts(self, word: str, room: int) -> Iterator[str]:
        """The word, in pieces where it is too long for a line."""
        while self._width(word) > room:
            fit = max(bisect_right(range(1, len(word)), float(room), key=lambda count: self._width(word[:count])), 1)
            yield word[:fit]
            word = word[fit:]
        yield word


def _counted(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


# -------------------------------------------------------------------------------------------------------------- palette


def blend(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


class Palette:
    """Colours by number. 0 is the ground; a ramp is the shades from one colour to another."""

    STEPS = 15

    def __init__(self, ground: Colour) -> None:
        self.colours = [ground]

    def ramp(self, one: Colour, other: Colour) -> Ramp:
        """The number of the colour for each value of a mask; 0 where it is empty."""
        first = len(self.colours) - 1
        self.colours += [blend(one, other, step / self.STEPS) for step in range(1, self.STEPS + 1)]
        return bytes(first + _STEP[value] if _STEP[value] else 0 for value in range(256))

    def paint_image(self, picture: Image.Image, image: Image.Image, at: tuple[int, int]) -> None:
        """Adds the image's own colours, as many as there is room for, and paints it."""
        first = len(self.colours)
        few = image.quantize(256 - first)
        own = few.getpalette() or []
        self.colours += [tuple(own[start : start + 3]) for start in range(0, len(own), 3)]
        numbers = Image.frombytes("L", few.size, few.tobytes())
        picture.paste(painted(numbers, bytes(min(value + first, 255) for value in range(256))), at)


_STEP = [round(value * Palette.STEPS / 255) for value in range(256)]


def painted(mask: Image.Image, ramp: Ramp) -> Image.Image:
    """The mask in the shades of the ramp."""
    return Image.frombytes("L", mask.size, mask.tobytes().translate(ramp))


def paint(picture: Image.Image, mask: Image.Image, ramp: Ramp, at: tuple[int, int]) -> None:
    """Paints what the mask shows, and leaves the rest of the picture."""
    picture.paste(painted(mask, ramp), at, painted(mask, _SHOWN))


_SHOWN = bytes(255 if step else 0 for step in _STEP)


def quarter(radius: int) -> Image.Image:
    """A mask of the quarter of a disc around the right upper corner."""
    side = radius * _SMOOTH
    large = Image.new("L", (side, side))
    ImageDraw.Draw(large).ellipse((0, -side, 2 * side, side), fill=255)
    return large.reduce(_SMOOTH)


# ------------------------------------------------------------------------------------------------------------------ PNG


def png(size: tuple[int, int], packed: bytes, palette: bytes | None = None) -> bytes:
    """The file. Its rows are packed by zlib: numbers of the palette's colours; without one, red, green, blue, clear."""
    header = struct.pack(">IIBBBBB", *size, 8, 6 if palette is None else 3, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"PLTE", palette or b""), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
        if body or name != b"PLTE"
    )


def plain_png(image: Image.Image) -> bytes:
    """A PNG of an image of all colours."""
    rows = image.convert("RGBA").tobytes()
    step = 4 * image.width
    filtered = b"".join(b"\0" + rows[start : start + step] for start in range(0, len(rows), step))
    return png(image.size, zlib.compress(filtered))


class Strip:
    """Rows of a picture of numbered colours, packed to stand among others: many pictures have some in common.

    Each row of a PNG begins with the number of its filter, and 0 is none. So the pictures given here have one more
    column, the first, and it is 0.
    """

    def __init__(self, rows: bytes, width: int) -> None:
        self.height = len(rows) // width
        self.packed = _packed(rows)
        self.sum = zlib.adler32(rows)


def stacked(strips: Iterable[tuple[int, Strip]], size: tuple[int, int], palette: Palette) -> bytes:
    """The PNG of the strips, each from its row on, and plain ground around them."""
    width = size[0] + 1
    parts, sum_, row = [b"\x78\x01"], 1, 0
    for at, strip in strips:
        blank, length = (at - row) * width, strip.height * width
        parts += [_blank(blank), strip.packed]
        sum_ = _sum_of(_sum_of(sum_, _blank_sum(blank), blank), strip.sum, length)
        row = at + strip.height
    blank = (size[1] - row) * width
    parts += [_blank(blank), b"\x03\x00", _sum_of(sum_, _blank_sum(blank), blank).to_bytes(4, "big")]
    return png(size, b"".join(parts), b"".join(map(bytes, palette.colours)))


def _packed(rows: bytes) -> bytes:
    """A part of a deflated stream that depends on nothing before it. Runs alone: small for flat colours, and quick."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS, strategy=zlib.Z_RLE)
    return packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)


@cache
def _blank(count: int) -> bytes:
    return _packed(bytes(count))


def _blank_sum(count: int) -> int:
    return count % _ADLER << 16 | 1


def _sum_of(one: int, other: int, length: int) -> int:
    """The Adler-32 of what the one is of, and behind it what the other is of, which is so long."""
    low = one & 0xFFFF
    high = (one >> 16) + (other >> 16) + length * (low - 1)
    return high % _ADLER << 16 | (low + (other & 0xFFFF) - 1) % _ADLER
