"""The template engine: everything is escaped, an unknown name is an error, and words come from ``wording``."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.runtime import Macro
from markupsafe import Markup

from statuary import drawing, wording
from statuary.instants import iso
from statuary.theme import STYLE, content_hash

if TYPE_CHECKING:
    from statuary.theme import Markdown, Theme

_FILTERS: dict[str, Callable[..., str]] = {
    "ahead": wording.ahead,
    "clock": wording.clock,
    "day": wording.day,
    "headline": wording.headline,
    "length": wording.length,
    "milliseconds": wording.milliseconds,
    "moment": wording.moment,
    "month": wording.month,
    "percent": wording.percent,
    "plural": wording.plural,
    "reason": wording.reason,
    "shape": wording.shape,
    "status": wording.status,
    "time": wording.time,
    "time_as_of": wording.time_as_of,
    "as_of": wording.as_of,
    "update_status": wording.update_status,
}


class _Loader(jinja2.BaseLoader):
    """Templates from memory that still know their file, for error messages."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        del environment
        try:
            return self._theme.templates[template], str(self._theme.files[template]), None
        except KeyError:
            raise jinja2.TemplateNotFound(template) from None


def _compiled() -> jinja2.BytecodeCache | None:
    """Compiled templates, in the user's own cache folder like those of Python's modules.

    Never in the site's folder: that may come from elsewhere, and what is loaded here is run.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "statuary/templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except (OSError, RuntimeError):  # no home, or none that can be written
        return None
    ours = status.st_uid == os.getuid() and not status.st_mode & 0o022 and os.access(folder, os.W_OK)
    return jinja2.FileSystemBytecodeCache(str(folder)) if ours else None


def make_environment(theme: Theme, markdown: Markdown) -> jinja2.Environment:
    """The environment of a theme; ``markdown`` is given (profile, text)."""
    environment = jinja2.Environment(
        loader=_Loader(theme),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        optimized=False,  # folding constants costs more than it saves
        bytecode_cache=_compiled(),
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # the extension's

    def shown(text: str, profile: str) -> Markup:
        return markdown(profile, text)

    known: dict[tuple[str, tuple[object, ...]], Markup] = {}

    def once(macro: Macro, *values: Hashable) -> Markup:
        """What the macro says of these values; said again, it is not worked out again."""
        key = macro.name, values
        if key not in known:
            known[key] = Markup(macro(*values))  # noqa: S704 - a macro's output is escaped
        return known[key]

    style = theme.assets[STYLE].decode()
    environment.filters.update(_FILTERS)
    environment.filters["markdown"] = shown
    environment.globals.update(
        bars=drawing.bars,
        budget_bar=drawing.budget_bar,
        phases_bar=drawing.phases_bar,
        course=drawing.course,
        day_table=drawing.day_table,
        incident_bands=drawing.incident_bands,
        iso=iso,
        latency_chart=drawing.latency_chart,
        latency_table=drawing.latency_table,
        latency_top=drawing.latency_top,
        once=once,
        window=wording.window,
        WINDOW=wording.WINDOW,
        OUTCOME=wording.OUTCOME,
        OUTCOME_SHAPE=wording.OUTCOME_SHAPE,
        IMPACT=wording.IMPACT,
        STYLE=style,
        STYLE_HASH=content_hash(style),
    )
    environment.globals["parts"] = Parts(environment, theme.templates)  # an import in each page costs more
    return environment


class Parts:
    """The macros of ``parts.html``: the theme's, with those of the site's own file in their place."""

    def __init__(self, environment: jinja2.Environment, templates: Mapping[str, str]) -> None:
        own, packaged = "parts.html", "theme/parts.html"
        for name in (own,) if templates[own] == templates.get(packaged) else (packaged, own):
            macros = vars(environment.get_template(name).module)
            vars(self).update({key: macro for key, macro in macros.items() if isinstance(macro, Macro)})
