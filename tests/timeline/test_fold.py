"""What each component was, and when: layers of probes, people and planned work."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Content, History, Incident, Maintenance, Status, Timelines
from statuary.timeline import fold
from support_world import NOON, api, incident, maintenance, probe, recorded, world


def status(timelines: Timelines, component: str = "api") -> Status:
    return timelines.spans[component][-1].status


def spans(timelines: Timelines, component: str = "api") -> list[tuple[float, str, str]]:
    """(minutes before noon at which it began, status, reason), oldest first."""
    return [((NOON - span.start) / MINUTE, span.status.value, span.reason) for span in timelines.spans[component]]


def fold_at_noon(history: History = History(), *written: Incident | Maintenance, **setting: str) -> Timelines:  # noqa: B008
    content = Content(
        tuple(item for item in written if isinstance(item, Incident)),
        tuple(item for item in written if isinstance(item, Maintenance)),
    )
    return fold(history, content, world(api(), **setting), NOON)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------------------- probes


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("uuu", "uuu", "operational"),
        ("uuu", "ggg", "degraded_performance"),
        ("uuu", "ddd", "partial_outage"),
        ("ddd", "ddd", "major_outage"),
        ("uuu", "uu.....", "unknown"),
        ("ddd", "uu.....", "major_outage"),
        ("ggg", "uu.....", "degraded_performance"),
    ],
)
def test_a_component_adds_up_its_probes(first: str, second: str, expected: str) -> None:
    config = world(api(), probes=[probe("a", "api"), probe("b", "api")])
    assert expected == status(fold(recorded(a=first, b=second), Content(), config, NOON))


def test_a_probe_has_no_say_before_its_first_answer() -> None:
    config = world(api(), probes=[probe("a", "api"), probe("b", "api")])
    timelines = fold(recorded(a="uuuuuuuuuu", b="uu"), Content(), config, NOON)
    assert ["operational"] == [span.status for span in timelines.spans["api"]]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"p": "uuu", "p__eu": "ddd"}, "degraded_performance"),
        ({"p": "uuu", "p__eu": "ddd", "p__us": "ddd"}, "major_outage"),
        ({"p": "uuu", "p__eu": "uuu", "p__us": "ddd"}, "degraded_performance"),
        ({"p": "ddd", "p__eu": "uu....."}, "major_outage"),
        ({"p": "uu.....", "p__eu": "uu....."}, "unknown"),
    ],
)
def test_locations_vote_by_majority_of_those_that_know(answers: dict[str, str], expected: str) -> None:
    assert expected == status(fold_at_noon(recorded(**answers)))


def test_what_nobody_has_watched_for_long_is_unknown_since_the_last_answer_stopped_to_speak() -> None:
    assert [(50, "operational", "ok"), (25, "unknown", "stale")] == spans(fold_at_noon(recorded(p="uuu........")))


def test_a_component_without_probe_is_unknown() -> None:
    assert Status.unknown is status(fold(History(), Content(), world(api(), probes=[probe("x", "web")]), NOON))


def test_a_manual_component_is_operational_when_people_say_nothing() -> None:
    assert Status.operational is status(fold(History(), Content(), world(api(manual=True)), NOON))


def test_what_the_first_run_found_is_shown_at_once() -> None:
    assert Status.operational is status(fold_at_noon(recorded(p="u")))


def test_changes_dated_after_now_do_not_count() -> None:
    assert Status.operational is status(fold(recorded(p="uuudd"), Content(), world(api()), NOON - 10 * MINUTE))


# --------------------------------------------------------------------------------------------------------------- people


def test_people_raise_severity_from_update_to_update() -> None:
    written = incident(
        ("investigating", NOON - 60 * MINUTE, {}),
        ("identified", NOON - 40 * MINUTE, {"api": "partial_outage"}),
        ("resolved", NOON - 20 * MINUTE, {"api": "operational"}),
        api="degraded_performance",
    )
    assert [
        (120, "operational", "ok"),
        (60, "degraded_performance", "incident:i"),
        (40, "partial_outage", "incident:i"),
        (20, "operational", "ok"),
    ] == spans(fold_at_noon(recorded(p="u" * 25), written))


def test_people_never_lower_what_automation_sees() -> None:
    written = incident(("investigating", NOON - 50 * MINUTE, {}), api="operational")
    assert Status.major_outage is status(fold_at_noon(recorded(p="uuddd"), written))


def test_automation_never_ends_a_persons_incident() -> None:
    written = incident(("investigating", NOON - 50 * MINUTE, {}), api="partial_outage")
    assert (50, "partial_outage", "incident:i") == spans(fold_at_noon(recorded(p="u" * 20), written))[-1]


def test_what_people_say_holds_where_automation_knows_nothing() -> None:
    written = incident(("investigating", NOON - 50 * MINUTE, {}), api="degraded_performance")
    assert Status.degraded_performance is status(fold_at_noon(History(), written))


def test_a_postmortem_changes_nothing() -> None:
    written = incident(
        ("investigating", NOON - 50 * MINUTE, {}),
        ("resolved", NOON - 40 * MINUTE, {}),
        ("postmortem", NOON - 10 * MINUTE, {"api": "major_outage"}),
        api="major_outage",
    )
    assert Status.operational is status(fold_at_noon(recorded(p="u" * 20), written))


def test_reopening_brings_back_what_was_said_last() -> None:
    written = incident(
        ("investigating", NOON - 50 * MINUTE, {}),
        ("resolved", NOON - 40 * MINUTE, {"api": "operational"}),
        ("investigating", NOON - 10 * MINUTE, {}),
        api="major_outage",
    )
    assert [50, 40, 10] == [begun for begun, *_ in spans(fold_at_noon(recorded(p="u" * 20), written))[-3:]]


def test_an_incident_that_is_resolved_now_affects_nothing_any_more() -> None:
    written = incident(("investigating", NOON - HOUR, {}), ("resolved", NOON, {}), api="major_outage")
    assert Status.operational is status(fold_at_noon(recorded(p="uuu"), written))


def test_updates_dated_after_now_do_not_count() -> None:
    written = incident(("investigating", NOON + MINUTE, {}), api="major_outage")
    assert Status.operational is status(fold_at_noon(recorded(p="uuu"), written))


# --------------------------------------------------------------------------------------------------------- planned work


def test_planned_work_shows_and_does_not_count() -> None:
    timelines = fold_at_noon(recorded(p="uuuuuudd"), maintenance(NOON - 20 * MINUTE, NOON + HOUR))
    last = timelines.spans["api"][-1]
    assert (Status.under_maintenance, "maintenance:m", True) == (last.status, last.reason, last.excluded)


def test_an_outage_in_planned_work_counts_under_the_policy_counted() -> None:
    timelines = fold_at_noon(recorded(p="uuuuuudd"), maintenance(NOON - 20 * MINUTE, NOON + HOUR), uptime="counted")
    last = timelines.spans["api"][-1]
    assert (Status.major_outage, False) == (last.status, last.excluded)


def test_a_persons_incident_shows_through_planned_work() -> None:
    written = incident(("investigating", NOON - 10 * MINUTE, {}), api="major_outage")
    last = fold_at_noon(recorded(p="uuuuuu"), maintenance(NOON - 20 * MINUTE, NOON + HOUR), written).spans["api"][-1]
    assert (Status.major_outage, False) == (last.status, last.excluded)


@pytest.mark.parametrize(
    ("updates", "expected"),
    [
        ([], [(20, "under_maintenance"), (5, "operational")]),
        ([("in_progress", 30)], [(30, "under_maintenance"), (5, "operational")]),
        ([("in_progress", 20), ("completed", 12)], [(20, "under_maintenance"), (12, "operational")]),
        ([("in_progress", 20), ("verifying", 2)], [(20, "under_maintenance"), (2, "operational")]),
        ([("cancelled", 90)], []),
    ],
)
def test_updates_say_when_the_work_was_really_done(
    updates: list[tuple[str, int]], expected: list[tuple[int, str]]
) -> None:
    said = [(word, NOON - minutes * MINUTE) for word, minutes in updates]
    work = maintenance(NOON - 20 * MINUTE, NOON - 5 * MINUTE, *said)
    assert [(120, "operational"), *expected] == [s[:2] for s in spans(fold_at_noon(recorded(p="u" * 25), work))]


# ----------------------------------------------------------------------------------------------------------------- laws


@given(
    st.text(alphabet="ugd?.", max_size=40),
    st.lists(st.tuples(st.integers(1, 300), st.integers(1, 200), st.sampled_from(list(Status)[1:5])), max_size=6),
    st.lists(st.tuples(st.integers(-60, 300), st.integers(1, 200)), max_size=3),
)
def test_spans_follow_each_other_without_gap_up_to_now(
    answers: str, troubles: list[tuple[int, int, Status]], works: list[tuple[int, int]]
) -> None:
    written = tuple(
        incident(
            ("investigating", NOON - (start + length) * MINUTE, {}),
            ("resolved", NOON - start * MINUTE, {}),
            id_=f"i{n}",
            api=word,
        )
        for n, (start, length, word) in enumerate(troubles)
    )
    planned = tuple(maintenance(NOON - start * MINUTE, NOON - (start - length) * MINUTE) for start, length in works)
    own = fold(recorded(p=answers), Content(written, planned), world(api()), NOON).spans["api"]
    assert all(before.end == after.start for before, after in pairwise(own))
    assert all(span.start < span.end for span in own[:-1])
    assert NOON == own[-1].end


def test_the_work_grows_with_what_happened() -> None:
    def written(count: int) -> Content:
        rng = random.Random(3)
        return Content(
            tuple(
                incident(
                    ("investigating", at, {}),
                    ("identified", at + HOUR, {"api": "partial_outage"}),
                    ("resolved", at + 2 * HOUR, {}),
                    id_=f"i{n}",
                    api="degraded_performance",
                )
                for n, at in enumerate(sorted(NOON - rng.randrange(300 * DAY) for _ in range(count)))
            )
        )

    def seconds(content: Content) -> float:
        began = time.process_time()
        fold(History(), content, world(api()), NOON)
        return time.process_time() - began

    small, large = written(2000), written(20_000)  # ten times the work; a square would be a hundred times the time
    assert min(seconds(large) for _ in range(3)) < 30 * min(seconds(small) for _ in range(3))
