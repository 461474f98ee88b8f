"""Markdown as readers get it: safe whatever is written, within its budget, and the same every time."""

# ruff: noqa: E501 - a text and the HTML it becomes stand side by side

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from statuary.markup.convert import convert
from statuary.markup.converter import _SPARE, Converter, end_workers, stand_by
from statuary.markup.sanitise import SCHEMES, TAGS, sanitise
from statuary.markup.worker import Worker, _Copy
from statuary.memo import Memo
from statuary.model import Text
from statuary.sharing import Shared
from statuary.spool import Spool
from support_tools import corpora

PROFILES = ("incident", "guide")


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter(Memo(), budget=1000) as made:
        yield made


def unsafe(html: str) -> list[str]:
    """What must not be in a page: elements, attributes and addresses that are not allowed."""
    found = []
    for element in fragment_fromstring(html, create_parent="div").iterdescendants():
        if not isinstance(element.tag, str) or element.tag not in TAGS:
            found.append(str(element.tag))
        for name, value in element.attrib.items():
            address = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", value)  # as browsers read addresses
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
            if name.startswith("on") or name == "style":
                found.append(name)
            if name in ("href", "src") and scheme and scheme[1].lower() not in SCHEMES:
                found.append(value)
    return found


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello **world**.", "<p>Hello <strong>world</strong>.</p>"),
        ("a\n\n- b\n- c", "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ("<b>raw</b> & <script>", "<p>&lt;b&gt;raw&lt;/b&gt; &amp; &lt;script&gt;</p>"),
        ("# Big", "<h4>Big</h4>"),
        (
            "[log](https://example.com/a?b=1&c=2)",
            '<p><a href="https://example.com/a?b=1&amp;c=2" rel="noopener noreferrer">log</a></p>',
        ),
        ("[x](javascript:alert(1))", '<p><a rel="noopener noreferrer">x</a></p>'),
        ("```\n## code <b>\n```", "<pre><code>## code &lt;b&gt;\n</code></pre>"),
        ("{{ 7*7 }} {% x %}", "<p>{{ 7*7 }} {% x %}</p>"),
    ],
)
def test_an_incidents_text_is_plain_markdown(text: str, html: str) -> None:
    assert html == convert("incident", text).html


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("| a |\n|---|\n| 1 |", '<div class="scroll"><table>'),
        ("```python\nx = 1\n```", '<span class="mi">1</span>'),
        ("!!! note\n    Text.", '<div class="admonition note">'),
        ("Text[^1]\n\n[^1]: Note.", '<div class="footnote">'),
        ("- [x] done", 'type="checkbox"'),
        ("a <em>b</em> <iframe src=x></iframe>", "a <em>b</em>"),
        ('??? info "More"\n    Text.', "<details"),
    ],
)
def test_a_guides_text_has_what_documentation_needs(text: str, part: str) -> None:
    assert part in convert("guide", text).html


def test_headings_have_anchors_that_stay() -> None:
    made = convert("guide", "# One\n\n## Before you start\n\n## Before you start\n\n### Größe & Co.\n\n## Main\n")
    assert (
        (2, "one", "One"),
        (2, "before-you-start", "Before you start"),
        (2, "before-you-start_1", "Before you start"),
        (3, "größe-co", "Größe & Co."),
        (2, "s-main", "Main"),
    ) == made.headings
    assert "<h1" not in made.html


def test_links_are_listed() -> None:
    assert ("../b/#c", "https://example.com/") == convert(
        "guide", "[a](../b/#c) https://example.com/ [a](../b/#c)"
    ).links


def test_one_text_leaves_nothing_to_the_next() -> None:
    alone = convert("guide", "## A\n\nText[^1]\n\n[^1]: Note.\n")
    convert("guide", "## A\n\n[x]: https://example.com\n\n*[HTML]: Hyper\n\n[^1]: Other.\n")
    assert alone == convert("guide", "## A\n\nText[^1]\n\n[^1]: Note.\n")


XSS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))", "[a](data:text/html,<script>alert(1)</script>)", "![a](javascript:alert(1))",
    "<a href='java&#10;script:alert(1)'>x</a>", "<a href=' javascript:alert(1)'>x</a>", "<iframe srcdoc='<script>'>",
    "<style>*{display:none}</style>", "<div style='position:fixed'>", "<form action=//evil><input name=a>", "<base href=//evil>",
    "<meta http-equiv=refresh content='0;url=//evil'>", "<object data=x>", "<math><mtext><script>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[a]: javascript:alert(1)\n[a]", "<javascript:alert(1)>", "```<script>\n</script>\n```", "| <script> |\n|---|\n| <img onerror=x> |",
    "\x02wzxhzdk:0\x03", "\x02stx\x03 <b onclick=x>", "<!--><script>alert(1)</script>-->", "<![CDATA[<script>]]>", "<template><script>x</script></template>",
]  # fmt: skip


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("text", XSS)
def test_no_text_runs_anything(profile: str, text: str) -> None:
    assert [] == unsafe(convert(profile, text).html)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*XSS, "*", "`", "[", "](", ")", "<", ">", "\n", "&", '"', "a", "    ", "> ", "- "]),
        max_size=12,
    )
)
def test_nothing_that_is_put_together_runs_anything(parts: list[str]) -> None:
    for profile in PROFILES:
        html = convert(profile, "".join(parts)).html
        assert [] == unsafe(html)
        assert html == sanitise(html)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_naughty_strings_of_the_corpus_do_no_harm(profile: str) -> None:
    for path in sorted(corpora("hostile").rglob("*")):
        if path.is_file() and path.stat().st_size < 200_000:
            text = path.read_text(encoding="utf-8", errors="replace")
            for start in range(0, len(text), 4000):
                assert [] == unsafe(convert(profile, text[start : start + 4000]).html), path


PATHOLOGICAL = {
    "brackets": "[" * 20_000,
    "tags": "<a " * 10_000,
    "lists": "\n".join("  " * depth + "- x" for depth in range(800)),
    "images": "![" * 5_000,
    "quotes": ">" * 3_000 + " x",
    "stars": "*a " * 10_000,
    "divs": "<div>" * 50_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_text_made_to_take_long_is_answered_within_its_budget(converter: Converter, name: str) -> None:
    for profile in PROFILES:
        began = time.monotonic()
        made = converter.convert(Text(profile, PATHOLOGICAL[name]))
        assert time.monotonic() - began < 1 + 3  # a killed worker and the start of another are in it
        assert [] == unsafe(made.html)
        assert not made.problem or made.html.startswith('<pre class="plain">')


@pytest.mark.slow
def test_only_the_text_at_fault_is_shown_plain(converter: Converter) -> None:
    texts = [Text("incident", f"Text *{number}*") for number in range(30)]
    texts.insert(10, Text("incident", "[" * 30_000))
    converter.prepare(texts)
    assert [10] == [number for number, text in enumerate(texts) if converter.convert(text).problem]


def test_a_text_is_converted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo()
    with Converter(memo, budget=2000) as first:
        made = first.convert(Text("incident", "Once *only*."))
    with Converter(memo, budget=2000) as second:
        monkeypatch.setattr(second, "_staffed", None)
        assert made == second.convert(Text("incident", "Once *only*."))


def test_many_texts_at_once_are_the_same_as_one_by_one() -> None:
    texts = [Text("guide", f"## Part {n}\n\nText **{n}** `code`.\n") for n in range(150)]
    with Converter(Memo(), budget=5000) as converter:
        converter.prepare(texts)
        assert [convert(text.profile, text.text) for text in texts] == [converter.convert(text) for text in texts]


def test_the_next_build_uses_the_worker_that_is_there() -> None:
    end_workers()
    used = []
    for text in ("x", "y"):
        with Converter(Memo(), budget=2000) as converter:
            converter.convert(Text("incident", text))
            used.append([worker._process for worker in converter._workers])
    assert used[0] == used[1]


def test_a_worker_stands_by_for_the_next_build() -> None:
    end_workers()
    stand_by()
    (worker,) = _SPARE
    with Converter(Memo(), budget=1000) as made:
        assert made.convert(Text("guide", "Words.")).html == "<p>Words.</p>"
    assert [worker] == _SPARE
    stand_by()
    assert [worker] == _SPARE


@pytest.fixture
def copy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker that is a copy of this process, whatever threads other tests have left."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    worker = Worker()
    worker.begin(copy=True)
    yield worker
    worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="no copies elsewhere")
def test_a_worker_can_be_a_copy_of_the_process(copy: Worker) -> None:
    assert isinstance(copy._process, _Copy)
    texts = [Text("guide", "# One\n\nWords."), Text("incident", "*Two*")]
    assert [convert(text.profile, text.text) for text in texts] == copy.ask(texts, 5000)


@pytest.mark.skipif(sys.platform != "linux", reason="no copies elsewhere")
def test_a_copy_that_was_killed_is_replaced(copy: Worker) -> None:
    process = copy._process
    assert process
    process.kill()
    assert copy.ask([Text("incident", "x")], 5000) is None
    assert -signal.SIGKILL == process.returncode
    made = copy.ask([Text("incident", "x")], 5000)
    assert made
    assert "<p>x</p>" == made[0].html


@pytest.mark.skipif(sys.platform != "linux", reason="no copies elsewhere")
def test_a_copy_is_told_to_end_as_other_programs_are(copy: Worker) -> None:
    """Not by what this process does when it is told: that may be to give back locks which are not the copy's."""
    process = copy._process
    assert isinstance(process, _Copy)
    assert copy.ask([Text("incident", "x")], 5000)
    os.kill(process.pid, signal.SIGTERM)
    assert -signal.SIGTERM == process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="no copies elsewhere")
def test_a_copy_has_nothing_open_but_its_two_pipes(copy: Worker) -> None:
    assert isinstance(copy._process, _Copy)
    assert copy.ask([Text("incident", "x")], 5000)
    folder = Path(f"/proc/{copy._process.pid}/fd")
    assert {"0", "1", "2"} == {one.name for one in folder.iterdir()}
    assert os.devnull == str((folder / "2").readlink())


def test_a_copy_of_the_process_takes_no_answers_from_it() -> None:

    def html(number: int) -> bytes:
        threading.Event().wait(0.01)  # so that both have some
        return converter.convert(Text("incident", f"{number}")).html.encode()

    with Converter(Memo(), budget=5000) as converter, closing(Spool()) as spool:
        made = [one and one[1]() for one in Shared(html, range(40), spool).results()]
    assert {f"<p>{number}</p>".encode() for number in range(40)} > {one for one in made if one}
    assert None in made  # what the copy took is left to the caller


def test_no_worker_is_asked_about_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "ask", None)
    with Converter(Memo(), budget=1000) as converter:
        assert "" == converter.convert(Text("guide", "")).html


def test_workers_end_when_they_are_told() -> None:
    with Converter(Memo(), budget=2000) as converter:
        converter.convert(Text("incident", "x"))
        processes = [worker._process for worker in converter._workers]
    end_workers()
    assert processes
    assert all(process and process.returncode is not None for process in processes)


def test_a_worker_that_was_killed_is_replaced() -> None:
    with Converter(Memo(), budget=2000) as converter, ThreadPoolExecutor(1):
        converter.convert(Text("incident", "x"))
        for worker in converter._workers:
            assert worker._process
            worker._process.kill()
        texts = [Text("incident", "y"), Text("incident", "z")]
        converter.prepare(texts)
        assert ["<p>y</p>", "<p>z</p>"] == [converter.convert(text).html for text in texts]
