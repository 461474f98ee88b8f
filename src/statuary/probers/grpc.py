"""Kind ``grpc``: the standard health call of gRPC (grpc.health.v1). Needs the extra ``grpc``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from statuary.context import Context
from statuary.model import Answer, Outcome
from statuary.net.faults import Fault
from statuary.options import Authorities, Families, HeaderName, Host, Port, SecretText, Strict, Verified

if TYPE_CHECKING:
    from h2.connection import H2Connection

    from statuary.net.stream import Stream

ENGINE = ("h2.connection", "h2.config", "statuary.net.trust")

_LARGEST = 64 * 1024
_SERVING = 1
_NOT_FOUND = "5"
_OK = "0"


class Options(Strict, frozen=True, kw_only=True):
    """A gRPC server that is asked for its health."""

    host: Annotated[Host, Meta(description="a host name or numeric address")]
    port: Annotated[Port, Meta(description="the port, 1 to 65535")] = 443
    service: Annotated[str, Meta(description="the service's full name; by default the server as a whole")] = ""
    metadata: Annotated[
        dict[HeaderName, SecretText], Meta(description="metadata to send; values may name secrets as ${NAME}")
    ] = {}
    tls: Annotated[bool, Meta(description="false: speak without TLS")] = True
    verify: Verified = True
    ca: Authorities = None
    family: Families = "any"


async def probe(options: Options, context: Context) -> Answer:
    """Latency is the time from the call sent to the first byte that comes back."""
    try:
        from h2.exceptions import H2Error  # noqa: PLC0415 - an extra
    except ImportError:
        note = "Where Statuary is checked out: pip install '.[grpc]'."
        raise Fault("extra_missing", Outcome.unknown, note) from None
    from statuary.net.stream import Wanted, open_stream  # noqa: PLC0415 - loads when something is asked

    wanted = Wanted(options.verify, options.ca, "h2") if options.tls else None
    stream = await open_stream(options.host, options.port, context, family=options.family, tls=wanted)
    try:
        reason = await _call(stream, options, context)
    except H2Error:
        reason = "protocol"
    finally:
        stream.close()
    outcome = Outcome.up if reason == "ok" else Outcome.down
    return Answer(outcome, reason, context.watch.first_byte, context.watch.phases(), stream.certificate_until)


async def _call(stream: Stream, options: Options, context: Context) -> str:
    """One unary call on one HTTP/2 connection: two frames out, headers, message and trailers in."""
    from h2 import events  # noqa: PLC0415

    connection = _begin(options, context)
    stream.send(connection.data_to_send())
    told: dict[str, str] = {}
    message, taken = b"", 0
    while taken < _LARGEST:
        data = await stream.receive(_LARGEST)
        if context.watch.first_byte is None:
            context.watch.first_byte = stream.first_byte
        taken += len(data)
        if not data:
            return "protocol" if taken else "closed"
        for event in connection.receive_data(data):
            if isinstance(event, (events.ResponseReceived, events.TrailersReceived)):
                told |= {_text(key): _text(value) for key, value in event.headers or ()}
            elif isinstance(event, events.DataReceived):
                message += event.data or b""
            elif isinstance(event, (events.StreamReset, events.ConnectionTerminated)):
                return "grpc_failed"
            if isinstance(event, events.StreamEnded):
                return _verdict(message, told)
        stream.transport.write(connection.data_to_send())
    return "protocol"


def _begin(options: Options, context: Context) -> H2Connection:
    from h2.config import H2Configuration  # noqa: PLC0415
    from h2.connection import H2Connection  # noqa: PLC0415

    connection = H2Connection(H2Configuration(client_side=True, header_encoding=None))
    connection.initiate_connection()
    number = connection.get_next_available_stream_id()
    host = f"[{options.host}]" if ":" in options.host else options.host
    headers = [
        (":method", "POST"),
        (":scheme", "https" if options.tls else "http"),
        (":path", "/grpc.health.v1.Health/Check"),
        (":authority", f"{host}:{options.port}"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        *((name.lower(), context.reveal_header(value)) for name, value in options.metadata.items()),
    ]
    connection.send_headers(number, headers)
    connection.send_data(number, _request(options.service), end_stream=True)
    return connection


def _request(service: str) -> bytes:
    """HealthCheckRequest{service} as a gRPC message: a flag, the length, and field 1 as protobuf has it."""
    name = service.encode()
    body = b"\x0a" + _varint(len(name)) + name if name else b""
    return b"\x00" + len(body).to_bytes(4, "big") + body


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _verdict(message: bytes, told: dict[str, str]) -> str:
    if told.get(":status") != "200":
        return f"http_{told[':status']}" if told.get(":status", "").isdigit() else "protocol"
    status = told.get("grpc-status")
    if status != _OK:
        return "grpc_unknown_service" if status == _NOT_FOUND else "grpc_failed"
    # HealthCheckResponse{status}: field 1 as a varint; absent means 0, UNKNOWN
    return "ok" if message[5:7] == bytes([0x08, _SERVING]) else "grpc_not_serving"


def _text(value: bytes | str) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
