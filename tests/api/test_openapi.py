"""``api/v1/openapi.json``: a valid document, and every file of the API is as it says, strictly."""

from __future__ import annotations

import copy
import json
import os
import re
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from statuary.api import openapi
from support_api import STATES, bodies
from support_tools import ROOT

DOCUMENT: dict[str, Any] = openapi.document()
everywhere = pytest.mark.parametrize("state", STATES)


def operation_of(path: str) -> str | None:
    """The path of the document that names the file; a literal one comes first."""
    for template in sorted(DOCUMENT["paths"], key=lambda template: "{" in template):
        if re.fullmatch(template.replace("{id}", "[^/]+"), path):
            return str(template)
    return None


@cache
def validator(template: str) -> Draft202012Validator:
    ((_, content),) = DOCUMENT["paths"][template]["get"]["responses"]["200"]["content"].items()
    schema = {"components": DOCUMENT["components"], **content["schema"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every schema of an object with fields of its own."""
    if isinstance(schema, list):
        return [found for inner in schema for found in objects(inner)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "properties" in schema and schema.get("type") == "object" else []
    return own + [found for inner in schema.values() for found in objects(inner)]


def test_the_document_is_openapi_3_1() -> None:
    validate(DOCUMENT)


def test_the_document_that_is_kept_is_that_of_the_types() -> None:
    """STATUARY_ACCEPT=1 keeps it anew."""
    made = json.dumps(DOCUMENT, indent=1) + "\n"
    if os.environ.get("STATUARY_ACCEPT"):
        openapi.FILE.write_text(made, encoding="utf-8")
    assert made == openapi.FILE.read_text(encoding="utf-8")


def test_a_site_has_its_own_name_and_address_in_the_document() -> None:
    document = json.loads(bodies(STATES["all well"]())["api/v1/openapi.json"])
    assert document["info"].pop("title").endswith(": status API")
    assert document["servers"].pop() == {"url": "https://status.example.com"}
    expected = copy.deepcopy(DOCUMENT)
    del expected["info"]["title"]
    assert document == expected
    assert "3.1.0" == DOCUMENT["openapi"]


def test_no_object_has_fields_that_the_document_does_not_name() -> None:
    schemas = objects(DOCUMENT["components"]["schemas"])
    assert len(schemas) > 40
    assert [] == [schema["title"] for schema in schemas if schema["additionalProperties"] is not False]


@everywhere
def test_every_file_is_in_it_and_as_it_says(state: str) -> None:
    wrong = {}
    for path, body in bodies(STATES[state]()).items():
        template = operation_of(f"/{path}")
        if path == "api/v1/openapi.json":
            assert DOCUMENT["paths"] == json.loads(body)["paths"]
            continue
        assert template, f"{path} is in no document"
        found = [
            f"{error.json_path}: {error.message}"[:200] for error in validator(template).iter_errors(json.loads(body))
        ]
        wrong.update({path: found} if found else {})
    assert {} == wrong


def test_every_operation_has_files_in_some_state() -> None:
    seen = {operation_of(f"/{path}") for state in STATES.values() for path in bodies(state())}
    assert set(DOCUMENT["paths"]) == seen - {None}


def test_schemathesis_finds_every_served_file_as_the_document_says(served: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of libraries that it brings
        import schemathesis
    published = json.loads(served.ask("/api/v1/openapi.json").body)
    schema = schemathesis.openapi.from_dict(published)
    schema.config.update(base_url=served.url)
    checked = []
    for path in served.paths():
        template = operation_of(path)
        if template is None:
            assert "/api/v1/openapi.json" == path
            continue
        ids = re.fullmatch(template.replace("{id}", "([^/]+)"), path)
        assert ids
        parameters: Mapping[str, Any] = {"path_parameters": {"id": ids[1]}} if ids.groups() else {}
        schema[template]["GET"].Case(**parameters).call_and_validate()
        checked.append(template)
    assert set(published["paths"]) == set(checked)


def test_schemathesis_finds_an_id_that_is_not_there_answered_as_the_document_says(served: Any) -> None:
    import schemathesis

    schema = schemathesis.openapi.from_dict(json.loads(served.ask("/api/v1/openapi.json").body))
    schema.config.update(base_url=served.url)
    case = schema["/api/v2/incidents/{id}.json"]["GET"].Case(path_parameters={"id": "000000000000"})
    assert 404 == case.call_and_validate().status_code


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v2/summary.json", "application/json; charset=utf-8"),
        ("/api/v1/openapi.json", "application/json; charset=utf-8"),
        ("/health.json", "application/health+json; charset=utf-8"),
    ],
)
def test_served_here_it_has_its_type_and_any_page_may_read_it(served: Any, path: str, kind: str) -> None:
    headers = served.ask(path).headers
    assert (kind, "*", "cross-origin") == (
        headers["Content-Type"],
        headers["Access-Control-Allow-Origin"],
        headers["Cross-Origin-Resource-Policy"],
    )


def test_pages_are_for_their_own_site_alone(served: Any) -> None:
    headers = served.ask("/").headers
    assert (None, "same-origin") == (headers["Access-Control-Allow-Origin"], headers["Cross-Origin-Resource-Policy"])


def test_the_guide_names_every_file() -> None:
    guide = (ROOT / "content/guides/statuary/api.md").read_text()
    named = set(re.findall(r"^\| `((?:api/|health).*?)` \|", guide, re.MULTILINE))
    documented = {path.removeprefix("/").replace("{id}", "ID") for path in DOCUMENT["paths"]}
    assert documented | {"api/v1/openapi.json"} == named
