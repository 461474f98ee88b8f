"""Links and images of guides and pages: checked against what is published, and made to lead there.

What counts is the HTML that readers get: raw HTML, reference links and footnotes are in it like all others. Every page
and every anchor is known before anything is rendered, so a link that leads nowhere is a problem of the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from msgspec.structs import replace

from statuary.config import Config
from statuary.errors import Problem
from statuary.links.atlas import Atlas, Place, unquoted
from statuary.links.attached import Attachments
from statuary.links.places import Finder
from statuary.links.resolving import Resolver
from statuary.markup.converter import Converter
from statuary.markup.naming import FIXES, LEFT_OUT, LOST, NAMES
from statuary.memo import Memo, key
from statuary.model import Content, Converted, Page
from statuary.shelf import DOCS, is_guide
from statuary.views import RedirectView, Target
from statuary.volumes import is_volume

__all__ = ["link"]


def link(
    pages: Sequence[Page], content: Content, config: Config, converter: Converter, memo: Memo
) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages with what their links and images become, the files that they show, and all that leads nowhere."""
    written = [page for page in pages if is_guide(page) and page.view.text]
    if not written:
        return tuple(pages), ()
    outlines = dict(
        zip([page.path for page in written], converter.outlines([page.texts[0] for page in written]), strict=True)
    )
    attachments = Attachments(config, memo)
    atlas = Atlas.of(pages, outlines, content)
    resolver = Resolver(atlas, attachments, config.site.repository, config.root)
    linked: list[Page] = []
    problems: dict[Problem, None] = {}
    reached: set[str] = set()
    done: _Done = {}
    for page in pages:
        outline = outlines.get(page.path)
        if outline is None:
            linked.append(page)
            continue
        targets, found = _targets(page, outline, resolver, reached)
        problems.update(dict.fromkeys(found))
        view = replace(page.view, targets=targets) if targets else page.view
        linked.append(Page(page.path, page.renderer, view, page.texts, key(view)))
        done[id(page)] = page, linked[-1]
    problems.update(dict.fromkeys(_strayed_aliases(pages, content, atlas)))
    tops = {DOCS, *(f"{DOCS}{version.name}/" for version in content.versions)}
    problems.update(dict.fromkeys(_orphans(pages, written, reached, tops)))
    files = tuple(attachments.pages())
    known = {page.path: page.view.targets for page in linked if is_guide(page) and page.view.targets}
    return (*_holding(linked, known, files, done), *files), tuple(problems)


_Done = dict[int, tuple[Page, Page]]
"""Planned pages, by their identity, with what became of them."""


def _holding(
    pages: Iterable[Page], known: Mapping[str, tuple[Target, ...]], files: tuple[Page, ...], done: _Done
) -> Iterator[Page]:
    """The files that hold pages (a book, a ZIP) with what addresses become in them, and with what they show.

    Those that hold the same pages have them planned once.
    """
    opened: dict[int, tuple[bytes, Callable[[], tuple[Page, ...]]]] = {}
    for page in pages:
        if page.parts is None or is_volume(page):
            yield page
            continue
        if id(page.parts) not in opened:
            written = key(page.view.written, sorted(known.items()), [file.view for file in files])
            opened[id(page.parts)] = written, cache(partial(_inside, page.parts, known, files, done))
        written, parts = opened[id(page.parts)]
        yield replace(page, view=replace(page.view, written=written), parts=parts)


def _inside(
    parts: Callable[[], Iterable[Page]], known: Mapping[str, tuple[Target, ...]], files: tuple[Page, ...], done: _Done
) -> tuple[Page, ...]:
    """Each with a seal, which every file that holds it asks. Most pages are inside as they are in the site."""

    def linked(page: Page) -> Page:
        if id(page) in done:
            return done[id(page)][1]
        view = replace(page.view, targets=known[page.path]) if page.path in known else page.view
        return replace(page, view=view, seal=key(view))

    return tuple(linked(one) for one in (*parts(), *files))


def _targets(
    page: Page, outline: Converted, resolver: Resolver, reached: set[str]
) -> tuple[tuple[Target, ...], list[Problem]]:
    """What the page's addresses become, and what is wrong with them and with its text."""
    text = page.texts[0]
    here = Place.of(page, text.path)
    problems: list[Problem] = []
    targets: dict[str, Target] = {}
    finder = Finder(text)
    for image, addresses in ((False, outline.links), (True, outline.images)):
        for address in addresses:
            target, fault = resolver.resolve(address, here, image=image)
            if fault:
                problems += finder.problems(address, fault)
            elif target.href != address or target.width:
                targets.setdefault(address, target)
    reached.update(resolver.reached(outline.links, here))
    problems += _said(outline.said, finder)
    return tuple(targets.values()), problems


def _said(said: Iterable[tuple[str, str]], finder: Finder) -> Iterator[Problem]:
    """What the converter found in the text: notes that lead nowhere, and what is not of our Markdown."""
    icons = [words for kind, words in said if kind == "icon"]
    for kind, words in (one for one in said if one[0] != "icon" or one[1] == icons[0]):
        if kind in LOST:
            what, fix = (sentence.format(words=words, label=f"[{words.rpartition('[')[2]}") for sentence in LOST[kind])
            fault = Problem("", what=what, fix=fix, severity="error" if kind == "footnote" else "warning")
            yield from finder.problems(words, fault)
        else:
            others = f", and so {_counted(len(icons) - 1)} here" if kind == "icon" and icons[1:] else ""
            what = f"'{words}' is {NAMES[kind]}{others}; it is not supported, and "
            what += "left out." if kind in LEFT_OUT else "shown as it is written."
            fault = Problem("", what=what, fix=FIXES.get(kind, ""), severity="warning")
            yield from list(finder.problems(words, fault))[:1]


def _counted(others: int) -> str:
    return "is 1 other" if others == 1 else f"are {others} others"


def _strayed_aliases(pages: Iterable[Page], content: Content, atlas: Atlas) -> Iterator[Problem]:
    """Aliases of addresses that are taken, and of anchors that are nowhere."""
    led = {page.path for page in pages if isinstance(page.view, RedirectView)}
    for guide in (*content.guides, *content.pages):
        here = atlas.sources[guide.source.path] if guide.aliases else ""
        for alias in guide.aliases:
            file = f"{alias.path}/index.html"
            place = Problem(guide.source.path, alias.line, alias.column)
            if file not in led and not (alias.anchor and file in atlas.anchors):
                what = f"The alias /{alias.path}/ is the address of another page."
                yield replace(place, what=what, fix="Remove it, or rename that page.")
            if alias.target and not atlas.has(here, alias.target):
                what = f"There is no heading '#{alias.target}' on this page."
                yield replace(place, what=what, fix=atlas.nearest(here, alias.target))


def _orphans(pages: Iterable[Page], written: Iterable[Page], reached: set[str], tops: set[str]) -> Iterator[Problem]:
    """Pages that no navigation shows and no guide links to. Every page leads to the ``tops`` of all versions."""
    listed = {one.href for page in pages if is_guide(page) for one in page.view.below} | tops
    for page in written:
        view = page.view
        shown = view.path in listed if view.entries else "/" not in view.path.rstrip("/")
        if not shown and unquoted(view.path) not in reached and not view.frame.up:
            what = "No navigation shows this page, and no guide links to it."
            text = page.texts[0]
            yield Problem(text.path, 1, what=what, fix="Link to it from another page.", severity="warning")
