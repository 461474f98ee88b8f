"""The kinds besides ``http``, each against the real thing on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import ValidationError

from statuary.checking import checked
from statuary.instants import HOUR, MINUTE
from statuary.kinds import PROBERS
from statuary.model import Outcome
from statuary.probers.heartbeat import beat
from support_probing import AT, OK, Server, ask, make_probe

Serve = Callable[..., Server]


def told(result: Any) -> tuple[str, str]:
    return result.outcome.value, result.reason


# ------------------------------------------------------------------------------------------------------------------ tcp


def greeting(text: bytes) -> Callable[[Server, socket.socket], None]:
    def script(server: Server, connection: socket.socket) -> None:
        connection.sendall(text)
        server.wait(0.2)

    return script


def test_an_open_port_is_up_and_its_latency_the_connecting(serve: Serve) -> None:
    result = ask(make_probe("tcp", host="127.0.0.1", port=serve(greeting(b"")).port))
    assert (("up", "ok"), result.phases.connect) == (told(result), result.latency)
    assert result.latency > 0


def test_a_closed_port_is_down() -> None:
    assert ("down", "refused") == told(ask(make_probe("tcp", host="127.0.0.1", port=1)))


@pytest.mark.parametrize(
    ("text", "expect", "reason"),
    [
        (b"SSH-2.0-OpenSSH\r\n", "SSH-2.0", "ok"),
        (b"SSH-2.0-OpenSSH\r\n", {"matches": "^SSH-2"}, "ok"),
        (b"220 mail\r\n", "SSH-2.0", "body_mismatch"),
        (b"-ERR gone\r\n", {"not_contains": "ERR"}, "body_mismatch"),
        (b"+OK\r\n", {"not_contains": "ERR"}, "ok"),
        (b"", "SSH-2.0", "closed"),
    ],
)
def test_what_a_port_says_must_be_as_expected(serve: Serve, text: bytes, expect: Any, reason: str) -> None:
    assert reason == ask(make_probe("tcp", host="127.0.0.1", port=serve(greeting(text)).port, expect=expect)).reason


def test_what_is_sent_may_be_answered(serve: Serve) -> None:
    def echo(server: Server, connection: socket.socket) -> None:
        connection.sendall(connection.recv(100).replace(b"PING", b"PONG"))
        server.wait(1)

    probe = make_probe("tcp", host="127.0.0.1", port=serve(echo).port, send="PING\r\n", expect="PONG\r\n")
    assert "ok" == ask(probe).reason


def test_a_port_that_says_nothing_is_down_at_the_deadline(serve: Serve) -> None:
    server = serve(lambda server, _: server.wait(5))
    assert ("down", "timeout") == told(ask(make_probe("tcp", host="127.0.0.1", port=server.port, expect="hello")))


def test_a_port_that_never_stops_talking_is_a_mismatch(serve: Serve) -> None:
    def endless(_: Server, connection: socket.socket) -> None:
        while True:
            connection.sendall(b"x" * 65536)

    assert "body_mismatch" == ask(make_probe("tcp", host="127.0.0.1", port=serve(endless).port, expect="hello")).reason


# ------------------------------------------------------------------------------------------------------------------ dns


@pytest.fixture(scope="module")
def name_server() -> Iterator[int]:
    """dnslib's server: ``there.test`` has two addresses and a text, ``refused.test`` is refused, ``hung.test`` late."""
    from dnslib import QTYPE, RCODE, RR, TXT, A
    from dnslib.server import BaseResolver, DNSServer

    class Zone(BaseResolver):
        def resolve(self, request: Any, _handler: Any) -> Any:
            reply = request.reply()
            name = str(request.q.qname)
            if name == "there.test." and request.q.qtype == QTYPE.A:
                reply.add_answer(RR(name, QTYPE.A, rdata=A("192.0.2.1")), RR(name, QTYPE.A, rdata=A("192.0.2.2")))
            elif name == "there.test." and request.q.qtype == QTYPE.TXT:
                reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT("v=spf1 -all")))
            elif name == "big.test.":
                reply.add_answer(*(RR(name, QTYPE.A, rdata=A(f"192.0.2.{n}")) for n in range(200)))
            elif name == "hung.test.":
                time.sleep(0.6)
            elif name != "there.test.":
                reply.header.rcode = RCODE.REFUSED if name == "refused.test." else RCODE.NXDOMAIN
            return reply

    class Quiet:
        def __getattr__(self, name: str) -> Callable[..., None]:
            return lambda *_: None

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    servers = [DNSServer(Zone(), port=port, address="127.0.0.1", tcp=tcp, logger=Quiet()) for tcp in (False, True)]
    for server in servers:
        server.start_thread()
    yield port
    for server in servers:
        server.server.shutdown()
        server.server.server_close()


DNS = [
    ("there.test", {}, {}, ("up", "ok")),
    ("there.test", {}, {"records": ["192.0.2.2", "192.0.2.1"]}, ("up", "ok")),
    ("there.test", {}, {"records": ["192.0.2.1"]}, ("down", "dns_records")),
    ("there.test", {}, {"contains": "192.0.2.1"}, ("up", "ok")),
    ("there.test", {}, {"contains": "192.0.2.9"}, ("down", "dns_records")),
    ("there.test", {"type": "TXT"}, {"contains": "v=spf1 -all"}, ("up", "ok")),
    ("there.test", {"type": "MX"}, {}, ("down", "dns_records")),
    ("gone.test", {}, {}, ("down", "dns_rcode")),
    ("gone.test", {}, {"rcode": "NXDOMAIN"}, ("up", "ok")),
    ("refused.test", {}, {}, ("down", "dns_rcode")),
    ("hung.test", {}, {}, ("down", "timeout")),
]


@pytest.mark.parametrize(("name", "options", "expect", "expected"), DNS)
def test_a_name_server_is_asked(name_server: int, name: str, options: Any, expect: Any, expected: Any) -> None:
    probe = make_probe("dns", query=name, resolver="127.0.0.1", port=name_server, expect=expect, **options)
    assert expected == told(ask(probe))


def test_an_answer_too_large_for_udp_comes_by_tcp(name_server: int) -> None:
    probe = make_probe(
        "dns", query="big.test", resolver="127.0.0.1", port=name_server, expect={"contains": "192.0.2.199"}
    )
    assert ("up", "ok") == told(ask(probe))


def test_a_name_server_that_talks_nonsense_is_down_at_the_deadline() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def nonsense() -> None:
            with contextlib.suppress(OSError):
                _, sender = server.recvfrom(512)
                server.sendto(b"nonsense", sender)

        threading.Thread(target=nonsense, daemon=True).start()
        probe = make_probe("dns", query="a.test", resolver="127.0.0.1", port=server.getsockname()[1])
        assert Outcome.down is ask(probe).outcome


# ----------------------------------------------------------------------------------------------------------------- icmp


def test_a_ping_is_answered_or_clearly_not_permitted() -> None:
    result = ask(make_probe("icmp", host="127.0.0.1"))
    assert told(result) in {("up", "ok"), ("unknown", "icmp_not_permitted")}
    assert (result.latency is not None) is (result.reason == "ok")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may change whom the kernel lets ping")
def test_where_pings_are_permitted_loopback_answers() -> None:
    program = (
        "import sys, pathlib; sys.path.insert(0, 'tests')\n"
        "import subprocess; subprocess.run(['ip', 'link', 'set', 'lo', 'up'])\n"
        "pathlib.Path('/proc/sys/net/ipv4/ping_group_range').write_text('0 2147483647')\n"
        "from support_probing import *\n"
        "print(ask(make_probe('icmp', host='127.0.0.1')).reason, ask(make_probe('icmp', host='::1')).reason)"
    )
    import subprocess

    command = ["unshare", "--net", sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if ended.returncode and not os.environ.get("STATUARY_REQUIRE_ALL"):
        pytest.skip("no permission for a network namespace")
    assert "ok ok" == ended.stdout.strip()


# ----------------------------------------------------------------------------------------------------------------- exec


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0, ("up", "ok")),
        (1, ("degraded", "exec_warning")),
        (2, ("down", "exec_critical")),
        (3, ("unknown", "exec_unknown")),
        (4, ("down", "exec_failed")),
        (127, ("down", "exec_failed")),
    ],
)
def test_exit_codes_mean_what_nagios_says(tmp_path: Path, code: int, expected: tuple[str, str]) -> None:
    probe = make_probe("exec", command=["sh", "-c", f"echo 'queue: 7 | q=7'; echo more; exit {code}"], timeout=2000)
    result = ask(probe, root=tmp_path)
    assert (expected, "queue: 7") == (told(result), result.note)


def test_a_program_runs_in_the_site_with_little_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUR_SECRET", "s3cret")
    script = tmp_path / "checks" / "env.sh"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\npwd > out\nenv | sort >> out\n")
    script.chmod(0o755)
    probe = make_probe("exec", command=["checks/env.sh"], env={"KEY": "a-${OUR_SECRET}"}, timeout=2000)
    assert "ok" == ask(probe, root=tmp_path).reason
    lines = (tmp_path / "out").read_text().splitlines()
    assert str(tmp_path) == lines[0]
    assert {"KEY", "PATH"} <= {line.partition("=")[0] for line in lines[1:]}
    assert not [line for line in lines if line.startswith("OUR_SECRET")]


def test_at_the_deadline_a_program_is_killed_with_all_its_children(tmp_path: Path) -> None:
    command = ["sh", "-c", "sleep 60 & echo $! > child; echo $$ > parent; wait"]
    assert ("down", "timeout") == told(ask(make_probe("exec", command=command), root=tmp_path))
    pids = [int((tmp_path / name).read_text()) for name in ("child", "parent")]
    end = time.monotonic() + 2
    while any(_alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.01)
    assert [False, False] == [_alive(pid) for pid in pids]


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_program_that_leaves_a_child_behind_with_its_output_is_not_waited_for(tmp_path: Path) -> None:
    probe = make_probe("exec", command=["sh", "-c", "echo fine; setsid sleep 3 & exit 0"], timeout=2500)
    began = time.monotonic()
    result = ask(probe, root=tmp_path)
    assert time.monotonic() - began < 1.5
    assert ("up", "ok") == told(result)


def test_a_program_may_print_megabytes(tmp_path: Path) -> None:
    probe = make_probe("exec", command=["sh", "-c", "echo first; head -c 3000000 /dev/zero"], timeout=3000)
    result = ask(probe, root=tmp_path)
    assert (("up", "ok"), "first") == (told(result), result.note)


def test_what_a_program_prints_is_cleaned(tmp_path: Path) -> None:
    probe = make_probe("exec", command=["printf", r"\033[31mred\033[0m\n"], timeout=2000)
    assert "[31mred[0m" == ask(probe, root=tmp_path).note


@pytest.mark.parametrize("command", [["no-such-program-anywhere"], ["./missing.sh"]])
def test_a_program_that_is_not_there_is_unknown(tmp_path: Path, command: list[str]) -> None:
    assert ("unknown", "exec_missing") == told(ask(make_probe("exec", command=command), root=tmp_path))


# ------------------------------------------------------------------------------------------------------------ heartbeat


@pytest.mark.parametrize(
    ("age", "ok", "expected"),
    [
        (0, True, ("up", "ok")),
        (HOUR, True, ("up", "ok")),
        (HOUR + 1, True, ("down", "heartbeat_late")),
        (0, False, ("down", "heartbeat_failed")),
        (HOUR + 1, False, ("down", "heartbeat_late")),
        (-5 * MINUTE, True, ("up", "ok")),
        (-5 * MINUTE - 1, True, ("unknown", "heartbeat_future")),
    ],
)
def test_a_heartbeat_is_judged_by_its_age(age: int, ok: bool, expected: tuple[str, str]) -> None:
    from statuary.probers.heartbeat import judge_beat

    answer = judge_beat(age, ok=ok, within=HOUR)
    assert expected == (answer.outcome, answer.reason)


def test_a_heartbeat_that_came_is_seen(tmp_path: Path) -> None:
    path = beat(tmp_path, "backup", AT - MINUTE)
    assert tmp_path / "history/heartbeats/backup.json" == path
    probe = make_probe("heartbeat", heartbeat="backup", within="1h")
    assert ("up", "ok") == told(ask(probe, root=tmp_path))


def test_the_probes_id_is_the_heartbeats_name_by_default(tmp_path: Path) -> None:
    beat(tmp_path, "nightly", AT - 2 * HOUR)
    result = ask(make_probe("heartbeat", "nightly", within="1h", attempts=3), root=tmp_path)
    assert (("down", "heartbeat_late"), 1) == (told(result), result.attempts)


def test_a_heartbeat_that_never_came_is_unknown(tmp_path: Path) -> None:
    assert ("unknown", "heartbeat_missing") == told(ask(make_probe("heartbeat", within="1h"), root=tmp_path))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"at": "now", "ok": true}', '{"at": 1, "ok": 1}', '{"at": true, "ok": true}']
)
def test_a_damaged_heartbeat_is_unknown(tmp_path: Path, text: str) -> None:
    beat(tmp_path, "p", AT).write_text(text)
    assert ("unknown", "heartbeat_unreadable") == told(ask(make_probe("heartbeat", within="1h"), root=tmp_path))


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "UPPER", "a" * 65])
def test_a_heartbeats_name_cannot_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        beat(tmp_path, name, AT)


def test_a_later_heartbeat_replaces_the_earlier_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    beat(tmp_path, "backup", AT)
    path = beat(tmp_path, "backup", AT + 1, ok=False)
    assert {"at": AT + 1, "ok": False} == json.loads(path.read_text())
    assert [path] == list(path.parent.iterdir())


# ------------------------------------------------------------------------------------------------------------ websocket


@pytest.fixture
def live() -> Iterator[str]:
    """The websockets library's own server: echoes, greets on ``/hello`` and wants a key on ``/closed``."""
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.exceptions import ConnectionClosed

    async def handle(connection: ServerConnection) -> None:
        path = connection.request.path if connection.request else ""
        if path == "/hello":
            await connection.send("hello")
        if path == "/silent":
            await connection.wait_closed()
        with contextlib.suppress(ConnectionClosed):
            async for message in connection:
                await connection.send(message)

    def process(connection: ServerConnection, request: Any) -> Any:
        if request.path == "/closed" and request.headers.get("X-Key") != "k1":
            return connection.respond(403, "no")
        return None

    with _in_thread(lambda: serve(handle, "127.0.0.1", 0, process_request=process)) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@contextlib.contextmanager
def _in_thread(start: Callable[[], Any]) -> Iterator[Any]:
    """An asyncio server in a thread of its own."""
    started: list[Any] = []
    ready = threading.Event()

    async def main() -> None:
        async with start() as server:
            over = asyncio.Event()
            started.extend([server, asyncio.get_running_loop(), over])
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    assert ready.wait(5)
    server, loop, over = started
    yield server
    loop.call_soon_threadsafe(over.set)
    thread.join(5)


@pytest.mark.parametrize(
    ("path", "options", "reason"),
    [
        ("/", {}, "ok"),
        ("/hello", {"expect": "hello"}, "ok"),
        ("/hello", {"expect": "goodbye"}, "body_mismatch"),
        ("/", {"send": "ping", "expect": {"matches": "^ping$"}}, "ok"),
        ("/silent", {"expect": "hello"}, "timeout"),
        ("/closed", {}, "http_403"),
        ("/closed", {"headers": {"X-Key": "k1"}}, "ok"),
    ],
)
def test_a_websocket_is_opened(live: str, path: str, options: Any, reason: str) -> None:
    assert reason == ask(make_probe("websocket", url=live + path, **options)).reason


def test_a_web_server_is_no_websocket(serve: Serve) -> None:
    server = serve(OK)
    assert "http_200" == ask(make_probe("websocket", url=f"ws://127.0.0.1:{server.port}/")).reason


def test_a_server_that_talks_nonsense_is_no_websocket(serve: Serve) -> None:
    server = serve(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    assert "websocket_protocol" == ask(make_probe("websocket", url=f"ws://127.0.0.1:{server.port}/")).reason


# ----------------------------------------------------------------------------------------------------------------- grpc


@pytest.fixture
def health() -> Iterator[int]:
    """grpclib's server with its own health service: ``good`` serves, ``bad`` does not."""
    from grpclib.health.check import ServiceStatus
    from grpclib.health.service import Health
    from grpclib.server import Server as GrpcServer

    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        def __mapping__(self) -> dict[str, Any]:
            return {f"/{self.name}/Call": None}

    class Running:
        async def __aenter__(self) -> Any:
            good, bad = ServiceStatus(), ServiceStatus()
            good.set(True)
            bad.set(False)
            self.server = GrpcServer([Health({Named("good"): [good], Named("bad"): [bad]})])
            await self.server.start("127.0.0.1", 0)
            return self.server._server

        async def __aexit__(self, *_: object) -> None:
            self.server.close()
            await self.server.wait_closed()

    with _in_thread(Running) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("good", ("up", "ok")),
        ("bad", ("down", "grpc_not_serving")),
        ("", ("down", "grpc_not_serving")),  # the whole is as bad as its worst
        ("nobody", ("down", "grpc_unknown_service")),
    ],
)
def test_a_grpc_server_is_asked_for_its_health(health: int, service: str, expected: tuple[str, str]) -> None:
    probe = make_probe("grpc", host="127.0.0.1", port=health, service=service, tls=False, timeout=2000)
    assert expected == told(ask(probe))


def test_a_web_server_is_no_grpc_server(serve: Serve) -> None:
    def plain(_: Server, connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(OK)

    probe = make_probe("grpc", host="127.0.0.1", port=serve(plain).port, tls=False)
    assert ("down", "protocol") == told(ask(probe))


@pytest.mark.parametrize("length", [0, 1, 127, 128, 300])
def test_the_health_request_is_what_protobuf_writes(length: int) -> None:
    from grpclib.health.v1.health_pb2 import HealthCheckRequest

    from statuary.probers.grpc import _request

    expected = HealthCheckRequest(service="x" * length).SerializeToString()
    assert expected == _request("x" * length)[5:]


# ------------------------------------------------------------------------------------------------------------ all kinds


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("tcp", {"host": "example.com", "port": 0}),
        ("tcp", {"host": "example.com", "port": 80, "ca": "ca.pem"}),
        ("tcp", {"host": "a..b", "port": 80}),
        ("tcp", {"host": "", "port": 80}),
        ("tls", {"host": "https://example.com"}),
        ("dns", {"query": "example.com", "type": "ANY"}),
        ("dns", {"query": "example.com", "resolver": "ns.example.com"}),
        ("exec", {"command": []}),
        ("exec", {"command": "sh -c true"}),
        ("exec", {"command": ["true"], "env": {"A-B": "1"}}),
        ("exec", {"command": ["check", "--token=${TOKEN}"]}),
        ("websocket", {"url": "ws://example.com/", "headers": {"A B": "1"}}),
        ("heartbeat", {"within": "1h", "heartbeat": "../x"}),
        ("heartbeat", {}),
        ("websocket", {"url": "https://example.com/"}),
        ("grpc", {"host": "example.com", "service": 1}),
    ],
)
def test_options_are_refused_of(kind: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        checked(PROBERS[kind].Options, options)
