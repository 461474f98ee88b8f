"""Names: looked up once, beside everything else, and blamed on the right side (N01-N04)."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from statuary.model import Outcome
from statuary.probing import Tools
from support_probing import OK, Server, addresses, ask, make_probe, run

Serve = Callable[..., Server]


@pytest.fixture
def hanging() -> Iterator[Callable[[str], list[str]]]:
    """A lookup that knows ``alive.test``, and hangs on every other name until the test is over."""
    over = threading.Event()

    def lookup(host: str) -> list[str]:
        if host == "alive.test":
            return ["127.0.0.1"]
        over.wait(10)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    yield lookup
    over.set()


def test_ten_dead_names_do_not_touch_a_healthy_service(serve: Serve, hanging: Callable[[str], list[str]]) -> None:
    server = serve(OK)
    dead = [make_probe("http", f"dead-{n}", url=f"http://dead{n}.test/") for n in range(10)]
    alive = [
        make_probe("http", f"alive-{n}", url=f"http://{host}:{server.port}/")
        for n, host in enumerate(("alive.test", "127.0.0.1", "localhost"))
    ]
    began = time.monotonic()
    results = run([*dead, *alive], tools=Tools(lookup=hanging)).results
    assert ["dns_timeout"] * 10 + ["ok"] * 3 == [result.reason for result in results]
    assert time.monotonic() - began < 0.4 + 0.5


def test_the_program_ends_although_lookups_hang() -> None:
    program = (
        "import sys, time; sys.path.insert(0, 'tests')\n"
        "from support_probing import *\n"
        "tools = Tools(lookup=lambda host: time.sleep(60))\n"
        "print(run([make_probe('http', f'p{n}', url=f'http://dead{n}.test/') for n in range(10)], tools=tools).verdict)"
    )
    began = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False)
    assert ("offline", 0) == (ended.stdout.strip(), ended.returncode)
    assert time.monotonic() - began < 4  # most of it is Python's start


def test_a_name_is_looked_up_once_in_a_run(serve: Serve) -> None:
    asked: list[str] = []

    def lookup(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    server = serve(OK)
    probes = [make_probe("http", f"p{n}", url=f"http://alive.test:{server.port}/{n}") for n in range(20)]
    results = run(probes, tools=Tools(lookup=lookup)).results
    assert (["alive.test"], {"ok"}) == (asked, {result.reason for result in results})


def test_a_lookup_that_failed_is_tried_again(serve: Serve) -> None:
    server = serve(OK)
    answers: Iterator[list[str]] = iter([[], ["127.0.0.1"]])
    probe = make_probe("http", url=f"http://alive.test:{server.port}/", attempts=2)
    result = ask(probe, tools=Tools(lookup=lambda _: next(answers)))
    assert ("ok", 2) == (result.reason, result.attempts)


def test_numeric_hosts_are_never_looked_up(serve: Serve) -> None:
    def lookup(host: str) -> list[str]:
        raise AssertionError(host)

    server = serve(OK)
    for host in ("127.0.0.1", "2130706433", "0x7f.1", "127.1"):
        assert "ok" == ask(make_probe("http", url=f"http://{host}:{server.port}/"), tools=Tools(lookup=lookup)).reason


def test_a_name_that_does_not_exist_is_down_where_others_do(serve: Serve) -> None:
    server = serve(OK)
    probes = [
        make_probe("http", "gone", url="http://gone.test/"),
        make_probe("http", "there", url=f"http://there.test:{server.port}/"),
    ]
    results = run(probes, tools=addresses(there_test="127.0.0.1")).results
    assert [(Outcome.down, "dns_nxdomain"), (Outcome.up, "ok")] == [(r.outcome, r.reason) for r in results]


def test_a_name_that_does_not_exist_is_down_where_the_root_servers_do() -> None:
    tools = addresses(**{"a_root-servers_net": "198.41.0.4"})
    result = ask(make_probe("http", url="http://gone.test/"), tools=tools)
    assert (Outcome.down, "dns_nxdomain") == (result.outcome, result.reason)


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL])
def test_where_no_name_at_all_can_be_looked_up_the_prober_was_offline(code: int) -> None:
    def lookup(_: str) -> list[str]:
        raise socket.gaierror(code, "no")

    told = run([make_probe("http", url="http://gone.test/")], tools=Tools(lookup=lookup))
    assert ("offline", Outcome.unknown, "resolver") == (told.verdict, told.results[0].outcome, told.results[0].reason)


def test_a_lookup_without_addresses_is_a_name_that_does_not_exist() -> None:
    tools = addresses(**{"a_root-servers_net": "198.41.0.4", "empty_test": ""})
    assert "dns_nxdomain" == ask(make_probe("http", url="http://empty.test/"), tools=tools).reason


def test_the_second_address_is_tried_where_the_first_refuses(serve: Serve) -> None:
    server = serve(OK)
    tools = addresses(both_test="127.0.0.2 127.0.0.1")
    assert "ok" == ask(make_probe("http", url=f"http://both.test:{server.port}/"), tools=tools).reason


def test_what_the_other_side_did_says_more_than_what_our_side_lacks() -> None:
    async def connect(address: str, _port: int) -> socket.socket:
        raise OSError(errno.ENETUNREACH if ":" in address else errno.ECONNREFUSED, "no")

    for known in ("127.0.0.1 ::1", "::1 127.0.0.1"):
        tools = Tools(lookup=lambda _, known=known: known.split(), connect=connect)
        assert "refused" == ask(make_probe("http", url="http://both.test/"), tools=tools).reason


def test_a_silent_first_address_leaves_time_for_the_second(serve: Serve) -> None:
    server = serve(OK)

    async def connect(address: str, port: int) -> socket.socket:
        import asyncio

        from statuary.net.dial import connect_tcp

        if address == "192.0.2.1":
            await asyncio.sleep(60)
        return await connect_tcp(address, port)

    tools = Tools(lookup=lambda _: ["192.0.2.1", "127.0.0.1"], connect=connect)
    assert "ok" == ask(make_probe("http", url=f"http://both.test:{server.port}/"), tools=tools).reason


@pytest.mark.parametrize(("family", "reason"), [("ipv4", "refused"), ("ipv6", "ok"), ("any", "ok")])
def test_the_family_decides_which_addresses_are_tried(serve: Serve, family: str, reason: str) -> None:
    server = serve(OK, family=socket.AF_INET6)
    probe = make_probe("http", url=f"http://both.test:{server.port}/", family=family)
    assert reason == ask(probe, tools=addresses(both_test="127.0.0.1 ::1")).reason


@pytest.mark.parametrize("dead", [socket.AF_INET, socket.AF_INET6])
def test_one_family_does_not_hide_that_the_other_is_dead(serve: Serve, dead: socket.AddressFamily) -> None:
    alive = socket.AF_INET if dead == socket.AF_INET6 else socket.AF_INET6
    probe = make_probe("http", url=f"http://both.test:{serve(OK, family=alive).port}/", family="both")
    assert "refused" == ask(probe, tools=addresses(both_test="127.0.0.1 ::1")).reason


def test_both_families_that_are_reachable_are_well() -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        probe = make_probe("tcp", host="both.test", port=listener.getsockname()[1], family="both")
        assert "ok" == ask(probe, tools=addresses(both_test="127.0.0.1 ::1")).reason


def test_a_host_without_an_address_of_the_family_is_a_name_that_does_not_exist() -> None:
    tools = addresses(**{"a_root-servers_net": "198.41.0.4", "v4_test": "127.0.0.1"})
    result = ask(make_probe("http", url="http://v4.test/", family="ipv6"), tools=tools)
    assert (Outcome.down, "dns_nxdomain") == (result.outcome, result.reason)


def test_the_time_of_a_lookup_is_its_own_phase(serve: Serve) -> None:
    def lookup(_: str) -> list[str]:
        time.sleep(0.1)
        return ["127.0.0.1"]

    server = serve(OK)
    result = ask(make_probe("http", url=f"http://slow.test:{server.port}/"), tools=Tools(lookup=lookup))
    assert result.phases.dns == pytest.approx(100, abs=15)
    assert result.latency < 50
