"""Twins: beside every page what it says as Markdown (``index.md``), and beside the home page as plain text.

They are made of the values that pages show and of what people wrote, not of HTML, and share the page's view: where the
page has not changed, neither has its twin. Our own words in them are English, like those of everything for machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statuary.model import Page

TWIN = "index.md"

_TWINNED = frozenset(
    {
        "component.html",
        "guide.html",
        "history.html",
        "home.html",
        "incident.html",
        "maintenance.html",
        "month.html",
    }
)


def with_twins(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, each followed by its twins."""
    for page in pages:
        yield page
        if page.renderer in _TWINNED and not page.view.is_kept:
            place = page.path.removesuffix("index.html")
            yield Page(place + TWIN, "twin", page.view)
            if not place:
                yield Page("index.txt", "index.txt", page.view)
