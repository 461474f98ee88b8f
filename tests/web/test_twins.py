"""Twins say what their page says, in Markdown and in plain text, and nothing in them is taken for more than it is."""

from __future__ import annotations

import json
import re
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from statuary.content.figures import escaped
from statuary.instants import HOUR, MINUTE
from statuary.model import Content, MaintenanceStatus, Status
from statuary.twins.marks import named
from statuary.twins.signs import with_signs
from support_gallery import worlds
from support_pages import NOW, busy, component, guide, incident, maintenance, planned, probe, summary, worded
from support_tools import corpora

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
ESCAPE = "\x1b[31mred\x1b]0;title\x07\u202eevil\u2066\x85"


def tokens(markdown: bytes) -> list[Token]:
    """What a CommonMark parser that lets HTML through makes of it, parts of lines included."""
    blocks = MarkdownIt("commonmark", {"html": True}).parse(markdown.decode())
    return [part for block in blocks for part in (block, *(block.children or ()))]


def headings(markdown: bytes) -> list[str]:
    """Those of the document itself, not of what it quotes."""
    blocks = MarkdownIt("commonmark").parse(markdown.decode())
    return [
        f"{blocks[at].tag} {blocks[at + 1].content}"
        for at in range(len(blocks))
        if blocks[at].type == "heading_open" and blocks[at].level == 0
    ]


def shown(markdown: bytes) -> str:
    """The text that a reader sees."""
    return " ".join(token.content for token in tokens(markdown) if token.type in ("text", "code_inline"))


def test_every_page_but_those_of_old_versions_and_for_missing_pages_has_a_twin_and_leads_to_it() -> None:
    files = worded(*busy(), languages=["de"])
    pages = {
        path
        for path in files
        if path.endswith("index.html")
        and not path.endswith(("docs/ui/index.html", "embed/index.html", "feeds/index.html"))
        and "docs/v1/" not in path
    }
    assert {path.replace(".html", ".md") for path in pages} == {path for path in files if path.endswith("index.md")}
    assert pages == {path for path, body in files.items() if b'type="text/markdown" href="index.md"' in body}


def test_the_page_of_tags_has_no_twin_and_leads_to_none() -> None:
    files = worded(summary(), Content(guides=(guide("start", "Start", "Begin.", tags=("first",)),)))
    assert "docs/tags/index.md" not in files
    assert b"text/markdown" not in files["docs/tags/index.html"]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("https://a.example/x?b=1+2", "x https://a.example/x?b=1+2"),
        ("SENTRY_DSN", "x SENTRY_DSN"),
        ("_a_ *b* `c` [d]", "x \\_a\\_ \\*b\\* \\`c\\` \\[d\\]"),
        ("R&D <b> &lt;", "x R&D &lt;b> &amp;lt;"),
        ("a|b", "x a\\|b"),
    ],
)
def test_a_value_in_a_guide_has_plain_signs(value: str, plain: str) -> None:
    content = Content(guides=(guide("start", "Start", f"x {escaped(value)}", files=("config/site.yaml",)),))
    files = worded(summary(), content)
    assert f"\n{plain}\n" in files["docs/start/index.md"].decode()
    assert f"\n{plain}\n" in files["llms-full.txt"].decode()


@pytest.mark.parametrize(
    "text", ["`&#58;`", "```\n&#58;\n```", '<a title="&#34;&#58;">b</a>', "&#128512; &#38;", "<pre>\n&#60;\n</pre>"]
)
def test_references_in_code_and_tags_stay_as_they_were_written(text: str) -> None:
    assert text.replace("&#38;", "&") == with_signs(text)


@given(
    st.sampled_from(["{}", "x {} y", "- {}", "1{}", "> {}", "{}\n===", "<code>{}</code>"]),
    st.text(string.printable[:95]),
)
def test_plain_signs_say_what_the_references_said(around: str, value: str) -> None:
    text = around.replace("{}", escaped(value) or "x")
    assert re.sub(r"\s", "", shown(text.encode())) == re.sub(r"\s", "", shown(with_signs(text).encode()))


def test_an_incident() -> None:
    assert worded(*busy())["incidents/errors/index.md"].decode() == (
        "# Errors on the API\n\n"
        "- page: https://status.example.com/incidents/errors/\n"
        "- status: Postmortem\n"
        "- impact: Critical impact\n"
        "- began: 2026-10-14 21:40 UTC\n"
        "- resolved: 2026-10-14 23:03 UTC\n"
        "- language: en\n"
        "- data_as_of: 2026-10-17T21:40:00Z\n\n"
        "## Affected components\n\n"
        "- [API](https://status.example.com/components/api/index.md): "
        "major outage from 2026-10-14 21:40 UTC to 2026-10-14 23:03 UTC\n\n"
        "## Updates\n\n"
        "### Postmortem, 2026-10-17 21:40 UTC\n\n"
        "> ## What happened\n>\n> A disk filled up.\n>\n> ## What we do\n>\n> We watch it.\n\n"
        "### Resolved, 2026-10-14 23:03 UTC\n\n> Back to normal.\n\n"
        "### Identified, 2026-10-14 22:32 UTC\n\n> A full disk.\n\n"
        "### Investigating, 2026-10-14 21:40 UTC\n\n> Errors on the API.\n\n"
        "## Guides\n\n"
        "- [Monitoring](https://status.example.com/docs/levqor/monitoring/index.md)\n"
    )


def test_a_guide_is_as_it_was_written() -> None:
    text = "Before.\n\n```yaml\n# a comment\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    content = Content(guides=(guide("start", "First *steps*", text),))
    assert f"# First \\*steps\\*\n\n{text}\n" == worded(summary(), content)["docs/start/index.md"].decode()


def test_the_home_page_names_each_component_below_its_group() -> None:
    home = worded(*busy())["index.md"].decode()
    assert (
        "- Core: partial outage\n"
        "  - [API](https://status.example.com/components/api/index.md): degraded performance since"
    ) in home
    assert "\n- [Mail](https://status.example.com/components/mail/index.md): not observed since" in home


def test_twins_of_what_is_live_say_how_old_they_are() -> None:
    files = worded(*busy())
    for path in ("index.md", "components/api/index.md", "incidents/slow-checkout/index.md", "history/index.md"):
        assert (
            b"\n- generated_at: 2026-11-22T21:40:00Z\n- data_as_of: 2026-11-22T21:38:00Z\n- valid_until: "
            in (files[path])
        ), path


def test_what_an_update_leaves_open_ends_with_it() -> None:
    left_open = "```\n<!-- and <script> and ~~~\n> 1. x"
    item = incident(("investigating", NOW - HOUR, "The first."), ("identified", NOW - MINUTE, left_open))
    twin = worded(summary(incidents=[item]))["incidents/slow-checkout/index.md"]
    assert ["h1", "h2", "h3", "h3"] == [heading[:2] for heading in headings(twin)]
    assert shown(twin).endswith("The first.")


def test_twins_of_a_language_lead_to_twins_of_that_language() -> None:
    twin = worded(*busy(), languages=["de"])["de/incidents/errors/index.md"].decode()
    assert "](https://status.example.com/de/components/api/index.md)" in twin
    assert "page: https://status.example.com/de/incidents/errors/" in twin


# -------------------------------------------------------------------------------------------------------------- hostile


def site(text: str, name: str) -> dict[str, bytes]:
    """The twins and texts of a site in which everything is called ``name``, and people wrote ``text``."""
    own = component(
        "a", name, Status.major_outage, "x", description=name, probes=(probe("p", name=name),), incidents=("bad",)
    )
    bad = incident(
        ("investigating", NOW - HOUR, text), id_="bad", title=name, components={"a": Status.major_outage}, next_at=NOW
    )
    work = maintenance(
        NOW - HOUR, 3 * HOUR, MaintenanceStatus.in_progress, id_="work", title=name, text=text, components=("a",)
    )
    shown = summary([own], groups={name: ["a"]}, incidents=[bad], maintenances=[work])
    content = Content(guides=(guide("", name, "", description=name), guide("a", name, "", description=name)))
    files = worded(shown, content, name=name)
    return {path: body for path, body in files.items() if path.endswith(("index.md", "llms.txt", "index.txt"))}


@pytest.mark.parametrize("name", [HOSTILE, "](javascript:alert(1)) [x", "&lt;b&gt; `code` **bold** # - 1. | ~~x~~"])
def test_a_name_is_text_and_nothing_else(name: str) -> None:
    plain = " ".join(name.split())
    for path, body in site("", name).items():
        if path.endswith("index.txt"):
            continue
        kinds = {token.type for token in tokens(body)}
        assert not kinds & {"html_block", "html_inline", "code_inline", "image", "em_open"}, path
        addresses = [str(token.attrs["href"]) for token in tokens(body) if token.type == "link_open"]
        assert all(address.startswith("https://status.example.com/") for address in addresses), path
        assert plain in "".join(token.content for token in tokens(body) if token.type.startswith("text")), path


def test_a_terminal_is_told_nothing() -> None:
    for path, body in site(ESCAPE, f"a{ESCAPE}").items():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", body.decode()), path


def test_naughty_strings_stay_what_they_are() -> None:
    strings = json.loads((corpora("hostile") / "blns/blns.json").read_text("utf-8"))
    for text in strings:
        marked = MarkdownIt("commonmark", {"html": True}).parse(f"# {named(text)}")
        parts = [part for block in marked for part in (block.children or ())]
        assert {"text", "text_special"} >= {part.type for part in parts}, text


# ------------------------------------------------------------------------------------------------------------- terminal


def cells(line: str) -> int:
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in line)


def test_the_home_page_for_a_terminal() -> None:
    text = worded(*busy())["index.txt"].decode()
    assert text.startswith(
        "Example Status\n"
        "https://status.example.com/\n\n"
        "MINOR SERVICE OUTAGE as of 2026-11-22 21:38 UTC\n"
        "Made 2026-11-22 21:40 UTC; do not rely on it after 2026-11-22 21:53 UTC\n\n"
        "Open incident: Slow checkout\n"
        "  Major impact; began 2026-11-22 20:05 UTC\n"
        "  Next update due 2026-11-22 22:00 UTC\n"
        "  2026-11-22 20:30 UTC  Identified\n"
        "    A bad index after this morning's migration.\n"
    )
    assert f"\n    API{'degraded performance':>65}\n" in text
    assert text.isascii()


@pytest.mark.parametrize("world", worlds())
def test_no_line_for_a_terminal_is_longer_than_72_columns(world: str) -> None:
    text = worded(*worlds()[world])["index.txt"].decode()
    assert 72 >= max(map(cells, text.splitlines()))


@pytest.mark.parametrize("name", ["状態の監視" * 12, "e\u0301" * 80, "word " * 40])
def test_letters_of_two_cells_and_of_none_are_counted_as_such(name: str) -> None:
    text = site(name, name)["index.txt"].decode()
    assert 72 >= max(map(cells, text.splitlines()))


# ---------------------------------------------------------------------------------------------------------------- plan


def test_a_twin_shows_what_its_page_shows_and_costs_no_view_of_its_own() -> None:
    pages = planned(*busy())
    assert all(
        page.view is pages[path.replace(".md", ".html")].view for path, page in pages.items() if path.endswith(".md")
    )
