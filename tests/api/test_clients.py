"""Programs that speak to a Statuspage, unchanged, against what is served on loopback: a built site, and every state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from support_tools import needs, node_tool

ASK = """
const { Statuspage } = require(process.argv[1]);
const ask = async (url) => {
    const page = new Statuspage("x");
    page.setApiUrl(url);
    const { api } = page;
    return {
        summary: await api.getSummary(),
        status: await api.getStatus(),
        components: await api.getComponents(),
        incidents: await api.incidents.getAll(),
        unresolved: await api.incidents.getUnresolved(),
        upcoming: await api.scheduledMaintenances.getUpcoming(),
        all: await api.scheduledMaintenances.getAll(),
    };
};
(async () => {
    const answers = {};
    for (const [state, url] of Object.entries(JSON.parse(process.argv[2]))) answers[state] = await ask(url);
    console.log(JSON.stringify(answers));
})();
"""
BUILT = "a built site"
SEEN = {  # indicator, components that are well, open incidents, all incidents, work ahead, work that has not begun
    "all well": ("none", 2, 0, 0, 0, 0),
    "an incident": ("minor", 0, 1, 1, 0, 0),
    "several incidents": ("major", 0, 2, 4, 0, 0),
    "planned": ("none", 2, 0, 0, 1, 1),
    "in progress": ("maintenance", 1, 0, 0, 1, 0),
    "verifying": ("maintenance", 1, 0, 0, 1, 0),
    "completed": ("none", 2, 0, 0, 0, 0),
    "cancelled": ("none", 2, 0, 0, 0, 0),
    "unknown": ("minor", 1, 0, 0, 0, 0),
    "groups": ("minor", 3, 1, 1, 0, 0),
    "private": ("major", 0, 1, 1, 1, 0),
    "sixty incidents": ("none", 2, 0, 50, 0, 0),
    "hostile names": ("major", 0, 1, 1, 1, 1),
    "nothing known": ("none", 1, 0, 0, 0, 0),
    BUILT: ("minor", 1, 1, 2, 2, 1),
}


@pytest.fixture(scope="module")
def everywhere(served: Any, states: Mapping[str, str]) -> Mapping[str, str]:
    return {**states, BUILT: served.url}


@pytest.fixture(scope="module")
def javascript(everywhere: Mapping[str, str]) -> Mapping[str, Any]:
    """What the client of npm's ``statuspage.io`` makes of each."""
    client = node_tool("statuspage.io/dist/index.js")
    command = [needs("node"), "-e", ASK, str(client), json.dumps(dict(everywhere))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert 0 == done.returncode, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@pytest.fixture(scope="module")
def exported(everywhere: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What ``statuspage-prometheus-exporter`` makes of each: metric -> labels -> value."""
    folder = tmp_path_factory.mktemp("exporter")
    services = {name: {"url": f"{url}/api/v2/summary.json", "name": name} for name, url in everywhere.items()}
    (folder / "services.json").write_text(json.dumps(services))
    said = {"RUN_MODE": "once", "SERVICES_JSON_PATH": "services.json", "METRICS_TEXTFILE_PATH": "metrics.prom"}
    command = [sys.executable, "-m", "statuspage_prometheus_exporter.status_monitoring"]
    environ = {**os.environ, **said}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (0, False) == (done.returncode, "ERROR" in done.stderr), done.stderr
    metrics: dict[str, Any] = defaultdict(lambda: defaultdict(list))
    for family in text_string_to_metric_families((folder / "metrics.prom").read_text()):
        for sample in family.samples:
            metrics[sample.labels.get("service_name", "")][sample.name].append((sample.labels, sample.value))
    return metrics


@pytest.mark.parametrize("state", SEEN)
def test_the_javascript_client_sees_what_is_so(javascript: Mapping[str, Any], state: str) -> None:
    answers = javascript[state]
    summary = answers["summary"]
    assert SEEN[state] == (
        summary["status"]["indicator"],
        sum(one["status"] == "operational" for one in answers["components"]["components"] if not one["group"]),
        len(answers["unresolved"]["incidents"]),
        len(answers["incidents"]["incidents"]),
        len(summary["scheduled_maintenances"]),
        len(answers["upcoming"]["scheduled_maintenances"]),
    )


@pytest.mark.parametrize("state", SEEN)
def test_the_exporter_sees_what_is_so(exported: Mapping[str, Any], state: str) -> None:
    metrics = exported[state]
    indicator, well, open_, _, ahead, _ = SEEN[state]
    incidents = [labels for labels, _ in metrics["statuspage_incident_info"] if labels["incident_id"] != "none"]
    works = [labels for labels, _ in metrics["statuspage_maintenance_info"] if labels["maintenance_id"] != "none"]
    ((_, probed),) = metrics["statuspage_probe_check"]
    ((_, status),) = metrics["statuspage_service_status"]
    assert (1, open_, ahead) == (probed, len(incidents), len(works))
    assert (indicator == "none", well) == (
        bool(status),
        sum(value for _, value in metrics["statuspage_component_status"]),
    )


def test_the_exporter_knows_components_by_their_names(exported: Mapping[str, Any]) -> None:
    components = {labels["component_name"]: value for labels, value in exported[BUILT]["statuspage_component_status"]}
    assert {"API": 1, "Database": 0, "Core": 0, "Website": 0} == components
