"""The pictures that chats show beside a link."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zlib
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image, ImageDraw

from statuary.instants import DAY, HOUR
from statuary.lettering import is_rtl, visual
from statuary.model import Content, Status
from statuary.raster import Type
from statuary.render import Context
from statuary.theme import load_theme
from statuary.views import Card
from support_pages import NOW, NOWHERE, busy, calm, component, context, incident, planned, rendered, summary, theme


@cache
def press() -> Context:
    return context(theme())


def drawn(title: str, kind: str = "incident", site: str = "Example Status", icon: str | None = "icon.png") -> bytes:
    return press().press.card(Card(site, kind, title, icon, "status.example.com"))


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGB")


def test_a_card_is_a_png_of_the_size_that_networks_ask_for() -> None:
    body = drawn("Slow checkout")
    image = Image.open(io.BytesIO(body))
    image.load()  # checks the sums of its chunks
    assert ("PNG", (1200, 630)) == (image.format, image.size)
    packed = body[body.index(b"IDAT") + 4 : body.index(b"IEND") - 8]
    assert 1201 * 630 == len(zlib.decompress(packed))  # checks their sum
    assert len(body) < 60_000


@pytest.mark.parametrize("path", ["card.png", "incidents/slow-checkout/card.png", "components/api/card.png"])
def test_a_card_never_shows_how_things_stand(path: str) -> None:
    shown, content = busy()
    well = component("api", "API", group="core")
    calmer = replace(
        shown,
        status=Status.operational,
        headline="All Systems Operational",
        components={**shown.components, "api": well},
        incidents=tuple(replace(one, active=False, resolved_at=NOW) for one in shown.incidents),
    )
    assert rendered(shown, content)[path] == rendered(calmer, content)[path]


def test_every_page_has_a_card_with_its_title() -> None:
    cards = {path: page.view.title for path, page in planned(*busy()).items() if page.renderer == "card"}
    assert "Slow checkout" == cards["incidents/slow-checkout/card.png"]
    assert "Monitoring" == cards["docs/levqor/monitoring/card.png"]
    assert "Example Status" == cards["card.png"]


def test_pages_that_nobody_passes_on_show_the_sites_card() -> None:
    pages = planned(*busy())
    assert {"card.png"} == {pages[path].view.card for path in ("404.html", "docs/ui/index.html")}


def test_the_newest_25_incidents_and_all_open_ones_have_their_own_card_and_the_others_the_historys() -> None:
    told = [
        incident(("investigating", NOW - n * DAY, "a"), ("resolved", NOW - n * DAY + HOUR, "b"), id_=f"i-{n}")
        for n in range(1, 120)
    ]
    told.append(incident(("investigating", NOW - 130 * DAY, "a"), id_="open"))
    pages = planned(summary([component()], incidents=told))
    views = [page.view for path, page in pages.items() if path.startswith("incidents/") and path.endswith(".html")]
    assert 26 == sum(view.card == f"{view.path}card.png" for view in views)
    assert {"history/card.png"} == {view.card for view in views if view.card != f"{view.path}card.png"}
    assert "incidents/open/card.png" in pages
    assert all(view.card in pages for view in views)


def test_a_long_title_fills_three_lines_and_ends_in_an_ellipsis() -> None:
    assert drawn("word " * 60) == drawn("word " * 40)
    assert drawn("word " * 60) != drawn("word " * 12)


def test_letters_that_the_font_has_not_are_left_out() -> None:
    assert drawn("Payments \N{ROCKET} slow") == drawn("Payments slow")


def test_a_title_of_which_little_would_be_left_gives_way_to_the_sites_name() -> None:
    assert drawn("決済が遅い API") == drawn("Example Status")


def test_a_site_whose_name_cannot_be_lettered_is_named_by_its_host() -> None:
    assert drawn("status.example.com", "", site="") == drawn("決済が遅い", "インシデント", site="決済システム")
    assert drawn("API", "", site="status.example.com") == drawn("API", "部品", site="決済システム")


def test_scripts_that_have_to_be_shaped_are_not_misspelt() -> None:
    assert drawn("सेवा धीमी है") == drawn("Example Status")


def test_a_site_can_bring_a_font_for_its_script(tmp_path: Path) -> None:
    (tmp_path / "templates/fonts").mkdir(parents=True)
    font = (NOWHERE_FONTS / "NotoSansHebrew-Bold.ttf").read_bytes()
    (tmp_path / "templates/fonts/0-own.ttf").write_bytes(font)
    look = load_theme(tmp_path)
    assert font == next(iter(look.fonts.values()))


NOWHERE_FONTS = Path(__file__).parents[2] / "templates/fonts"


@pytest.mark.parametrize(
    "title", ["Größe Đặt šč", "Πληρωμές", "Платежи", "Ђорђе Ґ", "שלום", "السلام عليكم", "پرداخت کند", "ٹھیک ہے"]
)
def test_letters_of_european_scripts_hebrew_and_arabic_are_all_there(title: str) -> None:
    assert title == Type(36, theme().fonts.values()).spelt(title)


@pytest.mark.parametrize("size", [36, 88])
@pytest.mark.parametrize(
    "text", ["Slow API", "AVATAR To. We, 10.5 %", "Größe fjällräv", "Ελλάδα Платежи", "שלום", "السلام"]
)
def test_letters_drawn_one_by_one_stand_where_a_line_drawn_at_once_has_them(text: str, size: int) -> None:
    ours, theirs = Image.new("L", (1200, 140)), Image.new("L", (1200, 140))
    type_ = Type(size, theme().fonts.values())
    type_.write(ours, text, (20, 100), rtl=False)
    left = 20.0
    for number, run in groupby(visual(text, rtl=False), key=type_._font):  # a font has no letters of another's
        font, letters = type_._fonts[number or 0], "".join(run)
        ImageDraw.Draw(theirs).text((left, 100), letters, fill=255, font=font, anchor="ls")
        left += font.getlength(letters)
    assert theirs.getbbox() is not None
    assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize(
    ("text", "rtl", "drawn_as"),
    [
        ("Slow API", False, "Slow API"),
        ("שלום", True, "םולש"),
        ("API איטי", True, "יטיא API"),
        ("תקלה (API v2) היום", True, "םויה (API v2) הלקת"),
        ("שגיאה 503", True, "503 האיגש"),
        ("Shop שלום now", False, "Shop םולש now"),
        ("سلام", True, "\ufee1\ufefc\ufeb3"),  # final mim, lam with alef at its end, initial sin: from the left
        ("دار", True, "\ufead\ufe8d\ufea9"),  # letters that join to nothing behind them stand alone
    ],
)
def test_a_line_is_put_in_the_order_and_the_forms_in_which_it_is_drawn(text: str, rtl: bool, drawn_as: str) -> None:
    assert (rtl, drawn_as) == (is_rtl(text) if text[0] > "\u0500" else rtl, visual(text, rtl=rtl))


def test_a_card_that_runs_from_right_to_left_begins_at_the_right() -> None:
    left, right = opened(drawn("Slow", site="X")), opened(drawn("שלום", site="X"))
    ground = left.getpixel((600, 20))
    assert ground != left.getpixel((1190, 5))
    assert ground != right.getpixel((9, 5))
    assert (
        {ground}
        == {left.getpixel((x, 500)) for x in range(700, 1200)}
        == {right.getpixel((x, 500)) for x in range(500)}
    )


def test_the_brand_colours_the_card() -> None:
    one, other = (
        context(load_theme(NOWHERE, brand)).press.card(Card("A", "page", "B", None, ""))
        for brand in ("#305fd0", "#a0308c")
    )
    assert (0x30, 0x5F, 0xD0) == opened(one).getpixel((1190, 5))
    assert (0xA0, 0x30, 0x8C) == opened(other).getpixel((1190, 5))


_ALL = """
import hashlib, sys
sys.path[:0] = sys.argv[1:]
from support_pages import busy, rendered
files = {path: body for path, body in rendered(*busy()).items() if path.endswith((".png", ".ico"))}
print(*(path + hashlib.sha256(body).hexdigest() for path, body in sorted(files.items())))
"""


def test_pictures_have_the_same_bytes_under_any_hash_seed_locale_and_time_zone() -> None:
    here = Path(__file__).parents
    seen = {
        subprocess.run(
            [sys.executable, "-c", _ALL, str(here[1]), str(here[2] / "src")],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Kathmandu"))
    }
    assert 1 == len(seen)
    assert b"favicon.ico" in seen.pop()


# ---------------------------------------------------------------------------------------------------------------- icons


def test_the_icon_is_there_for_phones_and_for_browsers_that_ask_without_being_told() -> None:
    files = rendered(calm(1), Content())
    assert (180, 180) == Image.open(io.BytesIO(files["apple-touch-icon.png"])).size
    favicon = Image.open(io.BytesIO(files["favicon.ico"]))
    assert ("ICO", {(16, 16), (32, 32), (48, 48)}) == (favicon.format, favicon.info["sizes"])
