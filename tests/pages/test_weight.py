from __future__ import annotations

import gzip

from support_pages import calm, rendered


def test_a_home_of_fifty_components_fits_one_round_trip() -> None:
    page = rendered(calm(50))["index.html"]
    assert len(gzip.compress(page, 9)) <= 10_000  # promised: 14,336


def test_a_home_of_five_hundred_components_stays_light() -> None:
    page = rendered(calm(500))["index.html"]
    assert len(gzip.compress(page, 9)) <= 60_000
