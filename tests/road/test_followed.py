"""What subscribers of feeds and calendars see, build after build."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import icalendar
import pytest

from support_road import Service, Site

MakeSite = Callable[..., Site]
UPDATES = ("updates.json", "components/web/updates.json", "groups/all/updates.json")
HEAD = "---\ntitle: Slow checkout\nimpact: minor\ncomponents: {web: degraded_performance}\n---\n"
STEPS = [
    f"## {status} — 2026-11-06 12:{minute:02} UTC\n{status}, as we say.\n\n"
    for minute, status in enumerate(("Investigating", "Identified", "Monitoring", "Resolved", "Postmortem"), 1)
]
WORK = """---
title: Database upgrade
components: [web]
announced: 2026-11-05 12:00 UTC
window: {start: 2026-11-10 02:00 UTC, end: 2026-11-10 04:00 UTC}
---
We move.
"""
GERMAN = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Updates"\nmsgstr "Neuigkeiten"\n'
COMPONENTS = """components:
  - id: all
    name: All
    components:
      - {id: web, name: Website, manual: true}
      - {id: api, name: API, manual: true}
"""


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    made = make_site()
    made.write("config/components.yaml", COMPONENTS)
    return made


def items(site: Site, path: str = "updates.json") -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(site.page(path))["items"]
    return found


def event(site: Site, path: str = "calendar.ics") -> Any:
    (found,) = icalendar.Calendar.from_ical((site.root / "site" / path).read_bytes()).walk("VEVENT")
    return found


def known(site: Site) -> dict[str, tuple[str, str]]:
    """What a reader remembers of each item."""
    return {item["id"]: (item["date_published"], item["url"]) for item in items(site)}


def test_an_incident_from_its_opening_to_its_postmortem_is_one_new_item_a_step(site: Site) -> None:
    seen: dict[str, dict[str, str]] = {path: {} for path in UPDATES}
    for number in range(1, len(STEPS) + 1):
        site.write("content/incidents/slow.md", HEAD + "".join(STEPS[:number]))
        if number == 3:
            shutil.rmtree(site.root / ".statuary")  # a clean build tells nobody anything twice
            shutil.rmtree(site.root / "site")
        site.build(10 * number)
        for path in UPDATES:
            now = {item["id"]: item["date_published"] for item in items(site, path)}
            assert (1, seen[path]) == (len(now) - len(seen[path]), {id_: now[id_] for id_ in seen[path]})
            assert max(now.values()) == items(site, path)[0]["date_published"]
            seen[path] = now


def test_planned_work_from_its_announcement_to_its_end_is_one_new_item_a_step(site: Site) -> None:
    seen: dict[str, tuple[str, str]] = {}
    text = WORK
    for number, status in enumerate(("", "In progress", "Verifying", "Completed")):
        text += f"\n## {status} — 2026-11-06 12:0{number} UTC\nText.\n" if status else ""
        site.write("content/maintenance/database.md", text)
        site.build(10 * number)
        now = known(site)
        assert (1, seen) == (len(now) - len(seen), {id_: now[id_] for id_ in seen})
        seen = now


def test_old_text_and_a_title_can_be_edited_without_a_new_item_or_another_date(site: Site) -> None:
    site.write("content/incidents/slow.md", HEAD + "".join(STEPS))
    site.build(10)
    before = known(site)
    edited = HEAD.replace("Slow checkout", "Checkout did not work") + "".join(STEPS).replace("as we say", "as we said")
    site.write("content/incidents/slow.md", edited)
    site.build(15)
    assert before == known(site)
    assert "as we said" in items(site)[0]["content_html"]
    assert items(site)[0]["title"].endswith("Checkout did not work")


def test_new_results_alone_rewrite_no_feed_and_no_calendar(make_site: MakeSite, service: Service) -> None:
    site = make_site(probe_url=service.url)
    site.write("content/incidents/slow.md", HEAD + STEPS[0])
    site.write("content/maintenance/database.md", WORK)
    site.build(10)
    report = site.build(15)
    assert "index.html" in report.written
    followed = (".rss", ".atom", "updates.json", ".ics", ".opml", "feeds/index.html")
    assert [] == [path for path in report.written if path.endswith(followed)]


def test_a_window_that_is_moved_without_a_word_is_a_greater_sequence_of_the_same_event(site: Site) -> None:
    site.write("content/maintenance/database.md", WORK)
    site.build()
    first = event(site)
    site.write("content/maintenance/database.md", WORK.replace("11-10", "11-12"))
    site.build(10)
    moved = event(site)
    assert (0, 1, first["UID"]) == (first["SEQUENCE"], moved["SEQUENCE"], moved["UID"])
    assert first["LAST-MODIFIED"].dt < moved["LAST-MODIFIED"].dt == moved["DTSTAMP"].dt
    assert 12 == moved["DTSTART"].dt.day


def test_nothing_moves_when_nothing_changed_not_even_in_a_clean_build(site: Site) -> None:
    site.write("content/maintenance/database.md", WORK)
    site.build()
    site.write("content/maintenance/database.md", WORK.replace("11-10", "11-12"))
    site.build(10)
    before = {path: body for path, body in site.tree().items() if path.endswith(".ics")}
    shutil.rmtree(site.root / ".statuary")
    shutil.rmtree(site.root / "site")
    site.build(60)
    assert before == {path: body for path, body in site.tree().items() if path.endswith(".ics")}


def test_work_that_is_cancelled_is_a_greater_sequence(site: Site) -> None:
    site.write("content/maintenance/database.md", WORK)
    site.build()
    site.write("content/maintenance/database.md", f"{WORK}\n## Cancelled — 2026-11-06 12:05 UTC\nNot needed.\n")
    site.build(10)
    assert ("CANCELLED", 1) == (event(site)["STATUS"], event(site)["SEQUENCE"])


def test_each_language_has_its_feeds_and_the_same_events(site: Site) -> None:
    site.write("config/site.yaml", "name: Status\nurl: https://status.example.com\nlanguages: [de]\n")
    site.write("templates/locale/de.po", GERMAN)
    site.write("content/maintenance/database.md", WORK)
    site.write("content/incidents/slow.md", HEAD + STEPS[0])
    site.build(10)
    ours, theirs = items(site), items(site, "de/components/web/updates.json")
    assert len(ours) == len(theirs)
    assert {"tag:status.example.com,2026:de/incidents/slow/update/1"} < {item["id"] for item in theirs}
    assert "Neuigkeiten" in json.loads(site.page("de/updates.json"))["title"]
    assert "https://status.example.com/de/groups/all/updates.rss" in site.page("de/feeds.opml")
    assert event(site)["UID"] == event(site, "de/calendar.ics")["UID"]
    assert "https://status.example.com/de/maintenance/database/" == event(site, "de/calendar.ics")["URL"]
    page = site.page("de/components/web/index.html")
    assert 'href="webcal://status.example.com/de/components/web/calendar.ics"' in page
