"""What checks what people write: over every kind, strict, and true to the values that come out."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from pydantic_core import ValidationError

from statuary.checking import checked
from statuary.configfiles import Common, Components, Entry, Latency, ProbeFile, SecurityTxt, Site
from statuary.expectations import Length, TextRule, ValueRule
from statuary.kinds import INTEGRATIONS, PROBERS
from statuary.options import SecretText, Strict, settle
from statuary.schemas import json_schema
from support_tools import ROOT

PROBES: dict[str, dict[str, Any]] = {
    "http": {
        "url": "https://api.example.com/health",
        "method": "post",
        "headers": {"X-Key": "${KEY}"},
        "body": "${BODY}",
        "auth": {"bearer": "${TOKEN}"},
        "expect": {
            "status": [200, "3xx", "400-410"],
            "headers": {"content-type": {"contains": "json"}},
            "body": "fine",
            "json": {"ok": True, "n": {"ge": 1, "lt": 2.5, "in": [1, 10**30]}, "$.a[0]": {"length": 3}, "b": None},
            "latency": {"degraded": "1500ms"},
            "certificate_days": 14,
        },
        "redirects": {"max": 0, "allow": ["10.0.0.1"]},
    },
    "tcp": {"host": "db.example.com", "port": 5432, "send": "${HELLO}", "expect": {"matches": "^ok"}, "tls": True},
    "tls": {"host": "example.com", "server_name": "www.example.com", "days": 30},
    "dns": {"query": "example.com", "resolver": "192.0.2.53", "expect": {"records": "192.0.2.1"}},
    "icmp": {"host": "example.com", "family": "ipv4"},
    "exec": {"command": ["checks/queue.sh", "--max", "10"], "env": {"KEY": "${KEY}"}},
    "heartbeat": {"heartbeat": "backup", "within": "26h"},
    "websocket": {"url": "wss://api.example.com/live", "expect": ["a", "b"][0], "headers": {"X-Key": "${KEY}"}},
    "grpc": {"host": "example.com", "metadata": {"x-key": "${KEY}"}, "tls": False},
}
SITE = {"name": "Example", "url": "https://example.com/"}
FILES = {name: json.loads((ROOT / f"config/{name}.json").read_text()) for name in INTEGRATIONS}
EVERY = [
    *((PROBERS[kind].Options, data) for kind, data in PROBES.items()),
    *((INTEGRATIONS[name].Options, data) for name, data in FILES.items()),
    (Site, {**SITE, "slo": 99, "canaries": [{"id": "c", "kind": "icmp"}]}),
    (Components, {"components": [{"id": "g", "name": "G", "components": [{"id": "a", "name": "A", "slo": None}]}]}),
    (Common, {"id": "a", "kind": "http", "every": "1h30m", "latency": {"down": "3s"}}),
    (ProbeFile, {"component": "a", "probes": []}),
]
cases = pytest.mark.parametrize(("kind", "data"), EVERY, ids=[kind.__module__.rpartition(".")[2] for kind, _ in EVERY])


def test_every_kind_has_an_example_here() -> None:
    assert (set(PROBERS), set(INTEGRATIONS)) == (set(PROBES), set(FILES))


@cases
def test_what_was_accepted_is_the_same_after_it_was_carried_about(kind: type[Strict], data: dict[str, Any]) -> None:
    value = checked(kind, data)
    assert isinstance(value, kind)
    assert value == settle(value).read(kind)


@cases
def test_what_is_not_written_is_as_the_value_has_it(kind: type[Strict], data: dict[str, Any]) -> None:
    value = checked(kind, data)
    silent = [key for key in msgspec.structs.fields(kind) if key.encode_name not in data]
    for key in silent:
        default = key.default if key.default_factory is msgspec.NODEFAULT else key.default_factory()
        assert default == getattr(value, key.name)


@cases
@pytest.mark.parametrize("wrong", [[], "text", 1, None, True])
def test_what_is_no_mapping_is_refused(kind: type[Strict], data: dict[str, Any], wrong: object) -> None:  # noqa: ARG001
    with pytest.raises(ValidationError):
        checked(kind, wrong)


@cases
def test_an_unknown_key_is_refused(kind: type[Strict], data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        checked(kind, {**data, "unheard_of": 1})


@cases
def test_a_key_that_must_be_there_is_missed(kind: type[Strict], data: dict[str, Any]) -> None:
    needed = [key.encode_name for key in msgspec.structs.fields(kind) if key.required]
    for name in needed:
        with pytest.raises(ValidationError, match="missing"):
            checked(kind, {key: value for key, value in data.items() if key != name})


@cases
def test_no_key_takes_a_mapping_of_nonsense(kind: type[Strict], data: dict[str, Any]) -> None:
    for key in msgspec.structs.fields(kind):
        with pytest.raises(ValidationError):
            checked(kind, {**data, key.encode_name: {"?": {"?": object()}}})


@cases
def test_a_schema_says_of_every_key_what_it_means(kind: type[Strict], data: dict[str, Any]) -> None:  # noqa: ARG001
    schema = json_schema(kind)
    parts = [schema, *schema.get("$defs", {}).values()]
    silent = [key for part in parts for key, one in part.get("properties", {}).items() if "description" not in one]
    assert [] == silent


def test_numbers_are_not_texts_and_texts_are_not_numbers() -> None:
    for wrong in ({"down_after": "2"}, {"down_after": 2.0}, {"down_after": True}, {"name": 5}, {"public": "true"}):
        with pytest.raises(ValidationError):
            checked(Common, {"id": "a", "kind": "http", **wrong})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("scale", {"idle_timeout_s": 0}), ("failover", {"targets": {"rto_s": 0}}), ("scale", {"idle_timeout_s": -1})],
)
def test_a_length_of_time_keeps_the_bounds_of_its_own_key(name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="greater_than_equal"):
        checked(INTEGRATIONS[name].Options, {**FILES[name], **wrong})


@pytest.mark.parametrize("name", ["scale", "failover"])
def test_no_length_of_time_may_be_negative(name: str) -> None:
    schema = json_schema(INTEGRATIONS[name].Options)
    parts = [schema, *schema["$defs"].values()]
    times = {
        key: next(one for one in (value, *value.get("anyOf", ())) if one.get("type") == "integer")
        for part in parts
        for key, value in part["properties"].items()
        if key.endswith(("_s", "_ms"))
    }
    assert [] == [key for key, value in times.items() if value.get("minimum", -1) < 0]


def test_what_a_function_makes_is_held_against_the_bounds() -> None:
    for wrong, words in (
        ({"every": "999ms"}, "greater than or equal to 1000"),
        ({"timeout": "301s"}, "equal to 300000"),
    ):
        with pytest.raises(ValidationError, match=words):
            checked(Common, {"id": "a", "kind": "http", **wrong})
    with pytest.raises(ValidationError, match="Value should have at least 1 item after validation, not 0"):
        checked(SecurityTxt, {"contact": [], "expires": "2027-06-01"})
    with pytest.raises(ValidationError, match="Value should have at most 50 items after validation, not 51"):
        checked(Site, {**SITE, "languages": [f"en-{region}" for region in range(100, 151)]})


def test_a_key_is_checked_beside_those_before_it_written_or_not() -> None:
    for before in ({}, {"language": "en"}):
        with pytest.raises(ValidationError, match="'EN' is there already"):
            checked(Site, {**SITE, **before, "languages": ["EN"]})
    assert ["en"] == checked(Site, {**SITE, "language": "de", "languages": ["en"]}).languages


def test_a_shorthand_is_the_mapping_that_it_stands_for() -> None:
    assert checked(TextRule, {"contains": ["a"]}) == checked(TextRule, "a")
    assert checked(Length, {"eq": 3}) == checked(Length, 3)
    assert checked(ValueRule, {"eq": [1]}) == checked(ValueRule, [1])


def test_what_was_set_to_nothing_is_not_what_was_not_set() -> None:
    assert (None, msgspec.UNSET) == (checked(ValueRule, None).eq, checked(ValueRule, {"ne": 1}).eq)
    entries = [checked(Entry, {"id": "a", "name": "A", **more}) for more in ({"slo": None}, {})]
    assert [None, msgspec.UNSET] == [entry.slo for entry in entries]
    again = [settle(entry).read(Entry) for entry in entries]
    assert entries == again


def test_a_secret_is_carried_as_it_is_written_and_shown_to_nobody() -> None:
    options = checked(PROBERS["http"].Options, PROBES["http"])
    carried = settle(options).read(PROBERS["http"].Options)
    secret = carried.headers["X-Key"]  # type: ignore[attr-defined]
    assert "${KEY}" not in f"{options} {carried!r}"
    assert ("***", ("KEY",), "s3cret") == (str(secret), secret.names, secret.reveal({"KEY": "s3cret"}))
    assert isinstance(secret, SecretText)


def test_a_value_does_not_change() -> None:
    with pytest.raises(AttributeError):
        checked(Latency, {"down": "3s"}).down = 5  # type: ignore[misc]
