"""JSON Schemas of what people write, for editors and other tools."""

from __future__ import annotations

from typing import Any

from statuary.configfiles import Common, Components, ProbeFile, Site
from statuary.kinds import INTEGRATIONS, PROBERS
from statuary.models import model_of


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas (draft 2020-12) of what people write, by name: for editors and other tools."""
    return {
        "site": _titled(model_of(Site).model_json_schema(), "config/site.yaml"),
        "components": _titled(model_of(Components).model_json_schema(), "config/components.yaml"),
        "probes": _probes_schema(),
        **{
            name: _titled(model_of(one.Options).model_json_schema(), f"config/{name}.json")
            for name, one in INTEGRATIONS.items()
        },
    }


def _titled(schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _probes_schema() -> dict[str, Any]:
    """One alternative a kind: the common keys and the kind's own."""
    schema = _titled(model_of(ProbeFile).model_json_schema(), "probes/*.yaml")
    definitions: dict[str, Any] = {}
    kinds = []
    common = model_of(Common).model_json_schema(ref_template="#/$defs/common-{model}")
    definitions.update({f"common-{name}": part for name, part in common.pop("$defs", {}).items()})
    for kind, module in PROBERS.items():
        own = model_of(module.Options).model_json_schema(ref_template=f"#/$defs/{kind}-{{model}}")
        definitions.update({f"{kind}-{name}": part for name, part in own.pop("$defs", {}).items()})
        properties = {**common["properties"], **own.get("properties", {}), "kind": {"const": kind}}
        required = [*common["required"], *own.get("required", [])]
        kinds.append({"type": "object", "properties": properties, "required": required, "additionalProperties": False})
    schema["properties"]["probes"]["items"] = {"oneOf": kinds}
    schema["$defs"] = definitions
    return schema
