"""Kind ``websocket``: a WebSocket that opens, and perhaps says the right thing. Needs the extra ``websocket``."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from statuary.context import Context
from statuary.expectations import TextRule
from statuary.model import Answer, Outcome
from statuary.net.address import parse_address
from statuary.net.faults import Fault
from statuary.options import Authorities, Families, HeaderName, Read, SecretText, Strict, Verified

if TYPE_CHECKING:
    from websockets.client import ClientProtocol
    from websockets.protocol import Event

    from statuary.net.stream import Stream

ENGINE = ("websockets.client", "statuary.net.trust", "statuary.verdicts")
SCHEMES = ("ws", "wss")

_LARGEST = 64 * 1024
_MESSAGES = (1, 2)  # opcodes of text and binary frames


def _address(value: object) -> object:
    if isinstance(value, str):
        parse_address(value, SCHEMES)
    return value


class Options(Strict, frozen=True, kw_only=True):
    """A WebSocket that is opened."""

    url: Annotated[Annotated[str, Read(_address)], Meta(description="the address, like wss://api.example.com/live")]
    headers: Annotated[
        dict[HeaderName, SecretText], Meta(description="headers to send; values may name secrets as ${NAME}")
    ] = {}
    send: Annotated[SecretText | None, Meta(description="text to send once open; it may name secrets as ${NAME}")] = (
        None
    )
    expect: Annotated[
        TextRule | None, Meta(description="a text in the first message, or {contains, not_contains, matches}")
    ] = None
    verify: Verified = True
    ca: Authorities = None
    family: Families = "any"


async def probe(options: Options, context: Context) -> Answer:
    """Latency is the time of the opening handshake, or from the text sent to the first message."""
    try:
        from websockets.exceptions import WebSocketException  # noqa: PLC0415 - an extra
    except ImportError:
        note = "Where Statuary is checked out: pip install '.[websocket]'."
        raise Fault("extra_missing", Outcome.unknown, note) from None
    from statuary.net.stream import Wanted, open_stream  # noqa: PLC0415 - loads when something is asked

    address = parse_address(options.url, SCHEMES)
    wanted = Wanted(options.verify, options.ca) if address.scheme == "wss" else None
    stream = await open_stream(address.host, address.port, context, family=options.family, tls=wanted)
    try:
        reason = await _converse(stream, options, context)
    except WebSocketException:
        reason = "websocket_protocol"
    finally:
        stream.close()
    outcome = Outcome.up if reason == "ok" else Outcome.down
    return Answer(outcome, reason, context.watch.first_byte, context.watch.phases(), stream.certificate_until)


async def _converse(stream: Stream, options: Options, context: Context) -> str:
    from websockets.client import ClientProtocol  # noqa: PLC0415
    from websockets.frames import Frame  # noqa: PLC0415
    from websockets.http11 import Response  # noqa: PLC0415
    from websockets.uri import parse_uri  # noqa: PLC0415

    from statuary.verdicts import text_reason  # noqa: PLC0415

    protocol = ClientProtocol(parse_uri(options.url), max_size=_LARGEST)
    request = protocol.connect()
    for name, value in options.headers.items():
        request.headers[name] = context.reveal_header(value)
    protocol.send_request(request)
    inbox: deque[Event] = deque()
    answer = await _next(protocol, stream, inbox)
    context.watch.first_byte = stream.first_byte
    if protocol.handshake_exc is not None:
        status = answer.status_code if isinstance(answer, Response) else 101
        return "websocket_protocol" if status == 101 else f"http_{status}"
    if answer is None:
        return "closed"
    if options.send is not None:
        protocol.send_text(context.reveal(options.send).encode())
    if options.expect is None:
        return "ok"
    while isinstance(message := await _next(protocol, stream, inbox), Frame):
        if message.opcode in _MESSAGES:
            if options.send is not None:
                context.watch.first_byte = stream.first_byte
            return text_reason(bytes(message.data), options.expect)
    return "closed"


async def _next(protocol: ClientProtocol, stream: Stream, inbox: deque[Event]) -> Event | None:
    """The next response or frame; None at the end. Sends what the protocol wants to say, answers to pings included."""
    while not inbox:
        outgoing = b"".join(protocol.data_to_send())
        if outgoing:
            stream.send(outgoing)
        data = await stream.receive(_LARGEST)
        if data:
            protocol.receive_data(data)
        inbox.extend(protocol.events_received())
        if not inbox and (not data or protocol.handshake_exc is not None):
            return None
    return inbox.popleft()
