"""Guides as files: what they include, when they were changed, and front matter that other programs read."""

# ruff: noqa: E501 - a mistake and the sentence that names it stand side by side

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from statuary.content import load_content
from statuary.content.lastchanged import changed
from statuary.memo import Memo
from statuary.model import Guide
from support_tools import needs
from support_world import api, world

NOW = 1_795_348_800_000  # 2026-11-22T12:00:00Z


class Folder:
    """A site's folder, read as a build reads it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def load(self) -> tuple[dict[str, Guide], list[str]]:
        content, problems = load_content(replace(world(api()), root=self.root), Memo(), NOW)
        return {guide.path: guide for guide in content.guides}, [str(problem) for problem in problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


# -------------------------------------------------------------------------------------------------------------- includes


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('--8<-- "config/x.yaml"', "a: 1\nb: 2\nc: 3"),
        ('  --8<-- "config/x.yaml:2:2"', "  b: 2"),
        ('--8<-- "config/x.yaml:2"', "b: 2\nc: 3"),
        ('--8<-- "config/x.yaml::2"', "a: 1\nb: 2"),
        ('--8<-- "../guides/part.md"', "A part."),
        ('--8<-- "src/app.py:setup"', "x = 1"),
        (';--8<-- "config/x.yaml"', '--8<-- "config/x.yaml"'),
        ('Text --8<-- "config/x.yaml"', 'Text --8<-- "config/x.yaml"'),
    ],
)
def test_a_file_stands_where_it_is_included(folder: Folder, line: str, text: str) -> None:
    folder.write("config/x.yaml", "a: 1\nb: 2\nc: 3\n")
    folder.write("content/guides/part.md", "A part.\n")
    folder.write("src/app.py", "import os\n# --8<-- [start:setup]\nx = 1\n# --8<-- [end:setup]\n")
    folder.write("content/guides/a.md", f"# A\nBefore\n{line}\nAfter\n")
    guides, problems = folder.load()
    assert [] == problems
    assert f"Before\n{text}\nAfter\n" == guides["a"].text


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("../../../etc/passwd", "'../../../etc/passwd' is outside the site's folder. Copy what you need to content/."),
        ("/etc/passwd", "'/etc/passwd' is outside the site's folder. Copy what you need to content/."),
        (".env", "'.env' cannot be included. Only what is in a folder of the site is included, not in history/, site/ or a hidden one."),
        ("config/.hidden", "'config/.hidden' cannot be included. Only what is in a folder of the site is included, not in history/, site/ or a hidden one."),
        ("history/history.db", "'history/history.db' cannot be included. Only what is in a folder of the site is included, not in history/, site/ or a hidden one."),
        ("content/../.git/config", "'content/../.git/config' cannot be included. Only what is in a folder of the site is included, not in history/, site/ or a hidden one."),
        ("config/link.yaml", "'config/link.yaml' leads through a symbolic link. Links are not followed; put the file itself there."),
        ("away/secret", "'away/secret' leads through a symbolic link. Links are not followed; put the file itself there."),
        ("config/y.yaml", "There is no file config/y.yaml. Did you mean 'x.yaml'?"),
        ("config/x.yaml:nope", "There is no section 'nope' in config/x.yaml."),
        ("config/big.bin", "config/big.bin cannot be included: the file is larger than 256 KiB."),
        ("config/binary", "config/binary cannot be included: this is not UTF-8 text."),
    ],
)  # fmt: skip
def test_nothing_is_included_from_elsewhere(folder: Folder, wanted: str, problem: str) -> None:
    folder.write("config/x.yaml", "a: 1\n")
    folder.write("config/.hidden", "secret\n")
    folder.write(".env", "secret\n")
    folder.write("history/history.db", "secret\n")
    folder.write("config/big.bin", "x" * 300_000)
    (folder.root / "config/binary").write_bytes(b"\xff\xfe\x00")
    outside = folder.root.parent / f"{folder.root.name}-outside"
    outside.mkdir()
    (outside / "secret").write_text("secret\n")
    (folder.root / "config/link.yaml").symlink_to(outside / "secret")
    (folder.root / "away").symlink_to(outside)
    folder.write("content/guides/a.md", f'# A\n\nText\n  --8<-- "{wanted}"\n')
    guides, problems = folder.load()
    assert [f"content/guides/a.md:4:3: {problem}"] == problems
    assert "secret" not in guides["a"].text


def test_files_that_include_one_another_in_a_circle_are_named(folder: Folder) -> None:
    folder.write("content/guides/a.md", '# A\n--8<-- "./b.md"\n')
    folder.write("content/guides/b.md", '# B\n\n--8<-- "./a.md"\n')
    _, problems = folder.load()
    circle = "content/guides/{0}.md includes content/guides/{1}.md includes content/guides/{0}.md"
    assert [
        f"content/guides/a.md:2:1: This goes round in a circle: {circle.format('b', 'a')}. Remove one of them.",
        f"content/guides/b.md:3:1: This goes round in a circle: {circle.format('a', 'b')}. Remove one of them.",
    ] == sorted(problems)


def test_files_that_double_one_another_do_not_fill_the_memory(folder: Folder) -> None:
    folder.write("content/guides/_0.txt", "x\n" * 1000)
    for n in range(1, 9):
        folder.write(f"content/guides/_{n}.txt", f'--8<-- "./_{n - 1}.txt"\n' * 20)
    folder.write("content/guides/a.md", '# A\n--8<-- "./_8.txt"\n')
    guides, _ = folder.load()
    assert guides["a"].text.count("\n") < 60_000


# ------------------------------------------------------------------------------------------------- other front matter


def test_words_of_other_programs_mean_what_they_mean_there(folder: Folder) -> None:
    folder.write("content/guides/_index.md", "---\ntitle: Docs\n---\n")
    folder.write("content/guides/ops/README.md", "# Operations\n")
    folder.write("content/guides/a.md", "---\nweight: 2\nsummary: Short.\nredirect_from: [old]\n---\n# A\n")
    folder.write("content/guides/b.md", "---\nsidebar_position: 1\ndraft: false\n---\n# B\n")
    folder.write("content/guides/c.md", "---\ndraft: true\n---\n# C\n")
    guides, problems = folder.load()
    assert [] == problems
    assert ["", "b", "a", "ops"] == list(guides)
    assert ("Docs", "Operations", "Short.") == (guides[""].title, guides["ops"].title, guides["a"].description)
    assert ["docs/old"] == [alias.path for alias in guides["a"].aliases]


def test_a_word_of_another_program_is_named_once(folder: Folder) -> None:
    for name in "abc":
        folder.write(f"content/guides/{name}.md", "---\ntitle: X\nicon: home\nbookToc: false\n---\nText.\n")
    guides, problems = folder.load()
    assert 3 == len(guides)
    no_effect = "means something to another program; it has no effect here, nor in 2 other files."
    assert [
        f"content/guides/a.md:3:1: warning: 'icon' {no_effect}",
        f"content/guides/a.md:4:1: warning: 'bookToc' {no_effect}",
    ] == problems


def test_an_unknown_word_is_named_and_the_guide_is_published(folder: Folder) -> None:
    folder.write("content/guides/a.md", "---\ntitel: X\n---\nText.\n")
    guides, problems = folder.load()
    assert ["content/guides/a.md:2:1: Unknown key 'titel'. Did you mean 'title'?"] == problems
    assert ["a"] == list(guides)


# ------------------------------------------------------------------------------------------------------- last changed


def git(folder: Path, *arguments: str, day: int = 1) -> None:
    when = f"2026-11-{day:02}T12:00:00Z"
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_COMMITTER_DATE": when,
    }  # fmt: skip
    subprocess.run([needs("git"), "-C", str(folder), *arguments], env=environ, check=True, capture_output=True)


def commit(folder: Path, names: Sequence[str], day: int) -> None:
    for name in names:
        path = folder / "content/guides" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n\nOf day {day}.\n")
    git(folder, "add", ".")
    git(folder, "commit", "-m", f"day {day}", day=day)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``old`` was changed on the 1st, ``both`` on the 1st and the 3rd, ``größe`` on the 2nd."""
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, ["old", "both"], 1)
    commit(folder, ["größe"], 2)
    commit(folder, ["both"], 3)
    return folder


def days(root: Path) -> dict[str, int]:
    return {
        path.removeprefix("content/guides/"): (at // 1000 - 1_793_448_000) // 86_400
        for path, at in changed(root, Memo()).items()
    }


def test_each_guide_has_the_day_of_its_last_commit(repository: Path) -> None:
    assert {"old.md": 1, "größe.md": 2, "both.md": 3} == days(repository)


def test_a_shallow_clone_says_nothing_of_what_it_does_not_know(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{repository}", "clone")
    assert {"both.md": 3} == days(tmp_path / "clone")  # all else seems to be of its oldest commit


def test_a_site_in_a_folder_of_a_repository_is_told_the_same(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path / "site", ["a"], 5)
    assert {"a.md": 5} == days(tmp_path / "site")


def test_without_git_nothing_is_said(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {} == days(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {} == days(repository)


def test_the_log_is_read_once_a_commit(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo()
    before = changed(repository, memo)
    monkeypatch.setattr("statuary.content.lastchanged._read", None)
    assert before == changed(repository, memo)
