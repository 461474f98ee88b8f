"""Why an outcome is what it is: our own codes, and the sentence for each. Remote text is never a reason."""

from __future__ import annotations

import re
import unicodedata

REASONS: dict[str, str] = {
    "ok": "answered as expected",
    # degraded
    "slow": "answered slowly",
    "certificate_soon": "certificate expires soon",
    "exec_warning": "the check warned",
    # why names fail
    "dns_nxdomain": "the name does not exist",
    "dns_timeout": "the name could not be looked up in time",
    "dns_failed": "looking up the name failed",
    "dns_rcode": "the name server answered with an unexpected code",
    "dns_records": "the name has unexpected records",
    "dns_bad_answer": "the name server's answer could not be read",
    # why connections fail
    "refused": "connection refused",
    "unreachable": "host unreachable",
    "reset": "connection reset",
    "closed": "connection closed without an answer",
    "connect_timeout": "no connection in time",
    "timeout": "no answer in time",
    "too_slow": "answered far too slowly",
    # why TLS fails
    "tls": "secure connection failed",
    "tls_timeout": "no secure connection in time",
    "tls_expired": "certificate expired",
    "tls_not_yet_valid": "certificate not valid yet",
    "tls_self_signed": "certificate is self-signed",
    "tls_untrusted": "certificate is not trusted",
    "tls_name": "certificate is for another name",
    # why HTTP fails
    "protocol": "answered with something that is not HTTP",
    "encoding": "answered in an encoding that was not asked for",
    "header_mismatch": "a header is not as expected",
    "body_mismatch": "the text is not as expected",
    "json_mismatch": "a value is not as expected",
    "bad_body": "the answer is not valid JSON",
    "body_too_large": "the answer is too large to judge",
    "pattern_slow": "the answer could not be searched in time",
    "redirect_loop": "redirects in a circle",
    "redirect_limit": "redirects too often",
    "redirect_scheme": "redirects to something that is not a web address",
    "redirect_downgrade": "redirects to an insecure address",
    "redirect_blocked": "redirects to a private address",
    "redirect_invalid": "redirects to an invalid address",
    # why other kinds fail
    "no_reply": "no reply to the ping",
    "exec_critical": "the check failed",
    "exec_failed": "the check ended unexpectedly",
    "heartbeat_late": "no heartbeat in time",
    "heartbeat_failed": "the last heartbeat reported a failure",
    "websocket_refused": "the WebSocket was refused",
    "websocket_protocol": "answered with something that is not WebSocket",
    "grpc_not_serving": "the service says that it is not serving",
    "grpc_unknown_service": "the service is not known to the server",
    "grpc_failed": "the health call failed",
    # why the question could not be asked: always unknown
    "not_run": "not checked",
    "offline": "the prober was offline",
    "inconclusive": "the check was inconclusive",
    "network": "the prober has no network",
    "resolver": "the prober's name server did not answer",
    "local_resources": "the prober ran out of resources",
    "local_fault": "the prober failed",
    "rate_limited": "the service asked to be checked less often",
    "secret_missing": "a secret is not set",
    "secret_unusable": "a secret holds characters that cannot be sent",
    "extra_missing": "the prober for this kind is not installed",
    "ca_unreadable": "the file of certificate authorities cannot be read",
    "icmp_not_permitted": "the prober may not send pings",
    "exec_missing": "the check's program was not found",
    "exec_unknown": "the check could not tell",
    "heartbeat_missing": "no heartbeat yet",
    "heartbeat_unreadable": "the heartbeat file cannot be read",
    "heartbeat_future": "the last heartbeat is from the future",
    # confirmed over time
    "flapping": "changing back and forth",
    "stale": "not checked lately",
}

_HTTP = re.compile(r"http_([1-9]\d\d)")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def sentence(reason: str) -> str:
    """The reason for readers, without capital and full stop: ``answered 503``."""
    status = http_status(reason)
    return f"answered {status}" if status else REASONS.get(reason, reason.replace("_", " "))


def http_status(reason: str) -> str:
    """The status code that a reason is made of, if it is; as text."""
    found = _HTTP.fullmatch(reason)
    return found[1] if found else ""


def clean_text(text: str, most: int = 200) -> str:
    """Text from a stranger as one short line: no controls, no invisible or direction-changing characters, NFC."""
    visible = "".join(
        " " if character.isspace() else "" if unicodedata.category(character) in _INVISIBLE else character
        for character in text[: 4 * most]
    )
    line = " ".join(unicodedata.normalize("NFC", visible).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
