"""``config/*.json`` of other systems: optional, told apart, without secrets."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuary.config import load_config
from statuary.errors import Refused
from statuary.integrations.secrets import secrets_in
from statuary.jsonfile import parse_json
from statuary.kinds import INTEGRATIONS
from statuary.schemas import json_schema
from statuary.yamlfile import Loc
from support_config import write_site


def test_a_site_needs_none_of_them(tmp_path: Path) -> None:
    assert {} == load_config(write_site(tmp_path, {})).integrations


def test_those_that_are_there_are_read_and_the_rest_has_its_defaults(tmp_path: Path) -> None:
    found = load_config(write_site(tmp_path, {"config/scale.json": '{"platform": "fly"}'}))
    scale = found.integration("scale")
    assert ["scale"] == list(found.integrations)
    assert ("fly", 3) == (scale.platform, scale.max_instances)  # type: ignore[union-attr]


def test_a_file_that_nothing_reads_is_named_with_the_nearest_that_is_read(tmp_path: Path) -> None:
    (warning,) = load_config(write_site(tmp_path, {"config/monitring.json": "{}"})).warnings
    assert "config/monitring.json: warning: Nothing reads this file. Did you mean 'monitoring'?" == str(warning)


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {"config/scale.json": "{}", "config/failover.json": "[", "config/site.yaml": "name: X\n"}
    with pytest.raises(Refused) as refused:
        load_config(write_site(tmp_path, files))
    assert ["config/failover.json", "config/scale.json", "config/site.yaml"] == [
        problem.path for problem in refused.value.problems
    ]


@pytest.mark.parametrize(
    "value",
    [
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
        "whsec_abcdefgh12345678",
        "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/42",
        "postgres://levqor:hunter2@db.example.com/app",
        "https://hc-ping.com/5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278",
        "xoxb-123456789-abcdef",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP",
        "-----BEGIN RSA PRIVATE KEY-----",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_what_looks_like_a_secret_is_refused_and_not_repeated(value: str, tmp_path: Path) -> None:
    text = json.dumps({"platform": "fly", "keep_warm": {"path": value}, "monitor": {"monitor_ids": [value]}})
    with pytest.raises(Refused) as refused:
        load_config(write_site(tmp_path, {"config/scale.json": text}))
    assert 2 == len(refused.value.problems)
    assert value not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        "https://api.levqor.ai/health",
        "SENTRY_DSN",
        "2b9c6c1e-5f0a-4c52-9d53-0a9d8e7f6a5b",  # a Crisp website id, which every visitor sees
        "The chat is run by another company. It is loaded when you open it.",
        "txcd_10103001",
        "DE123456789",
        "a-rather-long-name-of-a-region-in-the-west-1",
        "https://docs.example.com/pricing/2025/11/06/plans/professional",
        "https://us1.example.com/deployments/production/app2025/region0601",
        "Read at https://docs.example.com/Pricing/2025/11/06/Plans/Professional?tab=eu#enterprise",
        "docs.example.com/Pricing/2025/11/06/Plans/Professional",
        "content/guides/2025/11/06/plans/professional",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",  # a commit
        "https://github.com/levqor/api/commit/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "ghcr.io/levqor/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_what_is_public_does_not_look_like_a_secret(value: str) -> None:
    assert [] == found(value)


SECRET = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"
COMMIT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (SECRET, "name"),
        (f"Bearer {SECRET}", "name"),
        ("q83vEjRWeJCrze8BI0VniavN7wEjRWeJ/+vN7wEjRWc=", "name"),  # base64
        (f"https://api.example.com/hooks/2025/{SECRET}", "url"),
        (f"https://api.example.com/health?token={SECRET}", "url"),
        (f"https://api.example.com/health#{SECRET}", "url"),
        (f"https://{SECRET}@api.example.com/health", "url"),
        (f"/hooks/{SECRET}", "path"),
        (COMMIT, "api_key_env"),
        (f"https://api.example.com/health?token={COMMIT}", "url"),
        (COMMIT[:32], "commit"),
        (f"{COMMIT}2b0b822cd15d6c15b0f00a08", "name"),
    ],
)
def test_a_secret_is_found_wherever_it_stands(value: str, key: str) -> None:
    assert [(key,)] == found(value, key)


@pytest.mark.parametrize("key", ["commit", "image_digest", "sha256", "build"])
def test_a_digest_is_no_secret_where_the_key_says_that_it_is_one(key: str) -> None:
    assert [[], []] == [found(value, key) for value in (COMMIT, f"{COMMIT}2b0b822cd15d6c15b0f00a08")]


WORDS = st.lists(st.from_regex(r"[a-z]{1,14}[0-9]{0,4}|[0-9]{1,4}", fullmatch=True), min_size=1, max_size=12)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake


@unhurried
@given(WORDS)
def test_no_path_of_words_and_numbers_looks_like_a_secret(words: list[str]) -> None:
    path = "/".join(words)
    values = [path, f"/{path}", f"https://api.example.com/{path}", f"https://api.example.com/{path.title()}"]
    assert [] == [value for value in values if found(value)]


@unhurried
@given(WORDS, st.from_regex(r"[A-Z][a-z][0-9]{4}[A-Za-z0-9]{26,60}", fullmatch=True))
def test_a_secret_is_found_among_words_of_a_path(words: list[str], secret: str) -> None:
    address = f"https://api.example.com/{'/'.join(words)}"
    values = [secret, f"{address}/{secret}", f"{address}?key={secret}", f"/{'/'.join(words)}/{secret}"]
    assert [] == [value for value in values if not found(value)]


def test_looking_for_secrets_is_never_slow() -> None:
    began = time.process_time()
    for text in ("a." * 100_000, "/" * 200_000, "a/" * 100_000, "9f" * 100_000, "A1+" * 70_000, "eyJ-" * 50_000):
        found(text)
    assert time.process_time() - began < 2


def found(value: str, key: str = "name") -> list[Loc]:
    return list(secrets_in(parse_json(json.dumps({key: value}), "x.json")))


@pytest.mark.parametrize("name", sorted(INTEGRATIONS))
def test_every_key_says_what_it_means(name: str) -> None:
    schema = json_schema(INTEGRATIONS[name].Options)
    parts = [schema, *schema.get("$defs", {}).values()]
    silent = [key for part in parts for key, one in part.get("properties", {}).items() if "description" not in one]
    assert [] == silent
