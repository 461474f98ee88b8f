"""What can go wrong while asking, as answers. A fault of our own machine is ``unknown``, never ``down``."""

from __future__ import annotations

import errno
import socket

from statuary.model import Answer, Outcome
from statuary.net.stopwatch import Stopwatch

_LOCAL_RESOURCES = {
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOBUFS,
    errno.ENOMEM,
    errno.EAGAIN,
    errno.EADDRNOTAVAIL,
    errno.EADDRINUSE,
    errno.ENOSPC,
}
_LOCAL_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN, errno.EAFNOSUPPORT}
_REMOTE = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
    errno.ECONNABORTED: "reset",
    errno.EHOSTUNREACH: "unreachable",
    errno.EHOSTDOWN: "unreachable",
    errno.ETIMEDOUT: "connect_timeout",
}
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_TIMEOUTS = {"dns": "dns_timeout", "connect": "connect_timeout", "tls": "tls_timeout"}


class Fault(Exception):
    """Ends an attempt with this reason. ``note`` is a sentence of our own, for the maintainer."""

    def __init__(
        self,
        reason: str,
        outcome: Outcome = Outcome.down,
        note: str = "",
        certificate_until: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.outcome = outcome
        self.note = note
        self.certificate_until = certificate_until


def answer_for(error: Exception, watch: Stopwatch) -> Answer:
    """The answer that an exception amounts to. Its text is remote or system text and is left out."""
    if isinstance(error, Fault):
        return Answer(error.outcome, error.reason, None, watch.phases(), error.certificate_until, error.note)
    outcome, reason, note = _meaning(error, watch)
    return Answer(outcome, reason, None, watch.phases(), note=note)


def is_local(error: OSError) -> bool:
    """Whether the error is of our own machine or network."""
    return error.errno in _LOCAL_RESOURCES or error.errno in _LOCAL_NETWORK


def _meaning(error: Exception, watch: Stopwatch) -> tuple[Outcome, str, str]:
    from ssl import SSLError  # noqa: PLC0415 - the configuration is read without it

    if isinstance(error, socket.gaierror):
        return _lookup_meaning(error)
    if isinstance(error, SSLError):
        return Outcome.down, "tls", ""
    if isinstance(error, OSError) and error.errno in _REMOTE:
        return Outcome.down, _REMOTE[error.errno], ""
    if isinstance(error, TimeoutError):
        return Outcome.down, _TIMEOUTS.get(watch.stage, "timeout"), ""
    if isinstance(error, ConnectionError):
        return Outcome.down, "reset", ""
    return Outcome.unknown, *_own_meaning(error)


def _lookup_meaning(error: socket.gaierror) -> tuple[Outcome, str, str]:
    if error.errno in _NO_SUCH_NAME:
        return Outcome.down, "dns_nxdomain", ""
    if error.errno in (socket.EAI_SYSTEM, socket.EAI_MEMORY):
        return Outcome.unknown, "local_resources", ""
    return Outcome.down, "dns_failed", ""


def _own_meaning(error: Exception) -> tuple[str, str]:
    """Reason and note of what is our own machine's fault, or ours."""
    if isinstance(error, OSError):
        reason = "network" if error.errno in _LOCAL_NETWORK else "local_fault"
        reason = "local_resources" if error.errno in _LOCAL_RESOURCES else reason
        return reason, errno.errorcode.get(error.errno or 0, "")
    reason = "local_resources" if isinstance(error, MemoryError) else "local_fault"
    return reason, f"The prober failed with {type(error).__name__}."
