"""Work that two processes share: nothing is lost, whatever becomes of the copy."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from statuary.sharing import WORTH_IT, Shared, can_share
from statuary.spool import Spool

HERE = os.getpid()

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")


def said(number: int) -> bytes:
    return b"%d" % number


def shared(do: Callable[[int], bytes], count: int) -> list[bytes | None]:
    """What comes of the pieces."""
    results = Shared(do, range(count), Spool()).results()
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
    pair = Shared(said, range(20), Spool())
    pair.results()
    with pytest.raises(ChildProcessError):
        os.waitpid(pair._copy, os.WNOHANG)
    del pair
    assert before == open_files()


def open_files() -> set[int]:
    found = set()
    for number in range(256):
        with suppress(OSError):
            os.fstat(number)
            found.add(number)
    return found
