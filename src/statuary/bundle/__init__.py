"""What there is to take away of the docs: ``docs.zip``, ``docs.epub`` and ``llms-full.txt``. Settled.

They hold the guides without what is live, so that the news of every five minutes does not make them anew: their view
has a digest of what people wrote, and the pages inside are planned only where a file has to be made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace as replaced

from msgspec import to_builtins
from msgspec.structs import replace

from statuary.bundle.text import full_text
from statuary.frame import World, home_of
from statuary.guides import feedback_of
from statuary.memo import key
from statuary.model import Page, Value
from statuary.search import guide_search
from statuary.theme import Theme
from statuary.versions import docs_pages
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
        parts = _Parts(world, view.home, tuple(files), theme)
        yield Page(ZIP, "docs-zip", view, parts=parts)
        yield Page(EPUB, "docs-epub", view, parts=parts)
        yield Page(TEXT, "full-text", full_text(world))


def _is_file(page: Page) -> bool:
    """Whether guides show it: neither a page nor what they are searched with."""
    below = page.path.startswith("docs/") and not page.renderer.endswith(".html")
    return below and not page.renderer.startswith("search")


class _Parts(Value, frozen=True):
    """Plans what is inside, by its path in the whole site: guides as on a day without news, and what they use."""

    world: World
    home: str
    files: tuple[Page, ...]
    theme: Theme

    def __call__(self) -> Iterator[Page]:
        world = _calm(self.world)
        pages = (page for page in docs_pages(world) if page.path.startswith("docs/"))
        for page in (*pages, *guide_search("docs/", world.content.guides), *self.files):
            yield Page(self.home + page.path, page.renderer, page.view, page.texts)
        yield from _assets(world.frame, self.theme)


def _calm(world: World) -> World:
    """Without components, incidents and works, and with the docs of today only."""
    summary = replace(world.summary, incidents=(), maintenances=(), components={}, groups={}, tree=(), changes=())
    content = replace(world.content, incidents=(), maintenances=(), pages=(), versions=())
    return replaced(world, summary=summary, content=content, names={}, live=Stamps(), items={})


def _assets(frame: Frame, theme: Theme) -> Iterator[Page]:
    """The files of the theme that the frame names."""
    named = {value for value in to_builtins(frame).values() if isinstance(value, str)}
    for name in theme.assets:
        path = theme.published(name)
        if path in named:
            yield Page(path, "asset", Asset(name))
