"""Calendars as strict parsers and calendar programs read them, in every state."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from statuary.instants import DAY, HOUR, Instant, from_datetime
from statuary.model import Content, Maintenance
from support_states import COMPONENTS, HOSTILE, URL, files, states, written
from support_tools import needs, node_tool
from support_world import NOON, maintenance, world

STATES = list(states())
WORK = replace(maintenance(NOON + DAY, NOON + DAY + HOUR, components=("c0",)), announced_at=NOON - DAY)


def calendars(state: str) -> dict[str, bytes]:
    return {path: body for path, body in files(state).items() if path.endswith(".ics")}


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def of(*works: Maintenance, now: Instant = NOON, **site: object) -> bytes:
    config = world(*COMPONENTS)
    config = replace(config, site=replace(config.site, **site))
    return written(Content(maintenances=works), config, now=now)["calendar.ics"]


@pytest.mark.parametrize("state", STATES)
def test_every_line_ends_and_folds_as_the_rfc_says(state: str) -> None:
    for path, body in calendars(state).items():
        lines = body.split(b"\r\n")
        assert b"" == lines.pop(), path
        assert [] == [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line], path
        for line in lines:
            line.decode()  # no character is torn apart by a fold


@pytest.mark.parametrize("state", STATES)
def test_icalendar_reads_every_calendar_and_misses_nothing(state: str) -> None:
    for path, body in calendars(state).items():
        calendar = icalendar.Calendar.from_ical(body)
        assert [] == [error for part in calendar.walk() for error in part.errors], path
        assert calendar.subcomponents, path
        for name in ("PRODID", "VERSION", "METHOD", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "SOURCE", "URL"):
            assert name in calendar, path
        assert f"{URL}/{path}" == calendar["SOURCE"]
        for event in calendar.walk("VEVENT"):
            for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED", "SUMMARY", "URL", "STATUS"):
                assert name in event, path


ICAL_JS = """
const fs = require("fs"), ICAL = require("ical.js");
ICAL.design.strict = true;
const said = {};
for (const [path, text] of Object.entries(JSON.parse(fs.readFileSync(0, "utf8")))) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  said[path] = calendar.getAllSubcomponents("vevent").map((one) => {
    const event = new ICAL.Event(one);
    return {
      uid: event.uid, sequence: event.sequence, summary: event.summary, description: event.description,
      start: event.startDate.toJSDate().getTime(), end: event.endDate.toJSDate().getTime(),
      status: one.getFirstPropertyValue("status"),
    };
  });
}
console.log(JSON.stringify(said));
"""


@pytest.fixture(scope="module")
def strict() -> dict[str, list[dict[str, Any]]]:
    """What ical.js reads in its strict mode, by state and path."""
    node, module = needs("node"), node_tool("ical.js")
    texts = {f"{state}/{path}": body.decode() for state in STATES for path, body in calendars(state).items()}
    done = subprocess.run(
        [node, "-e", ICAL_JS],
        input=json.dumps(texts),
        env={"NODE_PATH": str(module.parent), "PATH": "/usr/bin:/bin", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("state", STATES)
def test_ical_js_reads_in_its_strict_mode_what_icalendar_reads(state: str, strict: dict[str, Any]) -> None:
    for path, body in calendars(state).items():
        ours = [
            {
                "uid": str(event["UID"]),
                "sequence": event["SEQUENCE"],
                "summary": str(event["SUMMARY"]),
                "description": str(event["DESCRIPTION"]),
                "start": from_datetime(event["DTSTART"].dt),
                "end": from_datetime(event["DTEND"].dt),
                "status": str(event["STATUS"]),
            }
            for event in events(body)
        ]
        assert ours == strict[f"{state}/{path}"]


def test_planned_work_is_an_event_of_its_window() -> None:
    (event,) = events(of(WORK))
    assert (NOON + DAY, NOON + DAY + HOUR) == (from_datetime(event["DTSTART"].dt), from_datetime(event["DTEND"].dt))
    assert ("Works", "CONFIRMED", "TRANSPARENT") == (event["SUMMARY"], event["STATUS"], event["TRANSP"])
    assert "maintenance/m@status.example.com" == event["UID"]
    assert f"Affects: C0\n\n{URL}/maintenance/m/" == event["DESCRIPTION"]


def test_cancelled_work_is_an_event_that_says_so() -> None:
    (event,) = events(calendars("maintenance cancelled")["calendar.ics"])
    assert ("CANCELLED", 1) == (event["STATUS"], event["SEQUENCE"])


def test_incidents_are_nobodys_appointments() -> None:
    assert [] == events(calendars("several incidents")["calendar.ics"])


def test_a_component_and_its_groups_have_what_concerns_them() -> None:
    counts = {path: len(events(body)) for path, body in calendars("groups").items()}
    assert {
        "calendar.ics": 1,
        "components/c0/calendar.ics": 1,
        "components/c1/calendar.ics": 1,
        "components/c2/calendar.ics": 0,
        "groups/inner/calendar.ics": 1,
        "groups/outer/calendar.ics": 1,
    } == counts


def test_an_event_is_the_same_in_every_calendar_that_has_it() -> None:
    bodies = [body for path, body in calendars("groups").items() if "c2" not in path]
    assert 1 == len({body[body.index(b"BEGIN:VEVENT") :] for body in bodies})


def test_a_calendar_without_events_holds_what_the_grammar_asks_for() -> None:
    calendar = icalendar.Calendar.from_ical(of())
    assert ["VTIMEZONE"] == [part.name for part in calendar.subcomponents]


def test_a_calendar_does_not_change_while_time_passes_and_nothing_is_said() -> None:
    assert of(WORK) == of(WORK, now=NOON + 2 * DAY)


def test_the_name_of_a_calendar_is_one_line_whatever_the_site_is_called() -> None:
    calendar = icalendar.Calendar.from_ical(of(WORK, name=HOSTILE))
    assert calendar["NAME"] == calendar["X-WR-CALNAME"]
    assert "\n" not in calendar["NAME"]


def test_who_can_be_written_to_is_the_organizer() -> None:
    (event,) = events(of(WORK, contact="mailto:help@example.com"))
    assert ("mailto:help@example.com", "World") == (event["ORGANIZER"], event["ORGANIZER"].params["CN"])
    (event,) = events(of(WORK, contact="https://example.com/help"))
    assert "ORGANIZER" not in event


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200), st.text(max_size=40))
def test_no_text_breaks_a_calendar(text: str, name: str) -> None:
    body = of(replace(WORK, text=text, title=name or "x"), name=name or "x", contact="mailto:a@example.com")
    (event,) = events(body)
    assert [] == [line for line in body.split(b"\r\n") if len(line) > 75 or b"\n" in line or b"\r" in line]
    assert str(event["DESCRIPTION"]).endswith(f"{URL}/maintenance/m/")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Commas, semicolons; and C:\\New", b"SUMMARY:Commas\\, semicolons\\; and C:\\\\New\r\n"),
        ("\u00fc" * 40, b"SUMMARY:" + "\u00fc".encode() * 33 + b"\r\n " + "\u00fc".encode() * 7 + b"\r\n"),
    ],
)
def test_signs_are_escaped_and_no_letter_is_torn(title: str, expected: bytes) -> None:
    assert expected in of(replace(WORK, title=title))
