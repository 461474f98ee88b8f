"""The theme: templates and assets from the package, shadowed file by file by the site's own ``templates/``."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from statuary import __version__
from statuary.errors import Problem, Refused
from statuary.languages import ENGLISH, spoken, words_of
from statuary.languages import FOLDER as LOCALE
from statuary.memo import Memo, key
from statuary.model import Value
from statuary.tokens import Design, load_tokens, own_tokens

if TYPE_CHECKING:
    import jinja2

    from statuary.render import Context
    from statuary.views import Asset
    from statuary.wording import Words

STYLE = "style.css"  # base.css, prose.css and writing.css
BASE = "base.css"  # with the design's custom properties in front
WRITING = "writing.css"  # for the home pages of languages that need it
SCRIPT = "site.js"  # every script at the top of assets/, in the order of their names
_TOKENS = "tokens.json"
DESIGN = Path(__file__).with_name("design.json")
THEIRS = "theme/"  # before the name of a packaged template
_ASSETS = "assets/"
_FONTS = "fonts/"
_EMBEDS = "embed/"
Markdown = Callable[[str, str], Markup]
"""(profile, text) -> HTML."""
Headings = Callable[[str], Sequence[tuple[int, str, str]]]
"""A guide's text -> (level, anchor, words) of each heading."""


class PackagedDesign(Value, frozen=True):
    """``design.json``: what the packaged tokens, of this digest, come to; written by ``tests/pages/test_design.py``."""

    tokens: str
    design: Design


class Theme(Value, frozen=True):
    """``digest`` is that of every template, asset and token: a page remembers what it was rendered with."""

    digest: str
    design: Design
    assets: Mapping[str, bytes]  # by path below assets/
    templates: Mapping[str, str]
    files: Mapping[str, Path]  # where each template is from
    embeds: Mapping[str, bytes]  # scripts for pages of others, by name
    fonts: Mapping[str, bytes]  # what cards are lettered with; the site's own come first
    own: frozenset[str]  # the files that are the site's
    words: Mapping[str, Words]  # by language; the first is that of the site's own address

    def environment(self, markdown: Markdown, language: str, headings: Headings = lambda _: ()) -> jinja2.Environment:
        """A template engine over this theme. ``{{ text|markdown("incident") }}`` shows Markdown."""
        from statuary.templating import make_environment  # noqa: PLC0415 - jinja2 loads only where a page is rendered

        return make_environment(self, markdown, self.words[language], headings)

    def packaged(self) -> Theme:
        """The same without the site's own templates."""
        theirs = {name: name.removeprefix(THEIRS) for name in self.templates if name.startswith(THEIRS)}
        templates = {called: self.templates[name] for name, own in theirs.items() for called in (name, own)}
        files = {called: self.files[name] for name, own in theirs.items() for called in (name, own)}
        return replace(self, templates=templates, files=files)

    def published(self, name: str) -> str:
        """The path of an asset in the site: its name carries a digest of its bytes, so it can be cached for ever."""
        digest = hashlib.sha256(self.assets[name]).hexdigest()[:10]
        stem, dot, suffix = name.rpartition(".")
        return f"{_ASSETS}{stem}-{digest}.{suffix}" if dot else f"{_ASSETS}{name}-{digest}"


def content_hash(text: str) -> str:
    """The text's digest as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def asset(view: Asset, context: Context) -> bytes:
    """The renderer of assets."""
    return context.theme.assets[view.name]


def load_theme(
    root: Path, brand: str | None = None, memo: Memo | None = None, languages: Sequence[str] = (ENGLISH,)
) -> Theme:
    """The packaged theme with the site's own files in front and its tokens in effect; ``brand`` as in site.yaml.

    A packaged template is also called ``theme/NAME``, so that a site's own of the same name can extend it. Raises
    Refused where a template is not text, where the tokens are not right, and where a language has no words.
    """
    packaged, own = _files(packaged_folder()), _files(root / "templates")
    languages = tuple(dict.fromkeys((*languages, ENGLISH)))  # the UI guide is in English
    catalogues = _catalogues(packaged, own, languages)
    packaged, own = ({name: path for name, path in some.items() if not _is_catalogue(name)} for some in (packaged, own))
    files = {**packaged, **own, **{f"{THEIRS}{name}": path for name, path in packaged.items() if _is_template(name)}}
    bodies = {name: path.read_bytes() for name, path in sorted(files.items())}
    digest = hashlib.sha256()
    for name, body in bodies.items():
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    for paths in catalogues.values():
        for name, path in paths.items():
            digest.update(f"{name}\0".encode() + path.read_bytes())
    look = _design(bodies[_TOKENS], root, brand, memo)
    digest.update(look.css.encode())
    assets = {name.removeprefix(_ASSETS): body for name, body in bodies.items() if name.startswith(_ASSETS)}
    return Theme(
        digest.hexdigest(),
        look,
        _assets(assets, look.css),
        {name: _text(name, body) for name, body in bodies.items() if _is_template(name)},
        {name: path for name, path in files.items() if _is_template(name)},
        {name.removeprefix(_EMBEDS): body for name, body in bodies.items() if name.startswith(_EMBEDS)},
        {name: bodies[name] for name in sorted(bodies, key=lambda name: (name not in own, name)) if _is_font(name)},
        frozenset(own),
        {language: words_of(language, catalogues[language], memo) for language in languages},
    )


def _catalogues(
    packaged: Mapping[str, Path], own: Mapping[str, Path], languages: Sequence[str]
) -> dict[str, dict[str, Path]]:
    """The catalogues of each language, the package's before the site's."""
    known = [name[len(LOCALE) : -3] for name in (*packaged, *own) if _is_catalogue(name)]
    found: dict[str, dict[str, Path]] = {}
    for language in languages:
        name = f"{LOCALE}{spoken(language, known)}.po"
        places = (("theme/", packaged), ("templates/", own))
        found[language] = {prefix + name: files[name] for prefix, files in places if name in files}
    return found


def _files(folder: Path) -> dict[str, Path]:
    """The files below, by name; not what is hidden."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path for name, path in paths.items() if not any(part.startswith(".") for part in name.split("/"))}


def _is_template(name: str) -> bool:
    return name.endswith(".html")


def _is_catalogue(name: str) -> bool:
    return name.startswith(LOCALE) and name.endswith(".po")


def _is_font(name: str) -> bool:
    return name.startswith(_FONTS) and name.endswith((".ttf", ".otf"))


def _design(theme: bytes, root: Path, brand: str | None, memo: Memo | None) -> Design:
    """What the tokens come to. Reading and working them out loads parsers and a colour library, so it is remembered.

    That of the packaged ones is packaged, too.
    """
    own = own_tokens(root)
    known = key(__version__, theme, own, brand)
    look = memo.get("design", known, Design) if memo else None
    if look is None:
        tokens = load_tokens(theme, own, brand)
        packaged = msgspec.json.decode(DESIGN.read_bytes(), type=PackagedDesign)
        if packaged.tokens == key(tokens).hex():
            look = packaged.design
        else:
            from statuary.design import design  # noqa: PLC0415 - see above

            look = design(tokens)
        if memo:
            memo.remember("design", {known: look})
    return look


def _assets(files: Mapping[str, bytes], properties: str) -> dict[str, bytes]:
    """The files as they are published. The home page carries ``base.css`` itself; the others link to all of it."""
    tidy: Mapping[str, Callable[[bytes], bytes]] = {"css": _minified, "js": _bare}
    assets = {name: tidy.get(name.rpartition(".")[2], bytes)(body) for name, body in files.items()}
    assets[BASE] = _minified(properties.encode()) + assets[BASE]
    assets[STYLE] = assets[BASE] + assets.pop("prose.css") + assets[WRITING]
    scripts = [name for name in sorted(assets) if name.endswith(".js") and "/" not in name]
    assets[SCRIPT] = b"".join(assets.pop(name) for name in scripts)
    return assets


def packaged_folder() -> Path:
    """Where the theme is: in the wheel beside this file, in a checkout at its root."""
    here = Path(__file__).resolve().parent
    return here / "theme" if (here / "theme").is_dir() else here.parents[1] / "templates"


def _text(name: str, body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        what = "The template is not UTF-8 text."
        raise Refused([Problem(f"templates/{name}", line, what=what, fix="Save it as UTF-8.")]) from None


def _bare(script: bytes) -> bytes:
    """The script without comments and indentation; our scripts have no text over several lines.

    A remark behind a statement goes where it has no quotation mark: with one, it may be within a text.
    """
    text = re.sub(r"^\s*(//[^\n]*|/\*\*.*?\*/)$", "", script.decode(errors="replace"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"(?<=[;{},)]) // [^\n\"'`]*$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n\s*", "\n", text).encode()


@lru_cache(32)  # `watch` loads the theme for every build
def _minified(body: bytes) -> bytes:
    """CSS without comments and the space that only people need."""
    text = re.sub(r"/\*.*?\*/", "", body.decode(errors="replace"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    return re.sub(r": ", ":", text).replace(";}", "}").strip().encode()
