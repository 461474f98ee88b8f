from __future__ import annotations

import gettext
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.messages.plurals import get_plural

from statuary.instants import DAY, HOUR
from statuary.languages import Local, read_catalogue
from support_catalogues import LOCALE, TEMPLATE, messages, template
from support_pages import busy, some, worded

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

LANGUAGES = sorted(path.stem for path in LOCALE.glob("*.po"))
PLACE = re.compile(r"%\((\w+)\)s")
A_SENTENCE = 3
"""Words from which on a text that stays as it is was forgotten; ``TLS`` or ``Median`` are right in many languages."""
SPEAKING = ("alt", "aria-label", "content", "data-found", "data-words", "placeholder", "title")

every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def catalogue(language: str) -> Catalog:
    name = f"{language}.po"
    return read_catalogue(name, (LOCALE / name).read_text("utf-8"), language)


def filled(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def places(text: str) -> list[str]:
    return sorted(PLACE.findall(text))


def test_the_template_has_the_texts_that_stand_in_templates_and_code() -> None:
    assert template() == TEMPLATE.read_text("utf-8")


@every_language
def test_a_catalogue_has_the_messages_of_the_template_in_its_order_and_no_others(language: str) -> None:
    assert [message.id for message in messages() if message.id] == [message.id for message in filled(language)]
    assert not catalogue(language).obsolete


@every_language
def test_a_catalogue_says_which_language_it_is_and_nothing_of_people_tools_and_times(language: str) -> None:
    head = (LOCALE / f"{language}.po").read_text("utf-8").partition("\n\n")[0]
    names = re.findall(r'^"([\w-]+): ', head, re.MULTILINE)
    assert f'"Language: {language}\\n"' in head
    assert set(names) <= {"Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms"}
    assert "#" not in head


@every_language
def test_every_message_is_translated_in_all_its_plural_forms_and_none_is_a_guess(language: str) -> None:
    count = catalogue(language).num_plurals
    lacking = [
        message.id
        for message in filled(language)
        if message.fuzzy
        or not all(text.strip() for text in forms(message.string))
        or len(forms(message.string)) != (1 if isinstance(message.id, str) else count)
    ]
    assert lacking == []


@every_language
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    """A plural form for one number alone may say it in words, or not at all: ``Den siste dagen``."""
    form = gettext.c2py(catalogue(language).plural_expr)
    uses = Counter(form(number) for number in range(1001))
    other = [
        text
        for message in filled(language)
        for number, text in enumerate(forms(message.string))
        if places(text) != places(forms(message.id)[-1])
        and not (not isinstance(message.id, str) and uses[number] == 1 and places(text) == [])
    ]
    assert other == []


@every_language
def test_a_translation_is_one_line_without_markup_or_loose_ends(language: str) -> None:
    texts = [text for message in filled(language) for text in forms(message.string)]
    assert [text for text in texts if text != text.strip() or re.search(r'[<>&"\n]|  ', text)] == []


@every_language
def test_no_sentence_is_left_in_english(language: str) -> None:
    left = [
        message.id
        for message in filled(language)
        if len(re.findall(r"[A-Za-z]+", PLACE.sub("", forms(message.id)[0]))) >= A_SENTENCE
        and set(forms(message.string)) & set(forms(message.id))
    ]
    assert left == []


@every_language
def test_numbers_that_the_cldr_takes_for_alike_are_told_alike(language: str) -> None:
    form, category = gettext.c2py(catalogue(language).plural_expr), Locale.parse(language, sep="-").plural_form
    pairs = {(category(number), form(number)) for number in range(1001)}
    for message in filled(language):
        if not isinstance(message.id, str):
            told = {(one, message.string[number]) for one, number in pairs}
            assert len(told) == len({one for one, _number in pairs}), message.id


@every_language
def test_there_are_as_many_plural_forms_as_gettext_knows_of(language: str) -> None:
    count = catalogue(language).num_plurals
    form = gettext.c2py(catalogue(language).plural_expr)
    assert {form(number) for number in range(1001)} == set(range(count))
    assert count >= get_plural(language)[0]


@every_language
def test_lengths_of_time_are_in_the_words_of_the_language(language: str) -> None:
    said = Local(language)
    for text in (said.units(41, "day"), said.units(1, "hour"), said.length(3 * DAY + HOUR), said.latency(84.2)):
        assert "duration" not in text


# ---------------------------------------------------------------------------------------------------------------- pages


class _Said(HTMLParser):
    """What a page says to people and machines that read aloud: texts and attributes, each by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.root = dict(attrs)
        self.texts += [value for name, value in attrs if name in SPEAKING and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(" ".join(data.split()))


def said(page: bytes) -> _Said:
    parser = _Said()
    parser.feed(page.decode())
    return parser


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request: pytest.FixtureRequest) -> tuple[str, dict[str, _Said]]:
    """A language, and what the pages of a bad day say in it; the guide to the theme is in English alone."""
    pages = worded(*busy(), language=request.param)
    return request.param, {
        path: said(page) for path, page in pages.items() if path.endswith(".html") and not path.startswith("docs/ui")
    }


@pytest.fixture(scope="module")
def english() -> re.Pattern[str]:
    """The parts of messages that are long enough to be known as English."""
    pieces = {
        piece.strip(" .,:;")
        for message in messages()
        for text in forms(message.id)
        for piece in PLACE.split(text)[::2]
        if len(piece.split()) >= A_SENTENCE
    }
    return re.compile("|".join(rf"\b{re.escape(piece)}\b" for piece in sorted(pieces, key=len, reverse=True)))


def test_no_page_has_a_sentence_of_the_interface_in_english(
    site: tuple[str, dict[str, _Said]], english: re.Pattern[str]
) -> None:
    _language, pages = site
    assert {(path, text) for path, page in pages.items() for text in page.texts if english.search(text)} == set()


def test_such_sentences_are_found_where_they_are(english: re.Pattern[str]) -> None:
    pages = some(*busy(), "index.html", "404.html")
    texts = {text for page in pages.values() for text in said(page).texts if english.search(text)}
    assert {
        "It may have moved, or the address may be mistyped.",
        "1 component could not be observed.",
        "That is {time} where you are.",
        "What the bars mean",
    } <= texts


def test_every_page_names_its_language_and_its_direction(site: tuple[str, dict[str, _Said]]) -> None:
    language, pages = site
    named = {(page.root.get("lang"), page.root.get("dir")) for page in pages.values()}
    assert {(language, "rtl" if language in ("ar", "fa", "he") else None)} == named


def test_the_home_page_says_its_state_in_the_language(site: tuple[str, dict[str, _Said]]) -> None:
    language, pages = site
    state = catalogue(language).get("Partial outage").string
    assert state in pages["index.html"].texts
