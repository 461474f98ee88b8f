"""Web addresses and host names, parsed once and strictly: what is checked is what is connected to."""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from statuary.model import Value

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LEGACY = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}")
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")
_SAFE = "!#$%&'()*+,/:;=?@[]~"  # what an address may hold unescaped; % stays what it was


class Address(Value, frozen=True):
    """A web address: ``host`` is ASCII and lower-case, without brackets; ``target`` is path and query, escaped."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """``host:port`` as the Host header has it: without the scheme's own port, IPv6 in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def join(self, reference: str) -> str:
        """The absolute address that a ``Location`` in an answer from here means. It is not checked yet."""
        return urljoin(str(self), reference)


@lru_cache(maxsize=4096)
def parse_address(url: str, schemes: tuple[str, ...] = ("http", "https")) -> Address:
    """Raises ValueError with a sentence that does not repeat the address: it may hold a secret."""
    if _CONTROLS.search(url):
        raise ValueError("the address holds spaces or control characters; escape them as %20")
    parts = urlsplit(url)
    if parts.scheme not in schemes:
        raise ValueError(f"only {' and '.join(schemes)} addresses are asked; begin it with {schemes[-1]}://")
    if "@" in parts.netloc:
        raise ValueError("an address must not carry a user name or password; use 'auth' with a secret like ${NAME}")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("the port is not a number from 1 to 65535") from None
    if port == 0:
        raise ValueError("the port is not a number from 1 to 65535")
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)
    return Address(parts.scheme, host_name(parts.hostname or ""), port or _DEFAULT_PORTS[parts.scheme], target)


def host_name(text: str) -> str:
    """The host as ASCII in lower case, or ValueError. Numeric addresses stay what they are."""
    name = text.strip("[]").lower()
    if not name:
        raise ValueError(f"{text!r} names no host; write it like api.example.com")
    if numeric(name):
        return name
    if not name.isascii():
        name = _encoded(text, name)
    labels = name.removesuffix(".").split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(f"{text!r} is not a host name: labels are 1 to 63 letters, digits and hyphens")
    return name


def _encoded(text: str, name: str) -> str:
    import idna  # noqa: PLC0415 - only where a name is not ASCII

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise ValueError(f"{text!r} is not a host name that can be looked up") from None


@lru_cache(maxsize=4096)
def numeric(host: str) -> str | None:
    """The address that a numeric host is, in all forms that systems accept (``127.1``, ``0x7f000001``); else None."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not _LEGACY.fullmatch(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
