"""llms.txt: its shape is that of llmstxt.org, and what it names is there."""

from __future__ import annotations

from markdown_it import MarkdownIt

from statuary.model import Content
from support_pages import busy, guide, planned, summary, worded

ROOT = "https://status.example.com/"


def test_its_shape_is_that_of_the_standard() -> None:
    blocks = MarkdownIt("commonmark").parse(worded(*busy())["llms.txt"].decode())
    top = [
        block.type.removesuffix("_open") + block.tag[1:] * block.type.startswith("heading")
        for block in blocks
        if block.level == 0 and block.nesting == 1
    ]
    assert ["heading1", "blockquote", "paragraph", *["heading2", "bullet_list"] * 4] == top
    assert ["Status", "Components", "Docs", "Optional"] == [
        blocks[at + 1].content for at, block in enumerate(blocks) if block.type == "heading_open" and block.tag == "h2"
    ]


def test_all_that_it_names_is_there() -> None:
    files = worded(*busy())
    blocks = MarkdownIt("commonmark").parse(files["llms.txt"].decode())
    links = [str(part.attrs["href"]) for block in blocks for part in block.children or () if part.type == "link_open"]
    assert len(links) > 10
    assert set() == {link.removeprefix(ROOT) for link in links} - files.keys()


def test_a_page_with_an_odd_name_is_named_by_its_address() -> None:
    files = worded(summary(), Content(guides=(guide("a b/c(d)", "Odd"),)))
    assert b"[Odd](https://status.example.com/docs/a%20b/c%28d%29/index.md)" in files["llms.txt"]


def test_new_checks_alone_do_not_change_it() -> None:
    view = planned(*busy())["llms.txt"].view
    assert not hasattr(view, "stamps")
