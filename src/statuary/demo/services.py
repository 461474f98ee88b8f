"""Sample services on loopback: steady, slow, flapping, failing, a mail greeting, and TLS with a short certificate."""

from __future__ import annotations

import contextlib
import itertools
import json
import socketserver
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CERTIFICATE_DAYS = 6
_SLOW = 0.45  # seconds: above the threshold in the demo's probes


class _Health(BaseHTTPRequestHandler):
    """``/steady`` ``/slow`` ``/flapping`` ``/failing``: health endpoints that answer in JSON."""

    protocol_version = "HTTP/1.1"
    turns = itertools.count()

    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(_SLOW)
        failing = self.path == "/failing" or (self.path == "/flapping" and next(self.turns) % 2 == 0)
        body = json.dumps({"ok": not failing, "status": "failing" if failing else "operational"}).encode()
        self.send_response(503 if failing else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name for it
        """The demo's output is the build's."""


class _Mail(socketserver.BaseRequestHandler):
    """Greets like a mail server."""

    def handle(self) -> None:
        self.request.sendall(b"220 mail.demo.example ESMTP ready\r\n")
        with contextlib.suppress(OSError):
            self.request.recv(64)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A prober that hangs up is no news."""


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


class _SecureServer(_Server):
    """TLS is spoken in the connection's own thread: a silent client must not hold up the others."""

    context: ssl.SSLContext

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(5)
        with self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """Runs the services; gives the words that the demo's files have as ``@WORD@``."""
    health = _Server(("127.0.0.1", 0), _Health)
    mail = _MailServer(("127.0.0.1", 0), _Mail)
    secure = _SecureServer(("127.0.0.1", 0), _Health)
    secure.context, authority = _short_certificate()
    running: list[socketserver.BaseServer] = [health, mail, secure]
    for server in running:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield {
            "HEALTH": f"http://127.0.0.1:{health.server_address[1]}",
            "MAIL_PORT": str(mail.server_address[1]),
            "TLS_PORT": str(secure.server_address[1]),
            "AUTHORITY": authority,
        }
    finally:
        for server in running:
            server.shutdown()
            server.server_close()


def _short_certificate() -> tuple[ssl.SSLContext, str]:
    """A server's context whose certificate for 127.0.0.1 runs out soon, and the authority (PEM) that vouches for it."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - with the rest of what certificates need
    from ipaddress import ip_address  # noqa: PLC0415

    from cryptography import x509  # noqa: PLC0415 - for the demo alone
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Statuary demo")])
    today = datetime.now(UTC)  # the certificate is judged by TLS libraries, which know no other clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=84))
        .not_valid_after(today + timedelta(days=CERTIFICATE_DAYS, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # ssl reads certificates from files alone
        chain = Path(folder) / "demo.pem"
        chain.touch(0o600)
        chain.write_bytes(secret + pem)
        context.load_cert_chain(chain)
    return context, pem.decode()
