"""What people write, and what others call things, is text: nothing of it runs, even where no policy would stop it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from statuary.instants import HOUR, MINUTE
from statuary.model import Content, Status
from support_pages import NOW, component, guide, incident, maintenance, probe, rendered, summary, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CORPORA = Path(os.environ.get("STATUARY_CORPORA") or Path(__file__).resolve().parents[2].parent / "shared/corpora")
NAUGHTY = CORPORA / "hostile/blns/blns.json"
KINDS = (
    "", "components/c0/", "incidents/bad/", "maintenance/work/", "history/", "history/2026-11/",
    "docs/", "docs/g0/", "feeds/", "embed/",
)  # fmt: skip
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


def names_of(lines: Sequence[str]) -> list[str]:
    """Names as long as they may be, of as many of the lines as fit."""
    whole = " ".join(" ".join(line.split()) for line in lines if line.strip())
    return [f"n{whole[at : at + 190].strip()}" for at in range(0, min(len(whole), 20 * 190), 190)]


def site(text: str, names: Sequence[str]) -> dict[str, bytes]:
    """A site in which somebody wrote ``text`` everywhere, and everything has one of these names."""
    own = [
        component(f"c{n}", name, Status.major_outage, "x", description=name, probes=(probe(f"p{n}", name=name),))
        for n, name in enumerate(names)
    ]
    own[0] = replace(own[0], incidents=("bad",), guides=("g0",))
    ids = [one.id for one in own]
    bad = incident(
        ("investigating", NOW - HOUR, text),
        ("identified", NOW - MINUTE, text),
        id_="bad",
        title=names[0],
        components=dict.fromkeys(ids, Status.major_outage),
    )
    more = [incident(("investigating", NOW - HOUR, "x"), id_=f"i{n}", title=name) for n, name in enumerate(names)]
    work = maintenance(NOW - HOUR, 3 * HOUR, id_="work", title=names[-1], text=text, components=tuple(ids))
    shown = summary(own, groups={names[0]: ids}, incidents=[bad, *more], maintenances=[work])
    guides = (
        guide("g0", names[0], text, description=names[0]),
        *(guide(f"h{n}", name) for n, name in enumerate(names)),
    )
    return rendered(shown, Content(guides=guides), name=names[0])


@pytest.mark.parametrize("what", ["payloads", "naughty strings"])
def test_hostile_text_runs_nothing_with_the_policy_off(what: str, chromium: Browser, tmp_path: Path) -> None:
    strings = list(PAYLOADS) if what == "payloads" else naughty()
    lines = [line.replace("\0", "") for line in strings]
    write(tmp_path, site("\n\n".join(lines), lines if what == "payloads" else names_of(lines)))
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
