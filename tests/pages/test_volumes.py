"""The settled past in volumes: nothing is lost in them, and nothing in them is planned twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace as amended

from statuary import render as render_module
from statuary import volumes
from statuary.instants import DAY, HOUR, SECOND
from statuary.markup.converter import Converter
from statuary.memo import Memo, open_memo
from statuary.model import Content, IncidentSummary, Output, Page, Summary
from statuary.pages import plan
from statuary.render import Context, render
from statuary.volumes import is_volume, paths_of, shelve, unbound
from support_pages import NOW, config, incident, planned, summary, theme

Rendered = Callable[[Sequence[Page]], tuple[Output, ...]]


def settled(number: int) -> IncidentSummary:
    """An incident that began so many tens of days ago and was over an hour later."""
    began = NOW - (number + 1) * 10 * DAY
    updates = [("investigating", began, "Slow."), ("resolved", began + HOUR, "Fixed.")]
    return incident(*updates, id_=f"2026-old-{number:02d}", title=f"Old {number}")


PAST = [settled(number) for number in range(12)]


@pytest.fixture(autouse=True)
def _few_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "NEWEST", 2)


def shown(*incidents: IncidentSummary) -> Summary:
    return summary(incidents=tuple(incidents))


def names(items: tuple[IncidentSummary, ...]) -> list[str]:
    return [item.incident.id for item in items]


def test_the_newest_stand_alone_and_the_others_are_bound_by_month() -> None:
    shelf = shelve(PAST, NOW)
    assert ["2026-old-00", "2026-old-01"] == names(shelf.alone)
    assert names(tuple(PAST[2:])) == [name for month in shelf.months for name in names(month.items)]
    assert sorted({month.name for month in shelf.months}, reverse=True) == [month.name for month in shelf.months]


def test_what_is_open_stands_alone_however_old_it_is() -> None:
    reopened = amended(PAST[8], active=True, resolved_at=None)
    assert reopened in shelve([*PAST[:8], reopened, *PAST[9:]], NOW).alone


def test_what_has_news_ahead_stands_alone() -> None:
    assert PAST[8] in shelve(PAST, PAST[8].incident.updates[-1].at - 1).alone


def test_a_plan_names_every_file_without_opening_a_volume() -> None:
    everything = plan(shown(*PAST), Content(), config(shown(*PAST)), theme())
    assert sorted(page.path for page in unbound(everything)) == sorted(paths_of(everything))
    assert any(is_volume(page) for page in everything)


def test_a_volume_holds_what_would_be_planned_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with_volumes = planned(shown(*PAST))
    monkeypatch.setattr(volumes, "NEWEST", 100)
    without = planned(shown(*PAST))
    assert without.keys() >= with_volumes.keys()
    own = [path for path in with_volumes if path.startswith(("incidents/2026-old-05", "history/", "api/v1/incidents/"))]
    for path in own:
        view = without[path].view
        pictured = amended(view, card_of=with_volumes[path].view.card_of) if hasattr(view, "card_of") else view
        assert pictured == with_volumes[path].view


# ----------------------------------------------------------------------------------------------------------- rendering


@pytest.fixture
def rendered(tmp_path: Path) -> Iterator[Rendered]:
    """Renders with what was rendered before in mind, and without any problem."""
    with open_memo(tmp_path / "memo.db") as memo, Converter(memo, budget=10 * SECOND) as converter:

        def made(pages: Sequence[Page]) -> tuple[Output, ...]:
            outputs, problems = render(pages, Context(theme(), converter, memo=memo))
            assert () == problems
            return outputs

        yield made


def pages_of(*incidents: IncidentSummary) -> tuple[Page, ...]:
    seen = shown(*incidents)
    return plan(seen, Content(), config(seen), theme())


def bytes_of(outputs: Iterable[Output]) -> dict[str, bytes]:
    return {output.path: output.body() for output in outputs}


def test_what_is_known_of_a_volume_is_what_rendering_it_gave(rendered: Rendered) -> None:
    first = bytes_of(rendered(pages_of(*PAST)))
    assert first == bytes_of(rendered(pages_of(*PAST)))
    assert "incidents/2026-old-05/index.html" in first


def test_a_known_volume_is_opened_only_for_what_was_lost(rendered: Rendered) -> None:
    rendered(pages_of(*PAST))
    opened: list[str] = []
    made = rendered([_watched(page, opened) for page in pages_of(*PAST)])
    assert [] == opened
    lost = next(output for output in made if output.path == "incidents/2026-old-05/index.html")
    assert b"Old 5" in lost.body()
    assert 1 == len(opened)


def _watched(page: Page, opened: list[str]) -> Page:
    inside = page.parts
    if not is_volume(page) or inside is None:
        return page

    def parts() -> list[Page]:
        opened.append(page.path)
        return list(inside())

    return amended(page, parts=parts)


def test_so_many_at_once_make_no_difference(rendered: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_module, "_AT_ONCE", 10)
    few_at_once = bytes_of(rendered(pages_of(*PAST)))
    monkeypatch.undo()
    monkeypatch.setattr(volumes, "NEWEST", 2)
    with Converter(Memo(), budget=10 * SECOND) as converter:
        whole, _ = render(pages_of(*PAST), Context(theme(), converter))
    assert bytes_of(whole) == few_at_once


def test_one_edit_opens_the_volumes_of_its_month_alone(rendered: Rendered) -> None:
    rendered(pages_of(*PAST))
    edited = amended(PAST[5], incident=amended(PAST[5].incident, title="Renamed"))
    opened: list[str] = []
    rendered([_watched(page, opened) for page in pages_of(*PAST[:5], edited, *PAST[6:])])
    month = next(m.name for m in shelve(PAST, NOW).months if PAST[5] in m.items)
    assert {f"incidents/{month}", f"history/{month}/", f"api/v1/incidents/{month}"} == set(opened)
