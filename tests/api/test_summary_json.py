"""``api/v1/summary.json``: the summary for programs."""

from __future__ import annotations

import json

import pytest

from statuary import api
from statuary.api.writing import encode
from statuary.config import Component, Group
from statuary.instants import DAY, HOUR
from statuary.model import Content, Objective
from statuary.summary import summarise
from statuary.timeline import fold
from support_world import NOON, incident, maintenance, recorded, world
from support_world import api as api_component


@pytest.fixture
def summary() -> dict[str, object]:
    vault = Component("vault", "Vault", manual=True, public=False)
    config = world(
        api_component(group="g", objective=Objective(99.9)),
        vault,
        groups=[Group("g", "All", children=("api", "vault"))],
    )
    content = Content(
        (
            incident(("investigating", NOON - HOUR, {}), id_="open", api="partial_outage", vault="major_outage"),
            incident(("investigating", NOON - 9 * HOUR, {}), ("resolved", NOON - 8 * HOUR, {}), id_="over"),
            incident(("investigating", NOON - HOUR, {}), id_="hidden", vault="major_outage"),
        ),
        (maintenance(NOON + HOUR, NOON + 2 * HOUR), maintenance(NOON - 3 * HOUR, NOON - 2 * HOUR)),
    )
    history = recorded(p="u" * 30)
    seen = summarise(fold(history, content, config, NOON), history, content, config)
    view = next(page.view for page in api.plan(seen, config) if page.path == "api/v1/summary.json")
    data: dict[str, object] = json.loads(encode(view))
    return data


def test_it_says_when_it_was_made_and_until_when_it_holds(summary: dict[str, object]) -> None:
    assert ("2026-11-06T12:00:00Z", "2026-11-06T12:00:00Z", "2026-11-06T12:15:00Z", True) == (
        summary["generated_at"],
        summary["data_as_of"],
        summary["valid_until"],
        summary["fresh"],
    )


def test_it_has_the_pages_state(summary: dict[str, object]) -> None:
    assert {
        "indicator": "major",
        "description": "Partial System Outage",
        "status": "partial_outage",
        "since": "2026-11-06T11:00:00Z",
    } == summary["status"]


def test_only_open_incidents_and_work_that_is_not_over_are_in_it(summary: dict[str, object]) -> None:
    assert (["open"], ["scheduled"]) == (
        [item["id"] for item in summary["incidents"]],  # type: ignore[attr-defined]
        [item["status"] for item in summary["maintenances"]],  # type: ignore[attr-defined]
    )


def test_nothing_private_is_in_it(summary: dict[str, object]) -> None:
    text = json.dumps(summary).lower()
    assert ("vault" in text, "hidden" in text) == (False, False)


def test_an_error_budget_comes_with_what_was_used_of_it(summary: dict[str, object]) -> None:
    assert {
        "target": 99.9,
        "window": "30d",
        "budget_ms": 2_588_400,  # an hour of planned work does not count
        "used_ms": HOUR,
        "left_ms": 2_588_400 - HOUR,
        "unseen_ms": 30 * DAY - 3 * HOUR,
        "burnt": True,
    } == summary["components"][0]["slo"]  # type: ignore[index]


def test_uptime_comes_with_its_coverage_and_bounds(summary: dict[str, object]) -> None:
    day = summary["components"][0]["uptime"]["24h"]  # type: ignore[index]
    assert {"ratio", "low", "high", "coverage"} == set(day)
    assert day["low"] < day["ratio"] < day["high"]
