"""What HTML may stand in a page, whoever wrote it: one allow-list, kept by nh3 (ammonia)."""

from __future__ import annotations

import nh3

_TAGS = """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h2 h3
    h4 h5 h6 hr i img input kbd li mark ol p pre q s samp small span strong sub summary sup table tbody
    td tfoot th thead tr tt u ul var
"""
TAGS = set(_TAGS.split())
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "class", "id"},
    "abbr": {"title"},
    "code": {"class"},
    "details": {"class", "open"},
    "div": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "input": {"checked", "disabled"},
    "li": {"class", "id"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"class"},
    "span": {"class"},
    "sup": {"id"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "ul": {"class"},
    **{heading: {"id"} for heading in _HEADINGS},
}
SCHEMES = {"http", "https", "mailto"}


def sanitise(html: str) -> str:
    """The HTML with only what is allowed. Cleaning twice changes nothing. Tables can be scrolled on their own."""
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        clean_content_tags={"script", "style", "template", "title", "iframe", "noscript", "object", "svg", "math"},
    )
    opened = '<div class="scroll"><table>'
    if "<table>" in clean and opened not in clean:
        clean = clean.replace("<table>", opened).replace("</table>", "</table></div>")
    return clean
