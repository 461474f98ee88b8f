"""Pages become bytes, each once: what a page's bytes depend on is its key, and a key that was rendered is not again.

The memo holds no bytes, only the digest that a key led to; the published file is the store of the bytes. A page that
fails to render is a problem, and the others go out.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from statuary import explain
from statuary.errors import Problem
from statuary.languages import ENGLISH
from statuary.memo import Keys, Memo, key
from statuary.model import Converted, Output, Page, Text
from statuary.search import SEARCH
from statuary.sharing import Made, Shared, can_share, is_worth_it
from statuary.spool import Spool
from statuary.volumes import is_volume, unbound

if TYPE_CHECKING:
    import jinja2

    from statuary.cards import Press
    from statuary.markup.converter import Converter
    from statuary.theme import Theme
    from statuary.views import Shown

RENDERERS: Mapping[str, str] = {
    "rss": "statuary.feedfiles:rss",
    "atom": "statuary.feedfiles:atom",
    "jsonfeed": "statuary.feedfiles:jsonfeed",
    "opml": "statuary.feedfiles:opml",
    "calendar": "statuary.calendarfiles:write",
    "json": "statuary.api.writing:write",
    "api.component": "statuary.api.v1.components:write",
    "api.incident": "statuary.api.v1.incidents:write",
    "api.incidents": "statuary.api.v1.incidents:write_index",
    "openapi": "statuary.api.openapi:write",
    "statuspage": "statuary.api.v2.writing:write",
    "statuspage.incident": "statuary.api.v2.writing:write_incident",
    "search": "statuary.search:write_index",
    "search-list": "statuary.search:write_list",
    "search-text": "statuary.search:write_texts",
    "badge": "statuary.badges:draw",
    "shield": "statuary.badges:shield",
    "metrics": "statuary.metrics:write",
    "embed": "statuary.embeds:script",
    "asset": "statuary.theme:asset",
    "attached": "statuary.links.attached:attached",
    "card": "statuary.cards:draw",
    "favicon.ico": "statuary.icons:favicon",
    "touch-icon.png": "statuary.icons:touch_icon",
    "icon-192.png": "statuary.icons:icon_192",
    "icon-512.png": "statuary.icons:icon_512",
    "twin": "statuary.twins.markdown:write",
    "index.txt": "statuary.twins.console:write",
    "sitemap": "statuary.sitemap:write",
    "sitemaps": "statuary.sitemap:write_index",
    "robots.txt": "statuary.sitemap:write_robots",
    "llms.txt": "statuary.llms:write",
    "security.txt": "statuary.security:write",
    "site.webmanifest": "statuary.manifest:write",
    "host": "statuary.hosts:write",
}
"""Renderers that are no templates: a page's ``renderer`` -> module:function(view, context) that gives its bytes."""

BINDERS: Mapping[str, str] = {
    "docs-epub": "statuary.bundle.epub:write",
    "docs-zip": "statuary.bundle.offline:write",
    "full-text": "statuary.bundle.text:write",
}
"""Renderers of files that hold pages: module:function(view, pages, context)."""

ALONE = SEARCH
"""Renderers that one process alone should call: the one uses the memo, and what the other writes is known then."""


def is_late(page: Page) -> bool:
    """Whether the page is made of all others of its kind, as books, indices and archives are: nobody waits for it."""
    return page.renderer in BINDERS or page.renderer == "search"


@dataclass
class Context:
    """What a renderer may use besides its view."""

    theme: Theme
    converter: Converter
    root: Path = Path()  # the site's, for the files that texts show
    memo: Memo = field(default_factory=Memo)
    version: str = ""
    bodies: dict[bytes, Body] = field(default_factory=dict)  # what has been rendered in this build, by key
    spool: Spool = field(default_factory=Spool)  # where that is
    environments: dict[str, jinja2.Environment] = field(default_factory=dict)  # by language, made when first needed
    keys: dict[str, Keys] = field(default_factory=dict)  # by renderer
    parts: dict[object, str] = field(default_factory=dict)  # of feeds and calendars: what several files have in common

    def markdown(self, profile: str, text: str) -> Converted:
        """Markdown as sanitised HTML."""
        return self.converter.convert(Text(profile, text))

    def environment(self, language: str) -> jinja2.Environment:
        """The theme's templates in a language."""
        if language not in self.environments:
            self.environments[language] = self.theme.environment(
                lambda profile, text: Markup(self.markdown(profile, text).html),  # noqa: S704 - sanitised
                language,
                lambda text: self.markdown("guide", text).headings,
            )
        return self.environments[language]

    @cached_property
    def press(self) -> Press:
        """What draws cards; made when the first is needed."""
        from statuary.cards import Press  # noqa: PLC0415 - loads an imaging library, and most builds draw none

        return Press(self.theme)

    @cached_property
    def packaged(self) -> Context:
        """The same with the theme's own templates alone."""
        return Context(self.theme.packaged(), self.converter, self.root, self.memo, self.version)

    def prepare(self, page: Page) -> None:
        """Loads what rendering such a page takes."""
        if page.renderer in RENDERERS:
            _function(RENDERERS[page.renderer])
        else:
            self.environment(page.view.frame.language).get_template(page.renderer)

    def write(self, page: Page) -> bytes:
        """The page's bytes."""
        if page.renderer in RENDERERS:
            return _function(RENDERERS[page.renderer])(page.view, self)
        if page.parts:
            return _function(BINDERS[page.renderer])(page.view, tuple(page.parts()), self)
        view: Shown = page.view
        return self.environment(view.frame.language).get_template(page.renderer).render(view=view).encode()

    def key(self, page: Page) -> bytes:
        """Everything that the page's bytes depend on, as a digest."""
        return self.key_of(page.renderer, page.seal or key(page.view))

    def key_of(self, renderer: str, digest: bytes) -> bytes:
        """The same, of a view with this digest."""
        if renderer not in self.keys:
            self.keys[renderer] = Keys(self.version, self.theme.digest, renderer)
        return self.keys[renderer](digest)

    def written(self, page: Page) -> bytes:
        """The page's bytes; those of this build where it has them."""
        known = self.bodies.get(self.key(page))
        return self.write(page) if known is None else known()


def load_renderers() -> None:
    """Loads what rendering any page may take: for a process that has time now, and none when it builds again."""
    for name in (*RENDERERS.values(), *BINDERS.values(), "statuary.templating:make_environment"):
        _function(name)


def _function(name: str) -> Callable[..., bytes]:
    module, _, function = name.partition(":")
    found: Callable[..., bytes] = getattr(importlib.import_module(module), function)
    return found


@dataclass
class _Fresh:
    """The pages that have to be rendered, and what came of it."""

    digests: dict[bytes, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    faults: dict[Problem, list[str]] = field(default_factory=dict)  # of templates, with the pages they are faults of
    unsettled: set[str] = field(default_factory=set)  # paths: not remembered, so that a problem is named again


_AT_ONCE = 6_000  # files
Body = Callable[[], bytes]
Files = tuple[tuple[str, str], ...]
"""Paths with digests (SHA-256, hex)."""


def render(pages: Sequence[Page], context: Context) -> tuple[tuple[Output, ...], tuple[Problem, ...]]:
    """An output a file, and what could not be rendered or converted."""
    volumes = {context.key(page): page for page in pages if is_volume(page)}
    known = context.memo.known("volume", list(volumes), Files)
    closed = [one for one in volumes if one not in known]
    outputs: list[Output] = []
    fresh = _Fresh()
    for group in _groups([page for page in pages if not is_volume(page)], [volumes[one] for one in closed]):
        outputs += _rendered(list(unbound(group)), context, fresh)
    if closed:
        made = {output.path: output.digest for output in outputs if output.path not in fresh.unsettled}
        whole = [one for one in closed if all(path in made for path in volumes[one].view.files)]
        shelved = {one: [(path, made[path]) for path in volumes[one].view.files] for one in whole}
        context.memo.remember("volume", shelved)
    for one, files in known.items():
        outputs += _shelved(volumes[one], files, context)
    problems = dict.fromkeys(fresh.problems)  # several pages show the same text
    return tuple(outputs), (*problems, *starmap(_told, fresh.faults.items()), *_unused(context))


def _groups(single: Iterable[Page], volumes: Iterable[Page]) -> Iterator[Sequence[Page]]:
    """All of these, so many at once that the pages in the volumes need not be in memory together.

    What is of one month is close together: two processes touch less of each other's memory.
    """
    group = list(single)
    files = len(group)
    for volume in sorted(volumes, key=lambda page: page.path.rstrip("/").rpartition("/")[2]):
        if files > _AT_ONCE:
            yield group
            group, files = [], 0
        group.append(volume)
        files += len(volume.view.files)
    yield group


def _shelved(volume: Page, files: Files, context: Context) -> Iterator[Output]:
    """The files of a volume as they are known. It is opened only where one of them has been lost."""

    @cache
    def inside() -> dict[str, Page]:
        return {page.path: page for page in unbound([volume])}

    def body(path: str) -> bytes:
        return context.write(inside()[path])

    return (Output(path, digest, partial(body, path)) for path, digest in files)


def _rendered(pages: Sequence[Page], context: Context, fresh: _Fresh) -> Iterator[Output]:
    """An output a page, in their order."""
    memo = context.memo
    keys = list(_keys(pages, context))
    known = memo.known("page", keys, bytes)
    missing = {one: page for one, page in zip(keys, pages, strict=True) if one not in known}
    _render(
        missing,
        context,
        fresh,
        lambda: explain.record(list(missing.values()), memo, version=context.version, theme=context.theme.digest),
    )
    made = {one: fresh.digests[one] for one in missing if one in fresh.digests}
    memo.remember("page", {one: digest for one, digest in made.items() if missing[one].path not in fresh.unsettled})
    digests = {**known, **made}
    return (  # what was known is rendered only where the published file has been lost
        Output(page.path, digests[one].hex(), context.bodies.get(one) or partial(context.write, page))
        for one, page in zip(keys, pages, strict=True)
        if one in digests
    )


def _keys(pages: Iterable[Page], context: Context) -> Iterator[bytes]:
    """What each page's bytes depend on. A view that several pages share, a page and its twin, is digested once."""
    digests: dict[int, bytes] = {}
    for page in pages:
        digest = digests.get(id(page.view)) or page.seal or key(page.view)
        digests[id(page.view)] = digest
        yield context.key_of(page.renderer, digest)


def _render(missing: Mapping[bytes, Page], context: Context, fresh: _Fresh, record: Callable[[], None]) -> None:
    context.converter.prepare(text for page in missing.values() for text in page.texts)
    if is_worth_it(len(missing)):
        context.converter.settle()
    ready = _ready(missing, context)
    shared = Shared(context.write, list(ready.values()), context.spool) if ready else None
    record()
    holding = [item for item in missing.items() if item[1].parts]
    own = [item for item in missing.items() if item[0] not in ready and not item[1].parts]
    for one, page in sorted(own, key=lambda item: bool(item[1].texts)):  # Markdown is being converted
        _keep(one, page, _made(page, context, fresh), context, fresh)
    for (one, page), made in zip(ready.items(), shared.results() if shared else (), strict=True):
        _keep(one, page, made or _made(page, context, fresh), context, fresh)
    for one, page in holding:  # the pages that they hold are there by now
        _keep(one, page, _made(page, context, fresh), context, fresh)


def _ready(missing: Mapping[bytes, Page], context: Context) -> dict[bytes, Page]:
    """The pages that two processes can share: those that need nothing but memory."""
    alone = {one for one, page in missing.items() if page.parts or page.renderer in ALONE}
    ready = {
        one: page for one, page in missing.items() if one not in alone and all(map(context.converter.has, page.texts))
    }
    if not can_share(len(ready)):
        return {}
    try:
        for page in {page.renderer: page for page in ready.values()}.values():
            context.prepare(page)  # what is loaded before is loaded once
    except Exception:  # noqa: BLE001 - what is wrong with it is said where its page is rendered
        return {}
    return ready


def _made(page: Page, context: Context, fresh: _Fresh) -> Made | None:
    try:
        body = context.write(page)
    except Exception as error:  # noqa: BLE001 - what one page fails at must not keep the others from going out
        fresh.unsettled.add(page.path)
        instead = _instead(page, error, context, fresh)
        if instead is None:
            return None
        body = instead
    return hashlib.sha256(body).digest(), context.spool.put(body)


def _keep(one: bytes, page: Page, made: Made | None, context: Context, fresh: _Fresh) -> None:
    problems = list(_unconverted(page, context.converter))
    if made:
        fresh.digests[one], context.bodies[one] = made
    if problems:
        fresh.unsettled.add(page.path)
        fresh.problems += problems


def _instead(page: Page, error: Exception, context: Context, fresh: _Fresh) -> bytes | None:
    """The page as the packaged theme has it, where a template of the site's own is wrong."""
    try:
        if page.renderer in RENDERERS or page.parts or not context.theme.own:
            raise error  # noqa: TRY301 - there is nothing to show instead
        body = context.packaged.write(page)
    except Exception:  # noqa: BLE001 - see above
        what = f"The page {page.path} could not be rendered ({type(error).__name__}: {error})."
        fresh.problems.append(Problem(page.path, what=what, fix="It is left out."))
        return None
    from statuary.templatefaults import fault  # noqa: PLC0415 - rarely needed

    fresh.faults.setdefault(fault(error, page.renderer, context), []).append(page.path)
    return body


def _told(fault: Problem, paths: Sequence[str]) -> Problem:
    """The fault with what came of it."""
    shown = f"{paths[0]} is" if len(paths) == 1 else f"{len(paths)} pages, like {paths[0]}, are"
    return replace(fault, fix=f"Until it is mended, {shown} shown as the packaged theme has it.")


def _unused(context: Context) -> Iterable[Problem]:
    """Blocks of the site's own templates that are shown nowhere."""
    if not any(name in context.theme.own for name in context.theme.templates):
        return ()
    from statuary.templatefaults import unused_blocks  # noqa: PLC0415 - most sites have no templates of their own

    return unused_blocks(context.theme, context.packaged.environment(ENGLISH))


def _unconverted(page: Page, converter: Converter) -> Iterator[Problem]:
    """A problem for each text of the page that is shown plain because it could not be converted."""
    for text in page.texts:
        converted = converter.convert(text)
        if converted.problem:
            fix = "It is shown as plain text; write it more simply."
            yield Problem(text.path or page.path, text.line, what=converted.problem, fix=fix)
