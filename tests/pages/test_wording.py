from __future__ import annotations

import pytest

from statuary.instants import DAY, HOUR, MINUTE
from statuary.languages import Local
from statuary.wording import Words
from support_pages import NOW, theme

ENGLISH = Words()


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("100%", 1.0),
        ("99.99%", 0.999999),
        ("99.99%", 0.9999),
        ("99.98%", 0.99989),
        ("99.90%", 0.999),
        ("0%", 0.0),
        ("no data", None),
    ],
)
def test_a_share_is_never_rounded_up(words: str, share: float | None) -> None:
    assert ENGLISH.percent(share) == words


def test_the_calm_headline_never_says_that_all_is_well_without_a_time() -> None:
    assert ENGLISH.headline("All Systems Operational") == "Operational"


def test_other_headlines_keep_their_words() -> None:
    assert ENGLISH.headline("Partial System Outage") == "Partial system outage"


def test_a_time_is_told_in_the_sites_zone_and_marked_up_in_utc() -> None:
    assert ENGLISH.time(NOW, "Europe/Berlin") == '<time datetime="2026-11-22T21:40:00Z">22 Nov 2026, 22:40 CET</time>'


def test_a_zone_without_a_name_is_told_by_its_offset() -> None:
    assert ENGLISH.moment(NOW, "America/Sao_Paulo") == "22 Nov 2026, 18:40 UTC-03"


def test_a_window_within_a_day_names_the_day_once() -> None:
    words = ENGLISH.window(NOW, NOW + HOUR, "UTC").striptags()
    assert words == "22 Nov 2026, 21:40 to 22:40 UTC"


def test_a_window_over_midnight_names_both_days() -> None:
    words = ENGLISH.window(NOW, NOW + 3 * HOUR, "UTC").striptags()
    assert words == "22 Nov 2026, 21:40 UTC to 23 Nov 2026, 00:40 UTC"


def test_a_window_over_the_end_of_summer_time_names_both_zones() -> None:
    night = 1_792_889_400_000  # 2026-10-25T00:50:00Z
    words = ENGLISH.window(night, night + 30 * MINUTE, "Europe/Berlin").striptags()
    assert words == "25 Oct 2026, 02:50 CEST to 25 Oct 2026, 02:20 CET"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("41 days", 41 * DAY + HOUR),
        ("1 day", DAY),
        ("5 hours", 5 * HOUR),
        ("less than a minute", 3),
        ("1 minute", MINUTE),
    ],
)
def test_what_is_ahead_is_told_in_one_unit(words: str, left: int) -> None:
    assert ENGLISH.ahead(NOW + left, NOW) == words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("answered 503", "http_503"),
        ("reported in an incident", "incident:slow"),
        ("planned work", "maintenance:db"),
        ("the prober was offline", "offline"),
    ],
)
def test_a_reason_is_a_sentence(words: str, code: str) -> None:
    assert ENGLISH.reason(code) == words


@pytest.mark.parametrize(
    ("words", "value"), [("84.2 ms", 84.21), ("840 ms", 840.4), ("1.24 s", 1240.0), ("\N{EN DASH}", None)]
)
def test_a_latency_has_three_figures(words: str, value: float | None) -> None:
    assert ENGLISH.milliseconds(value) == words


@pytest.mark.parametrize(
    ("words", "language"),
    [("41 giorni", "it"), ("41 dagen", "nl"), ("41 dias", "pt"), ("41 Tage", "de"), ("41 يومًا", "ar"), ("41 日", "ja")],
)
def test_a_unit_without_a_long_pattern_of_its_own_has_the_short_one(words: str, language: str) -> None:
    assert Local(language).units(41, "day") == words


@pytest.mark.parametrize(("words", "language"), [("1 h 23 min", "es"), ("1 h 23 min", "pt"), ("1 Std. 23 Min.", "de")])
def test_a_unit_without_a_singular_of_its_own_has_the_other_form(words: str, language: str) -> None:
    assert Local(language).length(83 * MINUTE) == words


def test_names_are_listed_each_running_its_own_way() -> None:
    assert "<bdi>API &amp; more</bdi>, <bdi>דואר</bdi>" == Words().listed(["API & more", "דואר"])


def test_a_comma_is_that_of_the_language() -> None:
    assert "<bdi>API</bdi>、<bdi>Web</bdi>" == theme("ja").words["ja"].listed(["API", "Web"])
