"""``api/v1/openapi.json``: the OpenAPI 3.1 document, made of the very types that the answers are written from.

It is made when they change, by a test (``tests/api/test_openapi.py``), and kept beside this: a build that looked at all
types would take 30 ms longer, and a change of the API shows where changes are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from statuary.model import Value

if TYPE_CHECKING:
    from statuary.render import Context

FILE = Path(__file__).with_name("openapi.json")
_VERSION = "1.0.0"
_OURS = "Ours: richer than Statuspage's; nothing is removed or renamed within version 1."
_THEIRS = "What Atlassian Statuspage answers, for its clients. Times are in the page's time zone."
_PARAMETERS = {
    "component": "The component's id, as in the address of its page.",
    "incident": "The incident's id, as in the address of its page.",
    "statuspage": "Twelve letters and digits, as lists have it.",
}


class View(Value, frozen=True):
    """What the document says of the site."""

    name: str
    url: str


def write(view: View, context: Context) -> bytes:
    """The document, of this site."""
    from statuary.api.writing import encode  # noqa: PLC0415 - the document seldom changes

    del context
    document = msgspec.json.decode(FILE.read_bytes(), type=dict[str, Any])
    document["info"]["title"] = f"{view.name}: status API"
    document["servers"] = [{"url": view.url}]
    return encode(document)


def document() -> dict[str, Any]:
    """What every file of the API of any site holds."""
    components: dict[str, Any] = {}
    paths = {path: {"get": operation} for path, operation in _operations(components)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "",
            "version": _VERSION,
            "summary": "Files that are built anew every few minutes. They are only read, and need no key.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [],
        "tags": [{"name": "v1", "description": _OURS}, {"name": "v2", "description": _THEIRS}],
        "paths": paths,
        "components": {"schemas": dict(sorted(components.items()))},
    }


def _operations(components: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, operation); the schemas that they speak of are put into ``components``."""
    from msgspec.json import schema_components  # noqa: PLC0415 - where the document is made

    for tag, endpoints in (("v1", list(_ours())), ("v2", list(_theirs()))):
        prefix = "Statuspage" if tag == "v2" else ""
        template = f"#/components/schemas/{prefix}{{name}}"
        schemas, own = schema_components([shape for _, shape, _, _ in endpoints], ref_template=template)
        components.update({f"{prefix}{name}": schema for name, schema in own.items()})
        for (path, _, parameter, says), schema in zip(endpoints, schemas, strict=True):
            yield path, _operation(tag, path, says, schema, parameter)


def _operation(tag: str, path: str, says: str, schema: dict[str, Any], parameter: str | None) -> dict[str, Any]:
    kind = "application/health+json" if path == "/health.json" else "application/json"
    answers: dict[str, Any] = {"200": {"description": "The file.", "content": {kind: {"schema": schema}}}}
    operation: dict[str, Any] = {"tags": [tag], "operationId": _name(path), "summary": says, "responses": answers}
    if parameter:
        answers["404"] = {"description": "There is none of that id."}
        operation["parameters"] = [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": _PARAMETERS[parameter],
                "schema": {"type": "string", **({"pattern": "^[0-9a-z]{12}$"} if parameter == "statuspage" else {})},
            }
        ]
    return operation


def _name(path: str) -> str:
    """``v2-incidents-unresolved`` of ``/api/v2/incidents/unresolved.json``."""
    return (
        path.removeprefix("/api")
        .removesuffix(".json")
        .strip("/")
        .translate({ord("/"): "-", ord("{"): "", ord("}"): ""})
    )


Endpoint = tuple[str, type, str | None, str]  # path, shape, what its id is one of, summary


def _ours() -> Iterable[Endpoint]:
    from statuary.api.v1 import shapes  # noqa: PLC0415 - see above

    return (
        ("/api/v1/summary.json", shapes.Overview, None, "Everything that is so now."),
        ("/api/v1/pulse.json", shapes.Pulse, None, "The page's state in a few bytes, for asking often."),
        ("/api/v1/groups.json", shapes.Groups, None, "The tree of groups."),
        ("/api/v1/components/{id}.json", shapes.Component, "component", "All that is known of one component."),
        ("/api/v1/incidents.json", shapes.Incidents, None, "All incidents, newest first."),
        ("/api/v1/incidents/{id}.json", shapes.Incident, "incident", "An incident with its evidence."),
        ("/api/v1/maintenances.json", shapes.Maintenances, None, "All planned work, by start."),
        ("/health.json", shapes.Health, None, "The page for monitors: read its body, its status is 200 always."),
    )


def _theirs() -> Iterable[Endpoint]:
    from statuary.api.v2 import shapes  # noqa: PLC0415 - see above

    incidents, works = "/api/v2/incidents", "/api/v2/scheduled-maintenances"
    return (
        ("/api/v2/status.json", shapes.StatusAnswer, None, "The whole page in a word."),
        ("/api/v2/components.json", shapes.ComponentsAnswer, None, "All components and groups."),
        ("/api/v2/summary.json", shapes.SummaryAnswer, None, "Components, what is open, what is planned."),
        (f"{incidents}.json", shapes.IncidentsAnswer, None, "The 50 newest incidents."),
        (f"{incidents}/unresolved.json", shapes.IncidentsAnswer, None, "Incidents that are not resolved."),
        (f"{incidents}/{{id}}.json", shapes.IncidentAnswer, "statuspage", "One incident."),
        (f"{works}.json", shapes.MaintenancesAnswer, None, "The 50 pieces of planned work with the newest updates."),
        (f"{works}/upcoming.json", shapes.MaintenancesAnswer, None, "Planned work that has not begun."),
        (f"{works}/active.json", shapes.MaintenancesAnswer, None, "Planned work that goes on."),
        (f"{works}/{{id}}.json", shapes.MaintenanceAnswer, "statuspage", "One piece of planned work."),
    )
