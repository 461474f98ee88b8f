"""What pages weigh on the wire, as a static host compresses them."""

from __future__ import annotations

import gzip

from support_pages import busy, calm, rendered


def wire(*bodies: bytes) -> int:
    return sum(len(gzip.compress(body, 9)) for body in bodies)


def test_a_home_of_fifty_components_fits_one_round_trip() -> None:
    assert wire(rendered(calm(50))["index.html"]) <= 10_000  # promised: 14,336


def test_a_home_of_five_hundred_components_stays_light() -> None:
    assert wire(rendered(calm(500))["index.html"]) <= 60_000


def test_the_script_of_all_pages_is_small() -> None:
    (script,) = (body for path, body in rendered(*busy()).items() if path.startswith("assets/site-"))
    assert 0 < wire(script) <= 5_120


def test_the_widget_for_other_sites_is_small() -> None:
    files = rendered(*busy())
    assert wire(files["embed/v1.0.js"], files["embed/v1.json"]) <= 5_120


def test_a_badge_is_small() -> None:
    assert len(rendered(*busy())["badges/api.svg"]) <= 1_200


def test_the_script_of_guides_is_small() -> None:
    (script,) = (body for path, body in rendered(*busy()).items() if path.startswith("assets/later/guide-"))
    assert 0 < wire(script) <= 3_072


def test_what_searches_is_small_and_comes_when_it_is_used() -> None:
    (script,) = (body for path, body in rendered(*busy()).items() if path.startswith("assets/later/search-"))
    assert 0 < wire(script) <= 6_144


def test_the_style_of_all_other_pages_is_small() -> None:
    styles = [body for path, body in rendered(*busy()).items() if path.endswith(".css")]
    assert 0 < wire(*styles) <= 10_000
