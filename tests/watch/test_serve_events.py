"""Live reload: what a page that listens is told, and who may listen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuary.serve.live import Live
from statuary.serve.server import SiteServer, open_server
from support_watch import Listener


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SiteServer]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_bytes(b"<!doctype html><title>Home</title>")
    running = open_server(tmp_path / "site", Live(), port=0)
    yield running
    running.stop()


def listen(server: SiteServer, since: str, *headers: str) -> Listener:
    return Listener(server.server_address[1], since, *headers)


def test_a_current_page_is_told_that_all_is_well(server: SiteServer) -> None:
    with listen(server, server.live.stamp) as page:
        assert ("well", "") == page.event()


def test_a_page_reloads_as_soon_as_the_site_is_published(server: SiteServer) -> None:
    with listen(server, server.live.stamp) as page:
        page.event()
        began = time.monotonic()
        server.live.published()
        assert ("reload", "") == page.event()
        assert time.monotonic() - began < 0.1


def test_a_page_from_before_the_last_publication_reloads_at_once(server: SiteServer) -> None:
    since = server.live.stamp
    server.live.published()
    with listen(server, since) as page:
        assert "reload" == page.event()[0]


def test_a_page_of_an_earlier_server_reloads(server: SiteServer) -> None:
    with listen(server, "0badcafe-0") as page:
        assert "reload" == page.event()[0]


def test_a_failed_build_is_told_and_its_end_too(server: SiteServer) -> None:
    with listen(server, server.live.stamp) as page:
        page.event()
        server.live.failed('config/site.yaml:1:1: "quoted" <b>\nsecond line')
        assert ("problem", 'config/site.yaml:1:1: "quoted" <b>\nsecond line') == page.event()
        server.live.failed("")
        assert ("well", "") == page.event()


@pytest.mark.parametrize(
    "header",
    ["Origin: https://attacker.example", "Origin: null", "Origin: http://127.0.0.1:1", "Sec-Fetch-Site: cross-site"],
)
def test_pages_of_others_may_not_listen(server: SiteServer, header: str) -> None:
    with listen(server, server.live.stamp, header) as page:
        assert 403 == page.status


def test_its_own_page_may_listen(server: SiteServer) -> None:
    origin = f"Origin: http://127.0.0.1:{server.server_address[1]}"
    with listen(server, server.live.stamp, origin, "Sec-Fetch-Site: same-origin") as page:
        assert 200 == page.status


def test_listeners_beyond_the_limit_are_refused_until_one_goes(server: SiteServer) -> None:
    pages = [listen(server, server.live.stamp) for _ in range(64)]
    with listen(server, server.live.stamp) as one_more:
        assert 503 == one_more.status
    for page in pages:
        page.event()
        page.close()
    server.live.failed("")  # speaking to a page that is gone is how it is noticed
    server.live.failed("")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with listen(server, server.live.stamp) as later:
            if later.status == 200:
                return
        server.live.failed("")
        time.sleep(0.02)
    raise AssertionError("no place became free")
