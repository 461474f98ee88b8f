"""Where everything is: the addresses of all pages, the anchors on them, and what each source file became."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote

from statuary import errors
from statuary.model import Content, Converted, Page, Value
from statuary.shelf import is_guide
from statuary.views import RedirectView
from statuary.volumes import paths_of

_TITLE = "main"  # where a page begins: elsewhere its title has an anchor of its own
_OWN = frozenset({_TITLE, "top"})


class Place(Value, frozen=True):
    """Where an address is written: on which page, in which file."""

    address: str  # of the page, within its language: ``docs/a/``
    source: str  # ``content/guides/a.md``
    root: str  # from the page to the site in its language
    up: str  # from there to the site itself
    home: str  # the language's folder: ``de/``

    @classmethod
    def of(cls, page: Page, source: str) -> Place:
        address = unquoted(page.view.path)
        home = page.path[: len(page.path) - len(f"{address}index.html")]
        return cls(address, source, page.view.root, page.view.frame.up, home)


@lru_cache(20_000)
def unquoted(text: str) -> str:
    """Percent-encoded or not, composed or not: one spelling."""
    return text if text.isascii() and "%" not in text else unicodedata.normalize("NFC", unquote(text))


class Atlas(Value, frozen=True):
    """``paths`` are all files of the site; ``anchors`` those of guides and pages, by the page's file."""

    paths: frozenset[str]
    folded: Mapping[str, str]  # by the address in lower case
    anchors: Mapping[str, frozenset[str]]
    titles: Mapping[str, tuple[tuple[str, str], ...]]  # by the page's file: (anchor, heading)
    sources: Mapping[str, str]  # source file -> address within the language
    names: Mapping[str, tuple[str, ...]]  # by a source's file name: all of that name

    @classmethod
    def of(cls, pages: Iterable[Page], outlines: Mapping[str, Converted], content: Content) -> Atlas:
        paths = frozenset(paths_of(pages))
        anchors: dict[str, frozenset[str]] = {}
        titles: dict[str, tuple[tuple[str, str], ...]] = {}
        for page in pages:
            view = page.view
            if is_guide(page):
                outline = outlines.get(page.path, Converted(""))
                moved = [anchor for anchor, _ in view.moved]
                headings = ((anchor, text) for _, anchor, text in outline.headings)
                titles[page.path] = ((_TITLE, view.title), *headings)
                anchors[page.path] = frozenset((*(one for one, _ in titles[page.path]), *outline.ids, *moved)) | _OWN
            elif isinstance(view, RedirectView):
                anchors[page.path] = frozenset(anchor for anchor, _ in view.parts) | _OWN
        sources = _sources(content)
        names: dict[str, tuple[str, ...]] = {}
        for path in sources:
            name = path.rpartition("/")[2].casefold()
            names[name] = (*names.get(name, ()), path)
        return cls(paths, {path.casefold(): path for path in paths}, anchors, titles, sources, names)

    def has(self, address: str, anchor: str) -> bool:
        """Whether the page has the anchor. Of pages that no person wrote nobody says what they have."""
        known = self.anchors.get(f"{address}index.html")
        return known is None or unquoted(anchor) in known

    def like_github(self, file: str, anchor: str) -> str | None:
        """Our anchor of the heading that GitHub would give this one."""
        seen: dict[str, int] = {}
        for own, heading in self.titles.get(file, ()):
            theirs = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            count = seen[theirs] = seen.get(theirs, -1) + 1
            if (f"{theirs}-{count}" if count else theirs) == anchor:
                return own
        return None

    def nearest(self, address: str, anchor: str) -> str:
        """What the anchor may have been meant to be."""
        return errors.nearest(anchor, [one for one, _ in self.titles.get(f"{address}index.html", ())[1:]])


def _sources(content: Content) -> dict[str, str]:
    found = {guide.source.path: f"docs/{guide.path}/" if guide.path else "docs/" for guide in content.guides}
    found.update({page.source.path: f"{page.path}/" for page in content.pages})
    found.update({one.source.path: f"incidents/{one.id}/" for one in content.incidents})
    for work in reversed(content.maintenances):
        found[work.source.path] = f"maintenance/{work.id}/"
    return found
