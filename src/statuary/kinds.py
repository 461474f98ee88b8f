"""Kinds: every extension point has one shape, an ``Options`` type and one function, in a file named by its config word.

A registry maps the config word to a module that is imported only when a site uses it.
"""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from statuary.model import Answer
    from statuary.options import Strict
    from statuary.probing import Context


class Prober(Protocol):
    """A module in ``probers/``: its options and its one function."""

    Options: type[Strict]

    def probe(self, options: Any, context: Context) -> Awaitable[Answer]:
        """Ask once. May raise only what ``probing`` maps to a reason (OSError, TimeoutError, ssl.SSLError …)."""


class Integration(Protocol):
    """A module in ``integrations/``: the options of ``config/WORD.json``."""

    Options: type[Strict]


Kind = TypeVar("Kind", Prober, Integration)


@dataclass(frozen=True, slots=True)
class Registry(Mapping[str, Kind], Generic[Kind]):
    """Config word -> module, loaded on first use."""

    modules: Mapping[str, str]

    def __getitem__(self, word: str) -> Kind:
        return cast("Kind", importlib.import_module(self.modules[word]))

    def __iter__(self) -> Iterator[str]:
        return iter(self.modules)

    def __len__(self) -> int:
        return len(self.modules)


PROBERS: Registry[Prober] = Registry(
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

INTEGRATIONS: Registry[Integration] = Registry(
    {
        "scale": "statuary.integrations.scale",
        "monitoring": "statuary.integrations.monitoring",
        "billing_tax": "statuary.integrations.billing_tax",
        "support": "statuary.integrations.support",
        "failover": "statuary.integrations.failover",
    }
)
