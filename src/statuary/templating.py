"""The template engine: everything is escaped, an unknown name is an error, and words are those of one language."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import jinja2
from jinja2.bccache import Bucket
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from statuary import drawing, wording
from statuary.instants import iso
from statuary.languages import autonym, direction
from statuary.linked import linked
from statuary.proofs import proven, summed_up
from statuary.theme import STYLE, content_hash
from statuary.weaving import beginning, woven

if TYPE_CHECKING:
    from statuary.theme import Headings, Markdown, Theme
    from statuary.wording import Words

_FILTERS = (
    "ahead",
    "as_of",
    "clock",
    "day",
    "headline",
    "length",
    "listed",
    "milliseconds",
    "moment",
    "month",
    "notes",
    "percent",
    "reason",
    "status",
    "status_within",
    "time",
    "time_as_of",
    "update_status",
)
"""Methods of ``Words``."""


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


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates: in memory for the next build of this process, and in files for other processes."""

    _known: ClassVar[dict[str, tuple[str, CodeType]]] = {}  # by name and place: the source's checksum, and the code

    def __init__(self) -> None:
        self._files = _compiled_files()

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
        elif self._files:
            self._files.load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._keep(bucket)
        if self._files:
            self._files.dump_bytecode(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code:
            self._known[bucket.key] = bucket.checksum, bucket.code


def _compiled_files() -> jinja2.BytecodeCache | None:
    """In the user's own cache folder, like those of Python's modules.

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


def make_environment(theme: Theme, markdown: Markdown, words: Words, headings: Headings) -> jinja2.Environment:
    """The environment of a theme in a language; ``markdown`` is given (profile, text), ``headings`` a guide's text."""
    environment = jinja2.Environment(
        loader=_Loader(theme),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        optimized=False,  # folding constants costs more than it saves
        bytecode_cache=_Compiled(),
    )

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
    environment.filters.update({name: getattr(words, name) for name in _FILTERS})
    environment.filters.update(markdown=shown, shape=wording.shape, sentence=_sentence, origin=_origin, host=_host)
    environment.filters.update(headings=headings, beginning=beginning, current=_current)
    environment.filters.update(woven=lambda text, targets: woven(text, targets, words.say))
    environment.filters.update(
        proven=lambda text, proofs: proven(text, proofs, words),
        summed_up=lambda proofs: summed_up(proofs, words),
    )
    environment.globals.update(_translators(words))
    environment.globals.update(
        bars=partial(drawing.bars, words),
        budget_bar=drawing.budget_bar,
        phases_bar=drawing.phases_bar,
        course=drawing.course,
        day_table=partial(drawing.day_table, words),
        incident_bands=drawing.incident_bands,
        iso=iso,
        latency_chart=drawing.latency_chart,
        latency_table=partial(drawing.latency_table, words),
        latency_top=drawing.latency_top,
        autonym=autonym,
        linked=linked,
        tongue=partial(_tongue, beside=words.language),
        once=once,
        window=words.window,
        COMMA=words.comma,
        WINDOW=words.table(wording.WINDOW),
        OUTCOME=words.table(wording.OUTCOME),
        OUTCOME_SHAPE=wording.OUTCOME_SHAPE,
        IMPACT=words.table(wording.IMPACT),
        SIGN=drawing.SIGN,
        STYLE=style,
        STYLE_HASH=content_hash(style),
    )
    environment.globals["parts"] = Parts(environment, theme.templates)  # an import in each page costs more
    return environment


def _current(links: Markup, here: str) -> Markup:
    """The links, with a mark on the one that leads to the page itself."""
    link = f'<a href="{escape(here)}"'
    return Markup(str(links).replace(link, f'{link} aria-current="page"', 1))  # noqa: S704 - nothing that a page says


def _sentence(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def _tongue(language: str, beside: str) -> Markup:
    """The attributes of a block in ``language`` on a page in another one: ` lang="he" dir="rtl"`."""
    runs = direction(language)
    attributes = {"lang": language} if runs == direction(beside) else {"lang": language, "dir": runs}
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())


def _origin(url: str) -> str:
    """Where an address is, as a page's policy names it: ``https://forms.example.com``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _translators(words: Words) -> dict[str, Callable[..., Markup]]:
    """``_("Since %(time)s.", time=…)`` and ``ngettext("%(num)s day", "%(num)s days", count)``.

    Those of Jinja's own extension do the same at twice the cost, and a page says some eighty things.
    """
    texts: dict[str, Markup] = {}

    def filled(text: Markup, values: Mapping[str, object]) -> Markup:
        safe = {name: value if isinstance(value, Markup) else escape(value) for name, value in values.items()}
        return Markup(str.__mod__(text, safe))  # noqa: S704 - catalogues are trusted as templates are

    def say(text: str, **values: object) -> Markup:
        known = texts.get(text)
        if known is None:
            known = texts[text] = Markup(words.say(text))  # noqa: S704 - see above
        return filled(known, values) if values else known

    def count(one: str, many: str, num: int) -> Markup:
        return filled(Markup(words.translations.ngettext(one, many, num)), {"num": num})  # noqa: S704 - see above

    return {"_": say, "ngettext": count}


class Parts:
    """The macros of ``parts.html``: the theme's, with those of the site's own file in their place."""

    def __init__(self, environment: jinja2.Environment, templates: Mapping[str, str]) -> None:
        own, packaged = "parts.html", "theme/parts.html"
        for name in (own,) if templates[own] == templates.get(packaged) else (packaged, own):
            macros = vars(environment.get_template(name).module)
            vars(self).update({key: macro for key, macro in macros.items() if isinstance(macro, Macro)})
