"""How guides stand in their sections: what is above, below and around each. Every folder is a section with a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote

from statuary.model import Guide, Page, Source
from statuary.views import Entry, Link

DOCS = "docs/"
_AROUND = 12  # of a long section, so many before a page and after it are in its navigation
_LONG = 2 * _AROUND + 6
_FEW = 40  # guides: so many are all shown everywhere
NOWHERE = Source("", "")
"""The source of a section that nobody wrote a page for."""


@lru_cache(50_000)
def href(path: str) -> str:
    """The address of a guide; each is named on many pages."""
    return f"{DOCS}{quote(path)}/" if path else DOCS


def is_guide(page: Page) -> bool:
    """Whether it shows a guide or a plain page; its twins have the same view."""
    return page.renderer == "guide.html"


def above(path: str) -> str:
    return path.rpartition("/")[0]


def named(path: str) -> str:
    """``scale-up/before_you_start`` -> ``Before you start``."""
    words = path.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Shelf:
    """All guides in order, with a page for every section. A page's own navigation is what is near it.

    A few guides are all shown everywhere. With ten thousand, a list of all on each would be a hundred million links: a
    page shows the sections above it, its neighbours and what is below, and of a long section what stands next to it.
    """

    guides: tuple[Guide, ...]

    @classmethod
    def of(cls, guides: Sequence[Guide], title: str) -> Shelf:
        """``title``: that of the docs where nobody wrote their own index."""
        there = {guide.path for guide in guides}
        whole: list[Guide] = []
        for guide in guides:
            for folder in (*reversed(list(_folders(guide.path))), ""):
                if folder not in there:
                    there.add(folder)
                    made = Guide(folder, named(folder) if folder else title, "", NOWHERE)
                    whole.insert(0 if not folder else len(whole), made)
            whole.append(guide)
        return cls(tuple(whole))

    @cached_property
    def by_path(self) -> dict[str, Guide]:
        return {guide.path: guide for guide in self.guides}

    @cached_property
    def listed(self) -> tuple[Guide, ...]:
        return tuple(guide for guide in self.guides if guide.listed)

    @cached_property
    def _below(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for guide in self.listed:
            if guide.path:
                entry = Entry(guide.title, href(guide.path), guide.path.count("/"), guide.description)
                found.setdefault(above(guide.path), []).append(entry)
        return found

    @cached_property
    def _bare(self) -> dict[str, list[Entry]]:
        """The same without descriptions."""
        return {path: [Entry(one.text, one.href, one.depth) for one in below] for path, below in self._below.items()}

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each page stands among its neighbours, by its address."""
        return {entry.href: number for entries in self._below.values() for number, entry in enumerate(entries)}

    @cached_property
    def _all(self) -> tuple[Entry, ...]:
        return tuple(Entry(one.title, href(one.path), one.path.count("/")) for one in self.listed if one.path)

    def below(self, path: str) -> tuple[Entry, ...]:
        """The pages of a section."""
        return tuple(self._below.get(path, ()))

    def around(self, path: str) -> tuple[Entry, ...]:
        """The navigation of a page."""
        if len(self.listed) <= _FEW:
            return self._all
        return tuple(self._opened("", (*reversed(list(_folders(path))), path)))

    def _opened(self, section: str, way: Sequence[str]) -> list[Entry]:
        """The section's pages; below the one on the way, its own."""
        entries = self._bare.get(section, [])
        place = self._places.get(href(way[0])) if way else None
        first, end = 0, len(entries)
        if end > _LONG:
            first = max(0, min((place or 0) - _AROUND, end - 2 * _AROUND - 1))
            end = first + 2 * _AROUND + 1
        if place is None or way[0] not in self._bare:
            return entries[first:end]
        return [*entries[first : place + 1], *self._opened(way[0], way[1:]), *entries[place + 1 : end]]

    def trail(self, path: str) -> tuple[Link, ...]:
        """The pages above, the docs' own index first."""
        if not path:
            return ()
        return tuple(Link(self.by_path[one].title, href(one)) for one in (*[""], *reversed(list(_folders(path)))))


def _folders(path: str) -> Iterator[str]:
    """``a/b/c`` -> ``a/b``, ``a``."""
    while path := above(path):
        yield path
