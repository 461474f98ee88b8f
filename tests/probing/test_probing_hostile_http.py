"""Servers that lie, stall, flood and break off: each has one right answer, within the deadline and the caps (H)."""

from __future__ import annotations

import contextlib
import gzip
import resource
import socket
import struct
import time
import zlib
from collections.abc import Callable

import pytest

from statuary.model import Outcome
from support_probing import OK, Server, ask, make_probe, run

Serve = Callable[..., Server]
DOWN, UP = Outcome.down, Outcome.up


def drip(data: bytes, first: bytes = b"", every: float = 0.05) -> Callable[[Server, socket.socket], None]:
    def script(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        connection.sendall(first)
        for byte in data * 100:
            connection.sendall(bytes([byte]))
            server.wait(every)

    return script


def flood(chunk: bytes, first: bytes = b"", most: float = 3) -> Callable[[Server, socket.socket], None]:
    def script(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        connection.sendall(first)
        end = time.monotonic() + most
        while time.monotonic() < end:
            connection.sendall(chunk)

    return script


def silence(server: Server, connection: socket.socket) -> None:
    server.read(connection)
    server.wait(3)


def reset(after: bytes | None) -> Callable[[Server, socket.socket], None]:
    """RST instead of an orderly end, after these bytes; None: at once."""

    def script(server: Server, connection: socket.socket) -> None:
        if after is not None:
            server.read(connection)
            connection.sendall(after)
            server.wait(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def encoded(name: bytes, body: bytes) -> bytes:
    return HEAD + b"Content-Encoding: " + name + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


BOMB = gzip.compress(b"\0" * 10_000_000)
CASES = {
    "H01 accepts and never answers": (silence, DOWN, "timeout"),
    "H02 drips its headers": (drip(HEAD), DOWN, "timeout"),
    "H03 drips its body": (drip(b"x", HEAD + b"Content-Length: 500\r\n\r\n"), UP, "ok"),
    "H04 has an endless body": (flood(b"x" * 65536, HEAD + b"\r\n"), UP, "ok"),
    "H05 sends a gzip bomb": (encoded(b"gzip", BOMB), UP, "ok"),
    "H06 sends brotli": (encoded(b"br", b"\x5b\xff\xff"), UP, "ok"),
    "H07 sends zstd": (encoded(b"zstd", b"\x28\xb5\x2f\xfd"), UP, "ok"),
    "H08 packs three times": (encoded(b"gzip, gzip, gzip", gzip.compress(BOMB)), UP, "ok"),
    "H09 sends corrupt gzip": (encoded(b"gzip", b"\x1f\x8bnonsense"), UP, "ok"),
    "H10 sends endless headers": (flood(b"X-A: " + b"a" * 1000 + b"\r\n", HEAD), DOWN, "protocol"),
    "H11 sends one header of 90 KB": (HEAD + b"X-A: " + b"a" * 90_000 + b"\r\n\r\n", DOWN, "protocol"),
    "H12 drips 1xx answers": (drip(b"HTTP/1.1 103 Early Hints\r\n\r\n", every=0.01), DOWN, "timeout"),
    "H12 floods with 1xx answers": (flood(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100), DOWN, "protocol"),
    "H13 switches protocols unasked": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", DOWN, "protocol"),
    "H14 speaks HTTP/0.9": (b"<html>hello</html>", DOWN, "protocol"),
    "H14 is an SSH server": (b"SSH-2.0-OpenSSH_9.2\r\n", DOWN, "protocol"),
    "H15 answers 000": (b"HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n", DOWN, "protocol"),
    "H15 answers 999999": (b"HTTP/1.1 999999 No\r\nContent-Length: 0\r\n\r\n", DOWN, "protocol"),
    "H15 answers 799": (b"HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n", DOWN, "http_799"),
    "H16 sends a bad chunk": (CHUNKED + b"ZZ\r\nhello\r\n", DOWN, "protocol"),
    "H16 cuts its chunks short": (CHUNKED + b"ff\r\nhello", DOWN, "protocol"),
    "H16 cuts its body short": (HEAD + b"Content-Length: 100\r\n\r\nhello", DOWN, "protocol"),
    "H17 tells two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", DOWN, "protocol"),
    "H17 tells a negative length": (HEAD + b"Content-Length: -5\r\n\r\nhello", DOWN, "protocol"),
    "H17 tells a length and chunks": (HEAD + b"Content-Length: 5\r\n" + CHUNKED[17:] + b"0\r\n\r\n", UP, "ok"),
    "H18 resets at once": (reset(None), DOWN, "reset"),
    "H18 resets after its headers": (reset(HEAD + b"Content-Length: 9\r\n\r\n"), DOWN, "reset"),
    "H18 resets within its body": (reset(HEAD + b"Content-Length: 9\r\n\r\nhell"), DOWN, "reset"),
    "closes without an answer": (b"", DOWN, "closed"),
    "H20 sends a body with 204": (b"HTTP/1.1 204 No Content\r\n\r\nhello", UP, "ok"),
    "H20 sends more than it said": (OK + b"and more", UP, "ok"),
    "H30 sets 300 cookies": (HEAD + b"Set-Cookie: a=b\r\n" * 300 + b"Content-Length: 0\r\n\r\n", UP, "ok"),
    "H35 names a strange charset": (HEAD + b"Content-Type: x; charset=zip_codec\r\n\r\n\xff\xfe", UP, "ok"),
    "answers 200": (OK, UP, "ok"),
    "answers 503": (b"HTTP/1.1 503 \x1b[31mevil<script>\r\nContent-Length: 0\r\n\r\n", DOWN, "http_503"),
}


@pytest.mark.parametrize(("script", "outcome", "reason"), CASES.values(), ids=CASES)
def test_a_server_that(serve: Serve, script: object, outcome: Outcome, reason: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = ask(make_probe("http", url=serve(script).url))
    assert (outcome, reason) == (result.outcome, result.reason)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024  # KiB


WANTED = {
    "H03 drips its body": (drip(b"x", HEAD + b"Content-Length: 500\r\n\r\n"), {"body": "y"}, "timeout"),
    "H04 has an endless body": (flood(b"x" * 65536, HEAD + b"\r\n"), {"body": "y"}, "body_mismatch"),
    "H04 has an endless body with the text": (flood(b"x" * 65536, HEAD + b"\r\ny"), {"body": "y"}, "ok"),
    "has too much JSON": (HEAD + b"\r\n" + b"[" + b"1," * 40_000 + b"1]", {"json": {"$[0]": 1}}, "body_too_large"),
    "H05 packs unasked": (encoded(b"gzip", BOMB), {"body": "y"}, "encoding"),
    "H05 packs unasked what should be JSON": (
        encoded(b"deflate", zlib.compress(b"{}")),
        {"json": {"a": 1}},
        "encoding",
    ),
    "H35 sends no UTF-8": (HEAD + b"\r\n\xff\xfehello", {"body": "hello"}, "ok"),
    "H38 shows a maintenance page": (HEAD + b"\r\n<h1>Back soon</h1>", {"body": "Welcome"}, "body_mismatch"),
}


@pytest.mark.parametrize(("script", "expect", "reason"), WANTED.values(), ids=WANTED)
def test_where_the_body_matters_a_server_that(serve: Serve, script: object, expect: object, reason: str) -> None:
    assert reason == ask(make_probe("http", url=serve(script).url, expect=expect)).reason


def test_a_flood_of_tiny_chunks_ends_at_the_budget_and_delays_nobody(serve: Serve) -> None:
    hostile, healthy = serve(flood(b"1\r\nx\r\n" * 1000, CHUNKED)), serve(OK)
    first = make_probe("http", "hostile", url=hostile.url, timeout=5000, expect={"body": "y"})
    others = [make_probe("http", f"p{n}", url=healthy.url) for n in range(10)]
    results = run([first, *others]).results
    assert ["protocol", *["ok"] * 10] == [result.reason for result in results]
    assert max(result.phases.total for result in results[1:]) < 200


BAD_JSON = {
    "a hundred thousand brackets": b"[" * 60_000,
    "200,000 digits": b'{"ok": ' + b"1" * 60_000 + b"}",
    "NaN": b'{"ok": true, "x": NaN}',
    "an infinite number": b'{"ok": true, "x": 1e999}',
    "a key twice": b'{"ok": false, "ok": true}',
    "no JSON": b"OK",
    "nothing": b"",
    "Latin-1": b'{"ok": true, "x": "\xe9"}',
}


@pytest.mark.parametrize("body", BAD_JSON.values(), ids=BAD_JSON)
def test_json_that_readers_understand_differently_is_bad(serve: Serve, body: bytes) -> None:
    assert (
        "bad_body"
        == ask(make_probe("http", url=serve(HEAD + b"\r\n" + body).url, expect={"json": {"ok": True}})).reason
    )


@pytest.mark.parametrize("body", [b'{"ok": "true"}', b"[]", b"null", b'{"ok": 1}', b'{"OK": true}'])
def test_json_with_another_value_is_a_mismatch(serve: Serve, body: bytes) -> None:
    probe = make_probe("http", url=serve(HEAD + b"\r\n" + body).url, expect={"json": {"ok": True}})
    assert "json_mismatch" == ask(probe).reason


def test_json_may_begin_with_a_byte_order_mark(serve: Serve) -> None:
    probe = make_probe("http", url=serve(HEAD + b'\r\n\xef\xbb\xbf{"ok": true}').url, expect={"json": {"ok": True}})
    assert "ok" == ask(probe).reason


def test_a_server_that_closes_its_half_before_the_request_is_judged_by_its_answer(serve: Serve) -> None:
    def half_closed(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_WR)
        server.wait(1)

    assert "ok" == ask(make_probe("http", url=serve(half_closed).url)).reason


def test_every_attempt_has_its_own_connection_even_where_the_server_keeps_them_open(serve: Serve) -> None:
    def patient(server: Server, connection: socket.socket) -> None:
        with contextlib.suppress(TimeoutError):
            while server.read(connection):
                connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")

    server = serve(patient)
    ask(make_probe("http", url=server.url, attempts=3))
    assert 3 == server.connections


def test_slow_but_right_is_degraded(serve: Serve) -> None:
    def slow(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        server.wait(0.08)
        connection.sendall(OK)

    expect = {"latency": {"degraded": "50ms", "down": "5s"}}
    result = ask(make_probe("http", url=serve(slow).url, expect=expect))
    assert (Outcome.degraded, "slow") == (result.outcome, result.reason)


def test_a_slow_500_is_down_and_not_degraded(serve: Serve) -> None:
    def slow(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        server.wait(0.08)
        connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

    result = ask(make_probe("http", url=serve(slow).url, expect={"latency": {"degraded": "50ms"}}))
    assert (Outcome.down, "http_500") == (result.outcome, result.reason)


def test_far_too_slow_is_down(serve: Serve) -> None:
    def slow(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        server.wait(0.08)
        connection.sendall(OK)

    result = ask(make_probe("http", url=serve(slow).url, expect={"latency": {"degraded": "10ms", "down": "40ms"}}))
    assert (Outcome.down, "too_slow") == (result.outcome, result.reason)


def test_a_pattern_that_explodes_on_a_body_ends_in_time(serve: Serve) -> None:
    body = HEAD + b"\r\n" + b"a" * 5_000 + b"!"
    result = ask(make_probe("http", url=serve(body).url, expect={"body": {"matches": "(a|a|aa)+$"}}))
    assert (Outcome.down, "pattern_slow") == (result.outcome, result.reason)


def test_nothing_that_a_server_says_is_in_the_result(serve: Serve) -> None:
    answer = b"HTTP/1.1 503 \x1b[31mevil<script>\r\nX-Evil: <script>\r\nContent-Length: 6\r\n\r\nsecret"
    result = ask(make_probe("http", url=serve(answer).url, expect={"body": "fine"}))
    assert not [word for word in ("evil", "script", "secret", "\x1b") if word in repr(result)]


def test_a_503_is_asked_again_once_where_it_names_a_time(serve: Serve) -> None:
    server = serve(b"HTTP/1.1 503 No\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")
    result = ask(make_probe("http", url=server.url, attempts=3))
    assert (2, "http_503") == (server.connections, result.reason)


def test_a_429_is_unknown_after_one_more_attempt(serve: Serve) -> None:
    server = serve(b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n")
    result = ask(make_probe("http", url=server.url, attempts=3))
    assert (2, Outcome.unknown, "rate_limited") == (server.connections, result.outcome, result.reason)
