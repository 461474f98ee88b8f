"""Pages as they were last looked at and found good. STATUARY_ACCEPT=1 keeps what differs from its picture.

Look at what you accept. Pictures are of one font and a hundred colours, so that they are small and alike on every
machine.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from playwright.sync_api import Page

KEPT = Path(__file__).parents[1] / "golden/pictures"
FONT = """* { font-family: "DejaVu Sans" !important; caret-color: transparent !important }
pre, pre *, code { font-family: "DejaVu Sans Mono" !important }"""
UNLIKE = 24  # of 255, once blurred: less is what the edges of letters differ by from one browser to the next
PATCH = 24  # pixels, each way
MOST_OTHER = 0.1  # of a patch


class Shot(NamedTuple):
    path: str
    width: int = 390
    scheme: str = "light"
    forced_colors: str = "none"
    media: str = "screen"


SHOTS = {
    "home-bad-day-phone": Shot("busy/"),
    "home-bad-day-phone-dark": Shot("busy/", scheme="dark"),
    "home-bad-day": Shot("busy/", 1280),
    "home-bad-day-dark": Shot("busy/", 1280, "dark"),
    "home-bad-day-forced-colours": Shot("busy/", forced_colors="active"),
    "home-bad-day-print": Shot("busy/", 794, media="print"),
    "home-calm-phone": Shot("calm/"),
    "home-calm-dark": Shot("calm/", 1280, "dark"),
    "home-down-phone-dark": Shot("everything-down/", scheme="dark"),
    "home-empty-phone": Shot("no-components/"),
    "home-unseen-phone": Shot("offline/"),
    "home-unseen-dark": Shot("offline/", 1280, "dark"),
    "component-phone": Shot("busy/components/api/"),
    "component-dark": Shot("busy/components/api/", 1280, "dark"),
    "component-forced-colours": Shot("busy/components/api/", 1280, forced_colors="active"),
    "incident-phone": Shot("busy/incidents/slow-checkout/"),
    "incident-dark": Shot("busy/incidents/slow-checkout/", 1280, "dark"),
    "incident-print": Shot("busy/incidents/slow-checkout/", 794, media="print"),
    "maintenance-phone": Shot("busy/maintenance/database/"),
    "maintenance-dark": Shot("busy/maintenance/database/", 1280, "dark"),
    "history-phone": Shot("busy/history/"),
    "history-dark": Shot("busy/history/", 1280, "dark"),
    "month-phone-dark": Shot("busy/history/2026-10/", scheme="dark"),
    "guide-phone": Shot("busy/docs/levqor/monitoring/"),
    "guide-dark": Shot("busy/docs/levqor/monitoring/", 1280, "dark"),
    "missing-phone": Shot("busy/404.html"),
}


def taken(shot: Shot, leaf: Callable[..., Page]) -> Image.Image:
    """The whole page in the font that every test machine has."""
    mode = {"color_scheme": shot.scheme, "forced_colors": shot.forced_colors, "reduced_motion": "reduce"}
    page = leaf(shot.path, shot.width, bypass_csp=True, locale="en-GB", timezone_id="UTC", **mode)
    page.emulate_media(media=shot.media)  # type: ignore[arg-type]
    page.add_style_tag(content=FONT)
    return picture(page.screenshot(full_page=True))


def picture(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as opened:
        return opened.convert("RGB")


def other(one: Image.Image, two: Image.Image) -> float:
    """The share of pixels that a person would see differ, in the patch where it is largest; 1 where the sizes do."""
    if one.size != two.size:
        return 1
    blurred = [one.filter(ImageFilter.BoxBlur(1)), two.filter(ImageFilter.BoxBlur(1))]
    red, green, blue = ImageChops.difference(*blurred).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    patches = most.point(lambda value: 255 * (value >= UNLIKE)).reduce(PATCH)
    return patches.getextrema()[1] / 255


@pytest.mark.parametrize("name", SHOTS)
def test_the_page_looks_as_it_was_accepted(name: str, leaf: Callable[..., Page], tmp_path: Path) -> None:
    kept, now = KEPT / f"{name}.png", taken(SHOTS[name], leaf)
    accepting = os.environ.get("STATUARY_ACCEPT")
    if accepting and not (kept.exists() and other(picture(kept.read_bytes()), now) <= MOST_OTHER):
        few = now.quantize(96, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(kept, optimize=True)
    now.save(tmp_path / "now.png")
    assert other(picture(kept.read_bytes()), now) <= MOST_OTHER, f"look at {tmp_path / 'now.png'} beside {kept}"


def test_pictures_that_nobody_looks_at_are_gone() -> None:
    assert set(SHOTS) == {path.stem for path in KEPT.iterdir()}


def test_another_word_or_the_colour_of_a_mark_is_another_picture(look: Callable[..., Page]) -> None:
    page = look("busy/", 390, bypass_csp=True)
    first = picture(page.screenshot())
    page.evaluate("document.querySelector('h1').firstChild.data = 'Minor service outrage'")
    second = picture(page.screenshot())
    page.add_style_tag(content=".s.po { --c: gray !important }")
    third = picture(page.screenshot())
    assert other(first, second) > MOST_OTHER
    assert other(second, third) > MOST_OTHER
