"""What was seen of marked blocks, in ``history/verified.json``: an observation with a time, like a probe's result.

A record is kept under a digest of the block, of what prepares for it, of what it is held against, and of this program's
version. Whatever changes, the block is not verified until it is tested again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

from statuary import __version__
from statuary.instants import Instant
from statuary.memo import key
from statuary.model import Value
from statuary.proving.blocks import Against, Block


class Seen(Value, frozen=True):
    """When a block was last tested, and whether it is as it is written."""

    at: Instant
    passed: bool
    path: str = ""  # of the guide, for people who look into the file


Ledger = Mapping[str, Seen]


def name_of(block: Block, against: Against) -> str:
    """The key of a block's record."""
    return key(__version__, block.marked.id, against.kind, block.marked.test, against.digest).hex()


def file_of(root: Path) -> Path:
    return root / "history/verified.json"


def load(root: Path) -> Ledger:
    """All records; none where the file is missing or damaged: what cannot be read verifies nothing."""
    try:
        return msgspec.json.decode(file_of(root).read_bytes(), type=dict[str, Seen])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def save(root: Path, ledger: Ledger) -> None:
    """Keeps the records, whole or not at all."""
    path = file_of(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(msgspec.to_builtins(dict(sorted(ledger.items()))), indent=1) + "\n", "utf-8")
    fresh.replace(path)
