"""What is wrong in a template, as a sentence with file and line: a site's own are written by people."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes

from statuary import views
from statuary.errors import Problem, nearest
from statuary.languages import ENGLISH
from statuary.theme import THEIRS, Theme

if TYPE_CHECKING:
    from statuary.render import Context

_NO_ATTRIBUTE = re.compile(r"'(?:[\w.]+\.)?(\w+) object' has no attribute '(\w+)'")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_NO_FILTER = re.compile(r"No (filter|test) named '(\w+)'")


def fault(error: Exception, renderer: str, context: Context) -> Problem:
    """What the error means and where it stands; what was done about it is for the caller to say."""
    name, line = _place(error, renderer, context.theme)
    what, advice = _meaning(error, context)
    return Problem(name if name.startswith(THEIRS) else f"templates/{name}", line, what=what, why=advice)


def _place(error: Exception, renderer: str, theme: Theme) -> tuple[str, int]:
    """The template and the line: where the site's own file leads to the error, else where the theme's does."""
    names = {str(path): name for name, path in theme.files.items()}
    if isinstance(error, jinja2.TemplateSyntaxError):
        return names.get(error.filename or "", error.name or renderer), error.lineno
    frames = [
        (names[frame.filename], frame.lineno or 0)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename in names
    ]
    own = [place for place in frames if place[0] in theme.own]
    return (own or frames or [(renderer, 0)])[-1]


def _meaning(error: Exception, context: Context) -> tuple[str, str]:  # noqa: PLR0911 - one a kind of error
    """The sentence, and what was probably meant."""
    said, environment = str(error), context.packaged.environment(ENGLISH)  # the site's own may be what cannot be made
    if isinstance(error, RecursionError):
        return "The template extends itself.", 'The theme\'s own is called "theme/…": {% extends "theme/home.html" %}.'
    if isinstance(error, jinja2.TemplatesNotFound | jinja2.TemplateNotFound):
        return f"There is no template '{said}'.", nearest(said, context.theme.templates)
    if found := _NO_FILTER.search(said):
        known = environment.filters if found[1] == "filter" else environment.tests
        return f"There is no {found[1]} '{found[2]}'.", nearest(found[2], known)
    if found := _NO_ATTRIBUTE.search(said):
        fields = getattr(getattr(views, found[1], None), "__struct_fields__", ())
        parts = vars(environment.globals["parts"])
        return f"{found[1]} has no '{found[2]}'.", nearest(found[2], parts if found[1] == "Parts" else fields)
    if found := _UNDEFINED.search(said):
        return f"There is nothing called '{found[1]}'.", nearest(found[1], ["view", *environment.globals])
    if isinstance(error, jinja2.TemplateSyntaxError):
        what = error.message or said
        return f"{what[:1].upper()}{what[1:].rstrip('.')}.", ""
    return f"{type(error).__name__}: {said.rstrip('.')}.", ""


# --------------------------------------------------------------------------------------------------------------- blocks


def unused_blocks(theme: Theme, environment: jinja2.Environment) -> Iterator[Problem]:
    """Blocks of the site's own templates that the template they extend has not: they would be shown nowhere."""
    for name in sorted(theme.own & theme.templates.keys()):
        try:
            tree = _parsed(name, theme, environment)
            base = next((node.template for node in tree.find_all(nodes.Extends)), None)
            if isinstance(base, nodes.Const):
                yield from _unknown(name, tree, str(base.value), _blocks(str(base.value), theme, environment))
        except jinja2.TemplateError:
            continue  # the page that needs it says so


def _unknown(name: str, tree: nodes.Template, base: str, known: set[str]) -> Iterator[Problem]:
    inner = {id(block) for outer in tree.find_all(nodes.Block) for block in outer.find_all(nodes.Block)}
    for block in tree.find_all(nodes.Block):
        if id(block) not in inner and block.name not in known:
            what = f"'{base}' has no block '{block.name}', so this one is not shown."
            yield Problem(f"templates/{name}", block.lineno, what=what, fix=nearest(block.name, known))


def _blocks(name: str, theme: Theme, environment: jinja2.Environment, above: tuple[str, ...] = ()) -> set[str]:
    """The blocks of a template and of those that it extends."""
    if name in above:
        raise jinja2.TemplateRuntimeError(f"{name} extends itself")
    tree = _parsed(name, theme, environment)
    known = {block.name for block in tree.find_all(nodes.Block)}
    for node in tree.find_all(nodes.Extends):
        if isinstance(node.template, nodes.Const):
            known |= _blocks(str(node.template.value), theme, environment, (*above, name))
    return known


def _parsed(name: str, theme: Theme, environment: jinja2.Environment) -> nodes.Template:
    if name not in theme.templates:
        raise jinja2.TemplateNotFound(name)
    return environment.parse(theme.templates[name], name)
