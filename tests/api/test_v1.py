"""``api/v1/``: what it tells of components, incidents, planned work, groups; and ``health.json``."""

from __future__ import annotations

import json
from typing import Any

from statuary.api.v1.components import hours
from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Span, Status
from support_api import active, bodies, files, grouped, nothing, planned, private, several, unknown, well
from support_world import NOON


def asked(served: Any, path: str) -> Any:
    return json.loads(served.ask(f"/{path}").body)


# ---------------------------------------------------------------------------------------------------------- components


def test_a_component_has_its_state_and_how_fresh_it_is(served: Any) -> None:
    api = asked(served, "api/v1/components/api.json")
    assert ("2026-11-06T12:00:00Z", "2026-11-06T12:00:00Z", "2026-11-06T13:30:00Z") == (
        api["generated_at"],
        api["data_as_of"],
        api["valid_until"],
    )
    assert (
        "operational",
        "ok",
        "2026-11-06T12:00:00Z",
        "2026-11-04T12:00:00Z",
        [{"text": "Docs", "url": "https://example.com/"}],
    ) == (
        api["status"],
        api["reason"],
        api["checked_at"],
        api["first_at"],
        api["links"],
    )


def test_its_history_comes_as_columns_of_equal_length(served: Any) -> None:
    api = asked(served, "api/v1/components/api.json")
    for name, rows, first, step in (
        ("hours", 48, "2026-11-04T13:00:00Z", HOUR),
        ("days", 90, "2026-08-09T00:00:00Z", DAY),
    ):
        columns = api[name]
        assert (first, step) == (columns.pop("first"), columns.pop("step_ms"))
        assert {rows} == {len(column) for column in columns.values()}, name
    assert 4 * HOUR == sum(api["days"]["major_outage"])
    assert ("major_outage", 4 * HOUR) == (api["days"]["worst"][-2], api["days"]["major_outage"][-2])
    assert {"2026-11-05": ["errors"]} == api["day_incidents"]


def test_hours_are_those_of_the_clock_and_the_last_is_not_over() -> None:
    spans = (
        Span(NOON - 50 * HOUR, NOON - 90 * MINUTE, Status.unknown),
        Span(NOON - 90 * MINUTE, NOON + 20 * MINUTE, Status.operational),
    )
    shape = hours(spans, NOON + 20 * MINUTE)
    assert ("2026-11-04T13:00:00Z", [0, 30 * MINUTE, HOUR, 20 * MINUTE], [HOUR, 30 * MINUTE, 0, 0]) == (
        shape.first,
        shape.operational[-4:],
        shape.unknown[-4:],
    )
    assert [Status.unknown, Status.operational] == shape.worst[-4:-2]


def test_a_probe_has_its_latencies_by_hour_and_day(served: Any) -> None:
    (probe,) = asked(served, "api/v1/components/api.json")["probes"]  # the other one is not public
    assert ("api-health", "up", 84.0, 300_000) == (
        probe["id"],
        probe["outcome"],
        probe["latency_ms"],
        probe["every_ms"],
    )
    assert {"dns": 2.0, "connect": 9.0, "tls": 18.0, "first_byte": 84.0, "total": 90.0} == probe["phases_ms"]
    for rows in (probe["hours"], probe["days"]):
        assert 1 == len({len(column) for column in rows.values()})
        assert 0.02 >= max(abs(value - 84) / 84 for value in [*rows["p50"], *rows["p99"]])
    assert 3 == len(probe["days"]["start"])


def test_an_objective_comes_with_what_is_left_of_it(served: Any) -> None:
    slo = asked(served, "api/v1/components/api.json")["slo"]
    assert (99.9, "30d", 4 * HOUR, True, slo["budget_ms"] - 4 * HOUR) == (
        slo["target"],
        slo["window"],
        slo["used_ms"],
        slo["burnt"],
        slo["left_ms"],
    )


# ----------------------------------------------------------------------------------------------------------- incidents


def test_an_incident_comes_with_its_evidence(served: Any) -> None:
    over = asked(served, "api/v1/incidents/errors.json")
    assert [
        {
            "component": "api",
            "probe": "api-health",
            "name": "api-health",
            "location": "default",
            "outcome": "down",
            "at": "2026-11-05T02:30:00Z",
        }
    ] == over["evidence"]
    assert [
        {
            "component": "api",
            "name": "API",
            "spans": [{"status": "major_outage", "start": "2026-11-05T02:00:00Z", "end": "2026-11-05T06:00:00Z"}],
        }
    ] == over["impacts"]


def test_what_is_open_goes_on_and_promises_its_next_update(served: Any) -> None:
    open_ = asked(served, "api/v1/incidents/slow-database.json")
    assert (["db"], None, "2026-11-06T11:30:00Z", "2026-11-06T12:00:00Z") == (
        open_["components"],
        open_["resolved_at"],
        open_["next_update_at"],
        open_["generated_at"],
    )
    assert [
        {"status": "degraded_performance", "start": "2026-11-06T10:00:00Z", "end": "2026-11-06T11:00:00Z"},
        {"status": "partial_outage", "start": "2026-11-06T11:00:00Z", "end": None},
    ] == open_["impacts"][0]["spans"]


def test_updates_are_numbered_from_the_oldest_and_say_what_they_say_of_components(served: Any) -> None:
    newest, oldest = asked(served, "api/v1/incidents/slow-database.json")["updates"]
    assert (2, {"db": "partial_outage"}, "https://status.example.com/incidents/slow-database/#u-2") == (
        newest["number"],
        newest["components"],
        newest["url"],
    )
    assert (1, "We see **slow** answers.") == (oldest["number"], oldest["text"])


def test_what_is_settled_does_not_expire(served: Any) -> None:
    over = asked(served, "api/v1/incidents/errors.json")
    assert (None, "2026-11-05T08:00:00Z", None) == tuple(
        over[key] for key in ("generated_at", "data_as_of", "valid_until")
    )


def test_the_list_of_incidents_speaks_of_the_present_only_while_one_is_open() -> None:
    stamps = [files(state())["api/v1/incidents.json"]["generated_at"] for state in (active, well)]
    assert ["2026-11-06T12:00:00Z", None] == stamps


def test_the_list_has_all_incidents_newest_first() -> None:
    incidents = files(several())["api/v1/incidents.json"]["incidents"]
    assert [("new", False), ("back-again", False), ("over", True), ("blip", True)] == [
        (one["id"], one["resolved_at"] is not None) for one in incidents
    ]


def test_a_rebuild_with_new_results_leaves_settled_files_alone(served: Any) -> None:
    before = {path: (served.folder / path[1:]).stat() for path in served.paths()}
    served.site.build(1, offline=True)
    after = {path: (served.folder / path[1:]).stat() for path in served.paths()}
    same = {
        path
        for path in before
        if (before[path].st_ino, before[path].st_mtime_ns) == (after[path].st_ino, after[path].st_mtime_ns)
    }
    served.site.build(0, offline=True)
    assert {"/api/v1/incidents/errors.json", "/api/v1/openapi.json"} <= same
    assert {path for path in before if path.startswith("/api/v2/")} <= same
    assert "/api/v1/summary.json" not in same


# ------------------------------------------------------------------------------------- groups, planned work, private


def test_groups_say_what_is_in_them_and_what_they_are_in() -> None:
    answer = files(grouped())["api/v1/groups.json"]
    assert ["web", "core"] == answer["tree"]
    assert [
        ("core", None, ["api", "inner"], ["api", "db", "cache"]),
        ("inner", "core", ["db", "cache"], ["db", "cache"]),
    ] == [(one["id"], one["parent"], one["children"], one["components"]) for one in answer["groups"]]


def test_planned_work_is_listed_whatever_became_of_it() -> None:
    (one,) = files(planned(3, 4, ("cancelled", NOON - HOUR)))["api/v1/maintenances.json"]["maintenances"]
    assert ("cancelled", "We move.", "2026-11-06T15:00:00Z", ["cancelled"]) == (
        one["status"],
        one["text"],
        one["start"],
        [update["status"] for update in one["updates"]],
    )


def test_nothing_private_is_in_a_built_api(served: Any) -> None:
    for path in served.paths():
        body = served.ask(path).body.lower()
        assert [] == [word for word in (b"vault", b"api-secret", b"api.example.com", b"content/") if word in body], path


def test_unknown_has_a_word_of_its_own() -> None:
    answer = files(unknown())
    assert ("unknown", "unknown") == (
        answer["api/v1/summary.json"]["status"]["indicator"],
        answer["api/v1/components/web.json"]["status"],
    )


# -------------------------------------------------------------------------------------------------------------- health


def test_health_passes_warns_and_fails_with_the_page() -> None:
    verdicts = [files(state())["health.json"]["status"] for state in (well, unknown, active, private, nothing)]
    assert ["pass", "warn", "warn", "warn", "pass"] == verdicts


def test_health_says_why_a_component_does_not_pass(served: Any) -> None:
    health = asked(served, "health.json")
    (check,) = health["checks"]["db:status"]
    assert ("warn", "Minor Service Outage") == (health["status"], health["output"])
    assert ("warn", "partial_outage", "reported in an incident") == (
        check["status"],
        check["observedValue"],
        check["output"],
    )


def test_health_has_the_latency_of_each_public_probe(served: Any) -> None:
    checks = asked(served, "health.json")["checks"]["api:responseTime"]
    assert [(84.0, "ms", "pass")] == [(one["observedValue"], one["observedUnit"], one["status"]) for one in checks]


def test_what_passes_has_no_output() -> None:
    assert b'"output"' not in bodies(well())["health.json"]
