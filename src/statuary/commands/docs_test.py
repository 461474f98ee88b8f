"""``docs test``: what guides show is tried, so that they cannot say what is not so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from statuary.commands.common import Command, Session, json_option, now_option

if TYPE_CHECKING:
    from statuary.proving.run import Verdict


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--network", is_flag=True, help="Ask the services that probes watch; otherwise nothing is asked.")
@click.option("--again", is_flag=True, help="Test all, also what has passed before and did not change.")
@now_option
@json_option
@click.pass_obj
def test(session: Session, *, paths: tuple[Path, ...], network: bool, again: bool) -> int:
    """Run the blocks of guides that are marked for it.

    PATH names guides or folders of them; by default all are tested. Each block runs in a folder of its own, without
    network and without your environment. The site says afterwards what was verified and when.
    """
    from statuary import build as the_road
    from statuary.proving import ledger
    from statuary.proving.blocks import Bench
    from statuary.proving.run import chosen, held, recorded, run
    from statuary.proving.sandbox import Sandbox

    now = session.now()
    config, texts, broken = the_road.marked_texts(session.root, now=now)
    pairs = held(chosen(texts, paths, session.root), config)
    bench = Bench(config, Sandbox.of_this_system(), now, network)
    known = ledger.load(session.root)
    verdicts = run(pairs, bench, known, again=again)
    ledger.save(session.root, recorded(verdicts, known, whole=not paths and not broken))
    faults = tuple(problem for problem in broken if problem.severity == "error")
    code = int(any(one.state == "failed" for one in verdicts) or bool(faults))
    ran = any(one.state in ("verified", "failed") and one.against.kind == "run" for one in verdicts)
    lacks = bench.sandbox.lacks if ran else ()
    if session.as_json:
        from statuary.terminal import as_json

        told = [*faults, *(one.problem for one in verdicts if one.problem)]
        print(as_json({"exit_code": code, "blocks": list(map(_data, verdicts)), "lacks": lacks, "problems": told}))
        return code
    _tell(session, verdicts, lacks)
    session.terminal.problems(faults)
    return code


def _tell(session: Session, verdicts: list[Verdict], lacks: tuple[str, ...]) -> None:
    from statuary.terminal import counted

    terminal = session.terminal
    for one in verdicts:
        if one.problem:
            terminal.problems([one.problem])
            terminal.details(one.diff)
        elif one.state == "untried":
            terminal.say(f"{one.block.place().place}: not verified. {one.why}")
        elif session.verbose:
            terminal.say(f"{one.block.place().place}: {one.state}")
    total = {
        state: sum(one.state == state for one in verdicts) for state in ("verified", "remembered", "failed", "untried")
    }
    good = total["verified"] + total["remembered"]
    told = f"{counted(good, 'block')} verified"
    told += f" ({total['remembered']} before, and unchanged since)" if total["remembered"] else ""
    told += f", {total['failed']} failed" if total["failed"] else ""
    told += f", {total['untried']} not verified" if total["untried"] else ""
    terminal.say(*lacks, f"{told}.")


def _data(one: Verdict) -> dict[str, Any]:
    from statuary.instants import iso

    place = one.block.place()
    return {
        "path": place.path,
        "line": place.line,
        "language": one.block.marked.language,
        "against": {"kind": one.against.kind, "name": one.block.marked.test},
        "state": one.state,
        "at": iso(one.seen.at) if one.seen else None,
        "what": one.failure.what if one.failure else one.why,
        "diff": one.diff,
    }
