"""What people see. Plain and stable lines where output is piped; colour, and a live line while probing, on a terminal.

What a build did is a list of lines of (text, style) spans, made by pure functions; printing them is all that is left.
"""

from __future__ import annotations

import json
import sys
import traceback
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from statuary import __version__
from statuary.errors import Problem
from statuary.instants import iso
from statuary.model import BuildReport, Outcome, ProbeRun, Status, Value
from statuary.reasons import sentence

Line = tuple[tuple[str, str], ...]  # (text, style) spans
OnStage = Callable[[str], None] | None
Progress = Callable[[int, int], None] | None

_WORDS = {
    Status.operational: ("operational", "green"),
    Status.under_maintenance: ("under maintenance", "blue"),
    Status.degraded_performance: ("degraded performance", "yellow"),
    Status.partial_outage: ("partial outage", "dark_orange"),
    Status.major_outage: ("major outage", "red"),
    Status.unknown: ("unknown", "magenta"),
}
_OUTCOMES = {Outcome.up: "green", Outcome.degraded: "yellow", Outcome.down: "red", Outcome.unknown: "magenta"}
_STAGES = {
    "config": "Reading the configuration",
    "probe": "Asking the probes",
    "record": "Recording the answers",
    "content": "Reading the content",
    "render": "Rendering",
    "publish": "Publishing",
}


# ------------------------------------------------------------------------------------------------------------ sentences


def clean(text: str) -> str:
    """Without control characters: what a file or a stranger wrote must not steer the terminal."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in {"Cc", "Cf"} else c for c in text)


def because(reason: str) -> str:
    """A reason code for people: ``answered 503``, ``incident 2026-11-06-slow-checkout``."""
    kind, colon, name = reason.partition(":")
    return f"{kind} {name}" if colon else sentence(reason)


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def refusal(problems: Sequence[Problem]) -> list[str]:
    """A refused command: a problem a line, and what it means."""
    errors = sum(problem.severity == "error" for problem in problems)
    return [*(clean(str(problem)) for problem in problems), f"{counted(errors, 'problem')}; nothing was changed."]


def bug_sentence(error: BaseException) -> str:
    """One line that can be reported as it is: without the exception's own message, which may hold what is private."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return (
        f"This is a bug of Statuary's ({type(error).__name__}{place}, version {__version__}). The published site is "
        "whole. Please report this line where you got Statuary from; -v shows more."
    )


def report_lines(report: BuildReport, place: str, *, verbose: bool = False) -> list[Line]:
    """What a build did: the headline, what is not well and why, what was written, how long it took."""
    style = "bold red" if any(status.rank > 1 for _, status, _ in report.components) else "bold"
    when = iso(report.generated_at - report.generated_at % 1000)
    lines: list[Line] = [((report.headline, style), (f"  as of {when}", "dim"))]
    if report.note:
        lines.append(((report.note, ""),))
    width = max((len(name) for name, _, _ in report.components), default=0)
    for name, status, reason in report.components:
        word, colour = _WORDS[status]
        lines.append((("  ", ""), (f"{name:{width}}  ", ""), (word, colour), (f": {because(reason)}", "")))
    if verbose:
        lines += [((f"  {stage.name:10} {stage.millis:8.1f} ms", "dim"),) for stage in report.stages]
        lines += [((f"  written  {path}", "dim"),) for path in report.written]
        lines += [((f"  removed  {path}", "dim"),) for path in report.removed]
    lines.append(((f"{place}: {_files(report)} in {_seconds(report)}", ""),))
    return lines


def check_lines(report: BuildReport) -> list[Line]:
    """What ``check`` found, beyond the problems themselves."""
    errors = sum(problem.severity == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    found = [counted(number, noun) for number, noun in ((errors, "problem"), (warnings, "warning")) if number]
    text = " and ".join(found) if found else "Config, content and pages are in order"
    return [((f"{text}, checked in {_seconds(report)}. Nothing was written.", "" if errors else "green"),)]


def run_lines(run: ProbeRun, report: BuildReport) -> list[Line]:
    """A line a probe: its outcome, reason and latency."""
    width = max((len(result.probe) for result in run.results), default=0)
    lines: list[Line] = []
    for result in run.results:
        latency = "" if result.latency is None else f", {result.latency:.0f} ms"
        told = f" ({result.note})" if result.note else ""
        spans = ((f"{result.probe:{width}}  ", ""), (f"{result.outcome:8}", _OUTCOMES[result.outcome]))
        lines.append((*spans, (f"  {sentence(result.reason)}{latency}{told}", "")))
    if run.reason:
        lines.append(((f"{run.reason[:1].upper()}{run.reason[1:]}.".replace("..", "."), "bold"),))
    asked = counted(len(run.results), "probe") if run.results else "No probe was due; nothing was"
    lines.append(((f"{asked} asked from {run.location} in {_seconds(report)}", ""),))
    return lines


def _files(report: BuildReport) -> str:
    parts = [f"{counted(len(report.written), 'file')} written", f"{report.unchanged:,} unchanged"]
    return ", ".join([*parts, f"{len(report.removed):,} removed"] if report.removed else parts)


def _seconds(report: BuildReport) -> str:
    return f"{sum(stage.millis for stage in report.stages) / 1000:.2f} s"


# ------------------------------------------------------------------------------------------------------------- programs


def report_data(report: BuildReport) -> dict[str, Any]:
    """The report for programs."""
    return {
        "exit_code": report.exit_code,
        "generated_at": iso(report.generated_at),
        "headline": report.headline,
        "note": report.note,
        "components": [{"name": n, "status": s.value, "reason": r} for n, s, r in report.components],
        "written": report.written,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "stages": [{"name": stage.name, "ms": round(stage.millis, 1)} for stage in report.stages],
        "problems": report.problems,
    }


def run_data(run: ProbeRun, report: BuildReport) -> dict[str, Any]:
    """A probe run for programs."""
    results = [
        {
            "probe": result.probe,
            "outcome": result.outcome.value,
            "reason": result.reason,
            "latency_ms": result.latency,
            "attempts": result.attempts,
            "at": iso(result.at),
        }
        for result in run.results
    ]
    told = {"at": iso(run.at), "location": run.location, "verdict": run.verdict, "results": results}
    return {"exit_code": report.exit_code, **told, "problems": report.problems}


def as_json(data: dict[str, Any]) -> str:
    """JSON for programs; problems become objects."""
    return json.dumps(data, default=_problem, indent=2, ensure_ascii=False)


def _problem(problem: Problem) -> dict[str, Any]:
    words = {"what": problem.what, "why": problem.why, "fix": problem.fix}
    place = {"path": problem.path, "line": problem.line, "column": problem.column}
    return {"severity": problem.severity, **place, **words}


# ------------------------------------------------------------------------------------------------------------- printing


class Terminal(Value, frozen=True):
    """Results go to stdout, problems to stderr. ``quiet``: only problems."""

    quiet: bool = False
    verbose: bool = False

    def say(self, *lines: str | Line) -> None:
        """Prints lines, unless quiet."""
        if not self.quiet:
            self.print(*lines)

    def print(self, *lines: str | Line) -> None:
        """Prints lines in colour on a terminal, plain otherwise."""
        spans = [((line, ""),) if isinstance(line, str) else line for line in lines]
        if not sys.stdout.isatty():
            for line in spans:
                print(clean("".join(text for text, _ in line)))
            return
        from rich.console import Console  # noqa: PLC0415 - slow to load, and not for pipes
        from rich.text import Text  # noqa: PLC0415

        console = Console(highlight=False, soft_wrap=True)
        for line in spans:
            console.print(Text.assemble(*((clean(text), style) for text, style in line)))

    def problems(self, problems: Sequence[Problem]) -> None:
        """A problem a line, ``file:line:column: what, why, what to do``."""
        sys.stdout.flush()
        for problem in problems:
            print(clean(str(problem)), file=sys.stderr)

    def details(self, lines: Sequence[str]) -> None:
        """What belongs to the problem before it."""
        for line in lines:
            print(f"    {clean(line)}".rstrip(), file=sys.stderr)

    @contextmanager
    def live(self) -> Iterator[tuple[OnStage, Progress]]:
        """A line that says what is being done, where somebody watches: gone when it is done."""
        if self.quiet or not sys.stderr.isatty():
            yield None, None
            return
        from rich.console import Console  # noqa: PLC0415

        with Console(stderr=True).status("Beginning") as status:
            said = ""

            def on_stage(stage: str) -> None:
                nonlocal said
                said = _STAGES.get(stage, said)
                status.update(said)

            def progress(done: int, total: int) -> None:
                status.update(f"{said} {done:,} of {total:,}")

            yield on_stage, progress
