"""JSON Schemas of what people write, for editors and other tools."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET
from pydantic.json_schema import GenerateJsonSchema

from statuary.checking import core_schema
from statuary.configfiles import Common, Components, ProbeFile, Site
from statuary.kinds import INTEGRATIONS, PROBERS
from statuary.options import Strict


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas (draft 2020-12) of what people write, by name: for editors and other tools."""
    return {
        "site": _titled(json_schema(Site), "config/site.yaml"),
        "components": _titled(json_schema(Components), "config/components.yaml"),
        "probes": _probes_schema(),
        **{name: _titled(json_schema(one.Options), f"config/{name}.json") for name, one in INTEGRATIONS.items()},
    }


def json_schema(kind: type[Strict], prefix: str = "") -> dict[str, Any]:
    """How such a value is written, with those inside it in ``$defs``, by their names after the prefix."""
    return _Generator(ref_template=f"#/$defs/{prefix}{{model}}").generate(core_schema(kind))


class _Generator(GenerateJsonSchema):
    """Pydantic's, with what ``checking`` has noted for it."""

    def generate_inner(self, schema: Any) -> dict[str, Any]:
        notes = dict(schema.get("metadata", {}))
        return {**(notes.pop("instead", None) or super().generate_inner(schema)), **notes}

    def get_default_value(self, schema: Any) -> Any:
        default = super().get_default_value(schema)
        return None if default is UNSET else default  # JSON has no other word for it


def _titled(schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _probes_schema() -> dict[str, Any]:
    """One alternative a kind: the common keys and the kind's own."""
    schema = _titled(json_schema(ProbeFile), "probes/*.yaml")
    definitions: dict[str, Any] = {}
    kinds = []
    common = json_schema(Common, "common-")
    definitions.update({f"common-{name}": part for name, part in common.pop("$defs", {}).items()})
    for kind, module in PROBERS.items():
        own = json_schema(module.Options, f"{kind}-")
        definitions.update({f"{kind}-{name}": part for name, part in own.pop("$defs", {}).items()})
        properties = {**common["properties"], **own.get("properties", {}), "kind": {"const": kind}}
        required = [*common["required"], *own.get("required", [])]
        kinds.append({"type": "object", "properties": properties, "required": required, "additionalProperties": False})
    schema["properties"]["probes"]["items"] = {"oneOf": kinds}
    schema["$defs"] = definitions
    return schema
