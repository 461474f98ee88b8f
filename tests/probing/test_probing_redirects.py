"""Redirects are followed with care: never to where the site's owner did not send us (H21-H29)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from statuary.model import Outcome
from statuary.net.faults import Fault
from statuary.net.guard import Guard, is_public
from statuary.probing import Tools
from support_probing import OK, Server, addresses, ask, make_probe

Serve = Callable[..., Server]


def to(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")


def named(server: Server, **options: Any) -> Any:
    """A probe that knows the server as ``status.test``, as if it were somewhere on the Internet."""
    return make_probe("http", url=f"http://status.test:{server.port}/a", **options)


STATUS_TEST = addresses(status_test="127.0.0.1")


def test_a_redirect_on_the_same_host_is_followed(serve: Serve) -> None:
    server = serve(
        lambda server, connection: connection.sendall(to("/b") if b"GET /a " in server.read(connection) else OK)
    )
    assert "ok" == ask(make_probe("http", url=f"http://127.0.0.1:{server.port}/a")).reason


def test_without_redirects_the_redirect_is_the_answer(serve: Serve) -> None:
    probe = make_probe("http", url=serve(to("/b")).url, redirects={"max": 0}, expect={"status": 302})
    assert "ok" == ask(probe).reason


def test_a_302_without_location_is_judged_by_its_status(serve: Serve) -> None:
    assert (
        "http_302" == ask(make_probe("http", url=serve(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n").url)).reason
    )


def test_a_circle_is_a_loop(serve: Serve) -> None:
    server = serve(to("/health"))
    assert ("redirect_loop", 1) == (ask(make_probe("http", url=server.url)).reason, server.connections)


def test_more_redirects_than_allowed_are_too_many(serve: Serve) -> None:
    def onward(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        connection.sendall(to(f"/{server.connections}"))

    server = serve(onward)
    result = ask(make_probe("http", url=server.url, redirects={"max": 3}))
    assert ("redirect_limit", 4) == (result.reason, server.connections)


LOCATIONS = {
    "file:///etc/passwd": "redirect_scheme",
    "gopher://127.0.0.1/": "redirect_scheme",
    "data:text/plain,ok": "redirect_scheme",
    "http://user:hunter2@status.test/": "redirect_invalid",
    "http://[::1/": "redirect_invalid",
    "http://status.test:99999/": "redirect_invalid",
    "http://a..b/": "redirect_invalid",
    "http://" + "a" * 70 + ".test/": "redirect_invalid",
    "http://xn--a\xff.test/": "redirect_invalid",
    "/a b": "redirect_invalid",
}


@pytest.mark.parametrize(("location", "reason"), LOCATIONS.items(), ids=range(len(LOCATIONS)))
def test_a_redirect_that_is_no_web_address_is_refused(serve: Serve, location: str, reason: str) -> None:
    result = ask(named(serve(to(location))), tools=STATUS_TEST)
    assert (Outcome.down, reason) == (result.outcome, result.reason)
    assert "hunter2" not in repr(result)


PRIVATE = [
    "169.254.169.254",
    "127.0.0.1",
    "[::1]",
    "[::ffff:7f00:1]",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0",
    "[64:ff9b::7f00:1]",
    "localhost",
    "app.localhost",
    "10.1.2.3",
    "100.64.0.1",
    "[fe80::1]",
    "inside.test",
    "mixed.test",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_a_redirect_to_a_private_address_is_blocked_before_anything_is_connected(serve: Serve, host: str) -> None:
    sentinel = serve(OK)
    tools = addresses(status_test="127.0.0.1", inside_test="127.0.0.1", mixed_test="93.184.215.14 127.0.0.1")
    result = ask(named(serve(to(f"http://{host}:{sentinel.port}/"))), tools=tools)
    assert ("redirect_blocked", 0) == (result.reason, sentinel.connections)


def test_a_redirect_may_lead_to_a_private_network_that_is_allowed(serve: Serve) -> None:
    inside = serve(OK)
    server = serve(to(f"http://127.0.0.1:{inside.port}/"))
    assert "ok" == ask(named(server), tools=STATUS_TEST, allow_private=("127.0.0.0/8",)).reason


def test_a_redirect_may_lead_to_a_private_host_that_the_probe_names(serve: Serve) -> None:
    inside = serve(OK)
    server = serve(to(f"http://inside.test:{inside.port}/"))
    tools = addresses(status_test="127.0.0.1", inside_test="127.0.0.1")
    assert "ok" == ask(named(server, redirects={"allow": ["inside.test"]}), tools=tools).reason


def test_the_checked_address_is_the_one_connected_to_even_if_the_name_changes_its_mind() -> None:
    told = iter([["93.184.215.14"], ["127.0.0.1"]])
    connected: list[str] = []

    async def connect(address: str, _port: int) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError(111, "nobody there")

    probe = make_probe("http", url="http://rebinding.test/", attempts=3)
    ask(probe, tools=Tools(lookup=lambda _: next(told), connect=connect))
    assert ["93.184.215.14"] * 3 == connected


def test_what_was_meant_for_one_origin_is_not_told_to_another(serve: Serve) -> None:
    other = serve(OK)
    server = serve(to(f"http://127.0.0.1:{other.port}/b", status=307))
    probe = make_probe(
        "http",
        url=server.url,
        method="POST",
        headers={"X-API-Key": "k1", "Cookie": "c=1"},
        auth={"bearer": "t0ken"},
        body="b0dy",
    )
    assert "ok" == ask(probe).reason
    assert all(word in server.requests[0] for word in (b"k1", b"c=1", b"t0ken", b"b0dy", b"POST "))
    assert not any(word in other.requests[0] for word in (b"k1", b"c=1", b"t0ken", b"b0dy", b"POST "))


def test_what_was_dropped_stays_dropped_on_the_way_back(serve: Serve) -> None:
    def home(server: Server, connection: socket.socket) -> None:
        first = b"GET /health " in server.read(connection)
        connection.sendall(to(f"http://127.0.0.1:{other.port}/") if first else OK)

    server = serve(home)
    other = serve(to(f"http://127.0.0.1:{server.port}/back"))
    ask(make_probe("http", url=server.url, headers={"X-API-Key": "k1"}))
    assert [True, False] == [b"k1" in request for request in server.requests]


def test_a_307_on_the_same_origin_repeats_method_headers_and_body(serve: Serve) -> None:
    server = serve(
        lambda server, connection: connection.sendall(to("/b", 307) if b" /health " in server.read(connection) else OK)
    )
    ask(make_probe("http", url=server.url, method="POST", headers={"X-API-Key": "k1"}, body="b0dy"))
    assert (b"POST /b ", True, True) == (
        server.requests[1][:8],
        b"k1" in server.requests[1],
        server.requests[1].endswith(b"\r\n\r\nb0dy"),
    )


def test_a_303_after_a_post_is_a_get_without_the_body(serve: Serve) -> None:
    server = serve(
        lambda server, connection: connection.sendall(to("/b", 303) if b" /health " in server.read(connection) else OK)
    )
    ask(make_probe("http", url=server.url, method="POST", body="b0dy"))
    assert (b"GET /b ", False) == (server.requests[1][:7], b"b0dy" in server.requests[1])


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700:4700::1111", "8.8.8.8"])
def test_an_address_that_anybody_can_reach_is_public(address: str) -> None:
    assert is_public(address)


HIDDEN = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2001:0:1::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", HIDDEN)
def test_an_address_that_is_or_may_hide_a_private_one_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_one_private_address_among_public_ones_is_a_trap() -> None:
    with pytest.raises(Fault, match="redirect_blocked"):
        Guard().check(["93.184.215.14", "10.0.0.1"])
