from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from statuary.errors import Refused
from statuary.pages import plan
from statuary.theme import load_theme
from statuary.volumes import unbound
from support_pages import NOWHERE, busy, config, context


def put(root: Path, name: str, body: bytes | str) -> Path:
    path = root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return root


def test_a_sites_own_template_comes_before_the_packaged_one(tmp_path: Path) -> None:
    look = load_theme(put(tmp_path, "404.html", "Lost in {{ view.frame.name }}"))
    pages = {page.path: page for page in unbound(plan(*busy(), config(busy()[0]), look))}
    assert b"Lost in Example Status" == context(look).write(pages["404.html"])
    assert b"<h1" in context(look).write(pages["history/index.html"])


def test_any_change_of_the_theme_changes_its_digest(tmp_path: Path) -> None:
    first = load_theme(put(tmp_path, "404.html", "a")).digest
    assert first != load_theme(put(tmp_path, "404.html", "b")).digest
    assert first == load_theme(put(tmp_path, "404.html", "a")).digest


def test_an_unknown_name_in_a_template_is_an_error(tmp_path: Path) -> None:
    look = load_theme(put(tmp_path, "404.html", "{{ view.frame.nmae }}"))
    page = next(page for page in unbound(plan(*busy(), config(busy()[0]), look)) if page.path == "404.html")
    with pytest.raises(Exception, match="nmae"):
        context(look).write(page)


def test_a_template_that_is_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_theme(put(tmp_path, "home.html", b"one\ntwo \xff"))
    assert str(refused.value) == "templates/home.html:2: The template is not UTF-8 text. Save it as UTF-8."


def test_the_logo_is_published_and_shown(tmp_path: Path) -> None:
    look = load_theme(put(tmp_path, "assets/logo.svg", "<svg/>"))
    digest = hashlib.sha256(b"<svg/>").hexdigest()[:10]
    shown, content = busy()
    pages = {page.path: page for page in unbound(plan(shown, content, config(shown, theme={"logo": "logo.svg"}), look))}
    assert b"<svg/>" == context(look).write(pages[f"assets/logo-{digest}.svg"])
    page = context(look).write(pages["components/api/index.html"]).decode()
    assert f'<img src="../../assets/logo-{digest}.svg" alt="" height="28">' in page


@pytest.mark.parametrize(
    ("drawing", "address"), [("<svg/>", "data:image/svg+xml,%3Csvg/%3E"), ("<svg>" + " " * 1024, "assets/icon-")]
)
def test_a_small_icon_is_inside_the_page_and_a_large_one_is_a_file(drawing: str, address: str, tmp_path: Path) -> None:
    look = load_theme(put(tmp_path, "assets/icon.svg", drawing))
    pages = {page.path: page for page in unbound(plan(*busy(), config(busy()[0]), look))}
    assert f'<link rel="icon" href="{address}' in context(look).write(pages["index.html"]).decode()


def test_a_logo_that_is_not_there_is_refused() -> None:
    shown, content = busy()
    with pytest.raises(Refused) as refused:
        plan(shown, content, config(shown, theme={"logo": "logo.svg"}), load_theme(NOWHERE))
    assert str(refused.value) == (
        "config/site.yaml: There is no image 'logo.svg' in templates/assets. Put it there, or remove theme.logo."
    )
