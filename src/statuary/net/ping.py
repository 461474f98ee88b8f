"""One ICMP echo over a datagram socket, which needs no privileges where the system's administrator allows it."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
import time

_V4 = (socket.AF_INET, socket.IPPROTO_ICMP, 8, 0)  # family, protocol, echo request, echo reply
_V6 = (socket.AF_INET6, socket.IPPROTO_ICMPV6, 128, 129)


async def ping(address: str, sequence: int) -> float:
    """Milliseconds until the reply. Raises PermissionError where pings are not permitted; waits for ever otherwise."""
    family, protocol, request, reply = _V6 if ":" in address else _V4
    loop = asyncio.get_running_loop()
    payload = secrets.token_bytes(16)
    with socket.socket(family, socket.SOCK_DGRAM, protocol) as sock:
        sock.setblocking(False)
        sock.connect((address, 0))
        began = time.monotonic()
        await loop.sock_sendall(sock, _packet(request, sequence, payload))
        while True:
            got = await loop.sock_recv(sock, 2048)
            if got[:1] == bytes([reply]) and got[6:8] == struct.pack("!H", sequence) and got[8:] == payload:
                return (time.monotonic() - began) * 1000


def _packet(kind: int, sequence: int, payload: bytes) -> bytes:
    """The kernel fills in the identifier, and for IPv6 the checksum."""
    packet = struct.pack("!BBHHH", kind, 0, 0, 0, sequence) + payload
    return packet[:2] + struct.pack("!H", _checksum(packet)) + packet[4:]


def _checksum(packet: bytes) -> int:
    total: int = sum(struct.unpack(f"!{len(packet) // 2}H", packet))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
