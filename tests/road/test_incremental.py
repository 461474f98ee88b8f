"""Incremental by nature: after any edits, building in place gives exactly what a clean build gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuary.build import build
from statuary.instants import MINUTE
from support_road import NOW, Site

WORDS = st.sampled_from(
    ["slow", "broken", "fixed", "**bold** text", "a `code` span", "[link](https://example.com)", "<b>raw</b>"]
)
STATES = st.sampled_from(["degraded_performance", "partial_outage", "major_outage"])


OLD = """---
title: Old
impact: minor
components: {{web: degraded_performance}}
---
## Investigating — 2026-0{0}-0{1} 09:00 UTC
Slow.

## Resolved — 2026-0{0}-0{1} 10:00 UTC
Fixed.
"""


@st.composite
def incident_text(draw: st.DrawFn) -> str:
    title = draw(st.sampled_from(["Slow", "Down", "Odd"]))
    text = f"---\ntitle: {title} API\nimpact: minor\ncomponents: {{web: {draw(STATES)}}}\n---\n"
    steps = ["Investigating", "Identified", "Monitoring", "Resolved"]
    for hour in range(draw(st.integers(1, 4))):
        text += f"## {steps[hour]} — 2026-11-05 {10 + hour}:00 UTC\n{draw(WORDS)}\n\n"
    return text


EDITS = st.one_of(
    st.tuples(
        st.just("write"),
        st.sampled_from(
            [*(f"content/incidents/2026-11-05-i{n}.md" for n in range(3)), "content/incidents/2026-07-01-old.md"]
        ),
        incident_text(),
    ),
    st.tuples(
        st.just("write"),
        st.sampled_from([f"content/guides/g{n}.md" for n in range(2)]),
        WORDS.map(lambda word: f"---\ntitle: Guide\ncomponents: [web]\n---\n# Guide\n\n{word}\n\n## Part\n\nText.\n"),
    ),
    st.tuples(
        st.just("write"),
        st.just("content/maintenance/2026-12-01-m.md"),
        WORDS.map(
            lambda word: (
                "---\ntitle: Works\ncomponents: [web]\n"
                f"window: {{start: 2026-12-01 02:00 UTC, end: 2026-12-01 04:00 UTC}}\n---\n{word}\n"
            )
        ),
    ),
    st.tuples(
        st.just("write"),
        st.just("config/site.yaml"),
        st.sampled_from(["A", "B"]).map(lambda name: f"name: Status {name}\nurl: https://status.example.com\n"),
    ),
    st.tuples(
        st.just("remove"), st.sampled_from(["content/incidents/2026-11-05-i0.md", "content/guides/g0.md"]), st.just("")
    ),
    st.tuples(st.just("wait"), st.just(""), st.just("")),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(edits=st.lists(EDITS, min_size=2, max_size=6), watched=st.booleans())
def test_after_any_edits_an_incremental_build_equals_a_clean_one(
    edits: list[tuple[str, str, str]], watched: bool, tmp_path: Path
) -> None:
    """The newest two incidents stand alone, so that there are volumes of the others."""
    root = tmp_path / "site"
    shutil.rmtree(root, ignore_errors=True)
    site = Site(root)
    site.write("config/site.yaml", "name: Status\nurl: https://status.example.com\n")
    site.write("config/components.yaml", "components:\n  - {id: web, name: Web, manual: true}\n")
    for number in range(5):
        month, day = 7 + number // 3, number + 1
        site.write(f"content/incidents/2026-0{month}-0{day}-old.md", OLD.format(month, day))
    with mock.patch("statuary.volumes.NEWEST", 2):
        _build_after_each(edits, site, watched)


def _build_after_each(edits: list[tuple[str, str, str]], site: Site, watched: bool) -> None:
    root, minutes = site.root, 0
    for action, path, text in edits:
        if action == "write":
            site.write(path, text)
        elif action == "remove":
            (root / path).unlink(missing_ok=True)
        minutes += 1
        ahead = (lambda _: None) if watched else None
        build(root, now=NOW + minutes * MINUTE, environ={}, offline=True, ahead=ahead)
    incremental = site.tree()
    shutil.rmtree(root / ".statuary")
    build(root, now=NOW + minutes * MINUTE, environ={}, offline=True, out=root / "clean")
    assert incremental == site.tree("clean")
