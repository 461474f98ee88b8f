"""Pages become bytes, each once: what a page's bytes depend on is its key, and a key that was rendered is not again.

The memo holds no bytes, only the digest that a key led to; the published file is the store of the bytes. A page that
fails to render is a problem, and the others go out.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from statuary import explain
from statuary.errors import Problem
from statuary.memo import Memo, key
from statuary.model import Converted, Output, Page, Text

if TYPE_CHECKING:
    import jinja2

    from statuary.markup import Converter
    from statuary.theme import Theme

RENDERERS: Mapping[str, str] = {
    "rss": "statuary.feeds:rss",
    "atom": "statuary.feeds:atom",
    "json": "statuary.api:write",
    "search": "statuary.search:write",
    "asset": "statuary.theme:asset",
}
"""Renderers that are no templates: a page's ``renderer`` -> module:function(view, context) that gives its bytes."""


@dataclass
class Context:
    """What a renderer may use besides its view."""

    theme: Theme
    converter: Converter

    def markdown(self, profile: str, text: str) -> Converted:
        """Markdown as sanitised HTML."""
        return self.converter.convert(Text(profile, text))

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The theme's templates; made when the first is needed."""
        from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2, which not every build needs

        return self.theme.environment(lambda profile, text: Markup(self.markdown(profile, text).html))  # noqa: S704

    def write(self, page: Page) -> bytes:
        """The page's bytes."""
        if page.renderer in RENDERERS:
            module, _, name = RENDERERS[page.renderer].partition(":")
            body: bytes = getattr(importlib.import_module(module), name)(page.view, self)
            return body
        return self.environment.get_template(page.renderer).render(view=page.view).encode()


@dataclass
class _Fresh:
    """The pages that have to be rendered, and what came of it."""

    digests: dict[bytes, bytes] = field(default_factory=dict)
    bodies: dict[bytes, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unsettled: set[bytes] = field(default_factory=set)  # not remembered, so that the next build names the problem again


def render(
    pages: Sequence[Page], theme: Theme, converter: Converter, memo: Memo, version: str
) -> tuple[tuple[Output, ...], tuple[Problem, ...]]:
    """An output a page, in their order, and what could not be rendered or converted."""
    context = Context(theme, converter)
    keys = [key(version, theme.digest, page.renderer, page.view) for page in pages]
    known = memo.known("page", keys, bytes)
    missing = {one: page for one, page in zip(keys, pages, strict=True) if one not in known}
    fresh = _render(missing, context)
    memo.remember("page", {one: digest for one, digest in fresh.digests.items() if one not in fresh.unsettled})
    explain.record(list(missing.values()), memo, version=version, theme=theme.digest)
    digests = {**known, **fresh.digests}
    outputs = tuple(
        Output(page.path, digests[one].hex(), _body(page, fresh.bodies.get(one), context))
        for one, page in zip(keys, pages, strict=True)
        if one in digests
    )
    return outputs, tuple(fresh.problems)


def _render(missing: Mapping[bytes, Page], context: Context) -> _Fresh:
    context.converter.prepare(text for page in missing.values() for text in page.texts)
    fresh = _Fresh()
    for one, page in missing.items():
        problems = list(_unconverted(page, context.converter))
        try:
            body = context.write(page)
        except Exception as error:  # noqa: BLE001 - what one page fails at must not keep the others from going out
            problems.append(_failure(page, error))
        else:
            fresh.bodies[one] = body
            fresh.digests[one] = hashlib.sha256(body).digest()
        if problems:
            fresh.unsettled.add(one)
            fresh.problems += problems
    return fresh


def _unconverted(page: Page, converter: Converter) -> Iterator[Problem]:
    """A problem for each text of the page that is shown plain because it could not be converted."""
    for text in page.texts:
        converted = converter.convert(text)
        if converted.problem:
            fix = "It is shown as plain text; write it more simply."
            yield Problem(text.path or page.path, text.line, what=converted.problem, fix=fix)


def _failure(page: Page, error: Exception) -> Problem:
    """A template of the site's own may be wrong; say where."""
    template = getattr(error, "filename", None) or getattr(error, "name", None) or page.renderer
    what = f"The page {page.path} could not be rendered ({type(error).__name__}: {error})."
    fix = "It is left out. Mend the template, or remove your own copy of it in templates/."
    return Problem(
        f"templates/{str(template).rpartition('templates/')[2]}", getattr(error, "lineno", 0) or 0, 0, what, fix=fix
    )


def _body(page: Page, body: bytes | None, context: Context) -> Callable[[], bytes]:
    """The bytes if they are at hand, else a promise to render them: the published file may have been lost."""
    return (lambda: context.write(page)) if body is None else (lambda: body)
