"""What other programs' Markdown has and ours has not: it is named, and shown as the text that it is."""

from __future__ import annotations

import re

from statuary.markup.sanitise import TAGS

_ALERTS = """
    note tip important warning caution
    info danger abstract summary tldr todo hint success check done question help faq attention failure fail missing
    error bug example quote cite
"""
ALERTS = frozenset(_ALERTS.split())
"""GitHub's five, and what Obsidian writes the same way."""

_ELEMENTS = """
    article aside audio base body button canvas datalist dialog dir embed fieldset footer form frame frameset head
    header html iframe label legend link main map area menu meta meter nav noscript object optgroup option output param
    portal progress script section select slot source style svg template textarea title track video math center font big
    address data time figure hgroup search picture wbr strike applet marquee
"""
_HTML = frozenset(_ELEMENTS.split())
"""Elements of HTML that a guide cannot have, or that mean nothing in it."""
_WORDS_ONLY = (
    "article aside section header footer main nav center font big picture source figure hgroup wbr strike label"
)
_HARMLESS = frozenset(_WORDS_ONLY.split())
"""Of these only the words are kept, and nothing is missed."""

_DIRECTIVES = """
    admonition attention bibliography button-link button-ref card card-carousel caution code code-block code-cell
    contents csv-table danger deprecated doctest dropdown embed epigraph error eval-rst exercise figure glossary grid
    grid-item grid-item-card highlight hint iframe image important include index list-table literalinclude margin
    math mermaid note only parsed-literal prf:proof proof raw rubric seealso sidebar solution tab-item tab-set table
    tableofcontents tip toctree topic versionadded versionchanged warning
"""
DIRECTIVE = re.compile(rf"\{{(?:{'|'.join(sorted(_DIRECTIVES.split(), key=len, reverse=True))})\}}")
"""What MyST writes behind a fence's mark."""

_KNOWN = {"h1", "http:", "https:", "ftp:"}
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._:+-]*)(?=[\s/>])([^<>\n]*>)?")
_REF = re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"([^\"\s]+)\"\s*[%>]\}\}")
_FOREIGN = re.compile(
    r"(?P<shortcode>\{\{[<%](?:\s*/?[\w./-]+)?)|(?P<tag>\{%-?\s*\w*)|(?P<erb><%[=-]?)|(?P<include>\{\{#(?:include|rustdoc_include|playground|template|title)\b)|(?P<block_tag>\{\{[#^][a-z]\w*)|"
    r"(?P<markdown_include>\{!(?=[^!\n]+!\}))|(?P<icon>:(?:material|octicons|fontawesome|simple)-[\w-]+:(?:\{[^{}\n]*\})?)|"
    r"(?P<critic>\{(?:\+\+[^{}\n]+\+\+|--[^{}\n]+--|~~[^{}\n]+~~|>>[^{}\n]+<<)\})|(?P<contents>\[\[_?(?:toc|TOC)_?\]\])|(?P<wiki>\[\[(?![\s:])[^\[\]\n]+\]\](?![(\[]))"
)
_ROLE = re.compile(r"\{[a-z][\w:+-]*\}$")  # before code
_EMOJI = re.compile(r"(?<![\w:]):[a-z0-9_+-]{2,40}:(?![\w:])")
_LINE = re.compile(
    r"(?P<directive>:{3,}\s*\{?\.?[\w-]+)|(?P<block>/{3,}\s*[a-z][\w-]*)|(?P<govspeak>\$(?:CTA|C|A|D|E|P|I|BG|LB)$)|"
    r"(?P<target>\([\w.:-]+\)=$)|(?P<vitepress_include><<<\s*@?[\w./-]+)|"
    r"(?P<module>(?:import|export)\s+.+\sfrom\s+['\"].+|export\s+(?:const|default)\s.+)|(?P<kramdown>\{:(?:toc|\s*:?\w+\s*=).*\}$)"
)


def in_text(text: str, said: list[tuple[str, str]]) -> str:
    """The line with what is foreign as text; that is noted in ``said`` as (kind, words). Code is left alone."""
    if "`" not in text:
        return _plain(text, said, start=True)
    parts, at = [], 0
    for code in _CODE.finditer(text):
        if role := _ROLE.search(text, at, code.start()):
            said.append(("role", role[0]))
        parts += [_plain(text[at : code.start()], said, start=at == 0), code[0]]
        at = code.end()
    return "".join([*parts, _plain(text[at:], said, start=at == 0)])


def _plain(text: str, said: list[tuple[str, str]], *, start: bool) -> str:
    if start and text[:1] in "/:$ie{(<" and (line := _LINE.match(text)):
        said.append((str(line.lastgroup), line[0].strip()))
        text = re.sub(r"^([:/{$])", r"\\\1", text) if text[0] == "{" else text
    if "{" in text or "<%" in text or ":" in text or "[[" in text:
        text = _DEAD.sub(r"]\\(", _REF.sub(r"\1", text))
        text = _FOREIGN.sub(lambda found: _named(found, said), text)
        text = _EMOJI.sub(_drawn, text)
    return _TAG.sub(lambda found: _tag(found, said), text) if "<" in text else text


_DEAD = re.compile(r"\]\((?=<?\\?\{\{|\{%|<%)")  # a link whose address another program would have put there


def _named(found: re.Match[str], said: list[tuple[str, str]]) -> str:
    said.append((str(found.lastgroup), found[0].strip()))
    if found.lastgroup == "icon":
        return ""
    if found.lastgroup == "critic":
        return "".join(f"\\{letter}" if letter in "{}+-~>" else letter for letter in found[0].replace("<", "&lt;"))
    shown = found[0].replace("_", "\\_") if found.lastgroup == "contents" else found[0]
    return "\\" + shown.replace("<", "&lt;")


def _drawn(found: re.Match[str]) -> str:
    """The picture that GitHub has for ``:tada:``; what is no name of one stays."""
    from pymdownx.gemoji_db import emoji  # noqa: PLC0415 - two thousand names, and few texts have any

    known = emoji.get(found[0], {})
    codes = known.get("unicode_alt") or known.get("unicode")
    return "".join(chr(int(code, 16)) for code in codes.split("-")) if codes else found[0]


def _tag(found: re.Match[str], said: list[tuple[str, str]]) -> str:
    name = found[2].lower()
    if name in TAGS or name in _KNOWN or found.string.endswith("](", 0, found.start()):
        return found[0]
    if name in _HTML:
        if name not in _HARMLESS and not found[1]:
            said.append(("element", f"<{found[2]}"))
        return found[0]
    if found[2][0].isupper() and not found[1] and found[3] is not None and not found[2].isupper():
        said.append(("component", f"<{found[2]}"))
    return found[0].replace("<", "&lt;", 1)
