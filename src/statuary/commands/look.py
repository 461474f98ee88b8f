"""``serve`` and ``watch``: looking at the site on this machine."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statuary.commands.common import Command, Function, Session, length, now_option

if TYPE_CHECKING:
    from statuary.instants import Millis
    from statuary.model import BuildReport
    from statuary.publish import Published
    from statuary.serve.live import Live
    from statuary.serve.server import SiteServer
    from statuary.terminal import Terminal


_FIRST = 0.1  # seconds in which pages reload, before this process goes on with what nobody waits for


def server_options(function: Function) -> Function:
    """Where to listen, and whether to open a browser."""
    options = (
        click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 for any.  [default: 8000 or the next]"),
        click.option(
            "--host", default="127.0.0.1", show_default=True, help="The address to listen on; others may then read it."
        ),
        click.option("--open", "browse", is_flag=True, help="Open it in the browser."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command(cls=Command)
@server_options
@click.pass_obj
def serve(session: Session, *, port: int | None, host: str, browse: bool) -> int:
    """Show the site in a browser.

    Pages reload by themselves when it is published anew.
    """
    from statuary.errors import Problem, Refused

    site = session.root / "site"
    if not site.is_dir():
        what, fix = "There is no site yet.", "Build it first, or use 'statuary watch'."
        raise Refused([Problem(str(site), what=what, fix=fix)])
    _serve_during(partial(_follow, site), session, site, host, port, browse=browse)
    return 0


def _follow(site: Path, live: Live) -> None:
    """Tells the pages when another process has published: then the manifest is another file."""
    before = _mark(site)
    while True:
        time.sleep(0.2)
        now = _mark(site)
        if now and now != before:
            live.published()
        before = now


def _mark(site: Path) -> tuple[int, int] | None:
    from statuary.publish import MANIFEST

    try:
        about = (site / MANIFEST).stat()
    except OSError:
        return None
    return (about.st_ino, about.st_mtime_ns)


def _serve_during(
    work: Callable[[Live], None], session: Session, site: Path, host: str, port: int | None, *, browse: bool
) -> None:
    """Serves the site while the work goes on: until Ctrl-C, which is how it is meant to end."""
    from statuary.serve.live import Live
    from statuary.serve.server import open_server

    gc.enable()  # this process stays
    live = Live()
    try:
        with open_server(site, live, host=host, port=port) as server:
            _say_where(server, session, browse=browse)
            work(live)
    except KeyboardInterrupt:
        session.terminal.say("Stopped.")


def _say_where(server: SiteServer, session: Session, *, browse: bool) -> None:
    if server.is_exposed:
        port = server.server_address[1]
        print(f"warning: everyone who reaches {server.host} port {port} can read this.", file=sys.stderr)
    session.terminal.say(f"Serving {server.site} at {server.url} (Ctrl-C stops it)")
    sys.stdout.flush()
    if browse:
        _open(server.url, session.environ)


def _open(url: str, environ: Mapping[str, str]) -> None:
    """In a browser with windows; one for the terminal would take it over."""
    if sys.platform == "darwin" or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        import webbrowser

        webbrowser.open(url)


@click.command(cls=Command)
@server_options
@click.option(
    "--probe-every", type=length, metavar="TIME", help="Also ask the probes, like every 5m.  [default: never]"
)
@now_option
@click.pass_obj
def watch(session: Session, *, port: int | None, host: str, browse: bool, probe_every: Millis | None) -> int:
    """Build after every change, and show the site.

    Pages reload by themselves. What cannot be built is said here and in the page, which stays as it was.
    """
    keep_building(session, host, port, browse=browse, probe_every=probe_every)
    return 0


def keep_building(
    session: Session, host: str, port: int | None, *, browse: bool, probe_every: Millis | None, built: bool = False
) -> None:
    """Serves the site and builds it after every change, until Ctrl-C."""
    from statuary.errors import Problem, Refused
    from statuary.markup.converter import stand_by
    from statuary.render import load_renderers
    from statuary.watch import Loop

    if not session.root.is_dir():
        raise Refused([Problem(str(session.root), what="There is no such folder.", fix="Name the site with --root.")])
    seconds = None if probe_every is None else max(probe_every / 1000, 1.0)

    def rebuild(live: Live, probing: bool) -> None:
        gc.disable()  # looking for garbage takes a tenth of a build, and somebody waits for the build
        _rebuild(session, live, probing)

    def rest() -> None:
        gc.collect()
        gc.enable()
        stand_by()
        load_renderers()

    def work(live: Live) -> None:
        Loop(session.root, partial(rebuild, live), session.terminal.say, seconds, rest).run(built=built)

    _serve_during(work, session, session.root / "site", host, port, browse=browse)


def _rebuild(session: Session, live: Live, probing: bool) -> None:
    """One build, told to the terminal and to the pages. Nothing that goes wrong in it ends the watching."""
    from statuary.build import build
    from statuary.errors import Refused, StatuaryError
    from statuary.terminal import bug_sentence, refusal

    told = False

    def ahead(first: Published) -> None:
        nonlocal told
        if first.written or first.removed:
            told = True
            live.published()
            time.sleep(_FIRST)

    try:
        report = build(session.root, now=session.now(), environ=session.environ, offline=not probing, ahead=ahead)
    except StatuaryError as error:
        lines = refusal(error.problems) if isinstance(error, Refused) else [str(error)]
    except Exception as error:  # noqa: BLE001 - somebody is at work here: say it, and wait for the next change
        if session.verbose:
            import traceback

            traceback.print_exception(error)
        lines = [bug_sentence(error)]
    else:
        _tell(session.terminal, live, report, told=told)
        return
    print(*lines, sep="\n", file=sys.stderr, flush=True)
    live.failed("\n".join([*lines, "", "The page shows the last good build."]))


def _tell(terminal: Terminal, live: Live, report: BuildReport, *, told: bool) -> None:
    from statuary.terminal import counted

    problems = "\n".join(str(problem) for problem in report.problems if problem.severity == "error")
    if (report.written or report.removed) and not told:
        live.published(problems)
    else:
        live.failed(problems)
    seconds = sum(stage.millis for stage in report.stages) / 1000
    changed = f"{counted(len(report.written), 'file')} written" if report.written else "nothing changed"
    terminal.say(f"Built in {seconds:.2f} s: {changed}. {report.headline}.")
    terminal.problems(report.problems)
    sys.stdout.flush()


COMMANDS: tuple[click.Command, ...] = (serve, watch)
