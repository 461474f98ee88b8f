"""What pages of other sites ask for: scripts whose bytes are a promise, and the JSON with all that changes."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Content, Impact, Status, Summary
from statuary.pages import plan
from statuary.theme import Theme, load_theme
from statuary.volumes import unbound
from support_pages import NOW, busy, calm, component, config, context, incident, maintenance, some, summary
from support_tools import ROOT

V1_0 = "c642110bef7af6e8723a09f0f48a99e2a409524c805008106aefd9c305ea405c"  # SHA-256
GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Minor service outage"
msgstr "Kleinere St\u00f6rung"

msgid "Operational"
msgstr "In Betrieb"

msgid "%(state)s as of %(time)s"
msgstr "%(state)s, Stand %(time)s"

msgid "No fresh data since %(time)s"
msgstr "Keine neuen Daten seit %(time)s"

msgid "Identified"
msgstr "Ursache gefunden"
"""


def told(shown: Summary, content: Content = Content()) -> dict[str, Any]:  # noqa: B008 - immutable
    answer: dict[str, Any] = json.loads(some(shown, content, "embed/v1.json")["embed/v1.json"])
    return answer


# ---------------------------------------------------------------------------------------------------------- the scripts


def test_what_others_have_pinned_keeps_its_bytes() -> None:
    body = (ROOT / "templates/embed/v1.0.js").read_bytes()
    assert V1_0 == hashlib.sha256(body).hexdigest(), "Others pin these bytes. What is mended goes into another file."


def test_the_line_is_its_newest_script() -> None:
    files = some(*busy(), "embed/v1.0.js", "embed/v1.js")
    assert files["embed/v1.0.js"] == files["embed/v1.js"] == (ROOT / "templates/embed/v1.0.js").read_bytes()


def test_the_page_has_a_tag_to_copy_with_the_digest_of_the_script() -> None:
    files = some(*busy(), "embed/index.html", "embed/v1.0.js")
    page = html.unescape(files["embed/index.html"].decode())
    digest = base64.b64encode(hashlib.sha384(files["embed/v1.0.js"]).digest()).decode()
    tag = (
        '<a href="https://status.example.com/">Status of Example Status</a>\n'
        '<script async src="https://status.example.com/embed/v1.0.js"'
        f' integrity="sha384-{digest}" crossorigin="anonymous"></script>'
    )
    assert [tag] == re.findall(r'<pre class="snippet"><code>(<a .*?</script>)</code>', page, re.DOTALL)


def test_the_page_of_a_site_without_news_keeps_its_bytes() -> None:
    before, content = busy()
    later = {name: getattr(before, name) + HOUR for name in ("generated_at", "data_as_of", "valid_until")}
    worse = replace(before, **later, status=Status.major_outage)
    assert some(before, content, "embed/index.html") == some(worse, content, "embed/index.html")


# ------------------------------------------------------------------------------------------------------------- the JSON


def test_it_says_how_things_are_and_how_old_that_is() -> None:
    assert {
        "generated_at": "2026-11-22T21:40:00Z",
        "data_as_of": "2026-11-22T21:38:00Z",
        "valid_until": "2026-11-22T21:53:00Z",
        "page": {"name": "Example Status", "url": "https://status.example.com"},
        "status": "partial_outage",
        "description": "Minor Service Outage",
        "trouble": True,
        "language": "en",
        "languages": {
            "en": {
                "direction": "ltr",
                "home": "",
                "state": "Minor service outage as of {time}",
                "stale": "No fresh data since {time}",
                "events": [
                    {"title": "Slow checkout", "status": "Identified", "href": "incidents/slow-checkout/"},
                    {"title": "Database upgrade", "status": "In progress", "href": "maintenance/database/"},
                ],
            }
        },
    } == told(*busy())


def test_a_calm_day_is_no_trouble_and_neither_is_what_nobody_knows() -> None:
    unseen = summary([component(status=Status.unknown)])
    assert ([], False, False) == (
        told(calm(2))["languages"]["en"]["events"],
        told(calm(2))["trouble"],
        told(unseen)["trouble"],
    )


def test_an_open_incident_is_trouble_also_without_an_impact() -> None:
    open_ = incident(("investigating", NOW - HOUR, "Text."), impact=Impact.none)
    assert told(summary([component()], incidents=[open_]))["trouble"]


def test_work_to_come_and_what_is_over_are_no_events() -> None:
    over = incident(("investigating", NOW - HOUR, "Text."), ("resolved", NOW - MINUTE, "Text."))
    shown = summary([component()], incidents=[over], maintenances=[maintenance(NOW + DAY)])
    assert [] == told(shown)["languages"]["en"]["events"]


# ------------------------------------------------------------------------------------------------------------ languages


def test_it_speaks_every_language_of_the_site(tmp_path: Path) -> None:
    shown, content = busy()
    settings = config(shown, languages=["de"])
    look = german(tmp_path)
    pages = {page.path: page for page in unbound(plan(shown, content, settings, look))}
    words = json.loads(context(look).write(pages["embed/v1.json"]))["languages"]
    assert ["en", "de"] == list(words)
    assert {
        "direction": "ltr",
        "home": "de/",
        "state": "Kleinere St\u00f6rung, Stand {time}",
        "stale": "Keine neuen Daten seit {time}",
        "events": [
            {
                "title": "Slow checkout",
                "status": "Ursache gefunden",
                "href": "de/incidents/slow-checkout/",
                "lang": "en",
            },
            {"title": "Database upgrade", "status": "L\u00e4uft", "href": "de/maintenance/database/", "lang": "en"},
        ],
    } == words["de"]


def test_badges_speak_the_language_that_people_write_in(tmp_path: Path) -> None:
    shown, content = busy()
    pages = {page.path: page for page in unbound(plan(shown, content, config(shown, language="de"), german(tmp_path)))}
    assert ("In Betrieb", "99,93\u00a0%") == (
        pages["badges/web.svg"].view.message,
        pages["badges/web.uptime-30d.svg"].view.message,
    )


def german(root: Path) -> Theme:
    """The packaged theme with some words of German."""
    (root / "templates/locale").mkdir(parents=True)
    (root / "templates/locale/de.po").write_text(GERMAN)
    return load_theme(root, languages=("en", "de"))
