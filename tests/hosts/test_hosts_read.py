"""Hosts read their files with their own parsers, and find in them what the policy says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from statuary.hosts.netlify import LONGEST_LINE
from statuary.hosts.netlify import write as write_netlify
from statuary.hosts.policy import NEVER, NEWS, SECURITY, policy_of
from support_hosts import MOVED

InNode = Callable[[str], Any]
PATHS = {
    "/": None,
    "/assets/site-0123456789.js": NEVER,
    "/components/api/history.rss": NEWS,
    "/de/components/api/updates.json": NEWS,
    "/de/history.rss": NEWS,
    "/history/2026-10/": None,
    "/updates.json": NEWS,
}
"""Path -> what its Cache-Control is; None: as the host has it, which is to ask again each time."""


# -------------------------------------------------------------------------------------------------- Netlify, Cloudflare


@pytest.fixture(scope="module")
def netlify(site: Path, in_node: InNode) -> dict[str, Any]:
    """What Netlify's parsers make of its two files."""
    return in_node(  # type: ignore[no-any-return]
        "import {parseAllHeaders} from '@netlify/headers-parser';"
        "import {parseAllRedirects} from '@netlify/redirect-parser';"
        f"const headers = await parseAllHeaders({{headersFiles: [{json.dumps(str(site / '_headers'))}]}});"
        f"const redirects = await parseAllRedirects({{redirectsFiles: [{json.dumps(str(site / '_redirects'))}],"
        "configRedirects: []});"
        "const rules = headers.headers.map(one => [new RegExp(one.forRegExp).source, one.values]);"
        "console.log(JSON.stringify({rules, redirects: redirects.redirects.map(one => [one.from, one.to, one.status]),"
        "errors: [...headers.errors, ...redirects.errors].map(String)}))"
    )


def test_netlify_finds_no_mistake(netlify: dict[str, Any]) -> None:
    assert [] == netlify["errors"]


@pytest.mark.parametrize("path", PATHS)
def test_netlify_gives_each_path_its_headers_and_no_header_twice(path: str, netlify: dict[str, Any]) -> None:
    found = [values for source, values in netlify["rules"] if re.search(source.replace("(?<", "(?P<"), path)]
    names = [name for values in found for name in values]
    assert len(names) == len(set(names))
    merged = {name: value for values in found for name, value in values.items()}
    assert dict(SECURITY).items() <= merged.items()
    assert PATHS[path] == merged.get("Cache-Control")


def test_netlify_leads_from_old_addresses_to_new_ones(netlify: dict[str, Any]) -> None:
    expected = [(f"/{old.rstrip('/')}{slash}", f"/{new}", 301) for old, new in MOVED for slash in ("/", "")]
    assert expected == [tuple(one) for one in netlify["redirects"]]


def test_cloudflare_takes_so_many_rules_and_so_long_lines(site: Path) -> None:
    lines = (site / "_headers").read_text().splitlines()
    paths = [line for line in lines if line.startswith("/")]
    assert 10 < len(paths) <= 100
    assert all(path.count("*") <= 1 and path.index("*") == len(path) - 1 for path in paths if "*" in path)
    assert all(re.fullmatch(r"  [A-Za-z-]+: .+", line) for line in lines if line and line not in paths)
    assert max(map(len, lines)) <= 2_000


def test_a_redirect_that_no_host_reads_is_left_out() -> None:
    long = "docs/" + "a" * LONGEST_LINE + "/"
    policy = policy_of("/", [(long, "docs/"), ("docs/old/", "docs/")], several_languages=False)
    assert "/docs/old/ /docs/ 301\n/docs/old /docs/ 301\n" == write_netlify(policy, "_redirects")


def test_a_site_in_a_folder_of_its_host_speaks_of_that_folder() -> None:
    policy = policy_of("/status/", [("docs/old/", "docs/")], several_languages=False)
    assert write_netlify(policy, "_headers").startswith("/status/*\n")
    assert "/status/docs/old/ /status/docs/ 301" in write_netlify(policy, "_redirects")


# --------------------------------------------------------------------------------------------------------------- Vercel


@pytest.fixture(scope="module")
def vercel(site: Path, in_node: InNode) -> dict[str, Any]:
    """What Vercel makes of its file, and its schemas for the parts of it."""
    return in_node(  # type: ignore[no-any-return]
        "import routing from '@vercel/routing-utils'; import {readFileSync} from 'node:fs';"
        f"const told = JSON.parse(readFileSync({json.dumps(str(site / 'vercel.json'))}));"
        "const {routes, error} = routing.getTransformedRoutes(told);"
        "console.log(JSON.stringify({told, routes, error, schemas: {headers: routing.headersSchema,"
        "redirects: routing.redirectsSchema, trailingSlash: routing.trailingSlashSchema}}))"
    )


def test_vercel_takes_the_file(vercel: dict[str, Any]) -> None:
    assert vercel["error"] is None
    for name, schema in vercel["schemas"].items():
        Draft7Validator(schema).validate(vercel["told"][name])
    assert {"$schema", *vercel["schemas"]} == set(vercel["told"])


@pytest.mark.parametrize("path", PATHS)
def test_vercel_gives_each_path_its_headers(path: str, vercel: dict[str, Any]) -> None:
    found = [one["headers"] for one in vercel["routes"] if one.get("continue") and re.search(one["src"], path)]
    merged = {name: value for values in found for name, value in values.items()}
    assert sum(map(len, found)) == len(merged)
    assert dict(SECURITY).items() <= merged.items()
    assert PATHS[path] == merged.get("Cache-Control")


@pytest.mark.parametrize(("old", "new"), MOVED)
def test_vercel_leads_from_old_addresses_to_new_ones(old: str, new: str, vercel: dict[str, Any]) -> None:
    found = [one["headers"]["Location"] for one in vercel["routes"] if one.get("status") == 301]
    sources = [one["src"] for one in vercel["routes"] if one.get("status") == 301]
    there = [to for source, to in zip(sources, found, strict=True) if re.search(source, f"/{old}")]
    assert [f"/{new}"] == there[:1]
