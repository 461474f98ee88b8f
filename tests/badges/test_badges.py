"""Badges: what they say, in which files, and that any name fits and harms nobody."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree
from msgspec.structs import replace
from PIL import ImageFont

from statuary.badgeart import STYLES, clean, cut, drawn, width
from statuary.badges import DATED, FIGURE, Badge
from statuary.config import load_config
from statuary.errors import Refused
from statuary.instants import HOUR
from statuary.model import Status, Summary
from support_pages import busy, component, context, odd_worlds, planned, summary, theme, uptimes
from support_road import Site
from support_tools import ROOT, needs_file

SVG = "{http://www.w3.org/2000/svg}"
SHIELDS = {
    "type": "object",
    "required": ["schemaVersion", "label", "message"],
    "additionalProperties": False,
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
        "isError": {"type": "boolean"},
        "cacheSeconds": {"type": "integer", "minimum": 300},
    },
}
"""What shields.io documents of its endpoint badge, as far as it is used here."""


def said(shown: Summary, **site: object) -> dict[str, str]:
    """The plain badges' words by file."""
    files = badges(shown, **site)
    return {
        path: (etree.fromstring(body).find(f"{SVG}title").text or "")
        for path, body in files.items()
        if path.endswith(".svg")
    }


def badges(shown: Summary, **site: object) -> dict[str, bytes]:
    """The files by path."""
    look, pages = context(theme()), planned(shown, **site)
    return {path: look.write(page) for path, page in pages.items() if path.startswith("badge")}


def colours() -> Mapping[str, str]:
    return theme().design.colours


# ---------------------------------------------------------------------------------------------------------- their words


def test_there_is_a_badge_of_the_site_each_group_and_each_component() -> None:
    words = said(busy()[0])
    assert {
        "badge.svg": "Example Status: Minor service outage",
        "badges/core.svg": "Core: Partial outage",
        "badges/api.svg": "API: Degraded performance",
        "badges/web.svg": "Website: Operational",
        "badges/mail.svg": "Mail: No data",
    }.items() <= words.items()


def test_uptime_is_that_of_its_window() -> None:
    shown = summary([replace(component(), uptimes=uptimes(0.99932))])
    assert "API uptime, 30 days: 99.93%" == said(shown)["badges/api.uptime-30d.svg"]


def test_uptime_says_how_much_was_observed_where_that_is_not_nearly_all() -> None:
    shown = summary([replace(component(), uptimes=uptimes(0.999, 0.4321))])
    assert "API uptime, 90 days: 99.90% (43% observed)" == said(shown)["badges/api.uptime-90d.svg"]


def test_uptime_of_which_nothing_was_observed_is_no_data() -> None:
    shown = summary([replace(component(), uptimes=uptimes(None, 0.0))])
    assert "API uptime, 30 days: No data" == said(shown)["badges/api.uptime-30d.svg"]


def test_the_colour_of_uptime_is_that_of_its_objective_and_none_without_one() -> None:
    tones = {path: page.view.tone for path, page in planned(*busy()).items() if "uptime" in path}
    assert ("operational", FIGURE, "partial_outage", FIGURE) == (
        tones["badges/api.uptime-30d.svg"],  # keeps it
        tones["badges/api.uptime-90d.svg"],  # the objective is of another window
        tones["badges/web.uptime-30d.svg"],  # does not
        tones["badges/checkout.uptime-30d.svg"],  # has none
    )


def test_of_old_data_every_badge_says_no_data() -> None:
    shown = replace(busy()[0], fresh=False)
    assert {"No data"} == {words.rpartition(": ")[2] for words in said(shown).values()}


def test_a_dated_badge_says_of_which_hour_it_is() -> None:
    words = said(busy()[0], badges={"styles": [DATED]})
    assert "API: Degraded performance as of 21:00 UTC 22 Nov 2026" == words["badges/api.dated.svg"]
    assert "badges/api.uptime-30d.dated.svg" not in words


def test_a_name_that_runs_to_the_left_says_so() -> None:
    arabic = summary([component("a", "\u0627\u0644\u0645\u0648\u0642\u0639")])
    assert ["rtl", None] == [
        one.get("direction") for one in etree.fromstring(badges(arabic)["badges/a.svg"]).iter(f"{SVG}text")
    ]


# ---------------------------------------------------------------------------------------------------------- their files


def test_styles_and_windows_are_chosen_in_site_yaml() -> None:
    paths = said(summary([component()]), badges={"styles": ["for-the-badge"], "windows": ["1y"]})
    assert {
        "badge.svg", "badge.for-the-badge.svg", "badges/api.svg", "badges/api.for-the-badge.svg",
        "badges/api.uptime-1y.svg", "badges/api.uptime-1y.for-the-badge.svg",
    } == set(paths)  # fmt: skip


def test_components_called_like_badges_have_their_own() -> None:
    names = ("badge", "status", "flat-square", "api-uptime-30d", "uptime-30d")
    shown = summary([component(name, name) for name in names], groups={"api": names[:1]})
    words = said(shown)
    assert [f"{name}: Operational" for name in names] == [words[f"badges/{name}.svg"] for name in names]


def test_a_group_called_like_a_component_is_refused(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("config/site.yaml", "name: X\nurl: https://status.example.com\n")
    site.write(
        "config/components.yaml",
        "components:\n  - {id: api, name: API, manual: true}\n"
        "  - {id: api, name: Group, components: [{id: b, name: B, manual: true}]}\n",
    )
    with pytest.raises(Refused, match="The id 'api' stands twice"):
        load_config(site.root)


def test_what_the_guide_writes_in_site_yaml_is_understood(tmp_path: Path) -> None:
    (fence,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "content/guides/statuary/badges.md").read_text(), re.DOTALL)
    site = Site(tmp_path)
    site.write("config/site.yaml", f"name: X\nurl: https://status.example.com\n{fence}")
    site.write("config/components.yaml", "components: []\n")
    chosen = load_config(site.root).site.badges
    assert (["flat-square", "for-the-badge", "dated"], ["7d", "30d"]) == (chosen.styles, chosen.windows)


def test_a_style_that_there_is_not_is_refused_by_name(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("config/site.yaml", "name: X\nurl: https://status.example.com\nbadges: {styles: [plastic]}\n")
    site.write("config/components.yaml", "components: []\n")
    with pytest.raises(Refused, match="flat-square"):
        load_config(site.root)


def test_a_new_build_that_says_the_same_has_the_same_bytes() -> None:
    before, _ = busy()
    later = {name: getattr(before, name) + HOUR for name in ("generated_at", "data_as_of", "valid_until")}
    assert badges(before) == badges(replace(before, **later))


def test_what_shields_reads_keeps_its_schema_in_every_state() -> None:
    validator = Draft202012Validator(SHIELDS)
    for shown, _ in (busy(), *odd_worlds().values()):
        for path, body in badges(shown).items():
            if path.endswith(".json"):
                validator.validate(json.loads(body))


def test_who_includes_a_badge_without_data_cannot_paint_it_green() -> None:
    files = badges(busy()[0])
    assert {"label": "Mail", "message": "No data", "isError": True}.items() <= json.loads(
        files["badges/mail.json"]
    ).items()
    assert "isError" not in json.loads(files["badges/web.json"])


# -------------------------------------------------------------------------------------------------------- their drawing


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("tone", [*Status, FIGURE])
def test_words_can_be_read_on_their_ground(style: str, tone: str) -> None:
    drawing = etree.fromstring(drawn(Badge("API", "Words", str(tone), style), colours()))
    label, message = (one.get("fill") for one in drawing.iter(f"{SVG}text"))
    right, left = drawing.find(f"{SVG}rect").get("fill"), drawing.find(f"{SVG}path").get("fill")
    assert contrast(label, left) >= 4.5
    assert contrast(message, right) >= 4.5


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(code: str) -> float:
    channels = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_state_has_a_sign_of_its_own() -> None:
    signs = {
        etree.fromstring(drawn(Badge("API", "Words", status), colours())).findall(f"{SVG}path")[-1].get("d")
        for status in Status
    }
    assert len(Status) == len(signs)


def test_the_drawing_has_a_role_a_name_and_a_title() -> None:
    drawing = etree.fromstring(badges(busy()[0])["badges/api.svg"])
    name = "API: Degraded performance"
    assert ("img", name, name) == (
        drawing.get("role"), drawing.get("aria-label"), drawing.find(f"{SVG}title").text,
    )  # fmt: skip


NAMES = st.text(
    st.characters(codec="utf-8") | st.sampled_from("<>&\"'\u202e\u2066\u200d\u0301\ufe0f\U0001f468"), max_size=80
)


@given(label=NAMES, message=NAMES, style=st.sampled_from(list(STYLES)))
def test_any_text_is_well_formed_within_its_badge_and_nothing_but_text(label: str, message: str, style: str) -> None:
    drawing = etree.fromstring(drawn(Badge(label, message, "operational", style), colours()))
    assert {"svg", "title", "rect", "path", "g", "text"} == {one.tag.removeprefix(SVG) for one in drawing.iter()}
    whole = float(drawing.get("width"))
    for text in drawing.iter(f"{SVG}text"):
        half = float(text.get("textLength")) / 2
        assert half <= float(text.get("x")) <= whole - half
        assert not {"Cc", "Cs"} & {unicodedata.category(letter) for letter in text.text or ""}


def test_a_name_that_turns_text_around_turns_nothing() -> None:
    assert "API gnp" == clean("API \u202egnp\u2069")


LONG = {
    "latin": "W" * 300,
    "arabic": "\u0645\u0631\u062d\u0628\u0627 " * 40,
    "chinese": "\u6f22\u5b57" * 90,
    "marks": "e\u0301" * 200,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 50,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_name_is_cut_between_letters(text: str) -> None:
    shown = cut(text, 11, 260)
    assert width(shown, 11) <= 260
    assert shown.endswith("\N{HORIZONTAL ELLIPSIS}")
    rest = text[len(shown) - 1 :]
    assert not unicodedata.combining(rest[0])
    assert "\u200d" not in (shown[-2], rest[0])


def test_the_widths_are_those_of_the_font() -> None:
    font = ImageFont.truetype(needs_file("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"), 1000)
    letters = "".join(map(chr, range(32, 127)))
    assert [round(font.getlength(letter) / 10) for letter in letters] == [
        round(width(letter, 100)) for letter in letters
    ]
