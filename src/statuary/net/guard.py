"""Where redirects may lead: to public addresses, and to what the site's owner named. Nowhere else."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from statuary.net.faults import Fault

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Ranges that ``is_global`` calls public on some Python versions, although they reach, or may be translated to, private
# addresses: NAT64, 6to4 and its relays, Teredo, IPv4-compatible and site-local addresses.
_TRANSLATED = tuple(
    map(
        ipaddress.ip_network,
        ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "192.88.99.0/24", "2001::/32", "::/96", "fec0::/10"),
    )
)


def is_public(text: str) -> bool:
    """Whether the numeric address is one that anybody on the Internet could be meant by."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    translated = any(address in network for network in _TRANSLATED if network.version == address.version)
    return address.is_global and not address.is_multicast and not translated


@dataclass(frozen=True, slots=True)
class Guard:
    """``allow``: private networks that redirects may lead to, as CIDR."""

    allow: tuple[_Network, ...] = ()

    @classmethod
    def of(cls, networks: Iterable[str]) -> Guard:
        return cls(tuple(map(ipaddress.ip_network, networks)))

    def check(self, addresses: Iterable[str]) -> None:
        """Raises Fault unless every address is public or allowed: one private one among public ones is a trap."""
        for text in addresses:
            address = ipaddress.ip_address(text.partition("%")[0])
            allowed = any(address in network for network in self.allow if network.version == address.version)
            if not allowed and not is_public(text):
                raise Fault("redirect_blocked", note="A redirect leads to an address that is not public.")
