"""Why each file changed, in sentences: a page is a function of its view, so what differs in the view is the reason.

Of each page the memo keeps a digest a part of its view; a page that is rendered anew is compared with its record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from statuary.memo import Memo, key
from statuary.model import Page, Value

_RECORDS = "explain"
_PROGRAM, _THEME = "the program", "the theme"
_NOTHING = (None, "", ())
"""Parts that a page does not have: they are most of them, and not noted."""


class Record(Value, frozen=True):
    """What a page was made of when it was last rendered, and why it was."""

    parts: Mapping[str, bytes]
    why: str


def record(pages: Sequence[Page], memo: Memo, *, version: str, theme: str) -> None:
    """Notes why these pages, which are being rendered anew, differ from what they were."""
    keys = [key(page.path) for page in pages]
    before = memo.known(_RECORDS, keys, Record)
    common = {_PROGRAM: key(version)[:8], _THEME: key(theme)[:8]}
    shown: dict[int, dict[str, bytes]] = {}  # pages may share a view
    digests: dict[int, bytes] = {}
    records = {}
    for page, one in zip(pages, keys, strict=True):
        if id(page.view) not in shown:
            shown[id(page.view)] = {**common, **_parts(page, digests)}
        parts = shown[id(page.view)]
        records[one] = Record(parts, _why(before[one].parts if one in before else None, parts))
    memo.remember(_RECORDS, records)


def explain(path: str, memo: Memo) -> str:
    """Why the page at ``path`` is as it is, in a sentence; "" if it was never rendered."""
    found = memo.get(_RECORDS, key(path), Record)
    return found.why if found else ""


def _parts(page: Page, digests: dict[int, bytes]) -> dict[str, bytes]:
    """``digests``: those of the values that views have in common, by their identity."""
    if isinstance(page.view, msgspec.Struct):
        values = ((name, getattr(page.view, name)) for name in page.view.__struct_fields__)
        return {name: _digest(value, digests) for name, value in values if value not in _NOTHING}
    view = msgspec.to_builtins(page.view, order="deterministic")
    if isinstance(view, Mapping):
        return {str(name): key(value)[:8] for name, value in view.items()}
    return {"its content": key(view)[:8]}


def _digest(value: object, digests: dict[int, bytes]) -> bytes:
    if isinstance(value, str | int | None):
        return key(value)[:8]
    if id(value) not in digests:
        digests[id(value)] = key(value)[:8]
    return digests[id(value)]


def _why(before: Mapping[str, bytes] | None, after: Mapping[str, bytes]) -> str:
    if before is None:
        return "It is new."
    names = [name for name in after if before.get(name) != after[name]]
    names += [name for name in before if name not in after]
    changed = [name.replace("_", " ") for name in names]
    if not changed:
        return "Nothing that it shows has changed; it was made anew."
    listed = changed[0] if len(changed) == 1 else f"{', '.join(changed[:-1])} and {changed[-1]}"
    return f"Changed: {listed}."
