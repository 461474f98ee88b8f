"""A loopback service whose answers a test decides, and whole sites in temporary folders."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support_road import Service, Site


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
