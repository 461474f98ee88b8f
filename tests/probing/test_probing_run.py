"""The run as a whole: retries, deadlines, places, and faults of our own machine (N05-N14)."""

from __future__ import annotations

import errno
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from statuary.model import Outcome
from statuary.probing import Tools, pause
from support_probing import AT, OK, Server, ask, make_probe, run

Serve = Callable[..., Server]
FAIL = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"


def test_a_failure_is_asked_again_until_it_succeeds(serve: Serve) -> None:
    def third_time(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        connection.sendall(OK if server.connections == 3 else FAIL)

    server = serve(third_time)
    result = ask(make_probe("http", url=server.url, attempts=5))
    assert (Outcome.up, "ok", 3) == (result.outcome, result.reason, result.attempts)


def test_a_success_is_not_asked_again(serve: Serve) -> None:
    server = serve(OK)
    assert (1, 1) == (ask(make_probe("http", url=server.url, attempts=3)).attempts, server.connections)


def test_the_result_tells_how_often_and_over_how_long_it_was_asked(serve: Serve) -> None:
    result = ask(make_probe("http", url=serve(FAIL).url, attempts=3, retry_after=50))
    assert (3, AT) == (result.attempts, result.at)
    assert 50 + 150 <= result.spread <= (50 + 150) * 1.25 + 100


def test_the_pause_before_a_retry_triples_and_depends_on_the_probe_alone() -> None:
    probe, other = make_probe("http", "a", url="http://x.test/"), make_probe("http", "b", url="http://x.test/")
    answer = type("A", (), {"wait": None})()
    pauses = [pause(probe, answer, number) for number in (1, 2, 3)]
    assert [20, 60, 180] <= pauses <= [25, 75, 225]
    assert (
        pauses == [pause(probe, answer, number) for number in (1, 2, 3)] != [pause(other, answer, n) for n in (1, 2, 3)]
    )


def test_an_endpoint_that_asks_for_a_day_is_waited_for_at_most_five_seconds() -> None:
    answer = type("A", (), {"wait": 86_400_000})()
    assert 5_000 == pause(make_probe("http", url="http://x.test/"), answer, 1)


def test_results_come_in_the_order_of_the_probes(serve: Serve) -> None:
    server = serve(OK)
    probes = [make_probe("http", f"p{n}", url=server.url) for n in range(30)]
    assert [f"p{n}" for n in range(30)] == [result.probe for result in run(probes).results]


def test_progress_counts_every_probe_to_the_end(serve: Serve) -> None:
    told: list[tuple[int, int]] = []
    url = serve(OK).url
    run(
        [make_probe("http", f"p{n}", url=url) for n in range(5)],
        progress=lambda done, total: told.append((done, total)),
    )
    assert [(n, 5) for n in (1, 2, 3, 4, 5)] == told


def test_nothing_to_ask_is_a_run_without_results() -> None:
    told = run([])
    assert ((), "ok", "default", AT) == (told.results, told.verdict, told.location, told.at)


def test_the_location_is_in_the_run_and_in_every_result(serve: Serve) -> None:
    told = run([make_probe("http", url=serve(OK).url)], location="fra")
    assert ("fra", "fra") == (told.location, told.results[0].location)


def test_at_the_deadline_of_the_run_what_is_unfinished_is_not_run(serve: Serve) -> None:
    def silent(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        server.wait(5)

    fast, slow = serve(OK), serve(silent)
    probes = [make_probe("http", "fast", url=fast.url), make_probe("http", "slow", url=slow.url, timeout=60_000)]
    began = time.monotonic()
    results = run(probes, deadline=300).results
    assert time.monotonic() - began < 0.3 + 0.5
    assert [(Outcome.up, "ok"), (Outcome.unknown, "not_run")] == [(r.outcome, r.reason) for r in results]


def test_at_the_deadline_of_the_run_a_failure_counts_although_retries_were_due(serve: Serve) -> None:
    result = run([make_probe("http", url=serve(FAIL).url, attempts=3, retry_after=60_000)], deadline=300).results[0]
    assert (Outcome.down, "http_500", 1) == (result.outcome, result.reason, result.attempts)


def test_no_more_are_asked_at_once_than_allowed(serve: Serve) -> None:
    lock, now, most = threading.Lock(), [0], [0]

    def counting(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        server.wait(0.03)
        with lock:
            now[0] -= 1
        connection.sendall(OK)

    server = serve(counting)
    results = run([make_probe("http", f"p{n}", url=server.url) for n in range(20)], concurrency=4).results
    assert ({"ok"}, True) == ({result.reason for result in results}, 2 <= most[0] <= 5)  # one may still be closing


def test_silent_endpoints_give_their_places_to_others(serve: Serve) -> None:
    def silent(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        server.wait(5)

    quiet, healthy = serve(silent), serve(OK)
    silent_ones = [make_probe("http", f"s{n}", url=quiet.url, timeout=2_000) for n in range(2)]
    began = time.monotonic()
    results = run([*silent_ones, make_probe("http", "healthy", url=healthy.url)], concurrency=2).results
    assert "ok" == results[-1].reason
    assert results[-1].at - AT < 1_500
    assert time.monotonic() - began < 2.0 + 0.5


def failing(code: int) -> Tools:
    async def connect(_address: str, _port: int) -> socket.socket:
        raise OSError(code, os.strerror(code))

    return Tools(connect=connect)


LOCAL = {
    errno.EMFILE: "local_resources",
    errno.ENFILE: "local_resources",
    errno.ENOBUFS: "local_resources",
    errno.ENOMEM: "local_resources",
    errno.EADDRNOTAVAIL: "local_resources",
    errno.ENETUNREACH: "network",
    errno.ENETDOWN: "network",
    errno.EPERM: "local_fault",
    errno.EACCES: "local_fault",
}


@pytest.mark.parametrize(("code", "reason"), LOCAL.items(), ids=map(errno.errorcode.get, LOCAL))
def test_a_fault_of_our_own_machine_is_unknown(code: int, reason: str) -> None:
    result = ask(make_probe("http", url="http://127.0.0.1:1/"), tools=failing(code))
    assert (Outcome.unknown, reason) == (result.outcome, result.reason)


REMOTE = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.EHOSTUNREACH: "unreachable",
    errno.ETIMEDOUT: "connect_timeout",
}


@pytest.mark.parametrize(("code", "reason"), REMOTE.items(), ids=map(errno.errorcode.get, REMOTE))
def test_a_fault_of_the_other_side_is_down(code: int, reason: str) -> None:
    result = ask(make_probe("http", url="http://127.0.0.1:1/"), tools=failing(code))
    assert (Outcome.down, reason) == (result.outcome, result.reason)


def test_a_fault_of_our_own_code_is_unknown_and_ends_nothing() -> None:
    async def connect(_address: str, _port: int) -> socket.socket:
        raise RuntimeError("a bug with a secret")

    result = ask(make_probe("http", url="http://127.0.0.1:1/"), tools=Tools(connect=connect))
    assert (Outcome.unknown, "local_fault") == (result.outcome, result.reason)
    assert "secret" not in repr(result)


def test_without_a_network_the_run_is_offline_and_nothing_is_down() -> None:
    """In a network namespace of its own, where there is not even a way to loopback."""
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from support_probing import *\n"
        "probes = [make_probe('http', 'a', url='http://93.184.215.14/'), make_probe('tcp', 'b', host='::2', port=9)]\n"
        "told = run([*probes, make_probe('http', 'c', url='https://api.example.com/')])\n"
        "print(told.verdict, *sorted({result.outcome for result in told.results}))"
    )
    command = ["unshare", "--net", sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if "unshare failed" in ended.stderr and not os.environ.get("STATUARY_REQUIRE_ALL"):
        pytest.skip("no permission for a network namespace")
    assert "offline unknown" == ended.stdout.strip()


def test_with_24_file_descriptors_nothing_healthy_is_down(serve: Serve) -> None:
    server = serve(OK)
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))\n"
        "from support_probing import *\n"
        f"probes = [make_probe('http', f'p{{n}}', timeout=2000, url='{server.url}') for n in range(60)]\n"
        "print(*sorted({result.outcome for result in run(probes).results}))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert "up" == ended.stdout.strip()


@pytest.mark.slow
def test_a_thousand_probes_stay_within_64_descriptors_and_150_megabytes(serve: Serve) -> None:
    server = serve(OK)
    program = (
        "import sys, os; sys.path.insert(0, 'tests')\n"
        "from support_probing import *\n"
        f"probes = [make_probe('http', f'p{{n}}', timeout=5000, url='{server.url}') for n in range(1000)]\n"
        "most = []\n"
        "told = run(probes, progress=lambda done, total: most.append(len(os.listdir('/proc/self/fd'))))\n"
        # not ru_maxrss: it begins with what the process that started this one had
        "peak = next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(max(most) <= 64, peak <= 150 * 1024)\n"
        "print(*sorted({result.outcome for result in told.results}))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert "True True\nup\n" == ended.stdout


def test_no_connection_is_left_open(serve: Serve) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    server = serve(OK)
    run([make_probe("http", f"p{n}", url=server.url) for n in range(10)])
    before = count()
    run([make_probe("http", f"p{n}", url=server.url) for n in range(50)])
    assert count() <= before + 5  # the server's side may still be closing


def test_latency_is_what_the_server_took_whatever_else_runs(serve: Serve) -> None:
    def tenth(server: Server, connection: socket.socket) -> None:
        server.read(connection)
        time.sleep(0.1)
        connection.sendall(OK)

    server = serve(tenth)
    results = run([make_probe("http", f"p{n}", url=server.url, timeout=5_000) for n in range(100)]).results
    errors = sorted(abs(result.latency - 100) for result in results)
    assert errors[50] < 10  # the server shares this process; perf/bench_probe.py has it in another, and the real budget


def test_where_half_of_the_connections_break_each_probe_is_what_its_three_tries_were(serve: Serve) -> None:
    rng = random.Random(8)
    tries: dict[bytes, list[bool]] = {}

    def lossy(server: Server, connection: socket.socket) -> None:
        path = server.read(connection).split(b" ")[1]
        good = rng.random() < 0.5
        tries.setdefault(path, []).append(good)
        if good:
            connection.sendall(OK)
        else:  # a reset, not an end
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    server = serve(lossy)
    probes = [make_probe("http", f"p{n}", url=f"{server.url}/p{n}", attempts=3, timeout=5_000) for n in range(60)]
    results = {result.probe: result for result in run(probes).results}
    expected = {
        path.rpartition(b"/")[2].decode(): (Outcome.up if any(seen) else Outcome.down, len(seen))
        for path, seen in tries.items()
    }
    assert expected == {probe: (result.outcome, result.attempts) for probe, result in results.items()}
    assert {Outcome.up, Outcome.down} == {outcome for outcome, _ in expected.values()}


def test_a_run_never_looks_at_the_wall_clock(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(OK)

    def jumped() -> float:
        raise AssertionError("somebody asked what time it is")

    monkeypatch.setattr(time, "time", jumped)
    monkeypatch.setattr(time, "time_ns", jumped)
    result = run([make_probe("http", url=server.url, timeout=5_000)]).results[0]
    assert (Outcome.up, AT) == (result.outcome, result.at)
