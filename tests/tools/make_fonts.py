"""Makes ``templates/fonts/``: what cards are lettered with, from the fonts as their authors publish them.

    npm pack inter-ui@4.1.1 @fontsource/vazirmatn@5.3.0 @fontsource/noto-sans-hebrew@5.3.0   # in a folder; unpack each
    pip install fonttools brotli uharfbuzz
    python tests/tools/make_fonts.py FOLDER

Letters of living European scripts, Arabic and Hebrew; no hints, no features. Cards are set by simple means: kerning is
written into the plain ``kern`` table, and Arabic comes with its presentation forms.
"""

from __future__ import annotations

import itertools
import shutil
import sys
from pathlib import Path

import uharfbuzz
from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

OUT = Path(__file__).resolve().parents[2] / "templates/fonts"
LATIN_GREEK_CYRILLIC = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x192), (0x1A0, 0x1B0), (0x1CD, 0x1DC), (0x1E6, 0x1FF), (0x218, 0x21B),
    (0x232, 0x233), (0x259, 0x259), (0x2BB, 0x2BC), (0x300, 0x304), (0x306, 0x30C), (0x323, 0x323),
    (0x384, 0x3CE), (0x400, 0x45F), (0x490, 0x4F9), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9),
    (0x2010, 0x2027), (0x2030, 0x203A), (0x2044, 0x2044), (0x2070, 0x2079), (0x20A0, 0x20BF), (0x2116, 0x2116),
    (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265),
)  # fmt: skip
ARABIC = ((0x600, 0x6FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
HEBREW = ((0x590, 0x5FF), (0x200F, 0x200F))
KERNED = "".join(
    chr(code)
    for first, last in ((0x21, 0x7E), (0xC0, 0xFC), (0x2013, 0x2013), (0x2018, 0x201D), (0x386, 0x3CE), (0x410, 0x44F))
    for code in range(first, last + 1)
)
MOST_PAIRS = 8000  # the largest; a subtable of this format holds 10,920

SOURCES = (
    ("Inter", "inter-ui-4.1.1/package/display/InterDisplay-Bold.woff2", LATIN_GREEK_CYRILLIC, "LICENSE.txt"),
    (
        "Vazirmatn",
        "fontsource-vazirmatn-5.3.0/package/files/vazirmatn-arabic-700-normal.woff2",
        ARABIC,
        "LICENSE",
    ),
    (
        "NotoSansHebrew",
        "fontsource-noto-sans-hebrew-5.3.0/package/files/noto-sans-hebrew-hebrew-700-normal.woff2",
        HEBREW,
        "LICENSE",
    ),
)


def main(folder: Path) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, path, ranges, licence in SOURCES:
        font = TTFont(folder / path, recalcTimestamp=False)
        pairs = kerning(font, folder / path)
        codes = [code for first, last in ranges for code in range(first, last + 1)]
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "gasp"]
        cut = subset.Subsetter(options)
        cut.populate(unicodes=codes)
        cut.subset(font)
        glyphs = set(font.getGlyphOrder())
        write_kerning(font, {pair: value for pair, value in pairs.items() if glyphs.issuperset(pair)})
        font.flavor = None
        font.save(OUT / f"{name}-Bold.ttf")
        shutil.copyfile(folder / path.partition("/package/")[0] / "package" / licence, OUT / f"{name}-OFL.txt")


def kerning(font: TTFont, path: Path) -> dict[tuple[str, str], int]:
    """How much closer together two letters stand than their widths say."""
    plain = TTFont(path)
    plain.flavor = None
    plain.save("/tmp/plain.ttf")
    shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path("/tmp/plain.ttf")))
    cmap = font.getBestCmap()
    known = [letter for letter in KERNED if ord(letter) in cmap]
    pairs = {}
    for one, other in itertools.product(known, known):
        closer = width(shaper, one + other) - width(shaper, one) - width(shaper, other)
        if closer:
            pairs[cmap[ord(one)], cmap[ord(other)]] = closer
    most = sorted(pairs, key=lambda pair: (-abs(pairs[pair]), pair))[:MOST_PAIRS]
    return {pair: pairs[pair] for pair in sorted(most)}


def width(shaper: uharfbuzz.Font, text: str) -> int:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(shaper, buffer, {"kern": True, "calt": False, "liga": False, "ccmp": False})
    return sum(position.x_advance for position in buffer.glyph_positions)


def write_kerning(font: TTFont, pairs: dict[tuple[str, str], int]) -> None:
    if not pairs:
        return
    table = KernTable_format_0()
    table.version, table.coverage, table.apple = 0, 1, False
    table.kernTable = pairs
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [table]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
