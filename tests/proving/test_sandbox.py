"""What a block can do: real programs, in the isolation that this system allows."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuary.proving.sandbox import OUTPUT, Ran, Sandbox, environment
from support_tools import needs

BARE = Sandbox()


@pytest.fixture(scope="module")
def whole() -> Sandbox:
    """All that this system allows."""
    needs("unshare")
    return Sandbox.of_this_system()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("home", "tmp", "bin"):
        (tmp_path / "own" / name).mkdir(parents=True)
    return tmp_path / "own"


def run(sandbox: Sandbox, folder: Path, script: str, seconds: float = 20) -> Ran:
    environ = environment(folder / "home", folder / "bin", folder / "tmp")
    return sandbox.run(["/bin/sh", "-c", script], folder / "home", folder, environ, seconds)


def alive(folder: Path) -> bool:
    """Whether a process that noted its number in ``pid`` still runs."""
    try:
        state = Path(f"/proc/{(folder / 'home/pid').read_text().strip()}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def gone(folder: Path) -> bool:
    until = time.monotonic() + 5
    while alive(folder) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(folder)


def test_a_program_says_what_it_says() -> None:
    assert Ran(3, b"a\nb\n") == BARE.run(
        ["/bin/sh", "-c", "echo a; echo b >&2; exit 3"], Path("/"), Path("/"), {"PATH": os.environ["PATH"]}, 20
    )


def test_at_the_deadline_it_is_killed_with_its_grandchildren(folder: Path) -> None:
    began = time.monotonic()
    ran = run(BARE, folder, "sh -c 'sh -c \"echo \\$\\$ > pid; exec sleep 60\" & wait' & wait", 1)
    assert ("deadline", True, True) == (ran.ended, time.monotonic() - began < 5, gone(folder))


def test_what_it_leaves_behind_is_killed_and_not_waited_for(folder: Path) -> None:
    began = time.monotonic()
    ran = run(BARE, folder, "sh -c 'echo $$ > pid; exec sleep 60' & until test -s pid; do :; done; echo done", 30)
    assert (0, b"done\n", "itself", True) == (ran.code, ran.output, ran.ended, gone(folder))
    assert time.monotonic() - began < 15


def test_a_process_that_hides_in_a_session_of_its_own_is_killed_too(whole: Sandbox, folder: Path) -> None:
    if "processes" not in whole.apart:
        pytest.skip("this system has no namespaces of processes for us")
    marker = f"hidden-{os.getpid()}-{time.monotonic_ns()}"
    hide = (
        f"import os, time; os.setsid(); os.fork() and os._exit(0); open('up', 'w').close(); time.sleep(600) # {marker}"
    )
    ran = run(whole, folder, f'{sys.executable} -c "{hide}" </dev/null >/dev/null 2>&1 & until test -e up; do :; done')
    until = time.monotonic() + 5
    while (left := _running(marker)) and time.monotonic() < until:
        time.sleep(0.02)
    assert (0, []) == (ran.code, left)


def _running(marker: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if marker.encode() in words:
            found.append(path.parent.name)
    return found


def test_it_is_ended_when_it_says_too_much(folder: Path) -> None:
    ran = run(BARE, folder, "yes")
    assert ("output", OUTPUT) == (ran.ended, len(ran.output))


def test_it_is_told_nothing_of_the_maintainers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "s3cret")
    lines = run(BARE, folder, "env").lines
    names = {line.partition("=")[0] for line in lines if line}
    assert {"HOME", "TMPDIR", "PATH", "LANG", "TZ"} <= names
    assert "API_TOKEN" not in names
    assert f"HOME={folder}/home" in lines


def test_it_cannot_read_the_secrets_of_the_process_that_started_it(
    whole: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not {"processes", "files"} & set(whole.apart):
        pytest.skip("this system has neither namespaces of processes nor Landlock")
    monkeypatch.setenv("API_TOKEN", "s3cret")
    ran = run(whole, folder, f"cat /proc/{os.getpid()}/environ /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'")
    assert "s3cret" not in ran.output.decode()


def test_it_reads_and_writes_no_files_of_others(whole: Sandbox, folder: Path, disk: Path) -> None:
    if "files" not in whole.apart:
        pytest.skip("this system has no Landlock")
    (disk / "private").write_text("s3cret")
    ran = run(whole, folder, f"cat {disk}/private; echo x > {disk}/new; echo mine > own; cat own; echo $TMPDIR")
    assert ("s3cret" in ran.output.decode(), False) == (False, (disk / "new").exists())
    assert ["mine", f"{folder}/tmp"] == ran.lines[-3:-1]


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no such memory here")
def test_it_reads_no_files_of_others_in_shared_memory(whole: Sandbox, folder: Path) -> None:
    if "files" not in whole.apart:
        pytest.skip("this system has no Landlock")
    with tempfile.NamedTemporaryFile("w", dir="/dev/shm") as private:
        private.write("s3cret")
        private.flush()
        ran = run(whole, folder, f"ls /dev/shm; cat {private.name}; echo over >/dev/null; head -c 1 /dev/zero | wc -c")
    assert ("s3cret" in ran.output.decode(), "1") == (False, ran.lines[-2].strip())


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: _accept(server), daemon=True).start()
        yield server.getsockname()[1]


def _accept(server: socket.socket) -> None:
    try:
        server.accept()
    except OSError:
        return


def test_it_reaches_no_network(whole: Sandbox, folder: Path, listener: int) -> None:
    if "network" not in whole.apart:
        pytest.skip("this system keeps no process from the network for us")
    script = f"{sys.executable} -c 'import socket; socket.create_connection((\"127.0.0.1\", {listener}), 5); print(1)'"
    assert b"1\n" == run(BARE, folder, script).output or "files" in whole.apart
    assert b"1\n" not in run(whole, folder, script).output


def test_its_files_memory_and_processor_time_are_limited(folder: Path) -> None:
    limits = run(BARE, folder, "ulimit -f; ulimit -v; ulimit -t; ulimit -c", 9).lines
    assert [str((64 << 20) // 512), str((4 << 30) // 1024), "10", "0"] == limits[:4]


def test_what_a_system_does_not_allow_is_said() -> None:
    assert 3 == len(BARE.lacks)
    assert () == Sandbox(("unshare",), ("network", "processes", "files")).lacks
