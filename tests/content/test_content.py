"""Incidents, planned work and guides as people write them, and what they are told when something is wrong."""

# ruff: noqa: E501 - a mistake and the sentence that names it stand side by side

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuary.config import Component, Group
from statuary.content import load_content, translations
from statuary.content.files import File
from statuary.errors import Problem, Refused
from statuary.instants import DAY, HOUR, MINUTE, Instant, iso
from statuary.memo import Memo
from statuary.model import Content, Impact, Status
from support_world import api, world

NOW: Instant = 1_795_348_800_000  # 2026-11-22T12:00:00Z
HEAD = "---\ntitle: Slow checkout\nimpact: minor\ncomponents: {api: degraded_performance}\n---\n"
INCIDENT = HEAD + (
    "## Investigating — 2026-11-06 09:20 UTC\nWe see slow responses.\n\n"
    "## Identified — 2026-11-06 09:41 UTC {api=partial_outage next=30m}\nA bad index.\n\n"
    "## Resolved — 2026-11-06 10:30 UTC {api=operational}\nThe index is rebuilt.\n"
)


GROUPS = (
    Group("all", "All", children=("platform", "web")),
    Group("platform", "P", children=("api",)),
    Group("none", "N"),
)


class Folder:
    """A site's ``content/``, read as a build reads it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def load(self, memo: Memo | None = None, now: Instant = NOW) -> tuple[Content, tuple[Problem, ...]]:
        from msgspec.structs import replace

        config = replace(world(api(), Component("web", "Web", manual=True), groups=GROUPS), root=self.root)
        return load_content(config, memo or Memo(), now)

    def refusal(self) -> list[str]:
        with pytest.raises(Refused) as refused:
            self.load()
        return [str(problem) for problem in refused.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


# ------------------------------------------------------------------------------------------------------------ incidents


def test_an_incident_is_read_as_it_is_written(folder: Folder) -> None:
    folder.write("incidents/2026-11-06-slow-checkout.md", INCIDENT)
    (incident,) = folder.load()[0].incidents
    assert ("2026-11-06-slow-checkout", "Slow checkout", Impact.minor) == (incident.id, incident.title, incident.impact)
    assert (("api", Status.degraded_performance),) == incident.components
    assert [
        ("investigating", "2026-11-06T09:20:00Z", "We see slow responses.", (), None),
        (
            "identified",
            "2026-11-06T09:41:00Z",
            "A bad index.",
            (("api", Status.partial_outage),),
            "2026-11-06T10:11:00Z",
        ),
        ("resolved", "2026-11-06T10:30:00Z", "The index is rebuilt.", (("api", Status.operational),), None),
    ] == [(u.status, iso(u.at), u.text, u.components, u.next_at and iso(u.next_at)) for u in incident.updates]


@pytest.mark.parametrize(
    "heading",
    [
        "## Investigating — 2026-11-06 09:20 UTC",
        "## investigating - 2026-11-06 09:20 UTC",
        "##   INVESTIGATING \u2013 2026-11-06T09:20Z  ##",
        "## Investigating: 2026-11-06 10:20:00 +01:00",
        "## Investigating -- 2026-11-06 09:20 utc {}",
    ],
)
def test_headings_are_read_however_they_are_typed(folder: Folder, heading: str) -> None:
    folder.write("incidents/a.md", f"{HEAD}{heading}\nText.\n")
    assert ["2026-11-06T09:20:00Z"] == [iso(update.at) for update in folder.load()[0].incidents[0].updates]


def test_a_promise_may_name_a_time(folder: Folder) -> None:
    folder.write("incidents/a.md", f"{HEAD}## Identified — 2026-11-06 09:20 UTC {{next=2026-11-06T11:00Z}}\nText.\n")
    assert "2026-11-06T11:00:00Z" == iso(folder.load()[0].incidents[0].updates[0].next_at or 0)


def test_headings_in_code_are_text(folder: Folder) -> None:
    text = f"{HEAD}## Resolved — 2026-11-06 09:20 UTC\n```\n## Not — an update\n```\n~~~\n## Nor this\n~~~\n"
    folder.write("incidents/a.md", text)
    (update,) = folder.load()[0].incidents[0].updates
    assert "## Nor this" in update.text


def test_the_impact_follows_from_the_worst_component_where_it_is_not_written(folder: Folder) -> None:
    text = INCIDENT.replace("impact: minor\n", "").replace(
        "{api: degraded_performance}", "{api: major_outage, web: operational}"
    )
    folder.write("incidents/a.md", text)
    assert Impact.critical is folder.load()[0].incidents[0].impact


@pytest.mark.parametrize("name", ["BOM", "CRLF"])
def test_files_from_other_systems_are_read(folder: Folder, name: str) -> None:
    text = "\ufeff" + INCIDENT if name == "BOM" else INCIDENT.replace("\n", "\r\n")
    folder.write("incidents/a.md", text)
    assert "We see slow responses." == folder.load()[0].incidents[0].updates[0].text


def test_the_newest_incident_comes_first(folder: Folder) -> None:
    folder.write("incidents/b.md", INCIDENT)
    folder.write("incidents/a.md", INCIDENT.replace("2026-11-06", "2026-10-06"))
    folder.write("incidents/2025/c.md", INCIDENT.replace("2026-11-06", "2025-11-06"))
    assert ["b", "a", "c"] == [incident.id for incident in folder.load()[0].incidents]


def test_hidden_files_and_drafts_are_left_alone(folder: Folder) -> None:
    for name in ("incidents/.hidden.md", "incidents/_drafts/x.md", "incidents/notes.txt"):
        folder.write(name, "nothing of this is an incident")
    assert () == folder.load()[0].incidents


def test_an_update_in_the_future_is_a_warning(folder: Folder) -> None:
    folder.write("incidents/a.md", f"{HEAD}## Identified — 2027-01-01 09:20 UTC\nText.\n")
    content, problems = folder.load()
    assert ["warning"] == [problem.severity for problem in problems]
    assert 1 == len(content.incidents)


def test_an_incident_may_say_what_readers_can_do_meanwhile(folder: Folder) -> None:
    folder.write(
        "incidents/a.md", INCIDENT.replace("impact:", "workaround: |\n  Pay by *card*.\n\n  Or later.\nimpact:")
    )
    assert "Pay by *card*.\n\nOr later." == folder.load()[0].incidents[0].workaround


MISTAKES = {
    "no front matter": ("Text.\n", ["1:1: 'title' is missing. Add a line like title: Slow checkout", "1:1: There is no update.", "1:1: This text stands before"]),
    "front matter without beginning": (INCIDENT.removeprefix("---\n"), ["1:1: This is front matter, but the line --- before it is missing, so it would be shown as text. Begin the file with a line ---."]),
    "front matter without end": ("---\ntitle: x\n", ["1:1: The front matter that begins here does not end."]),
    "a list as front matter": ("---\n- a\n---\n", ["2:1: The front matter must be a mapping (key: value)."]),
    "no title": (INCIDENT.replace("title: Slow checkout\n", ""), ["2:1: 'title' is missing."]),
    "an unknown key": (INCIDENT.replace("impact:", "impakt:"), ["3:1: Unknown key 'impakt'. Did you mean 'impact'?"]),
    "an unknown impact": (INCIDENT.replace("minor", "huge"), ["3:9: 'huge' is not an impact. Known: critical, major, minor, none."]),
    "an unknown component": (INCIDENT.replace("{api:", "{apu:"), ["4:14: There is no component 'apu' in config/components.yaml. Did you mean 'api'?"]),
    "a group": (INCIDENT.replace("{api:", "{platform:"), ["4:14: 'platform' is a group, not a component. Write what is in it: api."]),
    "an unknown component in braces": (INCIDENT.replace("{api=partial", "{apo=partial"), ["9:39: There is no component 'apo'"]),
    "an unknown status in front matter": (INCIDENT.replace("degraded_performance", "degraded"), ["4:19: 'degraded' is not a component's status. Did you mean 'degraded_performance'?"]),
    "unknown said by a person": (INCIDENT.replace("api=partial_outage", "api=unknown"), ["9:43: 'unknown' is not a component's status."]),
    "an unknown update status": (INCIDENT.replace("Identified", "Identifed"), ["9:4: 'Identifed' is not a status. Did you mean 'identified'?"]),
    "a heading that is no update": (INCIDENT.replace("## Identified", "## Root cause\n\n## Identified"), ["9:4: The heading 'Root cause' is not an update."]),
    "a time without zone": (INCIDENT.replace("09:41 UTC", "09:41"), ["9:17: The time '2026-11-06 09:41' has no zone; add UTC, or an offset like +01:00."]),
    "a day that does not exist": (INCIDENT.replace("2026-11-06 09:41", "2026-02-30 09:41"), ["9:17: '2026-02-30 09:41 UTC' is not a time that exists."]),
    "updates out of order": (INCIDENT.replace("10:30", "09:00"), ["12:4: This update is older than the one before it. Put the newest last"]),
    "a promise that says nothing": (INCIDENT.replace("next=30m", "next=soon"), ["'soon' is not a duration"]),
    "a word that says nothing": (INCIDENT.replace("next=30m", "soon"), ["'soon' says nothing. Write component=status, or next=30m."]),
    "no update": (HEAD, ["6:1: There is no update."]),
    "text before the first update": (HEAD + "\nHello.\n" + INCIDENT.removeprefix(HEAD), ["7:1: This text stands before the first update"]),
    "components as a list": (INCIDENT.replace("{api: degraded_performance}", "[api]"), ["4:13: 'components' must say how each is"]),
    "a workaround that is no text": (INCIDENT.replace("impact:", "workaround: [card]\nimpact:"), ["3:13: 'workaround' must be text. Put it in quotes, or below |."]),
    "code without end": (INCIDENT.replace("We see", "~~~\n~~~\n\n  ```sh\nWe see"), ["10:3: The code that begins here does not end, so the updates below would be part of it. Write a line with ``` where it ends."]),
    "an empty file": ("", ["1:1: 'title' is missing.", "1:1: There is no update."]),
    "a key twice": (INCIDENT.replace("impact: minor", "impact: minor\nimpact: major"), ["4:1: "]),
}  # fmt: skip


def test_code_without_end_is_named_in_a_translation_too() -> None:
    text = INCIDENT.replace("We see", "```sh\nWe see")
    parsed = translations.parse(
        "de", File("content/incidents/a.de.md", "a.de", text.replace("impact: minor\n", ""), "")
    )
    assert "The code that begins here does not end" in " ".join(problem.what for problem in parsed.problems)


@pytest.mark.parametrize(("folder", "known"), [("incidents", "title, workaround"), ("guides", "description, title")])
def test_what_a_translation_shares_with_its_file_is_named(folder: str, known: str) -> None:
    text = "---\ntitle: A\ntags: [x]\nowner: A\n---\nText.\n"
    parsed = translations.parse("de", File(f"content/{folder}/a.de.md", "a.de", text, ""))
    assert [
        ("3:1", "'tags' is not translated: it comes from the file that this translates. Remove it here."),
        ("4:1", f"Unknown key 'owner'. Known: {known}."),
    ] == [(f"{one.line}:{one.column}", f"{one.what} {one.fix}") for one in parsed.problems]


def test_code_that_begins_and_ends_in_a_line_of_text_hides_nothing(folder: Folder) -> None:
    folder.write("incidents/a.md", INCIDENT.replace("We see", "```kubectl get``` says"))
    assert 3 == len(folder.load()[0].incidents[0].updates)


def test_code_without_end_hides_nothing_where_no_update_follows(folder: Folder) -> None:
    folder.write("incidents/a.md", INCIDENT + "\n```sh\n## nothing\n")
    assert 3 == len(folder.load()[0].incidents[0].updates)


def test_a_link_that_counts_from_the_file_is_a_warning(folder: Folder) -> None:
    links = "`[c](c.md)` [a](a.md)\n![b](<b.png>) [d](https://d.example/) [e](#e) [f](/docs/) [g](mailto:g@example.com)"
    folder.write("incidents/a.md", INCIDENT.replace("A bad index.", links))
    folder.write("maintenance/w.md", WORK + "See [x](../guides/x.md).\n")
    said = "leads nowhere: this text is shown on several pages and in feeds. Write the whole address, like"
    assert [
        ("content/incidents/a.md:10:17", f"'a.md' {said}"),
        ("content/incidents/a.md:11:7", f"'b.png' {said}"),
        ("content/maintenance/w.md:7:9", f"'../guides/x.md' {said}"),
    ] == [(one.place, f"{one.what} {one.fix}".partition(" https://")[0]) for one in folder.load()[1]]


def test_what_lies_beside_the_place_that_was_meant_is_a_warning(folder: Folder) -> None:
    for name in ("incident/a.md", "Guides/b.md", "notes.md", "README.md", "snippets/c.md", "images/d.md", "_old.md"):
        folder.write(name, "Text.\n")
    for name in ("config/site.yml", "config/component.yaml", "config/other.yaml", "probes/eu/api.yaml"):
        folder.write(f"../{name}", "a: b\n")
    assert [
        "config/component.yaml: warning: Nothing reads this. Did you mean config/components.yaml?",
        "config/site.yml: warning: Nothing reads this. Did you mean config/site.yaml?",
        "probes/eu/: warning: Nothing reads this. Put its files into probes/ itself.",
        "content/Guides/: warning: Nothing reads this. Did you mean content/guides/?",
        "content/incident/: warning: Nothing reads this. Did you mean content/incidents/?",
        "content/notes.md: warning: Nothing reads this. Put it into a folder here: guides, incidents, maintenance, pages.",
    ] == [str(problem) for problem in folder.load()[1]]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_an_incident_is_named_with_its_place_and_remedy(folder: Folder, name: str) -> None:
    text, expected = MISTAKES[name]
    folder.write("incidents/a.md", text)
    found = folder.refusal()
    assert len(expected) == len(found), found
    assert all(words in line for words, line in zip(expected, found, strict=True)), found
    assert all(line.startswith("content/incidents/a.md:") for line in found)


def test_all_mistakes_of_all_files_are_named_at_once(folder: Folder) -> None:
    folder.write("incidents/a.md", MISTAKES["no title"][0])
    folder.write("incidents/b.md", MISTAKES["an unknown component"][0])
    folder.write("maintenance/c.md", "---\ntitle: x\n---\n")
    assert ["a.md", "b.md", "c.md"] == [line.partition(":")[0].rpartition("/")[2] for line in folder.refusal()]


def test_unknown_components_are_named_beside_other_mistakes(folder: Folder) -> None:
    folder.write("incidents/a.md", INCIDENT.replace("minor", "huge").replace("{api:", "{apu:"))
    assert ["3:9", "4:14"] == [":".join(line.split(":")[1:3]) for line in folder.refusal()]


def test_a_mistake_is_named_again_when_it_was_remembered(folder: Folder) -> None:
    memo = Memo()
    folder.write("incidents/a.md", MISTAKES["no title"][0])
    for _ in range(2):
        with pytest.raises(Refused, match="'title' is missing"):
            folder.load(memo)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.md", b"---\ntitle: \xff\n---\n", "a.md:2:8: This is not UTF-8 text. Save the file as UTF-8."),
        ("a.md", b"x" * 300_000, "a.md: The file is larger than 256 KiB."),
        ("sp ace.md", INCIDENT.encode(), "sp ace.md: 'sp ace' cannot be part of an address."),
        ("-x.md", INCIDENT.encode(), "-x.md: '-x' cannot be part of an address."),
    ],
)
def test_an_unfit_file_is_a_sentence(folder: Folder, name: str, data: bytes, sentence: str) -> None:
    folder.write(f"incidents/{name}", data)
    assert [True] == [line.startswith(f"content/incidents/{sentence}") for line in folder.refusal()]


def test_links_and_pipes_are_not_followed(folder: Folder) -> None:
    path = folder.write("incidents/a.md", INCIDENT)
    path.with_name("link.md").symlink_to("/etc/passwd")
    os.mkfifo(path.with_name("pipe.md"))
    assert ["This is a symbolic link.", "This is not a regular file."] == [
        line.partition(": ")[2].partition(" Links")[0].partition(" Put")[0] for line in folder.refusal()
    ]


@pytest.mark.parametrize("names", [("a.md", "A.md"), ("2025/a.md", "2026/a.md")])
def test_two_files_cannot_have_one_id(folder: Folder, names: tuple[str, str]) -> None:
    for name in names:
        folder.write(f"incidents/{name}", INCIDENT)
    assert 1 == len(folder.refusal())


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.sampled_from([*INCIDENT.splitlines(), "---", "## ", "##x", "{", "## Resolved — ", "\t", "```", "\x00", "é"]),
        max_size=14,
    )
)
def test_no_file_does_more_than_be_refused(folder: Folder, lines: list[str]) -> None:
    folder.write("incidents/a.md", "\n".join(lines))
    try:
        folder.load()
    except Refused as refused:
        places = {problem.path for problem in refused.problems}
    else:
        places = {"content/incidents/a.md"}
    assert {"content/incidents/a.md"} == places


# --------------------------------------------------------------------------------------------------------- planned work

WORK = "---\ntitle: Upgrade\ncomponents: [api]\nwindow: {start: 2026-12-06 02:00 UTC, end: 2026-12-06 04:00 UTC}\n---\nSlow.\n"


def test_planned_work_is_read_as_it_is_written(folder: Folder) -> None:
    folder.write("maintenance/db.md", WORK + "\n## In progress — 2026-12-06 02:03 UTC\nBegun.\n")
    (work,) = folder.load()[0].maintenances
    assert ("db", ("api",), "Slow.", 2 * HOUR) == (
        work.id,
        work.components,
        work.text,
        work.window.end - work.window.start,
    )
    assert [("in_progress", "Begun.")] == [(update.status, update.text) for update in work.updates]


def test_a_window_may_have_a_duration(folder: Folder) -> None:
    folder.write("maintenance/db.md", WORK.replace("end: 2026-12-06 04:00 UTC", "duration: 90m"))
    (work,) = folder.load()[0].maintenances
    assert 90 * MINUTE == work.window.end - work.window.start


def recurring(rule: str, more: str = "") -> str:
    window = f"{{start: 2026-10-04 02:00 +02:00, duration: 1h, rrule: '{rule}', time_zone: Europe/Berlin{more}}}"
    return f"---\ntitle: Weekly\ncomponents: [api]\nwindow: {window}\n---\n"


def test_recurring_work_keeps_the_clock_on_the_wall(folder: Folder) -> None:
    folder.write("maintenance/w.md", recurring("FREQ=WEEKLY;COUNT=5"))
    assert [
        ("w", "2026-10-04T00:00:00Z"),
        ("w-20261011T0000", "2026-10-11T00:00:00Z"),
        ("w-20261018T0000", "2026-10-18T00:00:00Z"),
        ("w-20261025T0000", "2026-10-25T00:00:00Z"),
        ("w-20261101T0100", "2026-11-01T01:00:00Z"),
    ] == [(work.id, iso(work.window.start)) for work in folder.load()[0].maintenances]


def test_an_occurrence_can_be_left_out(folder: Folder) -> None:
    folder.write("maintenance/w.md", recurring("FREQ=WEEKLY;COUNT=3", ", exclude: [2026-10-11 00:00 UTC]"))
    assert ["w", "w-20261018T0000"] == [work.id for work in folder.load()[0].maintenances]


def test_an_update_belongs_to_its_occurrence(folder: Folder) -> None:
    text = recurring("FREQ=WEEKLY;COUNT=3") + "## Completed — 2026-10-11 00:40 UTC\nDone.\n"
    folder.write("maintenance/w.md", text)
    assert [0, 1, 0] == [len(work.updates) for work in folder.load()[0].maintenances]


def test_endless_work_is_expanded_a_year_ahead(folder: Folder) -> None:
    folder.write("maintenance/w.md", recurring("FREQ=WEEKLY"))
    works = folder.load()[0].maintenances
    assert NOW + 358 * DAY < works[-1].window.start <= NOW + 365 * DAY


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"])
def test_a_rule_that_never_comes_true_is_not_searched_for_ever(folder: Folder, rule: str) -> None:
    folder.write("maintenance/w.md", recurring(rule))
    assert () == folder.load()[0].maintenances


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            WORK.replace("window:", "windw:"),
            ["4:1: Unknown key 'windw'. Did you mean 'window'?", "2:1: 'window' is missing."],
        ),
        (WORK.replace("04:00", "01:00"), ["4:9: The window ends before it begins."]),
        (WORK.replace(", end: 2026-12-06 04:00 UTC", ""), ["4:9: A window has either an 'end' or a 'duration'."]),
        (WORK.replace("02:00 UTC,", "02:00,"), ["4:17: 'start': the time '2026-12-06 02:00' has no zone"]),
        (WORK.replace("[api]", "[apx]"), ["3:14: There is no component 'apx'"]),
        (WORK.replace("[api]", "[all]"), ["3:14: 'all' is a group, not a component. Write what is in it: api, web."]),
        (WORK.replace("[api]", "[api, web, api]"), ["3:24: The component 'api' stands twice. Remove one of them."]),
        (WORK.replace("[api]", "api"), ["3:13: 'components' must be a list of ids"]),
        (recurring("FREQ=HOURLY"), ["Work that comes more often than daily is no plan for readers."]),
        (recurring("monthly"), ["'monthly' is not a recurrence: each part of it is NAME=VALUE. Write it like"]),
        (recurring("FREQ=SOMETIMES"), ["'FREQ=SOMETIMES' is not a recurrence"]),
        (recurring("FREQ=WEEKLY").replace("Europe/Berlin", "Berlin"), ["'Berlin' is not a time zone."]),
        (WORK + "## Resolved — 2026-12-06 02:00 UTC\n", ["7:4: 'Resolved' is not a status."]),
    ],
)
def test_a_mistake_in_planned_work_is_named(folder: Folder, text: str, expected: list[str]) -> None:
    folder.write("maintenance/a.md", text)
    found = folder.refusal()
    assert sorted(expected) == sorted(e for e in expected if any(e in line for line in found)), found
    assert len(expected) == len(found), found


# --------------------------------------------------------------------------------------------------------------- guides


def test_guides_are_in_the_order_of_navigation(folder: Folder) -> None:
    for name, order in {"index": 1, "z": 1, "b/index": 2, "b/x": 5, "b/a": 9, "c/only": 1, "a": 1000}.items():
        folder.write(f"guides/{name}.md", f"---\ntitle: {name}\norder: {order}\n---\nText.\n")
    assert ["", "z", "b", "b/x", "b/a", "a", "c/only"] == [guide.path for guide in folder.load()[0].guides]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# Begin here\n\nText.\n", "Begin here", "\nText.\n"),
        ("---\ntitle: Begin here\n---\n# Begin here\nText.\n", "Begin here", "Text.\n"),
        ("---\ntitle: Begin\n---\n# Other\n", "Begin", "# Other\n"),
        ("Text.\n", "Get started", "Text.\n"),
    ],
)
def test_a_guide_shows_its_title_once(folder: Folder, text: str, title: str, body: str) -> None:
    folder.write("guides/get-started.md", text)
    (guide,) = folder.load()[0].guides
    assert (title, body) == (guide.title, guide.text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("---\ntitle: [\n---\n", "content/guides/bad.md:"),
        ("---\norder: first\n---\n", "content/guides/bad.md:2:8: 'order' must be a whole number."),
        ("---\ncomponents: [apx]\n---\n", "content/guides/bad.md:2:14: There is no component 'apx'"),
        (
            "---\ncomponents: [platform]\n---\n",
            "content/guides/bad.md:2:14: 'platform' is a group, not a component. Write what is in it: api.",
        ),
        (
            "---\ncomponents: [none]\n---\n",
            "content/guides/bad.md:2:14: 'none' is a group, not a component. Nothing is in it; remove it here.",
        ),
        (
            "---\ncomponents: [api, api]\n---\n",
            "content/guides/bad.md:2:19: The component 'api' stands twice. Remove one of them.",
        ),
        ("---\ntags: api\n---\n", "content/guides/bad.md:2:7: 'tags' must be a list of words"),
    ],
)
def test_a_broken_guide_is_left_out_and_named(folder: Folder, text: str, sentence: str) -> None:
    folder.write("guides/bad.md", text)
    folder.write("guides/good.md", "Text.\n")
    content, problems = folder.load()
    assert ["good"] == [guide.path for guide in content.guides]
    assert [True] == [str(problem).startswith(sentence) for problem in problems]


def test_two_guides_cannot_have_one_address(folder: Folder) -> None:
    folder.write("guides/a.md", "Text.\n")
    folder.write("guides/a/index.md", "Text.\n")
    content, problems = folder.load()
    assert (1, 1) == (len(content.guides), len(problems))


def test_braces_in_guides_stay_as_they_are(folder: Folder) -> None:
    folder.write("guides/a.md", "`{{ config.site.name }}` and {{ site.name }} and {% raw %}\n")
    assert "`{{ config.site.name }}` and {{ site.name }} and {% raw %}\n" == folder.load()[0].guides[0].text
