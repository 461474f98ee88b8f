"""The parts that incidents and maintenances share: front matter, times, and headings that are updates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from statuary.config import Config
from statuary.errors import Problem, Refused, nearest
from statuary.instants import Instant, from_datetime, parse_duration
from statuary.model import Status, Update, Value
from statuary.yamlfile import Document, parse_yaml

T = TypeVar("T")

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")  # ```code``` in a line of text is none
_HEADING = re.compile(r" {0,3}##(?!#)[ \t]*(.*?)[ \t]*#*[ \t]*$")
_HEADLESS = re.compile(
    r"\s*(?:title|description|order|tags|components|impact|window|aliases|bind|draft|listed):[ \t].*\n"
    r"(?:[ \t]*[\w-]+:.*\n|[ \t]+.*\n|- .*\n)*---[ \t]*\n"
)
_DASH = r"[\u2014\u2013:]|--?"  # however a dash is typed
_PARTS = re.compile(
    rf"(?P<word>[^\W\d_][^{{\u2014\u2013:]*?)\s*(?:{_DASH})\s*(?P<time>\d[^{{]*?)\s*(?:\{{(?P<braces>[^}}]*)\}})?$"
)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_EXAMPLE = "## Investigating — 2026-11-06 09:20 UTC"


class Word(Value, frozen=True):
    """A component's id, and where it stands."""

    text: str
    line: int
    column: int


class Parsed(Value, Generic[T], frozen=True):
    """A file's value, or the problems why it has none; ``words`` are the components it names."""

    path: str
    value: T | None
    words: tuple[Word, ...] = ()
    problems: tuple[Problem, ...] = ()


def unknown_components(path: str, words: Iterable[Word], config: Config) -> Iterable[Problem]:
    for word in words:
        if word.text in config.groups:
            what = f"'{word.text}' is a group, not a component."
            yield Problem(path, word.line, word.column, what, fix=_of_group(word.text, config))
        elif word.text not in config.components:
            what = f"There is no component '{word.text}' in config/components.yaml."
            yield Problem(path, word.line, word.column, what, fix=nearest(word.text, config.components))


def _of_group(group: str, config: Config) -> str:
    found = list(_below(group, config))
    return f"Write what is in it: {', '.join(found)}." if found else "Nothing is in it; remove it here."


def _below(group: str, config: Config) -> Iterator[str]:
    """The components of a group and of the groups in it."""
    for child in config.groups[group].children:
        yield from _below(child, config) if child in config.groups else (child,)


def named_twice(path: str, words: Iterable[Word]) -> Iterator[Problem]:
    """Each word that stands in a list before: its state would be shown again."""
    seen: set[str] = set()
    for word in words:
        if word.text in seen:
            what = f"The component '{word.text}' stands twice."
            yield Problem(path, word.line, word.column, what, fix="Remove one of them.")
        seen.add(word.text)


class Heading(Value, frozen=True):
    """A second-level heading outside code: what is written in it, and the text below it."""

    line: int
    column: int  # where its words begin
    written: str
    body: str


def front_matter(text: str, path: str) -> tuple[Document, str, int]:
    """The YAML between ``---`` lines (empty where there is none), the text after it, and the line where that begins."""
    if not text.startswith("---\n"):
        if _HEADLESS.match(text):
            what = "This is front matter, but the line --- before it is missing, so it would be shown as text."
            raise Refused([Problem(path, 1, 1, what, fix="Begin the file with a line ---.")])
        return Document(path, {}), text, 1
    end = text.find("\n---", 3)
    while end != -1 and text[end + 4 : end + 5] not in ("", "\n"):
        end = text.find("\n---", end + 1)
    if end == -1:
        what = "The front matter that begins here does not end."
        raise Refused([Problem(path, 1, 1, what, fix="Write a line with --- after it.")])
    document = _matter(text[4 : end + 1], path)
    if document.data is None:
        document = Document(path, {})
    if not isinstance(document.data, dict):
        raise Refused([Problem(path, 2, 1, "The front matter must be a mapping (key: value).")])
    body = text[end + 5 :]
    return document, body, text.count("\n", 0, end + 1) + 2


@lru_cache(20_000)
def _matter(text: str, path: str) -> Document:
    """Nobody changes what was read; ``watch`` reads the same again and again."""
    return parse_yaml(text, path, first_line=2)


def parse_time(text: str) -> Instant:
    """``2026-11-06 09:20 UTC``, ``2026-11-06T09:20:00+01:00``. Raises ValueError with a sentence."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text.strip()}' is not a time; write it like 2026-11-06 09:20 UTC")
    day, clock, zone = found.groups()
    if not zone:
        raise ValueError(f"the time '{text.strip()}' has no zone; add UTC, or an offset like +01:00")
    offset = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    try:
        return from_datetime(datetime.fromisoformat(f"{day}T{clock}{offset}").astimezone(UTC))
    except (ValueError, OverflowError):
        raise ValueError(f"'{text.strip()}' is not a time that exists") from None


def split(body: str, first_line: int) -> tuple[str, list[Heading]]:
    """The text before the first second-level heading, and the headings with theirs. Code is left alone."""
    lines = body.split("\n")
    starts = list(_headings(lines))
    ends = [*(index for index, _ in starts), len(lines)][1:]
    before = "\n".join(lines[: starts[0][0]] if starts else lines)
    headings = [
        Heading(
            first_line + index,
            lines[index].index("##") + 4,
            written,
            "\n".join(lines[index + 1 : end]).strip("\n"),
        )
        for (index, written), end in zip(starts, ends, strict=True)
    ]
    return before, headings


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    fence = ""
    for index, line in enumerate(lines):
        fence = _open_after(line, fence)
        if not fence and (found := _HEADING.match(line)):
            yield index, found[1]


def _open_after(line: str, fence: str) -> str:
    """The mark of the block of code that goes on after the line, given that of the one before it; "" outside code."""
    mark = _FENCE.match(line)
    if not fence:
        return mark[1] if mark else ""
    ends = mark and mark[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if ends else fence


def swallowed(body: str, first_line: int, path: str) -> Iterator[Problem]:
    """A block of code that does not end although updates stand below its beginning: nobody would see them as such."""
    lines = body.split("\n")
    fence, begin = "", 0
    for index, line in enumerate(lines):
        before, fence = fence, _open_after(line, fence)
        if not before:
            begin = index
    headings = (_HEADING.match(line) for line in lines[begin + 1 :] if fence)
    if any(found and _PARTS.fullmatch(found[1]) for found in headings):
        what = "The code that begins here does not end, so the updates below would be part of it."
        column = lines[begin].index(fence) + 1
        yield Problem(path, first_line + begin, column, what, fix=f"Write a line with {fence} where it ends.")


def updates(
    headings: Sequence[Heading], path: str, statuses: Sequence[str], problems: list[Problem]
) -> tuple[list[Update], list[Word]]:
    """The updates of the headings, oldest first, and the components they name."""
    found: list[Update] = []
    words: list[Word] = []
    for heading in headings:
        update = _update(heading, path, statuses, words, problems)
        if update and found and update.at < found[-1].at:
            what = "This update is older than the one before it."
            problems.append(
                Problem(path, heading.line, heading.column, what, fix="Put the newest last, or correct the time.")
            )
        if update:
            found.append(update)
    return found, words


def _update(
    heading: Heading, path: str, statuses: Sequence[str], words: list[Word], problems: list[Problem]
) -> Update | None:
    def problem(column: int, what: str, fix: str = "") -> None:
        problems.append(Problem(path, heading.line, column, what, fix=fix))

    parts = _PARTS.fullmatch(heading.written)
    if not parts:
        what = f"The heading '{heading.written}' is not an update."
        problem(heading.column, what, f"Write it like '{_EXAMPLE}', or use ### inside an update.")
        return None
    status = re.sub(r"[\s-]+", "_", parts["word"].strip().lower())
    if status not in statuses:
        problem(heading.column, f"'{parts['word']}' is not a status.", nearest(status, statuses))
        return None
    try:
        at = parse_time(parts["time"])
    except ValueError as error:
        problem(heading.column + parts.start("time"), f"{str(error)[0].upper()}{str(error)[1:]}.")
        return None
    said: list[tuple[str, Status]] = []
    next_at = None
    for token in re.finditer(r"\S+", parts["braces"] or ""):
        column = heading.column + parts.start("braces") + token.start()
        key, equals, value = token[0].strip(",").partition("=")
        if not equals:
            problem(column, f"'{token[0]}' says nothing.", "Write component=status, or next=30m.")
        elif key == "next":
            try:
                next_at = parse_time(value) if value[:4].isdigit() and "-" in value else at + parse_duration(value)
            except ValueError as error:
                problem(column, f"{str(error)[0].upper()}{str(error)[1:]}.")
        elif value not in Status.__members__ or value == "unknown":
            problem(column + len(key) + 1, f"'{value}' is not a component's status.", nearest(value, STATUSES))
        else:
            words.append(Word(key, heading.line, column))
            said.append((key, Status(value)))
    return Update(status, at, heading.body, tuple(said), next_at, heading.line)


def time_of(heading: Heading, path: str, problems: list[Problem]) -> Instant | None:
    """The time that a heading names; the word before it may be in any language."""
    parts = _PARTS.fullmatch(heading.written)
    if not parts:
        what = f"The heading '{heading.written}' is not an update."
        problems.append(Problem(path, heading.line, heading.column, what, fix=f"Write it like '{_EXAMPLE}'."))
        return None
    try:
        return parse_time(parts["time"])
    except ValueError as error:
        column = heading.column + parts.start("time")
        problems.append(Problem(path, heading.line, column, f"{str(error)[0].upper()}{str(error)[1:]}."))
        return None


STATUSES = tuple(status.value for status in Status if status is not Status.unknown)


def reject_unknown_keys(
    document: Document,
    known: Mapping[str, Any] | Sequence[str],
    problems: list[Problem],
    *,
    told: Sequence[str] = (),
) -> None:
    """A key that nobody reads is most often a misspelt one. Of those that are ``told`` more is said elsewhere."""
    problems.extend(
        document.problem((key,), f"Unknown key '{key}'.", fix=nearest(str(key), known), key=True)
        for key in document.data
        if key not in known and key not in told
    )


def text_at(key: str, document: Document, problems: list[Problem]) -> str:
    """The text of a key, empty where there is none."""
    text = document.data.get(key, "")
    if not isinstance(text, str):
        problems.append(document.problem((key,), f"'{key}' must be text.", fix="Put it in quotes, or below |."))
        return ""
    return text


def title_of(document: Document, problems: list[Problem]) -> str:
    """The title: a line of text that is there."""
    title = document.data.get("title")
    if isinstance(title, (int, float)) and not isinstance(title, bool):
        title = str(title)
    if not isinstance(title, str) or not title.strip():
        what = "'title' is missing." if title is None else "'title' must be text."
        problems.append(document.problem(("title",), what, fix="Add a line like title: Slow checkout"))
        return ""
    return " ".join(title.split())
