"""Kind ``icmp``: a ping, where the system lets ordinary users send one; elsewhere a clear ``unknown``."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from statuary.context import Context
from statuary.model import Answer, Outcome
from statuary.net.faults import Fault
from statuary.options import Host, Strict

ENGINE = ("statuary.net.dial", "statuary.net.ping")


class Options(Strict, frozen=True, kw_only=True):
    """A host that is pinged."""

    host: Annotated[Host, Meta(description="a host name or numeric address")]
    family: Annotated[Literal["any", "ipv4", "ipv6"], Meta(description="any, ipv4 or ipv6")] = "any"


async def probe(options: Options, context: Context) -> Answer:
    """One echo request. Latency is the time until its reply."""
    from statuary.net.dial import addresses_of  # noqa: PLC0415 - loads when something is asked
    from statuary.net.ping import ping  # noqa: PLC0415

    address = (await addresses_of(options.host, context, options.family))[0]
    try:
        context.watch.add("first_byte", await ping(address, context.attempt))
    except PermissionError:
        note = "See net.ipv4.ping_group_range in the manual of ping sockets, icmp(7)."
        raise Fault("icmp_not_permitted", Outcome.unknown, note) from None
    except TimeoutError:
        raise Fault("no_reply") from None
    return Answer(Outcome.up, "ok", context.watch.first_byte, context.watch.phases())
