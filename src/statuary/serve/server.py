"""A server for looking at a site while it is made: loopback, read-only, never beyond the site's folder.

HTML is sent with a small script that reloads the page when the site was published anew (``live.js``); the files of the
site are not touched.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import socket
import threading
from functools import cache, partial
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from statuary.errors import StatuaryError
from statuary.hosts.policy import NEVER, is_shared
from statuary.mediatypes import media_type
from statuary.serve.files import Found, Moved, find
from statuary.serve.live import Live
from statuary.serve.policy import page_policy, plain_policy

_PREFIX = "/_statuary/"
_NO_SITE = b"<!doctype html><title>Statuary</title><p>There is no site yet. It appears here once a build succeeds.\n"
_MOST_LISTENERS = 64


@cache
def _live_script() -> Found:
    body = resources.files("statuary.serve").joinpath("live.js").read_bytes()
    return Found("live.js", body, f'"{sha256(body).hexdigest()[:16]}"')


class CannotServe(StatuaryError):
    """The address cannot be listened on."""


class SiteServer(ThreadingHTTPServer):
    """Serves ``site``. ``url`` is where."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, site: Path, live: Live, host: str, port: int) -> None:
        self.site = site
        self.live = live
        self.host = host
        self.listeners = threading.BoundedSemaphore(_MOST_LISTENERS)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - shown, not bound
        return f"http://{f'[{near}]' if ':' in near else near}:{self.server_address[1]}/"

    @property
    def is_exposed(self) -> bool:
        """Whether others than this machine reach it."""
        return not is_loopback(self.host)

    def knows(self, host: str) -> bool:
        """Whether a Host header may name us. A foreign name here is a web page's attempt to read what is local."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name == self.host or is_loopback(name):
            return True
        return self.is_exposed and (_is_address(name) or name == socket.gethostname().lower())

    def stop(self) -> None:
        """Ends the serving thread, then closes the socket under it."""
        self.shutdown()
        self.server_close()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news."""


def open_server(site: Path, live: Live, *, host: str = "127.0.0.1", port: int | None = None) -> SiteServer:
    """A server, listening. Without a port it takes 8000 or one of the next. Raises CannotServe."""
    for one in range(8000, 8020) if port is None else (port,):
        try:
            server = SiteServer(site, live, host, one)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port is None:
                continue
            raise CannotServe(_why(error, host, one)) from None
        threading.Thread(target=partial(server.serve_forever, 0.05), name="serve", daemon=True).start()
        return server
    raise CannotServe(f"Ports 8000 to 8019 of {host} are all taken. Name another with --port, or 0 for any.")


def is_loopback(name: str) -> bool:
    """Whether the name or address is this machine's own."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return _is_address(name) and ipaddress.ip_address(name).is_loopback


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _why(error: OSError, host: str, port: int) -> str:
    reasons = {
        errno.EADDRINUSE: "is taken by another program. Name another with --port, or 0 for any.",
        errno.EACCES: "may not be used by you. Name one above 1023 with --port.",
        errno.EADDRNOTAVAIL: "is not an address of this machine. Leave --host out for this machine only.",
    }
    return f"{host} port {port} {reasons.get(error.errno or 0, f'cannot be used: {error.strerror}.')}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.1"  # also what cannot be read is answered with headers
    server_version = "Statuary"
    sys_version = ""
    timeout = 30  # seconds for a silent connection
    disable_nagle_algorithm = True  # the body follows its headers at once, and not when those are acknowledged
    server: SiteServer
    _SECURITY: ClassVar = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def do_GET(self) -> None:
        if self.headers.get("Content-Length") or self.headers.get("Transfer-Encoding"):
            self.close_connection = True  # a body that nobody reads must not become the next request
        path, _, query = self.path.partition("?")
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or not self.server.knows(hosts[0]):
            self.refuse(HTTPStatus.FORBIDDEN, "This server answers only under its own name; see --host.")
        elif path == f"{_PREFIX}live.js":
            self.found(HTTPStatus.OK, _live_script(), "")
        elif path == f"{_PREFIX}events":
            self.events(hosts[0], parse_qs(query).get("since", [""])[0])
        else:
            self.file(path)

    do_HEAD = do_GET  # noqa: N815

    # ----------------------------------------------------------------------------------------------------------- files

    def file(self, path: str) -> None:
        """A file of the site; the page 404.html where there is none."""
        stamp = self.server.live.stamp  # before reading: a site published meanwhile is newer than what is sent
        found = find(self.server.site, path)
        if isinstance(found, Moved):
            self.send(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain; charset=utf-8", {"Location": found.path})
        elif isinstance(found, Found):
            self.found(HTTPStatus.OK, found, stamp)
        elif not self.server.site.is_dir():
            self.found(HTTPStatus.SERVICE_UNAVAILABLE, Found("none.html", _NO_SITE, ""), stamp)
        else:
            missing = find(self.server.site, "/404.html")
            page = missing if isinstance(missing, Found) else Found("404.txt", b"There is no such page.\n", "")
            self.found(HTTPStatus.NOT_FOUND, page, stamp)

    def found(self, status: HTTPStatus, found: Found, stamp: str) -> None:
        """The file; HTML with the script that reloads it."""
        kind = media_type(found.name)
        if kind.startswith("text/html"):
            body, policy = page_policy(found.body)
            script = f'<script async src="{_PREFIX}live.js" data-since="{stamp}"></script>'.encode()
            self.send(status, body + script, kind, {"Content-Security-Policy": policy})
            return
        headers = {"ETag": found.etag, "Cache-Control": NEVER if self.path.startswith("/assets/") else "no-cache"}
        headers = (headers if found.etag else {}) | self.sharing()
        if found.etag and self.headers.get("If-None-Match") == found.etag:
            self.send(HTTPStatus.NOT_MODIFIED, b"", "", headers)
        else:
            self.send(status, found.body, kind, headers)

    def sharing(self) -> dict[str, str]:
        """What lets pages of other sites read the API and the widget, which goes by the clock of this host."""
        if not is_shared(self.path.partition("?")[0][1:]):
            return {}
        return {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Date",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }

    def send(self, status: HTTPStatus, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        """An answer with the security headers."""
        every = {"Cache-Control": "no-store", "Content-Security-Policy": plain_policy(), **self._SECURITY}
        self.send_response(status)
        for name, value in (every | (headers or {})).items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: HTTPStatus, sentence: str) -> None:
        """A sentence instead of a file."""
        self.close_connection = True
        self.send(status, f"{sentence}\n".encode(), "text/plain; charset=utf-8", {"Connection": "close"})

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Of http.server's own: requests that cannot be read, methods that there are not."""
        self.command = getattr(self, "command", None) or "GET"
        self.refuse(HTTPStatus(code), f"{HTTPStatus(code).phrase}.")

    # ---------------------------------------------------------------------------------------------------------- events

    def events(self, host: str, since: str) -> None:
        """Tells the page when to reload. Only pages of this server may listen."""
        origin = self.headers.get("Origin")
        site = self.headers.get("Sec-Fetch-Site", "same-origin")
        if (origin is not None and origin != f"http://{host}") or site not in {"same-origin", "none"}:
            self.refuse(HTTPStatus.FORBIDDEN, "Only pages of this server may listen.")
        elif not self.server.listeners.acquire(blocking=False):
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many pages are open.")
        else:
            try:
                self.listen(since)
            except OSError:
                pass  # the page was closed
            finally:
                self.server.listeners.release()

    def listen(self, since: str) -> None:
        """Events until the page is closed."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        for name, value in {**self._SECURITY, "Cache-Control": "no-store", "Connection": "close"}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        if self.command == "HEAD":
            return
        live, seen = self.server.live, -1
        while True:
            version = live.wait(seen)
            text = ": still here\n\n"
            if version != seen:
                event = "reload" if since != live.stamp else "problem" if live.problem else "well"
                text = f"event: {event}\ndata: {json.dumps(live.problem)}\n\n"
            self.wfile.write(text.encode())
            self.wfile.flush()
            seen = version

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name for it
        """Requests are no news."""
