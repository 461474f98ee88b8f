"""``health.json`` (application/health+json, draft-inadarei-api-health-check-06): the page for monitors."""

from __future__ import annotations

from collections.abc import Iterator

from statuary.api.v1 import shapes
from statuary.api.v1.overview import stamps
from statuary.api.writing import maybe
from statuary.config import Config
from statuary.model import ComponentSummary, Outcome, ProbeSummary, Status, Summary
from statuary.wording import Words

_VERDICTS: dict[Status, shapes.Verdict] = {
    Status.operational: "pass",
    Status.under_maintenance: "pass",  # as planned
    Status.major_outage: "fail",
}
_OUTCOMES: dict[Outcome, shapes.Verdict] = {Outcome.up: "pass", Outcome.down: "fail"}


def health(summary: Summary, config: Config) -> shapes.Health:
    """Pass, warn or fail: of the page, of each component, of each probe's latency."""
    url, words = config.site.url, Words()
    verdict = _VERDICTS.get(summary.status, "warn")
    note = words.notes(summary.notes)
    return shapes.Health(
        **stamps(summary),
        status=verdict,
        version="1",
        serviceId=url,
        description=config.site.name,
        notes=[note] if note else [],
        output="" if verdict == "pass" else summary.headline,
        checks={
            key: checks
            for component in summary.components.values()
            for key, checks in _checks(component, f"{url}/components/{component.id}/", words)
        },
        links={"about": f"{url}/", "summary": f"{url}/api/v1/summary.json"},
    )


def _checks(component: ComponentSummary, url: str, words: Words) -> Iterator[tuple[str, list[shapes.Check]]]:
    verdict = _VERDICTS.get(component.status, "warn")
    yield (
        f"{component.id}:status",
        [
            shapes.Check(
                componentId=component.id,
                componentType="component",
                observedValue=component.status,
                status=verdict,
                time=maybe(component.checked_at),
                output="" if verdict == "pass" else words.reason(component.reason),
                links={"about": url},
            )
        ],
    )
    times = [_response_time(component, probe, url, words) for probe in component.probes if probe.latency is not None]
    if times:
        yield f"{component.id}:responseTime", times


def _response_time(component: ComponentSummary, probe: ProbeSummary, url: str, words: Words) -> shapes.Check:
    verdict = _OUTCOMES.get(probe.outcome, "warn")
    return shapes.Check(
        componentId=component.id,
        componentType="component",
        observedValue=round(probe.latency or 0, 1),
        observedUnit="ms",
        status=verdict,
        time=maybe(probe.checked_at),
        output="" if verdict == "pass" else words.reason(probe.reason),
        links={"about": url},
    )
