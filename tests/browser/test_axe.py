"""axe finds nothing to say about any kind of page, however the reader has set colours. Each test is one page so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from support_gallery import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

MODES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}
ASK = """async () => {
  document.querySelectorAll('details').forEach(node => node.open = true);
  // a table's rows are made alike: six of ninety tell what there is to tell, in a tenth of the time
  document.querySelectorAll('tbody tr:nth-child(n+7):not(:has([rowspan]))').forEach(row => row.remove());
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
  const { violations } = await axe.run({ runOnly: tags, resultTypes: ['violations'] });
  return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`));
}"""


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, leaf: Callable[..., Page]) -> Page:
    """The page of that name, with axe in it: loaded once, looked at in each mode."""
    opened = leaf(PAGES[request.param], bypass_csp=True)
    opened.evaluate(AXE_SCRIPT)
    return opened


@pytest.mark.parametrize("mode", MODES)
def test_the_page_is_accessible(page: Page, mode: str) -> None:
    page.emulate_media(**MODES[mode])  # type: ignore[arg-type]
    assert [] == page.evaluate(ASK)


def test_words_that_barely_stand_out_would_be_noticed(look: Callable[..., Page]) -> None:
    page = look("busy/", bypass_csp=True)
    page.evaluate(AXE_SCRIPT)
    page.add_style_tag(content="h1, h2 { color: oklch(80% .02 250); background: oklch(70% .02 250) }")
    assert {"color-contrast"} == {fault.partition(":")[0] for fault in page.evaluate(ASK)}
