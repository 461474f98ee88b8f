"""CommonMark's examples: where guides agree, and for each where they do not, why (tests/golden/commonmark.txt)."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lxml.html import HtmlElement, fragment_fromstring, tostring

from statuary.markup.convert import convert
from statuary.markup.sanitise import sanitise
from support_tools import corpora

GOLDEN = Path(__file__).parents[1] / "golden/commonmark.txt"


def meaning(html: str) -> str:
    """The HTML without what is ours (anchors, classes, rel) and without space that nobody sees."""
    root: HtmlElement = fragment_fromstring(html, create_parent="div")
    for element in root.iter():
        for name in ("id", "rel", "class"):
            element.attrib.pop(name, None)
        attributes = sorted((name, re.sub(r"[\x00-\x1f]", "", value)) for name, value in element.attrib.items())
        element.attrib.clear()
        element.attrib.update(attributes)
        within = [element, *element.iterancestors()]
        if not any(one.tag == "pre" for one in within):
            element.text = re.sub(r"[\x00-\x20]+", " ", element.text or "").strip()
        if not any(one.tag == "pre" for one in within[1:]):
            element.tail = re.sub(r"[\x00-\x20]+", " ", element.tail or "").strip()
    plain = tostring(root, encoding="unicode")
    return re.sub(r"</?div>|<span>|</span>", "", plain).replace("<h1>", "<h2>").replace("</h1>", "</h2>")


def reasons() -> dict[int, str]:
    """By the example's number, the reason that the file gives."""
    lines = [line.split("  ", 1) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    return {int(number): reason for number, *rest in lines if number.isdecimal() for reason in rest}


def test_every_disagreement_with_commonmark_is_listed_with_its_reason() -> None:
    (file,) = corpora("markdown").rglob("spec-*.json")
    examples = json.loads(file.read_text(encoding="utf-8"))
    differing = [
        one["n"]
        for one in examples
        if meaning(convert("guide", one["markdown"]).html)
        != meaning(sanitise(one["html"].replace("<h1>", "<h2>").replace("</h1>", "</h2>")))
    ]
    assert list(reasons()) == differing
    assert all(reason.strip() for reason in reasons().values())


def test_most_of_commonmark_is_ours() -> None:
    assert len(reasons()) < 652 * 0.27
