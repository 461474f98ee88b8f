"""``build``, ``probe``, ``check``, ``links`` and ``explain``: the road, and what is said about it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from statuary.commands.common import Command, Session, json_option, length, now_option

if TYPE_CHECKING:
    from statuary.instants import Millis
    from statuary.model import BuildReport


def _location(_: click.Context, __: click.Parameter, value: str) -> str:
    from statuary.configfiles import checked_id

    try:
        return checked_id(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


location_option = click.option(
    "--location",
    metavar="NAME",
    default="default",
    show_default=True,
    callback=_location,
    help="Where this machine is: results are kept by location.",
)


@click.command(cls=Command)
@click.option("--offline", is_flag=True, help="Ask nothing; publish what is known.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Publish there.  [default: site/]")
@location_option
@now_option
@json_option
@click.pass_obj
def build(session: Session, *, offline: bool, out: Path | None, location: str) -> int:
    """Ask the probes, record, and write the site.

    This is what happens without a command. The results are kept in history/, the site is written to site/.
    """
    return build_and_tell(session, offline=offline, out=out, location=location)


def build_and_tell(
    session: Session, *, offline: bool = False, out: Path | None = None, location: str = "default"
) -> int:
    """One build and what is said about it; gives the exit code."""
    from statuary import build as the_road
    from statuary.terminal import as_json, report_data, report_lines

    terminal = session.terminal
    with terminal.live() as (on_stage, progress):
        report = the_road.build(
            session.root,
            now=session.now(),
            environ=session.environ,
            offline=offline,
            out=out,
            location=location,
            on_stage=on_stage,
            progress=progress,
        )
    _remember(session.root, report)
    if session.as_json:
        print(as_json(report_data(report)))
        return report.exit_code
    terminal.say(*report_lines(report, str(out or session.root / "site"), verbose=session.verbose))
    terminal.problems(report.problems)
    return report.exit_code


@click.command(cls=Command)
@location_option
@now_option
@json_option
@click.pass_obj
def probe(session: Session, *, location: str) -> int:
    """Ask the probes that are due; publish nothing."""
    from statuary.build import probe_only
    from statuary.terminal import as_json, run_data, run_lines

    terminal = session.terminal
    with terminal.live() as (on_stage, progress):
        report, run = probe_only(
            session.root,
            now=session.now(),
            environ=session.environ,
            location=location,
            on_stage=on_stage,
            progress=progress,
        )
    if session.as_json:
        print(as_json(run_data(run, report)))
        return report.exit_code
    terminal.say(*run_lines(run, report))
    terminal.problems(report.problems)
    return report.exit_code


@click.command(cls=Command)
@now_option
@json_option
@click.pass_obj
def check(session: Session) -> int:
    """Say all mistakes; ask and write nothing."""
    from statuary import build as the_road
    from statuary.terminal import as_json, check_lines, report_data

    report = the_road.check(session.root, now=session.now())
    if session.as_json:
        print(as_json(report_data(report)))
        return report.exit_code
    session.terminal.problems(report.problems)
    session.terminal.say(*check_lines(report))
    return report.exit_code


@click.command(cls=Command)
@click.argument("path", required=False)
@json_option
@click.pass_obj
def explain(session: Session, *, path: str | None) -> int:
    """Say why the last build changed files.

    With PATH (as in site/PATH): why that file is as it is.
    """
    from statuary.errors import Problem, Refused
    from statuary.explain import explain as why
    from statuary.memo import open_memo
    from statuary.terminal import as_json

    memo_file = session.root / ".statuary" / "memo.db"
    if not memo_file.is_file():
        raise Refused([Problem("", what="There is nothing to explain yet.", fix="Build the site first.")])
    last = _last(session.root)
    paths = [_in_site(path)] if path else last.get("written", [])
    with open_memo(memo_file) as memo:
        if path and not why(paths[0], memo) and why(_in_site(f"{path}/"), memo):
            paths = [_in_site(f"{path}/")]  # a page named without its last slash
        reasons = {one: why(one, memo) for one in paths}
    if path and not reasons[paths[0]]:
        raise Refused([Problem("", what=f"No build has written {paths[0]}.", fix="Name a file as in site/PATH.")])
    if session.as_json:
        print(as_json({"reasons": reasons, "removed": last.get("removed", [])}))
        return 0
    session.terminal.print(*(f"{one}: {reason or 'It was not as it should be.'}" for one, reason in reasons.items()))
    if not path:
        session.terminal.print(*(f"{one}: removed; nothing makes it any more." for one in last.get("removed", [])))
        if not reasons and not last.get("removed"):
            session.terminal.print("The last build changed no file.")
    return 0


@click.command(cls=Command)
@click.option("--timeout", type=length, default="10s", show_default=True, metavar="TIME", help="How long to wait.")
@click.option("--again", is_flag=True, help="Ask all, also those that worked within the last week.")
@now_option
@json_option
@click.pass_obj
def links(session: Session, *, timeout: Millis, again: bool) -> int:
    """Ask other sites whether the links to them still work.

    Links within the site are checked by every build. What worked is not asked again for a week.
    """
    from statuary import build as the_road
    from statuary.links import external
    from statuary.terminal import as_json, counted

    config, texts = the_road.linked_texts(session.root, now=session.now())
    cache = session.root / ".statuary" / "links.json"
    known = {} if again else external.load(cache)
    found = external.addresses(texts)
    allowed = config.site.probing.allow_private
    verdicts = external.ask(found, known, session.now(), timeout, allowed)
    with suppress(OSError):
        external.save(cache, verdicts)
    problems = external.problems(found, verdicts)
    broken = sum(verdict.state == "broken" for verdict in verdicts.values())
    if session.as_json:
        print(as_json({"exit_code": int(broken > 0), "links": verdicts, "problems": problems}))
        return int(broken > 0)
    session.terminal.problems(problems)
    private = sum(verdict.detail == external.PRIVATE for verdict in verdicts.values())
    silent = sum(verdict.state == "silent" for verdict in verdicts.values()) - private
    told = f"{counted(len(found), 'link')} to other sites: {broken} broken, {silent} of sites that do not tell programs"
    unasked = f", {private} at private addresses, which are not asked" if private else ""
    session.terminal.say(f"{told}{unasked}.")
    return int(broken > 0)


def _in_site(path: str) -> str:
    """``site/docs/``, ``/docs/`` and ``docs/index.html`` are one page."""
    plain = path.removeprefix("./").removeprefix("site/").lstrip("/")
    return f"{plain}index.html" if not plain or plain.endswith("/") else plain


def _remember(root: Path, report: BuildReport) -> None:
    """For ``explain``: what the last build wrote. A cache like all in .statuary/, so a failure to write it is none."""
    text = json.dumps({"written": report.written, "removed": report.removed})
    with suppress(OSError):
        (root / ".statuary" / "last.json").write_text(text, "utf-8")


def _last(root: Path) -> dict[str, Any]:
    try:
        told = json.loads((root / ".statuary" / "last.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


COMMANDS: tuple[click.Command, ...] = (build, probe, check, links, explain)
