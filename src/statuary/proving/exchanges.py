"""A request and the response that a probe's service must give: asked only where the network may be used.

The address is the probe's; its headers and secrets are not sent, so what is verified is what any reader would get.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from statuary.config import Config, Probe
from statuary.errors import nearest
from statuary.memo import key
from statuary.proving.blocks import Against, Bad, Bench, Block, Failure, Untried
from statuary.proving.patterns import lines_match, value_matches

if TYPE_CHECKING:
    from statuary.net.http import Response
    from statuary.probers.http import Options

_FIRST = re.compile(r"([A-Z]+) (/\S*)(?: HTTP/\d(?:\.\d)?)?")
_ANSWER = re.compile(r"HTTP/\d(?:\.\d)? (\d{3})(?: .*)?")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*")
_ASKING = ("GET", "HEAD", "OPTIONS")
_OURS = ("host", "connection", "content-length", "transfer-encoding", "accept-encoding")
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a block writes. ``at``: the response's line in it, from 0."""

    method: str
    target: str
    headers: Fields
    body: str
    at: int
    status: int
    expected: Fields
    content: tuple[str, ...]


def against(block: Block, config: Config) -> Against:
    probe = _probe(block, config)
    read(block.marked.source, probe)
    options = cast("Options", probe.options)
    component = config.components.get(probe.component)
    shown = probe.public and component is not None and component.public
    settings = [options.url, options.verify, options.ca, options.family]
    return Against("probe", probe.name if shown else "", key(*settings).hex())


def test(block: Block, bench: Bench) -> Failure | None:
    if not bench.network:
        raise Untried("It is asked only with --network.")
    probe = _probe(block, bench.config)
    written = read(block.marked.source, probe)
    import asyncio  # noqa: PLC0415 - only where something is asked

    try:
        response = asyncio.run(_ask(written, probe, bench, block.deadline / 1000))
    except Exception as error:  # noqa: BLE001 - whatever a service does, it is what came of it
        from statuary.net.faults import answer_for  # noqa: PLC0415 - with the HTTP library
        from statuary.net.stopwatch import Stopwatch  # noqa: PLC0415
        from statuary.reasons import sentence  # noqa: PLC0415

        answer = answer_for(error, Stopwatch())
        return Failure(f"There was no answer: {sentence(answer.reason)}.", written.at)
    return _judged(written, response)


def read(source: str, probe: Probe) -> Exchange:
    """The request and the response. Raises Bad where they are not written as HTTP, or ask for what they may not."""
    lines = source.split("\n")
    at = next((number for number, line in enumerate(lines) if _ANSWER.fullmatch(line.strip())), None)
    first = _FIRST.fullmatch(lines[0].strip())
    if first is None or at is None:
        fix = "Write 'GET /path', an empty line, 'HTTP/1.1 200 OK', headers, an empty line and the body."
        raise Bad("This is not a request with its response.", fix)
    _may_ask(first[1], first[2], cast("Options", probe.options))
    headers, body = _parts(lines[1:at])
    expected, content = _parts(lines[at + 1 :])
    answer = cast("re.Match[str]", _ANSWER.fullmatch(lines[at].strip()))
    own = tuple(one for one in headers if one[0].lower() not in _OURS)
    return Exchange(first[1], first[2], own, "\n".join(body).strip("\n"), at, int(answer[1]), expected, tuple(content))


def _may_ask(method: str, target: str, options: Options) -> None:
    """Reading is asked for anywhere on the probe's host; anything else only as the probe itself does it."""
    from statuary.net.address import parse_address  # noqa: PLC0415 - only where there is such a block

    own = method == options.method and target == parse_address(options.url).target
    if method not in _ASKING and not own:
        raise Bad(f"A block must not ask to {method} {target}.", f"Write one of {', '.join(_ASKING)}.")


def _parts(lines: list[str]) -> tuple[Fields, list[str]]:
    """Header fields, and what follows the first empty line."""
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    fields = []
    for line in lines[:end]:
        found = _FIELD.fullmatch(line.strip())
        if found is None:
            raise Bad(f"'{line.strip()}' is not a header.", "Write 'Name: value', and an empty line before the body.")
        fields.append((found[1], found[2]))
    return tuple(fields), lines[end + 1 :]


def _probe(block: Block, config: Config) -> Probe:
    known = {probe.id: probe for probe in config.probes if probe.kind == "http"}
    name = block.marked.test
    if name not in known:
        what = f"There is no probe '{name}' of kind http." if name else "This block does not say whom it asks."
        raise Bad(what, nearest(name, known) or 'Write test="ID", the id of a probe.')
    return known[name]


async def _ask(written: Exchange, probe: Probe, bench: Bench, seconds: float) -> Response:
    import asyncio  # noqa: PLC0415 - see above
    import time  # noqa: PLC0415

    from msgspec.structs import replace  # noqa: PLC0415

    from statuary.context import Context, Ways  # noqa: PLC0415
    from statuary.net.address import parse_address  # noqa: PLC0415
    from statuary.net.dial import connect_tcp  # noqa: PLC0415
    from statuary.net.guard import Guard  # noqa: PLC0415
    from statuary.net.http import AGENT, Request, exchange  # noqa: PLC0415
    from statuary.net.resolver import Resolver  # noqa: PLC0415
    from statuary.net.stream import Wanted  # noqa: PLC0415
    from statuary.net.trust import Trust  # noqa: PLC0415

    options = cast("Options", probe.options)
    ways = Ways(Resolver(), Guard.of(bench.config.site.probing.allow_private), Trust(bench.root), connect_tcp)
    context = Context(probe.id, bench.now, time.monotonic() + seconds, bench.root, ways, environ={})
    headers = [("User-Agent", AGENT.decode()), ("Accept", "*/*")]
    names = {name.lower() for name, _ in written.headers}
    sent = [*(one for one in headers if one[0].lower() not in names), *written.headers]
    request = Request(
        replace(parse_address(options.url), target=written.target),
        written.method,
        tuple((name.encode("ascii"), value.encode("utf-8")) for name, value in sent),
        written.body.encode() if written.body else None,
    )
    async with asyncio.timeout(seconds):
        return await exchange(
            request, context, tls=Wanted(options.verify, options.ca), family=options.family, wants_body=True
        )


def _judged(written: Exchange, response: Response) -> Failure | None:
    """Status, the headers that are written, and the body if there is one; JSON is compared by value."""
    wanted = [f"HTTP {written.status}"]
    got = [f"HTTP {response.status}"]
    for name, value in written.expected:
        found = [one for one in response.header(name) if lines_match([value], [one])]
        wanted.append(f"{name}: {value}")
        got.append(f"{name}: {value if found else ', '.join(response.header(name)) or '(none)'}")
    said = response.body.decode("utf-8", "replace")
    if any(line.strip() for line in written.content) and not _same_body(written.content, said):
        wanted += ["", *written.content]
        got += ["", *_laid_out(said).split("\n")]
    if wanted == got:
        return None
    if response.status != written.status:
        what = f"It answered {response.status} {_phrase(response.status)}".rstrip() + "."
    else:
        what = "It answered something else."
    return Failure(what, written.at, tuple(wanted), tuple(got))


def _same_body(expected: tuple[str, ...], said: str) -> bool:
    wanted, got = _json("\n".join(expected)), _json(said)
    if wanted is not None and got is not None:
        return value_matches(wanted[0], got[0])
    return lines_match(expected, said.replace("\r\n", "\n").split("\n"))


def _laid_out(said: str) -> str:
    value = _json(said)
    return said if value is None else json.dumps(value[0], indent=2, ensure_ascii=False)


def _json(text: str) -> tuple[Any] | None:
    """The value, or None where the text is no JSON."""
    try:
        return (json.loads(text),)
    except (ValueError, RecursionError):
        return None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
