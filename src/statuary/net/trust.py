"""TLS: whom we trust, why a certificate is refused, and until when it lasts."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path

from statuary.context import Context
from statuary.instants import SECOND, Instant, from_datetime
from statuary.model import Outcome
from statuary.net.faults import Fault
from statuary.net.stream import Stream, Wanted, attach

# X509_V_ERR_… of OpenSSL
_REFUSALS = {
    9: "tls_not_yet_valid",
    10: "tls_expired",
    18: "tls_self_signed",
    62: "tls_name",
    63: "tls_name",
    64: "tls_name",
}
_SECOND_LOOK = 2.0  # seconds for reading the expiry of a refused certificate


@dataclass(slots=True)
class Trust:
    """The TLS settings of one run, each made once: making one costs as much as a dozen handshakes."""

    root: Path
    _made: dict[Wanted, ssl.SSLContext] = field(default_factory=dict)

    def context(self, wanted: Wanted) -> ssl.SSLContext:
        """Raises Fault (unknown) where the file of authorities cannot be read."""
        if wanted not in self._made:
            self._made[wanted] = self._make(*wanted)
        return self._made[wanted]

    def _make(self, verify: bool, ca: str | None, protocol: str | None) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        if protocol is not None:
            made.set_alpn_protocols([protocol])
        if not verify:
            made.check_hostname = False
            made.verify_mode = ssl.CERT_NONE
            return made
        _load_authorities(made)
        if ca is not None:
            try:
                made.load_verify_locations(self.root / ca)
            except (OSError, ssl.SSLError):
                note = f"The file {ca} cannot be read as certificates (PEM)."
                raise Fault("ca_unreadable", Outcome.unknown, note) from None
        return made


def _load_authorities(made: ssl.SSLContext) -> None:
    """The system's authorities, where OpenSSL was built to find them: SSL_CERT_FILE must not change a verdict."""
    paths = ssl.get_default_verify_paths()
    file = Path(paths.openssl_cafile)
    folder = Path(paths.openssl_capath)
    if file.is_file():
        made.load_verify_locations(cafile=file)
    elif folder.is_dir() and any(folder.iterdir()):
        made.load_verify_locations(capath=folder)
    else:
        import certifi  # noqa: PLC0415 - only where the system has none

        made.load_verify_locations(cafile=certifi.where())


async def secure(sock: socket.socket, name: str, context: Context, wanted: Wanted) -> Stream:
    """The connected socket as a TLS stream to ``name``, with the certificate's expiry. Raises Fault."""
    try:
        tls = context.ways.trust.context(wanted)
        peer = sock.getpeername()
    except BaseException:
        sock.close()
        raise
    watch = context.watch
    watch.stage = "tls"
    began = time.monotonic()
    try:
        stream = await attach(sock, tls, name.removesuffix("."))
    except ssl.SSLCertVerificationError as error:
        reason = _REFUSALS.get(error.verify_code, "tls_untrusted")
        until = await _second_look(peer, name, context)
        raise Fault(reason, certificate_until=until) from None
    except ssl.SSLError:
        raise Fault("tls") from None
    except ConnectionError:
        raise Fault("tls", note="The connection ended during the TLS handshake.") from None
    watch.add("tls", (time.monotonic() - began) * 1000)
    stream.certificate_until = _until(stream, verified=wanted.verify)
    return stream


async def _second_look(peer: tuple[str, int], name: str, context: Context) -> Instant | None:
    """The expiry of a certificate that was refused, from a handshake that trusts anybody. None where that fails."""
    try:
        async with asyncio.timeout(max(0.0, min(_SECOND_LOOK, context.remaining - 0.05))):
            sock = await context.ways.connect(peer[0], peer[1])
            stream = await attach(sock, context.ways.trust.context(Wanted(verify=False)), name.removesuffix("."))
    except OSError:
        return None
    try:
        return _until(stream, verified=False)
    finally:
        stream.close()


def _until(stream: Stream, *, verified: bool) -> Instant | None:
    tls: ssl.SSLObject = stream.transport.get_extra_info("ssl_object")
    if verified:  # OpenSSL tells the fields of verified certificates only
        told = tls.getpeercert() or {}
        return int(ssl.cert_time_to_seconds(str(told["notAfter"]))) * SECOND if "notAfter" in told else None
    raw = tls.getpeercert(binary_form=True)
    if raw is None:
        return None
    from cryptography import x509  # noqa: PLC0415 - only for certificates that are not trusted

    try:
        return from_datetime(x509.load_der_x509_certificate(raw).not_valid_after_utc)
    except ValueError:
        return None
