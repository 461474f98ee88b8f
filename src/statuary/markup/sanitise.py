"""What HTML may stand in a page, whoever wrote it: one allow-list, kept by nh3 (ammonia)."""

from __future__ import annotations

import nh3

_TAGS = """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h2 h3
    h4 h5 h6 hr i img input kbd li mark ol p pre q s samp small span strong sub summary sup table tbody
    td tfoot th thead tr tt u ul var ins
"""
_MATH = """
    math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover
    munderover mmultiscripts mprescripts mtable mtr mtd
"""
"""MathML Core without what holds HTML again (annotation-xml, mglyph), links or actions."""
TAGS = {*_TAGS.split(), *_MATH.split()}
_SHAPED = ("mi", "mo", "mover", "munder")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "class", "id"},
    "abbr": {"title"},
    "code": {"class"},
    **{name: {"id"} for name in ("blockquote", "dd", "dt", "figure", "summary", "table", "tr")},
    "details": {"class", "id", "open"},
    "div": {"class", "id"},
    "img": {"src", "alt", "title", "width", "height", "class", "id"},
    "input": {"checked", "disabled"},
    "li": {"class", "id"},
    "ol": {"id", "start"},
    "p": {"class", "id"},
    "pre": {"class", "id"},
    "span": {"class", "data-n", "id"},
    "sup": {"id"},
    "td": {"align", "colspan", "id", "rowspan"},
    "th": {"align", "colspan", "id", "rowspan", "scope"},
    "ul": {"class", "id"},
    **{heading: {"id"} for heading in _HEADINGS},
    **{name: {"mathvariant", "stretchy", "fence", "form", "accent", "accentunder"} for name in _SHAPED},
    "math": {"display"},
    "mfrac": {"linethickness"},
    "mspace": {"width", "height", "depth"},
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"columnalign", "rowspacing", "columnspacing", "displaystyle"},
    "mtd": {"columnalign", "columnspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto", "sms", "tel"}


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer",
    tag_attribute_values={"input": {"type": {"checkbox"}}},
    clean_content_tags={"script", "style", "template", "title", "iframe", "noscript", "object", "svg"},
)


def sanitise(html: str) -> str:
    """The HTML with only what is allowed. Cleaning twice changes nothing. Tables can be scrolled on their own."""
    clean = _CLEANER.clean(html).replace("<p></p>", "")  # what is left where a block stood in a paragraph
    opened = '<div class="scroll"><table>'
    if "<table>" in clean and opened not in clean:
        clean = clean.replace("<table>", opened).replace("</table>", "</table></div>")
    return clean
