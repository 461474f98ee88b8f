"""The memo: a missing or damaged cache is a miss, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from statuary.memo import KEPT_BUILDS, Memo, Sealed, key, open_memo


@dataclass(frozen=True)
class Value:
    text: str
    number: int


def ask(memo: Memo, *words: str, namespace: str = "n") -> tuple[list[Value], list[str]]:
    """The values of the words, and which of them had to be computed."""
    computed: list[str] = []

    def compute(missing: Sequence[int]) -> list[Value]:
        computed.extend(words[position] for position in missing)
        return [Value(words[position], len(words[position])) for position in missing]

    return memo.many(namespace, [key(word) for word in words], compute, Value), computed


def test_what_was_computed_is_remembered_over_builds(tmp_path: Path) -> None:
    with open_memo(tmp_path / "memo.db") as memo:
        assert ([Value("a", 1), Value("bb", 2)], ["a", "bb"]) == ask(memo, "a", "bb")
    with open_memo(tmp_path / "memo.db") as memo:
        assert ([Value("bb", 2), Value("ccc", 3)], ["ccc"]) == ask(memo, "bb", "ccc")


def test_namespaces_are_apart(tmp_path: Path) -> None:
    with open_memo(tmp_path / "memo.db") as memo:
        ask(memo, "a")
        assert ["a"] == ask(memo, "a", namespace="other")[1]


@pytest.mark.parametrize("damage", [b"garbage" * 1000, b"", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_a_miss_and_made_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "memo.db"
    with open_memo(path) as memo:
        ask(memo, "a")
    path.write_bytes(damage)
    with open_memo(path) as memo:
        assert ["a"] == ask(memo, "a")[1]
    with open_memo(path) as memo:
        assert [] == ask(memo, "a")[1]


def test_a_value_of_another_type_is_a_miss(tmp_path: Path) -> None:
    with open_memo(tmp_path / "memo.db") as memo:
        memo.remember("n", {key("a"): ["not", "a", "value"]})
        assert ["a"] == ask(memo, "a")[1]


def test_without_a_file_it_remembers_while_it_lasts() -> None:
    with open_memo(None) as memo:
        ask(memo, "a")
        assert [] == ask(memo, "a")[1]


def test_a_place_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with open_memo(tmp_path / "file/memo.db") as memo:
        assert ["a"] == ask(memo, "a")[1]


def test_what_no_build_asks_for_is_dropped(tmp_path: Path) -> None:
    with open_memo(tmp_path / "memo.db") as memo:
        ask(memo, "old", "used")
    for _ in range(2 * KEPT_BUILDS + 2):
        with open_memo(tmp_path / "memo.db") as memo:
            assert [] == ask(memo, "used")[1]
    with open_memo(tmp_path / "memo.db") as memo:
        assert (["old"], []) == (ask(memo, "old")[1], ask(memo, "used")[1])


def test_a_namespace_of_which_nothing_is_left_is_gone(tmp_path: Path) -> None:
    with open_memo(tmp_path / "memo.db") as memo:
        ask(memo, "a", namespace="of a folder that was")
    for _ in range(2 * KEPT_BUILDS + 2):
        with open_memo(tmp_path / "memo.db") as memo:
            ask(memo, "used", namespace="used")
    assert {"used"} == memo.tables


def test_different_inputs_have_different_keys() -> None:
    inputs = [("ab",), ("a", "b"), (("a", "b"),), ("a", "b", ""), (b"ab",), (1,), ("1",), (True,), (None,), ()]
    assert len(inputs) == len({key(*one) for one in inputs})


def test_a_thousand_values_are_read_at_once(tmp_path: Path) -> None:
    words = [f"word {number}" for number in range(1000)]
    with open_memo(tmp_path / "memo.db") as memo:
        ask(memo, *words)
    with open_memo(tmp_path / "memo.db") as memo:
        values, computed = ask(memo, *words)
    assert (words, []) == ([value.text for value in values], computed)


def test_a_sealed_value_counts_in_a_key_as_what_it_is() -> None:
    once, twice = Sealed(("a", 1)), Sealed(("a", 1))
    assert (once, hash(once), key(once)) == (twice, hash(twice), key(twice))
    assert key(once) != key(Sealed(("a", 2)))
    assert once != Sealed(("a", 2))


def test_a_value_of_a_kind_that_cannot_be_told_apart_is_no_key() -> None:
    with pytest.raises(NotImplementedError):
        key(object())
