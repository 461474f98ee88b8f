"""``metrics.txt``: read by Prometheus itself, by its tools and by the strict parser of OpenMetrics."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as classic

from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Content, Impact, MaintenanceStatus, Status, Summary
from statuary.serve.live import Live
from statuary.serve.server import open_server
from support_pages import (  # fmt: skip
    NOW,
    buckets,
    busy,
    component,
    incident,
    maintenance,
    odd_worlds,
    probe,
    some,
    summary,
    uptimes,
    write,
)
from support_tools import ROOT, needs

GUIDE = ROOT / "content/guides/statuary/metrics.md"
WORLDS = {"busy": busy(), **odd_worlds()}


def text(shown: Summary, content: Content = Content()) -> str:  # noqa: B008 - immutable
    return some(shown, content, "metrics.txt")["metrics.txt"].decode()


def samples(shown: Summary) -> dict[str, dict[str, float]]:
    """Values by metric and labels, as the strict parser reads them."""
    found: dict[str, dict[str, float]] = {}
    for family in openmetrics(text(shown)):
        for one in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in one.labels.items())
            found.setdefault(one.name, {})[labels] = float(one.value)
    return found


@cache
def of_busy() -> dict[str, dict[str, float]]:
    return samples(busy()[0])


# -------------------------------------------------------------------------------------------------------- what is in it


def test_a_state_is_one_sample_of_1_among_all_states() -> None:
    states = {labels: value for labels, value in of_busy()["statuary_component_status"].items() if "=mail," in labels}
    assert {f"component=mail,statuary_component_status={status}": float(status == "unknown") for status in Status} == (
        states
    )


def test_the_page_and_its_groups_have_a_state() -> None:
    assert (1, 1) == (
        of_busy()["statuary_page_status"]["statuary_page_status=partial_outage"],
        of_busy()["statuary_group_status"]["group=core,statuary_group_status=partial_outage"],
    )


def test_uptime_comes_with_bounds_and_coverage() -> None:
    shown = samples(summary([replace(component(), uptimes=uptimes(0.999, 0.5))]))
    at = "component=api,window=30d"
    assert [0.999, 0.4995, 0.9995, 0.5] == [
        shown[f"statuary_component_{name}_ratio"][at] for name in ("uptime", "uptime_low", "uptime_high", "coverage")
    ]


def test_what_nobody_observed_has_a_coverage_of_0_and_no_uptime() -> None:
    shown = samples(summary([replace(component(), uptimes=uptimes(None, 0.0))]))
    assert "statuary_component_uptime_ratio" not in shown
    assert 0 == shown["statuary_component_coverage_ratio"]["component=api,window=1y"]


def test_response_times_are_those_of_the_newest_hour_in_seconds() -> None:
    shown = samples(summary([replace(component(), probes=(probe(),))]))["statuary_probe_latency_seconds"]
    newest = buckets(NOW, 48, HOUR)[-1]
    assert {
        f"component=api,probe=health,quantile={quantile}": value / 1000
        for quantile, value in (("0.5", newest.p50), ("0.95", newest.p95), ("0.99", newest.p99))
    } == shown


def test_response_times_of_hours_ago_are_no_news() -> None:
    old = probe(hours=buckets(NOW - 3 * HOUR, 48, HOUR))
    assert "statuary_probe_latency_seconds" not in samples(summary([replace(component(), probes=(old,))]))


def test_its_age_can_be_told() -> None:
    assert [NOW / 1000, (NOW - 2 * MINUTE) / 1000, (NOW + 13 * MINUTE) / 1000] == [
        of_busy()[f"statuary_{name}_timestamp_seconds"][""] for name in ("generated", "data_as_of", "valid_until")
    ]


def test_open_incidents_count_by_impact_and_work_by_status() -> None:
    shown = samples(
        summary(
            incidents=[
                incident(("identified", NOW - HOUR, "Text."), id_=f"i{number}", impact=impact)
                for number, impact in enumerate((Impact.major, Impact.major, Impact.none))
            ]
            + [incident(("investigating", NOW - HOUR, "Text."), ("resolved", NOW, "Text."), id_="over")],
            maintenances=[
                maintenance(NOW + DAY),
                maintenance(NOW - HOUR, status=MaintenanceStatus.completed, id_="over"),
            ],
        )
    )
    assert {"impact=none": 1, "impact=minor": 0, "impact=major": 2, "impact=critical": 0} == (
        shown["statuary_incidents_open"]
    )
    assert {"status=scheduled": 1, "status=in_progress": 0, "status=verifying": 0} == shown["statuary_maintenances"]


def test_an_objective_comes_with_its_budget_in_seconds() -> None:
    at = "component=web,window=30d"
    assert (0.9995, 21 * 60, 42 * 60) == (
        of_busy()["statuary_component_objective_ratio"][at],
        of_busy()["statuary_component_error_budget_seconds"][at],
        of_busy()["statuary_component_error_budget_used_seconds"][at],
    )


def test_any_name_comes_through_as_it_is() -> None:
    name = 'quote " back\\slash \\n new\nline {} \u0645\u0631\u062d\u0628\u0627 \U0001f468\u200d\U0001f469'
    shown = text(summary([component("api", name)]))
    for parse in (openmetrics, classic):
        labels = [
            one.labels for family in parse(shown) for one in family.samples if one.name == "statuary_component_info"
        ]
        assert [{"component": "api", "name": name, "group": ""}] == labels


# ------------------------------------------------------------------------------------------------------ who can read it


@pytest.mark.parametrize("world", WORLDS)
def test_both_formats_read_the_same_in_it(world: str) -> None:
    shown = text(*WORLDS[world])
    both = [
        sorted(
            (one.name, sorted(one.labels.items()), float(one.value))
            for family in parse(shown)
            for one in family.samples
        )
        for parse in (openmetrics, classic)
    ]
    assert both[0] == both[1] != []


@pytest.mark.parametrize("world", WORLDS)
def test_promtool_has_nothing_to_say(world: str) -> None:
    assert (0, "") == promtool("check", "metrics", given=text(*WORLDS[world]))


def test_promtool_would_say_something() -> None:
    assert (0, "") != promtool("check", "metrics", given="# TYPE a stateset\na 1\n# EOF\n")


def promtool(*arguments: str | Path, given: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [needs("promtool"), *arguments], input=given, capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, done.stdout + done.stderr


# ------------------------------------------------------------------------------------------------------------ the guide


def fences() -> tuple[str, str]:
    """The guide's scrape configuration and its rules."""
    config, rules = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    return config, rules


def test_the_guides_configuration_and_rules_are_right(tmp_path: Path) -> None:
    config, rules = tmp_path / "prometheus.yml", tmp_path / "rules.yml"
    config.write_text(fences()[0])
    rules.write_text(fences()[1])
    assert 0 == promtool("check", "config", config)[0]
    assert (0, "SUCCESS: 5 rules found") == (promtool("check", "rules", rules)[0], _success(rules))


def _success(rules: Path) -> str:
    return next(line.strip() for line in promtool("check", "rules", rules)[1].splitlines() if "SUCCESS" in line)


def test_the_guides_rules_fire_on_what_a_site_publishes(tmp_path: Path) -> None:
    """promtool replays the file of a bad day, every minute the same, until long after its data is too old."""
    (tmp_path / "rules.yml").write_text(fences()[1])
    series = [
        {"series": line.rpartition(" ")[0], "values": f"{line.rpartition(' ')[2]}x60"}
        for line in text(busy()[0]).splitlines()
        if not line.startswith("#")
    ]
    moved = [one | {"values": "600x60"} if "valid_until" in one["series"] else one for one in series]
    firing = {
        "StatusDataOld": [{}],
        "ComponentOutage": [{"component": "checkout", "statuary_component_status": "partial_outage"}],
        "ComponentUnknown": [{"component": "mail", "statuary_component_status": "unknown"}],
        "ErrorBudgetNearlySpent": [{"component": "web", "window": "30d"}],
        "CertificateEnds": [],
    }
    test = {
        "rule_files": ["rules.yml"],
        "tests": [
            {
                "interval": "1m",
                "input_series": moved,
                "alert_rule_test": [
                    {
                        "eval_time": "50m",
                        "alertname": name,
                        "exp_alerts": [
                            {"exp_labels": labels, "exp_annotations": _summaries(name, labels)} for labels in each
                        ],
                    }
                    for name, each in firing.items()
                ],
            }
        ],
    }
    (tmp_path / "test.yml").write_text(yaml.safe_dump(test))
    assert 0 == promtool("test", "rules", tmp_path / "test.yml")[0], promtool("test", "rules", tmp_path / "test.yml")[1]


def _summaries(name: str, labels: dict[str, str]) -> dict[str, str]:
    rules = yaml.safe_load(fences()[1])["groups"][0]["rules"]
    words = next(rule["annotations"]["summary"] for rule in rules if rule["alert"] == name)
    return {"summary": re.sub(r"{{ \$labels\.(\w+) }}", lambda found: labels[found[1]], words)}


def test_the_guide_names_every_metric() -> None:
    named = GUIDE.read_text()
    ends = {name.removeprefix("statuary_component") for name in of_busy()}
    assert [] == [end for end in sorted(ends) if end not in named]


# ----------------------------------------------------------------------------------------------------------- Prometheus


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[[str], list[dict[str, str]]]]:
    """Prometheus, scraping a site as the guide says, but from loopback; asks it a query until there is an answer."""
    write(tmp_path / "site", {"metrics.txt": text(busy()[0]).encode()})
    with open_server(tmp_path / "site", Live(), port=0) as server:
        target = f"127.0.0.1:{server.server_address[1]}"
        config = fences()[0].replace("status.example.com", target).replace("https", "http").replace("1m", "1s")
        (tmp_path / "prometheus.yml").write_text(config)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = (
            f"--config.file={tmp_path}/prometheus.yml",
            f"--storage.tsdb.path={tmp_path}/data",
            f"--web.listen-address=127.0.0.1:{port}",
        )
        running = subprocess.Popen(
            [needs("prometheus"), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield lambda query: _answer(port, query)
        finally:
            running.terminate()
            running.wait(20)


def _answer(port: int, query: str) -> list[dict[str, str]]:
    address = f"http://127.0.0.1:{port}/api/v1/query?query={urllib.parse.quote(query)}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                found = json.load(answer)["data"]["result"]
        except OSError:
            found = []
        if found:
            return [one["metric"] for one in found]
        time.sleep(0.1)
    pytest.fail(f"Prometheus has no answer to {query}")


def test_prometheus_scrapes_it_from_a_host_that_calls_it_plain_text(
    ask: Callable[[str], list[dict[str, str]]],
) -> None:
    (found,) = ask('statuary_component_status{statuary_component_status="partial_outage"} == 1')
    assert "checkout" == found["component"]
    assert 1 == len(ask("up == 1"))
