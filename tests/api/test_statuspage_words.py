"""``api/v2/``: what our facts become in Statuspage's words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from statuary.configfiles import Site
from statuary.instants import DAY, HOUR, MINUTE, Instant
from statuary.model import Content, Update, Window
from support_api import (
    HOSTILE,
    WELL,
    State,
    active,
    bodies,
    files,
    grouped,
    hostile,
    nothing,
    planned,
    private,
    several,
    sixty,
    unknown,
    well,
)
from support_world import NOON, incident


def asked(state: State, name: str, now: Instant = NOON) -> Any:
    return files(state, now)[f"api/v2/{name}.json"]


def work(state: State, now: Instant = NOON) -> Any:
    return asked(state, "scheduled-maintenances", now)["scheduled_maintenances"][0]


def steps(event: Any) -> list[tuple[str, str, str]]:
    """(status, time of day, words), oldest first."""
    return [(one["status"], one["created_at"][11:16], one["body"]) for one in reversed(event["incident_updates"])]


# -------------------------------------------------------------------------------------------------------- components


def test_what_nobody_observed_reads_neither_as_well_nor_as_an_outage() -> None:
    summary = asked(unknown(), "summary")
    assert ["operational", "degraded_performance"] == [one["status"] for one in summary["components"]]
    assert {"indicator": "minor", "description": "Current State Unknown"} == summary["status"]


def test_a_site_that_watches_nothing_is_not_called_well() -> None:
    assert "minor" == asked((well()[0], Content(), nothing()[2]), "status")["status"]["indicator"]


def test_a_component_was_made_when_it_was_first_seen_and_changed_when_its_status_did() -> None:
    api, web = asked(active(), "components")["components"]
    assert ("2026-11-06T09:35:00.000Z", "2026-11-06T11:30:00.000Z", "2026-11-06") == (
        api["created_at"],
        api["updated_at"],
        api["start_date"],
    )
    assert "2026-11-06T11:00:00.000Z" == web["updated_at"]


def test_a_later_build_of_the_same_facts_has_the_same_bytes() -> None:
    for state in (active(), several(), planned(-3, -2), nothing()):
        before, after = bodies(state, NOON), bodies(state, NOON + MINUTE)
        assert [] == [path for path in before if path.startswith("api/v2/") and before[path] != after[path]]


def test_groups_within_groups_are_one() -> None:
    components = {one["name"]: one for one in asked(grouped(), "components")["components"]}
    members = [components[name]["id"] for name in ("API", "Database", "Cache")]
    assert ({"Web", "API", "Database", "Cache", "Core"}, members, "partial_outage", 2) == (
        components.keys(),
        components["Core"]["components"],
        components["Core"]["status"],
        components["Core"]["position"],
    )
    assert ("What all needs.", False, None) == tuple(
        components["Core"][key] for key in ("description", "showcase", "start_date")
    )


def test_an_update_names_a_component_with_its_group() -> None:
    (one,) = asked(grouped(), "incidents")["incidents"]
    assert ["Core - Database"] == [item["name"] for item in one["incident_updates"][0]["affected_components"]]


def test_nothing_private_is_in_any_file() -> None:
    answers = bodies(private())
    assert len(answers) > 15
    for word in (b"vault", b"hidden words", b"inner circle", b"secret"):
        assert [] == [path for path, body in answers.items() if word in body.lower() or word in path.encode()]


# --------------------------------------------------------------------------------------------------------- incidents


def test_an_update_says_what_became_of_each_component() -> None:
    (one,) = asked(active(), "incidents/unresolved")["incidents"]
    assert [
        [("api", "operational", "partial_outage")],
        [("api", "partial_outage", "major_outage"), ("web", "operational", "degraded_performance")],
        [("api", "major_outage", "degraded_performance"), ("web", "degraded_performance", "degraded_performance")],
    ] == [
        [(item["name"].lower(), item["old_status"], item["new_status"]) for item in update["affected_components"]]
        for update in reversed(one["incident_updates"])
    ]


def test_an_incident_that_is_reopened_hurts_what_it_did_before() -> None:
    one = next(one for one in asked(several(), "incidents")["incidents"] if one["name"] == "Back-Again")
    assert (["partial_outage", "operational", "partial_outage"], None) == (
        [update["affected_components"][0]["new_status"] for update in reversed(one["incident_updates"])],
        one["resolved_at"],
    )


def test_a_postmortem_of_what_is_not_resolved_leaves_it_open() -> None:
    one = incident(("identified", NOON - HOUR, {}), ("postmortem", NOON - MINUTE, {}), api="partial_outage")
    (open_,) = asked((well()[0], Content((one,)), WELL), "incidents/unresolved")["incidents"]
    assert "identified" == open_["status"]


def test_what_is_dated_later_is_not_told_yet() -> None:
    one = incident(("investigating", NOON - HOUR, {}), ("resolved", NOON + HOUR, {}), api="partial_outage")
    state = (well()[0], Content((one,)), WELL)
    assert [("investigating", None), ("resolved", "2026-11-06T13:00:00.000Z")] == [
        (event["status"], event["resolved_at"])
        for now in (NOON, NOON + 2 * HOUR)
        for event in asked(state, "incidents", now)["incidents"]
    ]


def test_lists_end_with_the_fiftieth_newest() -> None:
    incidents = asked(sixty(), "incidents")["incidents"]
    assert (50, "I0", "I49") == (len(incidents), incidents[0]["name"], incidents[-1]["name"])
    assert 60 == sum(path.startswith("api/v2/incidents/") and "unresolved" not in path for path in files(sixty()))


def test_a_later_update_changes_no_id() -> None:
    config, content, history = active()
    before = asked((config, content, history), "incidents")["incidents"][0]
    (one,) = content.incidents
    longer = replace(one, updates=(*one.updates, Update("resolved", NOON - MINUTE, "Over.")))
    after = asked((config, Content((longer,)), history), "incidents")["incidents"][0]
    ids = [update["id"] for update in before["incident_updates"]]
    assert (before["id"], ids) == (after["id"], [update["id"] for update in after["incident_updates"]][1:])
    assert after["incident_updates"][0]["id"] not in ids


def test_ids_are_made_of_kinds_and_ids_alone() -> None:
    (one,) = asked(active(), "incidents")["incidents"]
    assert ("e5q2qhi37z50", "yue7mvxlo9ux", "1v3be491epvt", "31vx91w48n3q") == (
        one["page_id"],
        one["components"][0]["id"],
        one["id"],
        one["incident_updates"][-1]["id"],
    )


def test_a_settled_incident_keeps_its_bytes_whatever_its_components_do() -> None:
    config, content, history = several()
    other = incident(("investigating", NOON - MINUTE, {}), id_="another", api="major_outage")
    more = Content((other, *content.incidents))
    before, after = bodies((config, content, history)), bodies((config, more, history), NOON + HOUR)
    settled = [path for path in before if "/incidents/" in path and b'"resolved_at":"' in before[path]]
    assert 4 == len(settled)  # two incidents, in two versions
    assert [] == [path for path in settled if before[path] != after[path]]


# ------------------------------------------------------------------------------------------------------- maintenance


def test_planned_work_is_announced_and_then_the_clock_speaks() -> None:
    state = planned(1, 2)
    assert [("scheduled", "12:00", "We move.")] == steps(work(state))
    progress = (
        "in_progress",
        "13:00",
        "Scheduled maintenance is currently in progress. We will provide updates as necessary.",
    )
    done = ("completed", "14:00", "The scheduled maintenance has been completed.")
    assert [("scheduled", "12:00", "We move."), progress, done] == steps(work(state, NOON + 2 * HOUR))


def test_it_starts_with_its_announcement_and_is_scheduled_for_later() -> None:
    one = work(planned(1, 2))
    assert ("2026-11-04T12:00:00.000Z", "2026-11-06T13:00:00.000Z", "2026-11-06T14:00:00.000Z", "maintenance") == (
        one["started_at"],
        one["scheduled_for"],
        one["scheduled_until"],
        one["impact"],
    )


def test_components_are_under_maintenance_while_it_goes_on() -> None:
    one = work(planned(-3, -2))
    assert [
        ("operational", "operational"),
        ("operational", "under_maintenance"),
        ("under_maintenance", "operational"),
    ] == [
        (update["affected_components"][0]["old_status"], update["affected_components"][0]["new_status"])
        for update in reversed(one["incident_updates"])
    ]


def test_what_people_say_takes_the_place_of_what_the_clock_would() -> None:
    state = planned(-2, 2, ("in_progress", NOON - HOUR), ("completed", NOON - MINUTE))
    assert [
        ("scheduled", "12:00", "We move."),
        ("in_progress", "11:00", "Text."),
        ("completed", "11:59", "Text."),
    ] == steps(work(state))


def test_an_end_that_people_write_changes_no_earlier_id() -> None:
    before, after = work(planned(-2, 2)), work(planned(-2, 2, ("completed", NOON - MINUTE)))
    ids = [update["id"] for update in before["incident_updates"]]
    assert ids == [update["id"] for update in after["incident_updates"]][1:]


def test_cancelled_work_is_over_and_says_why() -> None:
    one = work(planned(3, 4, ("cancelled", NOON - HOUR)))
    assert [("scheduled", "12:00", "We move."), ("completed", "11:00", "Cancelled. Text.")] == steps(one)
    assert [] == asked(planned(3, 4, ("cancelled", NOON - HOUR)), "summary")["scheduled_maintenances"]


def test_work_that_comes_again_is_listed_a_week_ahead() -> None:
    config, content, history = planned(1, 2)
    (first,) = content.maintenances
    occurrences = tuple(
        replace(
            first,
            id=f"m-{number}",
            recurrence="FREQ=WEEKLY",
            window=Window(first.window.start + 7 * number * DAY, first.window.end + 7 * number * DAY),
            announced_at=NOON - 30 * DAY,
        )
        for number in range(4)
    )
    upcoming = asked((config, Content(maintenances=occurrences), history), "scheduled-maintenances/upcoming")
    assert ["2026-11-06T13:00:00.000Z"] == [one["scheduled_for"] for one in upcoming["scheduled_maintenances"]]


def test_planned_work_with_the_newest_update_is_first_and_the_fiftieth_last() -> None:
    config, content, history = planned(-3, -2)
    (one,) = content.maintenances
    many = tuple(
        replace(one, id=f"m{day}", title=f"M{day}", window=Window(NOON - day * DAY - HOUR, NOON - day * DAY))
        for day in range(60, 0, -1)
    )
    works = asked((config, Content(maintenances=many), history), "scheduled-maintenances")["scheduled_maintenances"]
    assert (50, "M1", "M50") == (len(works), works[0]["name"], works[-1]["name"])


# -------------------------------------------------------------------------------------------------------- writing


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", ("Etc/UTC", "2026-11-06T10:00:00.000Z")),
        ("America/New_York", ("America/New_York", "2026-11-06T05:00:00.000-05:00")),
        ("Asia/Kolkata", ("Asia/Kolkata", "2026-11-06T15:30:00.000+05:30")),
        ("Europe/London", ("Europe/London", "2026-11-06T10:00:00.000+00:00")),
    ],
)
def test_times_are_in_the_pages_zone_with_milliseconds_and_offset(zone: str, expected: tuple[str, str]) -> None:
    config, content, history = active()
    there = replace(config, site=Site(name="World", url="https://status.example.com", time_zone=zone))
    answer = asked((there, content, history), "incidents")
    assert expected == (answer["page"]["time_zone"], answer["incidents"][0]["created_at"])


def test_hostile_names_end_no_script_and_steer_no_terminal() -> None:
    for path, body in bodies(hostile()).items():
        text = body.decode()
        assert not set("<>&\x1b\x7f\x9b") & set(text), path
        assert "\\u001b" not in text, path
        assert "\\u0000" not in text, path
        json.loads(text)
    name = asked(hostile(), "incidents")["incidents"][0]["name"]
    assert HOSTILE.translate({0: None, 0x1B: None, 0x7F: None, 0x9B: None}) == name


def test_a_name_that_spells_an_escape_is_left_alone() -> None:
    config, _, history = well()
    one = replace(incident(("investigating", NOON - HOUR, {})), title=r"a\u0000b \\u001b c\nd")
    assert r"a\u0000b \\u001b c\nd" == asked((config, Content((one,)), history), "incidents")["incidents"][0]["name"]
