"""Kind ``tcp``: a port that accepts connections, and perhaps says the right thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from statuary.context import Context
from statuary.expectations import TextRule
from statuary.model import Answer, Outcome
from statuary.options import Authorities, Families, Host, Port, SecretText, Strict, Verified

if TYPE_CHECKING:
    from statuary.net.stream import Stream

ENGINE = ("statuary.net.stream", "statuary.verdicts")

_MOST = 64 * 1024


class Options(Strict, frozen=True, kw_only=True):
    """A TCP port that is connected to."""

    host: Annotated[Host, Meta(description="a host name or numeric address")]
    port: Annotated[Port, Meta(description="the port, 1 to 65535")]
    send: Annotated[
        SecretText | None, Meta(description="text to send once connected; it may name secrets as ${NAME}")
    ] = None
    expect: Annotated[
        TextRule | None, Meta(description="a text that must come, or {contains, not_contains, matches}")
    ] = None
    tls: Annotated[bool, Meta(description="true: speak TLS from the first byte on")] = False
    verify: Verified = True
    ca: Authorities = None
    family: Families = "any"

    def __post_init__(self) -> None:
        if self.ca and not self.tls:
            raise ValueError("'ca' is of use with 'tls: true' only")


async def probe(options: Options, context: Context) -> Answer:
    """Latency is the time to connect, or to the first byte where an answer is expected."""
    from statuary.net.stream import Wanted, open_stream  # noqa: PLC0415 - loads when something is asked

    sent = None if options.send is None else context.reveal(options.send).encode()
    wanted = Wanted(options.verify, options.ca) if options.tls else None
    stream = await open_stream(options.host, options.port, context, family=options.family, tls=wanted)
    try:
        if sent is not None:
            stream.send(sent)
        watch = context.watch
        if options.expect is None:
            return Answer(Outcome.up, "ok", watch.connect, watch.phases(), stream.certificate_until)
        reason = await _listen(stream, options.expect, context)
        outcome = Outcome.up if reason == "ok" else Outcome.down
        return Answer(outcome, reason, watch.first_byte, watch.phases(), stream.certificate_until)
    finally:
        stream.close()


async def _listen(stream: Stream, rule: TextRule, context: Context) -> str:
    """Reads until what is expected has come. Unwanted text counts at once; its absence only at the end."""
    from statuary.verdicts import text_reason  # noqa: PLC0415

    heard = b""
    while len(heard) < _MOST:
        came = await stream.receive(_MOST - len(heard))
        if context.watch.first_byte is None and stream.first_byte is not None:
            context.watch.add("first_byte", stream.first_byte)
        heard += came
        reason = text_reason(heard, rule)
        if reason == "ok" and not rule.not_contains:
            return reason
        if not came:
            return reason if heard else "closed"
    return text_reason(heard, rule)
