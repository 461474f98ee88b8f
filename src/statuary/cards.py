"""Cards: the picture of a page (1200 by 630) that chats and networks show beside a link to it.

A card says what the page is about and never how things stand: it is looked at long after it was fetched. Its bytes are
a function of its view and the theme: the fonts come with the theme, and no text engine of the machine has a say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageColor

from statuary.icons import scaled
from statuary.lettering import is_rtl
from statuary.raster import Colour, Palette, Strip, Type, blend, paint, painted, quarter, stacked
from statuary.views import CARD_HEIGHT, CARD_WIDTH, Card

if TYPE_CHECKING:
    from statuary.render import Context
    from statuary.theme import Theme

_EDGE = 80
_ROOM = CARD_WIDTH - 2 * _EDGE
_HEAD = 240  # rows: the site's mark and name, and discs in the corner
_MARK, _TOP = 68, 72  # the site's mark: its side, and where it begins
_NAME, _KIND = 42, 36  # sizes of letters
_TITLES = ((88, 2), (72, 3), (62, 3))  # sizes of letters, and in how many lines at most
_LEADING, _CAPITAL = 1.18, 0.73  # of the size
_GAP = 42  # between the kind and the title: what hangs from letters of the one, and marks above capitals of the other
_HANGING = {False: 9, True: 18}  # by whether letters run to the left
_WIDTH = CARD_WIDTH + 1  # of strips
_DISCS = ((_HEAD, 0.16), (170, 0.4), (100, 1.0))  # radius, and how much of the brand is in the colour


def draw(view: Card, context: Context) -> bytes:
    """The renderer of cards: a PNG."""
    return context.press.card(view)


def _begin(*, rtl: bool) -> int:
    """Where lines begin in a strip, whose first column is none."""
    return _WIDTH - _EDGE if rtl else _EDGE + 1


class Press:
    """What the cards of a theme have in common; made when the first is drawn."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._types: dict[int, Type] = {}
        self._kinds: dict[tuple[str, bool], Strip] = {}
        self._heads: dict[tuple[str, str | None, bool], tuple[Strip, Palette]] = {}
        ground, ink, accent = map(self._colour, ("color.dark.ground", "color.dark.ink", "color.dark.accent"))
        self._palette = Palette(ground)
        self._ink, self._accent = self._palette.ramp(ground, ink), self._palette.ramp(ground, accent)

    def card(self, view: Card) -> bytes:
        small = self._type(_KIND)
        kind, site = small.spelt(view.kind), small.spelt(view.site) or small.spelt(view.host)
        title = small.spelt(view.title) or site
        rtl = is_rtl(title)
        type_, lines = self._set(title)
        step = round(type_.size * _LEADING)
        air = _GAP - _HANGING[is_rtl(kind)]
        first = round(type_.size * _CAPITAL) + air  # the title's base line within its strip
        last = first + step * (len(lines) - 1)
        mask = Image.new("L", (_WIDTH, last + type_.size // 2))
        for number, line in enumerate(lines):
            type_.write(mask, line, (_begin(rtl=rtl), first + step * number), rtl=rtl)
        below = CARD_HEIGHT - _EDGE - last
        above = below + air - _GAP - _KIND
        head, palette = self._head("" if title == site else site, view.icon, rtl=rtl)
        left, upper, right, lower = mask.getbbox() or (0, 0, 1, 1)  # rows without letters are plain
        letters = Image.new("L", (_WIDTH, lower - upper))
        letters.paste(painted(mask.crop((left, upper, right, lower)), self._ink), (left, 0))
        strips = (0, head), (above, self._kind(kind, rtl=rtl)), (below + upper, Strip(letters.tobytes(), _WIDTH))
        return stacked(strips, (CARD_WIDTH, CARD_HEIGHT), palette)

    def _set(self, title: str) -> tuple[Type, list[str]]:
        """The title in the largest letters that it fits in; cut short where it does not fit at all."""
        for size, count in _TITLES:
            type_ = self._type(size)
            lines = type_.wrapped(title, _ROOM)
            if len(lines) <= count:
                return type_, lines
        return type_, [*lines[: count - 1], type_.cut(" ".join(lines[count - 1 :]), _ROOM)]

    def _kind(self, kind: str, *, rtl: bool) -> Strip:
        if (kind, rtl) not in self._kinds:
            mask = Image.new("L", (_WIDTH, _KIND + _HANGING[is_rtl(kind)]))
            self._type(_KIND).write(mask, kind, (_begin(rtl=rtl), _KIND), rtl=rtl)
            self._kinds[kind, rtl] = Strip(mask.tobytes().translate(self._accent), _WIDTH)
        return self._kinds[kind, rtl]

    def _head(self, site: str, icon: str | None, *, rtl: bool) -> tuple[Strip, Palette]:
        """The upper part, which all cards of a site share, with its colours."""
        wanted = site, icon, rtl
        if wanted not in self._heads:
            self._heads[wanted] = self._drawn_head(site, icon, rtl=rtl)
        return self._heads[wanted]

    def _drawn_head(self, site: str, icon: str | None, *, rtl: bool) -> tuple[Strip, Palette]:
        palette = Palette(self._palette.colours[0])
        palette.colours = list(self._palette.colours)
        picture = Image.new("L", (_WIDTH, _HEAD))
        below = palette.colours[0]
        for radius, share in _DISCS:
            colour = blend(palette.colours[0], self._colour("color.brand"), share)
            paint(picture, quarter(radius), palette.ramp(below, colour), (_WIDTH - radius, 0))
            below = colour
        if rtl:
            flipped = picture.crop((1, 0, _WIDTH, _HEAD)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            picture.paste(flipped, (1, 0))
        aside = 0
        if icon is not None:
            mark = self._mark(icon, below=palette.colours[0])
            palette.paint_image(picture, mark, (CARD_WIDTH - _EDGE - _MARK + 1 if rtl else _EDGE + 1, _TOP))
            aside = _MARK + 24
        type_ = self._type(_NAME)
        name = type_.cut(site, CARD_WIDTH - 2 * _EDGE - aside - _HEAD)
        begin = CARD_WIDTH - _EDGE - aside if rtl else _EDGE + aside
        mask = Image.new("L", picture.size)
        type_.write(mask, name, (begin + 1, _TOP + (_MARK + round(_NAME * _CAPITAL)) // 2), rtl=rtl)
        paint(picture, mask, self._ink, (0, 0))
        return Strip(picture.tobytes(), _WIDTH), palette

    def _mark(self, icon: str, *, below: Colour) -> Image.Image:
        mark = scaled(self._theme.assets[icon], _MARK)
        ground = Image.new("RGB", mark.size, below)
        ground.paste(mark, mask=mark)
        return ground

    def _type(self, size: int) -> Type:
        if size not in self._types:
            self._types[size] = Type(size, self._theme.fonts.values())
        return self._types[size]

    def _colour(self, name: str) -> Colour:
        return ImageColor.getrgb(self._theme.design.colours[name])
