"""What is sent, and what an answer must be."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Any

import pytest
from pydantic_core import ValidationError

from statuary.checking import checked
from statuary.kinds import PROBERS
from statuary.model import Outcome
from support_probing import OK, Server, ask, make_probe

Serve = Callable[..., Server]


def answer(body: bytes = b"", *headers: bytes, status: int = 200) -> bytes:
    lines = [b"HTTP/1.1 %d X" % status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def test_the_request_asks_for_nothing_packed_and_no_second_use_of_the_connection(serve: Serve) -> None:
    server = serve(OK)
    ask(make_probe("http", url=server.url + "?a=1"))
    lines = server.requests[0].split(b"\r\n")
    assert b"GET /health?a=1 HTTP/1.1" == lines[0]
    assert {b"Host: 127.0.0.1:%d" % server.port, b"Accept-Encoding: identity", b"Connection: close"} <= set(lines)


def test_method_headers_and_body_are_sent_with_their_secrets(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "t0ken")
    server = serve(OK)
    probe = make_probe(
        "http", url=server.url, method="PUT", headers={"X-Key": "a ${TOKEN}"}, body='{"key": "${TOKEN}"}'
    )
    ask(probe)
    assert server.requests[0].startswith(b"PUT ")
    assert b"\r\nX-Key: a t0ken\r\n" in server.requests[0]
    assert server.requests[0].endswith(b'\r\n\r\n{"key": "t0ken"}')


def test_basic_auth_is_sent(serve: Serve) -> None:
    server = serve(OK)
    ask(make_probe("http", url=server.url, auth={"username": "ann", "password": "pässword"}))
    assert b"Authorization: Basic " + base64.b64encode("ann:pässword".encode()) in server.requests[0]


def test_a_host_header_of_the_owner_replaces_ours(serve: Serve) -> None:
    server = serve(OK)
    ask(make_probe("http", url=server.url, headers={"Host": "www.example.com"}))
    assert [b"Host: www.example.com"] == [
        line for line in server.requests[0].split(b"\r\n") if line.lower().startswith(b"host:")
    ]


def test_a_secret_that_is_not_set_is_unknown_and_sends_nothing(serve: Serve) -> None:
    server = serve(OK)
    result = ask(make_probe("http", url=server.url, headers={"X-Key": "${NOT_SET_ANYWHERE}"}))
    assert (Outcome.unknown, "secret_missing", 0) == (result.outcome, result.reason, server.connections)


@pytest.mark.parametrize("secret", ["a\r\nX-Evil: 1", "a\nb", "☃"])
def test_a_secret_that_no_header_can_carry_is_unknown_and_not_told(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("TOKEN", secret)
    server = serve(OK)
    result = ask(make_probe("http", url=server.url, headers={"X-Key": "${TOKEN}"}))
    assert (Outcome.unknown, "secret_unusable", 0) == (result.outcome, result.reason, server.connections)
    assert secret not in repr(result)


def test_secrets_are_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "t0ken")
    probe = make_probe("http", url="http://127.0.0.1:1/", auth={"bearer": "s3cret-${TOKEN}"}, headers={"X": "s3cret"})
    result = ask(probe)
    assert not [word for word in ("t0ken", "s3cret") if word in repr(probe) + repr(result)]


def test_proxies_and_certificates_of_the_environment_have_no_effect(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    assert "ok" == ask(make_probe("http", url=serve(OK).url)).reason


def test_the_phases_add_up(serve: Serve) -> None:
    def slow(server: Server, connection: Any) -> None:
        server.read(connection)
        server.wait(0.1)
        connection.sendall(OK)

    result = ask(make_probe("http", url=serve(slow).url))
    phases = result.phases
    assert phases.first_byte == pytest.approx(100, abs=15)
    assert result.latency == pytest.approx(phases.first_byte, abs=0.001)
    assert (None, None) == (phases.dns, phases.tls)
    assert phases.connect + phases.first_byte <= phases.total


STATUSES = [
    (204, None, "ok"),
    (404, None, "http_404"),
    (404, 404, "ok"),
    (200, 404, "http_200"),
    (418, "4xx", "ok"),
    (250, "200-249", "http_250"),
    (301, ["2xx", 301], "ok"),
    (503, [200, "400-499"], "http_503"),
]


@pytest.mark.parametrize(("status", "expected", "reason"), STATUSES)
def test_the_status_must_be_expected(serve: Serve, status: int, expected: Any, reason: str) -> None:
    expect = {} if expected is None else {"status": expected}
    assert reason == ask(make_probe("http", url=serve(answer(status=status)).url, expect=expect)).reason


HEADERS = [
    ({"X-Version": "2.1"}, "ok"),
    ({"x-version": "2.0"}, "header_mismatch"),
    ({"X-Version": {"matches": "^2"}}, "ok"),
    ({"Content-Type": {"contains": "json"}}, "ok"),
    ({"X-Age": {"lt": 10}}, "ok"),
    ({"X-Age": {"gt": 10}}, "header_mismatch"),
    ({"Server": {"exists": False}}, "ok"),
    ({"Server": {"exists": True}}, "header_mismatch"),
]


@pytest.mark.parametrize(("headers", "reason"), HEADERS)
def test_headers_must_be_as_expected(serve: Serve, headers: Any, reason: str) -> None:
    server = serve(answer(b"", b"x-version: 2.1", b"Content-Type: application/json; charset=utf-8", b"X-Age: 7"))
    assert reason == ask(make_probe("http", url=server.url, expect={"headers": headers})).reason


BODIES = [
    ("Welcome", "ok"),
    ({"contains": ["Welcome", "back"]}, "ok"),
    ({"contains": ["Welcome", "gone"]}, "body_mismatch"),
    ({"not_contains": "maintenance"}, "ok"),
    ({"not_contains": ["maintenance", "back"]}, "body_mismatch"),
    ({"matches": r"Welcome\s+b.ck"}, "ok"),
    ({"matches": "^back"}, "body_mismatch"),
    ({"contains": "schön"}, "ok"),
]


@pytest.mark.parametrize(("rule", "reason"), BODIES)
def test_the_body_must_be_as_expected(serve: Serve, rule: Any, reason: str) -> None:
    assert (
        reason
        == ask(make_probe("http", url=serve(answer("Welcome back, schön".encode())).url, expect={"body": rule})).reason
    )


REFUSED = {
    "a status that is none": {"expect": {"status": 2000}},
    "an empty list of statuses": {"expect": {"status": []}},
    "true as a status": {"expect": {"status": True}},
    "a range that is empty": {"expect": {"status": "299-200"}},
    "an operator that is none": {"expect": {"json": {"a": {"gte": 1}}}},
    "no operator": {"expect": {"json": {"a": {}}}},
    "a path that is none": {"expect": {"json": {"$.a[": 1}}},
    "a path that searches": {"expect": {"json": {"$.a[?search(@.b, '(a|a)+$')]": 1}}},
    "a path that goes down twice": {"expect": {"json": {"$..a..b": 1}}},
    "a pattern that is none": {"expect": {"body": {"matches": "("}}},
    "a header that is none": {"headers": {"X Y": "1"}},
    "a header of ours": {"headers": {"Accept-Encoding": "gzip"}},
    "a method that is none": {"method": "BREW"},
    "half an auth": {"auth": {"username": "ann"}},
    "two auths": {"auth": {"username": "ann", "password": "x", "bearer": "y"}},
    "a file outside the site": {"ca": "../ca.pem"},
    "too many redirects": {"redirects": {"max": 100}},
}


@pytest.mark.parametrize("options", REFUSED.values(), ids=REFUSED)
def test_options_are_refused_that_hold(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        checked(PROBERS["http"].Options, {"url": "https://example.com/", **options})


URLS = [
    "ftp://example.com/",
    "//example.com/",
    "https://",
    "https://user:pw@example.com/",
    "https://user@example.com/",
    "https://example.com:0/",
    "https://example.com:70000/",
    "https://exa mple.com/",
    "https://example.com/\r\nX: y",
    "https://" + "a" * 64 + ".com/",
    "https://a..b/",
    "https://xn--a\u2028.com/",
    "https://example.com/?key=${TOKEN}",
]


@pytest.mark.parametrize("url", URLS)
def test_an_address_is_refused_like(url: str) -> None:
    with pytest.raises(ValidationError):
        checked(PROBERS["http"].Options, {"url": url})
