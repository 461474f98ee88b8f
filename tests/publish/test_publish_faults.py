"""Killed or refused at any system call, publishing leaves the old site or the new one."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuary.memo import Memo
from statuary.model import Output
from statuary.publish import MANIFEST, publish
from support_faults import Faulty, faulty
from support_tools import needs

SRC = Path(__file__).resolve().parents[2] / "src"
OLD = {"index.html": "old", "a/index.html": "same", "gone/index.html": "gone"}
NEW = {"index.html": "new", "a/index.html": "same", "b/c/index.html": "fresh"}

_PUBLISH = """
import hashlib
from pathlib import Path
from statuary.errors import StatuaryError
from statuary.memo import Memo
from statuary.model import Output
from statuary.publish import publish
def run(out, files):
    outputs = [Output(p, hashlib.sha256(t.encode()).hexdigest(), lambda t=t: t.encode()) for p, t in files.items()]
    try:
        publish(outputs, Path(out), Memo())
    except StatuaryError as error:
        print(error)
        return error.exit_code
    return 0
"""


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    with faulty(_PUBLISH, tmp_path_factory.mktemp("publisher")) as loaded:
        yield loaded


def put(folder: Path, files: dict[str, str]) -> None:
    """Publishes them, in this process."""
    outputs = [
        Output(path, hashlib.sha256(text.encode()).hexdigest(), lambda text=text: text.encode())  # type: ignore[misc]
        for path, text in files.items()
    ]
    publish(outputs, folder / "site", Memo())


def tree(out: Path) -> dict[str, str]:
    paths = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(out).as_posix(): path.read_text() for path in paths}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was published twice, so that there is a spare tree."""
    folder = tmp_path_factory.mktemp("published")
    put(folder, {**OLD, "index.html": "older"})
    put(folder, OLD)
    assert OLD == tree(folder / "site")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC", "error=EIO", "error=EROFS"])
@pytest.mark.parametrize("call", ["mkdir", "unlink", "rmdir", "linkat,link", "renameat2,rename", "write"])
def test_the_site_is_whole_whatever_call_fails(
    published: Path, publisher: Faulty, tmp_path: Path, call: str, fault: str
) -> None:
    for number in range(1, 40):
        folder = tmp_path / str(number)
        shutil.copytree(published, folder, symlinks=True)
        order = (str(folder / "site"), NEW)
        code, told = publisher.run(order, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}")
        assert "Traceback" not in told, told
        assert tree(folder / "site") in (OLD, NEW)
        if fault != "signal=SIGKILL" and code:
            assert told.startswith("The site could not be written to") or call == "write"
        put(folder, NEW)
        assert NEW == tree(folder / "site")
        if code == 0:
            return  # the call is not made so often: every one of them has been tried
    pytest.fail("the sweep never reached the last call")


def test_a_folder_that_may_not_be_written_is_a_sentence(published: Path, tmp_path: Path) -> None:
    needs("setpriv")
    folder = tmp_path / "x"
    shutil.copytree(published, folder)
    for path in [tmp_path, *tmp_path.parents]:
        if "pytest" in str(path):
            path.chmod(0o755)
    path, out = [str(SRC), *sys.path], str(folder / "site")
    program = f"import sys\nsys.path[:0] = {path!r}\n{_PUBLISH}\nsys.exit(run({out!r}, {NEW!r}))"
    command = [sys.executable, "-S", "-E", "-B", "-c", program]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    else:
        folder.chmod(0o555)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (2, OLD) == (done.returncode, tree(folder / "site")), done.stderr
    assert "permission is denied" in done.stdout
