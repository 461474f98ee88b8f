"""The latency sketch: quantiles within two percent, merging in any order, a few bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuary.history import sketch

VALUES = st.lists(st.floats(0.02, 1e6), min_size=1, max_size=200)


def of(values: list[float]) -> sketch.Sketch:
    made: sketch.Sketch = {}
    for value in values:
        sketch.add(made, value)
    return made


@given(VALUES, st.sampled_from([0.0, 0.5, 0.95, 0.99, 1.0]))
def test_a_quantile_is_right_within_two_percent(values: list[float], share: float) -> None:
    exact = sorted(values)[int(share * (len(values) - 1))]
    assert sketch.quantiles(of(values), share)[0] == pytest.approx(exact, rel=0.0201)


@given(VALUES, VALUES, VALUES)
def test_merging_knows_no_order(a: list[float], b: list[float], c: list[float]) -> None:
    merge = sketch.merge
    whole = of(a + b + c)
    assert whole == merge([merge([of(a), of(b)]), of(c)]) == merge([of(c), merge([of(b), of(a)])])


@given(VALUES)
def test_what_was_encoded_is_decoded(values: list[float]) -> None:
    assert of(values) == sketch.decode(sketch.encode(of(values)))


@pytest.mark.parametrize("data", [b"\x80", b"\x01", b"\x01\x02\x03"])
def test_half_a_sketch_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="ends in the middle"):
        sketch.decode(data)


def test_an_hour_of_answers_takes_few_bytes() -> None:
    assert len(sketch.encode(of([80 + n * 1.7 for n in range(12)]))) <= 24


def test_an_empty_sketch_is_no_bytes() -> None:
    assert (b"", {}) == (sketch.encode({}), sketch.decode(b""))
