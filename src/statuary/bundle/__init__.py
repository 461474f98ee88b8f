"""What there is to take away of the docs: ``docs.zip``, ``docs.epub`` and ``llms-full.txt``. Settled.

They hold the guides without what is live, so that the news of every five minutes does not make them anew: their view
has a digest of what people wrote, and what is inside is listed only where a file has to be made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import to_builtins
from msgspec.structs import replace

from statuary.frame import World, home_of
from statuary.guides import feedback_of
from statuary.memo import key
from statuary.model import Page, Value
from statuary.search import SEARCH, index_of
from statuary.shelf import is_guide
from statuary.theme import Theme
from statuary.views import Asset, Frame, Stamps

ZIP, EPUB, TEXT = "docs.zip", "docs.epub", "llms-full.txt"


class Bundle(Value, frozen=True):
    """``home``: the folder of its language in the site. ``written``: the digest of all that people wrote."""

    frame: Frame
    home: str
    written: bytes


def bundle_pages(world: World, planned: Sequence[Page], theme: Theme) -> Iterator[Page]:
    """The files to take away, where there are guides. ``planned``: the pages in the world's language."""
    guides = world.content.guides
    if guides:
        files = [page for page in planned if _is_file(page)]
        asked = world.config.site.repository, feedback_of(world)
        written = key(guides, asked, [(page.path, page.view) for page in files])
        view = Bundle(world.frame, home_of(world.frame.language, world.config), written)
        docs = tuple(page for page in planned if _is_docs(page))
        parts = _Parts(world.frame, view.home, docs, tuple(files), theme)
        yield Page(ZIP, "docs-zip", view, parts=parts)
        yield Page(EPUB, "docs-epub", view, parts=parts)
        yield Page(TEXT, "full-text", view, parts=parts)


def _is_docs(page: Page) -> bool:
    """Whether it is one of the docs of today, or what these are searched with."""
    if not page.path.startswith("docs/"):
        return False
    if is_guide(page):
        return not page.view.is_kept
    below = page.path == index_of("docs/") or page.path.rpartition("/")[0] == "docs/search"
    return page.renderer == "tags.html" or (page.renderer in SEARCH and below)


def _is_file(page: Page) -> bool:
    """Whether guides show it: neither a page nor what they are searched with."""
    below = page.path.startswith("docs/") and not page.renderer.endswith(".html")
    return below and not page.renderer.startswith("search")


class _Parts(Value, frozen=True):
    """What is inside, by its path in the whole site: guides as on a day without news, and what they use."""

    frame: Frame
    home: str
    docs: tuple[Page, ...]
    files: tuple[Page, ...]
    theme: Theme

    def __call__(self) -> Iterator[Page]:
        docs = (_calm(page) if is_guide(page) else page for page in self.docs)
        for page in (*docs, *self.files):
            yield Page(self.home + page.path, page.renderer, page.view, page.texts) if self.home else page
        yield from _assets(self.frame, self.theme)


def _calm(page: Page) -> Page:
    """Without how components are, incidents, and docs of other days. Most have none of that."""
    if not (page.view.components or page.view.alerts or page.view.versions):
        return page
    view = replace(page.view, stamps=Stamps(), components=(), as_of=None, alerts=(), versions=())
    return Page(page.path, page.renderer, view, page.texts[:1] if view.text else ())


def _assets(frame: Frame, theme: Theme) -> Iterator[Page]:
    """The files of the theme that the frame names."""
    named = {value for value in to_builtins(frame).values() if isinstance(value, str)}
    for name in theme.assets:
        path = theme.published(name)
        if path in named:
            yield Page(path, "asset", Asset(name))
