from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest

from statuary.model import Content, Converted, Page, Text
from statuary.render import Context
from statuary.search import LISTED, index_of, write_index, write_list, write_texts
from statuary.searchindex import _BETWEEN, HEADING, OFTEN, ONCE, TITLE, sections, split, words_of, written
from support_pages import busy, calm, guide, planned, theme


class Headed:
    """A converter for which every text has one heading."""

    def convert(self, text: Text) -> Converted:
        return Converted(f'<p>{text.text}</p><h2 id="why">Why <code>not</code></h2><p>Be<b>cause</b></p>')


def brought(body: bytes) -> Any:
    """What the script hands over."""
    assert body.startswith(b"statuary(")
    return json.loads(body.removeprefix(b"statuary(").removesuffix(b");\n"))


def unpacked(text: str) -> Any:
    """What is compressed in the index."""
    return json.loads(zlib.decompress(base64.b64decode(text)))


def pages(*guides: object) -> dict[str, Page]:
    return planned(calm(1), Content(guides=guides))  # type: ignore[arg-type]


def looked() -> Context:
    return Context(theme(), Headed())  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------------------ the words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Restart the CAFÉS", ["restart", "the", "cafes"]),
        ("max_instances 1.5", ["max", "instances", "1", "5"]),
        ("Straße, Łódź, İstanbul", ["strasse", "lodz", "istanbul"]),
        ("サーバーを再起動", ["サ", "ー", "バ", "ー", "を", "再", "起", "動"]),
        ("API의 상태", ["api", "의", "상", "태"]),
        ("गलती की", ["गलती", "की"]),
        ("والخدمة", ["خدمة"]),
        ("\ufb01le \uff21\uff22\uff23", ["file", "abc"]),
    ],
)
def test_a_text_is_taken_apart_into_words_that_can_be_compared(text: str, words: list[str]) -> None:
    assert words == split(text)


@pytest.mark.parametrize("mark", _BETWEEN)
def test_words_of_plain_texts_are_those_of_any_text(mark: str) -> None:
    text = f"It{mark}s 2 Words{mark}, a_b"
    assert ["it", "s", "2", "words", "a", "b"] == split(text)
    assert [*split(text), "e"] == split(f"{text} \u00e9")


def test_a_page_is_a_section_a_heading() -> None:
    html = '<p>One&amp;only</p><h2 id="a-b">A <em>b</em></h2><p>Of<b>ten</b></p><ul><li>x</li><li>y</li></ul>'
    assert [("", "", "One&only"), ("a-b", "A b", "Often x y")] == sections(html)


def test_a_word_counts_by_where_it_stands() -> None:
    parts = [("", "", "disk disk disk once"), ("b", "Backup", "")]
    assert {"disk": OFTEN, "once": ONCE, "backup": HEADING, "tag": HEADING, "plan": TITLE} == words_of(
        "Plan", "tag", parts
    )


def test_the_index_leaves_out_what_a_word_shares_with_the_one_before() -> None:
    assert ("AplanEt", "##|%") == written([{"plan": ONCE, "plant": TITLE}, {"plan": ONCE}, {"plant": ONCE}])


def test_at_most_25_letters_are_left_out_so_that_a_capital_tells_how_many() -> None:
    long = "a" * 30
    assert f"A{long}Zaaaaab" == written([{long: ONCE, f"{long}b": ONCE}])[0]


def test_what_only_titles_say_the_script_takes_from_them() -> None:
    assert ("Aonce", "#") == written([{"once": ONCE, "plan": TITLE}])


def test_what_most_pages_say_is_told_only_where_it_is_a_title_or_a_heading() -> None:
    many = [{"the": ONCE} for _ in range(29)]
    assert ("Athe", "!~$") == written([{"the": TITLE}, {"the": HEADING}, *many])


# ------------------------------------------------------------------------------------------------------------ the files


def test_the_index_names_pages_and_the_texts_have_their_sections() -> None:
    there = pages(guide("a/b c", "Restarting", "Restart it."))
    index = brought(write_index(there[index_of("docs/")].view, looked()))
    assert [["docs/a/b%20c/", "Restarting"]] == unpacked(index["pages"])
    texts = brought(write_texts(there["docs/search/0.js"].view, looked()))
    assert {"docs/a/b%20c/": [["", "", "Restart it."], ["why", "Why not", "Because"]]} == texts


def test_an_address_that_ends_in_the_title_says_so_in_a_letter() -> None:
    there = pages(
        guide("etcd/etcdNoLeader", "etcd No Leader"), guide("disk-full", "Disk full"), guide("strasse", "Straße")
    )
    index = brought(write_index(there[index_of("docs/")].view, looked()))
    told = [["docs/etcd/~", "etcd No Leader"], ["docs/-", "Disk full"], ["docs/strasse/", "Straße"]]
    assert told == unpacked(index["pages"])


def test_texts_come_in_parts() -> None:
    there = pages(*(guide(f"g{n}", f"Guide {n}", "word " * 5_000) for n in range(5)))
    index = brought(write_index(there[index_of("docs/")].view, looked()))
    assert [0, 2, 4] == index["chunks"]
    assert {"docs/g2/", "docs/g3/"} == brought(write_texts(there["docs/search/1.js"].view, looked())).keys()


def test_components_and_incidents_are_listed_with_what_they_are() -> None:
    there = planned(*busy())
    listed = brought(write_list(there[LISTED].view, looked()))
    assert ["components/api/", "API", "Component", "What programs talk to."] in listed
    assert ["incidents/errors/", "Errors on the API", "Incident of 14 Oct 2026", "API"] in listed


def test_a_site_without_guides_has_no_index() -> None:
    assert not {index_of("docs/"), LISTED} & planned(calm(1)).keys()
