"""``{{ config.scale.max_instances }}`` in guides and pages: the value instead. Pure.

Only exactly ``{{ config.`` begins a binding, and ``{{ bind.`` in a file whose front matter gives such names. Everything
else in braces is text, and so is what stands in code or behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from statuary.config import Config
from statuary.content.facts import Fact, Unfound, look_up
from statuary.content.figures import in_angles, written
from statuary.content.prose import code_spans, is_escaped, within
from statuary.errors import Problem, nearest
from statuary.languages import formats_of
from statuary.model import Binding, Guide, Source, Spliced, Text, Translation
from statuary.wording import Formats

_BINDING = re.compile(r"(<(?=\{\{ [^{}\n]*\}\}>))?(\{\{ (config|bind)\.)(?:([^{}\n]*)\}\}(?(1)>))?")
"""An angle bracket before it (where one is after it, too), how it begins, its kind, and what it names, if it ends."""
_FORM = "Write it on one line like {{ config.site.name | code }}, or a backslash before it to show it as it is."


@dataclass(slots=True)
class _Text:
    """A text on its way, and what came of it."""

    config: Config
    formats: Formats
    names: Mapping[str, Binding]
    source: Source
    spliced: tuple[Spliced, ...] = ()
    files: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def filled(self, text: str) -> str:
        if "{{ " not in text or not _BINDING.search(text):
            return text
        spans = code_spans(text)

        def value(found: re.Match[str]) -> str:
            at = found.start(2)
            mine = found[3] == "config" or bool(self.names)
            if not mine or is_escaped(text, at) or within(spans, at):
                return found[0]
            try:
                return self.value(found)
            except Unfound as error:
                self.problems.append(self.problem(text, at, *error.args))
                return found[0]

        return _BINDING.sub(value, text)

    def problem(self, text: str, at: int, what: str, fix: str) -> Problem:
        """What is wrong at that place of the text, which may be one of an included file."""
        from statuary.links.places import placed  # noqa: PLC0415 - only where something is wrong

        of = Text("guide", text, self.source.path, self.source.line, self.spliced)
        path, line, margin = placed(of, text.count("\n", 0, at))
        why = "" if path == self.source.path else f"{self.source.path} includes it."
        return Problem(path, line, max(at - text.rfind("\n", 0, at) - margin, 1), what, why, fix)

    def value(self, found: re.Match[str]) -> str:
        """What is shown in its place. Raises Unfound."""
        if found[4] is None:
            raise Unfound(f"What begins with '{found[2]}' here is no value.", _FORM)
        fact, form = self.named(found[3], found[4])
        if not found[1]:
            return written(fact, form, self.formats)
        before = found.string[max(0, found.start() - 20) : found.start()].rstrip(" \t")
        if before.endswith(("](", "]:", "\\")):  # where a link leads, or no bracket of Markdown's
            return f"<{written(fact, form, self.formats)}>"
        return in_angles(fact, form, self.formats)

    def named(self, kind: str, said: str) -> tuple[Fact, str]:
        """``NAME | FORMAT``, by its own name or one of the front matter's. Raises Unfound."""
        name, _, form = (part.strip() for part in said.partition("|"))
        if kind == "bind":
            if name not in self.names:
                raise Unfound(f"'bind' in the front matter gives nothing the name '{name}'.", nearest(name, self.names))
            self.used.add(name)
            name, form = self.names[name].name, form or self.names[name].form
        fact = look_up(self.config, name)
        self.files.add(fact.file)
        return fact, form


def bound(guide: Guide, config: Config, problems: list[Problem]) -> Guide | None:
    """The guide with its values, in the language of each text. None where it names what is not there.

    What it includes is in its text by then: values of snippets are filled like its own.
    """
    own = _Text(config, formats_of(config.site.language), _by_name(guide.bindings), guide.source, guide.spliced)
    text = own.filled(guide.text)
    problems += own.problems
    problems += _unused(guide.bindings, own)
    if own.problems or own.used != own.names.keys():
        return None
    said = tuple(_translated(one, guide, config, problems) for one in guide.translations)
    if text == guide.text and said == guide.translations and not own.files:
        return guide
    return replace(guide, text=text, translations=said, files=tuple(sorted(own.files)))


def _translated(said: Translation, guide: Guide, config: Config, problems: list[Problem]) -> Translation:
    """What is wrong in a translation is named; what it says of the configuration is then shown as it was written."""
    text = _Text(config, formats_of(said.language), _by_name(guide.bindings), said.source, said.spliced)
    filled = text.filled(said.text)
    problems += text.problems
    return said if filled == said.text else replace(said, text=filled, files=tuple(sorted(text.files)))


def _by_name(bindings: Iterable[Binding]) -> Mapping[str, Binding]:
    return {one.alias: one for one in bindings}


def _unused(bindings: Iterable[Binding], text: _Text) -> Iterable[Problem]:
    """A name that nothing uses is most often one that was misspelt where it should have been."""
    for one in bindings:
        if one.alias not in text.used:
            what = f"Nothing uses the name '{one.alias}'."
            fix = f"Write {{{{ bind.{one.alias} }}}} where its value belongs, or remove it."
            yield Problem(text.source.path, one.line, one.column, what, fix=fix)
