"""Kind ``tls``: the certificate of a port: its chain, its names, and the days it still lasts."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from statuary.context import Context
from statuary.model import Answer, Outcome
from statuary.options import Authorities, Families, Host, Port, Strict

ENGINE = ("statuary.net.trust", "statuary.verdicts")


class Options(Strict, frozen=True, kw_only=True):
    """A TLS port whose certificate is read."""

    host: Annotated[Host, Meta(description="a host name or numeric address; the certificate must be for it")]
    port: Annotated[Port, Meta(description="the port, 1 to 65535")] = 443
    server_name: Annotated[Host | None, Meta(description="ask for, and check, this name instead of the host")] = None
    days: Annotated[
        int, Meta(ge=0, le=1000, description="degraded when the certificate lasts fewer days than this")
    ] = 14
    ca: Authorities = None
    family: Families = "any"


async def probe(options: Options, context: Context) -> Answer:
    """Latency is the time of the handshake. A certificate that is refused tells its expiry all the same."""
    from statuary.net.stream import Wanted, open_stream  # noqa: PLC0415 - loads when something is asked
    from statuary.verdicts import expires_within  # noqa: PLC0415

    wanted = Wanted(verify=True, ca=options.ca)
    stream = await open_stream(
        options.host, options.port, context, family=options.family, tls=wanted, name=options.server_name
    )
    stream.close()
    until, watch = stream.certificate_until, context.watch
    soon = expires_within(until, options.days, context.at)
    outcome, reason = (Outcome.degraded, "certificate_soon") if soon else (Outcome.up, "ok")
    return Answer(outcome, reason, watch.tls, watch.phases(), until)
