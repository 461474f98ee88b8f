"""Guides as GitHub, MkDocs and Hugo write them: the same HTML that readers there get, and names for what is not ours."""

# ruff: noqa: E501 - a text and the HTML it becomes stand side by side

from __future__ import annotations

import html
import re

import pytest

from statuary.markup.convert import convert
from statuary.markup.fences import Fence, read_info
from statuary.markup.fences import shown as shown_code
from statuary.markup.marks import read_mark
from statuary.markup.naming import LEFT_OUT, NAMES


def shown(text: str) -> str:
    """The HTML without the space between elements."""
    return re.sub(r">\s+<", "><", convert("guide", text).html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("- a\n    - b\n        - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("Text\n- a\n- b", "<p>Text</p><ul><li>a</li><li>b</li></ul>"),
        ("Of 1978.\n2. is no list", "<p>Of 1978.\n2. is no list</p>"),
        ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        ("- a\n---\nb", "<ul><li>a</li></ul><hr><p>b</p>"),
        ("#tag and 1) x", "<p>#tag and 1) x</p>"),
        ("1) x\n2) y", "<ol><li>x</li><li>y</li></ol>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("- a\n\n  ```\n  b\n  ```", "<ul><li><p>a</p><pre><code>b\n</code></pre></li></ul>"),
        ("1. ```\n   b\n   ```\n2. c", "<ol><li><pre><code>b\n</code></pre></li><li>c</li></ol>"),
        ("```\n\tkept\n```", "<pre><code>\tkept\n</code></pre>"),
        ("> a\n> - b\n>   - c", "<blockquote><p>a</p><ul><li>b<ul><li>c</li></ul></li></ul></blockquote>"),
        ("Text\n| a | b |\n|---|---|\n| 1 | 2 |", '<p>Text</p><div class="scroll"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>'),
        ("A\n:   B\n:   C", "<dl><dt>A</dt><dd>B</dd><dd>C</dd></dl>"),
        ("use <your-name> here", "<p>use &lt;your-name&gt; here</p>"),
        ("<localhost:8000/x>", "<p>&lt;localhost:8000/x&gt;</p>"),
    ],
)  # fmt: skip
def test_blocks_are_where_commonmark_has_them(text: str, html: str) -> None:
    assert html == shown(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("> [!NOTE]\n> Text.", '<div class="admonition note"><p class="admonition-title">Note</p><p>Text.</p></div>'),
        ("> [!warning] Stop\n> Text.", '<div class="admonition warning"><p class="admonition-title">Stop</p><p>Text.</p></div>'),
        ("> [!tip]- More\n> Text.", '<details class="tip"><summary>More</summary><p>Text.</p></details>'),
        ("> [!ODD]\n> Text.", "<blockquote><p>[!ODD]\nText.</p></blockquote>"),
        ('!!! note ""\n    Text.', '<div class="admonition note"><p>Text.</p></div>'),
        ("???+ info\n    - a\n      - b", '<details class="info" open=""><summary>Info</summary><ul><li>a<ul><li>b</li></ul></li></ul></details>'),
    ],
)  # fmt: skip
def test_alerts_are_admonitions(text: str, html: str) -> None:
    assert html == shown(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<details>\n<summary>A *b*</summary>\n\n**c**\n\n</details>\n\nd", "<details><summary>A *b*</summary><p><strong>c</strong></p></details><p>d</p>"),
        ("<details><summary>A</summary>\n*b*\n</details>\n\n*c*", "<details><summary>A</summary>\n*b*\n</details><p><em>c</em></p>"),
        ("<div>\n\n- a\n\n<div>\n\n*b*\n\n</div>\n\n</div>\n\nc", "<div><ul><li>a</li></ul><div><p><em>b</em></p></div></div><p>c</p>"),
        ("<table>\n<tr>\n<td>\n\n- a\n\n</td>\n<td>*b*</td>\n</tr>\n</table>\n\nc", '<div class="scroll"><table><tbody><tr><td><ul><li>a</li></ul></td><td>*b*</td></tr></tbody></table></div><p>c</p>'),
        ("<div>\n\n```sh\na\n```\n\n</div>", '<div><div class="highlight"><pre><code class="language-sh">a\n</code></pre></div></div>'),
        ("- a\n\n  <details>\n  <summary>B</summary>\n\n  *c*\n\n  </details>", "<ul><li><p>a</p><details><summary>B</summary><p><em>c</em></p></details></li></ul>"),
        ('<h1 align="center">A</h1>', "<h2>A</h2>"),
        ("<div>\n\n[b](gone.md)", '<div><p><a href="gone.md" rel="noopener noreferrer">b</a></p></div>'),
    ],
)  # fmt: skip
def test_markdown_goes_on_within_html_after_an_empty_line(text: str, html: str) -> None:
    assert html == shown(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## C#", '<h2 id="c">C#</h2>'),
        ("## C++ / C# ##", '<h2 id="c-c">C++ / C#</h2>'),
        ("| a |\n|---|\n| `b \\| c` |", '<div class="scroll"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td><code>b | c</code></td></tr></tbody></table></div>'),
        ("`b \\| c`", "<p><code>b \\| c</code></p>"),
        ("[a]\n\n[a]: <b c.md>", '<p><a href="b%20c.md" rel="noopener noreferrer">a</a></p>'),
        (":tada: at 10:30:15, :none: `:tada:`", "<p>\U0001f389 at 10:30:15, :none: <code>:tada:</code></p>"),
        ("Costs \\$5", "<p>Costs $5</p>"),
    ],
)  # fmt: skip
def test_signs_are_where_github_has_them(text: str, html: str) -> None:
    assert html == shown(text)


def test_code_in_a_note_stays_in_the_note() -> None:
    text = "!!! tip\n    A\n\nText[^n].\n\n[^n]: One\n\n    ```sh\n    two\n    ```\n\n    three\n\nFour."
    before, _, notes = shown(text).partition('<div class="footnote">')
    assert before.endswith("<p>Four.</p>")
    assert re.findall("One|two|three", notes) == ["One", "two", "three"]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ('<a name="old"></a>Text', "old"),
        ('<div id="own">Text</div>', "own"),
        ("Text\n{ #own }", "own"),
        ('<table id="t"><tr><td id="c">a</td></tr></table>', "c"),
    ],
)
def test_a_place_that_a_text_names_can_be_led_to(text: str, anchor: str) -> None:
    made = convert("guide", text)
    assert anchor in made.ids
    assert f' id="{anchor}"' in made.html


@pytest.mark.parametrize("taken", ["stale", "main", "u-1", "tab-0-0"])
def test_ids_of_the_page_are_not_taken_by_its_text(taken: str) -> None:
    made = convert("guide", f'<div id="{taken}">`<div id="{taken}">`</div>\n\n## {taken}\n')
    assert taken not in (*made.ids, *(anchor for _, anchor, _ in made.headings))
    assert f'<div id="{taken}">' not in made.html


def test_links_that_phones_know_are_links() -> None:
    assert '<a href="tel:+49123"' in convert("guide", "[call](tel:+49123)").html


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a](slack://channel?id=1)", ("scheme", "slack://channel?id=1")),
        ('`href="ftp://x"` <a href="ftp://y">a</a>', ("scheme", "ftp://y")),
        ("[a][nowhere]", ("reference", "[a][nowhere]")),
        ("[^n]: A note.", ("note", "[^n]")),
        ("$\\foo{x}$", ("formula", "\\foo{x}")),
        ("$\\frac{1}{0$", ("formula", "\\frac{1}{0")),
        ("$a & b$", ("formula", "a & b")),
        ("See [[Other page]].", ("wiki", "[[Other page]]")),
        ("{--gone--}", ("critic", "{--gone--}")),
        (":material-clock:{ .lg } Text", ("icon", ":material-clock:{ .lg }")),
    ],
)
def test_what_is_lost_is_noted(text: str, said: tuple[str, str]) -> None:
    assert (said,) == convert("guide", text).said


@pytest.mark.parametrize("text", ["a[i][j]", "[a][b]\n\n[b]: c.md", "`[a][b]`", "\\[a][b]", "[[1]](https://example.org)", "[ -f a ] && [[ -f b ]]", "[mail](mailto:a@example.org)"])  # fmt: skip
def test_nothing_is_noted_where_nothing_is_lost(text: str) -> None:
    assert () == convert("guide", text).said


def test_a_note_that_nothing_refers_to_leads_nowhere_back() -> None:
    made = convert("guide", "[^n]: A note.\n")
    assert "A note." in made.html
    assert "fnref" not in made.html
    assert () == made.links


def test_tabs_are_sections_that_follow_one_another() -> None:
    html = '<div class="tabs"><div class="tab"><p class="tab-label">One <code>x</code></p><p>A</p></div><div class="tab"><p class="tab-label">Two</p><p>B</p></div></div><p>After.</p>'
    assert html == shown('=== "One `x`"\n    A\n\n=== "Two"\n\n    B\n\nAfter.')


@pytest.mark.parametrize(
    ("info", "fence"),
    [
        ("", Fence()),
        ("py", Fence("py")),
        ('python title="a b.py" linenums="3" hl_lines="2 4-5"', Fence("python", "a b.py", 3, (2, 4, 5))),
        ("js {1,3-4} title='x'", Fence("js", "x", 0, (1, 3, 4))),
        ('go {linenos=true,hl_lines=[2,"4-5"]}', Fence("go", "", 1, (2, 4, 5))),
        ("{.python .numberLines startFrom=7}", Fence("python", "", 7)),
        ("sh test expect=0", Fence("sh")),
        ("ts showLineNumbers", Fence("ts", "", 1)),
        ('py hl_lines="9-1 x -3"', Fence("py")),
    ],
)
def test_a_fence_is_read_however_it_is_written(info: str, fence: Fence) -> None:
    assert fence == read_info(info)


def test_code_has_its_title_numbers_and_marked_lines() -> None:
    html = shown('```python title="a<b" linenums="9" hl_lines="2"\nx = 1\ny = 2\n```')
    assert '<p class="filename">a&lt;b</p>' in html
    assert '<span class="ln" data-n="9"></span>' in html
    assert '<span class="hll"><span class="ln" data-n="10"></span>y = ' in html


@pytest.mark.parametrize(
    ("text", "math"),
    [
        ("$x^2$", 1), (r"\(x\)", 1), ("$$\nx\n$$", 1), ("```math\nx\n```", 1),
        ("$`x^2`$", 1), ("Text $$x$$ text", 1), (r"$$\begin{aligned} a &= b \\ c &= d \end{aligned}$$", 1),
        ("$5 and $10", 0), ("($x`y`z$)", 0), ("$5/$10", 0), ("$HOME and $PATH", 0), ("`$x$`", 0), ("a\\$x\\$", 0), ("$ x $", 0), ("US$5-$6", 0),
    ],
)  # fmt: skip
def test_formulas_are_mathml_and_money_is_not(text: str, math: int) -> None:
    made = convert("guide", text)
    assert math == made.html.count("<math")
    assert () == made.said


def test_a_formula_that_cannot_be_read_is_shown_as_it_is_written() -> None:
    made = convert("guide", r"$\sqrt$")
    assert r"<p><code>\sqrt</code></p>" == made.html
    assert (("formula", r"\sqrt"),) == made.said


FOREIGN = {
    "{{< figure src=x >}}": "shortcode",
    "{{% note %}}": "shortcode",
    "{% include x %}": "tag",
    "<%= partial 'x' %>": "erb",
    "{{#include x.md}}": "include",
    "{{#each items}}": "block_tag",
    "{!x.md!}": "markdown_include",
    ":::note": "directive",
    "::: {.callout}": "directive",
    "/// note | Title": "block",
    "$CTA": "govspeak",
    "import X from 'x'": "module",
    "<Tabs>": "component",
    "<script>x()</script>": "element",
    "<style>p { color: red }</style>": "element",
    "<iframe src=x></iframe>": "element",
    ":octicons-tag-24: Tag": "icon",
    "{: .note }": "attributes",
    "{: #part .no_toc data-x=1 }": "attributes",
    "[[toc]]": "contents",
    "[[_TOC_]]": "contents",
    "(my-part)=": "target",
    "<<< @/snippets/a.js{2}": "vitepress_include",
    "<!--@include: ./parts/a.md-->": "hidden_include",
}


@pytest.mark.parametrize("text", FOREIGN)
def test_what_other_programs_have_is_named_and_never_run(text: str) -> None:
    made = convert("guide", f"Before.\n\n{text}\n\nAfter.")
    ((kind, words),) = made.said
    assert FOREIGN[text] == kind
    assert text.startswith(words)
    assert convert("guide", f"`{text}`\n\n```\n{text}\n```").said == ()  # code shows what it shows
    assert kind in NAMES
    if kind not in LEFT_OUT:
        plain = re.sub(r"<[^>]+>", "", made.html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert text in plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("See {ref}`my-part`.", ("role", "{ref}")),
        ("```{note}\nBeware.\n```", ("myst", "{note}")),
        ("```{code-block} python\nx = 1\n```", ("myst", "{code-block}")),
    ],
)
def test_what_myst_has_is_named_and_shown(text: str, said: tuple[str, str]) -> None:
    made = convert("guide", text)
    assert (said,) == made.said
    assert re.sub(r"`+|\{[a-z-]+\}.*", "", text.partition("\n")[2]).strip() in re.sub(r"<[^>]*>", "", made.html)


@pytest.mark.parametrize("text", ["# Title\n{}\n\nText", "{}\n> Text", "| a |\n|---|\n| b |\n{}\n", "```\nx\n```\n{}"])
def test_what_kramdown_says_of_a_block_is_left_out(text: str) -> None:
    made = convert("guide", text.replace("{}", "{: .x }"))
    assert (("attributes", "{: .x }"),) == made.said
    assert convert("guide", text.replace("{}", "")).html == made.html


def test_attributes_in_the_last_line_of_a_paragraph_count() -> None:
    made = convert("guide", "Text.\n{: .x }")
    assert ('<p class="x">Text.</p>', ()) == (made.html, made.said)


@pytest.mark.parametrize(
    ("mark", "title"), [("[!success]", "Success"), ("[!faq]-", "Faq"), ("[!Bug] Of mine", "Of mine")]
)
def test_callouts_of_obsidian_are_admonitions(mark: str, title: str) -> None:
    made = convert("guide", f"> {mark}\n> Text.")
    assert re.search(rf"<(p|summary)[^>]*>{title}</\1>", made.html)
    assert "<p>Text.</p>" in made.html


def test_a_list_ends_the_meaning_of_a_term() -> None:
    made = convert("guide", "Term\n:   Meaning\n- one\n- two").html
    assert re.search(r"<dd>Meaning</dd>\n</dl>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>", made)


@pytest.mark.parametrize("info", ["{.python .numberLines}", "{r}", "{python}", "{#list .note}", "js {1,3}"])
def test_what_others_write_in_braces_behind_a_fence_is_no_directive_of_myst(info: str) -> None:
    assert () == convert("guide", f"```{info}\nx\n```").said


@pytest.mark.parametrize(
    "text",
    [
        "{{name}}",
        "{{ config.x }}",
        "(a)= b",
        "f(a)=",
        "a << b",
        "<- a",
        "a {b} c",
        "Note: this",
        "10:30",
        "::",
        "a::b",
        "e/// x",
    ],
)
def test_ordinary_text_is_not_taken_for_another_programs(text: str) -> None:
    made = convert("guide", text)
    assert f"<p>{html.escape(text, quote=False)}</p>" == made.html
    assert () == made.said


def test_hugos_references_lead_to_the_file_they_name() -> None:
    made = convert("guide", '[a]({{< ref "./b.md" >}}) [c]({{% relref "d.md#e" %}}) [f]({{< param X >}}/g)')
    assert ("./b.md", "d.md#e") == made.links
    assert "[f]({{&lt; param X &gt;}}/g)" in made.html


@pytest.mark.parametrize("text", ["[l]({{ url }})", "![l]({{url}}/x)", '[l]({{ "a" | url }})', r"[l](\{{ config.x }})"])
def test_a_link_whose_address_another_program_would_fill_is_text(text: str) -> None:
    made = convert("guide", text)
    assert (f"<p>{text.replace(chr(92), '')}</p>", ()) == (made.html, made.links)


def test_a_mark_after_something_that_was_taken_out_still_counts() -> None:
    assert "<p><em>a <code>b</code></em> <strong>c *</strong></p>" == convert("guide", "*a `b`* **c \\***").html


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("console", "$ echo one\none"),
        ("console", "$ a\nb\n\n$ c\nd  e"),
        ("pycon", ">>> 1 + 1\n2"),
        ("http", 'GET / HTTP/1.1\nA: b\n\nHTTP/1.1 200 OK\n\n{"a": 1}'),
        ("yaml", "a: 1\nb:\n  - c"),
        ("diff", "-a\n+b"),
        ("json", '{"a": [1]}\n\n'),
    ],
)
def test_code_in_colour_is_all_of_the_code(language: str, source: str) -> None:
    code = re.sub(r"<[^>]*>", "", shown_code(Fence(language), source))
    assert f"{source}\n" == html.unescape(code)


@pytest.mark.parametrize(
    ("info", "mark"),
    [
        ("sh test", ("", "")),
        ("console {test}", ("", "")),
        ("{.console .test}", ("", "")),
        ('yaml title="a test" test="site" deadline=30s', ("site", "30s")),
        ("json {test=schemas/a.json}", ("schemas/a.json", "")),
        ("test", None),
        ('sh title="a test"', None),
        ("sh tests", None),
    ],
)
def test_a_mark_is_read_however_it_is_written(info: str, mark: tuple[str, str] | None) -> None:
    found = read_mark(info)
    assert mark == (found and (found.against, found.deadline))
