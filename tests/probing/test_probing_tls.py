"""Certificates, each refused for its own reason, and what Debian's nginx really does (H31, H32)."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from statuary.instants import DAY, from_datetime
from statuary.model import Outcome
from support_probing import OK, Server, ask, make_probe

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
SOON = NOW + dt.timedelta(days=5)
LATER = NOW + dt.timedelta(days=60)
PAST = NOW - dt.timedelta(days=1)
REAL_AT = from_datetime(NOW)


@dataclass
class World:
    """A certificate authority, and the site that trusts it by ``ca: ca.pem``."""

    root: Path
    ca: trustme.CA

    def issue(self, *names: str, ca: trustme.CA | None = None, **validity: dt.datetime) -> Path:
        path = self.root / f"{len(list(self.root.iterdir()))}.pem"
        issued = (ca or self.ca).issue_cert(*names, **validity)
        issued.private_key_and_cert_chain_pem.write_to_path(str(path))
        return path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = tmp_path_factory.mktemp("tls")
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(root / "ca.pem"))
    return World(root, ca)


@pytest.fixture
def serve_tls(serve: Callable[..., Server]) -> Callable[..., Server]:
    def start(certificate: Path, answer: bytes = OK, **settings: object) -> Server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        for name, value in settings.items():
            setattr(context, name, value)

        def script(server: Server, connection: socket.socket) -> None:
            with contextlib.suppress(ssl.SSLError), context.wrap_socket(connection, server_side=True) as secure:
                server.read(secure)
                secure.sendall(answer)

        return serve(script)

    return start


def https(server: Server, **options: object) -> object:
    return make_probe("http", url=f"https://127.0.0.1:{server.port}/", timeout=2000, **{"ca": "ca.pem", **options})


def test_a_good_certificate_is_up_and_tells_its_end(world: World, serve_tls: Callable[..., Server]) -> None:
    result = ask(https(serve_tls(world.issue("127.0.0.1", not_after=LATER))), root=world.root, at=REAL_AT)
    assert ("ok", from_datetime(LATER)) == (result.reason, result.certificate_until)
    assert result.phases.tls > 0


REFUSED: dict[str, tuple[Callable[[World], Path], str]] = {
    "expired": (lambda world: world.issue("127.0.0.1", not_after=PAST), "tls_expired"),
    "not valid yet": (lambda world: world.issue("127.0.0.1", not_before=SOON, not_after=LATER), "tls_not_yet_valid"),
    "for another host": (lambda world: world.issue("example.com", not_after=LATER), "tls_name"),
    "by an unknown authority": (
        lambda world: world.issue("127.0.0.1", ca=trustme.CA(), not_after=LATER),
        "tls_untrusted",
    ),
    "signed by itself": (lambda world: self_signed(world.root), "tls_self_signed"),
}


def self_signed(root: Path) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, PAST, LATER).sign(key, hashes.SHA256())
    path = root / "self.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("kind", ["http", "tls", "tcp"])
@pytest.mark.parametrize(("certificate", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_certificate_is_refused_and_its_end_still_told(
    world: World, serve_tls: Callable[..., Server], kind: str, certificate: Callable[[World], Path], reason: str
) -> None:
    server = serve_tls(certificate(world))
    if kind == "http":
        probe = https(server)
    else:
        more = {"tls": True} if kind == "tcp" else {}
        probe = make_probe(kind, host="127.0.0.1", port=server.port, ca="ca.pem", timeout=2000, **more)
    result = ask(probe, root=world.root, at=REAL_AT)
    assert (Outcome.down, reason) == (result.outcome, result.reason)
    assert from_datetime(PAST if reason == "tls_expired" else LATER) == result.certificate_until


def test_without_verification_an_expired_certificate_is_up_and_its_end_told(
    world: World, serve_tls: Callable[..., Server]
) -> None:
    result = ask(https(serve_tls(world.issue("other.test", not_after=PAST)), verify=False), root=world.root, at=REAL_AT)
    assert ("ok", from_datetime(PAST)) == (result.reason, result.certificate_until)


@pytest.mark.parametrize(("days", "reason"), [(4, "ok"), (6, "certificate_soon")])
def test_a_certificate_that_ends_soon_is_degraded(
    world: World, serve_tls: Callable[..., Server], days: int, reason: str
) -> None:
    server = serve_tls(world.issue("127.0.0.1", not_after=SOON))
    by_http = ask(https(server, expect={"certificate_days": days}), root=world.root, at=REAL_AT)
    probe = make_probe("tls", host="127.0.0.1", port=server.port, ca="ca.pem", days=days, timeout=2000)
    by_tls = ask(probe, root=world.root, at=REAL_AT)
    assert [reason, reason] == [by_http.reason, by_tls.reason]
    assert (Outcome.degraded if days == 6 else Outcome.up) == by_http.outcome == by_tls.outcome


def test_the_tls_kind_may_ask_for_another_name(world: World, serve_tls: Callable[..., Server]) -> None:
    server = serve_tls(world.issue("shop.example.com", not_after=LATER))
    probe = make_probe(
        "tls", host="127.0.0.1", port=server.port, server_name="shop.example.com", ca="ca.pem", timeout=2000
    )
    assert "ok" == ask(probe, root=world.root, at=REAL_AT).reason


def test_our_authorities_are_not_trusted_by_default(world: World, serve_tls: Callable[..., Server]) -> None:
    server = serve_tls(world.issue("127.0.0.1", not_after=LATER))
    assert "tls_untrusted" == ask(https(server, ca=None), root=world.root).reason


def test_ssl_cert_file_changes_no_verdict(
    world: World, serve_tls: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(world.root / "ca.pem"))
    server = serve_tls(world.issue("127.0.0.1", not_after=LATER))
    assert "tls_untrusted" == ask(https(server, ca=None), root=world.root).reason


def test_an_unreadable_file_of_authorities_is_unknown(world: World, serve_tls: Callable[..., Server]) -> None:
    server = serve_tls(world.issue("127.0.0.1", not_after=LATER))
    result = ask(https(server, ca="missing.pem"), root=world.root)
    assert (Outcome.unknown, "ca_unreadable") == (result.outcome, result.reason)


def test_a_silent_handshake_ends_at_the_deadline(serve: Callable[..., Server]) -> None:
    server = serve(lambda server, _: server.wait(5))
    result = ask(make_probe("http", url=f"https://127.0.0.1:{server.port}/", timeout=300))
    assert (Outcome.down, "tls_timeout") == (result.outcome, result.reason)


def test_plain_http_on_a_tls_port_is_a_tls_fault(serve: Callable[..., Server]) -> None:
    server = serve(lambda _, connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    result = ask(make_probe("tls", host="127.0.0.1", port=server.port))
    assert (Outcome.down, "tls") == (result.outcome, result.reason)


def test_a_connection_closed_in_the_handshake_is_a_tls_fault(serve: Callable[..., Server]) -> None:
    server = serve(lambda _, __: None)
    assert "tls" == ask(make_probe("tls", host="127.0.0.1", port=server.port)).reason


def test_old_tls_is_a_tls_fault(world: World, serve_tls: Callable[..., Server]) -> None:
    certificate = world.issue("127.0.0.1", not_after=LATER)
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        server = serve_tls(certificate, minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1)
    assert "tls" == ask(https(server), root=world.root).reason


def test_a_redirect_from_https_to_http_is_refused_unless_allowed(
    world: World, serve: Callable[..., Server], serve_tls: Callable[..., Server]
) -> None:
    plain = serve(OK)
    answer = f"HTTP/1.1 302 Found\r\nLocation: {plain.url}\r\nContent-Length: 0\r\n\r\n".encode()
    server = serve_tls(world.issue("127.0.0.1", not_after=LATER), answer)
    assert ("redirect_downgrade", 0) == (ask(https(server), root=world.root).reason, plain.connections)
    assert "ok" == ask(https(server, redirects={"downgrade": True}), root=world.root).reason


# ---------------------------------------------------------------------------------------------------------------- nginx


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def nginx(world: World) -> Iterator[dict[str, int]]:
    """Debian's nginx: ports by what they serve. Keep-alive is off: each answer closes its connection."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if binary is None:
        assert not os.environ.get("STATUARY_REQUIRE_ALL"), "nginx is missing"
        pytest.skip("nginx is not installed")
    ports = {name: free_port() for name in ("plain", "good", "expired", "other")}
    pems = {
        "good": world.issue("127.0.0.1", not_after=LATER),
        "expired": world.issue("127.0.0.1", not_after=PAST),
        "other": world.issue("other.test", not_after=LATER),
    }
    servers = "".join(
        f"server {{ listen 127.0.0.1:{port}{' ssl' if name in pems else ''}; {_tls(pems.get(name))}"
        " location /health { default_type application/json; return 200 '{\"ok\": true}'; }"
        " location /old { return 301 /health; } location /broken { return 503; } }\n"
        for name, port in ports.items()
    )
    folder = world.root / "nginx"
    folder.mkdir()
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; keepalive_timeout 0; {paths}\n{servers} }}\n"
    )
    with subprocess.Popen(
        [binary, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL
    ) as server:
        _wait_for(ports["plain"])
        yield ports
        server.terminate()


def _tls(pem: Path | None) -> str:
    return f"ssl_certificate {pem}; ssl_certificate_key {pem};" if pem else ""


def _wait_for(port: int) -> None:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise AssertionError("nginx did not start")


NGINX = [
    ("plain", "/health", "ok"),
    ("plain", "/old", "ok"),
    ("plain", "/broken", "http_503"),
    ("plain", "/missing", "http_404"),
    ("good", "/health", "ok"),
    ("good", "/old", "ok"),
    ("expired", "/health", "tls_expired"),
    ("other", "/health", "tls_name"),
]


@pytest.mark.parametrize(("name", "path", "reason"), NGINX)
def test_nginx_is_seen_as_it_is(world: World, nginx: dict[str, int], name: str, path: str, reason: str) -> None:
    scheme = "http" if name == "plain" else "https"
    probe = make_probe(
        "http",
        url=f"{scheme}://127.0.0.1:{nginx[name]}{path}",
        timeout=2000,
        ca="ca.pem",
        expect={"json": {"ok": True}},
    )
    assert reason == ask(probe, root=world.root, at=REAL_AT).reason


def test_two_hundred_questions_to_a_server_that_closes_after_each_are_all_answered(nginx: dict[str, int]) -> None:
    from support_probing import run

    probes = [
        make_probe("http", f"p{n}", url=f"http://127.0.0.1:{nginx['plain']}/health", timeout=5000) for n in range(200)
    ]
    assert {"ok"} == {result.reason for result in run(probes).results}


def test_the_wall_clock_of_the_run_is_the_one_given(world: World, nginx: dict[str, int]) -> None:
    probe = make_probe(
        "http",
        url=f"https://127.0.0.1:{nginx['good']}/health",
        timeout=2000,
        ca="ca.pem",
        expect={"certificate_days": 30},
    )
    late = from_datetime(LATER) - 29 * DAY
    assert ["ok", "certificate_soon"] == [ask(probe, root=world.root, at=at).reason for at in (late - 2 * DAY, late)]
