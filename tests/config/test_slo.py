"""Who gets which objective."""

from __future__ import annotations

from pathlib import Path

from statuary.config import load_config
from statuary.model import Objective


def objectives(root: Path, components: str, site: str = "") -> dict[str, Objective | None]:
    (root / "config").mkdir()
    (root / "config/components.yaml").write_text(components)
    (root / "config/site.yaml").write_text(f"name: Example\nurl: https://status.example.com\n{site}")
    config = load_config(root)
    return {component.id: component.objective for component in config.components.values()}


def test_a_number_is_percent_over_thirty_days(tmp_path: Path) -> None:
    found = objectives(tmp_path, "components:\n  - {id: api, name: API, slo: 99.9}\n")
    assert {"api": Objective(99.9, "30d")} == found


def test_an_objective_may_have_a_window_of_its_own(tmp_path: Path) -> None:
    found = objectives(tmp_path, "components:\n  - {id: api, name: API, slo: {target: 99, window: 1y}}\n")
    assert {"api": Objective(99.0, "1y")} == found


def test_what_says_nothing_of_it_takes_that_of_its_group_and_then_that_of_the_site(tmp_path: Path) -> None:
    components = """
components:
  - {id: api, name: API}
  - id: shop
    name: Shop
    slo: 99.5
    components:
      - {id: orders, name: Orders}
      - {id: search, name: Search, slo: 98}
      - {id: labs, name: Labs, slo: null}
"""
    assert {
        "api": Objective(99.9),
        "orders": Objective(99.5),
        "search": Objective(98.0),
        "labs": None,
    } == objectives(tmp_path, components, "slo: 99.9\n")


def test_without_an_objective_there_is_none(tmp_path: Path) -> None:
    assert {"api": None} == objectives(tmp_path, "components:\n  - {id: api, name: API}\n")
