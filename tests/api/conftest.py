"""A site that was really built, served on loopback as `statuary serve` does."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from statuary.history import open_store
from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Outcome, Phases, Policy, ProbeResult, ProbeRun
from statuary.serve.live import Live
from statuary.serve.server import open_server
from support_api import STATES, bodies
from support_pages import write
from support_road import NOW, Site

COMPONENTS = """
components:
  - id: core
    name: Core
    slo: 99.9
    components:
      - {id: api, name: API, description: What programs ask., links: [{text: Docs, url: https://example.com/}]}
      - {id: storage, name: Storage, components: [{id: db, name: Database, manual: true}]}
  - {id: web, name: Website, manual: true}
  - {id: vault, name: Hidden Vault, manual: true, public: false}
"""
PROBES = """
component: api
probes:
  - {id: api-health, kind: http, url: "https://api.example.com/health", every: 5m}
  - {id: api-secret, kind: http, url: "https://api.example.com/secret", every: 5m, public: false}
"""
OPEN = """---
title: Slow database
impact: major
components: {db: degraded_performance, vault: major_outage}
---
## Investigating — 2026-11-06 10:00 UTC
We see **slow** answers.

## Identified — 2026-11-06 11:00 UTC {db=partial_outage next=30m}
See [the log](https://example.com/log).
"""
OVER = """---
title: Errors
components: {api: major_outage}
---
## Investigating — 2026-11-05 02:00 UTC
Errors.

## Resolved — 2026-11-05 06:00 UTC
Over.

## Postmortem — 2026-11-05 08:00 UTC
A disk was full.
"""
WORKS = """---
title: {title}
components: [web]
window: {{start: {start} UTC, duration: 2h}}
---
We move to a new host.
"""


@dataclass(frozen=True)
class Answered:
    """A file as a client of HTTP gets it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """A built site, and where it is served."""

    site: Site
    url: str

    @property
    def folder(self) -> Path:
        return self.site.root / "site"

    def ask(self, path: str) -> Answered:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as answer:
            return Answered(answer.status, answer.headers, answer.read())

    def paths(self) -> list[str]:
        """Every file of the API."""
        found = [*(self.folder / "api").rglob("*.json"), self.folder / "health.json"]
        return sorted(f"/{path.relative_to(self.folder).as_posix()}" for path in found)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = Site(tmp_path_factory.mktemp("api") / "site")
    site.write("config/site.yaml", "name: Example Status\nurl: https://status.example.com\ntime_zone: Europe/Berlin\n")
    site.write("config/components.yaml", COMPONENTS)
    site.write("probes/api.yaml", PROBES)
    site.write("content/incidents/slow-database.md", OPEN)
    site.write("content/incidents/errors.md", OVER)
    for name, start in {"soon": "2026-11-07 02:00", "now": "2026-11-06 11:30", "past": "2026-10-31 02:00"}.items():
        site.write(f"content/maintenance/{name}.md", WORKS.format(title=f"Move {name}", start=start))
    _record(site)
    site.build(offline=True)
    server = open_server(site.root / "site", Live(), port=0)
    yield Served(site, server.url.rstrip("/"))
    server.stop()


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Where the API of each state is served."""
    folder = tmp_path_factory.mktemp("states")
    names = {state: state.replace(" ", "-") for state in STATES}
    for state, name in names.items():
        write(folder / name, bodies(STATES[state]()))
    server = open_server(folder, Live(), port=0)
    yield {state: f"{server.url}{name}" for state, name in names.items()}
    server.stop()


def _record(site: Site) -> None:
    """Answers of two days; an outage of some hours on the day before yesterday."""
    (site.root / "history").mkdir()
    with open_store(site.root / "history/history.db", keep_raw=14 * DAY) as store:
        for at in range(NOW - 2 * DAY, NOW + 1, 30 * MINUTE):
            down = at < NOW - DAY - 6 * HOUR and at > NOW - DAY - 10 * HOUR
            outcome, reason = (Outcome.down, "http_503") if down else (Outcome.up, "ok")
            results = tuple(
                ProbeResult(probe, "default", at, outcome, reason, 84.0, Phases(2.0, 9.0, 18.0, 84.0, 90.0))
                for probe in ("api-health", "api-secret")
            )
            store.record(ProbeRun(at, "default", results), {one.probe: Policy(every=30 * MINUTE) for one in results})
