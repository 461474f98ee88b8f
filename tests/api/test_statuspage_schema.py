"""``api/v2/`` in every state: strict to the schema that real pages keep to as well, and without contradiction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from statuary.model import Status
from statuary.rollup import roll_up
from support_api import STATES, Files, files
from support_tools import corpora

SCHEMA = json.loads((Path(__file__).parent / "statuspage-v2.schema.json").read_text())
ENDPOINTS = {
    "status": "StatusResponse",
    "components": "ComponentsResponse",
    "summary": "SummaryResponse",
    "incidents": "IncidentsResponse",
    "incidents/unresolved": "IncidentsResponse",
    "scheduled-maintenances": "ScheduledMaintenancesResponse",
    "scheduled-maintenances/upcoming": "ScheduledMaintenancesResponse",
    "scheduled-maintenances/active": "ScheduledMaintenancesResponse",
}
INDICATORS = {
    "All Systems Operational": "none",
    "Service Under Maintenance": "maintenance",
    "Partially Degraded Service": "minor",
    "Degraded System Service": "minor",
    "Minor Service Outage": "minor",
    "Partial System Outage": "major",
    "Major System Outage": "critical",
    "Current State Unknown": "minor",
}
everywhere = pytest.mark.parametrize("state", STATES)


@cache
def validator(shape: str) -> Draft202012Validator:
    return Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{shape}"}, format_checker=FormatChecker())


@cache
def api(state: str) -> Mapping[str, Any]:
    """The files of version 2 by their name below ``api/v2/``."""
    answers: Files = files(STATES[state]())
    return {
        path.removeprefix("api/v2/").removesuffix(".json"): answer
        for path, answer in answers.items()
        if path.startswith("api/v2/")
    }


def shape_of(name: str) -> str:
    single = {"incidents": "IncidentResponse", "scheduled-maintenances": "ScheduledMaintenanceResponse"}
    return ENDPOINTS.get(name) or single[name.partition("/")[0]]


def errors(shape: str, answer: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}"[:300] for error in validator(shape).iter_errors(answer)]


def events(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every incident and maintenance, wherever it stands."""
    found: list[dict[str, Any]] = []
    for answer in answers.values():
        found += [*answer.get("incidents", ()), *answer.get("scheduled_maintenances", ())]
        found += [answer[key] for key in ("incident", "scheduled_maintenance") if key in answer]
    return found


def when(stamp: str) -> datetime:
    """As a client reads it that knows no other form."""
    return datetime.strptime(
        f"{stamp[:-1]}+0000" if stamp.endswith("Z") else stamp[:-3] + stamp[-2:], "%Y-%m-%dT%H:%M:%S.%f%z"
    )


def keys_in_order(value: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        yield tuple(value)
        for inner in value.values():
            yield from keys_in_order(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_in_order(inner)


# ------------------------------------------------------------------------------------------------------------- schema


@everywhere
def test_every_file_is_as_the_schema_says(state: str) -> None:
    answers = api(state)
    assert ENDPOINTS.keys() <= answers.keys()
    assert {} == {name: wrong for name, answer in answers.items() if (wrong := errors(shape_of(name), answer))}


def test_what_real_pages_serve_is_as_the_schema_says() -> None:
    payloads = [path for path in corpora("statuspage").glob("payloads/*/*.json") if "metrics-display" not in path.name]
    wrong = {}
    for path in payloads:
        name = path.stem.replace("incidents-", "incidents/").replace("maintenances-", "maintenances/")
        wrong[f"{path.parent.name}/{path.name}"] = errors(ENDPOINTS[name], json.loads(path.read_text()))
    assert len(payloads) >= 15
    assert {} == {name: found for name, found in wrong.items() if found}


def test_keys_come_in_the_order_in_which_statuspage_serves_them() -> None:
    real = corpora("statuspage") / "payloads/codametrix-2026-08"
    served: set[tuple[str, ...]] = set()
    for path in real.glob("*.json"):
        served |= set(keys_in_order(json.loads(path.read_text())))
    ours = {keys for state in STATES for name in ENDPOINTS for keys in keys_in_order(api(state)[name])}
    assert set() == ours - served


# --------------------------------------------------------------------------------------------------------- invariants


@everywhere
def test_the_newest_update_is_first_and_has_the_events_status(state: str) -> None:
    for event in events(api(state)):
        updates = event["incident_updates"]
        times = [when(update["created_at"]) for update in updates]
        assert sorted(times, reverse=True) == times
        assert len(times) == len(set(times)), "a new update has a greater time"
        assert (event["status"], event["updated_at"]) == (updates[0]["status"], updates[0]["updated_at"])
        assert (event["created_at"], event["started_at"]) == (updates[-1]["created_at"], updates[-1]["created_at"])


@everywhere
def test_times_of_resolution_and_monitoring_are_those_of_their_updates(state: str) -> None:
    for event in events(api(state)):
        shown = {update["status"]: update["display_at"] for update in reversed(event["incident_updates"])}
        ended = event["status"] in ("resolved", "postmortem", "completed")
        assert (shown.get("resolved", shown.get("completed")) if ended else None) == event["resolved_at"]
        assert shown.get("monitoring", shown.get("verifying")) == event["monitoring_at"]


@everywhere
def test_what_an_update_found_is_what_the_one_before_it_left(state: str) -> None:
    for event in events(api(state)):
        left: dict[str, str] = {}
        for update in reversed(event["incident_updates"]):
            for one in update["affected_components"] or ():
                assert left.get(one["code"], "operational") == one["old_status"]
                left[one["code"]] = one["new_status"]
        if event["resolved_at"]:
            assert set(left.values()) <= {"operational"}


@everywhere
def test_lists_hold_what_they_are_called_after(state: str) -> None:
    answers = api(state)
    open_ = {"investigating", "identified", "monitoring"}
    assert {event["status"] for event in answers["incidents/unresolved"]["incidents"]} <= open_
    assert {event["status"] for event in answers["scheduled-maintenances/upcoming"]["scheduled_maintenances"]} <= {
        "scheduled"
    }
    assert {event["status"] for event in answers["scheduled-maintenances/active"]["scheduled_maintenances"]} <= {
        "in_progress",
        "verifying",
    }
    summary = answers["summary"]
    assert answers["incidents/unresolved"]["incidents"] == summary["incidents"]
    ahead = [
        work for work in answers["scheduled-maintenances"]["scheduled_maintenances"] if work["status"] != "completed"
    ]
    assert ahead == summary["scheduled_maintenances"]
    assert (answers["components"]["components"], answers["status"]["status"]) == (
        summary["components"],
        summary["status"],
    )


@everywhere
def test_an_event_has_a_file_of_its_own_that_says_the_same(state: str) -> None:
    answers = api(state)
    for kind, key in (("incidents", "incident"), ("scheduled-maintenances", "scheduled_maintenance")):
        for event in answers[kind][kind.replace("-", "_")]:
            alone = answers[f"{kind}/{event['id']}"][key]
            if event["resolved_at"]:  # its components are told of as it left them
                alone, event = ({**one, "components": len(one["components"])} for one in (alone, event))  # noqa: PLW2901
            assert event == alone


@everywhere
def test_ids_name_one_thing_each(state: str) -> None:
    answers = api(state)
    components = answers["components"]["components"]
    known = [answers["status"]["page"]["id"], *(component["id"] for component in components)]
    for kind in ("incidents", "scheduled-maintenances"):
        for event in answers[kind][kind.replace("-", "_")]:
            known += [event["id"], *(update["id"] for update in event["incident_updates"])]
            assert {event["id"]} == {update["incident_id"] for update in event["incident_updates"]}
    assert len(known) == len(set(known))
    assert len(components) == len({component["name"] for component in components}), "clients know them by name alone"


@everywhere
def test_groups_and_their_components_name_each_other_and_the_worst_wins(state: str) -> None:
    components = {component["id"]: component for component in api(state)["components"]["components"]}
    for group in (one for one in components.values() if one["group"]):
        members = [one for one in components.values() if one["group_id"] == group["id"]]
        assert group["components"] == [one["id"] for one in sorted(members, key=lambda one: one["position"])]
        ladder = [status.value for status in Status]
        assert max((one["status"] for one in members), key=ladder.index) == group["status"]
    positions = [component["position"] for component in components.values()]
    assert sorted(positions) == positions


@everywhere
def test_the_text_is_one_of_seven_and_goes_with_its_indicator(state: str) -> None:
    status = api(state)["status"]["status"]
    assert INDICATORS[status["description"]] == status["indicator"]


@everywhere
def test_nothing_is_called_well_that_is_not(state: str) -> None:
    summary = api(state)["summary"]
    statuses = [Status(one["status"]) for one in summary["components"] if not one["group"]]
    if summary["status"]["indicator"] == "none":
        assert {Status.operational} == set(statuses)
    elif not summary["incidents"] and summary["status"]["description"] != "Current State Unknown":
        assert roll_up(statuses).headline == summary["status"]["description"]


@everywhere
def test_no_time_is_later_than_the_pages_own(state: str) -> None:
    answers = api(state)
    page = when(answers["summary"]["page"]["updated_at"])
    for component in answers["summary"]["components"]:
        assert when(component["created_at"]) <= when(component["updated_at"]) <= page
    assert all(when(event["updated_at"]) <= page for event in events(answers))
