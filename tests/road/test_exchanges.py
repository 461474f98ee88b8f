"""Requests and responses in guides, asked of a real service on loopback."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from statuary.cli import run
from support_road import Service, Site

GOOD = """```http test="api-health"
GET /health HTTP/1.1
Accept: application/json

HTTP/1.1 200 OK
Content-Length: …

{"ok": true, "…": "…"}
```"""


@pytest.fixture
def site(make_site: Callable[..., Site], service: Service) -> Site:
    service.body = b'{"region":"eu","ok":true}'
    return make_site(probe_url=service.url)


def attempt(site: Site, text: str, *arguments: str) -> int:
    site.write("content/guides/a.md", f"---\ntitle: A\n---\n{text}\n")
    return run(["--root", str(site.root), "docs", "test", "--now", "2026-11-06T09:20Z", *arguments])


def said(site: Site) -> bool | str:
    site.build(offline=True)
    page = site.page("docs/a/index.html")
    return page.partition('<p class="proof ')[2].partition(">")[2].partition("<")[0]


def test_without_the_word_nothing_is_asked_and_it_is_not_verified(
    site: Site, service: Service, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (0, 0) == (attempt(site, GOOD), service.asked)
    told = "content/guides/a.md:4: not verified. It is asked only with --network.\n0 blocks verified, 1 not verified.\n"
    assert told == capfd.readouterr().out
    assert "Not verified." == said(site)


def test_the_named_probes_service_is_asked_and_the_page_says_whom(site: Site, service: Service) -> None:
    assert (0, 1) == (attempt(site, GOOD, "--network"), service.asked)
    assert "Verified against api-health on 6 Nov 2026." == said(site)
    assert 0 == attempt(site, GOOD)
    assert "Verified against api-health on 6 Nov 2026." == said(site), "what was seen then was seen"


def test_a_service_that_changed_is_asked_again_and_found_out(site: Site, service: Service) -> None:
    attempt(site, GOOD, "--network")
    service.status = 503
    assert (1, 2) == (attempt(site, GOOD, "--network"), service.asked)
    assert "Not verified: its test on 6 Nov 2026 failed." == said(site)


def test_another_address_of_the_probe_was_not_verified(site: Site) -> None:
    attempt(site, GOOD, "--network")
    path = site.root / "probes/api.yaml"
    path.write_text(path.read_text().replace("/health'", "/status'"))
    assert "Not verified." == said(site)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("200 OK", "201 Created", "a.md:8: It answered 200 OK.\n"),
        ("Content-Length: …", "Content-Type: text/html", "    -Content-Type: text/html\n    +Content-Type: (none)\n"),
        ('"ok": true', '"ok": false', "a.md:8: It answered something else.\n"),
        (', "…": "…"', "", '    +  "region": "eu",\n'),
    ],
)
def test_what_differs_is_told(site: Site, capfd: pytest.CaptureFixture[str], old: str, new: str, told: str) -> None:
    assert 1 == attempt(site, GOOD.replace(old, new), "--network")
    assert told in capfd.readouterr().err


def test_a_service_that_does_not_answer_is_no_verification(
    make_site: Callable[..., Site], capfd: pytest.CaptureFixture[str]
) -> None:
    site = make_site(probe_url="http://127.0.0.1:9/health")
    assert 1 == attempt(site, GOOD, "--network")
    assert "a.md:8: There was no answer: connection refused.\n" in capfd.readouterr().err


def test_the_probes_secrets_are_not_sent(site: Site, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "s3cret")
    path = site.root / "probes/api.yaml"
    path.write_text(path.read_text().replace("attempts: 1", "attempts: 1, headers: {X-Token: '${API_TOKEN}'}"))
    assert 0 == attempt(site, GOOD, "--network")
    assert "X-Token" not in service.headers[0]
    assert "application/json" == service.headers[0]["Accept"]


def test_a_probe_that_readers_do_not_see_is_not_named(site: Site) -> None:
    path = site.root / "probes/api.yaml"
    path.write_text(path.read_text().replace("attempts: 1", "attempts: 1, public: false"))
    attempt(site, GOOD, "--network")
    assert "Verified against the running service on 6 Nov 2026." == said(site)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("DELETE /users", "A block must not ask to DELETE /users. Write one of GET, HEAD, OPTIONS."),
        ("GET http://evil.example/", "This is not a request with its response."),
    ],
)
def test_only_what_is_harmless_is_asked(
    site: Site, service: Service, capfd: pytest.CaptureFixture[str], first: str, told: str
) -> None:
    assert (2, 0) == (attempt(site, GOOD.replace("GET /health", first), "--network"), service.asked)
    assert told in capfd.readouterr().err
