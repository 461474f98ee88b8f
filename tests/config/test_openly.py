"""Secrets of probes that are written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from statuary.config import load_config
from statuary.openly import written_out
from statuary.yamlfile import parse_yaml
from support_config import write_site

PROBE = "component: api\nprobes:\n  - id: a\n    kind: http\n    url: https://api.example.com/\n"


def told(rest: str) -> list[str]:
    return [str(one) for one in written_out(parse_yaml(f"{PROBE}    {rest}\n", "probes/a.yaml"))]


@pytest.mark.parametrize(
    "rest",
    [
        "auth: {bearer: hunter2}",
        "auth: {username: me, password: hunter2}",
        "headers: {Authorization: Bearer hunter2}",
        "headers: {X-Api-Key: hunter2}",
        "headers: {Cookie: session=hunter2}",
        "env: {DB_PASSWORD: hunter2}",
    ],
)
def test_a_secret_that_is_written_out_is_named_and_not_repeated(rest: str) -> None:
    (one,) = told(rest)
    assert "is written out, where all who can read this file can read it." in one
    assert one.startswith("probes/a.yaml:6:")
    assert "hunter2" not in one


@pytest.mark.parametrize(
    ("rest", "fix"),
    [
        ('headers: {Authorization: "Bearer ${TOKEN"}', "Write ${TOKEN}."),
        ("headers: {Authorization: Bearer $API_TOKEN}", "Write ${API_TOKEN}."),
        ("body: token=$TOKEN", "Write ${TOKEN}."),
        ('auth: {username: "${USER_NAME}", password: "${PASS"}', "Write ${PASS}."),
    ],
)
def test_a_name_that_is_nearly_that_of_a_secret_is_told(rest: str, fix: str) -> None:
    (one,) = told(rest)
    assert one.endswith(fix)


@pytest.mark.parametrize(
    "rest",
    [
        'auth: {bearer: "${TOKEN}"}',
        'headers: {Authorization: "Basic ${LOGIN}", Accept: application/json, X-Author: me, X-Keyboard: qwerty}',
        'headers: {Authorization: ""}',
        "body: costs $5, or $x, or ${a b}",
        "expect: {body: the password is wrong}",
    ],
)
def test_nothing_is_told_of_what_is_no_secret(rest: str) -> None:
    assert [] == told(rest)


def test_a_site_with_such_a_probe_is_built_with_a_warning(tmp_path: Path) -> None:
    root = write_site(tmp_path, {"probes/api.yaml": f"{PROBE}    auth: {{bearer: hunter2}}\n"})
    assert ["warning"] == [one.severity for one in load_config(root).warnings]
