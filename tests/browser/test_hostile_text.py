"""What people write, and what others call things, is text: nothing of it runs, even where no policy would stop it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from statuary.instants import HOUR, MINUTE
from statuary.model import Content, Status
from support_pages import NOW, component, guide, incident, maintenance, probe, rendered, summary, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CORPORA = Path(os.environ.get("STATUARY_CORPORA") or Path(__file__).resolve().parents[2].parent / "shared/corpora")
NAUGHTY = CORPORA / "hostile/blns/blns.json"
KINDS = ("", "components/a/", "incidents/bad/", "maintenance/work/", "history/", "history/2026-11/", "docs/", "docs/a/")
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>",
    "[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "{{ 7 * 7 }}{% raw %}${7 * 7}",
)


def naughty() -> list[str]:
    if not NAUGHTY.exists():
        if os.environ.get("STATUARY_REQUIRE_ALL"):
            pytest.fail(f"{NAUGHTY} is missing, and STATUARY_REQUIRE_ALL is set")
        pytest.skip(f"{NAUGHTY} is missing")
    strings: list[str] = json.loads(NAUGHTY.read_text("utf-8"))
    return strings


def site(text: str, names: str) -> dict[str, bytes]:
    """A site in which everything is called ``names``, and everybody wrote ``text``."""
    name = names.strip() or "x"
    own = component(
        "a", name, Status.major_outage, "x", description=names, probes=(probe("p", name=name),), incidents=("bad",)
    )
    bad = incident(
        ("investigating", NOW - HOUR, text),
        ("identified", NOW - MINUTE, text),
        id_="bad",
        title=name,
        components={"a": Status.major_outage},
    )
    work = maintenance(NOW - HOUR, 3 * HOUR, id_="work", title=name, text=text, components=("a",))
    shown = summary([own], groups={name: ["a"]}, incidents=[bad], maintenances=[work])
    return rendered(shown, Content(guides=(guide("a", name, text, description=names),)), name=name[:200])


@pytest.mark.parametrize("what", ["payloads", "naughty strings"])
def test_hostile_text_runs_nothing_with_the_policy_off(what: str, chromium: Browser, tmp_path: Path) -> None:
    strings = list(PAYLOADS) if what == "payloads" else naughty()
    lines = [line.replace("\0", "") for line in strings]
    write(tmp_path, site("\n\n".join(lines), "".join(lines)[:4000] if what == "payloads" else " ".join(lines)[:4000]))
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.expose_function("alerted", lambda *_: ran.append("alert"))
    page.add_init_script("window.alert = window.prompt = window.confirm = () => window.alerted()")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind in KINDS:
        page.goto((tmp_path / kind / "index.html").as_uri())
        for link in page.locator("main a").all()[:40]:
            address = link.get_attribute("href") or ""
            assert not address.strip().lower().startswith(("javascript:", "vbscript:", "data:"))
        page.wait_for_timeout(50)
    context.close()
    assert [] == ran
    assert [] == [url for url in asked if not url.startswith(("file:", "data:"))]


def test_the_test_would_notice_what_runs(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<img src=x onerror=alert(1)>")
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    ran: list[str] = []
    page.expose_function("alerted", lambda *_: ran.append("alert"))
    page.add_init_script("window.alert = () => window.alerted()")
    page.goto((tmp_path / "bad.html").as_uri())
    page.wait_for_timeout(200)
    context.close()
    assert ["alert"] == ran
