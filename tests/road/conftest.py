"""Whole sites in temporary folders, really built; a loopback service whose answers a test decides."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from statuary.build import build
from statuary.instants import MINUTE, Instant
from statuary.model import BuildReport

NOW: Instant = 1_794_000_000_000 - 1_794_000_000_000 % 86_400_000 + 12 * 3_600_000  # a noon, UTC


@dataclass
class Service:
    """A health endpoint on loopback. Change ``status`` or ``body`` between builds."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"ok":true}'
    asked: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked += 1
            state.headers.append(dict(self.headers))
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}/health"
    yield state
    server.shutdown()
    server.server_close()


@dataclass
class Site:
    root: Path

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def build(self, minutes: int = 0, *, offline: bool = False, out: Path | None = None, **environ: str) -> BuildReport:
        """Builds ``minutes`` after noon."""
        return build(self.root, now=NOW + minutes * MINUTE, environ=environ, offline=offline, out=out)

    def page(self, path: str = "index.html") -> str:
        return (self.root / "site" / path).read_text()

    def tree(self, out: str = "site") -> dict[str, bytes]:
        folder = self.root / out
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Site]:
    def make(name: str = "site", probe_url: str | None = None, **more: str) -> Site:
        site = Site(tmp_path / name)
        site.write("config/site.yaml", "name: Example Status\nurl: https://status.example.com\n")
        site.write(
            "config/components.yaml",
            "components:\n  - {id: api, name: API}\n  - {id: web, name: Website, manual: true}\n"
            "  - {id: vault, name: Hidden Vault, manual: true, public: false}\n",
        )
        if probe_url:
            site.write(
                "probes/api.yaml",
                "component: api\nprobes:\n  - {id: api-health, kind: http, attempts: 1, every: 5m, timeout: 2s,"
                f" url: '{probe_url}', expect: {{status: 200, json: {{ok: true}}}}}}\n",
            )
        for file, text in more.items():
            site.write(file, text)
        return site

    return make
