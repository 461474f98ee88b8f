"""``new`` and ``incident``: files as a person would write them; what would be refused is not written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from statuary.config import load_config
from statuary.instants import from_datetime
from statuary.memo import Memo
from statuary.model import Content
from support_cli import NOW, Done, Site

Run = Callable[..., Done]
SLOW = "content/incidents/2026-11-06-slow-checkout.md"


def content(site: Site) -> Content:
    from datetime import UTC, datetime

    from statuary.content import load_content

    found, problems = load_content(load_config(site.root), Memo(), from_datetime(datetime(2026, 12, 1, tzinfo=UTC)))
    assert () == problems
    return found


@pytest.fixture
def begun(statuary: Run, site: Site) -> Site:
    """A site with one incident."""
    words = ["--component", "checkout=degraded_performance", "--next", "30m", "-m", "We see slow responses."]
    done = statuary("--root", site.root, "new", "incident", "Slow checkout", *words, "--now", NOW)
    assert Done(0, f"{site.root}/{SLOW}\n", "") == done
    return site


def test_a_new_incident_is_as_if_written_by_hand(begun: Site) -> None:
    expected = """\
---
title: Slow checkout
impact: minor
components: {checkout: degraded_performance}
---
## Investigating — 2026-11-06 09:20 UTC {next=30m}
We see slow responses.
"""
    assert expected == (begun.root / SLOW).read_text()
    assert ["2026-11-06-slow-checkout"] == [incident.id for incident in content(begun).incidents]


def test_a_second_one_of_that_name_gets_a_number(statuary: Run, begun: Site) -> None:
    before = (begun.root / SLOW).read_bytes()
    statuary("--root", begun.root, "new", "incident", "Slow CHECKOUT!", "--now", NOW)
    assert ["2026-11-06-slow-checkout-2.md", "2026-11-06-slow-checkout.md"] == begun.names("content/incidents")
    assert before == (begun.root / SLOW).read_bytes()


@pytest.mark.parametrize(
    ("title", "line", "name"),
    [
        ("Größe & Maß", "title: Größe & Maß", "2026-11-06-grosse-mass.md"),
        ("API: all calls fail", 'title: "API: all calls fail"', "2026-11-06-api-all-calls-fail.md"),
        ("yes", 'title: "yes"', "2026-11-06-yes.md"),
        ("404", 'title: "404"', "2026-11-06-404.md"),
        ('"Quoted" #1', 'title: "\\"Quoted\\" #1"', "2026-11-06-quoted-1.md"),
        ("決済が遅い", "title: 決済が遅い", "2026-11-06-incident.md"),
        ("two\nlines", "title: two lines", "2026-11-06-two-lines.md"),
        ("x" * 100, f"title: {'x' * 100}", f"2026-11-06-{'x' * 48}.md"),
    ],
)
def test_any_title_reads_back_as_itself(statuary: Run, site: Site, title: str, line: str, name: str) -> None:
    assert 0 == statuary("--root", site.root, "new", "incident", title, "--now", NOW).code
    assert [name] == site.names("content/incidents")
    assert line == (site.root / "content/incidents" / name).read_text().splitlines()[1]
    assert " ".join(title.split()) == content(site).incidents[0].title


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--component", "chekout=major_outage"], "There is no component 'chekout'. Did you mean 'checkout'?"),
        (["--component", "checkout=down"], "'down' is not a status."),
        (["--component", "checkout=unknown"], "'unknown' is not a status."),
        (
            ["--component", "checkout=degraded"],
            "'degraded' is not a status. Did you mean 'degraded_performance'?",
        ),
        (["--impact", "mayor"], "'mayor' is not an impact. Did you mean 'major'?"),
        (["-m", "  "], "The message is empty. Say what readers should know."),
        (["-m", "a\n## Resolved — 2026-11-06 10:00 UTC"], "A line of the message begins with '##'"),
    ],
)
def test_a_mistake_writes_nothing(statuary: Run, site: Site, words: list[str], sentence: str) -> None:
    done = statuary("--root", site.root, "new", "incident", "Slow", *words, "--now", NOW)
    assert (2, "") == (done.code, done.out)
    assert sentence in done.err
    assert [] == site.names("content/incidents")


def test_an_empty_title_is_refused(statuary: Run, site: Site) -> None:
    assert (
        "The title is empty. Say in a few words what this is."
        in statuary("--root", site.root, "new", "incident", " ").err
    )


def test_an_update_is_appended(statuary: Run, begun: Site) -> None:
    before = (begun.root / SLOW).read_text()
    words = ["--status", "identified", "-m", "A bad index.", "--component", "checkout=partial_outage", "--next", "1h"]
    done = statuary(
        "--root", begun.root, "incident", "update", "2026-11-06-slow-checkout", *words, "--now", "2026-11-06T09:41Z"
    )
    heading = "\n## Identified — 2026-11-06 09:41 UTC {checkout=partial_outage next=60m}\nA bad index.\n"
    assert (0, before + heading) == (done.code, (begun.root / SLOW).read_text())


def test_resolving_says_that_its_components_are_well_again(statuary: Run, begun: Site) -> None:
    statuary("--root", begun.root, "incident", "resolve", "2026-11-06-slow-checkout", "--now", "2026-11-06T10:30Z")
    assert (
        "\n## Resolved — 2026-11-06 10:30 UTC {checkout=operational}\nThis incident is resolved.\n"
        in (begun.root / SLOW).read_text()
    )
    assert content(begun).incidents[0].resolved_at is not None


def test_what_is_resolved_is_not_resolved_again(statuary: Run, begun: Site) -> None:
    arguments = ("--root", begun.root, "incident", "resolve", "2026-11-06-slow-checkout", "--now")
    statuary(*arguments, "2026-11-06T10:30Z")
    before = (begun.root / SLOW).read_bytes()
    done = statuary(*arguments, "2026-11-06T11:00Z")
    assert (2, before) == (done.code, (begun.root / SLOW).read_bytes())
    assert f"{SLOW}: It was resolved at 2026-11-06 10:30 UTC. Use 'incident update' to say more." in done.err


def test_updates_within_a_minute_stay_in_order(statuary: Run, begun: Site) -> None:
    for status in ("identified", "monitoring"):
        words = ["2026-11-06-slow-checkout", "--status", status, "-m", "More.", "--now", NOW]
        assert 0 == statuary("--root", begun.root, "incident", "update", *words).code
    assert ["investigating", "identified", "monitoring"] == [u.status for u in content(begun).incidents[0].updates]


def test_a_clock_set_back_does_not_put_an_update_before_the_last(statuary: Run, begun: Site) -> None:
    words = ["2026-11-06-slow-checkout", "--status", "identified", "-m", "More.", "--now", "2026-11-05T00:00Z"]
    assert 0 == statuary("--root", begun.root, "incident", "update", *words).code
    assert "## Identified — 2026-11-06 09:20 UTC\n" in (begun.root / SLOW).read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"text\r\n", b"text\r\n\r\n## "),
        (b"text\n\n\n", b"text\n\n\n## "),
        (b"text", b"text\n\n## "),
        (b"\xef\xbb\xbftext\n", b"\xef\xbb\xbftext\n\n## "),
    ],
    ids=["crlf", "blank lines", "no last line end", "bom"],
)
def test_every_byte_that_was_there_stays(statuary: Run, begun: Site, before: bytes, after: bytes) -> None:
    bom = before.startswith(b"\xef\xbb\xbf")
    plain = (begun.root / SLOW).read_bytes().rstrip(b"\n")
    tail = before.removeprefix(b"\xef\xbb\xbf").removeprefix(b"text")
    whole = (b"\xef\xbb\xbf" if bom else b"") + plain.replace(b"\n", b"\r\n" if b"\r" in before else b"\n") + tail
    (begun.root / SLOW).write_bytes(whole)
    words = ["2026-11-06-slow-checkout", "--status", "identified", "-m", "More\nlines.", "--now", NOW]
    assert 0 == statuary("--root", begun.root, "incident", "update", *words).code
    written = (begun.root / SLOW).read_bytes()
    assert written.startswith(whole)
    assert after.rpartition(b"text")[2] in written[len(plain) - 5 :]
    assert tail.endswith(b"\n") == written.endswith(b"\n")
    assert (b"\r\n" in before) == (b"More\r\nlines." in written)


def test_an_unknown_incident_is_refused_with_the_nearest(statuary: Run, begun: Site) -> None:
    done = statuary("--root", begun.root, "incident", "resolve", "2026-11-06-slow-chekout", "--now", NOW)
    assert 2 == done.code
    assert (
        "There is no incident '2026-11-06-slow-chekout' in content/incidents. Did you mean '2026-11-06-slow-checkout'?"
        in done.err
    )


@pytest.mark.parametrize("name", ["../../config/site", "/etc/passwd", "2026-11-06-slow-checkout.md", ""])
def test_an_id_is_no_path(statuary: Run, begun: Site, name: str) -> None:
    done = statuary("--root", begun.root, "incident", "resolve", name, "--now", NOW)
    assert (2, True) == (done.code, f"There is no incident '{name}'" in done.err)


def test_a_tcp_probe_without_a_port_is_told_what_to_write(statuary: Run, begun: Site) -> None:
    words = ["db", "db.example.com", "--kind", "tcp", "--component", "api"]
    done = statuary("--root", begun.root, "new", "probe", *words)
    assert (2, "'db.example.com' names no port. Write it like db.example.com:5432.\n") == (
        done.code,
        done.err.partition("1 problem")[0],
    )


def test_the_path_that_a_new_incident_prints_is_as_good_as_its_id(statuary: Run, begun: Site) -> None:
    printed = statuary("--root", begun.root, "new", "incident", "Slow search", "--now", NOW).out.strip()
    assert 0 == statuary("--root", begun.root, "incident", "resolve", printed, "-m", "Over.", "--now", NOW).code
    assert "## Resolved — " in begun.root.joinpath(printed).read_text()


def test_an_update_of_an_unknown_component_leaves_the_file(statuary: Run, begun: Site) -> None:
    before = (begun.root / SLOW).read_bytes()
    words = ["--status", "identified", "-m", "More.", "--component", "webb=operational"]
    done = statuary("--root", begun.root, "incident", "update", "2026-11-06-slow-checkout", *words, "--now", NOW)
    assert (2, before) == (done.code, (begun.root / SLOW).read_bytes())
    assert "There is no component 'webb'. Known: api, checkout." in done.err


def test_planned_work_is_announced(statuary: Run, site: Site) -> None:
    words = ["--component", "api", "--start", "2026-12-06T02:00Z", "--end", "2026-12-06T04:00Z", "--now", NOW]
    done = statuary("--root", site.root, "new", "maintenance", "Database upgrade", *words)
    expected = """\
---
title: Database upgrade
components: [api]
window: {start: 2026-12-06 02:00 UTC, end: 2026-12-06 04:00 UTC}
---
Planned work.
"""
    path = site.root / "content/maintenance/2026-12-06-database-upgrade.md"
    assert (0, f"{path}\n", expected) == (done.code, done.out, path.read_text())
    assert ["2026-12-06-database-upgrade"] == [work.id for work in content(site).maintenances]


def test_planned_work_may_recur(statuary: Run, site: Site) -> None:
    rule = "FREQ=MONTHLY;BYDAY=1SU;COUNT=3"
    words = ["--component", "api", "--start", "2026-12-06T02:00Z", "--duration", "2h", "--rrule", rule, "--now", NOW]
    assert Done(0, f"{site.root}/content/maintenance/2026-12-06-backups.md\n", "") == statuary(
        "--root", site.root, "new", "maintenance", "Backups", *words
    )
    assert 3 == len(content(site).maintenances)


def test_work_that_ends_before_it_begins_is_refused(statuary: Run, site: Site) -> None:
    words = ["--component", "api", "--start", "2026-12-06T02:00Z", "--end", "2026-12-06T01:00Z", "--now", NOW]
    done = statuary("--root", site.root, "new", "maintenance", "Upgrade", *words)
    assert (2, []) == (done.code, site.names("content/maintenance"))
    assert "The work would end before it begins. Give a later --end, or a longer --duration." in done.err


def test_a_rule_that_is_none_leaves_no_file(statuary: Run, site: Site) -> None:
    words = [
        "--component",
        "api",
        "--start",
        "2026-12-06T02:00Z",
        "--duration",
        "2h",
        "--rrule",
        "WEEKLY",
        "--now",
        NOW,
    ]
    assert 2 == statuary("--root", site.root, "new", "maintenance", "Upgrade", *words).code
    assert [] == site.names("content/maintenance")


def test_a_guide_begins_where_it_is_told(statuary: Run, site: Site) -> None:
    done = statuary("--root", site.root, "new", "guide", "Backups: how", "--path", "operations/backups", "--now", NOW)
    path = site.root / "content/guides/operations/backups.md"
    assert (0, '---\ntitle: "Backups: how"\n---\nTo be written.\n') == (done.code, path.read_text())
    assert ["operations/backups"] == [guide.path for guide in content(site).guides]


def test_a_guide_is_not_overwritten(statuary: Run, site: Site) -> None:
    for _ in range(2):
        done = statuary("--root", site.root, "new", "guide", "Backups", "--now", NOW)
    assert 2 == done.code
    assert "This file exists already. Nothing is overwritten; choose another name." in done.err


@pytest.mark.parametrize("path", ["../site", "a/../../b", "a//b"])
def test_a_guide_stays_below_its_folder(statuary: Run, site: Site, path: str) -> None:
    assert 2 == statuary("--root", site.root, "new", "guide", "Backups", "--path", path, "--now", NOW).code


@pytest.mark.parametrize(
    ("kind", "target", "lines"),
    [
        ("http", "https://api.example.com/health", ["url: https://api.example.com/health"]),
        ("tcp", "mail.example.com:25", ["host: mail.example.com", "port: 25"]),
        ("tcp", "[::1]:25", ['host: "::1"', "port: 25"]),
        ("tls", "example.com", ["host: example.com"]),
        ("dns", "example.com", ["query: example.com"]),
        ("icmp", "192.0.2.1", ["host: 192.0.2.1"]),
        ("exec", "./check 'a b'", ['command: ["./check", "a b"]']),
        ("heartbeat", "26h", ["within: 26h"]),
        ("websocket", "wss://example.com/live", ["url: wss://example.com/live"]),
        ("grpc", "example.com:8443", ["host: example.com", "port: 8443"]),
    ],
)
def test_a_probe_of_every_kind_begins_with_its_target(
    statuary: Run, site: Site, kind: str, target: str, lines: list[str]
) -> None:
    done = statuary("--root", site.root, "new", "probe", "api-new", target, "--component", "api", "--kind", kind)
    assert (0, "") == (done.code, done.err)
    expected = ["component: api", "probes:", "  - id: api-new", f"    kind: {kind}", *(f"    {line}" for line in lines)]
    assert expected == (site.root / "probes/api-new.yaml").read_text().splitlines()
    assert ["api-new"] == [probe.id for probe in load_config(site.root).probes]


def test_a_probe_that_would_be_refused_leaves_no_file(statuary: Run, site: Site) -> None:
    done = statuary("--root", site.root, "new", "probe", "api-new", "not an address", "--component", "api")
    assert (2, []) == (done.code, site.names("probes"))
    assert "probes/api-new.yaml:5:" in done.err


def test_the_editor_is_opened_on_demand(statuary: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/looking/staring/")
    statuary("--root", site.root, "new", "incident", "Slow", "--edit", "--now", NOW)
    assert "We are staring into it." in (site.root / "content/incidents/2026-11-06-slow.md").read_text()


def test_what_was_broken_in_the_editor_stays_and_is_named(
    statuary: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/minor/mayor/")
    done = statuary("--root", site.root, "new", "incident", "Slow", "--edit", "--now", NOW)
    assert (2, ["2026-11-06-slow.md"]) == (done.code, site.names("content/incidents"))
    assert "content/incidents/2026-11-06-slow.md:3:9: 'mayor' is not an impact. Did you mean 'major'?" in done.err


def test_a_full_disk_leaves_the_incident_as_it_was(begun: Site) -> None:
    before = (begun.root / SLOW).read_bytes()
    words = f"incident update 2026-11-06-slow-checkout --status identified -m '{'More. ' * 400}' --now {NOW}"
    done = limited(begun, words)
    assert (2, before) == (done.returncode, (begun.root / SLOW).read_bytes())
    assert done.stderr.endswith(f"{SLOW} could not be written: File too large. It is as it was.\n")
    assert ["2026-11-06-slow-checkout.md"] == begun.names("content/incidents")


def test_a_full_disk_leaves_no_half_of_a_new_file(begun: Site) -> None:
    done = limited(begun, f"new guide Long -m '{'More. ' * 400}' --now {NOW}")
    assert (2, []) == (done.returncode, begun.names("content/guides"))
    assert "could not be written: File too large. Nothing was changed.\n" in done.stderr


def limited(site: Site, words: str) -> subprocess.CompletedProcess[str]:
    """The command where no file may be larger than a kilobyte."""
    line = f"ulimit -f 1; exec {sys.executable} -B -m statuary --root {site.root} {words}"
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False)
