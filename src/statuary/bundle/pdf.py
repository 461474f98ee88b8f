"""``docs.pdf``: the guides on paper, printed by WeasyPrint, which is an extra. It fetches nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from statuary.bundle import EPUB, Bundle
from statuary.bundle.chapters import Chapter, Places, chapters, heading
from statuary.bundle.pictures import Picture, pictures, shown
from statuary.errors import Problem, Refused
from statuary.languages import direction
from statuary.model import Page

if TYPE_CHECKING:
    from statuary.render import Context

_STYLES = ("later/book.css", "later/paper.css")
_ID = re.compile(r' id="([^"]*)"(?=[^<]*>)')
_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>
<body>
{body}
</body>
</html>
"""


def printed(pages: Sequence[Page], context: Context) -> bytes:
    """The PDF of the guides in the site's own language. Raises Refused."""
    holder = next((page for page in pages if page.path == EPUB), None)
    if holder is None or holder.parts is None:
        raise Refused([Problem("content/guides", what="There are no guides to print.", fix="Write one first.")])
    try:
        from weasyprint import HTML  # noqa: PLC0415 - an extra, and slow to load
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 - see above
    except (ImportError, OSError) as error:  # OSError: Pango's library is missing
        fix = "Where Statuary is checked out: pip install '.[pdf]'; on Debian also "
        fix += "libpangoft2-1.0-0 and libharfbuzz-subset0."
        raise Refused([Problem("", what=f"WeasyPrint cannot be loaded: {error}.", fix=fix)]) from None
    text = _text(holder.view, tuple(holder.parts()), context)
    body: bytes = HTML(string=text, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    return body


def _text(view: Bundle, parts: Sequence[Page], context: Context) -> str:
    """The whole book as one page of HTML, pictures inside."""
    known = pictures(parts, context)
    told = chapters(parts, known, view.frame.site, context)
    numbers = {one.path: f"c{number}" for number, one in enumerate(told)}
    names = {path: f"#{number}" for path, number in numbers.items()}
    names |= {one.path: _inside(one) for one in shown(told, known)}
    places = Places(names, {one.path: one.anchors for one in told}, view.frame.site, joint="-")
    docs = context.theme.words[view.frame.language].say("Docs")
    bodies = (_section(one, places.resolved(one), numbers[one.path]) for one in told)
    contents = "\n".join(_line(one, numbers[one.path]) for one in told)
    cover = f'<div class="cover"><h1>{escape(view.frame.name)}</h1><p>{escape(docs)}</p></div>'
    return _PAGE.format(
        language=view.frame.language,
        direction=direction(view.frame.language),
        title=escape(f"{view.frame.name}: {docs}"),
        style="\n".join(context.theme.assets[name].decode() for name in _STYLES),
        body="\n".join([cover, f'<nav class="contents"><h1>{escape(docs)}</h1>{contents}</nav>', *bodies]),
    )


def _section(chapter: Chapter, body: str, number: str) -> str:
    """With ids that are the chapter's own: all chapters are on one page here."""
    numbered = _ID.sub(rf' id="{number}-\1"', body)
    return f'<section id="{number}" lang="{chapter.language}">{heading(chapter)}{numbered}</section>'


def _line(chapter: Chapter, number: str) -> str:
    """In the table of contents."""
    return f'<a href="#{number}" style="margin-inline-start: {chapter.depth * 1.2}em">{escape(chapter.title)}</a>'


def _inside(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.body).decode()}"
