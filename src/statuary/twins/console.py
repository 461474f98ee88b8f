"""``index.txt``: the home page for ``curl``. At most 72 columns; our own words are ASCII."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from statuary.twins.marks import clean, line, utc
from statuary.views import HomeView, IncidentCard, Node, WorkItem
from statuary.wording import IMPACT, STATUS_WITHIN, UPDATE, Words

if TYPE_CHECKING:
    from statuary.render import Context

WIDTH = 72


def write(view: HomeView, context: Context) -> bytes:
    """The renderer of ``index.txt``."""
    del context
    return ("\n".join(one.rstrip() for one in _lines(view)).strip("\n") + "\n").encode()


def _lines(view: HomeView) -> Iterator[str]:
    words = Words()
    yield from _wrapped(view.title)
    yield from _wrapped(f"{view.frame.url}/")
    yield ""
    yield from _wrapped(f"{words.headline(view.headline).upper()} as of {utc(view.as_of)}")
    if view.stamps.generated_at is not None:
        until = view.stamps.valid_until
        yield from _wrapped(
            f"Made {utc(view.stamps.generated_at)}"
            + ("" if until is None else f"; do not rely on it after {utc(until)}")
        )
    yield from _wrapped(words.notes(view.notes))
    for one in view.active:
        yield from _incident(one)
    yield from _works("Maintenance now", view.working)
    if view.tree:
        yield from ("", "Components")
        yield from _nodes(view.tree, "  ")
    yield from _works("Planned maintenance", view.upcoming)


def _incident(one: IncidentCard) -> Iterator[str]:
    yield ""
    yield from _wrapped(f"Open incident: {one.item.title}")
    yield from _wrapped(f"{IMPACT[one.item.impact]}; began {utc(one.item.started_at)}", "  ")
    if one.next_at is not None:
        yield from _wrapped(f"Next update due {utc(one.next_at)}", "  ")
    for update in one.updates:
        yield f"  {utc(update.at)}  {UPDATE[update.status]}"
        for written in clean(update.text).strip().split("\n"):
            yield from _wrapped(written, "    ")


def _works(title: str, works: Iterable[WorkItem]) -> Iterator[str]:
    for number, one in enumerate(works):
        if number == 0:
            yield from ("", title)
        yield from _wrapped(one.title, "  ")
        yield f"    {utc(one.window.start)} to {utc(one.window.end)}"


def _nodes(nodes: Sequence[Node], indent: str) -> Iterator[str]:
    """A component's name at the left, its state at the right; on lines of their own where they do not fit on one."""
    for node in nodes:
        state = STATUS_WITHIN[node.status]
        name = f"{indent}{line(node.name)}"
        room = WIDTH - _cells(name) - len(state)
        if room > 0:
            yield f"{name}{' ' * room}{state}"
        else:
            yield from _wrapped(node.name, indent)
            yield state.rjust(WIDTH)
        yield from _nodes(node.children, f"{indent}  ")


def _wrapped(said: str, indent: str = "") -> list[str]:
    """The text in lines; letters that take two cells count as such."""
    text = line(said)
    room = WIDTH - len(indent)
    if _cells(text) > len(text):
        room //= 2
    return textwrap.wrap(text, room + len(indent), initial_indent=indent, subsequent_indent=indent)


def _cells(said: str) -> int:
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF") for letter in said
    )
