"""Links and images of incidents and planned work whose address counts from a file. They are named. Pure.

Such a text stands on the home page, on a page of its own and in feeds: from there it leads to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from statuary.content.files import File
from statuary.content.prose import code_spans, is_escaped, within
from statuary.errors import Problem

_LINK = re.compile(r"!?\[[^\[\]\n]*\]\(<?([^\s()<>]+)")
_WHOLE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#{]")  # a placeholder is told elsewhere


def relative_links(files: Iterable[File], site: str) -> Iterator[Problem]:
    """Each address that is not whole; ``site`` is that of the site, to show how it is written."""
    for file in files:
        if "](" not in file.text:
            continue  # most have none, and there may be ten thousand
        spans = code_spans(file.text)
        for found in _LINK.finditer(file.text):
            at = found.start()
            if not _WHOLE.match(found[1]) and not within(spans, at) and not is_escaped(file.text, at):
                line = file.text.count("\n", 0, at) + 1
                what = f"'{found[1]}' leads nowhere: this text is shown on several pages and in feeds."
                fix = f"Write the whole address, like {site}/docs/."
                column = found.start(1) - file.text.rfind("\n", 0, at)
                yield Problem(file.path, line, column, what, fix=fix, severity="warning")
