"""Kind ``dns``: what a name server says of a name."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from statuary.context import Context
from statuary.expectations import Texts
from statuary.model import Answer, Outcome
from statuary.net.address import numeric
from statuary.net.faults import Fault
from statuary.options import Checked, Host, Port, Strict

if TYPE_CHECKING:
    from dns.message import Message

ENGINE = ("dns.asyncquery", "dns.asyncbackend", "dns._asyncio_backend", "dns.resolver")


class Expect(Strict, frozen=True, kw_only=True):
    """What the name server must say."""

    rcode: Annotated[
        Literal["NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", "FORMERR", "NOTIMP"],
        Meta(description="the response code"),
    ] = "NOERROR"
    records: Annotated[Texts, Meta(description="exactly these records, in any order")] = []
    contains: Annotated[Texts, Meta(description="these records, and perhaps others")] = []


def _numeric(value: str) -> str:
    if not numeric(value):
        raise ValueError(f"{value!r} is not a numeric address; a name server is named by one, like 192.0.2.53")
    return value


class Options(Strict, frozen=True, kw_only=True):
    """A question to the Domain Name System."""

    query: Annotated[Host, Meta(description="the name that is looked up")]
    type: Annotated[
        Literal["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"],
        Meta(description="the record type"),
    ] = "A"
    resolver: Annotated[
        Annotated[str, Checked(_numeric)] | None,
        Meta(description="the numeric address of the name server; by default the system's"),
    ] = None
    port: Annotated[Port, Meta(description="the name server's port")] = 53
    expect: Annotated[Expect, Meta(description="what the answer must be; by default any record")] = Expect()


async def probe(options: Options, context: Context) -> Answer:
    """Latency is the time until the answer. UDP first, TCP where the answer is cut short."""
    import dns.asyncquery  # noqa: PLC0415 - a fifth of a second to load
    import dns.exception  # noqa: PLC0415
    import dns.message  # noqa: PLC0415

    server = options.resolver or _system_server()
    context.watch.stage = "" if options.resolver else "dns"
    question = dns.message.make_query(options.query, options.type)
    began = time.monotonic()
    try:
        reply, _ = await dns.asyncquery.udp_with_fallback(question, server, port=options.port)
    except (dns.exception.DNSException, EOFError):
        raise Fault("dns_bad_answer") from None
    context.watch.add("first_byte", (time.monotonic() - began) * 1000)
    reason = _reason(reply, options)
    if not options.resolver and reason == "ok":
        context.watch.dns = context.watch.first_byte  # the system's name server works
    outcome = Outcome.up if reason == "ok" else Outcome.down
    return Answer(outcome, reason, context.watch.first_byte, context.watch.phases())


def _system_server() -> str:
    import dns.resolver  # noqa: PLC0415

    try:
        servers = dns.resolver.Resolver().nameservers
    except dns.resolver.NoResolverConfiguration:
        servers = []
    if not servers:
        raise Fault("resolver", Outcome.unknown, "The system names no name server.")
    return str(servers[0])


def _reason(reply: Message, options: Options) -> str:
    from dns.rcode import to_text  # noqa: PLC0415

    expect = options.expect
    code = to_text(reply.rcode())
    if code != expect.rcode:
        return "dns_nxdomain" if code == "NXDOMAIN" and not options.resolver else "dns_rcode"
    if expect.rcode != "NOERROR":
        return "ok"
    records = {_plain(str(item)) for rrset in reply.answer if rrset.rdtype.name == options.type for item in rrset}
    wanted, among = set(map(_plain, expect.records)), set(map(_plain, expect.contains))
    right = records == wanted if wanted else among <= records and bool(records)
    return "ok" if right else "dns_records"


def _plain(record: str) -> str:
    """A record as people write it: without the final dot, the quotes of TXT and differences of case."""
    return record.strip().removesuffix(".").strip('"').lower()
