"""The one module that speaks HTTP: one request on one fresh connection, and redirects followed with care.

It drives h11, which knows HTTP/1.1 and no sockets, over a stream of our own: a probe wants no pool, no connection that
was used before, no cookies, no proxies from the environment and no unpacking (docs/decisions/0009).
"""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import h11

from statuary import __version__
from statuary.context import Context
from statuary.net.address import Address, parse_address
from statuary.net.faults import Fault
from statuary.net.stream import Stream, Wanted, open_stream
from statuary.options import Family

if TYPE_CHECKING:
    from statuary.instants import Instant
    from statuary.probers.http import Auth, Options

BODY_CAP = 64 * 1024
HEADER_CAP = 32 * 1024
BODY_GRACE = 1.0  # seconds that a body is read although nothing is expected of it: its framing is part of the answer
_SIP = 4 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_MARGIN = 0.02  # seconds before the deadline at which a body that does not matter is left alone

AGENT = f"statuary/{__version__}".encode()

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Request:
    """One hop. ``headers`` without Host and Content-Length. ``named``: the site's owner named this host."""

    address: Address
    method: str
    headers: tuple[Header, ...]
    body: bytes | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """The last hop's answer. ``body`` is raw, at most BODY_CAP; ``complete`` tells whether it is all of it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    complete: bool
    encoding: str
    certificate_until: Instant | None = None
    hops: int = 0

    def header(self, name: str) -> list[str]:
        """All values of a header, in order."""
        return [value for key, value in self.headers if key == name.lower()]


async def fetch(options: Options, context: Context) -> Response:
    """Asks, and follows redirects within the rules. Raises Fault, OSError, TimeoutError."""
    request = _first_request(options, context)
    wants_body = bool(options.expect.body or options.expect.values)
    most = options.redirects.max
    seen = {(request.method, request.address)}
    for hop in range(most + 1):
        response = await exchange(
            request,
            context,
            tls=Wanted(options.verify, options.ca),
            family=options.family,
            wants_body=wants_body,
            redirects=most > 0,
        )
        location = response.header("location")
        if most == 0 or response.status not in _REDIRECTS or not location:
            return replace(response, hops=hop) if hop else response
        request = _redirected(request, response.status, location[0], options)
        if (request.method, request.address) in seen:
            raise Fault("redirect_loop", note=f"The circle closes after {hop + 1} redirects.")
        seen.add((request.method, request.address))
    raise Fault("redirect_limit", note=f"More than {most} redirects.")


async def exchange(
    request: Request,
    context: Context,
    *,
    tls: Wanted,
    family: Family = "any",
    wants_body: bool,
    redirects: bool = False,
) -> Response:
    """One request on one fresh connection, closed afterwards."""
    address = request.address
    stream = await open_stream(
        address.host,
        address.port,
        context,
        family=family,
        guarded=not request.named,
        tls=tls if address.scheme == "https" else None,
    )
    talk = _Talk(stream)
    try:
        return await _converse(request, talk, context, wants_body, redirects)
    except h11.RemoteProtocolError:
        raise Fault("protocol" if talk.taken else "closed") from None
    finally:
        if stream.first_byte is not None:
            context.watch.add("first_byte", stream.first_byte)
        stream.close()


async def _converse(request: Request, talk: _Talk, context: Context, wants_body: bool, redirects: bool) -> Response:
    talk.ask(request)
    answer = await talk.head()
    headers = tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in answer.headers)
    encoding = ", ".join(value for key, value in headers if key == "content-encoding").strip().lower()
    body, complete = b"", True
    moved = redirects and answer.status_code in _REDIRECTS
    if not moved and encoding in ("", "identity"):
        body, complete = await _body(talk, context, wants_body)
    return Response(answer.status_code, headers, body, complete, encoding, talk.stream.certificate_until)


async def _body(talk: _Talk, context: Context, wanted: bool) -> tuple[bytes, bool]:
    """The raw body up to the cap. One that nothing is expected of may be slow or endless, but not malformed."""
    body = bytearray()
    if wanted:
        await _read(talk, body)
    else:
        try:
            async with asyncio.timeout(max(0.0, min(BODY_GRACE, context.remaining - _MARGIN))):
                await _read(talk, body)
        except TimeoutError:
            return bytes(body), False
    return bytes(body[:BODY_CAP]), len(body) <= BODY_CAP


async def _read(talk: _Talk, body: bytearray) -> None:
    count = 0
    while isinstance(event := await talk.event(), h11.Data):
        body += event.data
        if len(body) > BODY_CAP:
            return
        count += 1
        if count % 64 == 0:  # a flood of tiny chunks lets others run in between
            await asyncio.sleep(0)


class _Talk:
    """One question and its answer. Headers come in sips, so that their budget holds whatever is sent."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.taken = 0
        self._state = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEADER_CAP + _SIP)
        self._headers_done = False

    def ask(self, request: Request) -> None:
        target = request.address.target.encode("ascii")
        events: list[h11.Event] = [
            h11.Request(method=request.method, target=target, headers=_with_framing(request)),
            h11.Data(request.body or b""),
            h11.EndOfMessage(),
        ]
        self.stream.send(b"".join(self._state.send(event) or b"" for event in events))

    async def head(self) -> h11.Response:
        """The answer's status and headers; informational answers before it are passed over."""
        while not isinstance(event := await self.event(), h11.Response):
            pass
        self._headers_done = True
        return event

    async def event(self) -> object:
        while (event := self._state.next_event()) is h11.NEED_DATA:
            self._state.receive_data(await self._take())
        return event

    async def _take(self) -> bytes:
        if not self._headers_done and self.taken >= HEADER_CAP:
            raise Fault("protocol", note="The headers are larger than 32 KiB.")
        if self.taken >= HEADER_CAP + 3 * BODY_CAP:
            raise Fault("protocol", note="The framing of the body is larger than the body.")
        data = await self.stream.receive(BODY_CAP if self._headers_done else _SIP)
        self.taken += len(data)
        return data


# ------------------------------------------------------------------------------------------------------------- requests


def _first_request(options: Options, context: Context) -> Request:
    headers = [(name, context.reveal_header(value)) for name, value in options.headers.items()]
    names = {name.lower() for name, _ in headers}
    if "user-agent" not in names:
        headers.append(("User-Agent", AGENT.decode()))
    if "accept" not in names:
        headers.append(("Accept", "*/*"))
    if options.auth is not None:
        headers.append(("Authorization", _authorization(options.auth, context)))
    body = None if options.body is None else context.reveal(options.body).encode()
    return Request(
        parse_address(options.url),
        options.method,
        tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in headers),
        body,
    )


def _authorization(auth: Auth, context: Context) -> str:
    if auth.bearer is not None:
        return f"Bearer {context.reveal_header(auth.bearer)}"
    user, password = (context.reveal(part) if part else "" for part in (auth.username, auth.password))
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def _with_framing(request: Request) -> list[Header]:
    """Every header that is sent: ours first, so that nobody else's can contradict the framing."""
    headers = [(b"Accept-Encoding", b"identity"), (b"Connection", b"close")]
    if not any(name.lower() == b"host" for name, _ in request.headers):
        headers.insert(0, (b"Host", request.address.authority.encode("ascii")))
    if request.body is not None:
        headers.append((b"Content-Length", str(len(request.body)).encode()))
    elif request.method in ("POST", "PUT", "PATCH"):
        headers.append((b"Content-Length", b"0"))
    return [*headers, *request.headers]


def _redirected(request: Request, status: int, location: str, options: Options) -> Request:
    """The request that a redirect asks for. What was meant for one origin is not told to another, nor ever again."""
    address = _location(request.address, location)
    if request.address.scheme == "https" and address.scheme == "http" and not options.redirects.downgrade:
        raise Fault("redirect_downgrade")
    named = address.host in (parse_address(options.url).host, *options.redirects.allow)
    crossing = address.origin != request.address.origin
    rewritten = crossing or status == 303 or (status in (301, 302) and request.method == "POST")
    method = "GET" if rewritten and request.method != "HEAD" else request.method
    headers = _strangers_headers() if crossing else request.headers
    return Request(address, method, headers, None if rewritten else request.body, named)


def _location(base: Address, location: str) -> Address:
    try:
        url = base.join(location.encode("latin-1").decode("utf-8", "replace"))
        if url.partition(":")[0].lower() not in ("http", "https"):
            raise Fault("redirect_scheme")
        return parse_address(url)
    except ValueError:
        raise Fault("redirect_invalid") from None


def _strangers_headers() -> tuple[Header, ...]:
    return (b"User-Agent", AGENT), (b"Accept", b"*/*")
