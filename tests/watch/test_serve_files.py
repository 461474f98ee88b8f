"""What the server for looking at a site shows, over real sockets, and what it never shows."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from statuary.serve.live import Live
from statuary.serve.server import CannotServe, SiteServer, open_server

PAGE = b"<!doctype html><title>Home</title><p>Hello"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name, body in {
        "index.html": PAGE,
        "404.html": b"<!doctype html><title>Not found</title>",
        "docs/index.html": b"<!doctype html><title>Docs</title>",
        "history.atom": b"<feed/>",
        "history.rss": b"<rss/>",
        "api/v1/summary.json": b"{}",
        "embed/v1.json": b"{}",
        ".well-known/security.txt": b"Contact: mailto:a@example.com\n",
        ".statuary.json": b"{}",
        "docs/.hidden": b"hidden",
        "caf\u00e9/index.html": b"<!doctype html><title>Caf\xc3\xa9</title>",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[SiteServer]:
    running = open_server(site, Live(), port=0)
    yield running
    running.stop()


@pytest.fixture
def ask(server: SiteServer) -> Callable[..., tuple[int, dict[str, str], bytes]]:
    """Sends a request as it is, so that no client tidies the path; gives status, headers and body."""

    def send(
        path: str, *, method: str = "GET", host: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        port = server.server_address[1]
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        return int(first.split()[1]), {k.lower(): v for k, v in (line.split(": ", 1) for line in rest)}, body

    return send


Ask = Callable[..., tuple[int, dict[str, str], bytes]]


def test_the_home_page_comes_with_the_script_that_reloads_it(ask: Ask, server: SiteServer) -> None:
    status, headers, body = ask("/")
    script = f'<script async src="/_statuary/live.js" data-since="{server.live.stamp}"></script>'.encode()
    assert (200, "text/html; charset=utf-8", PAGE + script) == (status, headers["content-type"], body)


def test_the_file_on_disk_has_no_script(ask: Ask, site: Path) -> None:
    ask("/")
    assert PAGE == (site / "index.html").read_bytes()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/history.atom", "application/atom+xml; charset=utf-8"),
        ("/history.rss", "application/rss+xml; charset=utf-8"),
        ("/api/v1/summary.json", "application/json; charset=utf-8"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
        ("/docs/", "text/html; charset=utf-8"),
        ("/caf%C3%A9/", "text/html; charset=utf-8"),
        ("/docs/?x=1#y", "text/html; charset=utf-8"),
    ],
)
def test_files_have_their_types(ask: Ask, path: str, kind: str) -> None:
    status, headers, _ = ask(path)
    assert (200, kind) == (status, headers["content-type"])


def test_a_folder_without_its_slash_moves_there(ask: Ask) -> None:
    status, headers, _ = ask("/docs")
    assert (301, "/docs/") == (status, headers["location"])


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/docs/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..\\secret.txt",
        "/%5c..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/%00",
        "/index.html%00.txt",
        "/\xff\xfe",
        "/%ff",
        "//evil.example/%2e%2e",
        "//evil.example/",
        "/docs//",
        "/./index.html",
        "/.statuary.json",
        "/docs/.hidden",
        "/docs/.well-known/x",
        "/nowhere",
        "/history.atom/",
        "http://127.0.0.1/index.html",
        "*",
    ],
)
def test_what_is_no_plain_path_to_a_file_is_not_found(ask: Ask, path: str) -> None:
    status, headers, body = ask(path)
    assert (404, None) == (status, headers.get("location"))
    assert b"secret" not in body
    assert b"<title>Not found</title>" in body


def test_a_link_out_of_the_site_is_not_followed(ask: Ask, site: Path) -> None:
    (site / "passwd").symlink_to("/etc/passwd")
    (site / "etc").symlink_to("/etc")
    assert [404, 404, 404] == [ask(path)[0] for path in ("/passwd", "/etc/passwd", "/etc/")]


def test_a_pipe_is_not_waited_for(ask: Ask, site: Path) -> None:
    import os

    os.mkfifo(site / "pipe")
    assert 404 == ask("/pipe")[0]


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:8000", "127.0.0.1.attacker.example", "10.0.0.1", "[", " "]
)
def test_a_foreign_host_is_refused(ask: Ask, host: str) -> None:
    assert 403 == ask("/", host=host)[0]


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:8000", "site.localhost:80"])
def test_this_machines_own_names_are_answered(ask: Ask, host: str) -> None:
    assert 200 == ask("/", host=host)[0]


def test_every_answer_carries_the_security_headers(ask: Ask) -> None:
    for path in ("/", "/.well-known/security.txt", "/nowhere", "/docs"):
        headers = ask(path)[1]
        assert ("nosniff", "DENY", "no-referrer", "same-origin") == (
            headers["x-content-type-options"],
            headers["x-frame-options"],
            headers["referrer-policy"],
            headers["cross-origin-resource-policy"],
        )
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_policy_of_a_page_moves_from_its_meta_to_the_header(ask: Ask, site: Path) -> None:
    meta = b"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-x='\">"
    (site / "index.html").write_bytes(b"<!doctype html>" + meta + b"<title>Home</title>")
    _, headers, body = ask("/")
    assert (
        "default-src 'none'; style-src 'sha256-x='; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"
        == headers["content-security-policy"]
    )
    assert body.startswith(b"<!doctype html><title>Home</title><script async src=")


def test_an_unchanged_file_is_not_sent_again(ask: Ask) -> None:
    etag = ask("/history.atom")[1]["etag"]
    assert (304, b"") == ask("/history.atom", If_None_Match=etag)[::2]


def test_a_file_with_a_digest_in_its_name_is_kept(ask: Ask, site: Path) -> None:
    (site / "assets").mkdir()
    (site / "assets/site-0123456789.js").write_bytes(b"1")
    assert "immutable" in ask("/assets/site-0123456789.js")[1]["cache-control"]
    assert "no-cache" == ask("/history.atom")[1]["cache-control"]


def test_the_script_that_reloads_is_sent_once(ask: Ask) -> None:
    _, headers, script = ask("/_statuary/live.js")
    assert b"EventSource" in script
    assert (304, b"") == ask("/_statuary/live.js", If_None_Match=headers["etag"])[::2]


def test_a_page_is_never_kept(ask: Ask) -> None:
    assert "no-store" == ask("/")[1]["cache-control"]


def test_head_sends_no_body(ask: Ask) -> None:
    status, headers, body = ask("/history.atom", method="HEAD")
    assert (200, "7", b"") == (status, headers["content-length"], body)


def test_other_methods_are_answered_in_a_sentence(ask: Ask) -> None:
    status, headers, body = ask("/", method="POST")
    assert (501, "text/plain; charset=utf-8", b"Not Implemented.\n") == (status, headers["content-type"], body)


def test_noise_is_answered_and_the_server_stays(ask: Ask, server: SiteServer) -> None:
    with socket.create_connection(server.server_address[:2], timeout=5) as connection:
        connection.sendall(b"\x16\x03\x01\x00\xa5 noise\r\n\r\n")
        assert b"400" in connection.recv(1000)
    assert 200 == ask("/")[0]


def test_before_the_first_build_a_page_waits_for_it(ask: Ask, site: Path) -> None:
    site.rename(site.with_name("elsewhere"))
    status, _, body = ask("/")
    assert 503 == status
    assert b"There is no site yet." in body
    assert b"/_statuary/live.js" in body


def test_a_taken_port_is_said_in_a_sentence(server: SiteServer, site: Path) -> None:
    port = server.server_address[1]
    with pytest.raises(CannotServe) as refused:
        open_server(site, Live(), port=port)
    assert f"127.0.0.1 port {port} is taken by another program. Name another with --port, or 0 for any." == str(
        refused.value
    )


def test_without_a_port_the_next_free_one_is_taken(site: Path) -> None:
    servers = [open_server(site, Live()) for _ in range(2)]
    ports = [one.server_address[1] for one in servers]
    for one in servers:
        one.stop()
    assert 2 == len(set(ports))
    assert all(8000 <= port < 8020 for port in ports)


def test_it_listens_on_loopback_unless_told_otherwise(server: SiteServer) -> None:
    assert ("127.0.0.1", False) == (server.server_address[0], server.is_exposed)


@pytest.mark.parametrize("path", ["/embed/v1.json", "/api/v1/summary.json", "/history.atom"])
def test_pages_of_other_sites_may_fetch_what_is_for_them(
    ask: Callable[..., tuple[int, dict[str, str], bytes]], path: str
) -> None:
    etag = ask(path)[1]["etag"]
    for headers in (ask(path)[1], ask(path, If_None_Match=etag)[1]):
        assert ("*", "Date", "cross-origin") == (
            headers["access-control-allow-origin"],
            headers["access-control-expose-headers"],
            headers["cross-origin-resource-policy"],
        )


@pytest.mark.parametrize("path", ["/", "/.well-known/security.txt", "/docs/"])
def test_pages_of_other_sites_may_fetch_nothing_else(
    ask: Callable[..., tuple[int, dict[str, str], bytes]], path: str
) -> None:
    headers = ask(path)[1]
    assert "access-control-allow-origin" not in headers
    assert "same-origin" == headers["cross-origin-resource-policy"]
