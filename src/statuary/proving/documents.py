"""JSON, YAML and Markdown that must be as a schema says: one of the program's by its name, or a file of the site's."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin

from statuary import __version__
from statuary.config import Config
from statuary.content.includes import MAY_NOT_BE_READ
from statuary.errors import Problem, Refused, nearest
from statuary.kinds import INTEGRATIONS
from statuary.proving.blocks import Against, Bad, Bench, Block, Failure, Untried
from statuary.yamlfile import Document, parse_yaml, read_text

_PROSE = ("markdown", "md")
_HOLDING = Path(__file__).with_name("holding.py")
_OTHERWISE = "It is not as the schema says."

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_SITE = "file:///"  # the addresses of schemas are paths from the site's root
_FILES = 100


def against(block: Block, config: Config) -> Against:
    name, prose = block.marked.test, block.marked.language in _PROSE
    known = _FORMS if prose else _SCHEMAS
    if name in known:
        return Against("schema", name, __version__)
    if prose or not name or not name.endswith(".json"):
        what = f"There is no schema '{name}'." if name else "This block does not say what it is held against."
        fix = nearest(name, known) or f'Write test="NAME"; known: {", ".join(known)}.'
        raise Bad(what, fix if prose else f"{fix} Or name a file of the site's, like schemas/order.json.")
    return Against("schema", name, _digest(_schemas(name, config)))


def test(block: Block, bench: Bench) -> Failure | None:
    name = block.marked.test
    if block.marked.language in _PROSE:
        return _told(_FORMS[name](f"{block.marked.source}\n"))
    try:
        document = _parsed(block)
    except Refused as refused:
        return _told(refused.problems)
    if name in _SCHEMAS:
        return _told(_SCHEMAS[name](document))
    return _validated(block, document, _schemas(name, bench.config), bench)


def _parsed(block: Block) -> Document:
    if block.marked.language != "json":
        return parse_yaml(block.marked.source, "")
    from statuary.jsonfile import parse_json  # noqa: PLC0415 - only where something is tested

    return parse_json(block.marked.source, "")


def _told(problems: tuple[Problem, ...] | list[Problem]) -> Failure | None:
    """The problems, whose lines count from the block's first."""
    if not problems:
        return None
    first = min(problems, key=lambda one: (one.line, one.column))
    got = tuple(f"line {one.line}: {one.what} {one.fix}".rstrip() for one in sorted(problems))
    return Failure(_OTHERWISE, max(first.line, 1) - 1, got=got)


def _schema(name: str, config: Config) -> str:
    """The file's text. Raises Bad where there is none that may be read."""
    path = PurePosixPath(name)
    closed = not path.parts or path.parts[0] in MAY_NOT_BE_READ or any(part.startswith(".") for part in path.parts)
    file = config.root / path
    if path.is_absolute() or closed or "\0" in name or not file.is_file():
        raise Bad(f"There is no schema {name} in the site's folder.", nearest(name, _SCHEMAS))
    if file.resolve() != config.root.resolve() / path:
        raise Bad(f"{name} leads through a symbolic link.", "Links are not followed; put the file itself there.")
    try:
        text, _ = read_text(config.root, file)
        if not isinstance(json.loads(text), dict | bool):
            raise ValueError("it is no object")  # noqa: TRY301, TRY004 - said below
    except Refused as refused:
        raise Bad(str(refused.problems[0])) from None
    except (ValueError, RecursionError) as error:
        raise Bad(f"{name} is not a JSON Schema ({error}).") from None
    return text


def _schemas(name: str, config: Config) -> dict[str, str]:
    """The file's text by its address, and those of the site's that it refers to. Raises Bad for the file itself.

    One that must not be read, or is not there, is left out: who needs it says so.
    """
    meant = _address(name)
    found = {meant: _schema(name, config)}
    waiting = _referred(name, meant, found[meant])
    while waiting and len(found) < _FILES:
        address, path = waiting.pop()
        if address in found or not path:
            continue
        with suppress(Bad, OSError):  # a name may be longer than names are
            found[address] = _schema(path, config)
            waiting += _referred(path, address, found[address])
    return found


def _referred(name: str, address: str, schema: str) -> list[tuple[str, str]]:
    """The addresses that a file refers to by paths from its own folder, and the paths from the site's root."""
    data = json.loads(schema)
    own = data.get("$id") if isinstance(data, dict) else None
    bases = (address, urljoin(address, own)) if isinstance(own, str) and _is_address(own) else (address,)
    paths = ((one, urldefrag(urljoin(_address(name), one)).url) for one in _references(data))
    return [
        (urldefrag(urljoin(base, one)).url, unquote(path.removeprefix(_SITE)))
        for one, path in paths
        for base in bases
        if path.startswith(_SITE)
    ]


def _references(data: object) -> Iterator[str]:
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield from (one[key] for key in _REFERENCES if isinstance(one.get(key), str) and _is_address(one[key]))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _is_address(reference: str) -> bool:
    try:
        urljoin(_SITE, reference)
    except ValueError:
        return False
    return True


def _address(name: str) -> str:
    return f"{_SITE}{quote(name)}"


def _digest(schemas: Mapping[str, str]) -> str:
    first, *others = schemas.items()
    return hashlib.sha256("\0".join([first[1], *(part for one in others for part in one)]).encode()).hexdigest()


def _validated(block: Block, document: Document, schemas: Mapping[str, str], bench: Bench) -> Failure | None:
    """By JSON Schema, in a process that can be killed: a schema may hold patterns that take for ever."""
    from importlib.util import find_spec  # noqa: PLC0415 - rarely needed

    from statuary.proving.folders import ended_badly, place  # noqa: PLC0415 - see above

    if find_spec("jsonschema") is None:
        raise Untried("Install the extra: pip install '.[docs]' in a checkout of Statuary.")
    with place(block, bench) as (here, _):
        here.write("schemas.json", json.dumps({name: json.loads(text) for name, text in schemas.items()}))
        here.write("document.json", json.dumps(document.data))
        ran = here.run(sys.executable, "-I", str(_HOLDING))
    failure = ended_badly(ran, "Holding it against the schema")
    if failure:
        return failure
    told: dict[str, Any] = json.loads(ran.output)
    if "wrong" in told:
        return Failure(told["wrong"])
    differs: list[tuple[list[str | int], str, str]] = told["differs"]
    if differs:
        first = min(document.at(*loc)[0] for loc, _, _ in differs)
        return Failure(_OTHERWISE, first - 1, got=tuple(f"{at}: {what}" for _, at, what in differs))
    if told["unchecked"]:
        names = ", ".join(told["unchecked"])
        raise Untried(f"Nothing here can check the format {names}. Run pip install 'jsonschema[format-nongpl]'.")
    return None


# ------------------------------------------------------------------------------------------------ the program's own


def _site(document: Document) -> list[Problem]:
    from statuary.reading import check_site  # noqa: PLC0415 - only where something is tested

    problems: list[Problem] = []
    check_site(document, problems)
    return problems


def _components(document: Document) -> list[Problem]:
    from statuary.reading import check_components  # noqa: PLC0415 - see above

    problems: list[Problem] = []
    check_components(document, problems)
    return problems


def _integration(name: str) -> Callable[[Document], list[Problem]]:
    def check(document: Document) -> list[Problem]:
        from statuary.integrations.reading import settings_of  # noqa: PLC0415 - see above

        problems: list[Problem] = []
        settings_of(name, document, problems)
        return problems

    return check


def _probes(document: Document) -> list[Problem]:
    from statuary.reading import check_probes  # noqa: PLC0415 - see above

    problems: list[Problem] = []
    check_probes(document, problems)
    return problems


def _incident(text: str) -> list[Problem]:
    from statuary.content import incidents  # noqa: PLC0415 - see above
    from statuary.content.files import File  # noqa: PLC0415

    return list(incidents.parse(File("", "incident", text, "")).problems)


def _maintenance(text: str) -> list[Problem]:
    from statuary.content import maintenance  # noqa: PLC0415 - see above
    from statuary.content.files import File  # noqa: PLC0415

    return list(maintenance.parse(File("", "maintenance", text, "")).problems)


_SCHEMAS: Mapping[str, Callable[[Document], list[Problem]]] = {
    "site": _site,
    "components": _components,
    "probes": _probes,
    **{name: _integration(name) for name in INTEGRATIONS},
}
_FORMS: Mapping[str, Callable[[str], list[Problem]]] = {"incident": _incident, "maintenance": _maintenance}
