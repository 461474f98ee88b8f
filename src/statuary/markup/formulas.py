"""Formulas in LaTeX as MathML, which browsers draw and screen readers read without a script."""

from __future__ import annotations

import html
import re

INLINE = re.compile(
    r"(?<![\\$\w])\$\$(?![\s$])((?:[^$\\\n\x02]|\\.)+?)(?<![\s\\])\$\$(?![\w$])"
    r"|(?<![\\$\w])\$(?![\s$])((?:[^$\\\n\x02]|\\.)+?)(?<![\s\\])\$(?![\w$])|(?<![(\w\\])\\\(([^\x02]+?)\\\)"
)
"""``$x$``, ``$$x$$``, ``\\(x\\)``. Sums of money are none: a figure follows the second sign, or a space is before it.
Nor is what holds something that was taken out of the text, like code: there is STX in its place.
"""
QUOTED = re.compile(r"(?<![\\$\w])\$`([^`\n]+)`\$(?![\w$])")
"""The same as GitHub has it, where Markdown has no say: ``$`x`$``."""
_UNREAD = re.compile(r"<mi>(?:\\|&(?:amp;)?<)")  # a command that the library does not know; a column without a table
_GROUP = re.compile(r"\\.|([{}])")


def mathml(source: str, *, display: bool) -> str | None:
    """The formula; None where it cannot be read."""
    from latex2mathml.converter import convert  # noqa: PLC0415 - few texts have formulas

    if not _is_balanced(source):
        return None
    source = re.sub(r"\\(begin|end)\{aligned\}", r"\\\1{split}", source)  # which is drawn in the same way
    try:
        made: str = convert(source.strip(), display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - the library raises what it happens to meet
        return None
    return None if _UNREAD.search(made) else made.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")


def _is_balanced(source: str) -> bool:
    depth = 0
    for found in _GROUP.finditer(source):
        depth += {"{": 1, "}": -1, None: 0}[found[1]]
        if depth < 0:
            return False
    return depth == 0


def shown(source: str, said: list[tuple[str, str]], *, display: bool) -> str:
    """The formula as HTML; its source where it cannot be read, which is noted."""
    made = mathml(source, display=display)
    if made is None:
        said.append(("formula", source.strip().split("\n")[0]))
        return (
            f"<code>{html.escape(source.strip())}</code>"
            if not display
            else f"<pre><code>{html.escape(source.strip())}\n</code></pre>"
        )
    return made if not display else f'<div class="formula">{made}</div>'
