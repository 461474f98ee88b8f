"""Converted Markdown as it stands on one page: links that lead there, images with sizes, notes in its language."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

from statuary.plain import in_one_line
from statuary.views import Target
from statuary.wording import _

_TAG = re.compile(r'<(a|img)((?: [a-z-]+="[^"]*")*)>')
_ADDRESS = re.compile(r' (?:href|src)="([^"]*)"')
_NOTE = re.compile(r'<sup id="fnref[^>]*>.*?</sup>')  # the number of a footnote
_TITLE = re.compile(r'<p class="admonition-title">(\w+)</p>|<summary>(\w+)</summary>')
_TITLES = frozenset(
    {
        _("Note"),
        _("Tip"),
        _("Important"),
        _("Warning"),
        _("Caution"),
        _("Info"),
        _("Danger"),
        _("Example"),
        _("Question"),
        _("Success"),
        _("Quote"),
    }
)
"""Titles that are made of an admonition's kind."""


def woven(text: Markup, targets: Sequence[Target], say: Callable[[str], str]) -> Markup:
    """The sanitised HTML with what its addresses become. ``say`` gives a word of ours in the page's language."""
    made = str(text)
    if targets or "<img" in made:
        known = {one.written: one for one in targets}
        made = _TAG.sub(lambda tag: _led(tag, known), made)
    if "admonition-title" in made or "<summary>" in made:
        made = _TITLE.sub(lambda title: _said(title, say), made)
    if '<input type="checkbox"' in made:
        for state, word in ((' checked=""', say("Done")), ("", say("To do"))):
            box = f'<input type="checkbox" disabled=""{state}'
            made = made.replace(f"{box}>", f'{box} aria-label="{html.escape(word)}">')
    if 'class="undrawn"' in made:
        note = html.escape(say("A diagram, shown as its source in Mermaid."))
        made = made.replace('<div class="undrawn">', f'<div class="undrawn"><p class="fine">{note}</p>')
    return Markup(made)  # noqa: S704 - sanitised; what is put in is escaped


def beginning(text: Markup, length: int) -> str:
    """The first words of the HTML as text, for descriptions: whole words, no longer than that."""
    first = str(text)[: 20 * length].partition('<div class="footnote">')[0]
    words = in_one_line(_NOTE.sub("", first.rpartition("<")[0] or first))
    return words if len(words) <= length else f"{words[:length].rpartition(' ')[0] or words[:length]}…"


def _led(tag: re.Match[str], known: dict[str, Target]) -> str:
    address = _ADDRESS.search(tag[2])
    target = known.get(html.unescape(address[1])) if address else None
    rest = tag[2]
    if target and address:
        new = f'{address[0][: address[0].index("=")]}="{html.escape(target.href)}"'
        rest = rest.replace(address[0], new, 1).replace(' rel="noopener noreferrer"', "")
    if tag[1] == "img":
        rest += _sized(rest, target) + ' loading="lazy"'
    return f"<{tag[1]}{rest}>"


def _sized(attributes: str, target: Target | None) -> str:
    """Width and height, so that nothing moves when the image comes; one that is written keeps the proportion."""
    if not target or not target.width or ' height="' in attributes:
        return ""
    written = re.search(r' width="(\d+)"', attributes)
    if written:
        return f' height="{round(int(written[1]) * target.height / target.width)}"'
    if ' width="' in attributes:
        return ""
    return f' width="{target.width}" height="{target.height}"'


def _said(title: re.Match[str], say: Callable[[str], str]) -> str:
    """The title that an admonition has where nobody wrote one, in the page's language."""
    word = title[1] or title[2]
    return title[0].replace(word, html.escape(say(word))) if word in _TITLES else title[0]
