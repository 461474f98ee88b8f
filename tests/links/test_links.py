"""Links of guides: what leads nowhere is named where it is written, and what leads somewhere does so on the page."""

# ruff: noqa: E501 - a mistake and the sentence that names it stand side by side

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from support_road import Site

HEAD = "name: Example\nurl: https://status.example.com\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x02\x00\x00\x00\x12\x16\xf1M\x00\x00\x00\x0eIDAT"
    b"x\xdac\xfc\xcf\x80\x04\x00\x0f\x04\x01\x01\xd5\x9b\xf5\xb6\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.write("config/site.yaml", HEAD)
    made.write("config/components.yaml", "components: [{id: api, name: API, manual: true}]\n")
    return made


def said(site: Site) -> list[str]:
    return [str(problem) for problem in site.build(offline=True).problems if problem.path.startswith("content")]


def test_all_seven_seeded_faults_are_named_where_they_are_written(site: Site) -> None:
    site.write("content/guides/b.md", "# B\n\n## Here\n\nText.\n")
    site.write(
        "content/guides/a.md",
        "---\ntitle: A\n---\n## Top part\n\n[one](b.md#nope)\n[two](missing.md)\n[three](/abs/)\n![four](gone.png)\n"
        '<a href="raw.html">five</a>\n[six](#none)\nSeven[^1].\n',
    )
    assert [
        "content/guides/a.md:6:7: There is no anchor '#nope' on /docs/b/. Known: here.",
        "content/guides/a.md:7:7: There is no page or file 'missing.md'. Known: a.md, b.md.",
        "content/guides/a.md:8:9: There is no page or file '/abs/'.",
        "content/guides/a.md:9:9: There is no image 'gone.png'. Put the file there, or correct the address.",
        "content/guides/a.md:10:10: There is no page or file 'raw.html'. Known: a.md, b.md.",
        "content/guides/a.md:11:7: There is no anchor '#none' on this page. Known: top-part.",
        "content/guides/a.md:12:6: The footnote [^1] is nowhere defined. Add a line like [^1]: The note.",
    ] == said(site)
    assert "A" in site.page("docs/a/index.html")  # it is published all the same


def test_a_broken_link_fails_the_exit_code_and_not_the_publication(site: Site) -> None:
    site.write("content/guides/a.md", "[x](missing.md)\n")
    assert 1 == site.build(offline=True).exit_code
    site.write("content/guides/a.md", "Text.\n")
    assert 0 == site.build(offline=True).exit_code


LEADS = {
    "../b.md": "docs/b/",
    "../b.md#here": "docs/b/#here",
    "../b.md?x=1#here": "docs/b/?x=1#here",
    "./c.md": "docs/ops/c/",
    "index.md": "docs/ops/",
    "../index.md": "docs/",
    "/docs/b/": "docs/b/",
    "/b/": "docs/b/",
    "/b": "docs/b/",
    "/": "",
    "../../b/": "docs/b/",
    "../c/": "docs/ops/c/",
    "c": "docs/ops/c/",
    "c.html": "docs/ops/c/",
    "/history.atom": "history.atom",
    "/components/api/": "components/api/",
    "../../pages/about.md": "about/",
    "#größe": "docs/ops/a/#größe",
    "../b.md#gr%C3%B6%C3%9Fe": "docs/b/#größe",
}


def test_a_link_leads_from_the_page_to_the_page_it_means(site: Site) -> None:
    site.write("content/guides/index.md", "# Guides\n")
    site.write("content/guides/b.md", "# B\n\n## Here\n\n## Größe\n")
    site.write("content/guides/ops/index.md", "# Ops\n")
    site.write("content/guides/ops/c.md", "# C\n")
    site.write("content/pages/about.md", "# About\n")
    links = "".join(f"- [it]({written})\n" for written in LEADS)
    elsewhere = "[it](https://example.com/x.md) [it](mailto:a@example.com)\n"
    site.write("content/guides/ops/a.md", f"# A\n\n## Größe\n\n{links}\n{elsewhere}")
    assert [] == said(site)
    found = re.findall(r'<a href="([^"]*)"[^>]*>it</a>', site.page("docs/ops/a/index.html"))
    assert ["https://example.com/x.md", "mailto:a@example.com"] == found[len(LEADS) :]
    base = "https://x.example/docs/ops/a/"
    assert {written: f"https://x.example/{there}" for written, there in LEADS.items()} == {
        written: unquote(urljoin(base, href)) for written, href in zip(LEADS, found, strict=False)
    }


LOST = {
    "[x](B.md)": "There is no page or file 'B.md'. Did you mean 'b.md'?",
    "[x](other/b.md)": "There is no page or file 'other/b.md'. Did you mean 'b.md'?",
    "[x](b.md#Here)": "There is no anchor '#Here' on /docs/b/. Did you mean 'here'?",
    "[x]\n\n[x]: gone.md": "There is no page or file 'gone.md'. Known: a.md, b.md.",
    "![x](IMG.png)": "There is no image 'IMG.png'. Did you mean 'img.png'?",
    "![x](../../secret.png)": "There is no image '../../secret.png'. Put the file there, or correct the address.",
    "[x](../../../etc/passwd)": "There is no page or file '../../../etc/passwd'.",
    "![x](link.png)": "content/guides/link.png leads through a symbolic link; put the file itself there.",
    "![x](live.svg)": "content/guides/live.svg runs a script or loads something; an image must not.",
}


def test_what_leads_nowhere_is_named(site: Site) -> None:
    site.write("content/guides/b.md", "# B\n\n## Here\n")
    (site.root / "content/guides/img.png").write_bytes(PNG)
    (site.root / "secret.png").write_bytes(PNG)
    (site.root / "content/guides/link.png").symlink_to(site.root / "secret.png")
    site.write("content/guides/live.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
    site.write("content/guides/a.md", "# A\n\n" + "\n\n".join(LOST))
    assert sorted(LOST.values()) == sorted(one.partition(": ")[2] for one in said(site))
    assert not [path for path in site.tree() if "secret" in path or "live" in path or "link" in path]


def test_the_advice_is_about_the_folder_that_was_meant(site: Site) -> None:
    site.write("content/guides/sub/restoring.md", "# Restoring\n")
    site.write("content/guides/later.md", "---\ntitle: Later\ndraft: true\n---\nText.\n")
    site.write("content/guides/a.md", "[x](sub/restore.md) [x](later.md) [x](../../config/site.yaml)\n")
    assert [
        "There is no page or file 'sub/restore.md'. Did you mean 'sub/restoring.md'?",
        "There is no page or file 'later.md'. The file is there, and is no page: it is a draft, or cannot be read.",
        "There is no page or file '../../config/site.yaml'. The file is there, and not published. With a 'repository' in config/site.yaml, links lead there.",
    ] == [one.partition(": ")[2] for one in said(site)]


def test_the_title_of_a_page_is_where_it_begins(site: Site) -> None:
    site.write("content/guides/b.md", "# A guide: it's here\n\n[up](#a-guide-its-here)\n\n## Same\n")
    site.write("content/guides/a.md", "# Same\n\n[b](b.md#a-guide-its-here) [own](#same-1)\n\n## Same\n")
    assert [] == said(site)
    assert 'href="../../docs/b/#main"' in site.page("docs/a/index.html")


def test_a_note_is_named_where_it_is_written_if_nothing_refers_to_it(site: Site) -> None:
    site.write("content/guides/a.md", "# A\n\nText.\n\n[^n]: Nobody asks.\n")
    (warning,) = (one for one in said(site) if "note" in one)
    assert warning == (
        "content/guides/a.md:5:1: warning: Nothing refers to the note [^n]. Write [^n] where it belongs, or remove it."
    )


def test_an_image_is_published_with_its_size_and_under_the_digest_of_its_bytes(site: Site) -> None:
    (site.root / "content/guides/ops").mkdir(parents=True)
    (site.root / "content/guides/ops/map.png").write_bytes(PNG)
    site.write("content/guides/ops/a.md", "# A\n\n![Map](map.png)\n\n![Half](map.png){ width=300 }\n")
    assert [] == said(site)
    page = site.page("docs/ops/a/index.html")
    (src,) = set(re.findall(r'src="([^"]+\.png)"', page))
    assert re.fullmatch(r"\.\./\.\./\.\./assets/map-[0-9a-f]{10}\.png", src)
    assert PNG == (site.root / "site" / src.removeprefix("../../../")).read_bytes()
    assert f'<img alt="Map" src="{src}" width="3" height="2" loading="lazy">' in page
    assert f'<img alt="Half" src="{src}" width="300" height="200" loading="lazy">' in page


def test_a_changed_image_has_another_name(site: Site) -> None:
    picture = site.root / "content/guides/map.svg"
    names = []
    for width in (10, 20):
        site.write("content/guides/map.svg", f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 5"/>')
        site.write("content/guides/a.md", "![Map](map.svg)\n")
        site.build(offline=True)
        names += [path.name for path in (site.root / "site/assets").glob("map-*.svg")]
    assert picture.exists()
    assert 2 == len(set(names))


def test_anchors_as_github_makes_them_lead_to_ours(site: Site) -> None:
    site.write(
        "content/guides/a.md", "# A\n\n## Rates & limits\n\n## Twice\n\n## Twice\n\n[x](#rates--limits) [y](#twice-1)\n"
    )
    assert [] == said(site)
    page = site.page("docs/a/index.html")
    assert '<a href="#rates-limits"' in page
    assert '<a href="#twice_1"' in page


def test_every_page_leads_to_the_top_of_a_kept_version(site: Site) -> None:
    for folder in ("guides", "versions/v1"):
        site.write(f"content/{folder}/index.md", "# Guides\n\nText.\n")
        site.write(f"content/{folder}/a.md", "# A\n\nText.\n")
    assert [] == said(site)


def test_links_in_code_are_text(site: Site) -> None:
    site.write("content/guides/a.md", '# A\n\n`[x](gone.md)` and\n\n```\n[y](gone.md) <a href="gone.html">\n```\n')
    assert [] == said(site)
    assert 'href="gone' not in re.sub(r"<code>.*?</code>", "", site.page("docs/a/index.html"), flags=re.DOTALL)


def test_the_same_fault_twice_is_named_twice_and_not_where_code_shows_it(site: Site) -> None:
    site.write("content/guides/a.md", "# A\n\n`gone.md` [x](gone.md)\n\n```\ngone.md\n```\n\n[y](gone.md)\n")
    assert ["content/guides/a.md:3:15", "content/guides/a.md:9:5"] == [one.split(": ")[0] for one in said(site)]


def test_a_page_that_nothing_leads_to_is_a_warning(site: Site) -> None:
    site.write("content/pages/about.md", "# About\n")
    site.write("content/pages/legal/terms.md", "# Terms\n\nText.\n")
    site.write("content/guides/hidden.md", "---\ntitle: Hidden\nlisted: false\n---\nText.\n")
    orphan = "warning: No navigation shows this page, and no guide links to it. Link to it from another page."
    assert [f"content/guides/hidden.md:1: {orphan}", f"content/pages/legal/terms.md:1: {orphan}"] == said(site)
    site.write("content/guides/a.md", "[h](hidden.md) [t](/legal/terms/)\n")
    assert [] == said(site)


def test_files_of_the_repository_are_linked_there(site: Site) -> None:
    site.write("config/site.yaml", HEAD + "repository: https://code.example.com/x\n")
    site.write("src/app.py", "x = 1\n")
    site.write("content/guides/a.md", "[code](../../src/app.py#L1) [env](../../.env)\n")
    site.write(".env", "SECRET=1\n")
    assert ["content/guides/a.md:1:35: There is no page or file '../../.env'."] == said(site)
    assert 'href="https://code.example.com/x/blob/HEAD/src/app.py#L1"' in site.page("docs/a/index.html")


def test_links_and_images_lead_on_in_every_language(site: Site) -> None:
    site.write("config/site.yaml", HEAD + "languages: [de]\n")
    site.write("templates/locale/de.po", 'msgid "Docs"\nmsgstr "Doku"\n')
    (site.root / "content/guides").mkdir(parents=True)
    (site.root / "content/guides/map.png").write_bytes(PNG)
    site.write("content/guides/b.md", "# B\n")
    site.write("content/guides/a.md", "# A\n\n[b](b.md) ![m](map.png) [feed](/api/v1/summary.json)\n")
    assert [] == said(site)
    page = site.page("de/docs/a/index.html")
    assert '<a href="../../docs/b/">b</a>' in page
    assert re.search(r'src="\.\./\.\./\.\./assets/map-\w+\.png"', page)
    assert 'href="../../../api/v1/summary.json"' in page


def test_an_unchanged_build_converts_nothing_and_says_the_same(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("content/guides/a.md", "[x](missing.md)\n")
    before = said(site)
    monkeypatch.setattr("statuary.markup.converter.Converter._staffed", None)
    assert before == said(site)


# ------------------------------------------------------------------------------------------------------------- redirects


def test_an_old_address_leads_to_the_new_page(site: Site) -> None:
    site.write("content/guides/new.md", "---\ntitle: New\naliases: [old/place, /support/]\n---\nText.\n")
    assert [] == said(site)
    page = site.page("docs/old/place/index.html")
    assert '<meta http-equiv="refresh" content="0; url=../../../docs/new/">' in page
    assert '<link rel="canonical" href="https://status.example.com/docs/new/">' in page
    assert '<a href="../../../docs/new/" data-to><bdi>New</bdi></a>' in page
    assert 'url=../docs/new/"' in site.page("support/index.html")


def test_an_old_anchor_of_a_page_that_stays_leads_to_its_new_place(site: Site) -> None:
    site.write("content/guides/old.md", "# Old\n\n## Kept\n\n[x](#limits)\n")
    site.write("content/guides/new.md", "---\ntitle: New\naliases: [{old/#limits: '#how-far'}]\n---\n## How far\n")
    assert [] == said(site)
    assert '<li id="limits"><code>#limits</code> → <a href="../../docs/new/#how-far">' in site.page(
        "docs/old/index.html"
    )


def test_aliases_that_cannot_be_are_named_and_stop_nothing(site: Site) -> None:
    site.write("content/guides/b.md", "# B\n")
    site.write(
        "content/guides/a.md",
        "---\ntitle: A\naliases: [b, ../../etc, {c/#x: '#nope'}, 7, /components/api]\n---\n## Yes\n",
    )
    assert [
        "content/guides/a.md:3:11: The alias /docs/b/ is the address of another page. Remove it, or rename that page.",
        "content/guides/a.md:3:14: '../../etc' is not an address of this site. Write addresses, like [old/name/, {old/name/#part: '#new-part'}].",
        "content/guides/a.md:3:25: There is no heading '#nope' on this page. Known: yes.",
        "content/guides/a.md:3:42: This is not an address. Write addresses, like [old/name/, {old/name/#part: '#new-part'}].",
        "content/guides/a.md:3:45: The alias /components/api/ is the address of another page. Remove it, or rename that page.",
    ] == said(site)
