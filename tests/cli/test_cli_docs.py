"""``statuary docs test``: real blocks, really run; and what the pages say afterwards."""

# ruff: noqa: E501 - blocks and what is told of them stand side by side

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from statuary.proving import ledger
from support_cli import NOW, Done, Site

Statuary = Callable[..., Done]
LATER = "2026-12-24T18:00:00Z"


def guide(site: Site, *blocks: str, name: str = "a") -> Path:
    return site.write(f"content/guides/{name}.md", "---\ntitle: A\n---\n" + "\n\n".join(blocks) + "\n")


def block(info: str, source: str) -> str:
    return f"```{info}\n{source}\n```"


def attempt(statuary: Statuary, site: Site, *arguments: str, now: str = NOW) -> Done:
    return statuary("--root", site.root, "docs", "test", "--now", now, *arguments)


def said(statuary: Statuary, site: Site, now: str = NOW) -> list[str]:
    """What the built page says of its blocks."""
    assert 0 == statuary("--root", site.root, "build", "--offline", "--now", now).code
    page = (site.root / "site/docs/a/index.html").read_text()
    return re.findall(r'<p class="proof [a-z]+">(.*?)</p>', page)


GOOD = block("console test", "$ echo $((6 * 7))\n42")
BAD = block("console test", "$ echo one\ntwo")


def test_a_session_that_prints_what_is_written_is_verified(statuary: Statuary, site: Site) -> None:
    guide(site, GOOD)
    done = attempt(statuary, site)
    assert (0, "1 block verified.\n") == (done.code, done.out[-18:])
    assert ["Verified against a real run on 6 Nov 2026."] == said(statuary, site)


def test_all_that_differs_is_told_at_once_with_place_expected_and_got(statuary: Statuary, site: Site) -> None:
    guide(site, BAD, GOOD, block("python test", "x = 1\nassert x == 2"))
    done = attempt(statuary, site)
    assert 1 == done.code
    assert "content/guides/a.md:5: 'echo one' printed something else.\n    --- expected\n    +++ got\n" in done.err
    assert "\n    -two\n    +one\n" in done.err
    assert "content/guides/a.md:16: The program ended with 1.\n" in done.err
    assert "1 block verified, 2 failed.\n" in done.out


def test_a_page_says_that_a_test_failed(statuary: Statuary, site: Site) -> None:
    guide(site, BAD)
    attempt(statuary, site)
    assert ["Not verified: its test on 6 Nov 2026 failed."] == said(statuary, site)


def test_a_page_whose_blocks_nobody_tested_says_so_and_a_build_runs_none(statuary: Statuary, site: Site) -> None:
    trace = site.root / "trace"
    guide(site, block("console test", f"$ touch {trace}"))
    assert ["Not verified."] == said(statuary, site)
    assert not trace.exists()


def test_what_has_passed_is_not_run_again_and_keeps_its_day(statuary: Statuary, site: Site) -> None:
    guide(site, GOOD)
    attempt(statuary, site)
    done = attempt(statuary, site, now=LATER)
    assert "1 block verified (1 before, and unchanged since).\n" in done.out
    assert ["Verified against a real run on 6 Nov 2026."] == said(statuary, site, LATER)
    assert "1 block verified.\n" in attempt(statuary, site, "--again", now=LATER).out
    assert ["Verified against a real run on 24 Dec 2026."] == said(statuary, site, LATER)


def test_what_has_failed_is_run_again(statuary: Statuary, site: Site) -> None:
    guide(site, BAD)
    assert (1, 1) == (attempt(statuary, site).code, attempt(statuary, site).code)


@pytest.mark.parametrize(
    "after",
    [
        (block("sh test=setup", "echo 1 > n"), block("console test", "$ cat n\n1\n$ true")),  # the block itself
        (block("sh test=setup", "echo 1  > n"), block("console test", "$ cat n\n1")),  # what prepares for it
    ],
)
def test_a_block_that_is_edited_is_not_verified_until_it_is_tested_again(
    statuary: Statuary, site: Site, after: tuple[str, str]
) -> None:
    guide(site, block("sh test=setup", "echo 1 > n"), block("console test", "$ cat n\n1"))
    assert 0 == attempt(statuary, site).code
    assert ["Verified against a real run on 6 Nov 2026."] == said(statuary, site)
    guide(site, *after)
    assert ["Not verified."] == said(statuary, site)


def test_another_version_of_the_program_has_verified_nothing(
    statuary: Statuary, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide(site, GOOD)
    attempt(statuary, site)
    monkeypatch.setattr(ledger, "__version__", "99.0")
    assert ["Not verified."] == said(statuary, site)


def test_caches_may_go_and_a_lost_or_damaged_record_verifies_nothing(statuary: Statuary, site: Site) -> None:
    guide(site, GOOD)
    attempt(statuary, site)
    shutil.rmtree(site.root / ".statuary")
    assert ["Verified against a real run on 6 Nov 2026."] == said(statuary, site)
    site.write("history/verified.json", '{"x": ')
    assert ["Not verified."] == said(statuary, site)


def test_the_page_sums_up_and_is_written_only_when_something_changed(statuary: Statuary, site: Site) -> None:
    guide(site, GOOD, BAD)
    attempt(statuary, site)
    said(statuary, site)
    page = site.root / "site/docs/a/index.html"
    before = page.stat()
    assert (
        "Of the 2 blocks here that are bound to tests, 1 are verified, the earliest on 6 Nov 2026." in page.read_text()
    )
    said(statuary, site, LATER)
    assert (before.st_ino, before.st_mtime_ns) == (page.stat().st_ino, page.stat().st_mtime_ns)


def test_check_warns_of_blocks_that_are_not_verified(statuary: Statuary, site: Site) -> None:
    guide(site, GOOD, BAD)
    done = statuary("--root", site.root, "check", "--now", NOW)
    assert 0 == done.code
    warning = "warning: This block is not verified. Run 'statuary docs test'.\n"
    assert f"content/guides/a.md:4:1: {warning}content/guides/a.md:9:1: {warning}" == done.err
    attempt(statuary, site)
    done = statuary("--root", site.root, "check", "--now", NOW)
    assert "content/guides/a.md:9:1: warning: This block failed its test. Run 'statuary docs test'.\n" == done.err


# ------------------------------------------------------------------------------------------------------------ the kinds


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (block("console test", "$ printf 'a\\nb'\na\nb\n$ cd /; pwd\n/\n$ cat <<EOF\n> x\n> EOF\nx"), ""),
        (block("console test", "$ echo a \\\n  b\na b\n$ statuary --version\nstatuary …"), ""),
        (block("console test", "$ false\n$ echo $?\n1"), ""),
        (block("console test", "$ false"), "a.md:5: 'false' ended with 1; where that is meant, '$ echo $?' follows."),
        (block("console test", "$ exit\n$ echo a\na"), "a.md:5: 'exit' ended the session."),
        (block("console test", "$ echo 'unclosed\n$ echo a\na"), "'echo 'unclosed' printed something else."),
        (block('console test deadline="1s"', "$ echo a\na\n$ sleep 60"), "a.md:7: 'sleep 60' took longer than it may."),
        (block("console test", "$ yes"), "a.md:5: 'yes' printed more than 64 KiB."),
        (block("sh test", "false\ntrue"), "a.md:4: The script ended with 1."),
        (block("python test", "import sys\nsys.exit(0)"), ""),
        (block("python test", "def f(:\n"), "a.md:5: The program ended with 1."),
        (block("pycon test", ">>> 1 + 1\n2\n>>> print('a b')\na…\n>>> 1 / 0\nTraceback (most recent call last):\n…\nZeroDivisionError: …"), ""),
        (block("python test", ">>> 1 + 1\n3\n>>> 2\n2"), "a.md:5: '1 + 1' printed something else."),
        (block("python test", 'def f():\n    """Doubles.\n\n    >>> 1 + 1\n    2\n    """\n\nraise SystemExit(3)'), "a.md:4: The program ended with 3."),
        (block("python test", "# Sums.\n\n>>> 1 + 1\n3"), "a.md:7: '1 + 1' printed something else."),
        (block("python test", "x = 1\n>>> x\n1"), "a.md:6: The program ended with 1."),
        (block("pycon test", "Sums.\n\n>>> 1 + 1\n3"), "a.md:7: '1 + 1' printed something else."),
        (block("pycon test", ">>> # a sum\n"), "a.md:4: None of its examples was run: they are comments, or are skipped."),
        (block("python test", ">>> 1 / 0  # doctest: +SKIP"), "None of its examples was run: they are comments, or are skipped."),
        (block("pycon test", ">>> import os\n>>> os._exit(0)"), "The block ended before all its examples were run."),
        (block("sh test=setup", "exit 3") + "\n\n" + GOOD, "The script in line 4, which prepares for it, ended with 3."),
        (block('json test=setup title="d/x.json"', "[1]") + "\n\n" + block("console test", "$ cat d/x.json\n[1]"), ""),
        (block('yaml test="site"', "name: A\nurl: https://a.example"), ""),
        (block('yaml test="site"', "name: A\nurl: https://a.example\nnmae: B"), "a.md:7: It is not as the schema says."),
        (block('yaml test="site"', "name: A\nname: B"), "a.md:6: It is not as the schema says."),
        (block('json test="components"', '{"components": [{"id": "a", "name": "A"}]}'), ""),
        (block('json test="components"', '{"components": ['), "It is not as the schema says."),
        (block('yaml test="probes"', "component: a\nprobes: [{id: b, kind: htp}]"), "a.md:6: It is not as the schema says."),
        (block('json test="support"', '{"feedback": {"endpoint": "https://forms.example.com/a"}}'), ""),
        (block('json test="support"', '{\n  "feedbak": {}\n}'), "a.md:6: It is not as the schema says."),
        (block('json test="scale"', '{"platform": "fly",\n "monitor": {"api_key_env": "AKIAIOSFODNN7EXAMPLE"}}'), "line 2: The value of 'api_key_env' looks like a key of Amazon's."),
        (block('json test="scale"', "[]"), "line 1: The file must be an object"),
        (block('yaml test="components"', "components:\n  - {id: a, name: A}\n  - {id: a, name: B}"), "line 3: The id 'a' stands twice"),
        (block('yaml test="site"', "name: A\nurl: https://a.example\ncanaries: [{id: a, kind: htp}]"), "line 3: Unknown kind 'htp'."),
        (block('md test="incident"', "---\ntitle: A\n---\n## Investigating — 2026-11-06 09:20 UTC\nText."), ""),
        (block('md test="incident"', "---\ntitle: A\n---\n## Investigated — 2026-11-06 09:20 UTC"), "It is not as the schema says."),
        (block('md test="maintenance"', "---\ntitle: A\nwindow: {start: 2026-12-06 02:00 UTC, end: 2026-12-06 04:00 UTC}\n---\nText."), ""),
    ],
)  # fmt: skip
def test_each_kind_of_block_is_tried(statuary: Statuary, site: Site, one: str, told: str) -> None:
    guide(site, one)
    done = attempt(statuary, site)
    assert (int(bool(told)), True) == (done.code, told in done.err), done


def test_a_block_is_held_against_a_schema_of_the_sites_own(statuary: Statuary, site: Site) -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    site.write("schemas/order.json", json.dumps(schema))
    good, bad = (
        block('json test="schemas/order.json"', '{"id": 1}'),
        block('yaml test="schemas/order.json"', "a: 1\nid: x"),
    )
    guide(site, good, bad)
    done = attempt(statuary, site)
    assert "content/guides/a.md:10: It is not as the schema says.\n    $.id: 'x' is not of type 'integer'\n" in done.err
    verified = "Verified against the schema schemas/order.json on 6 Nov 2026."
    assert [verified, "Not verified: its test on 6 Nov 2026 failed."] == said(statuary, site)
    site.write("schemas/order.json", json.dumps({**schema, "required": ["id", "name"]}))
    assert ["Not verified.", "Not verified."] == said(statuary, site)


def test_a_schema_fetches_nothing_and_cannot_hold_up_a_test(statuary: Statuary, site: Site) -> None:
    site.write("schemas/far.json", '{"$ref": "http://127.0.0.1:9/x.json"}')
    site.write("schemas/slow.json", '{"pattern": "^(a+)+$"}')
    slow = block('json test="schemas/slow.json" deadline="1s"', f'"{"a" * 40}!"')
    guide(site, block('json test="schemas/far.json"', "1"), slow)
    done = attempt(statuary, site)
    assert 1 == done.code
    what = "The schema refers to 'http://127.0.0.1:9/x.json', which is not there. "
    assert (
        f"a.md:4: {what}Put the file into the site's folder and write its path from the schema's folder.\n" in done.err
    )
    assert "a.md:8: Holding it against the schema took longer than it may.\n" in done.err


ADDRESS = {"type": "object", "required": ["city"], "properties": {"since": {"$ref": "parts/day.json#/$defs/day"}}}
DAY = {"$defs": {"day": {"type": "string", "format": "date"}}}


@pytest.mark.parametrize("more", [{}, {"$id": "https://api.example.com/v1/order.json"}])
def test_a_schema_refers_to_files_of_the_site(statuary: Statuary, site: Site, more: dict[str, str]) -> None:
    site.write("schemas/order.json", json.dumps({**more, "properties": {"to": {"$ref": "../common/address.json"}}}))
    site.write("common/address.json", json.dumps(ADDRESS))
    site.write("common/parts/day.json", json.dumps(DAY))
    good, bad = ('{"to": {"city": "A", "since": "2026-11-06"}}', '{"to":\n {"since": "2026-02-30"}}')
    guide(site, *(block('json test="schemas/order.json"', one) for one in (good, bad)))
    done = attempt(statuary, site)
    assert (
        "content/guides/a.md:10: It is not as the schema says.\n    $.to: 'city' is a required property\n" in done.err
    )
    assert "    $.to.since: '2026-02-30' is not a 'date'\n" in done.err
    verified = "Verified against the schema schemas/order.json on 6 Nov 2026."
    assert [verified, "Not verified: its test on 6 Nov 2026 failed."] == said(statuary, site)
    site.write("common/parts/day.json", json.dumps({"$defs": {"day": {}}}))
    assert ["Not verified.", "Not verified."] == said(statuary, site), "a file that it refers to is another"


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"$ref": "missing.json"}, "The schema refers to 'missing.json', which is not there."),
        ({"$ref": "../../../secret.json"}, "The schema refers to '../../../secret.json', which is not there."),
        ({"$ref": "../history/x.json"}, "The schema refers to '../history/x.json', which is not there."),
        ({"$ref": "http://[x"}, "An address in the schema is not right: Invalid IPv6 URL."),
        ({"$ref": "x" * 300}, "The schema refers to 'xxx"),
        ({"$ref": "."}, "The schema refers to '.', which is not there."),
        ({"$ref": "#/$defs/x"}, "The schema refers to '/$defs/x', which is not there."),
        ({"$ref": "#"}, "The schema refers to itself without an end."),
        ({"type": "text"}, "The schema is not right: 'text' is not valid under any of the given schemas."),
        ({"pattern": "("}, "The schema is not right: '(' is not a 'regex'."),
    ],
)
def test_what_is_wrong_with_a_schema_is_a_sentence(
    statuary: Statuary, site: Site, schema: dict[str, str], told: str
) -> None:
    site.write("schemas/a.json", json.dumps(schema))
    site.write("history/x.json", "{}")
    (site.root.parent / "secret.json").write_text("{}")
    guide(site, block('json test="schemas/a.json"', '"a"'))
    done = attempt(statuary, site)
    assert (1, True, False) == (done.code, f"a.md:4: {told}" in done.err, "Traceback" in done.err), done.err


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", "2026-11-06", "6.11.2026"),
        ("date-time", "2026-11-06T09:20:00.5+01:00", "2026-11-06 09:20"),
        ("date-time", "2016-12-31t23:59:60z", "2026-02-30T09:20:00Z"),
        ("time", "09:20:00Z", "25:20:00Z"),
        ("email", "ada@example.com", "@"),
        ("uri", "https://example.com/a%20b?c=d#e", "example.com"),
        ("uri-reference", "../a", "a b"),
        ("hostname", "api.example.com", "api_.example.com"),
        ("ipv4", "192.0.2.1", "192.0.2.256"),
        ("uuid", "2b9c6c1e-5f0a-4c52-9d53-0a9d8e7f6a5b", "2b9c"),
    ],
)
def test_formats_of_a_schema_are_checked(statuary: Statuary, site: Site, name: str, good: str, bad: str) -> None:
    site.write("schemas/a.json", json.dumps({"format": name}))
    guide(site, *(block('json test="schemas/a.json"', one) for one in (f'"{good}"', f'"{bad}"', "1")))
    done = attempt(statuary, site)
    assert (1, True) == (
        done.code,
        f"a.md:9: It is not as the schema says.\n    $: '{bad}' is not a '{name}'\n" in done.err,
    )
    assert "2 blocks verified, 1 failed.\n" in done.out


def test_a_format_that_nothing_here_checks_is_no_verification(statuary: Statuary, site: Site) -> None:
    site.write("schemas/a.json", '{"format": "uri-template"}')
    guide(site, block('json test="schemas/a.json"', '"/{x"'), block('json test="schemas/a.json"', "1"))
    done = attempt(statuary, site)
    told = "a.md:4: not verified. Nothing here can check the format uri-template."
    assert (0, True) == (done.code, told in done.out), done
    assert "1 block verified, 1 not verified.\n" in done.out


# ------------------------------------------------------------------------------------------------------------ bad marks


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (block("toml test", "a = 1"), "A block of 'toml' cannot be tested."),
        (block("console test=x", "$ true"), "A session is run; it is not held against 'x'. Write the word test alone."),
        (block("console test", "true"), "This session does not begin with a command."),
        (block("console test deadline=9h", "$ true"), "The deadline is not right: a block may take up to 5m."),
        (block("console test deadline=9", "$ true"), "The deadline is not right: '9' is not a duration;"),
        (block("pycon test", "1"), "There is no example in this block. Begin one with '>>> '."),
        (block("yaml test", "a: 1"), "This block does not say what it is held against."),
        (block("yaml test=sites", "a: 1"), "There is no schema 'sites'. Did you mean 'site'?"),
        (block("json test=../x.json", "1"), "There is no schema ../x.json in the site's folder."),
        (block("json test=/etc/x.json", "1"), "There is no schema /etc/x.json in the site's folder."),
        (block("json test=history/x.json", "1"), "There is no schema history/x.json in the site's folder."),
        (block("json test=schemas/no.json", "1"), "schemas/no.json is not a JSON Schema"),
        (block("json test=setup", "1"), 'This block prepares for others, but it is neither a script nor a file. Add title="NAME".'),
        (block("json test=setup title=../x", "1"), "'../x' is not a file in the folder that blocks run in."),
        (block("http test", "GET /"), "This block does not say whom it asks."),
        (block("http test=api", "GET /"), "There is no probe 'api' of kind http."),
    ],
)  # fmt: skip
def test_a_mark_that_is_wrong_is_refused_and_a_build_names_it(
    statuary: Statuary, site: Site, one: str, told: str
) -> None:
    site.write("history/x.json", "{}")
    site.write("schemas/no.json", "[]")
    guide(site, one, GOOD)
    done = attempt(statuary, site)
    assert (2, True) == (done.code, done.err.startswith(f"content/guides/a.md:4:1: {told}")), done.err
    assert 1 == statuary("--root", site.root, "build", "--offline", "--now", NOW).code
    assert (site.root / "site/docs/a/index.html").is_file()


def test_a_path_names_guides_and_an_unknown_one_is_refused(statuary: Statuary, site: Site) -> None:
    guide(site, GOOD)
    guide(site, BAD, name="b/c")
    assert 0 == attempt(statuary, site, "content/guides/a.md").code
    assert 1 == attempt(statuary, site, str(site.root / "content/guides/b")).code
    assert ["Verified against a real run on 6 Nov 2026."] == said(statuary, site)
    done = attempt(statuary, site, "content/guides/aa.md")
    what = "content/guides/aa.md: No guide here has a block that is marked for a test."
    assert (2, True) == (done.code, f"{what} Did you mean 'content/guides/a.md'?" in done.err)


def test_programs_get_it_as_json(statuary: Statuary, site: Site) -> None:
    guide(site, GOOD, BAD)
    done = attempt(statuary, site, "--json")
    told = json.loads(done.out)
    assert (1, 1, ["verified", "failed"]) == (done.code, told["exit_code"], [one["state"] for one in told["blocks"]])
    expected = {"path": "content/guides/a.md", "line": 9, "language": "console", "at": "2026-11-06T09:20:30Z"}
    assert expected.items() <= told["blocks"][1].items()
    assert ["--- expected", "+++ got", "@@ -1 +1 @@", "-two", "+one"] == told["blocks"][1]["diff"]
    assert ["'echo one' printed something else."] == [one["what"] for one in told["problems"]]


def test_blocks_in_lists_quotations_and_other_blocks_are_found_where_they_are(statuary: Statuary, site: Site) -> None:
    shown = f"````markdown\n{GOOD}\n````"  # an example of a mark is none
    listed = "- Text\n\n  ```console test\n  $ echo a\n  a\n  ```"
    quoted = "> ```console test\n> $ echo b\n> wrong\n> ```"
    guide(site, shown, listed, quoted)
    done = attempt(statuary, site)
    assert "1 block verified, 1 failed.\n" in done.out
    assert "content/guides/a.md:19: 'echo b' printed something else.\n" in done.err


def test_what_hostile_blocks_print_reaches_neither_page_nor_terminal(statuary: Statuary, site: Site) -> None:
    guide(
        site, block("console test", "$ printf '\\033[2J<script>alert(1)</script>\\n'\nx"), '<p class="proof p-00">x</p>'
    )
    done = attempt(statuary, site)
    assert "\x1b" not in done.err
    assert "\N{REPLACEMENT CHARACTER}[2J<script>alert(1)</script>" in done.err
    assert ["Not verified: its test on 6 Nov 2026 failed."] == said(statuary, site)
    assert "<script>alert" not in (site.root / "site/docs/a/index.html").read_text()


def test_a_page_without_marked_blocks_has_no_byte_for_them(statuary: Statuary, site: Site) -> None:
    guide(site, block("console", "$ true"), "The word test.")
    assert [] == said(statuary, site)
    assert "bound to tests" not in (site.root / "site/docs/a/index.html").read_text()


def test_a_block_that_prepares_cannot_lead_the_next_one_out_of_the_folder(
    statuary: Statuary, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    linked = block("sh test=setup", f"ln -s {tmp_path}/outside conf")
    guide(site, linked, block("json test=setup title=conf/deep/x.json", "{}"), GOOD)
    done = attempt(statuary, site)
    told = (
        "The file in line 8, which prepares for it, could not be written ('conf/deep/x.json' leads out of the folder)."
    )
    assert (1, True, []) == (done.code, told in done.err, list((tmp_path / "outside").iterdir()))


def test_nothing_is_left_of_a_folder_and_nothing_else_is_removed_with_it(
    statuary: Statuary, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    for name in ("temporary", "kept"):
        (tmp_path / name).mkdir()
    (tmp_path / "kept/file").touch(0o400)
    guide(site, block("console test", f"$ ln -s {tmp_path}/kept link; mkdir -p a/b; touch a/b/c; chmod 0 a/b a"))
    assert 0 == attempt(statuary, site).code
    left = list((tmp_path / "temporary").glob("statuary-*"))
    assert ([], [tmp_path / "kept/file"]) == (left, list((tmp_path / "kept").iterdir()))
