"""``{{ config.…`` where nothing fills it: front matter, titles, incidents and planned work. It is named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from statuary.content.files import File
from statuary.content.prose import code_spans, is_escaped, within
from statuary.errors import Problem
from statuary.model import Guide, Translation

_BEGINS = re.compile(r"\{\{ (?:config|bind)\.")
_MATTER = re.compile(r"---\n.*?\n---(?:\n|\Z)", re.DOTALL)


def in_events(files: Iterable[File]) -> Iterator[Problem]:
    """What incidents and planned work say so, anywhere in their files."""
    for file in files:
        if "{{ config." in file.text:
            yield from _left(file, file.text, "{{ config.")


def in_heads(files: Iterable[File], guides: Iterable[Guide]) -> Iterator[Problem]:
    """What guides and their translations say so before their text begins: in their front matter and their title."""
    by_path = {file.path: file for file in files if "{{ config." in file.text or "{{ bind." in file.text}
    for guide in guides if by_path else ():
        begins = ("{{ config.", "{{ bind.") if guide.bindings else ("{{ config.",)
        said: tuple[Guide | Translation, ...] = (guide, *guide.translations)
        for one in said:
            if file := by_path.get(one.source.path):
                head = "\n".join(file.text.split("\n")[: max(one.source.line - 1, 0 if one.text else 1)])
                yield from _left(file, head, *begins)


def _left(file: File, text: str, *begins: str) -> Iterator[Problem]:
    """Code is text, and so is what stands behind a backslash or in a comment of the front matter."""
    lines = text.split("\n")
    matter = _MATTER.match(text)
    head = matter[0].count("\n") if matter else 0
    bare = [line.lstrip() if number < head else line for number, line in enumerate(lines)]  # no code is indented there
    whole = "\n".join("" if number < head and line.startswith("#") else line for number, line in enumerate(bare))
    spans = code_spans(whole)
    for found in _BEGINS.finditer(whole):
        at = found.start()
        if found[0] in begins and not within(spans, at) and not is_escaped(whole, at):
            number = whole.count("\n", 0, at)
            column = at - whole.rfind("\n", 0, at) + len(lines[number]) - len(bare[number])
            what = f"'{found[0]}' is shown as it is written here: values are filled in the text of guides alone."
            yield Problem(file.path, number + 1, column, what, fix="Write what it stands for.", severity="warning")
