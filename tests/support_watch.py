"""A server that runs, and a page that listens to it."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import urllib.request
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[str]
    port: int

    def page(self, path: str = "") -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return str(error.read().decode())

    def stamp(self) -> str:
        """The publication that a page names."""
        found = re.search(r'since="([0-9a-f]+-\d+)"', self.page())
        assert found
        return found[1]


class Listener:
    """A page that listens: its events as (event, data)."""

    def __init__(self, port: int, since: str, *headers: str) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        lines = [f"GET /_statuary/events?since={since} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers]
        self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.stream = self.connection.makefile("rb")
        self.status = int(self.stream.readline().split()[1])
        while self.stream.readline().strip():
            pass

    def event(self) -> tuple[str, str]:
        event = self.stream.readline().decode().strip().removeprefix("event: ")
        data = json.loads(self.stream.readline().decode().removeprefix("data: "))
        self.stream.readline()
        return event, data

    def close(self) -> None:
        self.stream.close()
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
