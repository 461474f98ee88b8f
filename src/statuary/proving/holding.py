"""The child's side of a JSON Schema: data are held against it in a process that can be killed.

It is run as a file of its own, ``holding.py``, in a folder with ``schemas.json`` (the files of the schema by their
addresses, the first is the one that is meant) and ``document.json``. It prints JSON: what is wrong with the schema, how
the data differ (path, path as text, sentence), and the formats that nothing here can check.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import FormatChecker, SchemaError
from jsonschema.validators import validator_for
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012, specification_with

_MOST = 20
_LENGTH = 300
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_OF_ADDRESSES = r"([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
_PATTERNS = {
    "date-time": rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}",
    "time": _TIME,
    "email": r"[^@\s]+@[^@\s]+",
    "hostname": rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*",
    "uri": rf"[A-Za-z][A-Za-z0-9+.-]*:{_OF_ADDRESSES}",
    "uri-reference": _OF_ADDRESSES,
}
_WITH_EXTRAS = (
    *("duration", "idn-email", "idn-hostname", "iri", "iri-reference", "json-pointer", "relative-json-pointer"),
    "uri-template",
)


class Formats(FormatChecker):  # type: ignore[misc]  # it has no types
    """The library's own, and the everyday ones that it leaves to others; ``unchecked``: what was met beyond them."""

    def __init__(self) -> None:
        super().__init__()
        self.unchecked: set[str] = set()
        for name in _PATTERNS:
            self.checks(name)(lambda value, name=name: not isinstance(value, str) or _is_of(name, value))

    def check(self, instance: object, format: str) -> None:  # noqa: A002 - as the library calls it
        if isinstance(instance, str) and format in _WITH_EXTRAS and format not in self.checkers:
            self.unchecked.add(format)
        super().check(instance, format)


def _is_of(name: str, value: str) -> bool:
    if name not in ("time", "date-time"):
        return re.fullmatch(_PATTERNS[name], value) is not None
    value = value.upper()
    whole = value if name == "date-time" else f"2000-01-01T{value}"
    try:
        datetime.fromisoformat(whole.replace(":60", ":59", 1) if whole[17:19] == "60" else whole)  # a leap second
    except ValueError:
        return False
    return re.fullmatch(_PATTERNS[name], value) is not None


def held(files: dict[str, Any], document: Any) -> dict[str, Any]:
    """What came of it. ``files``: by address, the one that is meant first."""
    meant, schema = next(iter(files.items()))
    kind = validator_for(schema)
    used = specification_with(kind.META_SCHEMA.get("$schema", ""), default=DRAFT202012)
    formats = Formats()
    try:
        for one in files.values():
            validator_for(one, default=kind).check_schema(one)
        known = [(name, Resource.from_contents(one, default_specification=used)) for name, one in files.items()]
        registry: Registry[Any] = Registry().with_resources(known)
        found = kind({"$ref": meant}, registry=registry, format_checker=formats).iter_errors(document)
        errors = sorted(found, key=lambda error: list(map(str, error.path)))
    except SchemaError as error:
        return {"wrong": f"The schema is not right: {error.message[:_LENGTH]}."}
    except re.error as error:
        return {"wrong": f"A pattern of the schema is not right: {error}."}
    except RecursionError:
        return {"wrong": "The schema refers to itself without an end."}
    except Unresolvable as error:
        what = f"The schema refers to '{error.ref}', which is not there."
        return {"wrong": f"{what} Put the file into the site's folder and write its path from the schema's folder."}
    except ValueError as error:
        return {"wrong": f"An address in the schema is not right: {error}."}
    differs = [[list(one.absolute_path), one.json_path, one.message[:_LENGTH]] for one in errors[:_MOST]]
    return {"differs": differs, "unchecked": sorted(formats.unchecked)}


def main() -> None:
    files, document = (json.loads(Path(name).read_text("utf-8")) for name in ("schemas.json", "document.json"))
    sys.stdout.write(json.dumps(held(files, document)))


if __name__ == "__main__":
    main()
