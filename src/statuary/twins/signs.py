"""Values in Markdown that is read as it stands: the signs themselves where the page's source has references to them.

``content.figures`` writes every sign of a value that Markdown could take for its own as ``&#58;``. Here only what it
would take so where it stands is marked, with a backslash. Pure.
"""

from __future__ import annotations

import re

from statuary.content.prose import code_spans, within

_REFERENCE = re.compile(r"&#(\d\d\d?);")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?=[\s/>])[^<>]*>")
_BEGINNING = re.compile(r"[\s>]*(?:[-*+]\s+|\d+[.)]\s+)*\d*")  # of a line, where more signs count
_AMPERSAND = "\0"  # until it is known what follows it
_ANYWHERE = frozenset("\\`*[]|~")
_AT_FIRST = frozenset("#+->=.):")


def with_signs(text: str) -> str:
    """The Markdown with plain signs. References in code and within tags stay: there they are what was written."""
    if not _REFERENCE.search(text):
        return text
    text = text.replace(_AMPERSAND, "\N{REPLACEMENT CHARACTER}")
    kept = code_spans(text, elements=False)
    tags = [found.span() for found in _TAG.finditer(text)]

    def sign(found: re.Match[str]) -> str:
        at = found.start()
        return found[0] if within(kept, at) or within(tags, at) else _sign(chr(int(found[1])), found)

    return re.sub(r"\0(#?\w+;)?", lambda one: f"&amp;{one[1]}" if one[1] else "&", _REFERENCE.sub(sign, text))


def _sign(sign: str, found: re.Match[str]) -> str:
    text, at = found.string, found.start()
    if not "!" <= sign <= "~":
        return found[0]
    if sign in "<&":
        return "&lt;" if sign == "<" else _AMPERSAND
    if sign == "_":
        inside = text[at - 1 : at].isalnum() and text[found.end() : found.end() + 1].isalnum()
        return sign if inside else f"\\{sign}"
    is_first = sign in _AT_FIRST and _BEGINNING.fullmatch(text, text.rfind("\n", 0, at) + 1, at)
    return f"\\{sign}" if sign in _ANYWHERE or is_first else sign
