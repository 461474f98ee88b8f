from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuary.design import design
from statuary.errors import Refused
from statuary.memo import key, open_memo
from statuary.model import Status
from statuary.theme import BASE, DESIGN, PackagedDesign, load_theme
from statuary.tokens import FILE, Tokens, load_tokens, own_tokens

THEME = (Path(__file__).parents[2] / "templates/tokens.json").read_bytes()


def tokens(tmp_path: Path, own: Any = None, brand: str | None = None) -> Tokens:
    if own is not None:
        path = tmp_path / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(own if isinstance(own, str) else json.dumps(own, indent=2))
    return load_tokens(THEME, own_tokens(tmp_path), brand)


def refusal(tmp_path: Path, own: Any, brand: str | None = None) -> str:
    with pytest.raises(Refused) as refused:
        design(tokens(tmp_path, own, brand))
    return str(refused.value)


def oklch(lightness: float, chroma: float, hue: float) -> dict[str, Any]:
    return {"$value": {"colorSpace": "oklch", "components": [lightness, chroma, hue]}}


def test_the_packaged_design_is_what_the_packaged_tokens_come_to(tmp_path: Path) -> None:
    """After a change of the tokens, make it anew: STATUARY_ACCEPT=1."""
    packaged = tokens(tmp_path)
    made = PackagedDesign(key(packaged).hex(), design(packaged))
    if os.environ.get("STATUARY_ACCEPT"):
        DESIGN.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
    assert made == msgspec.json.decode(DESIGN.read_bytes(), type=PackagedDesign)


# ------------------------------------------------------------------------------------------------------------- the look


def test_a_colour_is_given_in_srgb_first_and_then_in_oklch_where_that_is_known(tmp_path: Path) -> None:
    css = design(tokens(tmp_path)).css
    plain, _, wide = css.partition("@supports (color:oklch(0 0 0)){")
    assert "--ink:#1b222e;" in plain
    assert "oklch" not in plain
    assert "--ink:oklch(.25 .025 264);" in wide


def test_every_other_token_is_a_property_too(tmp_path: Path) -> None:
    own = {"font": {"mono": {"$type": "fontFamily", "$value": ["Fira Code", "monospace"]}}}
    css = design(tokens(tmp_path, own)).css
    assert "--radius-large:14px;" in css
    assert "--motion-quick:120ms;--motion-ease:cubic-bezier(0.2,0,0,1);" in css
    assert '--font-body:system-ui,sans-serif;--font-mono:"Fira Code",monospace;' in css


def test_the_greys_take_the_tone_of_the_brand(tmp_path: Path) -> None:
    green = design(tokens(tmp_path, brand="#0f766e")).colours
    blue = design(tokens(tmp_path, brand="#2f5fd0")).colours
    assert green["color.light.ink"] != blue["color.light.ink"]
    assert green["color.light.accent"] == "#0f766e"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 0xFFFFFF))
def test_every_brand_colour_becomes_readable(code: int) -> None:
    shown = design(load_tokens(THEME, None, f"#{code:06x}"))
    assert [] == [pair for pair in shown.pairs if pair.ratio < pair.least]


def test_body_text_keeps_aaa_and_everything_else_aa(tmp_path: Path) -> None:
    pairs = {(pair.name, pair.ground): pair for pair in design(tokens(tmp_path)).pairs}
    assert pairs["color.dark.ink", "color.dark.raised"].least == 7
    assert pairs["color.light.soft", "color.light.ground"].least == 4.5
    assert pairs["color.light.degraded_performance.mark", "color.light.paper"].least == 3
    assert {f"color.light.{status}.on" for status in Status} <= {name for name, _ in pairs}


def test_states_can_be_told_apart_by_every_kind_of_colour_vision(tmp_path: Path) -> None:
    likeness = design(tokens(tmp_path)).likeness
    assert {(mode, eyes) for mode in ("light", "dark") for eyes in ("full", "protan", "deutan", "tritan")} == {
        (one.mode, one.vision) for one in likeness
    }
    assert min(one.distance for one in likeness) >= 8


def test_a_sites_token_changes_the_pages(tmp_path: Path) -> None:
    tokens(tmp_path, {"radius": {"large": {"$value": {"value": 2, "unit": "px"}}}})
    assert b"--radius-large:2px;" in load_theme(tmp_path).assets[BASE]


def test_a_token_of_the_sites_own_can_be_used_in_its_templates(tmp_path: Path) -> None:
    own = {"shop": {"$type": "color", "sale": {"$value": "{color.brand}"}}}
    assert "--shop-sale:#305fd0;" in design(tokens(tmp_path, own)).css


def test_what_the_tokens_come_to_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_memo(tmp_path / "memo.db") as memo:
        first = load_theme(tmp_path, None, memo)
        monkeypatch.setattr("statuary.design.design", lambda _: pytest.fail("worked out again"))
        again = load_theme(tmp_path, None, memo)
    assert (first.digest, first.design) == (again.digest, again.design)
    assert list(first.design.colours) == list(again.design.colours)


# ------------------------------------------------------------------------------------------------------------- mistakes


def test_text_that_could_not_be_read_is_refused(tmp_path: Path) -> None:
    own = {"color": {"light": {"soft": oklch(0.7, 0.02, 258)}}}
    first, *_ = refusal(tmp_path, own).split("\n")
    assert first == (
        "config/tokens.json:4:15: color.light.soft on color.light.ground has a contrast of 2.46. "
        "It must be 4.5 (WCAG AA). Move their lightness further apart."
    )


def test_states_that_would_look_the_same_are_refused(tmp_path: Path) -> None:
    own = {"color": {"light": {"partial_outage": {"mark": oklch(0.6, 0.13, 160)}}}}
    first, *_ = refusal(tmp_path, own).split("\n")
    assert first == (
        "config/tokens.json:5:17: color.light.operational.mark and color.light.partial_outage.mark look alike: "
        "CIEDE2000 0, it must be 8. Give one of them another lightness."
    )


def test_a_brand_in_two_places_is_refused(tmp_path: Path) -> None:
    own = {"color": {"brand": oklch(0.5, 0.1, 20) | {"$type": "color"}}}
    assert refusal(tmp_path, own, "#2f5fd0") == (
        "config/tokens.json:3:14: color.brand is given here and as theme.brand in config/site.yaml. Remove one of them."
    )


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("{", "config/tokens.json:1:2: This is not JSON: expecting property name enclosed in double quotes."),
        ("[]", 'config/tokens.json:1:1: The file is neither a group nor a token. Write {"$value": …}.'),
        (
            '{"color": {"light": {"inc": {"$value": "{color.brand}"}}}}',
            "config/tokens.json:1:29: The theme has no token color.light.inc. Did you mean 'color.light.ink'?",
        ),
        (
            '{"radius": {"large": {"$value": "14px"}}}',
            (
                'config/tokens.json:1:33: The value of radius.large is not a dimension. Write it like {"value": 4, '
                '"unit": "px"}; units are px and rem.'
            ),
        ),
        (
            '{"own": {"$value": 3}}',
            (
                "config/tokens.json:1:9: own has no $type. "
                "Types are color, dimension, duration, cubicBezier, fontFamily, fontWeight, number."
            ),
        ),
        (
            '{"color": {"brand": {"$value": "{color.brnd}"}}}',
            "config/tokens.json:1:21: color.brand means color.brnd, which is no token. Did you mean 'color.brand'?",
        ),
        (
            '{"font": {"body": {"$value": "a;}body{display:none"}}}',
            (
                "config/tokens.json:1:30: The value of font.body is not a fontFamily. "
                "Write a font's name, or a list of them: letters, digits, spaces and hyphens."
            ),
        ),
        (
            '{"a b": {"$type": "number", "$value": 3}}',
            "config/tokens.json:1:9: 'a b' is no name of a token. Use letters, digits, _ and -.",
        ),
    ],
)
def test_a_mistake_gets_a_sentence(tmp_path: Path, own: str, sentence: str) -> None:
    assert sentence == refusal(tmp_path, own).split("\n")[0]


def test_tokens_that_mean_each_other_are_refused(tmp_path: Path) -> None:
    own = {"color": {"brand": {"$value": "{color.light.accent}"}}}
    assert "leads in a circle: " in refusal(tmp_path, own)


def test_a_hint_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    own = {"color": {"light": {"ink": oklch(0.2, 0, 0) | {"$extensions": {"statuary": {"hue_of": "{color.nix}"}}}}}}
    assert "The hue_of of color.light.ink cannot be {color.nix}." in refusal(tmp_path, own)
