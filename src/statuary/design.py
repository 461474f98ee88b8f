"""From design tokens to CSS: colours in OKLCH with their sRGB fallback, the brand's part in them, and the proof that
they can be read and told apart. What falls short is refused, with the figure.

Loads a colour library that takes its time, so the theme keeps what comes of it in the memo.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from coloraide import Color

from statuary.errors import Problem, Refused
from statuary.model import Status
from statuary.tokens import Design, Likeness, Pair, Token, Tokens, css, resolved
from statuary.wording import SHAPE

MODES = ("light", "dark")
_GROUNDS = ("paper", "ground", "raised")
_LETTER = {"mark": "c", "text": "t", "banner": "b", "on": "o"}
"""A state's colours -> the properties of its class: its shape, its words, its banner, what is written on that."""
_BODY, _TEXT, _SHAPE = 7.0, 4.5, 3.0  # WCAG 2.2: 1.4.6 (AAA), 1.4.3 (AA) and 1.4.11
_EYES = {"protan": "protanopic", "deutan": "deuteranopic", "tritan": "tritanopic"}
_VISIONS = ("full", *_EYES)
_DISTINCT = 8.0  # CIEDE2000 between any two states' marks; about 2 is where two colours side by side begin to differ
_BLACK, _WHITE = 0.0, 1.0


def design(tokens: Tokens) -> Design:
    """The CSS of the tokens. Raises Refused where text would not be readable or two states would look the same."""
    colours = {name: _colour(tokens, name) for name, token in tokens.items() if token.type == "color"}
    shown = {name: colour.clone().fit("srgb", method="oklch-chroma") for name, colour in colours.items()}
    pairs = tuple(_pairs(shown))
    likeness = tuple(_likeness(shown))
    problems = [*_unreadable(pairs, tokens), *_alike(likeness, tokens)]
    if problems:
        raise Refused(problems)
    codes = {name: colour.convert("srgb").to_string(hex=True) for name, colour in shown.items()}
    others = {name: css(resolved(tokens, name)) for name in tokens if name not in colours}
    wide = {name: _oklch(colour) for name, colour in colours.items()}
    text = f"{_rules(codes, others)}@supports (color:oklch(0 0 0)){{{_rules(wide, {})}}}"
    return Design(text, dict(sorted(codes.items())), dict(sorted(others.items())), pairs, likeness)


# -------------------------------------------------------------------------------------------------------------- colours


def _colour(tokens: Tokens, name: str) -> Color:
    """The colour a token stands for, before it is fitted into sRGB."""
    value = resolved(tokens, name).value
    parts = [float("nan") if part == "none" else part for part in value["components"]]
    colour = Color(value["colorSpace"], parts).convert("oklch", norm=False)
    hints = tokens[name].hints
    if "hue_of" in hints:
        colour["hue"] = _plain(tokens, name, hints["hue_of"], "hue_of")["hue"]
    if "readable_on" in hints:
        grounds = [_plain(tokens, name, ground, "readable_on") for ground in hints["readable_on"]]
        colour = _readable(colour, grounds, hints.get("ratio", _TEXT))
    return colour


def _plain(tokens: Tokens, name: str, alias: str, hint: str) -> Color:
    """The colour that a hint speaks of: a token which does not depend on others in the same way."""
    target = tokens.get(alias[1:-1])
    if target is None or target.type != "color" or hint in target.hints:
        what = f"The {hint} of {name} cannot be {alias}."
        raise Refused([tokens[name].problem(what, fix=f"Name a colour that has no {hint} itself.")])
    return _colour(tokens, alias[1:-1])


def _readable(colour: Color, grounds: Iterable[Color], ratio: float) -> Color:
    """The colour, darker on light grounds and lighter on dark ones until its contrast suffices on each."""
    grounds = list(grounds)
    end = _BLACK if min(ground.luminance() for ground in grounds) > 0.18 else _WHITE
    for step in range(51):
        tried = colour.clone().set("lightness", colour["lightness"] + (end - colour["lightness"]) * step / 50)
        fitted = tried.clone().fit("srgb", method="oklch-chroma")
        if min(fitted.contrast(ground) for ground in grounds) >= ratio + 0.05:  # what rounding to #rrggbb may take
            return tried
    return Color("oklch", [end, 0, 0])


def _oklch(colour: Color) -> str:
    lightness, chroma, hue = (0 if part != part else part for part in colour.coords())  # noqa: PLR0124 - NaN: none
    return f"oklch({_short(lightness, 3)} {_short(chroma, 3)} {_short(hue, 1)})"


def _short(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").removeprefix("0") or "0"


def _rules(colours: dict[str, str], others: dict[str, str]) -> str:
    """``:root`` and a class a state, for light pages and for dark ones."""
    more = "".join(f"--{name.replace('.', '-')}:{value};" for name, value in others.items())
    more += "".join(
        f"--{name.replace('.', '-')}:{value};"
        for name, value in colours.items()
        if not name.startswith(("color.light.", "color.dark."))
    )
    light, dark = (_mode(colours, mode) for mode in MODES)
    return f":root{{{more}{light}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}".replace("};}", "}}")


def _mode(colours: dict[str, str], mode: str) -> str:
    prefix = f"color.{mode}."
    own = {name.removeprefix(prefix): value for name, value in colours.items() if name.startswith(prefix)}
    root = "".join(
        f"--{name.replace('.', '-')}:{value};" for name, value in own.items() if name.partition(".")[0] not in SHAPE
    )
    states = "".join(
        f".{SHAPE[status]}{{"
        + "".join(f"--{_LETTER[part]}:{own[f'{status}.{part}']};" for part in _LETTER if f"{status}.{part}" in own)
        + "}"
        for status in Status
    )
    return f"{root}}}{states}"


# ---------------------------------------------------------------------------------------------------------------- proof


def _pairs(colours: dict[str, Color]) -> Iterator[Pair]:
    for mode in MODES:
        wanted = {"ink": _BODY, "soft": _TEXT, "accent": _TEXT, "code.string": _TEXT, "code.number": _TEXT}
        wanted |= {f"{status}.text": _TEXT for status in Status}
        wanted |= {f"{status}.mark": _SHAPE for status in Status}
        for name, least in wanted.items():
            for ground in _GROUNDS:
                yield _pair(colours, f"color.{mode}.{name}", f"color.{mode}.{ground}", least)
    for status in Status:
        yield _pair(colours, f"color.light.{status}.on", f"color.light.{status}.banner", _TEXT)


def _pair(colours: dict[str, Color], name: str, ground: str, least: float) -> Pair:
    return Pair(name, ground, round(colours[name].contrast(colours[ground]), 2), least)


def _likeness(colours: dict[str, Color]) -> Iterator[Likeness]:
    for mode in MODES:
        for vision in _VISIONS:
            seen = {status: _seen(colours[f"color.{mode}.{status}.mark"], vision) for status in Status}
            distances = (
                (seen[one].delta_e(seen[other], method="2000"), one, other) for one, other in combinations(Status, 2)
            )
            distance, one, other = min(distances)
            yield Likeness(mode, vision, one, other, round(distance, 1))


def _seen(colour: Color, vision: str) -> Color:
    return colour if vision == "full" else colour.filter(vision)


def _unreadable(pairs: Iterable[Pair], tokens: Tokens) -> Iterator[Problem]:
    for pair in pairs:
        if pair.ratio < pair.least:
            level = "AAA, for body text" if pair.least == _BODY else "AA"
            what = f"{pair.name} on {pair.ground} has a contrast of {pair.ratio:g}."
            why = f"It must be {pair.least:g} (WCAG {level})."
            yield _blamed(tokens, pair.name, pair.ground).problem(what, why, fix="Move their lightness further apart.")


def _alike(likeness: Iterable[Likeness], tokens: Tokens) -> Iterator[Problem]:
    told: set[tuple[str, ...]] = set()
    for one in likeness:
        names = tuple(f"color.{one.mode}.{status}.mark" for status in (one.one, one.other))
        if one.distance < _DISTINCT and names not in told:
            told.add(names)
            eyes = f" to {_EYES[one.vision]} eyes" if one.vision in _EYES else ""
            what = f"{names[0]} and {names[1]} look alike{eyes}: CIEDE2000 {one.distance:g}, it must be {_DISTINCT:g}."
            yield _blamed(tokens, *names).problem(what, fix="Give one of them another lightness.")


def _blamed(tokens: Tokens, *names: str) -> Token:
    """The first that the site itself gave: the theme's own are right with each other."""
    return next((tokens[name] for name in names if tokens[name].path.startswith("config/")), tokens[names[0]])
