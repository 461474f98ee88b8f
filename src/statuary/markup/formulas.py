"""Formulas in LaTeX as MathML, which browsers draw and screen readers read without a script."""

from __future__ import annotations

import html
import re

INLINE = re.compile(r"(?<![\\$\w])\$(?![\s$])((?:[^$\\\n]|\\.)+?)(?<![\s\\])\$(?![\w$])|(?<![(\w\\])\\\((.+?)\\\)")
"""``$x$``, ``\\(x\\)``. Sums of money are none: a figure follows the second sign, or a space stands before it."""


def mathml(source: str, *, display: bool) -> str | None:
    """The formula; None where it cannot be read."""
    from latex2mathml.converter import convert  # noqa: PLC0415 - few texts have formulas

    try:
        made: str = convert(source.strip(), display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - the library raises what it happens to meet
        return None
    return made.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")


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
