"""Work that two processes share: nothing is lost, whatever becomes of the copy."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from statuary.sharing import WORTH_IT, Aside, Shared, can_share
from statuary.spool import Spool

HERE = os.getpid()

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")


def said(number: int) -> bytes:
    return b"%d" % number


def shared(do: Callable[[int], bytes], count: int) -> list[bytes | None]:
    """What comes of the pieces."""
    with closing(Spool()) as spool:
        results = Shared(do, range(count), spool).results()
        assert all(made is None or made[0] == hashlib.sha256(made[1]()).digest() for made in results)
        return [made and made[1]() for made in results]


@pytest.mark.parametrize("count", [500, 40_000])
def test_every_piece_is_done_and_in_order(count: int) -> None:
    assert [b"%d" % number for number in range(count)] == shared(said, count)


def test_both_processes_do_some() -> None:
    def who(_number: int) -> bytes:
        threading.Event().wait(0.01)
        return b"here" if os.getpid() == HERE else b"there"

    assert {b"here", b"there"} == set(shared(who, 40))


def test_a_piece_that_fails_is_left_to_the_caller() -> None:
    def odd(number: int) -> bytes:
        if number == 3:
            raise ValueError("three")
        return b"fine"

    assert [b"fine", b"fine", b"fine", None, b"fine"] == shared(odd, 5)


def test_what_a_killed_copy_had_taken_is_left_to_the_caller() -> None:
    def dies(number: int) -> bytes:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        threading.Event().wait(0.05)
        return said(number)

    results = shared(dies, 8)
    assert 1 == results.count(None)
    assert 7 == sum(body == said(number) for number, body in enumerate(results))


def test_nothing_is_shared_beside_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert can_share(WORTH_IT)
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not can_share(WORTH_IT)


@pytest.mark.parametrize("cores", [1, None])
def test_nothing_is_shared_on_one_core(monkeypatch: pytest.MonkeyPatch, cores: int | None) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert not can_share(100)


def test_no_process_and_no_open_file_is_left() -> None:
    before = open_files()
    spool = Spool()
    pair = Shared(said, range(20), spool)
    pair.results()
    with pytest.raises(ChildProcessError):
        os.waitpid(pair._copy, os.WNOHANG)
    spool.close()
    assert before == open_files()


# ------------------------------------------------------------------------------------------------- one thing meanwhile


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever threads other tests have left."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("alone")
def test_what_is_worked_out_aside_is_worked_out_by_another_process() -> None:
    with Aside(os.getpid, int) as aside:
        assert HERE != aside.result()


@pytest.mark.usefixtures("alone")
def test_it_is_worked_out_once() -> None:
    with Aside(os.getpid, int) as aside:
        assert aside.result() == aside.result()


def test_what_is_to_be_done_here_is_done_when_it_is_asked_for() -> None:
    asked: list[int] = []
    with Aside(lambda: asked.append(1) or os.getpid(), int, here=True) as aside:  # type: ignore[func-returns-value]
        assert [] == asked
        assert HERE == aside.result()


@pytest.mark.usefixtures("alone")
def test_what_a_killed_copy_did_not_finish_is_done_here() -> None:
    def dies() -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return 7

    with Aside(dies, int) as aside:
        assert 7 == aside.result()


@pytest.mark.usefixtures("alone")
def test_what_fails_aside_fails_here_where_it_can_be_told() -> None:
    def fails() -> int:
        raise ValueError("no")

    with Aside(fails, int) as aside, pytest.raises(ValueError, match="no"):
        aside.result()


@pytest.mark.usefixtures("alone")
def test_a_copy_that_nobody_waits_for_is_ended() -> None:
    before = open_files()
    with Aside(lambda: threading.Event().wait(60) or 1, int) as aside:
        copy = aside._copy
    assert before == open_files()
    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)


@pytest.mark.usefixtures("alone")
def test_a_copy_holds_no_lock_of_the_process(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with Aside(lambda: threading.Event().wait(60) or 1, int):
            time.sleep(0.2)  # until it has begun
            held.close()
            with (tmp_path / "lock").open("w") as again:
                fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)


# ----------------------------------------------------------------------------------------------------------- put aside


@pytest.mark.parametrize("room", [0, 4, 1 << 20])
def test_what_is_put_aside_is_read_again(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statuary.spool._IN_MEMORY", room)
    with closing(Spool()) as spool:
        kept = [spool.put(body) for body in (b"one", b"", b"three" * 100_000)]
        assert [b"one", b"", b"three" * 100_000] == [read() for read in kept]


def test_without_room_it_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statuary.spool._IN_MEMORY", 0)
    spool = Spool()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    assert b"one" == spool.put(b"one")()
    assert all(
        body in (b"%d" % number, None) for number, body in enumerate(shared(said, 3))
    )  # None: left to the caller


def test_where_no_file_can_be_made_it_stays_in_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("statuary.spool._IN_MEMORY", 0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert b"one" == Spool().put(b"one")()


def open_files() -> set[int]:
    found = set()
    for number in range(256):
        with suppress(OSError):
            os.fstat(number)
            found.add(number)
    return found
