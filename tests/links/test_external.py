"""Links to other sites, asked of real servers on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from statuary.instants import DAY
from statuary.links.external import ask, load, save
from support_cli import command
from support_road import NOW, Site

LOOPBACK = ("127.0.0.0/8",)


class Server(ThreadingHTTPServer):
    """Remembers what it was asked, and how many were asked at once."""

    asked: list[tuple[str, str, str]]
    under_way = most = 0
    lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        with self.server.lock:
            self.server.under_way += 1
            self.server.most = max(self.server.most, self.server.under_way)
            self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        time.sleep(0.05)
        kind, _, rest = self.path.partition("?")[0].lstrip("/").partition("/")
        status = {"get": 405 if self.command == "HEAD" else 200, "moved": 301, "found": 302}.get(kind) or int(kind)
        with self.server.lock:
            self.server.under_way -= 1
        self.send_response(status)
        if kind in ("moved", "found"):
            self.send_header("Location", f"/{rest}")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.asked = []
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def at(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize(
    ("path", "state", "detail"),
    [
        ("/200", "ok", "200"),
        ("/get/x", "ok", "200"),
        ("/404", "broken", "404"),
        ("/410", "broken", "410"),
        ("/500", "broken", "500"),
        ("/403", "silent", "403"),
        ("/found/200", "ok", "200"),
        ("/moved/200", "moved", "200"),
        ("/moved/found/200", "ok", "200"),
        ("/moved/404", "broken", "404"),
    ],
)
def test_a_link_is_judged_by_what_is_at_its_end(server: Server, path: str, state: str, detail: str) -> None:
    url = at(server) + path
    verdict = ask([url], {}, NOW, 2000, LOOPBACK)[url]
    assert (state, detail) == (verdict.state, verdict.detail)
    assert ("" if state != "moved" else f"{at(server)}/200") == verdict.location


def test_a_host_is_asked_by_name_and_one_thing_at_a_time(server: Server) -> None:
    ask([f"{at(server)}/200?{n}" for n in range(4)], {}, NOW, 2000, LOOPBACK)
    assert 1 == server.most
    assert {"HEAD"} == {method for method, _, _ in server.asked}
    assert all("Statuary/" in agent for _, _, agent in server.asked)


def test_a_host_that_asks_to_be_left_alone_is(server: Server) -> None:
    urls = [f"{at(server)}/429?{n}" for n in range(4)]
    assert {"silent"} == {one.state for one in ask(urls, {}, NOW, 2000, LOOPBACK).values()}
    assert 1 == len(server.asked)


def test_what_works_is_believed_for_a_week_and_what_does_not_is_asked_again(server: Server, tmp_path: Path) -> None:
    good, bad = f"{at(server)}/200", f"{at(server)}/404"
    save(tmp_path / "links.json", ask([good, bad], {}, NOW, 2000, LOOPBACK))
    known = load(tmp_path / "links.json")
    server.asked.clear()
    ask([good, bad], known, NOW + 6 * DAY, 2000, LOOPBACK)
    assert {"/404"} == {path for _, path, _ in server.asked}
    ask([good], known, NOW + 8 * DAY, 2000, LOOPBACK)
    assert "/200" in {path for _, path, _ in server.asked}


def test_private_addresses_are_not_asked(server: Server) -> None:
    url = f"{at(server)}/200"
    assert "silent" == ask([url], {}, NOW, 2000, ())[url].state
    assert [] == server.asked


def test_the_command_counts_private_addresses_by_themselves(server: Server, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("config/site.yaml", "name: X\nurl: https://x.example.com\n")
    site.write("config/components.yaml", "components: [{id: api, name: API, manual: true}]\n")
    site.write("content/guides/a.md", f"# A\n\n[there]({at(server)}/200)\n")
    said = (
        "1 link to other sites: 0 broken, 0 of sites that do not tell programs, 1 at private addresses, which are not"
    )
    assert said in command("--root", tmp_path, "links").stdout
    assert [] == server.asked


def test_what_does_not_answer_is_broken(server: Server) -> None:
    server.server_close()
    url, none = f"{at(server)}/200", "http://no-such-host.invalid/"
    verdicts = ask([url, none], {}, NOW, 500, LOOPBACK)
    assert ["no connection", "no such host"] == [verdicts[url].detail, verdicts[none].detail]


def test_the_command_names_broken_links_where_they_are_written(server: Server, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("config/site.yaml", "name: X\nurl: https://x.example.com\nprobing: {allow_private: [127.0.0.0/8]}\n")
    site.write("config/components.yaml", "components: [{id: api, name: API, manual: true}]\n")
    site.write("content/guides/a.md", f"# A\n\n[good]({at(server)}/200#part)\n\n[bad]({at(server)}/404)\n")
    done = command("--root", tmp_path, "links")
    assert 1 == done.returncode
    assert f"content/guides/a.md:5:7: The link {at(server)}/404 does not work: it answered 404." in done.stderr
    assert "2 links to other sites: 1 broken" in done.stdout
    site.write("content/guides/a.md", f"# A\n\n[good]({at(server)}/200#part)\n")
    server.asked.clear()
    assert 0 == command("--root", tmp_path, "links").returncode
    assert [] == server.asked
