"""Web servers that are told how to serve a site by its host files, and by nothing else."""

from __future__ import annotations

import getpass
import grp
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from support_tools import needs, node_tool

ODD = "docs/" + quote("a b\"'$;{}c[d](e)*é") + "/"
MOVED = (("docs/old/", "docs/levqor/"), (ODD, "docs/"))
OTHERS = (
    "badges/api.svg",
    "calendar.ics",
    "components/api/updates.json",
    "de/components/api/history.rss",
    "embed/banner.js",
    "health.json",
    "metrics.txt",
    "updates.json",
)
"""Files that a site has in one state or another; what is in them is no matter here."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True)
class Ask:
    """Asks a server for a path, as it is."""

    address: str

    def __call__(self, path: str) -> Answer:
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int) -> Iterator[Ask]:
    """The server while it is needed."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, process.stdout.read().decode() if process.stdout else ""
                time.sleep(0.05)
        yield Ask(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.communicate(timeout=10)


@contextmanager
def _nginx(site: Path, work: Path) -> Iterator[Ask]:
    binary = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") or needs("nginx")
    port = _free_port()
    config = work / "nginx.conf"
    me = f"{getpass.getuser()} {grp.getgrgid(os.getgid()).gr_name}"  # who may read a test's folder
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    config.write_text(
        f"daemon off; user {me}; pid {work}/pid; error_log {work}/error.log; events {{}}\n"
        f"http {{ access_log off; {' '.join(f'{place}_temp_path {work};' for place in places)}\n"
        f"server {{ listen 127.0.0.1:{port}; root {site}; include {site}/nginx.conf; }} }}\n"
    )
    command = [binary, "-p", str(work), "-c", str(config)]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    with _running(command, port) as ask:
        yield ask


@contextmanager
def _caddy(site: Path, work: Path) -> Iterator[Ask]:
    port = _free_port()
    config = work / "Caddyfile"
    config.write_text(
        f"{{\n  admin off\n  auto_https off\n  storage file_system {work}\n}}\n"
        f"http://127.0.0.1:{port} {{\n  root * {site}\n  import {site}/Caddyfile\n}}\n"
    )
    told = ["--config", str(config), "--adapter", "caddyfile"]
    tried = subprocess.run([needs("caddy"), "validate", *told], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    with _running([needs("caddy"), "run", *told], port) as ask:
        yield ask


@contextmanager
def _firebase(site: Path, work: Path) -> Iterator[Ask]:
    port = _free_port()
    script = work / "serve.cjs"
    told = {"port": port, "host": "127.0.0.1", "cwd": str(site)}
    script.write_text(
        f"const {{server}} = require({json.dumps(str(node_tool('superstatic')))});\n"
        f"const config = require({json.dumps(str(site / 'firebase.json'))}).hosting;\n"
        f"server({{...{json.dumps(told)}, config}}).listen();\n"
    )
    with _running([needs("node"), str(script)], port) as ask:
        yield ask


SERVERS = {"nginx": _nginx, "caddy": _caddy, "firebase": _firebase}
