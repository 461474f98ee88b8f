"""Real servers, told by their host file, serve a site as the policy has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from statuary.hosts.policy import FRESH, NEVER, NEWS, SECURITY, SELDOM
from statuary.mediatypes import media_type
from support_hosts import MOVED, SERVERS, Ask

FRESH_FILES = ("index.html", "index.md", "index.txt", "incidents/errors/index.html", "llms.txt", "card.png")
SHARED_FILES = {
    "api/v1/summary.json": FRESH,
    "badges/api.svg": NEWS,
    "calendar.ics": NEWS,
    "components/api/updates.json": NEWS,
    "de/components/api/history.rss": NEWS,
    "embed/banner.js": NEWS,
    "health.json": FRESH,
    "history.atom": NEWS,
    "history.rss": NEWS,
    "metrics.txt": FRESH,
    "updates.json": NEWS,
}
TYPED = (*FRESH_FILES, *SHARED_FILES, "favicon.ico", "site.webmanifest", "sitemap.xml", ".well-known/security.txt")


@pytest.mark.parametrize("path", ["", "incidents/errors/", "history.rss", "nothing/here"])
def test_every_answer_carries_the_headers_of_security(ask: Ask, path: str) -> None:
    headers = ask(f"/{path}").headers
    assert dict(SECURITY) == {name: headers.get(name.lower()) for name, _ in SECURITY}


@pytest.mark.parametrize("path", FRESH_FILES)
def test_what_speaks_of_the_present_is_asked_for_again_each_time(ask: Ask, path: str) -> None:
    answer = ask(f"/{path.removesuffix('index.html')}")
    assert (200, FRESH, None) == (
        answer.status,
        answer.headers["cache-control"],
        answer.headers.get("access-control-allow-origin"),
    )


@pytest.mark.parametrize("path", SHARED_FILES)
def test_what_is_for_programs_may_be_read_from_everywhere(ask: Ask, path: str) -> None:
    answer = ask(f"/{path}")
    assert (200, SHARED_FILES[path], "*", "cross-origin") == (
        answer.status,
        answer.headers["cache-control"],
        answer.headers["access-control-allow-origin"],
        answer.headers["cross-origin-resource-policy"],
    )


def test_what_is_named_by_its_bytes_is_kept_for_ever(ask: Ask, site: Path) -> None:
    kept = {ask(f"/assets/{file.name}").headers["cache-control"] for file in (site / "assets").iterdir() if file.suffix}
    assert {NEVER} == kept


def test_icons_are_kept_for_a_day(ask: Ask) -> None:
    assert SELDOM == ask("/icon-192.png").headers["cache-control"]


@pytest.mark.parametrize("path", TYPED)
def test_files_are_what_they_are(ask: Ask, path: str) -> None:
    expected, _, parameters = media_type(path.rpartition("/")[2]).lower().partition(";")
    kind, _, given = ask(f"/{path}").headers["content-type"].lower().partition(";")
    same = {"text/javascript": "application/javascript", "image/x-icon": "image/vnd.microsoft.icon"}
    assert kind in (expected, same.get(expected))
    assert not given or given.replace(" ", "") == parameters.replace(" ", "")


def test_what_is_not_there_is_said_with_the_page_for_it(ask: Ask, site: Path) -> None:
    answer = ask("/nothing/here/")
    assert (404, (site / "404.html").read_bytes()) == (answer.status, answer.body)


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_a_missing_picture_is_answered_with_a_page_that_is_not_kept(server: str, site: Path, tmp_path: Path) -> None:
    """The others are told of addresses alone; but there, a site is put in place as a whole."""
    with SERVERS[server](site, tmp_path) as ask:
        answer = ask("/assets/missing-0123456789.png")
        kind = answer.headers["content-type"].lower()
        assert (404, FRESH, "text/html; charset=utf-8") == (answer.status, answer.headers["cache-control"], kind)
        assert 404 == ask("/.statuary.json").status


def test_a_folder_gets_its_slash(ask: Ask) -> None:
    answer = ask("/history")
    assert answer.status in (301, 308)
    assert answer.headers["location"].endswith("/history/")


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("slash", ["/", ""])
def test_old_addresses_lead_to_new_ones(ask: Ask, number: int, slash: str) -> None:
    old, new = MOVED[number]
    answer = ask(f"/{old.rstrip('/')}{slash}")
    assert 301 == answer.status
    assert answer.headers["location"].endswith(f"/{new}")
