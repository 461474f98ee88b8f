from __future__ import annotations

from support_gallery import PAGES, worlds
from support_pages import planned


def test_the_gallery_has_a_page_of_every_template() -> None:
    templates = {
        f"{world}/{page.path}".removesuffix("index.html"): page.renderer
        for world, shown in worlds().items()
        for page in planned(*shown).values()
        if page.renderer.endswith(".html")
    }
    assert set(templates.values()) == {templates[path] for path in PAGES.values()}
