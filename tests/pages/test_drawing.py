from __future__ import annotations

import re

from statuary.drawing import bars, budget_bar, course, day_table, latency_chart, latency_table, nice, phases_bar
from statuary.instants import DAY, HOUR, MINUTE, day_start
from statuary.model import Budget, Day, LatencyBucket, Objective, Phases, Span, Status
from statuary.wording import Words
from support_pages import NOW, days, text_of

ENGLISH = Words()


def test_ninety_quiet_days_are_one_stroke() -> None:
    assert 1 == str(bars(ENGLISH, days())).count("<path")


def test_a_day_of_trouble_says_what_it_was() -> None:
    assert "<title>22 Nov 2026: major outage, 42 min</title>" in bars(ENGLISH, days("x"))


def test_the_bars_say_their_days_in_words() -> None:
    drawn = bars(ENGLISH, days("x???"), "API")
    assert 'aria-label="API: 90 days: 86 operational, 1 major outage, 3 not observed"' in drawn


def test_unknown_days_are_drawn_apart_from_good_ones() -> None:
    assert ["ok", "un"] == re.findall(r'class="(ok|un)"', bars(ENGLISH, days("?" * 30)))


def test_a_quiet_day_that_was_observed_in_part_stands_half_as_high() -> None:
    midnight = day_start(NOW)
    partly = Day(midnight - DAY, Status.operational, ((Status.operational, 10 * HOUR), (Status.unknown, 14 * HOUR)))
    today = Day(midnight, Status.operational, ((Status.operational, NOW - midnight),))
    drawn = bars(ENGLISH, (partly, today))
    assert 'class="ok h"' in drawn
    assert "<title>21 Nov 2026: operational, 14 h not observed</title>" in drawn


def test_what_of_today_is_still_to_come_is_not_called_unobserved() -> None:
    midnight = day_start(NOW)
    today = Day(midnight, Status.operational, ((Status.operational, HOUR),))
    assert "ok h" not in bars(ENGLISH, (Day(midnight - DAY, Status.operational, ((Status.operational, DAY),)), today))


def test_time_before_anything_was_known_is_not_observed() -> None:
    first = Day(day_start(NOW) - DAY, Status.operational, ((Status.operational, 9 * HOUR),))
    today = Day(day_start(NOW), Status.operational, ((Status.operational, HOUR),))
    assert "21 Nov 2026 Operational \N{EN DASH} 15 h" in text_of(day_table(ENGLISH, (first, today)).encode())


def test_the_name_in_the_bars_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt;&#34;: ' in bars(ENGLISH, days(), '<b>"')


def test_no_days_at_all_draw_nothing() -> None:
    assert "<path" not in bars(ENGLISH, ())


def test_the_table_behind_the_bars_is_newest_first() -> None:
    rows = day_table(ENGLISH, days("x")).split("</tr>")
    assert text_of(rows[0].encode()).startswith("22 Nov 2026 Major outage 42 min")


def test_a_lane_shows_each_stretch_in_its_place() -> None:
    spans = (Span(NOW, NOW + HOUR, Status.major_outage), Span(NOW + HOUR, NOW + 2 * HOUR, Status.degraded_performance))
    lane = course(spans, NOW, NOW + 2 * HOUR)
    assert ["M0 0h500", "M500 4h500"] == re.findall(r'd="(M\d+ \d+h\d+)', lane)


def test_a_moment_of_trouble_in_a_long_incident_can_still_be_seen() -> None:
    lane = course([Span(NOW, NOW + MINUTE, Status.major_outage)], NOW, NOW + 20 * DAY)
    assert "h4v16" in lane


def test_a_lane_of_no_length_does_not_divide_by_nothing() -> None:
    assert "<svg" in course([Span(NOW, NOW, Status.major_outage)], NOW, NOW)


def bucket(start: int, p50: float = 50.0, p95: float = 80.0) -> LatencyBucket:
    return LatencyBucket(start, 12, p50, p95, 99.0)


def test_the_chart_breaks_where_nothing_was_measured() -> None:
    chart = latency_chart([bucket(0), bucket(HOUR), bucket(5 * HOUR)], 0, 10 * HOUR, HOUR)
    median = re.search(r'class="p50" d="([^"]*)"', chart)
    assert median is not None
    assert 2 == median[1].count("M")


def test_the_chart_is_scaled_to_a_round_number() -> None:
    chart = latency_chart([bucket(0, 50.0, 100.0)], 0, 10 * HOUR, HOUR)
    assert 'class="p50" d="M0.0 60.0L30.0 60.0L60.0 60.0"' in chart


def test_a_chart_without_measurements_is_an_empty_frame() -> None:
    assert 'class="p50" d=""' in latency_chart([], 0, HOUR, HOUR)


def test_round_numbers() -> None:
    assert [1, 2, 2.5, 5, 10, 100, 250, 2000] == [nice(v) for v in (0.3, 1.5, 2.3, 3, 7, 99, 230, 1999)]


def test_the_latency_table_begins_where_the_chart_does() -> None:
    rows = latency_table(ENGLISH, [bucket(0), bucket(HOUR), bucket(2 * HOUR)], HOUR, HOUR, "UTC").striptags()
    assert rows == "1 Jan 1970, 02:00 UTC50 ms80 ms99 ms121 Jan 1970, 01:00 UTC50 ms80 ms99 ms12"


def test_the_chart_marks_the_stretches_it_is_given_and_no_more_than_it_shows() -> None:
    start = NOW - 10 * HOUR
    drawn = latency_chart((), start, NOW, HOUR, [(start - HOUR, start + HOUR), (NOW + HOUR, NOW + 2 * HOUR)])
    assert 'class="band" d="M0.0 0h' in drawn
    assert 1 == drawn.count("M0.0 0h")


def test_a_spent_budget_fills_its_bar() -> None:
    assert "M0 0h1000v10" in budget_bar(Budget(Objective(99.9), 10, 20, 0)).split("rest")[1]
    assert "h500v10" in budget_bar(Budget(Objective(99.9), 10, 5, 0))


def test_the_phases_of_an_answer_stand_one_after_the_other() -> None:
    drawn = str(phases_bar(Phases(dns=10, connect=10, tls=None, first_byte=20)))
    assert ["ph1", "ph2", "ph4"] == re.findall(r'class="(ph\d)"', drawn)
    assert ["0", "250", "500"] == re.findall(r"M(\d+) 0", drawn)
