"""What a browser makes of the data, the manifest and the twins that pages lead to, under the pages' own policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from support_hosts import SERVERS
from support_pages import busy, rendered, write
from support_tools import needs

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Look = Callable[..., Page]

VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective));
"""
PATHS = ["", "incidents/slow-checkout/", "incidents/errors/", "maintenance/network/", "docs/levqor/monitoring/"]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A site behind Caddy, with the headers that its host file gives."""
    needs("caddy")
    site: Path = tmp_path_factory.mktemp("site")
    write(site, rendered(*busy()))
    with SERVERS["caddy"](site, tmp_path_factory.mktemp("caddy")) as ask:
        yield ask.address


@pytest.mark.parametrize("path", PATHS)
def test_no_policy_minds_the_data_the_manifest_or_anything_else(path: str, chromium: Browser, hosted: str) -> None:
    context = chromium.new_context()
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{hosted}/{path}")
    page.wait_for_load_state("networkidle")
    data = page.locator('script[type="application/ld+json"]').text_content()
    assert "https://schema.org" == json.loads(data or "")["@context"]
    assert ([], []) == (page.evaluate("window.violations"), said)
    context.close()


def test_the_browser_can_read_the_manifest_and_its_icons(chromium: Browser, hosted: str) -> None:
    whole = chromium.browser_type.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
    context = whole.new_context()  # the engine alone installs nothing
    page = context.new_page()
    page.goto(f"{hosted}/")
    page.wait_for_selector("link[rel=manifest]", state="attached")
    session = context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert (f"{hosted}/site.webmanifest", []) == (found["url"], found["errors"])
    assert (f"{hosted}/", "Example Status") == (found["manifest"]["startUrl"], found["manifest"]["name"])
    wanting = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert ["in-incognito"] == [one["errorId"] for one in wanting]  # as all pages of tests are
    whole.close()


def test_a_page_of_another_site_may_read_the_api_but_not_frame_a_page(
    chromium: Browser, hosted: str, address: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/busy/robots.txt")  # another origin, without a policy of its own
    page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), {id: 'framed'}))")
    status = page.evaluate("address => fetch(address).then(it => it.json())", f"{hosted}/api/v1/summary.json")
    assert "Example Status" == status["page"]["name"]
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate("address => fetch(address)", f"{hosted}/index.html")
    page.evaluate("address => { document.getElementById('framed').src = address }", f"{hosted}/")
    page.wait_for_timeout(300)
    assert "Example Status" not in [frame.title() for frame in page.frames[1:]]
    context.close()


def test_the_link_to_the_twin_leads_to_markdown(look: Look) -> None:
    page = look("busy/incidents/errors/")
    address = page.locator('link[type="text/markdown"]').evaluate("link => link.href")
    assert page.request.get(address).text().startswith("# Errors on the API\n")
