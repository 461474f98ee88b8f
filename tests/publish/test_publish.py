"""Publishing: whole old site or whole new site, and only differences are written."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuary import exchange as exchange_module
from statuary.errors import PublishError
from statuary.memo import Memo, open_memo
from statuary.model import Output
from statuary.publish import MANIFEST, Published, publish


@pytest.fixture
def tmp_path(disk: Path) -> Path:
    """These tests are about a file system: they have a real one."""
    return disk


def outputs(files: dict[str, str]) -> list[Output]:
    return [
        Output(path, hashlib.sha256(text.encode()).hexdigest(), lambda text=text: text.encode())  # type: ignore[misc]
        for path, text in files.items()
    ]


def put(files: dict[str, str], out: Path, memo: Memo | None = None) -> Published:
    return publish(outputs(files), out, memo or Memo())


def tree(out: Path) -> dict[str, str]:
    paths = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(out).as_posix(): path.read_text() for path in paths}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


SITE = {"index.html": "home", "a/index.html": "a", "a/b/index.html": "b"}


def test_the_published_tree_is_the_outputs(tmp_path: Path) -> None:
    done = put(SITE, tmp_path / "site")
    assert (SITE, sorted(SITE), 0, ()) == (tree(tmp_path / "site"), sorted(done.written), done.unchanged, done.removed)


def test_what_did_not_change_keeps_its_inode_and_time(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put(SITE, out)
    before = (out / "a/index.html").stat()
    done = put({**SITE, "index.html": "changed"}, out)
    after = (out / "a/index.html").stat()
    assert (("index.html",), 2) == (done.written, done.unchanged)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_nothing_is_touched_when_nothing_changed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put(SITE, out)
    before = out.stat()
    done = put(SITE, out)
    assert ((), 3) == (done.written, done.unchanged)
    assert (before.st_ino, before.st_mtime_ns) == (out.stat().st_ino, out.stat().st_mtime_ns)


def test_what_is_no_longer_planned_is_removed_with_its_empty_folders(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put(SITE, out)
    done = put({"index.html": "home"}, out)
    put({"index.html": "again"}, out)
    assert ("a/b/index.html", "a/index.html") == done.removed
    assert [".statuary.json", "index.html"] == names(out)


@pytest.mark.parametrize("name", ["CNAME", ".git/config", "a/photo.png"])
def test_what_others_put_there_is_carried_along(tmp_path: Path, name: str) -> None:
    out = tmp_path / "site"
    put(SITE, out)
    for turn in range(3):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(f"theirs {turn}")
        put({**SITE, "index.html": str(turn)}, out)
        assert f"theirs {turn}" == (out / name).read_text()


def test_a_foreign_link_is_carried_along_as_a_link(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put(SITE, out)
    (out / "link").symlink_to("/nowhere")
    put({**SITE, "index.html": "new"}, out)
    assert Path("/nowhere") == (out / "link").readlink()


def test_somebody_elses_file_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put({"index.html": "home"}, out)
    (out / "about.html").write_text("theirs")
    with pytest.raises(PublishError, match=r"about\.html was not written by Statuary"):
        put({"index.html": "new", "about.html": "ours"}, out)
    assert {"index.html": "home", "about.html": "theirs"} == tree(out)


@pytest.mark.parametrize("damage", ["edited", "removed", "truncated", "touched and edited"])
def test_a_published_file_that_was_changed_by_hand_is_healed(tmp_path: Path, damage: str) -> None:
    out = tmp_path / "site"
    with open_memo(tmp_path / "memo.db") as memo:
        put(SITE, out, memo)
    file = out / "a/index.html"
    before = file.stat()
    if damage == "removed":
        file.unlink()
    else:
        file.write_text("" if damage == "truncated" else "x")
        if damage == "touched and edited":
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns - 1))
    with open_memo(tmp_path / "memo.db") as memo:
        assert ("a/index.html",) == put(SITE, out, memo).written
    assert SITE == tree(out)


def test_a_lost_memo_costs_reading_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put(SITE, out)
    assert () == put(SITE, out, Memo()).written


def test_the_body_of_an_unchanged_file_is_not_asked_for(tmp_path: Path) -> None:
    put(SITE, tmp_path / "site")
    asked: list[str] = []
    same = [Output(o.path, o.digest, lambda path=o.path: asked.append(path) or b"") for o in outputs(SITE)]  # type: ignore[misc,func-returns-value]
    publish(same, tmp_path / "site", Memo())
    assert [] == asked


def test_files_and_folders_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        put(SITE, tmp_path / "site")
    finally:
        os.umask(old)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert ({0o644}, 0o755) == (modes, stat.S_IMODE((tmp_path / "site/a").stat().st_mode))


def test_the_same_outputs_are_the_same_bytes_manifest_included(tmp_path: Path) -> None:
    put(SITE, tmp_path / "one")
    put(dict(reversed(SITE.items())), tmp_path / "two")
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()


# ------------------------------------------------------------------------------------------------------------- refusals


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    with pytest.raises(PublishError, match="is a link; publishing would replace it"):
        put(SITE, tmp_path / "site")


def test_a_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/thesis.txt").write_text("years of work")
    with pytest.raises(PublishError, match="holds files that Statuary did not write"):
        put(SITE, tmp_path / "site")
    assert ["site"] == names(tmp_path)
    assert {"thesis.txt": "years of work"} == tree(tmp_path / "site")


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    put(SITE, tmp_path / "site")
    assert SITE == tree(tmp_path / "site")


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x")
    with pytest.raises(PublishError, match="is not a folder"):
        put(SITE, tmp_path / "site")


@pytest.mark.parametrize("data", ["{", "[]", '{"files": 3}'])
def test_a_damaged_manifest_is_refused(tmp_path: Path, data: str) -> None:
    put(SITE, tmp_path / "site")
    (tmp_path / "site" / MANIFEST).write_text(data)
    with pytest.raises(PublishError, match="is damaged, so nobody can tell"):
        put(SITE, tmp_path / "site")


@pytest.mark.parametrize("path", ["../x", "/x", "a/../x", "a//x", "./x", "a\0", ""])
def test_a_path_out_of_the_site_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishError, match="is not a path inside the site"):
        put({path: "x"}, tmp_path / "site")


@pytest.mark.parametrize("twins", [("A/x", "a/x"), ("\u00e9", "e\u0301")])
def test_paths_that_some_systems_take_for_one_are_refused(tmp_path: Path, twins: tuple[str, str]) -> None:
    with pytest.raises(PublishError, match="would be one file on some systems"):
        put({twins[0]: "1", twins[1]: "2"}, tmp_path / "site")


def test_a_name_too_long_for_the_disk_is_a_sentence_and_the_old_site_stays(tmp_path: Path) -> None:
    put(SITE, tmp_path / "site")
    with pytest.raises(PublishError, match="a name is too long for this disk"):
        put({"x" * 300: "x"}, tmp_path / "site")
    assert SITE == tree(tmp_path / "site")


# -------------------------------------------------------------------------------------------------------------- crashes


def test_what_a_crash_left_in_the_spare_tree_is_mended(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put(SITE, out)
    put({**SITE, "index.html": "2"}, out)
    spare = tmp_path / ".site.spare"
    (spare / "a/index.html").unlink()
    (spare / "a/index.html").mkdir()
    (spare / "junk").write_text("half a fi")
    shutil.rmtree(spare / "a/b")
    put({**SITE, "index.html": "3"}, out)
    assert {**SITE, "index.html": "3"} == tree(out)


def test_without_exchange_in_one_step_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "_in_one_step", lambda *_: exchange_module.errno.ENOSYS)
    for turn in range(3):
        put({**SITE, "index.html": str(turn)}, tmp_path / "site")
    assert {**SITE, "index.html": "2"} == tree(tmp_path / "site")
    assert [".site.spare", "site"] == names(tmp_path)


def test_a_crash_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    put(SITE, tmp_path / "site")
    (tmp_path / "site").rename(tmp_path / ".site.aside")
    assert () == put(SITE, tmp_path / "site").written
    assert SITE == tree(tmp_path / "site")


PATHS = st.sampled_from(["index.html", "a/index.html", "a/b/index.html", "b", "c/d/e", "feed.xml"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.dictionaries(PATHS, st.sampled_from("123"), min_size=1), min_size=1, max_size=5))
def test_after_any_sequence_the_tree_is_the_last_outputs(tmp_path: Path, sites: list[dict[str, str]]) -> None:
    shutil.rmtree(tmp_path / "x", ignore_errors=True)
    (tmp_path / "x").mkdir()
    with open_memo(tmp_path / "x/memo.db") as memo:
        for site in sites:
            put(site, tmp_path / "x/site", memo)
            assert site == tree(tmp_path / "x/site")
