"""THE ROAD: one command probes, records, judges, renders and publishes. Data flows one way through named stages.

Nothing else orchestrates. Each stage takes values and gives values; disk, network and history are at its edges.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from msgspec.structs import replace

from statuary import __version__
from statuary.asking import Progress, asked_aside
from statuary.config import Config, load_config
from statuary.content import documents, load_content, written
from statuary.editions import with_editions
from statuary.errors import EXIT_DONE, EXIT_PROBLEMS, Problem, PublishError, StatuaryError
from statuary.history import Store, open_store
from statuary.instants import Instant
from statuary.links import link
from statuary.lock import lock
from statuary.markup.converter import Converter, stand_by
from statuary.memo import Memo, open_memo
from statuary.model import BuildReport, Content, History, Marked, Page, ProbeRun, Stage, Status, Summary, Text
from statuary.pages import plan
from statuary.proving import verify
from statuary.publish import NOTHING, Found, Published, look, publish, standing
from statuary.render import Context, is_late, render
from statuary.security import expiry
from statuary.sharing import Aside
from statuary.summary import summarise
from statuary.theme import Theme, load_theme
from statuary.timeline import fold
from statuary.wording import Words

P = ParamSpec("P")
T = TypeVar("T")


def build(
    root: Path,
    *,
    now: Instant,
    environ: Mapping[str, str],
    offline: bool = False,
    out: Path | None = None,
    location: str = "default",
    on_stage: Callable[[str], None] | None = None,
    progress: Progress | None = None,
    ahead: Callable[[Published], None] | None = None,
) -> BuildReport:
    """Builds the site at ``root`` into ``out`` (default ``site/``). Raises StatuaryError if nothing was published.

    ``ahead``: somebody is looking. Pages are published before what is made of all of them, and this is called between.
    """
    road = _Road(on_stage)
    out = _target(root, out)
    with lock(_cache(root) / "lock"), open_memo(_cache(root) / "memo.db") as memo, ExitStack() as stack:
        if memo.is_new:
            stand_by(wait=False)  # there will be much to convert
        config = road("config", load_config, root, memo)
        converter = stack.enter_context(_converter(config, memo))
        with _open_store(config) as store:
            asking = _asking(road, config, store, now, environ, location, progress)
            with nullcontext() if offline else asking:
                content, broken = road("content", load_content, config, memo, now)
                content = road("editions", _with_editions, content, store, config, now)
                theme = road("theme", load_theme, root, config.site.theme.brand, memo, _languages(config))
                context = Context(theme, converter, root, memo, __version__)
                stack.callback(context.spool.close)
                if not offline:  # what is learnt will be shown
                    road("templates", context.environment, config.site.language)
            if memo.is_new:
                converter.prepare(written(content))  # all of it is to be converted: that goes on beside what follows
            history = road("history", store.load, now)
        found = stack.enter_context(Aside(partial(look, out), Found, here=not out.exists()))
        if not memo.is_new:
            converter.expect(documents(content))  # likewise, of what is new
        timelines = road("fold", fold, history, content, config, now)
        summary = road("summarise", summarise, timelines, history, content, config)
        pages = road("plan", plan, summary, content, config, theme)
        pages, lost = road("link", link, pages, content, config, converter, memo)
        pages, unfit = road("verify", verify, pages, config, converter)
        first: Published = NOTHING
        unready: tuple[Problem, ...] = ()
        if ahead and not memo.is_new:
            first, unready = _ahead(road, pages, context, out, found.result)
            ahead(first)
        outputs, unrendered = road("render", render, pages, context)
        published = road("publish", publish, outputs, out, memo, found.result if first is NOTHING else None)
    problems = (
        *config.warnings,
        *expiry(config, now),
        *_warnings(store),
        *broken,
        *lost,
        *unfit,
        *unready,
        *unrendered,
    )
    return road.report(summary, problems, published.after(first))


def probe_only(
    root: Path,
    *,
    now: Instant,
    environ: Mapping[str, str],
    location: str = "default",
    on_stage: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> tuple[BuildReport, ProbeRun]:
    """Asks every due probe and records the answers; publishes nothing."""
    road = _Road(on_stage)
    with lock(_cache(root) / "lock"):
        config = road("config", load_config, root)
        with _open_store(config) as store, _asking(road, config, store, now, environ, location, progress) as asked:
            pass  # nothing else is to be done meanwhile
    return road.report(None, (*config.warnings, *_warnings(store)), None, now=now), asked.result()


def check(root: Path, *, now: Instant) -> BuildReport:
    """Everything that can be said without the network: reads, judges and renders all of it; writes nothing."""
    road = _Road(None)
    config = road("config", load_config, root)
    with open_memo(None) as memo, _converter(config, memo) as converter:
        pages, theme, lost = _unasked(road, config, converter, memo, now)
        pages, unfit = road("verify", verify, pages, config, converter, told=True)
        context = Context(theme, converter, root, memo, __version__)
        with closing(context.spool):
            _, unrendered = road("render", render, pages, context)
    problems = (*config.warnings, *expiry(config, now), *lost, *unfit, *unrendered)
    return road.report(None, problems, None, now=now)


def linked_texts(root: Path, *, now: Instant) -> tuple[Config, list[tuple[Text, tuple[str, ...]]]]:
    """All Markdown that people wrote, and where each text links to."""
    config = load_config(root)
    with open_memo(_cache(root) / "memo.db") as memo, _converter(config, memo) as converter:
        texts = list(written(load_content(config, memo, now)[0]))
        return config, [(text, one.links) for text, one in zip(texts, converter.outlines(texts), strict=True)]


def marked_texts(
    root: Path, *, now: Instant
) -> tuple[Config, list[tuple[Text, tuple[Marked, ...]]], tuple[Problem, ...]]:
    """All guides and pages with the blocks that are bound to tests, and why some guides are left out."""
    config = load_config(root)
    with open_memo(_cache(root) / "memo.db") as memo, _converter(config, memo) as converter:
        content, broken = load_content(config, memo, now)
        texts = list(documents(content))
        outlines = converter.outlines(texts)
        return config, [(text, one.marked) for text, one in zip(texts, outlines, strict=True) if one.marked], broken


def print_docs(root: Path, *, now: Instant) -> bytes:
    """The guides as a PDF. Raises Refused where there are none, and where what prints them is not installed."""
    from statuary.bundle.pdf import printed  # an extra

    road = _Road(None)
    config = road("config", load_config, root)
    with open_memo(None) as memo, _converter(config, memo) as converter:
        pages, theme, _ = _unasked(road, config, converter, memo, now)
        return road("print", printed, pages, Context(theme, converter, root, memo, __version__))


def _unasked(
    road: _Road, config: Config, converter: Converter, memo: Memo, now: Instant
) -> tuple[tuple[Page, ...], Theme, tuple[Problem, ...]]:
    """The pages of a site of which nothing was recorded, its theme, and what is wrong in what people wrote."""
    content, broken = road("content", load_content, config, memo, now)
    timelines = road("fold", fold, History(), content, config, now)
    summary = road("summarise", summarise, timelines, History(), content, config)
    theme = road("theme", load_theme, config.root, config.site.theme.brand, memo, _languages(config))
    pages = road("plan", plan, summary, content, config, theme)
    pages, lost = road("link", link, pages, content, config, converter, memo)
    return pages, theme, (*broken, *lost)


# ---------------------------------------------------------------------------------------------- the edges of the stages


def _ahead(
    road: _Road, pages: Sequence[Page], context: Context, out: Path, seen: Callable[[], Found]
) -> tuple[Published, tuple[Problem, ...]]:
    """The site with what is late in it as it was."""
    outputs, problems = road("render", render, [page for page in pages if not is_late(page)], context)
    whole = (*outputs, *standing(out, [page.path for page in pages if is_late(page)]))
    return road("publish", publish, whole, out, context.memo, seen), problems


@contextmanager
def _asking(
    road: _Road,
    config: Config,
    store: Store,
    now: Instant,
    environ: Mapping[str, str],
    location: str,
    progress: Progress | None,
) -> Iterator[Aside[ProbeRun]]:
    """Asks the probes that are due, and records their answers: also where what people wrote is refused meanwhile."""
    with asked_aside(config, store, now, environ, location, progress) as asked:
        try:
            yield asked
        except StatuaryError:
            _record(road, asked, store, config)
            raise
        _record(road, asked, store, config)


def _record(road: _Road, asked: Aside[ProbeRun], store: Store, config: Config) -> None:
    run = road("probe", asked.result)
    policies = {probe.id: replace(probe.policy, at_least=config.site.freshness.at_least) for probe in config.probes}
    road("record", store.record, run, policies)


def _with_editions(content: Content, store: Store, config: Config, now: Instant) -> Content:
    """The content, its planned work as calendars know it; what they have not been told is remembered."""
    if not content.maintenances:
        return content
    public = {component.id for component in config.components.values() if component.public}
    content, fresh = with_editions(content, store.editions(), public, now)
    if fresh:
        store.remember(fresh)
    return content


def _languages(config: Config) -> tuple[str, ...]:
    return (config.site.language, *config.site.languages)


def _target(root: Path, out: Path | None) -> Path:
    """Where the site goes. Raises PublishError for the folders that people write in, and our own."""
    out = out or root / "site"
    for name in ("config", "probes", "content", "templates", "history", ".statuary"):
        if out.resolve().is_relative_to((root / name).resolve()):
            raise PublishError(f"{out} is in {root / name}, which holds what the site is made of. Name another folder.")
    return out


def _cache(root: Path) -> Path:
    return root / ".statuary"


def _open_store(config: Config) -> Store:
    return open_store(config.root / "history" / "history.db", keep_raw=config.site.history.raw)


def _warnings(store: Store) -> Iterable[Problem]:
    return (Problem("history/history.db", what=sentence, severity="warning") for sentence in store.warnings)


def _converter(config: Config, memo: Memo) -> Converter:
    return Converter(memo, budget=config.site.limits.convert)


# -------------------------------------------------------------------------------------------------------- stage wrapper


@dataclass(slots=True)
class _Road:
    """Times a stage and tells who watches; the report is made of what it saw."""

    on_stage: Callable[[str], None] | None
    stages: list[Stage] = field(default_factory=list)

    def __call__(self, name: str, stage: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self.on_stage:
            self.on_stage(name)
        began = time.perf_counter()
        try:
            return stage(*args, **kwargs)
        finally:
            self.stages.append(Stage(name, (time.perf_counter() - began) * 1000))

    def report(
        self,
        summary: Summary | None,
        problems: tuple[Problem, ...],
        published: Published | None,
        *,
        now: Instant = 0,
    ) -> BuildReport:
        failed = any(problem.severity == "error" for problem in problems)
        return BuildReport(
            exit_code=EXIT_PROBLEMS if failed else EXIT_DONE,
            generated_at=summary.generated_at if summary else now,
            headline=summary.headline if summary else "",
            note=Words().notes(summary.notes) if summary else "",
            stages=tuple(self.stages),
            problems=tuple(sorted(set(problems))),  # one text may be shown in several files
            written=published.written if published else (),
            unchanged=published.unchanged if published else 0,
            removed=published.removed if published else (),
            components=_troubled(summary) if summary else (),
        )


def _troubled(summary: Summary) -> tuple[tuple[str, Status, str], ...]:
    """The components that are not operational, for the terminal."""
    return tuple(
        (component.name, component.status, component.reason)
        for component in summary.components.values()
        if component.status is not Status.operational
    )
