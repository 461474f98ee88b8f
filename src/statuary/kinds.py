"""Kinds: every extension point has one shape, an ``Options`` type and one function, in a file named by its config word.

A registry maps the config word to a module that is imported only when a site uses it.
"""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from pydantic import BaseModel

    from statuary.model import Answer
    from statuary.probing import Context


class Prober(Protocol):
    """A module in ``probers/``: its options and its one function."""

    Options: type[BaseModel]

    def probe(self, options: Any, context: Context) -> Awaitable[Answer]:
        """Ask once. May raise only what ``probing`` maps to a reason (OSError, TimeoutError, ssl.SSLError …)."""


@dataclass(frozen=True, slots=True)
class Registry(Mapping[str, Prober]):
    """Config word -> module, loaded on first use."""

    modules: Mapping[str, str]

    def __getitem__(self, word: str) -> Prober:
        return cast("Prober", importlib.import_module(self.modules[word]))

    def __iter__(self) -> Iterator[str]:
        return iter(self.modules)

    def __len__(self) -> int:
        return len(self.modules)


PROBERS = Registry(
    {
        "http": "statuary.probers.http",
        "tcp": "statuary.probers.tcp",
        "tls": "statuary.probers.tls",
        "dns": "statuary.probers.dns",
        "icmp": "statuary.probers.icmp",
        "exec": "statuary.probers.exec",
        "heartbeat": "statuary.probers.heartbeat",
        "websocket": "statuary.probers.websocket",
        "grpc": "statuary.probers.grpc",
    }
)
