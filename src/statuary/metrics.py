"""``metrics.txt``: how everything is, for Prometheus and what reads its formats.

The text is OpenMetrics 1.0 and at the same time Prometheus' own format, since hosts call a ``.txt`` plain text and
Prometheus then reads it as the latter. That one knows no type for states, so what OpenMetrics calls a state set is a
gauge with all that makes one: a sample a state, 1 for the one that is (docs/decisions/0029). Nothing private.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from statuary import __version__
from statuary.instants import HOUR, SECOND, Instant, Millis
from statuary.model import (
    ComponentSummary,
    Impact,
    MaintenanceStatus,
    Outcome,
    Page,
    ProbeSummary,
    Status,
    Summary,
    Value,
)

if TYPE_CHECKING:
    from statuary.config import Config
    from statuary.render import Context

_RECENT = 2 * HOUR  # response times of an hour that began before this say nothing of now
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_AHEAD = (MaintenanceStatus.scheduled, MaintenanceStatus.in_progress, MaintenanceStatus.verifying)
_BOUNDS = "if all the time that nobody observed had been"


class Family(Value, frozen=True):
    """What is measured, with its samples as lines without the name: ``{labels} value``."""

    about: str
    samples: tuple[str, ...]
    kind: str = "gauge"

    @classmethod
    def of(cls, about: str, samples: Iterable[str], kind: str = "gauge") -> Family:
        return cls(about, tuple(samples), kind)


def plan(summary: Summary, config: Config) -> Page:
    """The file. Its families go by name."""
    return Page("metrics.txt", "metrics", dict(_families(summary, config)))


def write(view: dict[str, Family], context: Context) -> bytes:
    """The renderer."""
    del context
    return "".join([*(part for name, family in view.items() for part in _written(name, family)), "# EOF\n"]).encode()


def _written(name: str, family: Family) -> Iterator[str]:
    if not family.samples:
        return
    yield f"# HELP {name} {family.about}\n# TYPE {name} {family.kind}\n"
    unit = name.rpartition("_")[2]
    if unit in ("seconds", "ratio"):
        yield f"# UNIT {name} {unit}\n"
    for sample in family.samples:
        yield f"{name}{sample}\n"


def _families(summary: Summary, config: Config) -> Iterator[tuple[str, Family]]:
    own = tuple(summary.components.values())
    yield from _page(summary, config)
    yield from _components(summary, own)
    yield from _uptimes(own)
    yield from _objectives(own)
    yield from _probes(own, summary.generated_at)
    active = [item.incident.impact for item in summary.incidents if item.active]
    yield (
        "statuary_incidents_open",
        Family.of("Open incidents.", (f'{{impact="{impact.value}"}} {active.count(impact)}' for impact in Impact)),
    )
    works = [item.status for item in summary.maintenances]
    yield (
        "statuary_maintenances",
        Family.of("Planned work that is not over.", (f'{{status="{one.value}"}} {works.count(one)}' for one in _AHEAD)),
    )


def _page(summary: Summary, config: Config) -> Iterator[tuple[str, Family]]:
    site = config.site
    about = _labels(version=__version__, page=site.name, url=site.url)
    yield "statuary_build_info", Family("What made this, and for which page.", (f"{about} 1",))
    times = (
        ("generated", "When this was made.", summary.generated_at),
        ("data_as_of", "The newest check that counts.", summary.data_as_of),
        ("valid_until", "After this nobody may call what is here current.", summary.valid_until),
        ("next_check", "When something is to be asked again.", summary.next_check),
    )
    for name, words, at in times:
        yield f"statuary_{name}_timestamp_seconds", Family.of(words, _moment("", at))
    yield _states("statuary_page_status", "How the whole page is.", [("", summary.status)], Status)


def _components(summary: Summary, own: tuple[ComponentSummary, ...]) -> Iterator[tuple[str, Family]]:
    info = (f"{_labels(component=one.id, name=one.name, group=one.group or '')} 1" for one in own)
    yield "statuary_component_info", Family.of("A component's name and its group's id.", info)
    yield _states(
        "statuary_component_status", "How a component is.", [(_label("component", one.id), one.status) for one in own],
        Status,
    )  # fmt: skip
    since = (line for one in own for line in _moment(f"{{{_label('component', one.id)}}}", one.since))
    yield "statuary_component_since_timestamp_seconds", Family.of("Since when it has been so.", since)
    checked = (line for one in own for line in _moment(f"{{{_label('component', one.id)}}}", one.checked_at))
    yield "statuary_component_checked_timestamp_seconds", Family.of("The newest check that counts.", checked)
    groups = summary.groups.values()
    named = (f"{_labels(group=one.id, name=one.name)} 1" for one in groups)
    yield "statuary_group_info", Family.of("A group's name.", named)
    yield _states(
        "statuary_group_status", "How the worst component of a group is.",
        [(_label("group", one.id), one.status) for one in groups], Status,
    )  # fmt: skip


def _uptimes(own: tuple[ComponentSummary, ...]) -> Iterator[tuple[str, Family]]:
    """Windows of which nothing was observed have a coverage of 0 and no uptime."""
    each = [(_labels(component=one.id, window=uptime.window), uptime) for one in own for uptime in one.uptimes]
    figures = (
        ("uptime", "Share of the observed time without an outage.", [(at, one.ratio) for at, one in each]),
        ("uptime_low", f"The same {_BOUNDS} an outage.", [(at, one.low) for at, one in each]),
        ("uptime_high", f"The same {_BOUNDS} without one.", [(at, one.high) for at, one in each]),
        ("coverage", "Share of the time that was observed.", [(at, one.coverage) for at, one in each]),
    )
    for name, about, samples in figures:
        lines = (f"{at} {round(value, 8)}" for at, value in samples if value is not None)
        yield f"statuary_component_{name}_ratio", Family.of(about, lines)


def _objectives(own: tuple[ComponentSummary, ...]) -> Iterator[tuple[str, Family]]:
    each = [(_labels(component=one.id, window=one.budget.objective.window), one.budget) for one in own if one.budget]
    targets = (f"{at} {round(one.objective.target / 100, 8)}" for at, one in each)
    yield (
        "statuary_component_objective_ratio",
        Family.of("Share of the time without an outage that is promised.", targets),
    )
    total = (f"{at} {_seconds(one.total)}" for at, one in each)
    yield "statuary_component_error_budget_seconds", Family.of("Outage that the objective allows.", total)
    used = (f"{at} {_seconds(one.used)}" for at, one in each)
    yield "statuary_component_error_budget_used_seconds", Family.of("Outage that there was.", used)


def _probes(own: tuple[ComponentSummary, ...], now: Instant) -> Iterator[tuple[str, Family]]:
    each = [
        (_label("component", one.id) + "," + _label("probe", probe.id), probe) for one in own for probe in one.probes
    ]
    yield _states(
        "statuary_probe_outcome", "What the answers to a probe mean.", [(at, probe.outcome) for at, probe in each],
        Outcome,
    )  # fmt: skip
    yield (
        "statuary_probe_latency_seconds",
        Family.of("Response times of the newest hour.", _quantiles(each, now), "summary"),
    )
    ends = (line for at, probe in each for line in _moment(f"{{{at}}}", probe.certificate_until))
    yield "statuary_probe_certificate_expiry_timestamp_seconds", Family.of("When the certificate ends.", ends)


def _quantiles(each: Iterable[tuple[str, ProbeSummary]], now: Instant) -> Iterator[str]:
    for at, probe in each:
        newest = probe.hours[-1] if probe.hours else None
        if newest is not None and newest.start > now - _RECENT:
            for quantile, value in (("0.5", newest.p50), ("0.95", newest.p95), ("0.99", newest.p99)):
                yield f'{{{at},quantile="{quantile}"}} {round(value / SECOND, 6)}'


# --------------------------------------------------------------------------------------------------------------- format


def _states(name: str, about: str, each: Iterable[tuple[str, StrEnum]], all_: type[StrEnum]) -> tuple[str, Family]:
    """A state set: its label is called as it is."""
    ends = [(one, f'{name}="{one.value}"}}') for one in all_]
    lines = (
        f"{{{labels}{',' if labels else ''}{end} {int(one is state)}" for labels, state in each for one, end in ends
    )
    return name, Family.of(about, lines)


def _moment(labels: str, at: Instant | None) -> Iterator[str]:
    if at is not None:
        yield f"{labels} {_seconds(at)}"


def _seconds(length: Millis) -> str:
    whole, part = divmod(length, SECOND)
    return f"{whole}.{part:03}" if part else str(whole)


def _labels(**values: str) -> str:
    return "{" + ",".join(_label(name, value) for name, value in values.items()) + "}"


def _label(name: str, value: str) -> str:
    """Names are anything that people write; ids need no look."""
    return f'{name}="{_UNPRINTABLE.sub("", value).translate(_ESCAPES)}"'
