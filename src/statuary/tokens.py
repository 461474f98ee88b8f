"""Design tokens: the theme's ``tokens.json`` with the site's ``config/tokens.json`` over it, token by token.

The format is that of the W3C community group (2025.10, designtokens.org/tr/2025.10/format): groups of objects with a
``$value``; a ``$type`` speaks for all below it; ``"{color.brand}"`` means another token's value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statuary.errors import Problem, Refused, nearest
from statuary.model import Value
from statuary.yamlfile import Document, parse_yaml, read_named

FILE = "config/tokens.json"
BRAND = "color.brand"
SPACES = ("srgb", "srgb-linear", "display-p3", "oklch", "oklab", "hsl", "lab", "lch")
_NAME = re.compile(r"[A-Za-z0-9_-]+")  # the names go into CSS
_CLOSED = ("color.light", "color.dark")  # what the theme asks for by name: another name there is a slip


class Token(Value, frozen=True):
    """``value`` as JSON has it, checked against ``type``; or ``{path}`` of another token."""

    type: str
    value: Any
    hints: dict[str, Any]  # what is under $extensions.statuary: ``hue_of``, ``readable_on``, ``ratio``
    path: str = ""  # the file it is from, and where in it
    line: int = 0
    column: int = 0

    def problem(self, what: str, why: str = "", fix: str = "") -> Problem:
        return Problem(self.path, self.line, self.column, what, why, fix)


Tokens = Mapping[str, Token]  # by dotted name, in the files' order


class Pair(Value, frozen=True):
    """Something to be seen on a ground, with its contrast ratio (WCAG 2, 1 to 21) and the least it must be."""

    name: str
    ground: str
    ratio: float
    least: float


class Likeness(Value, frozen=True):
    """The two states that look most alike to a kind of colour vision, and how far apart they are (CIEDE2000)."""

    mode: str
    vision: str
    one: str
    other: str
    distance: float


class Design(Value, frozen=True):
    """What the tokens come to; ``design`` works it out. Names are in order: the memo keeps no other."""

    css: str
    colours: dict[str, str]  # dotted name -> #rrggbb
    sizes: dict[str, str]  # dotted name of every other token -> its value in CSS
    pairs: tuple[Pair, ...]
    likeness: tuple[Likeness, ...]


def own_tokens(root: Path) -> str | None:
    """The site's ``config/tokens.json``, if it has one. Raises Refused."""
    path = root / FILE
    return read_named(str(path), FILE)[0] if path.exists() else None


def load_tokens(theme: bytes, site: str | None, brand: str | None) -> Tokens:
    """The theme's tokens with the site's over them. ``brand`` is ``theme.brand`` of site.yaml. Raises Refused."""
    tokens = read_tokens(theme.decode(), "templates/tokens.json")
    own = {} if site is None else read_tokens(site, FILE, known=tokens)
    if brand is not None:
        if BRAND in own:
            what = f"{BRAND} is given here and as theme.brand in config/site.yaml."
            raise Refused([own[BRAND].problem(what, fix="Remove one of them.")])
        parts = [int(brand[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        value = {"colorSpace": "srgb", "components": parts, "hex": brand}
        own = {**own, BRAND: Token("color", value, {}, "config/site.yaml")}
    return {**tokens, **own}


def read_tokens(text: str, path: str, known: Tokens | None = None) -> Tokens:
    """The tokens of one file. Raises Refused with every problem found; names are checked against ``known`` ones."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        raise Refused([Problem(path, error.lineno, error.colno, what)]) from None
    except RecursionError:
        raise Refused([Problem(path, what="This JSON is nested too deeply.")]) from None
    # JSON is YAML but for tabs, and that parser knows where things stand and sees doubled keys.
    reader = _Reader(parse_yaml(text.replace("\t", " "), path), known)
    tokens = dict(reader.tokens((), data, None))
    if reader.problems:
        raise Refused(reader.problems)
    return tokens


@dataclass(slots=True)
class _Reader:
    document: Document
    known: Tokens | None
    problems: list[Problem] = field(default_factory=list)

    def tokens(self, at: tuple[str, ...], node: Any, inherited: str | None) -> Iterator[tuple[str, Token]]:
        if not isinstance(node, dict):
            self.refuse(at, f"{_name(at)} is neither a group nor a token.", 'Write {"$value": …}.')
            return
        type_ = node.get("$type", inherited)
        if "$value" in node:
            token = self.token(at, node, type_)
            if token:
                yield _name(at), token
            return
        for name, child in node.items():
            if name.startswith("$"):
                continue
            if _NAME.fullmatch(name):
                yield from self.tokens((*at, name), child, type_)
            else:
                self.refuse((*at, name), f"{name!r} is no name of a token.", "Use letters, digits, _ and -.")

    def token(self, at: tuple[str, ...], node: dict[str, Any], type_: Any) -> Token | None:
        name, value = _name(at), node["$value"]
        if self.known is not None and name not in self.known and name.startswith(_CLOSED):
            self.refuse(at, f"The theme has no token {name}.", nearest(name, self.known))
            return None
        if type_ is None and self.known and name in self.known:
            type_ = self.known[name].type
        if type_ not in _CHECKS:
            has = "no $type" if type_ is None else f"the $type {type_!r}, which is not used here"
            self.refuse(at, f"{name} has {has}.", f"Types are {', '.join(_CHECKS)}.")
            return None
        wrong = None if is_alias(value) else _CHECKS[type_](value)
        if wrong:
            self.refuse((*at, "$value"), f"The value of {name} is not a {type_}.", wrong)
            return None
        hints = node.get("$extensions", {}).get("statuary", {})
        if not _are_hints(hints):
            fix = f'Write {{"hue_of": "{{{BRAND}}}"}} or {{"readable_on": ["{{color.light.paper}}"], "ratio": 4.5}}.'
            self.refuse((*at, "$extensions"), f"The extension of {name} is not one of ours.", fix)
            return None
        return Token(type_, value, hints, self.document.path, *self.document.at(*at))

    def refuse(self, at: tuple[str, ...], what: str, fix: str) -> None:
        self.problems.append(self.document.problem(at, what, fix=fix))


def is_alias(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("{") and value.endswith("}")


def _are_hints(hints: Any) -> bool:
    if not isinstance(hints, dict) or not hints.keys() <= {"hue_of", "readable_on", "ratio"}:
        return False
    grounds = hints.get("readable_on", [])
    named = [hints["hue_of"]] if "hue_of" in hints else []
    return isinstance(grounds, list) and all(map(is_alias, [*named, *grounds])) and _is_number(hints.get("ratio", 0))


def resolved(tokens: Tokens, name: str) -> Token:
    """The token that the name leads to, through any aliases. Raises Refused where one leads nowhere or in a circle."""
    token, seen = tokens[name], [name]
    while is_alias(token.value):
        target = token.value[1:-1]
        if target in seen:
            raise Refused([token.problem(f"{name} leads in a circle: {' → '.join([*seen, target])}.")])
        if target not in tokens:
            raise Refused([token.problem(f"{name} means {target}, which is no token.", fix=nearest(target, tokens))])
        seen.append(target)
        token = tokens[target]
    return token


def css(token: Token) -> str:
    """The value as CSS; colours are the business of ``design``."""
    value = token.value
    match token.type:
        case "dimension" | "duration":
            return f"{value['value']:g}{value['unit']}"
        case "cubicBezier":
            return f"cubic-bezier({','.join(f'{part:g}' for part in value)})"
        case "fontFamily":
            names = [value] if isinstance(value, str) else value
            return ",".join(name if name.replace("-", "").isalnum() else f'"{name}"' for name in names)
        case _:
            return str(value)


# ------------------------------------------------------------------------------------------ what a value must look like


def _name(at: tuple[str, ...]) -> str:
    return ".".join(at) or "The file"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _colour(value: Any) -> str | None:
    right = (
        isinstance(value, dict)
        and value.get("colorSpace") in SPACES
        and isinstance(value.get("components"), list)
        and len(value["components"]) == 3
        and all(_is_number(part) or part == "none" for part in value["components"])
    )
    example = '{"colorSpace": "oklch", "components": [0.52, 0.18, 264]}'
    return None if right else f"Write it like {example}; colour spaces are {', '.join(SPACES)}."


def _measure(*units: str) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        right = isinstance(value, dict) and _is_number(value.get("value")) and value.get("unit") in units
        example = f'{{"value": 4, "unit": "{units[0]}"}}'
        return None if right else f"Write it like {example}; units are {' and '.join(units)}."

    return check


def _family(value: Any) -> str | None:
    names = value if isinstance(value, list) else [value]
    # The names are put into CSS: nothing that could end the declaration.
    right = names and all(isinstance(name, str) and name.replace("-", "").replace(" ", "").isalnum() for name in names)
    return None if right else "Write a font's name, or a list of them: letters, digits, spaces and hyphens."


def _number(value: Any) -> str | None:
    return None if _is_number(value) else "Write a number."


def _bezier(value: Any) -> str | None:
    right = isinstance(value, list) and len(value) == 4 and all(map(_is_number, value))
    return None if right else "Write four numbers, like [0.2, 0, 0, 1]."


_CHECKS: dict[str, Callable[[Any], str | None]] = {
    "color": _colour,
    "dimension": _measure("px", "rem"),
    "duration": _measure("ms", "s"),
    "cubicBezier": _bezier,
    "fontFamily": _family,
    "fontWeight": _number,
    "number": _number,
}
"""$type -> what to write instead, or None where the value is right."""
