"""What every kind of prober keeps, over the whole registry: options described, deadlines kept, nothing raised."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields
from pydantic_core import ValidationError

from statuary.checking import checked
from statuary.configfiles import Common
from statuary.kinds import PROBERS
from statuary.model import Outcome
from statuary.options import Strict, kinds_in, meaning
from statuary.reasons import REASONS
from statuary.schemas import json_schema
from support_probing import Server, ask, make_probe

Serve = Callable[..., Server]
KINDS = sorted(PROBERS)


def options_for(kind: str, port: int) -> dict[str, Any]:
    """The least that a kind needs to ask a server on this port."""
    return {
        "http": {"url": f"http://127.0.0.1:{port}/"},
        "tcp": {"host": "127.0.0.1", "port": port, "expect": "hello"},
        "tls": {"host": "127.0.0.1", "port": port},
        "dns": {"query": "example.com", "resolver": "127.0.0.1", "port": port},
        "icmp": {"host": "127.0.0.1"},
        "exec": {"command": ["sleep", "60"]},
        "heartbeat": {"within": "1h"},
        "websocket": {"url": f"ws://127.0.0.1:{port}/"},
        "grpc": {"host": "127.0.0.1", "port": port, "tls": False},
    }[kind]


def kinds(kind: type[Strict]) -> Iterator[type[Strict]]:
    yield kind
    for key in fields(kind):
        for inner in kinds_in(key.type):
            yield from kinds(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_is_described(kind: str) -> None:
    described = {
        f"{one.__name__}.{key.name}": meaning(key.type) for one in kinds(PROBERS[kind].Options) for key in fields(one)
    }
    assert described
    assert [] == [name for name, description in described.items() if not description]


@pytest.mark.parametrize("kind", KINDS)
def test_no_option_has_the_name_of_a_key_that_all_probes_have(kind: str) -> None:
    own = {key.encode_name for key in fields(PROBERS[kind].Options)}
    assert set() == own & set(Common.__struct_fields__)


@pytest.mark.parametrize("kind", KINDS)
def test_options_refuse_what_they_do_not_know(kind: str) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        checked(PROBERS[kind].Options, {**options_for(kind, 1), "unheard_of": 1})


@pytest.mark.parametrize("kind", KINDS)
def test_options_have_a_json_schema(kind: str) -> None:
    assert "object" == json_schema(PROBERS[kind].Options)["type"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_silent_server_is_answered_for_at_the_deadline(kind: str, serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda server, _: server.wait(5))
    result = ask(make_probe(kind, timeout=300, **options_for(kind, server.port)), root=tmp_path)
    assert result.outcome in (Outcome.down, Outcome.unknown) or kind == "icmp"
    assert result.reason in REASONS


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_talks_nonsense_ends_nothing(kind: str, serve: Serve, tmp_path: Path) -> None:
    def nonsense(_: Server, connection: socket.socket) -> None:
        connection.sendall(bytes(range(256)) * 1000)

    result = ask(make_probe(kind, timeout=300, **options_for(kind, serve(nonsense).port)), root=tmp_path)
    assert result.outcome in (Outcome.down, Outcome.unknown) or kind == "icmp"
    assert result.reason in REASONS


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_port_ends_nothing(kind: str, tmp_path: Path) -> None:
    result = ask(make_probe(kind, timeout=300, **options_for(kind, 1)), root=tmp_path)
    assert result.outcome in (Outcome.down, Outcome.unknown) or kind == "icmp"
    assert result.reason in REASONS


@pytest.mark.parametrize(("kind", "library"), [("websocket", "websockets"), ("grpc", "h2")])
def test_without_its_extra_a_kind_is_unknown_and_says_what_to_install(kind: str, library: str) -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        f"sys.modules[{library!r}] = None\n"
        "from support_probing import *\n"
        f"result = ask(make_probe({kind!r}, **{options_for(kind, 1)!r}))\n"
        "print(result.outcome, result.reason, result.note)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert f"unknown extra_missing Where Statuary is checked out: pip install '.[{kind}]'.\n" == ended.stdout


def test_reading_a_configuration_loads_nothing_of_the_network() -> None:
    program = (
        "import sys\n"
        "from statuary.kinds import PROBERS\n"
        "[PROBERS[kind].Options for kind in PROBERS]\n"
        "heavy = {'asyncio', 'ssl', 'h11', 'dns', 'cryptography', 'regex'}\n"
        "print(*sorted(heavy & sys.modules.keys()))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert "\n" == ended.stdout
